#!/usr/bin/perl
# meter-cron end to end: what becomes of jobs when runners, masters and the database are killed.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use HTTP::Tiny;
use JSON::PP ();
use Meter::Guard;
use Meter::Process qw(wait_until);
use Meter::Test;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1 });
my $page = "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>" .
	"<i class='price'>\$$_.99</i></li>" } 1 .. 5) . "</ul>";
my $site = $meter->site("/a" => $page, "/slow" => sub { $meter->held("slow"); (200, {}, $page) },
	"/tagged" => sub {
		my ($request) = @_;
		my $tag = $request->{headers}{"if-none-match"} // "";
		return (304, { ETag => '"one"' }, "") if $tag eq '"one"';
		(200, { ETag => '"one"' }, $page)
	},
	"/never" => sub { sleep 100; (200, {}, $page) });

my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $id = $made->{json}{strategy_id};

sub count
{
	my ($sql) = @_;
	return $meter->number("COUNT(*) FROM $sql");
}

# A child that executes, and the handle to read its reply from.
sub begin_execute
{
	my ($path) = @_;
	return Meter::Guard::beside(sub {
		$meter->{http} = HTTP::Tiny->new(timeout => 60);
		my $reply = $meter->post("/api/jobs/execute",
			{ strategy_id => $id, url => $site->url($path) });
		return "$reply->{status} $reply->{content}";
	});
}

sub end_execute
{
	my ($pipe) = @_;
	local $/;
	my ($status, $content) = split / /, <$pipe> // "", 2;
	return ($status, eval { JSON::PP::decode_json($content) } // { content => $content });
}

# The process numbers of the runners.
sub runners
{
	return map { $_->[0] } $meter->sql("SELECT pid FROM runner WHERE kind = 'runner' ORDER BY started_at");
}

my $reply = $meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/a") });
is($reply->{json}{status}, "completed", "a job is run");
is(count("task"), 0, "and leaves no task");

# A page that has not changed is not even sent, or at least not extracted.
for my $path ("/tagged", "/a") {
	my $url = $site->url($path);
	my @jobs = map { $meter->post("/api/jobs/execute", { strategy_id => $id, url => $url })->{json} } 1, 2;
	is($jobs[1]{status}, "completed", "$path again is completed");
	is($jobs[1]{has_changes}, JSON::PP::false, "without a change");
	is_deeply($jobs[1]{results}, $jobs[0]{results}, "with the same items");
	is($jobs[1]{item_count}, 5, "as many");
}
my @asked = grep { $_->[1] eq "/tagged" } @{$site->requests};
is($asked[-1][2]{"if-none-match"}, '"one"', "asked for when changed");

# Waits until so many pages are being fetched that are held.
sub is_fetched
{
	my ($n, $label) = @_;
	ok(wait_until(60, sub { count("task WHERE state = 'running'") == $n }), $label);
}

# A runner is killed while it fetches.
$meter->hold("slow");
my $waiting = begin_execute("/slow");
is_fetched(1, "a job is being fetched");
my ($victim) = runners();
kill "KILL", $victim;
ok(wait_until(60, sub { !grep { $_ == $victim } runners() }), "its runner is killed");
$meter->release("slow");
my ($status, $job) = end_execute($waiting);
is($status, 200, "and who waits is answered");
is($job->{status}, "completed", "another one completes it") or diag(explain($job));
is(count("task"), 0, "once and for all");
my ($row) = $meter->sql("SELECT attempts FROM job WHERE id = '$job->{id}'");
is($row->[0], 2, "in the second attempt");

# The worker that waits is killed: the job ends anyway.
$meter->hold("slow");
$waiting = begin_execute("/slow");
is_fetched(1, "a job is being fetched");
kill "KILL", grep { $_ != $meter->stack->record_of("slow")->{pid} } $meter->pids("slow");
end_execute($waiting);
$meter->release("slow");
ok(wait_until(60, sub { !count("task") }), "a job ends though nobody waits for it any more");
is(count("job WHERE status NOT IN ('completed', 'failed')"), 0, "all have ended");

# Who waits goes away: the worker does not wait for him till the job's end.
sub executed { return scalar(() = $meter->log("slow") =~ m{path=/api/jobs/execute }g) }
my $told = executed();
my $client = open(my $silent, "-|") // die "cannot fork: $!\n";
if ($client == 0) {
	Meter::Guard::let_go();
	$meter->{http} = HTTP::Tiny->new(timeout => 60);
	$meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/never") });
	POSIX::_exit(0);
}
is_fetched(1, "a page that never comes");
kill "KILL", $client;
ok(wait_until(20, sub { executed() > $told }), "a worker whose client has gone is free again");
is(count("task"), 1, "though the job goes on");
close $silent;
$meter->sql("DELETE FROM task");

# A graceful stop returns what is far from its end.
$waiting = begin_execute("/never");
is_fetched(1, "a page that never comes");
my $began = time;
$meter->stop_part("cron");
cmp_ok(time - $began, "<", 25, "meter-cron ends soon");
is(count("task WHERE state = 'waiting' AND attempts = 0"), 1, "and gives back what it held");
is(count("runner"), 0, "nobody is left");
$meter->sql("DELETE FROM task");
$meter->sql("UPDATE job SET status = 'failed' WHERE status IN ('pending', 'running')");
($status, $job) = end_execute($waiting);
is($status, 200, "who waits is told the end");

$reply = $meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/a") });
is($reply->{status}, 503, "without runners nothing is accepted");
ok($reply->{headers}{"retry-after"}, "with a time to come back");
like($reply->{json}{detail}, qr/meter-cron/, "and the reason");
is(count("job WHERE status = 'pending'"), 0, "no job is made");

# What is too old goes when meter-cron looks after things for the first time.
my $schedule = $meter->post("/api/schedules", { strategy_id => $id, url => $site->url("/a"),
	interval_seconds => 86400 })->{json}{id};
$meter->sql("INSERT INTO tick (schedule_id, fire_at, account_id, outcome, jobs, made_at)
	SELECT id, UTC_TIMESTAMP(6) - INTERVAL n DAY, account_id, 'made', 1, UTC_TIMESTAMP(6) - INTERVAL n DAY
	FROM schedule JOIN (SELECT 1 AS n UNION SELECT 30) AS days WHERE id = '$schedule'");
$meter->sql("INSERT INTO job_trace (job_id, account_id, created_at, size, trace)
	SELECT UUID(), account_id, UTC_TIMESTAMP(6) - INTERVAL 30 DAY, 1, '' FROM schedule");
$meter->start_part("cron");
ok(wait_until(60, sub { !count("job_trace WHERE created_at < UTC_TIMESTAMP() - INTERVAL 20 DAY") }),
	"old traces are forgotten");
ok(wait_until(60, sub { count("tick") == 1 }), "and old ticks");

# The master is killed: its workers end by themselves, and others go on with what they gave back.
$meter->hold("slow");
$waiting = begin_execute("/slow");
is_fetched(1, "a job is being fetched");
kill "KILL", $meter->stack->record_of("cron")->{pid};
ok(wait_until(20, sub { !$meter->pids("cron") }), "the master is killed: its workers end");
$meter->start_part("cron");
$meter->release("slow");
($status, $job) = end_execute($waiting);
is($job->{status}, "completed", "and the job is completed")
    or diag(explain($job));

# Failed jobs get another chance from the administrator.
my $failed = $meter->post("/api/jobs/execute",
	{ strategy_id => $id, url => $site->url("/nothing") })->{json};
like($meter->meterctl("jobs", "--status", "failed"), qr/^\Q$failed->{id}\E\t.*\thttp\t/m,
	"meterctl jobs shows a failed job");
eval { $meter->meterctl("jobs", "--status", "fail") };
like($@, qr/usage: meterctl jobs/, "and does not know any other status");
my ($end) = map { $_->[0] } $meter->sql("SELECT completed_at FROM job WHERE id = '$failed->{id}'");
$meter->meterctl("requeue", $failed->{id});
ok(wait_until(60, sub {
	count("job WHERE id = '$failed->{id}' AND status = 'failed' AND completed_at > '$end'")
}), "requeue lets it run again");
like($meter->meterctl("queue"), qr/^runners\t1$/m, "meterctl queue counts the runners");
eval { $meter->meterctl("doctor") }; # the test's server is not durable
like($@, qr/^ok\trunners: 1 are alive/m, "and so does the doctor");

# Two of them on one database: whoever is killed, every job ends once.
$meter->stack->start_cron("cron2");
$meter->hold("slow");
my @flaky = map { begin_execute("/slow") } 1, 2;
is_fetched(2, "two jobs, two meter-crons");
my @gone = $meter->pids("cron2");
kill "KILL", @gone;
$meter->sql("UPDATE task SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND
	WHERE owner IN (SELECT id FROM runner WHERE pid IN (" . join(",", @gone) . "))");
$meter->release("slow");
my @ends = map { [end_execute($_)] } @flaky;
is(scalar(grep { ($_->[1]{status} // "") eq "completed" } @ends), 2,
	"one is killed, and both are completed when its leases are over") or diag(explain(\@ends));
is(count("task"), 0, "nothing is left");

# A task that takes its runner along three times is its own fault: the mark that a runner leaves
# when it dies is what tells. Here the count is set as if it had.
my ($task) = ("01890000-0000-7000-8000-0000000000f3");
$meter->sql("INSERT INTO job (id, account_id, strategy_id, status, attempts, created_at, target, url)
	SELECT '$task', account_id, id, 'running', 3, UTC_TIMESTAMP(6), '0123456789abcdef', url
	FROM strategy WHERE id = '$id'");
$meter->sql("INSERT INTO task (id, account_id, kind, shard, state, priority, attempts, crashes,
	order_at, created_at) SELECT '$task', account_id, 'job', 3, 'waiting', 1, 3, 3,
	UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM job WHERE id = '$task'");
ok(wait_until(60, sub { !count("task WHERE id = '$task'") }), "a job that crashed three runners");
$job = $meter->get("/api/jobs/$task")->{json};
is($job->{status}, "failed", "has failed");
is($job->{error_class}, "crashed", "as what it is");

# Leases that nobody holds any more run out.
my ($orphan) = ("01890000-0000-7000-8000-0000000000f4");
$meter->sql("INSERT INTO job (id, account_id, strategy_id, status, attempts, created_at, target, url)
	SELECT '$orphan', account_id, id, 'running', 1, UTC_TIMESTAMP(6), '0123456789abcdef', url
	FROM strategy WHERE id = '$id'");
$meter->sql("INSERT INTO task (id, account_id, kind, shard, state, priority, attempts,
	order_at, created_at, owner, nonce, lease_token, lease_until) SELECT '$orphan', account_id, 'job', 4,
	'running', 1, 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UUID(), 1, 7,
	UTC_TIMESTAMP(6) - INTERVAL 1 SECOND FROM job WHERE id = '$orphan'");
ok(wait_until(60, sub { !count("task WHERE id = '$orphan'") }), "an orphan is found");
is($meter->get("/api/jobs/$orphan")->{json}{status}, "completed", "and completed");

done_testing;
