#!/usr/bin/perl
# What is sent, over which connection, and what of the environment is ignored.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Fetch;
use Test::More;

my $fetch = Meter::Fetch->new;
my $canary = $fetch->canary;
my $site = $fetch->site(
	"/" => "page",
	"/all" => sub { (200, {}, "all") },
	"/keep" => \&keep,
	"/keep-to" => sub { (302, { Location => "/keep" }, "moved") },
);
my $lo = "127.0.0.0/8";

# Answers request after request on one connection, each with its number.
sub keep
{
	my ($r) = @_;
	my $socket = $r->{socket};
	for my $number (1 .. 100) {
		my $body = "request $number";
		print $socket "HTTP/1.1 200 OK\r\nContent-Length: ", length $body, "\r\n\r\n$body";
		Meter::Site::read_request($socket) or last;
	}
	return;
}

# What the site got last: method, target, headers, body.
sub sent
{
	my (@options) = @_;
	my $page = $fetch->get(["--allow", $lo, @options], $site->url("/all?" . rand));
	die "nothing came: $page->{message}" if $page->{class};
	return @{$site->requests->[-1]};
}

# --- the request ---

my ($method, $target, $headers, $body) = sent();
is($method, "GET", "GET, if nothing else is said");
is($headers->{host}, "127.0.0.1:$site->{port}", "the host is that of the URL");
is($headers->{"user-agent"}, "meter-test", "the user agent is the setting");
like($headers->{accept}, qr{^text/html,}, "a browser's Accept for pages");
is($headers->{"accept-encoding"}, "gzip, deflate", "compressed replies are welcome");
is_deeply([sort keys %$headers], [qw(accept accept-encoding host user-agent)], "nothing else");

($method, $target, $headers, $body) = sent("--method", "POST", "--body", '{"a":1}');
is("$method $body", 'POST {"a":1}', "a body");
is($headers->{"content-length"}, 7, "with its length");
is($headers->{"content-type"}, undef, "is not called a form");
($method, $target, $headers) = sent("--method", "POST", "--header", "Content-Type:application/json",
	"--header", "Accept:application/json", "--header", "User-Agent:own", "--header", "X-Empty:");
is($headers->{"content-length"}, 0, "POST without a body says so");
is($headers->{"content-type"}, "application/json", "the caller's type");
is($headers->{accept}, "application/json", "and Accept");
is($headers->{"user-agent"}, "own", "and user agent are used");
is($headers->{"x-empty"}, "", "an empty header is sent");
(undef, undef, $headers, $body) = sent("--method", "PUT", "--body", "x" x 100_000);
is(length $body, 100_000, "a long body");
is($headers->{expect}, undef, "does not ask first");
for my $verb (qw(PATCH DELETE OPTIONS)) {
	is((sent("--method", $verb))[0], $verb, $verb);
}
($method, undef, $headers, $body) = sent("--method", "GET", "--body", "query");
is("$method $body", "GET query", "GET with a body, for interfaces that want it");

# --- what is refused ---

for my $header ("Host:x", "Content-Length:1", "Transfer-Encoding:chunked", "Proxy-Connection:x",
	"X-A:b\r\nX-B: c", "X-A:b\nX-B: c", "X A:b", "Accept-Encoding:zstd") {
	my $page = $fetch->get(["--allow", $lo, "--header", $header], $site->url("/"));
	like($page->{message}, qr/^Header not allowed: /, "no header " . $header =~ s/\s+/ /gr);
	is($page->{class}, "blocked", "  is blocked");
}
for my $url ("http://user:pass\@127.0.0.1:$site->{port}/", "file:///etc/passwd", "ftp://127.0.0.1/",
	"http://127.0.0.1:$site->{port}\\\@example.com/", "127.0.0.1:$site->{port}", "", "http://") {
	my $page = $fetch->get(["--allow", $lo], $url);
	like($page->{message}, qr/^Invalid URL format: /, "no URL \"$url\"");
}

# --- connections ---

my @kept = map { $_->{body} } $fetch->get(["--allow", $lo, "--show", "--times", 3], $site->url("/keep"));
is_deeply(\@kept, ["request 1", "request 2", "request 3"], "a connection is used again");
my $names = $fetch->names("a.example" => "127.0.0.1", "b.example" => "127.0.0.1",
	"flip.example" => ["127.0.0.1", "127.0.0.9"]);
my @both = map { $_->{body} } $fetch->get(["--allow", $lo, "--show", "--dns", $names->address],
	map { "http://$_.example:$site->{port}/keep" } qw(a b a));
is_deeply(\@both, ["request 1", "request 1", "request 2"], "only for its own host");
my @flip = $fetch->get(["--allow", "127.0.0.1", "--show", "--dns", $names->address],
	("http://flip.example:$site->{port}/keep") x 2);
is($flip[0]{body}, "request 1", "a name opens a connection");
is($flip[1]{class}, "blocked", "and does not get it again when it points inside");

# --- the environment ---

my $proxy = "http://127.0.0.1:" . $canary->port;
{
	local @ENV{qw(http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY)} = ($proxy) x 6;
	open my $netrc, ">", $fetch->dir . "/.netrc" or die;
	print $netrc "machine 127.0.0.1 login user password secret\n";
	close $netrc;
	local $ENV{HOME} = $fetch->dir;
	(undef, undef, $headers) = sent();
	is($headers->{authorization}, undef, "no password comes from a .netrc");
	$fetch->get(["--allow", "127.0.0.2"], "http://127.0.0.1:$site->{port}/", "https://127.0.0.1/");
}
is(scalar(() = $canary->visits), 0, "no proxy comes from the environment");

done_testing;
