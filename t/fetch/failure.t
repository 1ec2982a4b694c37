#!/usr/bin/perl
# What people read when a fetch fails, and the class that is stored.
use strict;
use warnings;

use FindBin;
use IO::Socket::INET;
use lib "$FindBin::Bin/../lib";
use Meter::Fetch;
use Meter::Process qw(process_start);
use Meter::Stack;
use Socket qw(SOL_SOCKET SO_LINGER);
use Test::More;
use Time::HiRes qw(sleep time);

my $fetch = Meter::Fetch->new;

# Writes something and closes; with reset the other side gets ECONNRESET.
sub writes
{
	my ($text, $reset) = @_;
	return sub {
		my $socket = $_[0]{socket};
		print $socket $text;
		setsockopt $socket, SOL_SOCKET, SO_LINGER, pack "ii", 1, 0 if $reset;
		return;
	};
}

my $site = $fetch->site(
	"/later" => sub { (503, { "Retry-After" => 120 }, "later") },
	"/much-later" => sub { (429, { "Retry-After" => 99999999 }, "later") },
	"/nothing" => writes(""),
	"/half" => writes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
	"/half-chunk" => writes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf"),
	"/bad-chunk" => writes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhalf"),
	"/reset" => writes("", 1),
	"/half-reset" => writes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", 1),
	"/other" => writes("220 mail.example ESMTP\r\n"),
	"/nul" => writes("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\nbody"),
	"/two-lengths" => writes("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxy"),
	default => sub { my ($status) = $_[0]{path} =~ m{(\d+)}; return ($status, {}, "<p>no</p>") },
);

sub fails
{
	my ($url, $class, $message, @options) = @_;
	my $page = $fetch->get(["--allow", "127.0.0.0/8", @options],
		$url =~ m{^/} ? $site->url($url) : $url);
	ref $message ? like($page->{message}, $message, $url) : is($page->{message}, $message, $url);
	is($page->{class}, $class, "  is $class");
	return $page;
}

# --- statuses ---

my %phrases = (400 => "Bad Request", 404 => "Not Found", 410 => "Gone", 418 => undef, 499 => undef,
	500 => "Internal Server Error", 502 => "Bad Gateway", 503 => "Service Unavailable",
	520 => undef, 999 => undef);
my %refusals = (401 => "Unauthorized", 403 => "Forbidden", 407 => "Proxy Authentication Required",
	429 => "Too Many Requests", 451 => "Unavailable For Legal Reasons");
fails("/$_", "http", join(" ", "Page not accessible: $_", $phrases{$_} // ())) for sort keys %phrases;
fails("/$_", "blocked", "Page not accessible: $_ $refusals{$_}") for sort keys %refusals;
is(fails("/later", "http", "Page not accessible: 503 Service Unavailable")->{retry_after_s}, 120,
	"  and says when to come again");
is(fails("/much-later", "blocked", "Page not accessible: 429 Too Many Requests")->{retry_after_s},
	86400, "  but not next year");
my $any = $fetch->get(["--allow", "127.0.0.0/8", "--any", "--show"], $site->url("/404"));
is("$any->{status} $any->{body}", "404 <p>no</p>", "any status is taken if that is wanted");

# --- connections ---

my $closed = Meter::Stack::reserve_port(0);
fails("http://127.0.0.1:$closed/", "connect", "Connection refused");
fails("/nothing", "connect", "Connection closed without a reply");
fails("/reset", "connect", "Connection reset");
fails("/half-reset", "connect", "Connection reset");
fails($_, "connect", "Connection closed before the page was complete") for qw(/half /half-chunk);
fails($_, "http", "Page not accessible: the reply is not HTTP")
    for qw(/other /nul);
fails("/bad-chunk", "connect", "Connection failed: the reply is broken");

# --- the address rule: one text for all, open or closed, there or not ---

my %texts;
for my $url ("http://127.0.0.1:$site->{port}/", "http://127.0.0.1:$closed/", "http://127.0.0.1:22/",
	"https://127.0.0.1:$closed/", "http://127.1/", "http://0x7f000001:$closed/") {
	my $page = $fetch->get([], $url);
	$texts{$page->{message}}++;
	is($page->{class}, "blocked", "$url is blocked");
}
is_deeply(\%texts, { 'Address not allowed: "127.0.0.1"' => 6 }, "with the same words");

# --- TLS ---

sub openssl
{
	my (@arguments) = @_;
	my $dir = $fetch->dir;
	system("cd $dir && openssl @arguments >>openssl.log 2>&1") == 0 or die "openssl @arguments";
}

# A certificate for a name by our authority, or by itself; for some days from now on.
sub certificate
{
	my ($file, $name, $days, @by) = @_;
	open my $extensions, ">", $fetch->dir . "/$file.ext" or die;
	print $extensions "subjectAltName=DNS:$name\n";
	close $extensions;
	openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $file.key -subj /CN=$name",
		"-out $file.csr");
	openssl("x509 -req -in $file.csr -days $days -extfile $file.ext -out $file.crt",
		@by ? @by : "-signkey $file.key");
}

sub tls_server
{
	my ($file) = @_;
	my $log = $fetch->dir . "/$file.log";
	my $record = process_start(name => "tls", dir => $fetch->dir, log => $log, command => ["openssl",
		"s_server", "-accept", "127.0.0.1:0", "-www", "-cert", "$file.crt", "-key", "$file.key"]);
	$fetch->guard->watches($record);
	for (my $until = time + 20; time < $until; sleep 0.05) {
		open my $lines, "<", $log or next;
		my ($port) = join("", <$lines>) =~ /^ACCEPT \S*:(\d+)/m or next;
		return $port;
	}
	die "no TLS server";
}

# HTTP/2 has no phrases.
sub http2_server
{
	my ($file) = @_;
	my ($nginx) = grep { -x } map { "$_/nginx" } split(/:/, $ENV{PATH}), "/usr/sbin" or return;
	my $dir = $fetch->dir;
	my $port = Meter::Stack::reserve_port(0);
	open my $conf, ">", "$dir/http2.conf" or die;
	print $conf "daemon off; pid $dir/http2.pid; error_log stderr; events {}\n",
	    "http { access_log off; client_body_temp_path $dir/t1; proxy_temp_path $dir/t2;",
	    " fastcgi_temp_path $dir/t3; uwsgi_temp_path $dir/t4; scgi_temp_path $dir/t5;",
	    " server { listen 127.0.0.1:$port ssl http2; location / { return 404; }",
	    " ssl_certificate $dir/$file.crt; ssl_certificate_key $dir/$file.key; } }\n";
	close $conf;
	$fetch->guard->watches(process_start(name => "nginx", dir => $dir, log => "$dir/http2.log",
		command => [$nginx, "-p", $dir, "-c", "$dir/http2.conf", "-e", "stderr"]));
	for (my $until = time + 20; time < $until; sleep 0.05) {
		return $port if IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port");
	}
	die "nginx does not come up";
}

SKIP: {
	skip "openssl is not installed", 1 unless grep { -x "$_/openssl" } split /:/, $ENV{PATH};
	my @by = "-CA ca.crt -CAkey ca.key -CAcreateserial";
	openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key",
		"-subj /CN=Authority -days 2 -out ca.crt");
	certificate("good", "tls.example", 2, @by);
	certificate("self", "tls.example", 2);
	certificate("old", "tls.example", -1, @by);
	my %port = map { $_ => tls_server($_) } qw(good self old);
	my $names = $fetch->names("tls.example" => "127.0.0.1", "other.example" => "127.0.0.1");
	my @dns = ("--dns", $names->address);
	my @trust = (@dns, "--ca", $fetch->dir . "/ca.crt");
	my $page = $fetch->get(["--allow", "127.0.0.0/8", @trust], "https://tls.example:$port{good}/");
	is($page->{status}, 200, "a good certificate is good") or diag($page->{message});
	fails("https://tls.example:$port{good}/", "tls",
		qr/^TLS error: certificate (?:is from an unknown authority|chain is incomplete)$/, @dns);
	fails("https://other.example:$port{good}/", "tls",
		"TLS error: certificate is for another host", @trust);
	fails("https://127.0.0.1:$port{good}/", "tls",
		"TLS error: certificate is for another host", @trust);
	fails("https://tls.example:$port{self}/", "tls", "TLS error: certificate is self-signed", @trust);
	fails("https://tls.example:$port{old}/", "tls", "TLS error: certificate has expired", @trust);
	fails("https://127.0.0.1:$site->{port}/", "tls", "TLS error: handshake failed", @trust);
	SKIP: {
		my $port = http2_server("good") or skip "nginx is not installed", 1;
		fails("https://tls.example:$port/none", "http", "Page not accessible: 404 Not Found", @trust);
	}
}

done_testing;
