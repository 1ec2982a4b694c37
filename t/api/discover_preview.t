#!/usr/bin/perl
# A discovery that is only tried: what it would find, what not and why, and nothing is stored.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_HOST_GAP_MS => 30 });
my $null = undef;
my $site = $meter->site("/robots.txt" => "User-agent: *\nDisallow: /secret/\n",
	"/" => "<a href='/book/1/'>1</a><a href='/book/2/'>2</a><a href='/about'>a</a>"
	    . "<a href='/secret/book/3/'>s</a><a rel=nofollow href='/book/4/'>4</a><a href='/gone'>g</a>"
	    . "<a href='/x/x/x/x/x/x/book/6/'>x</a><a href='http://127.0.0.9/book/9/'>o</a>",
	"/book/2/" => "<link rel=canonical href='/book/5/'>",
	(map { my $n = $_; ("/endless/$n" => sub { sleep 2.5; (200, {}, "<a href='/endless/" . ($n + 1) . "'>n</a>") }) }
		1 .. 60),
	"/sitemap.xml" => sub {
		my ($request) = @_;
		my $at = "http://$request->{headers}{host}";
		return (200, { "Content-Type" => "text/xml" },
			"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" . join("", map {
			"<url><loc>$at/page/$_</loc></url>" } 1 .. 500) . "</urlset>") },
	default => sub { $_[0]{path} =~ m{^/(?:book|about)} ? (200, {}, "<a href='/'>home</a>") : (404, {}, "none") });

sub preview
{
	my (%config) = @_;
	my $began = time;
	my $reply = $meter->post("/discover/preview", { discovery => \%config });
	$reply->{seconds} = time - $began;
	return $reply;
}

# --- links ---
my $tried = preview(method => "link_pattern", seed_url => $site->url("/"), link_pattern => "/book/*/");
is($tried->{status}, 200, "a crawl is tried") or diag($tried->{content}, $meter->log("slow"));
my %reason = map { ($_->{url} =~ m{(?:\d)(/.*)})[0] => $_->{reason} } @{$tried->{json}{urls}};
is_deeply(\%reason, { "/book/1/" => "accepted", "/book/2/" => "other", "/book/5/" => "accepted", "/" => "pattern",
	"/about" => "pattern", "/secret/book/3/" => "robots", "/book/4/" => "nofollow", "/gone" => "pattern",
	"/x/x/x/x/x/x/book/6/" => "repeats", "/book/9/" => "site" }, "each URL has its reason")
    or diag(explain($tried->{json}));
is_deeply([@{$tried->{json}}{qw(accepted rejected is_complete discovery_method root_url)}],
	[2, scalar(@{$tried->{json}{urls}}) - 2, JSON::PP::true, "link_pattern", $site->url("/")], "they are counted");
my ($one) = grep { $_->{url} =~ m{/book/1/$} && $_->{accepted} } @{$tried->{json}{urls}};
is_deeply({ %$one, url => "" }, { url => "", accepted => JSON::PP::true, reason => "accepted", detail => "accepted",
	lastmod => $null, source => $site->url("/"), depth => 1, is_visited => JSON::PP::true }, "and told of");
is_deeply($tried->{json}{errors}, [{ url => $site->url("/gone"), error => "Page not accessible: 404 Not Found" }],
	"as is what cannot be read");
is(scalar(grep { $_->[1] =~ /secret/ } @{$site->requests}), 0, "nothing forbidden was asked for");

# --- sitemaps and pages ---
$tried = preview(method => "sitemap", sitemap_url => $site->url("/sitemap.xml"), url_pattern => "/page/*1");
is(scalar @{$tried->{json}{urls}}, 200, "the first two hundred of a sitemap");
ok(!$tried->{json}{is_complete}, "are not all");
is($tried->{json}{accepted}, scalar(grep { /1/ } 1 .. 200), "those that fit are accepted");
$tried = preview(method => "pagination", url_template => $site->url("/p/{n}"), max_pages => 3);
is_deeply([map { $_->{url} } @{$tried->{json}{urls}}], [map { $site->url("/p/$_") } 1 .. 3], "pages are made");
ok($tried->{json}{is_complete}, "all of them");

# --- what goes wrong ---
is(preview(method => "magic")->{status}, 400, "a bad request is refused");
$tried = preview(method => "sitemap", sitemap_url => $site->url("/gone.xml"));
is($tried->{status}, 200, "a sitemap that is not there");
is($tried->{json}{errors}[0]{error}, "Page not accessible: 404 Not Found", "is told");
$tried = preview(method => "link_pattern", seed_url => $site->url("/endless/1"), link_pattern => "/endless/", max_depth => 10);
is($tried->{status}, 200, "a slow site");
ok(!$tried->{json}{is_complete} && $tried->{json}{accepted} > 1, "is tried as far as time allows");
cmp_ok($tried->{seconds}, "<", 40, "which is twenty seconds at the most, on a machine of its own");
is($meter->number("COUNT(*) FROM discovery"), 0, "nothing was stored");

done_testing();
