#!/usr/bin/perl
# The site of nginx for production: TLS and HTTP/2 with a certificate made here, and nothing without.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use IO::Socket::INET;
use Meter::Guard;
use Meter::Hello;
use Meter::Process qw(process_start process_wait log_tail);
use Meter::Source qw(source_root);
use Meter::Stack;
use Meter::Test;
use Test::More;

$ENV{PATH} .= ":/usr/sbin:/sbin";
for my $need (qw(nginx openssl curl)) {
	Meter::Test::skip_without("$need is not installed")
	    unless grep { -x "$_/$need" } split /:/, $ENV{PATH};
}

my $name = "meter.example.org";
my $dir = tempdir("meter-site-XXXXXXXX", TMPDIR => 1);
my $guard = Meter::Guard->new($dir);
my $fast = Meter::Hello->start(1, "keep");
my $slow = Meter::Hello->start(1);
my $port = Meter::Stack::free_port(0);

sub run
{
	my (@command) = @_;
	return if system("@command >>$dir/log 2>&1") == 0;
	die "failed: @command: " . log_tail("$dir/log", 5) . "\n";
}

# The file in which sed's script was run.
sub adapt
{
	my ($path, $script) = @_;
	run("sed", "-i", "'$script'", $path);
	return $path;
}

sub write_conf
{
	open my $file, ">", "$dir/nginx.conf" or die "cannot write $dir/nginx.conf: $!\n";
	my $temporary = join " ", map { "${_}_temp_path $dir/$_;" }
	    qw(client_body proxy fastcgi uwsgi scgi);
	print $file $> == 0 ? "user root;\n" : "", <<"TEXT";
daemon off;
pid $dir/nginx.pid;
error_log $dir/nginx.log warn;
events { worker_connections 64; }
http { $temporary include $dir/pieces/meter-site.conf; }
TEXT
	close $file or die "cannot write $dir/nginx.conf: $!\n";
}

sub start_nginx
{
	run(qw(openssl req -x509 -newkey rsa:2048 -nodes -days 2), "-subj", "/CN=$name",
		"-addext", "subjectAltName=DNS:$name", "-keyout", "$dir/key", "-out", "$dir/certificate");
	run(source_root() . "/nginx/render", source_root() . "/etc/meter.conf", "$dir/pieces",
		"METER_LISTEN_FAST=unix:$fast->{socket}", "METER_LISTEN_SLOW=unix:$slow->{socket}",
		"SERVER_NAME=$name", "CERTIFICATE=$dir/certificate", "CERTIFICATE_KEY=$dir/key");
	# Ports, addresses and folders of a whole machine are not ours in a test.
	adapt("$dir/pieces/meter-site.conf",
		"/\\[::\\]/d; s|listen 443|listen 127.0.0.1:$port|; s|/var/log/nginx|$dir|");
	write_conf();
	run("nginx", "-t", "-p", "$dir/", "-c", "$dir/nginx.conf");
	my $record = process_start(name => "nginx", dir => $dir, log => "$dir/log",
		command => ["nginx", "-p", "$dir/", "-c", "$dir/nginx.conf", "-e", "$dir/log"]);
	$guard->watches($record);
	process_wait($record, 10, sub { IO::Socket::INET->new("127.0.0.1:$port") })
	    or die "nginx did not start: " . log_tail("$dir/log", 5);
}

# What curl says of a request: head and body.
sub ask
{
	my ($url, @options) = @_;
	my $options = join " ", map { "'$_'" } @options;
	return scalar `curl -s -i -m 20 --noproxy '*' --resolve $name:$port:127.0.0.1 \\
		--cacert $dir/certificate $options $url 2>&1`;
}

start_nginx();

subtest "HTTP/2 over TLS" => sub {
	my $reply = ask("https://$name:$port/show/", "--http2", "-H", "Authorization: Bearer k");
	like($reply, qr{^HTTP/2 200}, "answered");
	like($reply, qr/^strict-transport-security: max-age=\d+\r$/m, "TLS from now on");
	like($reply, qr/^authorization=Bearer k$/m, "by the fast pool");
	my ($id) = $reply =~ /^x-request-id: (\w+)\r$/m;
	like($reply, qr/^request_id=\Q$id\E$/m, "with the request's id");
};

subtest "older ways" => sub {
	like(ask("https://$name:$port/show/", "--http1.1"), qr{^HTTP/1\.1 200}, "HTTP/1.1 as well");
	is(ask("https://$name:$port/show/", "--tls-max", "1.1"), "", "no TLS 1.1");
	my $plain = ask("http://$name:$port/show/");
	like($plain, qr{^HTTP/1\.1 400}, "nor plain HTTP");
	like($plain, qr/\{"detail":"Bad request","request_id":"\w+"\}/, "in the contract's form");
};

subtest "the settings are followed" => sub {
	for my $pair (["yes", "on"], ["no", "off"], ["0", "off"], ["true", "on"]) {
		run(source_root() . "/nginx/render", "/dev/null", "$dir/other",
			"METER_KEEP_CONNECTIONS=$pair->[0]");
		is(system("grep -q 'fastcgi_keep_conn $pair->[1];' $dir/other/meter-server.conf"), 0,
			"METER_KEEP_CONNECTIONS=$pair->[0]");
	}
};

done_testing;
