#!/usr/bin/perl
# A whole site is watched: its URLs are looked for again at each run, what is new, gone or newer is a
# change like others, and then the pages themselves are run.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_HOST_GAP_MS => 0 });
my $null = undef;
my $map = $meter->dir . "/map"; # lines of path and lastmod; missing: the site is down

sub write_map
{
	my (%lastmod) = @_;
	open my $file, ">", "$map.new" or die;
	print $file map { "$_ $lastmod{$_}\n" } sort keys %lastmod;
	close $file;
	rename "$map.new", $map;
}

my $hooks = $meter->site(default => sub { (200, {}, "ok") });
my $site = $meter->site("/robots.txt" => sub { (404, {}, "none") },
	"/sitemap.xml" => sub {
		my ($request) = @_;
		open my $file, "<", $map or return (500, {}, "down");
		return (200, { "Content-Type" => "text/xml" },
			"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>" . join("", map {
			my ($path, $lastmod) = split; "<url><loc>http://$request->{headers}{host}$path</loc>"
			. "<lastmod>$lastmod</lastmod></url>" } <$file>) . "</urlset>");
	},
	"/index.xml" => sub { (200, { "Content-Type" => "text/xml" }, "<sitemapindex>" .
		join("", map { "<sitemap><loc>/part/$_.xml</loc></sitemap>" } 1, 2) . "</sitemapindex>") },
	(map { my $n = $_; ("/part/$n.xml" => sub {
		return (503, {}, "busy") if $n == 2 && -e "$map.busy";
		return (404, {}, "none") if $n == 2 && -e "$map.gone";
		return (200, { "Content-Type" => "text/xml" }, "<urlset>" .
			join("", map { "<url><loc>/$n/pan/$_</loc></url>" } 1 .. 3) . "</urlset>");
	}) } 1, 2),
	default => "<ul>" . join("", map { "<li class='item'><h3>Pan $_</h3><b class='price'>$_.50</b></li>" }
		1 .. 8) . "</ul>");
my %pages = map { ("/pan/$_", "2026-05-01") } 1 .. 6;
write_map(%pages, "/about" => "2026-05-01");
my $strategy = $meter->post("/api/strategies/generate", { url => $site->url("/pan/1"),
	description => "names and prices", name => "Pans" })->{json}{strategy_id};
my $id = $meter->post("/discover", { discovery => { method => "sitemap",
	sitemap_url => $site->url("/sitemap.xml") } })->{json}{discovery_id};

sub schedule
{
	my ($of, %body) = @_;
	return $meter->post("/discover/$of/schedule", { strategy_id => $strategy, %body });
}

ok(wait_until(60, sub { $meter->get("/discover/$id")->{json}{status} eq "completed" }), "a site")
    or diag($meter->log("cron"));

# --- refusals ---
for my $case ([400, qr/^one of interval_seconds and cron_expression/],
	[422, qr/^interval_seconds must be between 60/, interval_seconds => 59],
	[422, qr/^cron_expression/, cron_expression => "nonsense"],
	[400, qr/^strategy_id must be a UUID/, strategy_id => "x", interval_seconds => 60],
	[404, "Strategy not found", strategy_id => "01890000-0000-7000-8000-000000000000", interval_seconds => 60],
	[422, "max_urls must be between 1 and 10000", interval_seconds => 60, max_urls => 10001]) {
	my ($status, $detail, %body) = @$case;
	my $refused = schedule($id, %body);
	is($refused->{status}, $status, "refused: " . JSON::PP->new->canonical->encode(\%body));
	ref $detail ? like($refused->{json}{detail}, $detail, "in words")
	    : is($refused->{json}{detail}, $detail, "in words");
}

# --- one that watches the site ---
my $made = schedule($id, interval_seconds => 3600, url_pattern => "/pan/", webhook_url => $hooks->url("/hook"));
is($made->{status}, 201, "a schedule") or BAIL_OUT($made->{content});
my $schedule = $made->{json}{schedule_id};
is_deeply([@{$made->{json}}{qw(discovery_id url schedule_type interval_seconds url_pattern enabled)}],
	[$id, $null, "interval", 3600, "/pan/", JSON::PP::true], "of the discovery");
is_deeply($made->{json}{urls}, [map { $site->url("/pan/$_") } 1 .. 6], "with its present URLs");
like($made->{json}{webhook_secret}, qr/^whsec_/, "and a secret");
is_deeply([map { $_->{discovery_id} } @{$meter->get("/api/schedules")->{json}}], [$id], "it is listed with others");
is($meter->patch("/api/schedules/$schedule", { url => $site->url("/") })->{status}, 422, "its URLs are not to be set");

my $runs = 0;

# The crawl's job when a run and all its jobs have ended.
sub run_now
{
	$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$schedule'");
	$runs++;
	my $crawl;
	wait_until(60, sub {
		my @jobs = @{$meter->get("/api/jobs?schedule_id=$schedule&limit=100")->{json}};
		my @crawls = grep { $_->{discovery_id} } @jobs;
		$crawl = $crawls[0];
		return @crawls == $runs && !grep { $_->{status} !~ /^(?:completed|failed)$/ } @jobs;
	}) or diag($meter->log("cron"));
	return $crawl;
}

sub page_jobs
{
	return $meter->number("COUNT(*) FROM job WHERE schedule_id = '$schedule' AND discovery_id IS NULL");
}

my $crawl = run_now();
is($crawl->{status}, "completed", "the first run looks for the URLs");
is($crawl->{item_count}, 6, "and finds those that fit");
is($crawl->{discovery_id}, $id, "as a job that knows what it renews");
is(page_jobs(), 6, "then the pages are run, a job each");
ok(!$crawl->{has_changes}, "a first run changes nothing");
is($meter->get("/api/strategies/$strategy/history")->{json}[0]{url} =~ m{/pan/} ? 1 : 0, 1,
	"the strategy's history has pages, and not the search");

# --- what changes ---
delete $pages{"/pan/2"};
$pages{"/pan/3"} = "2026-06-01";
write_map(%pages, "/pan/7" => "2026-06-01", "/about" => "2026-06-01");
$crawl = run_now();
ok($crawl->{has_changes}, "another list is a change");
is(page_jobs(), 12, "the pages of the new list are run");
my ($entry) = grep { $_->{job_id} eq $crawl->{id} }
    @{$meter->get("/api/schedules/$schedule/changelog")->{json}{entries}};
is_deeply([map { $_->{url} } @{$entry->{new_items}}], [$site->url("/pan/7"), $site->url("/pan/3")],
	"the changelog has what is new or newer");
is_deeply([map { $_->{url} } @{$entry->{removed_items}}], [$site->url("/pan/2"), $site->url("/pan/3")],
	"and what is gone or was older");
is($entry->{modified_items_count}, 1, "one of them has another lastmod");
my $unseen = $meter->get("/api/schedules/$schedule/changes")->{json}{changes};
is_deeply([map { $_->{job_id} } @$unseen], [$crawl->{id}], "it is news once");
my ($hook) = grep { $_->{job_id} eq $crawl->{id} } map { JSON::PP::decode_json($_->[3]) } @{$hooks->requests};
ok(wait_until(60, sub {
	($hook) = grep { ($_->{job_id} // "") eq $crawl->{id} } map { JSON::PP::decode_json($_->[3]) } @{$hooks->requests};
}), "the webhook tells of it");
is($hook->{item_count}, 6, "with the URLs");
is($meter->get("/discover/$id")->{json}{total_urls}, 7, "the discovery has the new list");
is_deeply([map { $_->{lastmod} } grep { $_->{url} =~ m{pan/3} } @{$meter->get("/discover/$id/urls")->{json}{items}}],
	["2026-06-01T00:00:00Z"], "with its times");

# --- a site that is down ---
unlink $map;
$crawl = run_now();
is($crawl->{status}, "failed", "a search that fails");
like($crawl->{error}, qr/500/, "says why");
is(page_jobs(), 18, "the pages of the last good list are run all the same");
my $d = $meter->get("/discover/$id")->{json};
is_deeply([@$d{qw(status total_urls is_renewed)}], ["completed", 7, JSON::PP::false], "which stays");
like($d->{error}, qr/500/, "and the failure is told");
is($meter->get("/api/schedules/$schedule")->{json}{health}, "degraded", "by the schedule's health, too");

# --- a site that is nearly empty ---
write_map("/about" => "2026-07-01");
$crawl = run_now();
is($crawl->{status}, "failed", "a sudden nothing is not believed");
is($meter->get("/discover/$id")->{json}{total_urls}, 7, "and the list stays");

# --- a part of a site that is down ---
my $parts = $meter->post("/discover", { discovery => { method => "sitemap", sitemap_url => $site->url("/index.xml") } })->{json}{id};
ok(wait_until(20, sub { $meter->get("/discover/$parts")->{json}{status} eq "completed" }), "a site in parts");
my $first_schedule = $schedule;
my $first_runs = $runs;
($schedule, $runs) = (schedule($parts, interval_seconds => 3600)->{json}{schedule_id}, 0);
is(run_now()->{item_count}, 6, "has what both parts name");
open my $busy, ">", "$map.busy" or die;
$crawl = run_now();
is_deeply([@$crawl{qw(status item_count)}, $crawl->{has_changes} ? 1 : 0], ["completed", 6, 0],
	"what a part that is busy named before is not gone");
is($meter->get("/discover/$parts")->{json}{total_urls}, 6, "and stays in the list");
is($meter->get("/discover/$parts")->{json}{errors}[0]{url}, $site->url("/part/2.xml"), "which is told");
rename "$map.busy", "$map.gone" or die;
$crawl = run_now();
is_deeply([@$crawl{qw(status item_count)}, $crawl->{has_changes} ? 1 : 0], ["completed", 3, 1],
	"with a part that is not there any more it is");
($schedule, $runs) = ($first_schedule, $first_runs);

# --- the discovery is deleted ---
is($meter->delete("/discover/$id")->{status}, 200, "the discovery is deleted");
my $kept = $meter->get("/api/schedules/$schedule")->{json};
is_deeply([@$kept{qw(discovery_id enabled)}], [$null, JSON::PP::true], "its schedule stays, as an ordinary one");
is_deeply([sort @{$kept->{urls}}], [sort map { $site->url($_) } keys %pages, "/pan/7"], "with the last list");

done_testing();
