#!/usr/bin/perl
# What is let in: sizes before and after decompression, headers, and servers that never end.
use strict;
use warnings;

use Compress::Raw::Zlib;
use FindBin;
use IO::Compress::Gzip qw(gzip);
use lib "$FindBin::Bin/../lib";
use Meter::Fetch;
use Test::More;

use constant MB => 1 << 20;

# One MB of zeros that stand by themselves in a stream: repeated, they make a bomb of any size
# without anybody compressing it.
sub bomb
{
	my ($bits, $megabytes) = @_;
	my ($deflate) = Compress::Raw::Zlib::Deflate->new(-WindowBits => $bits, -AppendOutput => 1);
	my ($first, $next, $zeros) = ("", "", "\0" x MB);
	$deflate->deflate($zeros, $first);
	$deflate->flush($first, Z_FULL_FLUSH);
	$deflate->deflate($zeros, $next);
	$deflate->flush($next, Z_FULL_FLUSH);
	return $first . $next x ($megabytes - 1);
}

sub encoded
{
	my ($encoding, $body) = @_;
	return sub { (200, { "Content-Encoding" => $encoding }, $body) };
}

# Writes a head, then the same piece until the client goes away; or that many times.
sub stream
{
	my ($head, $piece, $pause, $times) = @_;
	return sub {
		my $socket = $_[0]{socket};
		print $socket "HTTP/1.1 200 OK\r\n$head";
		while (!defined $times || $times-- > 0) {
			print $socket $piece or last;
			select undef, undef, undef, $pause if $pause;
		}
		sleep 60 if defined $times;
		return;
	};
}

my $chunked = "Transfer-Encoding: chunked\r\n";
my $gzip_bomb = bomb(WANT_GZIP, 1024);
gzip(\$gzip_bomb, \my $double_bomb);
gzip(\("<p>text</p>" x 1000), \my $page);
gzip(\("\0" x MB), \my $one_mb);
gzip(\join("", map { sprintf "<li>item %d</li>", $_ * 7919 % 100_003 } 1 .. 200_000), \my $list);
my $fetch = Meter::Fetch->new;
my $site = $fetch->site(
	"/1000" => "x" x 1000,
	"/1001" => "x" x 1001,
	"/empty" => "",
	"/20mb" => sub { (200, {}, "x" x (20 * MB)) },
	"/20mb-and-1" => sub { (200, {}, "x" x (20 * MB + 1)) },
	"/claims" => stream("Content-Length: 99999999999\r\n\r\n", "x", 0, 1),
	"/endless" => stream("$chunked\r\n", "10000\r\n" . "x" x 65536 . "\r\n"),
	"/endless-close" => stream("Connection: close\r\n\r\n", "x" x 65536),
	"/extensions" => stream("$chunked\r\n", "1;" . "x" x 8000 . "\r\na\r\n"),
	"/trailers" => stream("$chunked\r\n1\r\na\r\n0\r\n", "X-Trailer: " . "x" x 1000 . "\r\n"),
	"/drip" => stream("\r\n", "x", 0.5),
	"/silent" => stream("", "", 0, 0),
	"/half" => stream("Content-Length: 100\r\n\r\n", "x", 0, 1),
	"/header-drip" => stream("", "X: y\r\n", 0.3),
	"/headers" => stream("", "X-Flood: " . "x" x 100 . "\r\n"),
	"/long-header" => stream("X-Long: ", "x" x 1000),
	"/interim" => sub {
		my $socket = $_[0]{socket};
		1 while print $socket "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
		return;
	},
	"/gzip" => encoded("gzip", $page),
	"/gzip-list" => encoded("gzip", $list),
	"/gzip-1mb" => encoded("gzip", $one_mb),
	"/gzip-bomb" => encoded("gzip", $gzip_bomb),
	"/deflate-bomb" => encoded("deflate", bomb(MAX_WBITS, 1024)),
	"/double-bomb" => encoded("gzip, gzip", $double_bomb),
	"/gzip-nothing" => sub { # empty stored blocks: bytes that decode to nothing
		my $socket = $_[0]{socket};
		print $socket "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n",
		    "\x1f\x8b\x08\0\0\0\0\0\0\x03";
		my $blocks = "\0\0\0\xff\xff" x 10_000;
		1 while print $socket $blocks;
		return;
	},
	"/gzip-damaged" => encoded("gzip", substr($page, 0, 20) . "damage" x 10),
	"/gzip-and-more" => encoded("gzip", $page . "and more"),
	"/gzip-twice" => sub { # both are said
		my $socket = $_[0]{socket};
		gzip(\$page, \my $twice);
		print $socket "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\ncontent-encoding: gzip\r\n",
		    "Content-Length: ", length $twice, "\r\n\r\n$twice";
		return;
	},
	"/gzip-cut" => encoded("gzip", substr $list, 0, 0.6 * length $list),
	"/gzip-cut-at-its-end" => encoded("gzip", substr $page, 0, -1),
	"/gzip-empty" => encoded("gzip", ""),
	"/gzip-error" => sub { (404, { "Content-Encoding" => "gzip" }, substr $list, 0, 50_000) },
	"/gzip-not" => encoded("gzip", "<p>plain</p>"),
	"/unknown-encoding" => encoded("x-own", "<p>plain</p>"),
	"/many-encodings" => encoded(join(", ", ("gzip") x 6), $page),
	"/odd-headers" => sub {
		(200, { "Content-Type" => "text/html\xff", ETag => "x" x 2000, "retry-after" => "  7 \t" }, "x")
	},
	"/odd-etag" => sub { (200, { ETag => "\"a\x01b\"" }, "x") },
	"/changed" => sub {
		my %said = $_[0]{query} =~ /(\w+)=(\w+)/g;
		my $at = sub { defined $_[0] ? ($_[1] => $_[0] eq "x" ? "once" : "Thu, 26 Nov 2026 08:00:0$_[0] GMT") : () };
		(200, { ETag => '"5-9"', $at->($said{changed}, "Last-Modified"), $at->($said{sent}, "Date") }, "x")
	},
	"/location" => sub { (200, { Location => "/1000" }, "stays") },
	"/long-redirect" => sub { (302, { Location => "/1000" }, "x" x (30 * MB)) },
	"/long-error" => sub { (404, {}, "x" x (30 * MB)) },
	"/raw-location" => sub {
		my ($r) = @_;
		return $r->{target} eq "/raw-location" ? (302, { Location => "/raw-location?\xe9\xff" }, "")
		    : (200, {}, $r->{target});
	},
);
my @lo = ("--allow", "127.0.0.0/8");

sub get
{
	my ($path, @options) = @_;
	return scalar $fetch->get([@lo, @options], $site->url($path));
}

sub is_too_large
{
	my ($page, $message, $label) = @_;
	is($page->{message}, $message, $label);
	is($page->{class}, "too_large", "  is too large");
	diag("$label: $page->{ms} ms, peak $page->{peak_kb} KB");
	cmp_ok($page->{peak_kb}, "<", 20 * 1024 * 2 + 30_000, "  without much memory");
}

# --- sizes ---

is(get("/1000", "--max", 1000)->{body_size}, 1000, "as many bytes as allowed");
is_too_large(get("/1001", "--max", 1000), "Page too large: more than 1000 bytes", "one more");
is(get("/1001", "--max", 1000, "--cut")->{body_size}, 1000, "or cut, if that is wanted");
is(get("/20mb")->{body_size}, 20 * MB, "20 MB are a page");
is_too_large(get("/20mb-and-1"), "Page too large: more than 20 MB", "one more byte");
is_too_large(get("/claims"), "Page too large: more than 20 MB", "as a length that is only claimed");
is_too_large(get($_), "Page too large: more than 20 MB", $_) for qw(/endless /endless-close);
my $empty = get("/empty");
is($empty->{message}, "Page is empty", "no byte at all");
is($empty->{class}, "empty", "  is a class of its own");
is(get("/empty", "--any")->{status}, 200, "but not for who takes any reply");
is(get("/empty", "--method", "HEAD")->{status}, 200, "nor for HEAD");

# --- all bodies together ---

my @many = $fetch->get([@lo, "--bodies", 25 * MB, "--together"],
	map { $site->url($_) } ("/20mb") x 3, ("/1000") x 3);
is(scalar(grep { ($_->{body_size} // 0) == 1000 } @many), 3, "small pages come while large ones do");
cmp_ok(scalar(grep { ($_->{body_size} // 0) == 20 * MB } @many), "<=", 1, "of these one at most");
is(scalar(grep { ($_->{message} // "") eq "Too many large pages at once" && $_->{retry_after_s} == 1 } @many),
	3 - grep({ ($_->{body_size} // 0) == 20 * MB } @many), "the others have to wait");
is_deeply([map { $_->{body_size} } $fetch->get([@lo, "--bodies", 25 * MB], map { $site->url($_) } ("/20mb") x 3)],
	[(20 * MB) x 3], "one after the other they all come");

# --- decompression ---

my $small = get("/gzip", "--show");
is($small->{body}, "<p>text</p>" x 1000, "gzip is decoded");
cmp_ok($small->{wire_size}, "<", 200, "and the size on the wire told");
is(get("/gzip-1mb")->{body_size}, MB, "up to 1 MB any ratio is fine");
cmp_ok(get("/gzip-list")->{body_size}, ">", 3 * MB, "a long list is no bomb");
is_too_large(get("/$_-bomb"), "Page too large: expands to more than 100 times its size", "$_ bomb")
    for qw(gzip deflate double);
is_too_large(get("/gzip-bomb", "--max", 500_000), "Page too large: more than 500000 bytes",
	"a bomb and a small bound");
is_too_large(get("/gzip-nothing"), "Page too large: more than 20 MB", "bytes that decode to nothing");
is(get("/$_", "--show")->{body}, $small->{body}, $_) for qw(gzip-and-more gzip-twice);
is(get("/$_")->{message}, "Page not accessible: its compression is damaged", $_)
    for qw(gzip-damaged gzip-not unknown-encoding many-encodings);
is(get("/$_")->{message}, "Connection closed before the page was complete", $_) for qw(gzip-cut gzip-cut-at-its-end);
is(get("/gzip-cut", "--max", 1000, "--cut")->{body_size}, 1000, "of which a part is enough, if that is wanted");
is(get("/gzip-empty")->{message}, "Page is empty", "a body without a byte is empty, not cut off");
is(get("/gzip-error")->{message}, "Page not accessible: 404 Not Found", "of an error nobody looks at the body");

# --- headers ---

is_too_large(get($_), "Page too large: more than 64 KB of headers", $_)
    for qw(/headers /long-header /interim /trailers);
my $odd = get("/odd-headers");
is($odd->{content_type}, undef, "a header that is not text counts as absent");
is($odd->{etag}, undef, "so does one that is too long");
is(get("/odd-etag")->{etag}, undef, "and one that could not be sent back");
is($odd->{retry_after_s}, 7, "white space around a value is no part of it");
for my $case (["changed=4&sent=5", 1, "a second before it was sent"], ["sent=5", 1, "nobody knows when"],
	["changed=5&sent=5", 0, "in the second in which it was sent"], ["changed=6&sent=5", 0, "in the future"],
	["changed=4", 0, "who knows how long before it was sent"], ["changed=x&sent=5", 0, "at no time"]) {
	my ($query, $holds, $label) = @$case;
	my $page = get("/changed?$query");
	is($page->{etag}, $holds ? '"5-9"' : undef, "an ETag of what changed $label");
	is(!defined $page->{last_modified}, !($holds && $query =~ /changed/), "  and its time");
}
is(get("/location", "--show")->{body}, "stays", "a location without a redirect leads nowhere");
is(get("/long-redirect")->{body_size}, 1000, "a redirect's long body is not waited for");
is(get("/long-error")->{message}, "Page not accessible: 404 Not Found", "nor is an error's");
is(get("/raw-location", "--show")->{body}, "/raw-location?%E9%FF", "bytes travel encoded");

# --- time ---

my %late = map { $_->{url} =~ m{(/[\w-]+)$} => $_ } $fetch->get([@lo, "--together", "--timeout", 2000],
	map { $site->url($_) } qw(/silent /half /header-drip /extensions));
for my $path (sort keys %late) {
	my $result = $late{$path};
	next if $path eq "/extensions" && $result->{class} eq "too_large"; # a fast machine
	is($result->{message}, "Connection timeout: target site did not respond", "$path ends");
	is($result->{class}, "timeout", "  by time");
	cmp_ok($result->{ms}, "<", 20_000, "  and soon");
}
my $drip = get("/drip");
is($drip->{class}, "timeout", "a drip is cut");
cmp_ok($drip->{ms}, "<", 29_000, "before the request's whole time is over");
diag("drip: $drip->{ms} ms");

done_testing;
