#!/usr/bin/perl
# A generated site with loops, traps, broken links, chains of redirects, sitemaps of all kinds and a slow
# corner: each method finds exactly what it should, also when its runner is killed on the way, and asks for
# no page twice but for those that were under way. The short form belongs to the tests; the long one is
#
#   t/discover_crash.t --pages 50000 --kills 20
use strict;
use warnings;

use Compress::Zlib ();
use FindBin;
use lib "$FindBin::Bin/lib";
use Getopt::Long qw(GetOptions);
use Meter::Process qw(process_peak_kb wait_until);
use Meter::Test;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

use constant {
	LISTED => 20, # products of a category
	BRANCHES => 8, # categories below one
	MAPPED => 150, # URLs of a sitemap
	MEMORY_KB => 32 << 10, # of a runner
};

my $meter;
my %option = (pages => 300, kills => 3);
GetOptions(\%option, "pages=i", "kills=i") or die "usage: $0 [--pages N] [--kills N]\n";
my $categories = POSIX::ceil($option{pages} / LISTED);
my $maps = POSIX::ceil($option{pages} / MAPPED);

# --- the site ---

# The same page in the spellings that sites have for it.
sub spelled
{
	my ($n, $host) = @_;
	return ("/p/$n/", "/p/$n/#reviews", "/p/$n/?utm_source=list&utm_campaign=$n", "../../p/$n/", "HTTP://$host/p/./x/../$n/",
		"/p/$n/;jsessionid=1A2B3C$n", "/p/%$n/" =~ s{%(\d)}{sprintf "%%%02x", ord $1}er)[$n % 7];
}

sub link_list
{
	return "<ul>" . join("", map { "<li><a href=\"" . s/&/&amp;/gr . "\">x</a>" } @_) . "</ul>";
}

sub category
{
	my ($n, $request) = @_;
	my $first = ($n - 1) * LISTED + 1;
	my @links = map { spelled($_, $request->{headers}{host}) }
	    grep { $_ <= $option{pages} } $first .. $first + LISTED - 1;
	push @links, map { "/c/$_/" } grep { $_ <= $categories } ($n - 1) * BRANCHES + 2 .. $n * BRANCHES + 1;
	push @links, "/", "/c/1/", "/c/$n/#top", "/c/" . (1 + int(($n - 2) / BRANCHES)) . "/" if $n > 1; # back
	push @links, "/broken/$n/", "mailto:a\@b.test", "javascript:next()", "http://other.test/p/$n/";
	push @links, "/c/$n/?sort=name&up=1", "/c/$n/?up=1&sort=name" if $n % 10 == 0;
	push @links, "/r/$n/1" if $n % 5 == 0;
	push @links, "/private/p/$n/";
	push @links, "/p/$first/?view=print" if $n % 4 == 1;
	return link_list(@links) . "<a rel='nofollow' href='/p/hidden-$n/'>x</a>";
}

# Links that lead on for ever.
sub trap
{
	my ($path, $target) = @_;
	if ($path =~ m{^/calendar/(\d+)/(\d+)/$}) {
		return link_list(map { my $m = $1 * 12 + $2 - 1 + $_; sprintf "/calendar/%d/%02d/", $m / 12, $m % 12 + 1 } -1, 1);
	}
	return link_list("deeper/", "../grow/deeper/", "./?deep=1") if $path =~ m{^/grow/};
	return link_list(map { "$target&f$_=1" } 1 .. 9) if $path eq "/filter/";
	return;
}

sub serve
{
	my ($request) = @_;
	my ($path, $target) = @$request{qw(path target)};
	$meter->held("pages");
	my $trap = trap($path, $target);
	return (200, {}, $trap) if $trap;
	return (200, {}, link_list("/c/1/", "/calendar/2026/11/", "/grow/", "/filter/?a=1&b=2")) if $path eq "/";
	if ($path =~ m{^/c/(\d+)/$}) {
		sleep 0.3 if $1 % 40 == 3;
		return (200, {}, category($1, $request));
	}
	return (302, { Location => "/r/$1/" . ($2 + 1) }, "") if $path =~ m{^/r/(\d+)/(\d)$} && $2 < 4;
	return (301, { Location => "../../p/moved-$1/" }, "") if $path =~ m{^/r/(\d+)/4$};
	if ($path =~ m{^(/p/[^/]+/)$}) {
		my $self = $1;
		my $own = $request->{query} =~ /view=print/ ? "<link rel=canonical href='$self'>" : "";
		return (200, {}, $own . link_list("/", "/c/1/", "$self#1", "?utm_medium=self"));
	}
	return (500, {}, "trouble") if $path =~ m{^/broken/\d*3/};
	return (404, {}, "none");
}

# --- its sitemaps ---

sub lastmod
{
	my ($n) = @_;
	return sprintf "2026-%02d-%02dT12:00:00Z", 1 + $n % 12, 1 + $n % 28;
}

sub xml
{
	my ($type, @entries) = @_;
	my ($root, $entry) = $type eq "index" ? qw(sitemapindex sitemap) : qw(urlset url);
	return "<?xml version=\"1.0\"?><$root xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
	    . join("", map { "<$entry><loc>$_->[0]</loc>" . ($_->[1] ? "<lastmod>$_->[1]</lastmod>" : "") . "</$entry>" } @entries)
	    . "</$root>";
}

# Every third is gzip, every third text, where there is no date.
sub map_of
{
	my ($n) = @_;
	$meter->held("pages");
	my @products = grep { $_ <= $option{pages} } ($n - 1) * MAPPED + 1 .. $n * MAPPED;
	return (200, { "Content-Type" => "text/plain" }, join "", map { "/p/$_/\n" =~ s{^}{http://host.test}r } @products)
	    if $n % 3 == 2;
	my $text = xml("urlset", map { ["/p/$_/", lastmod($_)] } @products);
	return (200, { "Content-Type" => "application/xml" }, $text) if $n % 3 == 1;
	return (200, { "Content-Type" => "application/gzip" }, Compress::Zlib::memGzip($text));
}

$meter = Meter::Test->start(safe => 1, settings => { METER_RUNNERS => 1, METER_HOST_GAP_MS => 0,
	METER_DISCOVER_URLS => 1_000_000, METER_DISCOVER_VISITS => 1_000_000 });
my $site = $meter->site(default => \&serve,
	"/robots.txt" => "User-agent: *\nDisallow: /private/\nSitemap: /maps/index.xml\nSitemap: /maps/none.xml\n",
	"/maps/index.xml" => sub { (200, {}, xml("index", map { ["/maps/$_"] } "index.xml", "more.xml", "none.xml", "broken.xml")) },
	"/maps/more.xml" => sub { (200, {}, xml("index", ["/maps/index.xml"], map { ["/maps/$_", lastmod($_)] } 1 .. $maps)) },
	"/maps/broken.xml" => "<urlset><url><loc>/p/broken/</loc></url>",
	map { my $n = $_; ("/maps/$n" => sub { map_of($n) }) } 1 .. $maps);
my ($base) = $site->url;

# --- the killer ---

# The number of the runner, and the most KB that it had; nothing when there is none just now.
sub runner
{
	my %lives = map { $_ => 1 } $meter->pids("cron");
	my ($pid) = grep { $lives{$_} } map { $_->[0] } $meter->sql("SELECT pid FROM runner WHERE kind = 'runner'");
	return $pid ? [$pid, process_peak_kb($pid) // 0] : ();
}

# Kills whenever another part of it is done, while the site holds a page. What was asked of the site, how often it was killed, and the
# highest memory.
sub discover
{
	my ($kills, $expected, %config) = @_;
	my $asked = @{$site->requests};
	my $made = $meter->post("/discover", { discovery => { %config, max_urls => 1_000_000 } });
	is($made->{status}, 201, "a discovery by $config{method}") or BAIL_OUT($made->{content});
	my $id = $made->{json}{discovery_id};
	my ($killed, $peak, $began) = (0, 0, time);
	my $part = int($expected / ($kills + 2)) || 1;
	$meter->hold("pages", $part) if $kills;
	wait_until(120 + $option{pages} / 20, sub {
		my ($runner) = runner();
		$peak = $runner->[1] if $runner && $runner->[1] > $peak;
		if ($runner && $meter->is_holding("pages")) {
			kill "KILL", $runner->[0];
			++$killed < $kills ? $meter->hold("pages", $part) : $meter->release("pages");
		}
		return $meter->number("COUNT(*) FROM discovery WHERE id = '$id' AND completed_at IS NOT NULL");
	}, $option{pages} > 1000 ? 0.3 : 0.02) or diag($meter->log("cron"));
	my @requests = @{$site->requests};
	my %times;
	$times{$_->[1]}++ for @requests[$asked .. $#requests];
	diag(sprintf "%s: %d pages in %.1f s, killed %d times, at most %d kB", $config{method}, scalar(@requests) - $asked,
		time - $began, $killed, $peak);
	return ($id, \%times, $killed, $peak);
}

sub found
{
	my ($id) = @_;
	return $meter->sql("SELECT url, lastmod FROM discovered_url WHERE discovery_id = '$id' AND NOT is_hidden ORDER BY seq");
}

sub same
{
	my ($got, $wanted, $label) = @_;
	my %got = map { $_ => 1 } @$got;
	my %wanted = map { $_ => 1 } @$wanted;
	my @missing = grep { !$got{$_} } @$wanted;
	my @wrong = grep { !$wanted{$_} } @$got;
	is(@$got, keys %got, "$label: each once");
	is_deeply([@missing > 5 ? @missing[0 .. 4] : @missing], [], "$label: none of " . @$wanted . " is missing");
	return is_deeply([@wrong > 5 ? @wrong[0 .. 4] : @wrong], [], "$label: nothing else is found") && !@missing;
}

sub asked_once
{
	my ($times, $killed, $label) = @_;
	my $again = 0;
	# What is in trouble is tried once more.
	$again += $times->{$_} - (m{/broken/\d*3/} ? 2 : 1) for keys %$times;
	cmp_ok($again, "<=", $killed, "$label: no page is asked for twice but those that were under way ($again)");
}

# --- sitemaps, from the site's address ---
my ($id, $times, $killed, $peak) = discover($option{kills} > 0, $maps, method => "sitemap", sitemap_url => "$base/");
my @rows = found($id);
my @text = grep { POSIX::ceil($_ / MAPPED) % 3 == 2 } 1 .. $option{pages};
my %is_text = map { $_ => 1 } @text;
same([map { $_->[0] } @rows], [map { ($is_text{$_} ? "http://host.test" : $base) . "/p/$_/" } 1 .. $option{pages}], "sitemaps");
is(scalar(grep { my ($n) = $_->[0] =~ /(\d+)\/$/; $_->[1] ne ($is_text{$n} ? "NULL" : lastmod($n)) } @rows), 0,
	"sitemaps: with their dates");
asked_once($times, $killed, "sitemaps");
is($meter->get("/discover/$id")->{json}{status}, "completed", "sitemaps: completed");

# --- links ---
my @moved = map { "$base/p/moved-$_/" } grep { $_ % 5 == 0 } 1 .. $categories;
my @products = ((map { "$base/p/$_/" } 1 .. $option{pages}), @moved);
($id, $times, $killed, $peak) = discover($option{kills}, $option{pages} + $categories, method => "link_pattern",
	seed_url => "$base/", link_pattern => "/p/*/", max_depth => 10);
same([map { $_->[0] } found($id)], \@products, "links")
    or diag(explain($meter->get("/discover/$id")->{json}{errors}));
asked_once($times, $killed, "links");
is($killed, $option{kills}, "links: killed as often as was meant");
cmp_ok($peak, "<", MEMORY_KB, "links: in less than 32 MB") unless Meter::Test::is_sanitized($meter->pids("cron"));
is(scalar(grep { m{^/private/|/hidden-} } keys %$times), 0, "links: what is forbidden is not asked for");
cmp_ok(scalar(grep { m{^/calendar/} } keys %$times), "<=", 25, "links: a year of the calendar");
cmp_ok(scalar(grep { m{^/grow/} } keys %$times), "<=", 24, "links: a little of what grows");
cmp_ok(scalar(grep { m{^/filter/} } keys %$times), "<=", 41, "links: a few of the filters");
is(scalar(grep { /utm_|jsessionid|#/ } keys %$times), 0, "links: no page in another spelling");

# --- with a pattern for the way ---
($id, $times) = discover(0, $categories, method => "link_pattern", seed_url => "$base/c/1/", link_pattern => "/p/*/",
	navigation_pattern => "/c/*/", max_depth => 10);
same([grep { !/view=print/ } map { $_->[0] } found($id)], [map { "$base/p/$_/" } 1 .. $option{pages}], "navigation");
is(scalar(grep { !m{^/c/} } keys %$times), 0, "navigation: nothing else is read");

unlike($meter->log("cron"), qr/killed by signal (?!9\b)/, "nobody died of itself");
done_testing;
