#!/usr/bin/perl
# Discoveries of sites that are made to do harm, through the whole stack: each ends, soon, with what it
# should find or with the right reason, and takes no more memory than another.
use strict;
use warnings;

use Compress::Zlib ();
use FindBin;
use HTTP::Tiny;
use lib "$FindBin::Bin/../lib";
use Meter::Process qw(process_peak_kb wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes ();

use constant {
	XML => { "Content-Type" => "application/xml" },
	RUNNER_MEMORY_KB => 96 << 10, # its highest: a sitemap of 50 MB is in it, and what it starts with
};

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_HOST_GAP_MS => 0,
	METER_DISCOVER_VISITS => 60 });

sub urlset
{
	return (200, XML, "<urlset>" . join("", map { "<url><loc>$_</loc></url>" } @_) . "</urlset>");
}

sub index_of
{
	return (200, XML, "<sitemapindex>" . join("", map { "<sitemap><loc>$_</loc></sitemap>" } @_) . "</sitemapindex>");
}

# Sends pieces for as long as somebody takes them.
sub endless
{
	my ($head, $start, $piece) = @_;
	return sub {
		my ($request) = @_;
		local $SIG{PIPE} = "IGNORE";
		print {$request->{socket}} "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n${head}Connection: close\r\n\r\n$start"
		    or return;
		1 while print {$request->{socket}} $piece;
		return;
	};
}

my $gzip_of_much = Compress::Zlib::memGzip("<urlset>" . " " x (60 << 20));
my $laughs = "<!DOCTYPE urlset [<!ENTITY a0 \"ha\">" .
    join("", map { "<!ENTITY a$_ \"" . ("&a" . ($_ - 1) . ";") x 10 . "\">" } 1 .. 12) .
    "]><urlset><url><loc>http://x.test/&a12;</loc></url></urlset>";
my $site = $meter->site("/robots.txt" => sub { (404, {}, "none") },
	# sitemaps
	"/self.xml" => sub { index_of("/self.xml", "/self.xml?utm_source=a", "/self.xml#b", "/one.xml") },
	"/one.xml" => sub { urlset(map { "/p/$_" } 1 .. 3, 3, "2?gclid=x") },
	"/deep.xml" => sub { my $n = ($_[0]{query} || 0) + 1; index_of("/deep.xml?$n") },
	"/wide.xml" => sub { index_of(map { "/missing/$_.xml" } 1 .. 500) },
	"/circle.xml" => sub { (302, { Location => "/circle.xml?" . length($_[0]{query}) . "x" }, "") },
	"/endless.xml" => endless("", "<urlset>", "<url><loc>http://x.test/</loc></url>" x 10 . " " x 65536),
	"/endless-comment.xml" => endless("", "<urlset><!-- ", "a" x 65536),
	"/laughs.xml" => sub { (200, XML, $laughs) },
	"/external.xml" => sub { (200, XML, "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><urlset><url><loc>http://x.test/&b;</loc></url></urlset>") },
	"/bomb.xml.gz" => sub { (200, { "Content-Type" => "application/gzip" }, $gzip_of_much) },
	"/bomb.xml" => sub { (200, { %{+XML}, "Content-Encoding" => "gzip" }, $gzip_of_much) },
	"/many.xml" => sub { urlset(map { "/p/$_" } 1 .. 50_001) },
	"/page.xml" => "<!doctype html><html><body>no sitemap</body></html>",
	"/page2.xml" => "<!DOCTYPE html><html><body>no sitemap</body></html>",
	"/inside.xml" => sub { index_of("http://169.254.169.254/latest.xml", "http://10.1.2.3/", "file:///etc/passwd",
		"http://[::1]:1/", "gopher://x.test/", "/one.xml") },
	"/odd.xml" => sub { urlset("/p/'%22;DROP TABLE discovery;--", "/p/\xC3\xA4\xF0\x9F\x98\x80",
		"/p/" . "a" x 3000, "javascript:alert(1)", "http://user:secret\@x.test/p/", "http://x.test\\\@y.test/p/",
		"  \n/p/last\t ") },
	# pages
	"/trap" => sub {
		(200, {}, join "", map { "<a href='$_'>x</a>" } "/calendar/2026/11", "grow/a", "/list?a=1&b=2", "/list?b=2&a=1",
			"/list?a=1&b=2;jsessionid=3", "/p/1", "/p/1?PHPSESSID=abc", "/p/1;jsessionid=ABC", "/P/2/../../p/2", "//127.0.0.1:1/p/3",
			"http://other.test/p/4", "mailto:a\@b.test", "javascript:x()", "#p/5", "/p/6' rel='nofollow")
	},
	"/long/" . "x" x 1900 => sub { (200, {}, join "", map { "http://$_[0]{headers}{host}/p/" . "x" x 1960 . "$_\n" } 1 .. 10_000) },
	"/away" => sub { (302, { Location => "http://other.test/" }, "") },
	"/away-inside" => sub { (301, { Location => "http://169.254.169.254/latest/" }, "") },
	"/to-missing" => sub { (302, { Location => "/missing" }, "") },
	"/round/1" => sub { (302, { Location => "/round/2" }, "") },
	"/round/2" => sub { (302, { Location => "/round/1" }, "") },
	"/slashes" => "<a href='/q/1/'>x</a><a href='/q/2'>x</a>",
	(map { my $n = $_; ("/q/$n/" => "<link rel=canonical href='/q/$n'>page", "/q/$n" => sub { (301, { Location => "/q/$n/" }, "") }) } 1, 2),
	"/many" => sub { (200, {}, join "", map { "<a href='/p/$_'>x</a>" } 1 .. 12_000) },
	"/deep" => sub { (200, {}, "<a href='/p/1'>x</a>" . "<div>" x 100_000 . "<a href='/p/2'>x</a>") },
	"/next-deep" => sub { (200, {}, "<a href='/deep'>x</a><a href='/p/7'>x</a>") },
	default => sub {
		my ($request) = @_;
		my ($path, $target) = @$request{qw(path target)};
		# A calendar that goes on for ever, both ways.
		if ($path =~ m{^/calendar/(\d+)/(\d+)$}) {
			my @months = map { my $m = $1 * 12 + $2 - 1 + $_; sprintf "/calendar/%d/%02d", int($m / 12), $m % 12 + 1 } -1, 1;
			return (200, {}, join "", map { "<a href='$_'>x</a>" } @months);
		}
		# Links that are relative and should not be; filters that can be mixed.
		return (200, {}, "<a href='grow/a/'>x</a><a href='../a/grow'>x</a>") if $path =~ m{^/grow};
		return (200, {}, join "", map { "<a href='$target&f$_=1'>x</a>" } 1 .. 12) if $path eq "/list";
		return (404, {}, "none");
	});

sub start
{
	my (%config) = @_;
	my $made = $meter->post("/discover", { discovery => \%config });
	is($made->{status}, 201, "begun") or diag($made->{content});
	return $made->{json}{discovery_id};
}

sub ended
{
	my ($id, $seconds) = @_;
	my $last;
	wait_until($seconds // 90, sub {
		$last = $meter->get("/discover/$id")->{json};
		return $last->{status} =~ /^(?:completed|failed)$/;
	}) or diag($meter->log("cron"));
	return $last;
}

sub sitemap
{
	my ($path, %more) = @_;
	my $began = Time::HiRes::time();
	my $got = ended(start(method => "sitemap", sitemap_url => $site->url($path), max_urls => 10_000, %more));
	my $took = Time::HiRes::time() - $began;
	cmp_ok($took, "<", 60, sprintf "%s: ended in %.1f s", $path, $took);
	return $got;
}

sub links
{
	my ($path, %more) = @_;
	return ended(start(method => "link_pattern", seed_url => $site->url($path), link_pattern => "/p/*", max_urls => 10_000,
		max_depth => 10, %more));
}

sub asked
{
	my ($path) = @_;
	return scalar grep { $_->[1] =~ /^\Q$path\E(?:[?#]|$)/ } @{$site->requests};
}

# --- what does not end ---
my $self = sitemap("/self.xml");
is($self->{status}, "completed", "an index that contains itself");
is_deeply($self->{urls}, [map { $site->url("/p/$_") } 1 .. 3], "gives what it has beside that, once");
is(asked("/self.xml"), 1, "and is asked for once");
is(asked("/one.xml"), 1, "as are the others");
my $deep = sitemap("/deep.xml");
is($deep->{total_urls}, 0, "an index in an index without end has nothing");
is(asked("/deep.xml"), 5, "five levels are read");
my $wide = sitemap("/wide.xml");
is($wide->{status}, "completed", "an index of many that are not there");
cmp_ok(scalar(grep { $_->[1] =~ m{^/missing/} } @{$site->requests}), "<=", 60, "is left when the visits are used up");
is($wide->{stopped_by}, "max_visits", "which is said");

for my $case (
	["/circle.xml", qr/^Too many redirects/],
	["/endless.xml", qr/^(?:Page|Sitemap) too large: more than 50 MB/],
	["/endless-comment.xml", qr/too large: more than 50 MB|^Sitemap is too complex/],
	["/laughs.xml", qr/^Sitemap is refused: it has a DOCTYPE/],
	["/external.xml", qr/^Sitemap is refused: it has a DOCTYPE/],
	["/bomb.xml.gz", qr/^Sitemap too large: more than 50 MB/],
	["/bomb.xml", qr/^Page too large/],
	["/many.xml", qr/^Sitemap too large: more than 50000 URLs/],
	["/page.xml", qr/^Sitemap is not well-formed XML/],
	["/page2.xml", qr/^Not a sitemap: it is a page of HTML/],
	["/missing.xml", qr/^Page not accessible: 404/]) {
	my ($path, $error) = @$case;
	my $got = sitemap($path);
	is($got->{status}, "failed", "$path: failed");
	like($got->{error}, $error, "$path: for its own reason");
	is($got->{total_urls}, 0, "$path: and nothing is taken of it");
}

# --- what leads elsewhere ---
my $inside = sitemap("/inside.xml");
is_deeply($inside->{urls}, [map { $site->url("/p/$_") } 1 .. 3], "addresses inside are not asked, the rest is read");
my $odd = sitemap("/odd.xml");
is_deeply($odd->{urls}, [$site->url("/p/'%22;DROP%20TABLE%20discovery;--"), $site->url("/p/%C3%A4%F0%9F%98%80"),
	$site->url("/p/last")], "odd URLs are taken as URLs, or not at all") or diag(explain($odd->{urls}));

my $long = sitemap("/long/" . "x" x 1900);
my $page = HTTP::Tiny->new->get($meter->url . "/discover/$long->{id}/urls?limit=10000",
	{ headers => { Authorization => "Bearer " . $meter->key } })->{content}; # JSON::PP takes 10 s for it
is(scalar(() = $page =~ /"source":/g), 10_000, "the longest page of the longest URLs is whole");

for my $path ("/away", "/away-inside") {
	my $away = links($path);
	is($away->{status}, "failed", "$path: a seed that leads to another site is no beginning");
	like($away->{error}, qr/^It redirects to http:\S+, which is not read: /, "and says so");
	is_deeply($away->{urls}, [], "nothing is taken of it");
}

for my $case (["/to-missing", "Page not accessible: 404 Not Found"], ["/round/1", "Its redirects lead in a circle"]) {
	my ($path, $error) = @$case;
	my $nowhere = links($path);
	is($nowhere->{status}, "failed", "$path: a redirect alone is nothing that could be read");
	is($nowhere->{error}, $error, "$path: as is said");
}
my $slashes = links("/slashes", link_pattern => "/q/");
is_deeply($slashes->{urls}, [map { $site->url("/q/$_/") } 1, 2], "pages whose canonical address redirects to them are found")
    or diag(explain($slashes));

# --- pages ---
my $trap = links("/trap");
is($trap->{status}, "completed", "a page of traps");
is_deeply($trap->{urls}, [map { $site->url("/p/$_") } 1, 2], "what is to be found is found, once each")
    or diag(explain($trap->{urls}));
cmp_ok(scalar(grep { $_->[1] =~ m{^/calendar/} } @{$site->requests}), "<=", 25, "no calendar is read for ever");
cmp_ok(scalar(grep { $_->[1] =~ m{^/grow} } @{$site->requests}), "<=", 20, "nor paths that grow");
cmp_ok(asked("/list"), "<=", 2 * 41, "nor all mixtures of filters, of two lists");
my $many = links("/many");
is($many->{total_urls}, 10_000, "of many links as many as may be");
cmp_ok($many->{pages_known}, "<=", 2 * 60 + 1000, "but few are noted to be read");
my $too_deep = links("/deep");
is($too_deep->{status}, "failed", "a page that cannot be parsed, at the beginning");
like($too_deep->{error}, qr/deep|complex/i, "for its own reason");
is_deeply(links("/next-deep")->{urls}, [$site->url("/p/7")], "later it is left out");

# --- and afterwards ---
for my $pid ($meter->pids("cron")) {
	my $peak = process_peak_kb($pid);
	cmp_ok($peak, "<", RUNNER_MEMORY_KB, "process $pid took $peak kB at most")
	    if $peak && !Meter::Test::is_sanitized($pid);
}
unlike($meter->log("cron"), qr/error/i, "nothing is an error of ours") or diag($meter->log("cron"));
is($meter->number("COUNT(*) FROM task WHERE kind = 'discovery'"), 0, "nothing is left to do");

done_testing();
