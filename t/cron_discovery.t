#!/usr/bin/perl
# A whole site is found, and nothing else, while what looks for it is killed again and again: each
# method against the site's own list. The short form belongs to the tests; the long one is
#
#   t/cron_discovery.t --items 25000 --kills 20 --gap 0 [--seed N]
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Getopt::Long qw(GetOptions);
use IO::Compress::Gzip qw(gzip);
use Meter::Process qw(process_workers wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

my %option = (items => 120, kills => 4, gap => 8, seed => time & 0xffff);
GetOptions(\%option, "items=i", "kills=i", "gap=i", "seed=i")
    or die "usage: $0 [--items N] [--kills N] [--gap MS] [--seed N]\n";
srand $option{seed};
diag("seed $option{seed}");

use constant {
	SHELF => 10, # items of a shelf
	FAN => 8, # shelves that a shelf leads to
	MAP => 50, # items of a sitemap
};
my $items = $option{items};
my $shelves = int(($items + SHELF - 1) / SHELF);

# --- the site ---

my $meter;

sub link_to
{
	my ($href, $rest) = @_;
	return "<li><a href='$href'" . ($rest // "") . ">$href</a></li>\n";
}

# The items of a shelf, each spelled as people and programs spell links. Every seventh is reached by
# redirects alone, every ninth from a slow page.
sub shelf_items
{
	my ($shelf) = @_;
	my @spelled = (
		sub { "/item/$_[0]/" },
		sub { "../item/./$_[0]/?utm_source=shelf#top" },
		sub { "/ITEM/../item/$_[0]/?" },
		sub { "/shelf/../item/$_[0]/?fbclid=$_[0]" },
	);
	my $first = $shelf * SHELF;
	return map { $_ % 7 == 0 ? "/go/$_" : $_ % 9 == 0 ? "/slow/$_" : $spelled[$_ % 4]->($_) }
	    grep { $_ < $items } $first .. $first + SHELF - 1;
}

sub shelf_page
{
	my ($shelf) = @_;
	my @next = grep { $_ < $shelves } map { $shelf * FAN + $_ } 1 .. FAN;
	return "<ul>" . join("", map { link_to($_) } shelf_items($shelf), (map { "/shelf/$_" } @next),
		"/", "/shelf/" . int(($shelf || 1) - 1) / FAN =~ s/\..*//r,
		"/gone/$shelf", "/private/item/$shelf/", "/calendar?year=2026&month=1", "/grow/",
		"/facets?a=1&b=2", "/item/" . $shelf * SHELF . "/print")
	    . link_to("/item/hidden-$shelf/", " rel=nofollow") . "</ul>";
}

sub item_page
{
	my ($item) = @_;
	return "<h1>Item $item</h1>" . link_to("/") . link_to("/item/" . ($item + 1) % $items . "/")
	    . link_to("mailto:shop\@shop.test") . link_to("http://127.0.0.9:9/item/1/");
}

# Months without end, in both directions.
sub calendar
{
	my ($request) = @_;
	my ($year, $month) = $request->{query} =~ /year=(\d+)&month=(\d+)/ or return (404, {}, "none");
	my ($before, $after) = map { my $n = $year * 12 + $month - 1 + $_;
		sprintf "/calendar?year=%d&amp;month=%d", $n / 12, $n % 12 + 1 } -1, 1;
	return (200, {}, link_to($before) . link_to($after));
}

# Mixtures of parameters without end.
sub facets
{
	my ($request) = @_;
	my @names = ("a" .. "z");
	return (200, {}, join "", map { my $n = $_; link_to("/facets?" . join "&amp;",
		map { "$names[$_ % 26]$n=1" } $n .. $n + 2) } map { int rand 1000 } 1 .. 20);
}

my @routes = (
	[qr{^/$}, sub { (200, {}, shelf_page(0)) }],
	[qr{^/shelf/(\d+)$}, sub { (200, {}, shelf_page($_[1])) }],
	[qr{^/item/(\d+)/$}, sub { $_[1] < $items ? (200, {}, item_page($_[1])) : (404, {}, "none") }],
	[qr{^/item/(\d+)/print$}, sub { (200, {}, "<link rel=canonical href='/item/$_[1]/'>") }],
	[qr{^/go/(\d+)$}, sub { (301, { Location => "/went/$_[1]" }, "") }],
	[qr{^/went/(\d+)$}, sub { (302, { Location => "/item/$_[1]/" }, "") }],
	[qr{^/slow/(\d+)$}, sub { sleep 0.1; (200, {}, link_to("/item/$_[1]/")) }],
	[qr{^/calendar$}, sub { calendar($_[0]) }],
	[qr{^/facets$}, sub { facets($_[0]) }],
	[qr{^/grow/}, sub { (200, {}, link_to("grow/") . link_to("a/")) }],
	[qr{^/robots\.txt$}, sub { (200, {}, "User-agent: *\nDisallow: /private/\nSitemap: /maps/index.xml\n") }],
	[qr{^/maps/index\.xml$}, sub { (200, {}, sitemap_index("/maps/nested.xml", "/maps/index.xml", "/maps/none.xml")) }],
	[qr{^/maps/nested\.xml$}, sub { sleep 0.3; (200, {}, sitemap_index(map { "/maps/$_.xml.gz" } 0 .. int(($items - 1) / MAP))) }],
	[qr{^/maps/(\d+)\.xml\.gz$}, sub { sleep 0.1; (200, { "Content-Type" => "application/x-gzip" }, sitemap($_[1])) }],
);

sub origin
{
	my ($request) = @_;
	return "http://$request->{headers}{host}";
}

my $at; # the request's origin

sub sitemap_index
{
	return "<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
	    . join("", map { "<sitemap><loc>$at$_</loc></sitemap>" } @_) . "</sitemapindex>";
}

# Each item twice, and some that robots.txt forbids.
sub sitemap
{
	my ($number) = @_;
	my @listed = grep { $_ < $items } $number * MAP .. ($number + 1) * MAP - 1;
	my $xml = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
	    . join("", map { "<url><loc>$at/item/$_/</loc><lastmod>2026-05-10</lastmod></url>"
		. "<url><loc>$at/item/$_/?utm_medium=map&amp;utm_source=x</loc></url>" } @listed)
	    . "<url><loc>$at/private/item/$number/</loc></url><url><loc>$at/about</loc></url></urlset>";
	gzip(\$xml => \my $packed) or die "cannot compress\n";
	return $packed;
}

sub serve
{
	my ($request) = @_;
	$at = origin($request);
	$meter->held("pages") unless $request->{path} eq "/robots.txt";
	for my $route (@routes) {
		my ($path, $answer) = @$route;
		return $answer->($request, $1) if $request->{path} =~ $path;
	}
	return (404, {}, "no such page");
}

# --- a search, and what is done to it ---

$meter = Meter::Test->start(safe => 1, settings => { METER_RUNNERS => 2,
	METER_HOST_GAP_MS => $option{gap}, METER_DISCOVER_URLS => 100_000, METER_DISCOVER_VISITS => 200_000 });
my $kills = 0;

# One of the daemon's processes, but not its master.
sub kill_one
{
	my @pids = process_workers($meter->stack->record_of("cron"), "meter-.*");
	$kills += kill "KILL", $pids[rand @pids] if @pids;
}

sub kill_all
{
	$kills += 2; # its runners put back what they hold
	$meter->crash_part("cron");
}

# The ended discovery. Kills are spread over its pages; the site holds one meanwhile.
sub search
{
	my ($expected_pages, $wanted_kills, %config) = @_;
	my $part = int($expected_pages / ($wanted_kills + 2)) || 1;
	$meter->hold("pages", $part) if $wanted_kills;
	my $started = $meter->post("/discover", { discovery => \%config });
	is($started->{status}, 201, "a search by $config{method}") or BAIL_OUT($started->{content});
	my ($found, $done) = ({}, 0);
	wait_until(60 + $expected_pages, sub {
		$found = $meter->get("/discover/$started->{json}{discovery_id}")->{json} // {};
		return 1 if ($found->{status} // "") =~ /^(?:completed|failed)$/;
		if ($meter->is_holding("pages")) {
			$done == int($wanted_kills / 2) ? kill_all() : kill_one();
			++$done < $wanted_kills ? $meter->hold("pages", $part) : $meter->release("pages");
		}
		return;
	}, 0.05);
	is($found->{status}, "completed", "comes to its end") or diag($meter->log("cron"));
	is($done, $wanted_kills, "through $wanted_kills kills");
	return $found;
}

sub all_urls
{
	my ($found) = @_;
	my @urls;
	for (my $offset = 0;; $offset += 10_000) {
		my $page = $meter->get("/discover/$found->{id}/urls?limit=10000&offset=$offset")->{json}{urls};
		push @urls, @$page;
		last if @$page < 10_000;
	}
	return @urls;
}

sub is_same_set
{
	my ($found, $expected, $label) = @_;
	my %found = map { $_ => 1 } all_urls($found);
	my %expected = map { $_ => 1 } @$expected;
	my @missing = grep { !$found{$_} } sort keys %expected;
	my @strange = grep { !$expected{$_} } sort keys %found;
	is(scalar @missing, 0, "$label: all of it") or diag(join " ", splice @missing, 0, 10);
	is(scalar @strange, 0, "$label: nothing else") or diag(join " ", splice @strange, 0, 10);
	is($found->{total_urls}, scalar @$expected, "$label: as it tells");
}

# Fetches of pages that were fetched before. A path that only repeats is looked at by its trap's test.
sub repeated
{
	my ($site) = @_;
	my %asked;
	$asked{$_->[1]}++ for grep { $_->[1] ne "/robots.txt" } @{$site->requests};
	my $more = 0;
	$more += $_ - 1 for values %asked;
	diag(map { "$_ $asked{$_}\n" } grep { $asked{$_} > 2 } sort keys %asked);
	return $more;
}

# --- by links ---
my $site = $meter->site(default => \&serve);
my @items = map { $site->url("/item/$_/") } 0 .. $items - 1;
my $found = search($items + $shelves, $option{kills}, method => "link_pattern", seed_url => $site->url("/"),
	link_pattern => "/item/*/", max_depth => 10, max_urls => 100_000);
is_same_set($found, \@items, "by links");
cmp_ok(repeated($site), "<=", $kills, "no page is fetched twice but those under way at a kill");
my @asked = map { $_->[1] } @{$site->requests};
is(scalar(grep { m{^/private} } @asked), 0, "nothing forbidden is asked for");
is(scalar(grep { m{hidden} } @asked), 0, "nor what is not to be followed");
cmp_ok(scalar(grep { m{^/calendar} } @asked), "<=", 40, "calendars end");
cmp_ok(scalar(grep { m{^/facets} } @asked), "<=", 60, "mixtures of parameters end");
cmp_ok(scalar(grep { m{^/grow} } @asked), "<=", 60, "paths that grow end");
cmp_ok($found->{pages_failed}, ">=", $shelves, "broken links are counted");
is(scalar @{$found->{errors}}, 10, "and shown");
is($found->{errors}[0]{error}, "Page not accessible: 404 Not Found", "with their reason");

# --- by sitemaps ---
$kills = 0;
$site = $meter->site(default => \&serve);
@items = map { $site->url("/item/$_/") } 0 .. $items - 1;
$found = search(3 + $items / MAP, $option{kills} > 2 ? 2 : $option{kills}, method => "sitemap",
	sitemap_url => $site->url("/"), url_pattern => "/item/*/", max_urls => 100_000);
is_same_set($found, \@items, "by sitemaps");
cmp_ok(repeated($site), "<=", $kills, "no sitemap is fetched twice but those under way at a kill");
is_deeply([(all_urls($found))[0 .. 99]], [@items[0 .. 99]], "in the order of the sitemaps");
my $first = $meter->get("/discover/$found->{id}/urls?limit=1")->{json}{items}[0];
is($first->{lastmod}, "2026-05-10T00:00:00Z", "with their times");
is($first->{source}, $site->url("/maps/0.xml.gz"), "and where they were found");

is($meter->number("COUNT(*) FROM task"), 0, "nothing is left to be done");
done_testing;
