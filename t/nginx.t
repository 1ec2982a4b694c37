#!/usr/bin/perl
# nginx's pieces: they send each route to its pool, limit it by its class, speak the contract's
# error form, and lose nothing when workers come and go.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP ();
use Meter::Guard;
use Meter::Hello;
use Meter::Process qw(process_members process_start process_wait log_tail);
use Meter::Source qw(source_root source_text);
use Meter::Stack;
use Meter::Test;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

my $id = "0193a5b2-7c4d-7e8f-9a0b-1c2d3e4f5a6b";

# --- the locations against the routes ---

# nginx's choice for a path: the first regular expression that fits, else "/".
sub locations
{
	my $text = source_text("nginx/meter-server.conf");
	my @locations;
	while ($text =~ /^location (~ )?(\S+) \{\n(.*?)^\}/gms) {
		my ($is_regex, $path, $body) = ($1, $2, $3);
		next unless $body =~ /fastcgi_pass meter_(\w+);/;
		my $pool = $1;
		my ($class) = $body =~ /limit_req zone=meter_(calls|generation) /;
		push @locations, { regex => $is_regex ? qr/$path/ : qr/^/, pool => $pool,
			class => $class };
	}
	return sort { ($a->{regex} eq qr/^/) <=> ($b->{regex} eq qr/^/) } @locations;
}

subtest "every route goes to its pool" => sub {
	my $program = Meter::Test::build_folder() . "/t/api/routes";
	plan skip_all => "t/api/routes is not built" unless -x $program;
	my @locations = locations();
	for my $line (split /\n/, `$program`) {
		my ($method, $path, $pool, $class) = split / /, $line;
		$path =~ s/\{\w+\}/$id/g;
		for my $asked ($path, "$path/", $path =~ s{^/api/}{/v1/}r) {
			my ($location) = grep { $asked =~ $_->{regex} } @locations;
			is("$location->{pool} $location->{class}", "$pool $class",
				"$method $asked");
		}
	}
};

# --- a real nginx before two small pools ---

Meter::Test::skip_without("nginx is not installed")
    unless grep { -x "$_/nginx" } split(/:/, $ENV{PATH}), "/usr/sbin";
$ENV{PATH} .= ":/usr/sbin:/sbin";
my $dir = tempdir("meter-nginx-XXXXXXXX", TMPDIR => 1);
my $guard = Meter::Guard->new($dir);
my $fast = Meter::Hello->start(2, "keep", "drain=20");
my $slow = Meter::Hello->start(4, "drain=20");
my $port = Meter::Stack::free_port(0);
my $http = HTTP::Tiny->new(timeout => 60, max_redirect => 0);

sub write_file
{
	my ($path, $text) = @_;
	open my $file, ">", $path or die "cannot write $path: $!\n";
	print $file $text;
	close $file or die "cannot write $path: $!\n";
}

# An nginx of its own folder, port and settings; its pieces edited when there is a change to make.
sub start_nginx
{
	my ($dir, $port, $settings, $change) = @_;
	-d $dir or mkdir $dir or die "cannot make $dir: $!\n";
	write_file("$dir/settings", <<"TEXT");
METER_LISTEN_FAST = "unix:$fast->{socket}"
METER_LISTEN_SLOW=unix:$slow->{socket}
METER_WORKERS_SLOW=4
METER_RATE=60
METER_BURST=5
TEXT
	system(source_root() . "/nginx/render", "$dir/settings", "$dir/pieces", @$settings) == 0
	    or die "nginx/render failed\n";
	system("sed", "-i", $change, glob("$dir/pieces/*")) if $change;
	my $user = $> == 0 ? "user root;" : "";
	my $temporary = join "", map { "${_}_temp_path $dir/$_;\n" }
	    qw(client_body proxy fastcgi uwsgi scgi);
	write_file("$dir/nginx.conf", <<"TEXT");
$user
daemon off;
worker_processes 2;
pid $dir/nginx.pid;
error_log $dir/nginx.log warn;
events { worker_connections 512; }
http {
access_log off;
$temporary
include "$dir/pieces/meter.conf";
server { listen 127.0.0.1:$port; include "$dir/pieces/meter-server.conf"; }
}
TEXT
	my $record = process_start(name => "nginx", dir => $dir, log => "$dir/log",
		command => ["nginx", "-p", "$dir/", "-c", "$dir/nginx.conf", "-e", "$dir/log"]);
	$guard->watches($record);
	process_wait($record, 30, sub { IO::Socket::INET->new("127.0.0.1:$port") })
	    or die "nginx did not start: " . log_tail("$dir/log", 5);
	return $record;
}

sub ask
{
	my ($method, $path, %how) = @_;
	return $http->request($method, "http://127.0.0.1:" . ($how{port} // $port) . $path, \%how);
}

# No bucket of few calls must have room again within the test.
my $nginx = start_nginx($dir, $port, ["METER_BURST=200", "METER_RATE=6000000", "METER_GENERATION_RATE=1"]);

subtest "what arrives at a worker" => sub {
	my $reply = ask("POST", "/show/?a=%20", headers => { Authorization => "Bearer k",
		"Idempotency-Key" => "i", Proxy => "http://192.0.2.1/", "X-Forwarded-For" => "192.0.2.1",
		"X-Request-Id" => "mine", "Content-Type" => "application/json" }, content => "{}");
	is($reply->{status}, 200, "a request");
	like($reply->{content}, qr/^$_$/m, $_) for "method=POST", "path=/show", "query a= ",
	    "authorization=Bearer k", "idempotency-key=i", "content-type=application/json",
	    "body_size=2", "remote_address=127\\.0\\.0\\.1", "proxy=\\(none\\)";
	my ($seen) = $reply->{content} =~ /^request_id=(.*)$/m;
	is($reply->{headers}{"x-request-id"}, $seen, "one id everywhere");
	isnt($seen, "mine", "which is not the client's");
	is(ask("GET", "/stream")->{content}, "part 1\npart 2\npart 3\n", "a stream");
	is(length ask("GET", "/large?n=3000000")->{content}, 3_000_000, "a large reply");
	is(ask("POST", "/echo", content => "x" x 10_000_000)->{content}, "x" x 10_000_000,
		"a large body");
};

# Status, detail and headers of what nginx refuses by itself.
sub is_error
{
	my ($reply, $status, $label, %headers) = @_;
	my $json = eval { JSON::PP::decode_json($reply->{content}) } // {};
	is($reply->{status}, $status, "$label: $status");
	like($json->{detail} // "", qr/\w/, "with a detail");
	is($json->{request_id}, $reply->{headers}{"x-request-id"}, "and the request's id");
	is($reply->{headers}{"content-type"}, "application/json", "as JSON");
	is($reply->{headers}{$_}, $headers{$_}, $_) for sort keys %headers;
}

# A reply to bytes that HTTP::Tiny would not send.
sub ask_raw
{
	my ($bytes) = @_;
	my $socket = IO::Socket::INET->new("127.0.0.1:$port") or die "cannot connect: $!\n";
	print $socket $bytes;
	local $/;
	my ($head, $content) = split /\r\n\r\n/, <$socket>, 2;
	my ($status) = $head =~ m{^HTTP/1.1 (\d+)};
	my %headers = map { /^([^:]+): (.*)$/ ? (lc $1, $2) : () } split /\r\n/, $head;
	return { status => $status, headers => \%headers, content => $content };
}

subtest "nginx's own errors have the form of ours" => sub {
	is_error(ask("POST", "/echo", content => "x" x 10_600_000), 413, "a body over 10 MB");
	is_error(ask_raw("GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"), 400, "a NUL");
	is_error(ask_raw("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n"), 400, "an escaped NUL");
	is_error(ask_raw("GET /../.. HTTP/1.1\r\nHost: x\r\n\r\n"), 400, "a path above the root");
	is_error(ask_raw("GET / HTTP/1.1\r\nHost: x\r\nA: " . "b" x 9000 . "\r\n\r\n"), 400,
		"a long header");
	is_error(ask_raw("GET /" . "a" x 9000 . " HTTP/1.1\r\nHost: x\r\n\r\n"), 414, "a long path");
	is_error(ask_raw("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
		. "Transfer-Encoding: chunked\r\n\r\n"), 400, "two lengths");
	is_error(ask_raw("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"), 501,
		"a coding that nobody knows");
	is_error(ask_raw("GET / HTTP/9.9\r\nHost: x\r\n\r\n"), 505, "a version that nobody knows");
	is_error(ask("GET", "/.meter/429"), 404, "an internal page");
};

subtest "limits" => sub {
	my @replies = map { ask("POST", "/api/strategies/$id/refine",
		headers => { Authorization => "Bearer g" }) } 1 .. 12;
	is(join(" ", map { $_->{status} } @replies), join(" ", (200) x 11, 429),
		"a burst of ten and one");
	is_error($replies[11], 429, "one more", "retry-after" => 2, "x-ratelimit-remaining" => 0);
	is(ask("POST", "/api/strategies/generate/stream",
		headers => { Authorization => "Bearer g" })->{status}, 429, "one bucket for the class");
	is(ask("POST", "/api/strategies/generate",
		headers => { Authorization => "Bearer h" })->{status}, 200, "another key has its own");
	is(ask("GET", "/api/strategies", headers => { Authorization => "Bearer g" })->{status}, 200,
		"and other calls theirs");
};

# Others in front of the same pools: one with a second's patience, one that takes few calls a minute.
my $hasty = Meter::Stack::free_port(0);
start_nginx("$dir/hasty", $hasty, [], 's/\\(client_\\(header\\|body\\)_timeout\\) 10s/\\1 1s/');
my $strict = Meter::Stack::free_port(0);
start_nginx("$dir/strict", $strict, ["METER_RATE=1", "METER_BURST=1"]);

subtest "slow clients" => sub {
	my %sent = ("half a head" => "GET /pid HTTP/1.1\r\nHost:",
		"half a body" => "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nbody",
		"nothing" => "");
	my %socket = map { $_ => IO::Socket::INET->new("127.0.0.1:$hasty") } keys %sent;
	syswrite $socket{$_}, $sent{$_} for keys %sent;
	for my $what (sort keys %sent) {
		local $SIG{ALRM} = sub { die "not closed\n" };
		alarm 40; # where nothing is said of it, a minute is nginx's patience
		my $n = eval { sysread $socket{$what}, my $rest, 1000 };
		alarm 0;
		ok(!$@ && !$n, "$what: the connection is closed");
	}
};

subtest "whoever changes keys" => sub {
	my @replies = map { ask("GET", "/pid", port => $strict, headers =>
		{ Authorization => "Bearer $_" }) } 1 .. 13;
	is(join(" ", map { $_->{status} } @replies), join(" ", (200) x 11, 429, 429),
		"meets the limit of the address");
	is_error($replies[12], 429, "the last", "retry-after" => 1);
};

# Runs the code in n children at once; what each returns, a short text.
sub at_once
{
	my ($n, $code) = @_;
	my @pipes = map { Meter::Guard::beside(sub {
		$http = HTTP::Tiny->new(timeout => 60, max_redirect => 0);
		return $code->();
	}) } 1 .. $n;
	local $/;
	return map { my $text = <$_>; close $_; $text } @pipes;
}

subtest "executes leave half of the slow pool alone" => sub {
	my $path = "/api/jobs/execute?hold=" . $slow->hold;
	my @running = map { Meter::Guard::beside(sub { return ask("POST", $path)->{status} }) } 1 .. 2;
	ok($slow->has_begun(2), "two run");
	for (1 .. 2) {
		my $reply = ask("POST", "/api/jobs/execute");
		is("$reply->{status} " . ($reply->{headers}{"retry-after"} // ""), "503 10", "others are told to wait");
	}
	$slow->release;
	is(join(" ", map { scalar <$_> } @running), "200 200", "the two are answered");
	is(ask("POST", "/api/jobs/execute")->{status}, 200, "afterwards there is room again");
};

# Hammers with GETs and POSTs while the workers are treated by the code; how many were answered, at least so
# many, and the failures.
sub hammer
{
	my ($methods, $seconds, $wanted, $code) = @_;
	my $pid = fork() // die "cannot fork: $!\n";
	if ($pid == 0) {
		Meter::Guard::let_go();
		sleep 0.7, $code->() for 1 .. $seconds / 0.7;
		POSIX::_exit(0);
	}
	my $until = time + $seconds + 0.5;
	my @results = at_once(6, sub {
		my ($good, %bad) = (0);
		while (time < $until || ($good < $wanted / 6 && time < $until + 60)) {
			for my $method (@$methods) {
				my $reply = ask($method, "/sleep?ms=1", headers =>
				    { Authorization => "Bearer " . rand });
				$reply->{status} == 200 ? $good++ : $bad{"$method $reply->{status}"}++;
			}
		}
		return "$good " . join ",", map { "$_ x$bad{$_}" } sort keys %bad;
	});
	waitpid $pid, 0;
	my ($good, @bad) = (0);
	for (@results) {
		/^(\d+) (.*)/ or next;
		$good += $1;
		push @bad, $2 if length $2;
	}
	return ($good, "@bad");
}

subtest "replacing the workers loses no request" => sub {
	my ($good, $bad) = hammer([qw(GET POST)], 4, 600, sub { $fast->signal("HUP") });
	cmp_ok($good, ">", 500, "$good requests");
	is($bad, "", "none failed");
};

# What a GET meets that nginx reads before it learns that the workers are dead: nothing but kept
# connections to nobody.
subtest "more dead connections than tries" => sub {
	my $client = IO::Socket::INET->new("127.0.0.1:$port") or die "cannot connect: $!\n";
	my $get = sub { syswrite $client, "GET $_[0] HTTP/1.1\r\nHost: x\r\n\r\n" };
	my $status = sub {
		my $head = "";
		$head .= $_ while $head !~ /\r\n\r\n$/ && defined($_ = <$client>);
		my $length = $head =~ /^Content-Length: (\d+)/mi ? $1 : 0;
		read $client, my ($body), $length;
		return $head =~ m{^HTTP/1\.1 (\d+)} ? $1 : "nothing";
	};
	$get->("/sleep?ms=1");
	is($status->(), 200, "a request");
	at_once(40, sub { ask("GET", "/sleep?ms=300")->{status} });
	my @stopped = grep { $_ != $nginx->{pid} } process_members($nginx);
	kill "STOP", @stopped;
	$get->("/sleep?ms=1");
	$fast->signal("KILL", $_) for $fast->workers;
	sleep 0.3;
	kill "CONT", @stopped;
	is($status->(), 200, "and one over connections that all are dead");
};

subtest "a killed worker costs GETs nothing" => sub {
	my ($good, $bad) = hammer(["GET"], 4, 600, sub {
		my @workers = $fast->workers;
		$fast->signal("KILL", $workers[0]) if @workers > 1;
	});
	cmp_ok($good, ">", 500, "$good requests");
	is($bad, "", "none failed");
};

subtest "the pool is away" => sub {
	$fast->stop;
	is_error(ask("GET", "/pid"), 502, "nobody answers", "retry-after" => 5);
};

done_testing;
