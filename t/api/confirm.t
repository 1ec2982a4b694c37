#!/usr/bin/perl
# A change that is fetched again before it is told, through meter-cron, which is killed meanwhile; and
# how the schedule fares.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(time);

my $meter = Meter::Test->start;
my $file = $meter->dir . "/price";

sub price
{
	my ($price) = @_;
	open my $out, ">", "$file.new" or die "cannot write $file: $!\n";
	print $out $price;
	close $out;
	rename "$file.new", $file;
}

# "flicker" is another price at each fetch, "gone" is no page.

my $site = $meter->site("/list" => sub {
	open my $in, "<", $file or return (500, {}, "");
	my $price = <$in>;
	return (404, {}, "gone") if $price eq "gone";
	$price = sprintf("9.%06d", time * 1e6 % 1e6) if $price eq "flicker";
	return (200, {}, "<ul>" . join("", map {
		"<li class='item'><h3>Pan $_</h3><b class='price'>" . ($_ == 3 ? $price : "$_.50") . "</b></li>"
	} 1 .. 8) . "</ul>");
});
price("3.50");
my $url = $site->url("/list");
my $made = $meter->post("/api/strategies/generate", { url => $url, name => "Pans",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or diag($made->{content});
my $schedule = $meter->post("/api/schedules", { strategy_id => $made->{json}{strategy_id},
	url => $url, interval_seconds => 86400, confirm_seconds => 3600 })->{json}{id};

sub jobs { $meter->get("/api/jobs?schedule_id=$schedule&limit=100")->{json} }

sub wait_for
{
	my ($what, $until) = @_;
	return wait_until(60, $until) || die "$what did not happen\n" . $meter->log("cron");
}

my $runs = 0;

sub tick
{
	$runs++;
	$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$schedule'");
}

# The run when it has ended; an hour is over for what is to be fetched again.
sub ended
{
	return wait_for("run $runs", sub {
		$meter->sql("UPDATE task SET order_at = UTC_TIMESTAMP(6) WHERE state = 'waiting'");
		my $jobs = jobs();
		@$jobs == $runs && !grep({ $_->{status} !~ /completed|failed/ } @$jobs) && $jobs->[0];
	});
}

tick();
ok(!ended()->{has_changes}, "a first run");

price("4.50");
tick();
my $trace = wait_for("the wait", sub {
	my $jobs = jobs();
	my $trace = @$jobs == $runs && $meter->get("/api/jobs/$jobs->[0]{id}/trace");
	$trace && $trace->{status} == 200 && $trace->{json};
});
is($trace->{verdict}{kind}, "waiting", "a change waits, and the trace says so");
is(jobs()->[0]{status}, "running", "its job is not over");
kill "KILL", $meter->pids("cron");
$meter->start_part("cron");
my $job = ended();
is($job->{status}, "completed", "meter-cron is killed and comes back");
ok($job->{has_changes}, "and the change is told");
my $changes = $meter->get("/api/schedules/$schedule/changes")->{json};
is_deeply([map { $_->{job_id} } @{$changes->{changes}}], [$job->{id}], "once");
is($meter->get("/api/jobs/$job->{id}/trace")->{json}{verdict}{kind}, "changed", "as its trace tells");

price("flicker");
tick();
ok(!ended()->{has_changes}, "a price that is never the same is not told");
price("4.50");
tick();
ok(!ended()->{has_changes}, "nor is its end");
is($meter->get("/api/schedules/$schedule/changes")->{json}{count}, 0, "there is no news");

sub health { join ": ", map { $_ // "" } @{$meter->get("/api/schedules/$schedule")->{json}}{qw(health health_reason)} }
is(health(), "ok: ", "all is well");
price("gone");
tick();
is(ended()->{status}, "failed", "a page that is gone");
like(health(), qr/^degraded: The last run failed: .*404/, "is said");
for (1, 2) {
	tick();
	ended();
}
like(health(), qr/^failing: At least the last 3 runs failed: .*404/, "and said again");
price("4.50");
tick();
ended();
is(health(), "ok: ", "until it is back");

done_testing();
