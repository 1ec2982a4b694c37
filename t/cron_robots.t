#!/usr/bin/perl
# METER_ROBOTS=always end to end: a site's robots.txt is asked once, obeyed and kept.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_ROBOTS => "always",
	METER_HOST_GAP_MS => 0 });
my $page = "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>" .
	"<i class='price'>\$$_.99</i></li>" } 1 .. 5) . "</ul>";
my @pages = ("/a" => $page, "/private/a" => $page);

# A site with a robots.txt: an answer of status and body.
sub site
{
	my ($status, $body) = @_;
	return $meter->site(@pages, "/robots.txt" => sub { ($status, { "Content-Type" => "text/plain" }, $body) });
}

my $site = site(200, "User-agent: *\nCrawl-delay: 0.3\nDisallow: /private/\n");
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});

sub run
{
	my ($on, $path) = @_;
	return $meter->post("/api/jobs/execute", { strategy_id => $made->{json}{strategy_id},
		url => $on->url($path) })->{json};
}

# How often the site was asked for the path.
sub asked
{
	my ($on, $path) = @_;
	return scalar grep { $_->[1] eq $path } @{$on->requests};
}

my $before = asked($site, "/a");
is(run($site, "/a")->{status}, "completed", "an allowed page is run");
my $job = run($site, "/private/a");
is($job->{status}, "failed", "a forbidden one is not");
is($job->{error_class}, "robots", "it fails as what it is");
is($job->{error}, "The site's robots.txt does not allow this page", "with a sentence");
is(asked($site, "/private/a"), 0, "the site was not asked for it");
is($meter->get("/api/jobs/$job->{id}/trace")->{json}{error}, $job->{error}, "as its trace says, too");
is(run($site, "/a")->{status}, "completed", "the allowed page again");
is(asked($site, "/robots.txt"), 1, "the file was asked for once");
my ($host) = $meter->sql("SELECT crawl_delay_ms, TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(6), rules_until)
	FROM host WHERE name = '127.0.0.1:" . ($site->url("/") =~ /:(\d+)/)[0] . "'");
is($host->[0], 300, "its delay is part of the host's gap");
cmp_ok(abs($host->[1] - 86400), "<", 600, "it is believed for a day");
$meter->sql("UPDATE host SET rules_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND");
is(run($site, "/a")->{status}, "completed", "a day later");
is(asked($site, "/robots.txt"), 2, "it is asked for again");

my $without = site(404, "none");
is(run($without, "/private/a")->{status}, "completed", "no file forbids nothing");
is(asked($without, "/robots.txt"), 1, "and that is kept, too");

my $broken = site(503, "later");
is(run($broken, "/a")->{error_class}, "robots", "a site that cannot say forbids everything");
is(run($broken, "/a")->{error}, "The site's robots.txt cannot be read now, which forbids every page", "for now");
is(asked($broken, "/robots.txt"), 1, "and is not asked again at once");
is(asked($broken, "/a"), 0, "nor for the page");
done_testing;
