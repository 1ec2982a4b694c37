#!/usr/bin/perl
# Jobs over a flaky site while everything is killed at random: each ends once, nothing is stored or
# reported twice, nothing stays behind. The short form belongs to the tests; the long one is
#
#   t/cron_crash.t --seconds 300 --jobs 2000 [--daemons 2] [--seed N]
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Getopt::Long qw(GetOptions);
use HTTP::Tiny;
use JSON::PP ();
use Meter::Guard;
use Meter::Process qw(process_record process_members process_workers wait_until);
use Meter::Test;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

use constant {
	HOSTS => 40, # of the site: a refusal slows only one of them down
	PATHS => 4, # of each host
	VERSION_SECONDS => 4, # that a page stays as it is
	END_SECONDS => 240, # a lease, and the longest of retries
};

my %option = (seconds => 15, jobs => 250, daemons => 1, seed => time & 0xffff);
GetOptions(\%option, "seconds=i", "jobs=i", "daemons=i", "seed=i")
    or die "usage: $0 [--seconds N] [--jobs N] [--daemons N] [--seed N]\n";
srand $option{seed};

my $meter = Meter::Test->start(safe => 1, settings => { METER_RUNNERS => 2 });
my @daemons = ("cron", map { "cron$_" } 2 .. $option{daemons});
$meter->start_part($_) for @daemons[1 .. $#daemons];
diag(sprintf "seed %d, %d jobs, %d seconds, %d daemons", @option{qw(seed jobs seconds daemons)});

# --- the site ---

my $born = time;

# The same page for all who ask within some seconds; pages change one after the other.
sub page_of
{
	my ($path) = @_;
	my $version = int((time - $born + length($path) + (unpack "%32C*", $path) % 7)
		/ VERSION_SECONDS);
	return ($version, "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>"
		. "<i class='price'>\$" . ($version + $_) . ".99</i></li>" } 1 .. 5) . "</ul>");
}

# What a site may do to its visitor, and how often of a hundred times.
my @moods = (
	[5, sub { (503, {}, "busy") }],
	[5, sub { () }], # it closes without a word
	[5, sub { my ($page) = @_; (200, { "Content-Length" => 2 * length $page }, $page) }],
	[5, sub { sleep 1; (200, {}, $_[0]) }],
	[3, sub { (404, {}, "gone") }],
	[2, sub { (200, {}, "<p>We will be back soon") }],
);

sub serve
{
	my ($request) = @_;
	srand(time * 1e6 ^ $$); # each connection has a process of its own
	my ($version, $page) = page_of($request->{path});
	my $dice = rand 100;
	for my $mood (@moods) {
		return $mood->[1]->($page) if ($dice -= $mood->[0]) < 0;
	}
	return (200, {}, $page) if $request->{path} =~ /[02468]$/;
	return (304, {}, "") if ($request->{headers}{"if-none-match"} // "") eq "\"$version\"";
	return (200, { ETag => "\"$version\"" }, $page);
}

my $site = $meter->site(address => "0.0.0.0", default => \&serve,
	"/calm" => sub { (200, {}, (page_of("/calm"))[1]) });
my ($port) = $site->url =~ /:(\d+)$/;

sub random_url
{
	return sprintf "http://127.0.1.%d:%d/%d", 1 + int rand HOSTS, $port, 1 + int rand PATHS;
}

my $made = $meter->post("/api/strategies/generate", { url => "http://127.0.0.1:$port/calm", name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $strategy = $made->{json}{strategy_id};

# --- the witness ---

# Triggers note in the same transaction what ends, and what is said to have changed.
$meter->sql(<<'SQL');
CREATE TABLE witness (n BIGINT AUTO_INCREMENT PRIMARY KEY, job_id UUID NOT NULL, what VARCHAR(16) NOT NULL,
	KEY (job_id)) ENGINE = InnoDB;
CREATE TRIGGER witness_job AFTER UPDATE ON job FOR EACH ROW
	INSERT INTO witness (job_id, what) SELECT NEW.id, NEW.status
	FROM DUAL WHERE NEW.status IN ('completed', 'failed') OR OLD.status IN ('completed', 'failed');
CREATE TRIGGER witness_change AFTER INSERT ON job_change FOR EACH ROW
	INSERT INTO witness (job_id, what) VALUES (NEW.job_id, 'changed');
SQL

# --- the customers: each a process that writes down what was accepted ---

sub customer
{
	my ($name, $share, $ask) = @_;
	my $notes = $meter->dir . "/customer-$name";
	my $pid = fork() // die "cannot fork: $!\n";
	if ($pid == 0) {
		Meter::Guard::let_go();
		POSIX::setsid();
		open STDOUT, ">", "/dev/null";
		srand($option{seed} + length($name) * 1000 + ord $name);
		$meter->{http} = HTTP::Tiny->new(timeout => 120);
		open my $file, ">", $notes or POSIX::_exit(1);
		$file->autoflush(1);
		order($file, POSIX::ceil($option{jobs} * $share), $ask);
		POSIX::_exit(0);
	}
	my $record = process_record("customer", $pid, $meter->dir);
	$meter->{guard}->watches($record);
	return { pid => $pid, notes => $notes };
}

# Orders spread over the time; what was not accepted is asked for again.
sub order
{
	my ($file, $wanted, $ask) = @_;
	my $began = time;
	for (my $n = 0; $n < $wanted;) {
		my ($accepted, @ids) = $ask->($wanted - $n);
		print $file "$_\n" for @ids;
		$n += $accepted;
		my $ahead = $began + $option{seconds} * $n / $wanted - time;
		sleep $ahead if $ahead > 0;
		sleep 0.2 if !$accepted;
	}
}

sub ask_one
{
	my $reply = $meter->post("/api/jobs", { strategy_id => $strategy, url => random_url() });
	return $reply->{status} == 201 ? (1, "job $reply->{json}{job_id}") : 0;
}

sub ask_batch
{
	my ($most) = @_;
	my $n = 1 + int rand($most < 50 ? $most : 50);
	my $reply = $meter->post("/api/jobs",
		{ strategy_id => $strategy, urls => [map { random_url() } 1 .. $n] });
	return $reply->{status} == 201 ? ($n, "batch $reply->{json}{batch_id} $n") : 0;
}

# Accepted is what has an answer, even if its worker is killed before the end of it.
sub ask_now
{
	my $reply = $meter->post("/api/jobs/execute", { strategy_id => $strategy, url => random_url() });
	my $job = eval { JSON::PP::decode_json($reply->{content}) };
	return $reply->{status} == 200 ? (1, $job ? "ended $job->{id} $job->{status}" : ()) : 0;
}

my @customers = (customer("batch", 0.7, \&ask_batch), customer("one", 0.2, \&ask_one),
	(map { customer("now$_", 0.05, \&ask_now) } 1, 2));

# --- the killer ---

# Numbers of a part's processes by their program's name, without the master.
sub workers
{
	my ($part, $name) = @_;
	return process_workers($meter->stack->record_of($part), $name);
}

sub kill_one
{
	my (@pids) = @_;
	return kill "KILL", $pids[rand @pids] if @pids;
}

# What it leaves behind puts back what it holds and ends; in the long form it is killed with it half of
# the times, and nobody puts anything back before the leases are over.
sub restart
{
	my ($part) = @_;
	my $record = $meter->stack->record_of($part);
	kill "KILL", $record->{pid};
	wait_until(8, sub { !process_members($record) }) unless $option{seconds} > 60 && rand() < 0.5;
	$meter->start_part($part);
	return 1;
}

my %deeds = (
	runner => [10, sub { kill_one(workers($daemons[rand @daemons], "meter-cron")) }],
	extractor => [4, sub { kill_one(workers($daemons[rand @daemons], "meter-extractor")) }],
	slow => [4, sub { kill_one(workers("slow", "meter-fcgi")) }],
	fast => [2, sub { kill_one(workers("fast", "meter-fcgi")) }],
	master => [2, sub { restart($daemons[rand @daemons]) }],
	mariadbd => [2, sub { restart("mariadbd") }],
);
my @wheel = map { my $name = $_; ($name) x $deeds{$name}[0] } sort keys %deeds;
my %done = map { $_ => 0 } keys %deeds;
my $end = time + $option{seconds};
my @first = sort keys %deeds; # each at least once

while (time < $end || @first) {
	my $name = shift @first // $wheel[rand @wheel];
	$done{$name}++ if $deeds{$name}[1]->();
	sleep 0.3 + rand 1.2;
}
diag("killed: " . join ", ", map { "$_ $done{$_}" } sort keys %done);

# --- the end ---

# A site that failed several times in a row is asked every few minutes, and what waits for it comes back as
# late: once nothing is killed any more sites are forgiven.
sub forgive
{
	$meter->sql("UPDATE host SET slow_ms = 0, is_far = FALSE, far_at = NULL, paused_until = NULL,
		next_at = UTC_TIMESTAMP(6) WHERE slow_ms > 2000 OR is_far");
	$meter->sql("UPDATE task SET order_at = UTC_TIMESTAMP(6) WHERE state = 'waiting' AND slot_at IS NULL
		AND order_at > UTC_TIMESTAMP(6) + INTERVAL 60 SECOND");
	return 1;
}

my ($accepted, $missing, $began) = (0, 0, time);
for my $customer (@customers) {
	forgive() while sleep(1) && waitpid($customer->{pid}, POSIX::WNOHANG()) == 0;
	is($?, 0, "a customer got all that he wanted");
}
ok(wait_until(END_SECONDS, sub { forgive() && $meter->number("COUNT(*) FROM task") == 0 }, 1), "all tasks are done")
    or diag(explain([$meter->sql("SELECT id, state, attempts, crashes, order_at, lease_until, owner,
	UTC_TIMESTAMP(6) FROM task LIMIT 10")]));
diag(sprintf "the last ended %d seconds after the last kill", time - $began);

my %status = map { $_->[0] => $_->[1] } $meter->sql("SELECT id, status FROM job");
my %of_batch = map { $_->[0] => $_->[1] }
    $meter->sql("SELECT batch_id, COUNT(*) FROM job WHERE batch_id IS NOT NULL GROUP BY batch_id");
for my $line (map { open my $file, "<", $_->{notes} or die; <$file> } @customers) {
	my ($what, $id, $n) = split ' ', $line;
	my $wanted = $what eq "batch" ? $n : 1;
	my $found = $what eq "batch" ? $of_batch{$id} // 0
	    : exists $status{$id} && ($what eq "job" || $status{$id} eq $n);
	$accepted += $wanted;
	$missing += $wanted - $found;
}
is($missing, 0, "none of $accepted accepted jobs is missing");
my $jobs = $meter->number("COUNT(*) FROM job");
cmp_ok($jobs, ">=", $accepted, "$jobs jobs in all");
is($meter->number("COUNT(*) FROM job WHERE status NOT IN ('completed', 'failed')"), 0, "all have ended");
is($meter->number("COUNT(*) FROM (SELECT job_id FROM witness WHERE what <> 'changed' GROUP BY job_id"
	. " HAVING COUNT(*) <> 1) x"), 0, "each once");
is($meter->number("COUNT(DISTINCT job_id) FROM witness WHERE what <> 'changed'"), $jobs, "and for good");
is($meter->number("COUNT(*) FROM (SELECT job_id FROM witness WHERE what = 'changed' GROUP BY job_id"
	. " HAVING COUNT(*) <> 1) x"), 0, "no change is reported twice");
is($meter->number("COUNT(*) FROM (SELECT target, before_job_id FROM job_change"
	. " GROUP BY strategy_id, target, before_job_id HAVING COUNT(*) > 1) x"), 0,
	"nor against the same run");
is($meter->number("COUNT(*) FROM result r WHERE NOT EXISTS (SELECT 1 FROM job j"
	. " WHERE j.strategy_id = r.strategy_id AND j.result_hash = r.hash)"), 0,
	"no result is stored that is no job's");
is($meter->number("COUNT(*) FROM (SELECT MD5(UNCOMPRESS(CONCAT(CHAR(size & 255, size >> 8 & 255, size >> 16 & 255,"
	. " size >> 24), items))) AS text FROM result GROUP BY text HAVING COUNT(*) > 1) x"), 0,
	"and none twice");

# What was said of each page, in the order in which it was stored, beside what was found. A page that had
# no items from the beginning is no baseline.
my (@wrong, %before);
for ($meter->sql("SELECT HEX(j.target), j.id, HEX(j.result_hash), j.has_changes, c.before_job_id, j.item_count
	FROM witness w JOIN job j ON j.id = w.job_id LEFT JOIN job_change c ON c.job_id = j.id
	WHERE w.what = 'completed' ORDER BY w.n")) {
	my ($target, $id, $hash, $has_changes, $before_id, $items) = @$_;
	my $before = $before{$target};
	my $is_changed = $before && $before->{hash} ne $hash ? 1 : 0;
	push @wrong, [$before, @$_]
	    if $is_changed != $has_changes || $is_changed != ($before_id ne "NULL");
	$before{$target} = { id => $id, hash => $hash } if $before || $items > 0;
}
is(@wrong, 0, "every change is reported, and nothing else") or diag(explain(\@wrong));
my $changes = $meter->number("COUNT(*) FROM job_change");
cmp_ok($changes, ">", 0, "$changes changes");
cmp_ok($meter->number("COUNT(*) FROM job WHERE status = 'completed'"), ">=", $jobs / 2, "most jobs completed");
diag(join ", ", map { "$_->[0] $_->[1]" } $meter->sql("SELECT COALESCE(error_class, status), COUNT(*)
	FROM job GROUP BY 1"));

# Who was killed was killed by us.
my $log = join "", map { $meter->log($_) } @daemons, "slow", "fast";
unlike($log, qr/killed by signal (?!9\b)/, "nobody died of itself");

done_testing;
