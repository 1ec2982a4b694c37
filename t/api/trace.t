#!/usr/bin/perl
# What a job's trace says of runs that are first, changed, unchanged, the same page, odd, failed and
# tried again: why somebody was told, and why not.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_HOST_GAP_MS => 0 });
my $state = $meter->dir . "/page";

# The site's pages are what the test has written.
sub page
{
	my ($content) = @_;
	open my $file, ">", "$state.new" or die "$state: $!\n";
	print $file $content;
	close $file or die "$state: $!\n";
	rename "$state.new", $state or die "$state: $!\n";
	return;
}

sub items
{
	return "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_->[0]</b>" .
		"<i class='price'>\$$_->[1]</i></li>" } @_) . "</ul>";
}

sub stored
{
	open my $file, "<", $state or return "";
	local $/;
	return scalar <$file>;
}

my @cups = map { [$_, "$_.99"] } 1 .. 6;
page(items(@cups));
my $site = $meter->site("/a" => sub { (200, {}, stored()) },
	"/tagged" => sub {
		my ($request) = @_;
		return (304, { ETag => '"one"' }, "") if ($request->{headers}{"if-none-match"} // "") eq '"one"';
		(200, { ETag => '"one"' }, stored())
	},
	"/busy" => sub { $meter->held("busy"); $meter->arrived("busy") > 1 ? (200, {}, stored()) : (503, {}, "busy") });
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $id = $made->{json}{strategy_id};

sub trace_of
{
	my ($job) = @_;
	return $meter->get("/api/jobs/$job->{id}/trace")->{json};
}

# Runs the page and returns the job and its trace.
sub run
{
	my ($path) = @_;
	my $job = $meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url($path) })->{json};
	return ($job, trace_of($job));
}

my ($first, $trace) = run("/a");
is($trace->{verdict}{kind}, "first", "a first run says so");
like($trace->{verdict}{note}, qr/nothing to compare with/, "in words");
is($trace->{verdict}{compared_with_job_id}, undef, "it was compared with nothing");
is($trace->{verdict}{baseline_job_id}, $first->{id}, "and is what comes is compared with");
is($trace->{extract}{items}, 6, "what was extracted");
is($trace->{fetch}{status}, 200, "from what");

(my $job, $trace) = run("/a");
ok($trace->{is_same_page}, "the same bytes are not extracted");
is($trace->{verdict}{kind}, "unchanged", "nor are they a change");
like($trace->{verdict}{note}, qr/same bytes/, "as it says");
is($trace->{verdict}{compared_with_job_id}, $first->{id}, "it says with what it was compared");

page("<!-- new -->" . items(@cups));
($job, $trace) = run("/a");
is($trace->{verdict}{kind}, "unchanged", "other bytes with the same items are no change");
is($trace->{verdict}{content_hash}, $trace->{verdict}{content_hash_before}, "their hashes tell");
ok($trace->{known}{body}, "what was known of the page is told");

$cups[1][1] = "9.99";
page(items(@cups));
(my $changed, $trace) = run("/a");
is($trace->{verdict}{kind}, "changed", "a change is one");
is($trace->{verdict}{compared_with_job_id}, $first->{id}, "against that run");
is($trace->{verdict}{baseline_job_id}, $changed->{id}, "and this is the new baseline");
is_deeply($trace->{verdict}{changes}, { added => 0, removed => 0, modified => 1, moved => 0 },
	"how many items of which kind");
is_deeply($trace->{verdict}{inferred_key}, ["name"], "found again by what");
isnt($trace->{verdict}{content_hash}, $trace->{verdict}{content_hash_before}, "the hashes differ");

page("<p>We have moved</p>");
($job, $trace) = run("/a");
is($job->{status}, "failed", "a page without items fails");
is($trace->{verdict}{kind}, "odd", "because it is not believed");
is($trace->{verdict}{error}, $job->{error}, "for the job's reason");
is($trace->{verdict}{error_class}, $job->{error_class}, "and class");
is($trace->{verdict}{baseline_job_id}, $changed->{id}, "the baseline stays");
is($trace->{verdict}{equal_odd_runs}, 1, "how often it was so");

page(items(@cups));
run("/tagged");
($job, $trace) = run("/tagged");
is($trace->{fetch}{status}, 304, "a page that the site calls the same");
is($trace->{known}{etag}, '"one"', "by what it was told");
like($trace->{verdict}{note}, qr/the site says/, "is told as that");

($job, $trace) = run("/nothing");
is($trace->{error}, $job->{error}, "a failed job says why");
is($trace->{error_class}, "http", "by class, too");
is($trace->{verdict}, undef, "and has no verdict");

# Tried again: whoever asks for a job and does not wait for it gets three tries.
($job) = $meter->post("/api/jobs", { strategy_id => $id, url => $site->url("/busy") })->{json};
my $key = $job->{job_id} // $job->{id};
ok(wait_until(60, sub { $trace = $meter->get("/api/jobs/$key/trace")->{json}; ref $trace->{earlier} }),
	"a try that is not the last is told");
is($trace->{earlier}[0]{error_class}, "http", "how it ended");
cmp_ok($trace->{earlier}[0]{again_in_ms}, ">", 0, "when it goes on");
$meter->sql("UPDATE task SET order_at = UTC_TIMESTAMP(6) WHERE id = '$key'");
ok(wait_until(60, sub { $meter->get("/api/jobs/$key")->{json}{status} eq "completed" }), "the next one is good");
$trace = $meter->get("/api/jobs/$key/trace")->{json};
is($trace->{attempt}, 2, "the second");
is(scalar @{$trace->{earlier}}, 1, "the first is still told");
is($trace->{verdict}{kind}, "first", "beside the verdict");

# Of a schedule: who was told, or why nobody was.
my $schedule = $meter->post("/api/schedules", { strategy_id => $id, url => $site->url("/a"),
	interval_seconds => 86400 })->{json}{id};
$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$schedule'");
my @runs;
ok(wait_until(60, sub { @runs = $meter->sql("SELECT id FROM job WHERE schedule_id = '$schedule'
	AND status = 'completed'") }), "a schedule's run");
$trace = $meter->get("/api/jobs/$runs[0][0]/trace")->{json};
is($trace->{told}{event}, "first", "what there was to tell");
is($trace->{told}{delivery_id}, undef, "nobody was told");
like($trace->{told}{note}, qr/no webhook/, "for this reason");

done_testing;
