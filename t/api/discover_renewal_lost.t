#!/usr/bin/perl
# A site is watched, and the job that looks it through again does not come to its end: it is cancelled,
# or goes with its strategy. The next run looks again.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_HOST_GAP_MS => 0 });
my $site = $meter->site("/robots.txt" => sub { (404, {}, "none") },
	"/sitemap.xml" => sub {
		$meter->held("map");
		return (200, { "Content-Type" => "text/xml" }, "<urlset><url><loc>/pan/1</loc></url></urlset>");
	},
	default => "<ul>" . join("", map { "<li class='item'><h3>Pan $_</h3><b class='price'>$_.50</b></li>" }
		1 .. 8) . "</ul>");
my @strategies = map { $meter->post("/api/strategies/generate", { url => $site->url("/pan/1"),
	description => "names and prices", name => "Pans $_" })->{json}{strategy_id} } 1 .. 2;
my $id = $meter->post("/discover", { discovery => { method => "sitemap",
	sitemap_url => $site->url("/sitemap.xml") } })->{json}{discovery_id};
ok(wait_until(60, sub { $meter->get("/discover/$id")->{json}{status} eq "completed" }), "a site")
    or BAIL_OUT($meter->log("cron"));
my @schedules = map { $meter->post("/discover/$id/schedule", { strategy_id => $_, interval_seconds => 3600 })
	->{json}{schedule_id} } @strategies;

# The searches of a schedule, newest first.
sub searches
{
	my ($schedule) = @_;
	return grep { $_->{discovery_id} } @{$meter->get("/api/jobs?schedule_id=$schedule&limit=100")->{json}};
}

sub run_now
{
	my ($schedule) = @_;
	my $before = searches($schedule);
	$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$schedule'");
	wait_until(60, sub { searches($schedule) > $before });
	return (searches($schedule))[0];
}

sub is_renewed { return $meter->get("/discover/$id")->{json}{is_renewed} ? 1 : 0 }

# --- cancelled before it begins ---
my $waiting = run_now($schedules[0]);
ok(wait_until(60, sub { (searches($schedules[0]))[0]{status} eq "completed" }), "a search that ends");
# As if no runner had taken it yet.
$meter->stop_part("cron");
my $job = $waiting->{id};
$meter->sql("UPDATE job SET status = 'pending' WHERE id = '$job'");
$meter->sql("INSERT INTO task (id, account_id, kind, shard, state, priority, order_at, host, schedule_id, created_at)"
	. " SELECT id, account_id, 'discovery', 0, 'waiting', 1, UTC_TIMESTAMP(6), '', schedule_id, created_at"
	. " FROM job WHERE id = '$job'");
$meter->sql("UPDATE discovery SET crawl_job_id = '$job', run = run + 1 WHERE id = '$id'");
is(is_renewed(), 1, "one that waits");
is($meter->delete("/api/jobs/$job")->{status}, 200, "is cancelled") or diag($meter->get("/api/jobs/$job")->{content});
is(is_renewed(), 0, "and is waited for no more");
# A job that is asked for again runs its strategy on a page, and a sitemap is none.
eval { $meter->meterctl("requeue", $job) };
like($@, qr/job \Q$job\E looked for the URLs of a site/, "nor can it run again");
is($meter->get("/api/jobs/$job")->{json}{status}, "failed", "and stays as it was");
is((grep { $_->{id} eq $id } @{$meter->get("/discoveries")->{json}})[0]{is_renewed}, JSON::PP::false, "in the list, too");
$meter->start_part("cron");
my $next = run_now($schedules[0]);
isnt($next->{id}, $job, "the next run looks through the site again") or diag($meter->log("cron"));
ok(wait_until(60, sub { (searches($schedules[0]))[0]{status} eq "completed" }), "to its end");

# --- its strategy is deleted while it looks ---
$meter->hold("map");
run_now($schedules[1]);
ok(wait_until(60, sub { $meter->is_holding("map") }), "a search that is under way");
is($meter->delete("/api/strategies/$strategies[1]")->{status}, 200, "whose strategy is deleted");
$meter->release("map");
ok(wait_until(60, sub { !$meter->number("COUNT(*) FROM task WHERE kind = 'discovery'") }), "comes to nothing");
is(is_renewed(), 0, "and is waited for no more") or diag($meter->log("cron"));
my $before = searches($schedules[0]);
run_now($schedules[0]);
is(scalar searches($schedules[0]), $before + 1, "another schedule of the site looks through it again");
ok(wait_until(60, sub { (searches($schedules[0]))[0]{status} eq "completed" }), "to its end");

# --- nothing is left ---
ok(wait_until(60, sub { !$meter->number("COUNT(*) FROM task") }), "when all has ended");
$meter->meterctl("sweep");
is($meter->number("COUNT(DISTINCT run) FROM discovered_url WHERE discovery_id = '$id'"), 1, "only the list is kept");
is($meter->number("COUNT(*) FROM discovery_page WHERE discovery_id = '$id'"), 0, "and no page");

done_testing();
