#!/usr/bin/perl
# What runs of workflows found: with the run, by page, by strategy, as CSV and as JSON lines; and a schedule's
# run, whose receiver is told of it.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Flows qw(is_refused);
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $flows = Meter::Flows->start($meter);
my ($site, $list) = @$flows{qw(site list)};
my ($stranger) = $meter->new_key("stranger", "pro");
my $unknown = "01890000-0000-7000-8000-000000000000";
my $flow = $flows->four_pans;

sub ended
{
	my ($id, $run) = @_;
	my $json;
	wait_until(60, sub {
		$json = $meter->get("/api/workflows/$id/runs/$run")->{json};
		return $json && $json->{status} !~ /^(?:pending|running)$/;
	});
	return $json;
}

my $begun = $flows->begin($flow);
is($begun->{id}, $begun->{run_id}, "its id has two spellings");
like($begun->{status}, qr/^(?:pending|running)$/, "it waits");
is_deeply([@$begun{qw(workflow_id force triggered_by error started_at completed_at)}],
	[$flow, JSON::PP::false, "manual", undef, undef, undef], "it has every member");
my $run = ended($flow, $begun->{id});
is($run->{status}, "completed", "it is completed") or diag(JSON::PP->new->encode($run));
is($run->{error}, undef, "without an error");
my ($first, $second) = @{$run->{node_executions}};
is_deeply([map { $_->{node_key} } $first, $second], [qw(shelf pan)], "its nodes in their order");
is_deeply([map { $_->{status} } $first, $second], [qw(completed completed)], "both completed");
is_deeply([map { $_->{input_count} } $first, $second], [1, 4], "the second on what the filter let pass");
is_deeply([map { $_->{item_count} } $first, $second], [6, 4], "with their items");
is_deeply([sort @{$second->{urls}}], [map { $site->url("/pan/$_") } 1 .. 4], "and URLs");
is_deeply($second->{failed_urls}, [], "none of them failed");
is(scalar @{$second->{job_ids}}, 4, "by ordinary jobs");
my $job = $meter->get("/api/jobs/$second->{job_ids}[0]")->{json};
is($job->{status}, "completed", "which can be read");
is($job->{run_id}, $run->{id}, "and know their run");
is_deeply($first->{results}, $meter->get("/api/jobs/$first->{job_ids}[0]")->{json}{results},
	"the results of a node are its jobs'");
is_deeply($run->{final_results}, $second->{results}, "the final ones are the last node's");
is_deeply([sort keys %{$run->{final_results_by_url}}], [sort $list, map { $site->url("/pan/$_") } 1 .. 4],
	"by page are those of all nodes");
is_deeply($run->{final_results_by_url}{$list}, $first->{results}, "each with its items");
is_deeply($run->{final_results_by_url_grouped}{$site->url("/pan/1")},
	{ "pan page" => $run->{final_results_by_url}{$site->url("/pan/1")} }, "or by the name of its strategy");
is($run->{item_count}, 10, "counted together");

my $brief = $meter->get("/api/workflows/$flow/runs/$run->{id}?results=false")->{json};
is_deeply($brief->{final_results}, [], "items can be left out");
is_deeply($brief->{node_executions}[1]{urls}, $second->{urls}, "the rest stays");
my $runs = $meter->get("/api/workflows/$flow/runs");
is_deeply([map { $_->{id} } @{$runs->{json}}], [$run->{id}], "a list has it");
ok(!exists $runs->{json}[0]{final_results}, "without its items");
is($runs->{headers}{"x-total-count"}, 1, "and counts it");
is_deeply($meter->get("/api/workflows/$flow/runs?offset=5")->{json}, [], "past the end is nothing");
is($meter->get("/api/workflows/$flow")->{json}{last_run}{id}, $run->{id}, "its workflow knows it");
is_refused($meter->get("/api/workflows/$flow/runs/$unknown"), 404, "Workflow run not found", "an unknown run");
is_refused($meter->get("/api/workflows/$flow/runs/x"), 404, "Workflow run not found", "no id");
my $bare = $flows->workflow([]);
is_refused($meter->get("/api/workflows/$bare/runs/$run->{id}"), 404, "Workflow run not found",
	"a run of another workflow");
is_refused($meter->get("/api/workflows/$flow/runs/$run->{id}", key => $stranger), 404, "Workflow not found",
	"a run of a stranger");

# --- output ---
my $output = $meter->get("/api/workflows/$flow/runs/latest/output");
is($output->{status}, 200, "the output") or diag($output->{content});
is_deeply([@{$output->{json}}{qw(workflow_id run_id status completed_at)}],
	[$flow, $run->{id}, "completed", $run->{completed_at}], "says of which run");
is_deeply($output->{json}{final_results_by_url_grouped}, $run->{final_results_by_url_grouped},
	"by page and strategy");
ok(!exists $output->{json}{final_results_by_url}, "and not flat");
for my $flat (qw(true 1)) {
	my $json = $meter->get("/api/workflows/$flow/runs/latest/output?flat=$flat")->{json};
	is_deeply($json->{final_results_by_url}, $run->{final_results_by_url}, "flat=$flat is by page");
	ok(!exists $json->{final_results_by_url_grouped}, "and not by strategy");
}
is_deeply($meter->get("/api/workflows/$flow/runs/latest/output?flat=0")->{json}, $output->{json},
	"flat=0 is the default");
is_deeply($meter->get("/api/workflows/$flow/output")->{json}, $output->{json}, "so is the old path");
is($meter->get("/api/workflows/$flow/runs/latest/output?flat=maybe")->{status}, 400, "a bad flat");
my $lines = $meter->get("/api/workflows/$flow/runs/latest/output.jsonl");
like($lines->{headers}{"content-type"}, qr{^application/x-ndjson}, "as lines");
is_deeply([map { JSON::PP->new->utf8->decode($_) } split /\n/, $lines->{content}], $run->{final_results},
	"the final items");
$lines = $meter->get("/api/workflows/$flow/runs/latest/output.jsonl?node=shelf");
is(scalar(split /\n/, $lines->{content}), 6, "or those of a node");
is_refused($meter->get("/api/workflows/$flow/runs/latest/output.jsonl?node=x"), 404, "Node not found",
	"an unknown node");
my $csv = $meter->get("/api/workflows/$flow/runs/latest/output.csv?node=shelf");
like($csv->{headers}{"content-type"}, qr{^text/csv}, "as CSV");
is(scalar(split /\r\n/, $csv->{content}), 7, "with a row of names");
is_refused($meter->get("/api/workflows/$bare/runs/latest/output.csv"), 404, "No completed runs found",
	"CSV without a run");

# --- by a schedule, whose receiver is told ---
my $schedule = $meter->post("/api/workflows/$flow/schedules", { interval_seconds => 3600,
	webhook_url => $site->url("/hook"), webhook_metadata => { env => "test" }, webhook_secret => "mine" });
is($schedule->{status}, 201, "a schedule") or diag($schedule->{content});
$schedule = $schedule->{json};

sub told
{
	my ($n) = @_;
	my @told;
	wait_until(60, sub { @told = grep { $_->[1] eq "/hook" } @{$site->requests}; @told >= $n });
	return $told[$n - 1];
}

sub due
{
	$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$schedule->{id}'");
}

due();
my $told = told(1);
ok($told, "the receiver is told") or BAIL_OUT("nobody is told");
is($told->[2]{"x-webhook-secret"}, "mine", "with its secret");
my $payload = JSON::PP->new->utf8->decode($told->[3]);
my $scheduled = $meter->get("/api/workflows/$flow/runs/$payload->{run_id}")->{json};
is($scheduled->{triggered_by}, "schedule", "of a run that a schedule asked for");
is($scheduled->{schedule_id}, $schedule->{id}, "this one");
is_deeply($payload, { workflow_id => $flow, workflow_name => "Pans", run_id => $scheduled->{id},
	schedule_id => $schedule->{id}, status => "completed", results => $scheduled->{final_results},
	final_results_by_url_grouped => $scheduled->{final_results_by_url_grouped}, item_count => 10,
	has_changes => JSON::PP::false, completed_at => $scheduled->{completed_at},
	metadata => { env => "test" } }, "with everything that it found");
is_deeply($scheduled->{final_results}, $run->{final_results}, "which is what was there before");
is_deeply([map { $_->{status} } @{$scheduled->{node_executions}}], [qw(completed skipped)],
	"so that the second node had nothing to do");
my ($delivery) = @{$meter->get("/api/webhooks/deliveries?schedule_id=$schedule->{id}")->{json}};
is($delivery->{run_id}, $scheduled->{id}, "the log has the run");
is($delivery->{job_id}, undef, "and no job");
my ($listed) = @{$meter->get("/api/workflows/$flow/schedules")->{json}};
ok($listed->{last_run_at}, "the schedule knows that it ran");

# A start node that fails.
$meter->request("PUT", "/api/workflows/$flow/nodes/shelf", body => { static_urls => [$site->url("/gone")] });
due();
$payload = JSON::PP->new->utf8->decode(told(2)->[3]);
is($payload->{status}, "failed", "a failed run is told, too");
like($payload->{error}, qr/^Node 'shelf' failed: .*404/, "with its reason");
ok(!exists $payload->{results} && exists $payload->{metadata}, "and no results");
$scheduled = $meter->get("/api/workflows/$flow/runs/$payload->{run_id}")->{json};
is($scheduled->{error}, $payload->{error}, "which the run has");
is($scheduled->{node_executions}[0]{failed_urls}[0]{url}, $site->url("/gone"), "and the URL that failed");
is($meter->get("/api/workflows/$flow/runs/latest/output")->{json}{run_id}, $delivery->{run_id},
	"the output is still that of the last good run");

done_testing;
