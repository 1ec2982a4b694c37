#!/usr/bin/perl
# The FastCGI loops against a client that knows the protocol and does not always keep to it.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Hello;
use Meter::Process qw(wait_until);
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

my $big = "x" x 300_000;

sub show
{
	my ($hello, %how) = @_;
	my $reply = $hello->connect->ask(uri => "/show", %how) or return "(no reply)";
	return $reply->{body};
}

# What both ways to serve must do.
sub test_requests
{
	my ($hello) = @_;
	my $shown = show($hello, uri => "/show/?a=b%20c&d", params => [
		HTTP_AUTHORIZATION => "Bearer x", HTTP_IDEMPOTENCY_KEY => "k", REQUEST_ID => "id-1",
		CONTENT_TYPE => "text/x", HTTP_PROXY => "http://192.0.2.9/",
		HTTP_X_FORWARDED_FOR => "192.0.2.9" ]);
	like($shown, qr/^$_$/m, $_) for "method=GET", "path=/show", "authorization=Bearer x",
	    "idempotency-key=k", "content-type=text/x", "request_id=id-1",
	    "remote_address=192.0.2.1", "query a=b c", "query d=", "problem=\\(none\\)",
	    "proxy=\\(none\\)", "body_size=0";

	my $reply = $hello->connect->ask(uri => "/echo", method => "POST", body => $big);
	is($reply->{status}, 200, "a body arrives");
	ok($reply->{body} eq $big, "whole");
	is($reply->{headers}{"content-length"}, length $big, "with its length");
	like($reply->{headers}{"x-request-id"}, qr/^[0-9a-f]{32}$/, "and an id of our own");

	$reply = $hello->connect->ask(uri => "/large?n=100", method => "HEAD");
	is($reply->{body}, "", "HEAD brings no body");
	is($reply->{headers}{"content-length"}, 100, "but its length");

	$reply = $hello->connect->ask(uri => "/stream");
	is($reply->{body}, "part 1\npart 2\npart 3\n", "a stream is whole");
	cmp_ok($reply->{arrived}, ">=", 3, "and came in parts");
	is($reply->{headers}{"content-length"}, undef, "without a length");
	is($hello->connect->ask(uri => "/cut"), undef, "one that is cut has no end");
	is($hello->connect->ask(uri => "/stream")->{status}, 200, "and nobody else suffers");
}

sub test_problems
{
	my ($hello) = @_;
	my @cases = (
		["no path", qr/malformed path/],
		["a path without a slash", qr/malformed path/, uri => "show"],
		["a bad escape", qr/malformed path/, uri => "/%zz"],
		["a NUL", qr/malformed path/, uri => "/a%00"],
		["above the root", qr/malformed path/, uri => "/../x"],
		["a bad query", qr/malformed query/, uri => "/show?%"],
		["a long query", qr/malformed query/, uri => "/show?a=" . "b" x 20_000],
		["two authorizations", qr/repeated header/, uri => "/show",
			params => [HTTP_AUTHORIZATION => "a", HTTP_AUTHORIZATION => "b"]],
		["two lengths", qr/repeated header/, uri => "/show", params => [CONTENT_LENGTH => "0"]],
		["a key that is not UTF-8", qr/malformed header/, uri => "/show",
			params => [HTTP_AUTHORIZATION => "\xff"]],
		["many parameters", qr/too large/, uri => "/show",
			params => [map { ("HTTP_$_" => "x" x 1000) } 1 .. 70]],
		["a length that is no number", qr/malformed Content-Length/, uri => "/show",
			length => "1x"],
		["a short body", qr/shorter than/, uri => "/show", body => "abc", length => 5],
		["a long body", qr/longer than/, uri => "/show", body => "abc", length => 2],
	);
	for my $case (@cases) {
		my ($label, $problem, %how) = @$case;
		my $reply = $hello->connect->ask(%how);
		is($reply->{status}, 400, "$label: 400") unless ($how{uri} // "") =~ m{^/show};
		like($reply->{body}, $problem, $label);
	}
	my $reply = $hello->connect->ask(uri => "/echo", method => "POST", length => 10_485_761);
	is($reply->{status}, 413, "an announced body that is too large");
	is($reply->{headers}{"content-type"}, "application/json", "refused in JSON");
	like(show($hello, uri => "/show", params => [REQUEST_ID => "a b"]),
		qr/^request_id=[0-9a-f]{32}$/m, "an id that cannot be printed is replaced");
}

# Bytes that are no FastCGI may cost a worker (libfcgi asserts), never the service.
sub test_garbage
{
	my ($hello) = @_;
	my $params = pack("CCnnCC", 1, 1, 1, 8, 0, 0) . pack("nCx5", 1, 1);
	my @garbage = (
		"GET / HTTP/1.1\r\n\r\n",
		"\0" x 100,
		pack("CCnnCC", 9, 1, 1, 8, 0, 0) . "x" x 8,
		pack("CCnnCC", 1, 4, 1, 65535, 255, 0) . "x" x 70_000,
		$params . pack("CCnnCC", 1, 4, 1, 8, 0, 0) . pack("NN", 0xbfffffff, 0xbfffffff),
		$params . pack("CCnnCC", 1, 4, 1, 8, 0, 0) . pack("NN", 0xffffffff, 0xffffffff),
		substr(Meter::FastCGI::request(uri => "/pid"), 0, 20),
	);
	for my $bytes (@garbage) {
		my $c = $hello->connect;
		$c->put($bytes);
		close $c->{socket};
	}
	# Who is asked together with garbage may go down with it.
	ok(wait_until(60, sub { ($hello->connect->ask(uri => "/pid") // {})->{status} }), "an answer after garbage");
	ok(wait_until(60, sub { $hello->workers >= 2 }), "workers are there");
	ok($hello->is_alive, "the master lives");
}

# A peer that stops in the middle holds a worker for REQUEST_READ_S, not for ever.
sub test_half_request
{
	my ($hello) = @_;
	my @slow = map { $hello->connect } 1 .. 2;
	$_->put(substr Meter::FastCGI::request(uri => "/pid", body => "abc"), 0, -12) for @slow;
	sleep 0.3;
	my $reply = $hello->connect->ask(uri => "/pid", seconds => 60);
	is($reply->{status}, 200, "an answer in spite of two half requests");
}

sub test_kept_connection
{
	my ($hello) = @_;
	my $c = $hello->connect;
	my @replies = map { $c->ask(uri => "/echo", method => "POST", body => "body $_") } 1 .. 200;
	is(join(",", map { $_->{body} } @replies), join(",", map { "body $_" } 1 .. 200),
		"one connection brings 200 requests");
	$c->ask(uri => "/show", body => "abc", length => 2);
	ok($c->is_closed(20), "a body that is too long ends the connection");
	$c = $hello->connect;
	$c->ask(uri => "/show?" . "a=b&" x 3000);
	is($c->ask(uri => "/pid")->{status}, 200, "parameters longer than libfcgi's buffer do not");
	$c->ask(uri => "/pid", keep => 0);
	ok($c->is_closed(20), "nor is it kept when the peer does not ask for it");
}

# More clients than workers, each on a connection of its own: every one is answered.
sub test_fairness
{
	my ($hello, $clients, $requests) = @_;
	my %answers;
	my @clients = map { $hello->connect } 1 .. $clients;
	for my $round (1 .. $requests) {
		$_->put(Meter::FastCGI::request(uri => "/sleep?ms=2")) for @clients;
		for my $i (0 .. $#clients) {
			my $reply = $clients[$i]->reply(60) or next;
			$answers{$i}++;
		}
	}
	is(scalar(grep { ($answers{$_} // 0) == $requests } 0 .. $#clients), $clients,
		"$clients clients on two workers: all got all $requests answers");
}

# Requests that were sent before the worker was told to go are answered.
sub test_drain
{
	my ($hello, $signal) = @_;
	my @clients = map { $hello->connect } 1 .. 8;
	$_->ask(uri => "/pid") for @clients;
	$_->put(Meter::FastCGI::request(uri => "/sleep?ms=50")) for @clients;
	$hello->signal($signal);
	my @answered = grep { $_->reply(30) } @clients;
	is(scalar @answered, 8, "$signal: what was sent is answered");
}

for my $way ("", "keep") {
	subtest $way ? "kept connections" : "stock loop" => sub {
		my $hello = Meter::Hello->start(2, "drain=8", $way || ());
		test_requests($hello);
		test_problems($hello);
		test_garbage($hello);
		test_half_request($hello);
		if ($way) {
			test_kept_connection($hello);
			test_fairness($hello, 32, 20);
			test_drain($hello, "TERM");
		}
		$hello->stop;
		unlike($hello->log_text, qr/ERROR: \w+Sanitizer|runtime error/, "no sanitizer complained");
	};
}

subtest "a retiring worker serves on" => sub {
	my $hello = Meter::Hello->start(1, "keep", "drain=8");
	my $c = $hello->connect;
	my $old = $c->ask(uri => "/pid")->{body};
	$hello->signal("HUP");
	ok(wait_until(30, sub { ($hello->connect->ask(uri => "/pid") // { body => $old })->{body} != $old }),
		"new connections go to a successor");
	is($c->ask(uri => "/pid")->{body}, $old, "the old one answers on its connection");
	ok($c->is_closed(30), "in the end the worker closes what nobody closed");
	ok(wait_until(30, sub { $hello->workers == 1 }), "and ends");
};

done_testing;
