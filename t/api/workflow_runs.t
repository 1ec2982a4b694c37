#!/usr/bin/perl
# Runs of workflows: begun, refused, one at a time, cancelled. Nobody works on them here.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Flows qw(is_refused);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $flows = Meter::Flows->start($meter);
my ($stranger) = $meter->new_key("stranger", "pro");
my $unknown = "01890000-0000-7000-8000-000000000000";
my $flow = $flows->four_pans;

# --- what cannot be run ---
is_refused($meter->post("/api/workflows/$unknown/run", {}), 404, "Workflow not found", "an unknown workflow");
is_refused($meter->post("/api/workflows/$flow/run", {}, key => $stranger), 404, "Workflow not found",
	"a workflow of another");
my $bare = $flows->workflow([]);
is_refused($meter->post("/api/workflows/$bare/run", { force => JSON::PP::false }), 400,
	"Workflow has no start node", "one without nodes");
$meter->post("/api/workflows/$bare/nodes", $flows->{shelf_node});
$meter->post("/api/workflows/$bare/nodes", $flows->{pan_node});
is_refused($meter->post("/api/workflows/$bare/run", {}), 400, "Node 'pan' has no incoming edge",
	"a node that nothing leads to");
is_refused($meter->get("/api/workflows/$flow/runs/latest/output"), 404, "No completed runs found",
	"an output without a run");
is_refused($meter->get("/api/workflows/$unknown/runs/latest/output"), 404, "Workflow not found",
	"an output of an unknown workflow");
is($meter->post("/api/workflows/$flow/run", { force => "yes" })->{status}, 400, "a bad force");
is_deeply($meter->get("/api/workflows/$flow/runs")->{json}, [], "no runs yet");
is_refused($meter->get("/api/workflows/$unknown/runs"), 404, "Workflow not found", "runs of an unknown one");

# --- one at a time, and cancelling: nobody works meanwhile ---
$meter->stop_part("cron");
my $begun = $flows->begin($flow, { force => JSON::PP::true });
is($begun->{id}, $begun->{run_id}, "its id has two spellings");
is_deeply([@$begun{qw(workflow_id status triggered_by schedule_id error started_at completed_at)}],
	[$flow, "pending", "manual", undef, undef, undef, undef], "it has every member");
ok($begun->{force}, "a forced run");
is_refused($meter->post("/api/workflows/$flow/run", {}), 409, "Workflow run already in progress",
	"a second one at once");
my $going = $meter->get("/api/workflows/$flow/runs/$begun->{id}")->{json};
is($going->{status}, "pending", "it is pending");
is_deeply([map { $_->{status} } @{$going->{node_executions}}], [qw(pending pending)], "so are its nodes");
is_deeply([@$going{qw(final_results has_changes item_count)}], [[], undef, undef], "it has found nothing yet");
is_deeply([@$going{qw(final_results_by_url final_results_by_url_grouped)}], [{}, {}], "on no page");
is_refused($meter->get("/api/workflows/$flow/runs/latest/output"), 404, "No completed runs found",
	"the output of what goes on");
my $runs = $meter->get("/api/workflows/$flow/runs");
is_deeply([map { $_->{id} } @{$runs->{json}}], [$begun->{id}], "a list has it");
ok(!exists $runs->{json}[0]{final_results}, "without its items");
is($runs->{headers}{"x-total-count"}, 1, "and counts it");
is_deeply($meter->get("/api/workflows/$flow/runs?offset=5")->{json}, [], "past the end is nothing");
is($meter->get("/api/workflows/$flow")->{json}{last_run}{id}, $begun->{id}, "its workflow knows it");
is_refused($meter->get("/api/workflows/$flow/runs/$unknown"), 404, "Workflow run not found", "an unknown run");
is_refused($meter->get("/api/workflows/$flow/runs/x"), 404, "Workflow run not found", "no id");
is_refused($meter->get("/api/workflows/$bare/runs/$begun->{id}"), 404, "Workflow run not found",
	"a run of another workflow");
is_refused($meter->get("/api/workflows/$flow/runs/$begun->{id}", key => $stranger), 404,
	"Workflow not found", "a run of a stranger");
is_refused($meter->post("/api/workflows/$flow/runs/$begun->{id}/cancel", undef, key => $stranger), 404,
	"Workflow not found", "a stranger's cancel");
is_refused($meter->post("/api/workflows/$flow/runs/$unknown/cancel"), 404, "Workflow run not found",
	"an unknown run");
my $cancelled = $meter->post("/api/workflows/$flow/runs/$begun->{id}/cancel");
is($cancelled->{status}, 200, "it is cancelled without a body") or diag($cancelled->{content});
is($cancelled->{json}{status}, "cancelled", "says so");
ok($cancelled->{json}{completed_at}, "and is over");
is_refused($meter->post("/api/workflows/$flow/runs/$begun->{id}/cancel"), 400, "Run is not active",
	"to cancel it again");
$going = $meter->get("/api/workflows/$flow/runs/$begun->{id}")->{json};
is_deeply([map { $_->{status} } @{$going->{node_executions}}], [qw(cancelled cancelled)], "so are its nodes");
is($meter->number("COUNT(*) FROM task"), 0, "nothing waits for it any more");
$begun = $flows->begin($flow);
is($meter->number("COUNT(*) FROM task WHERE kind = 'workflow'"), 1, "another one may begin");
is($meter->delete("/api/workflows/$flow")->{status}, 200, "a workflow with a run can be deleted");
is($meter->number("COUNT(*) FROM task"), 0, "and nothing is left to be done");
is($meter->number("COUNT(*) FROM workflow_run WHERE active IS NOT NULL"), 0, "none of its runs goes on");
is_refused($meter->get("/api/workflows/$flow/runs/$begun->{id}"), 404, "Workflow not found", "its run");

done_testing;
