#!/usr/bin/perl
# What the official Python client does, on the wire: the same headers, the same bodies, and every member
# that it, its README and the guides index is read. One of them that is not there raises in a user's program.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use HTTP::Tiny;
use IO::Uncompress::Gunzip qw(gunzip);
use JSON::PP ();
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $json = JSON::PP->new->utf8->canonical->allow_nonref;
my ($true, $false) = (JSON::PP::true(), JSON::PP::false());
my $uuid = qr/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
my $time = qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

my $daily = "0 " . ((gmtime)[2] + 12) % 24 . " * * *"; # not within this test

# --- the client ---

my $http = HTTP::Tiny->new(agent => "python-httpx/0.27.0", timeout => 60, max_redirect => 0,
	default_headers => { Accept => "*/*", "Accept-Encoding" => "gzip, deflate",
		Authorization => "Bearer " . $meter->key });

# As its one method for requests: the decoded reply, {} when it is empty; dies with a MeterError's text.
# A query is pairs, in the order in which they are sent.
sub call
{
	my ($method, $path, $body, @query) = @_;
	my $query = join "&", map { "$query[2 * $_]=" . $query[2 * $_ + 1] } 0 .. @query / 2 - 1;
	my $reply = $http->request($method, $meter->url . $path . ($query ? "?$query" : ""),
		$body ? { headers => { "Content-Type" => "application/json" },
			content => $json->encode($body) } : {});
	my $content = $reply->{content};
	if (($reply->{headers}{"content-encoding"} // "") eq "gzip") {
		gunzip(\$content, \my $plain) or die "Request failed: no gzip\n";
		$content = $plain;
	}
	ok(defined $reply->{headers}{"x-ratelimit-remaining"}, "$method $path tells the rate");
	my $value = length $content ? eval { $json->decode($content) } : {};
	if (!$reply->{success}) {
		my $detail = ref $value eq "HASH" ? $value->{detail} : undef;
		die "API error: " . ($detail // $reply->{reason}) . "\n";
	}
	die "JSONDecodeError: $content\n" unless defined $value;
	return $value;
}

sub error_of
{
	my (@call) = @_;
	return eval { call(@call); 1 } ? "" : $@;
}

# Every one of the members, as value["name"] reads them.
sub reads
{
	my ($value, $label, @names) = @_;
	my @missing = ref $value eq "HASH" ? grep { !exists $value->{$_} } @names : ("an object");
	is("@missing", "", "$label can be read") or diag(explain($value));
	return $value;
}

my @job = qw(status error results item_count content_hash structural_signature completed_at);

sub wait_for_job
{
	my ($id) = @_;
	for (1 .. 600) {
		my $job = reads(call("GET", "/api/jobs/$id"), "a job", @job);
		return $job if $job->{status} eq "completed";
		die "Job failed: " . ($job->{error} // "Unknown error") . "\n" if $job->{status} eq "failed";
		select undef, undef, undef, 0.1;
	}
	die "Job timed out\n";
}

# --- a shop whose stock changes ---

my $file = $meter->dir . "/stock";

sub stock
{
	open my $out, ">", "$file.new" or die "cannot write $file: $!\n";
	print $out join("\n", @_);
	close $out;
	rename "$file.new", $file;
}

stock(qw(Kettle Toaster Blender Grill Mixer));
my $site = $meter->site("/list" => sub {
	open my $in, "<", $file or return (500, {}, "");
	return (200, {}, "<h1>Kitchen</h1><ul>" . join("", map {
		chomp; "<li class='item'><h3><a href='/p/$_'>$_</a></h3><b class='price'>" . length . ".50</b></li>"
	} <$in>) . "</ul>");
}, "/guide" => "<main><h1>Guide</h1><p>How to begin.</p><h2>Water</h2><p>Boil it.</p></main>",
	"/api/events?page=1" => "", "/api/events" => sub { (200, { "Content-Type" => "application/json" },
		$json->encode([map { { title => "Meeting $_", date => "2026-05-0$_" } } 1 .. 6])) },
	"/gone" => sub { (404, {}, "") });
my $list = $site->url("/list");
my @generated = qw(strategy_id preview_data strategy attempts scraper_type);

# --- strategies ---

my $made = reads(call("POST", "/api/strategies/generate", { url => $list, name => "Kitchen",
	description => "names, prices and links", force_api => $false,
	output_schema => { name => "string", price => "number", link => "string" } }),
	"generate_strategy", @generated);
my $strategy = $made->{strategy_id};
like($strategy, $uuid, "an id");
is(ref $made->{strategy}, "HASH", "the plan is an object");
is($made->{preview_data}[0]{name}, "Kettle", "the preview has records");
is($made->{scraper_type}, "css", "of HTML");

my $api = reads(call("POST", "/api/strategies/generate", { url => $site->url("/api/events?page=1&limit=6"),
	name => "Events", description => "events: title, date", force_api => $true }),
	"generate_strategy(force_api=True)", @generated);
is($api->{scraper_type}, "api", "an API");
reads($api->{api_parameters}, "api_parameters", qw(page limit));

my $guide = reads(call("POST", "/api/strategies/generate", { url => $site->url("/guide"), description => "",
	name => "Guide", force_api => $false, scraper_type => "content" }), "extract_content", @generated);
reads($_, "a section", qw(heading level content)) for @{$guide->{preview_data}};

my $watch = reads(call("POST", "/api/watch", { url => $list, description => "names and prices",
	interval_seconds => 3600 }), "watch", qw(strategy_id schedule_id preview_data next_run_at));
like($watch->{next_run_at}, $time, "the next run");

reads(call("POST", "/api/strategies/$strategy/refine", { feedback => "call it cost instead of price" }),
	"refine_strategy", qw(strategy_id preview_data));

my $all = call("GET", "/api/strategies", undef, limit => 20, offset => 0);
is(ref $all, "ARRAY", "list_strategies gives an array");
is(scalar @$all, 4, "of all");
reads($_, "one of list_strategies", qw(strategy_id name url created_at)) for @$all;
is_deeply(call("GET", "/api/strategies", undef, limit => 20, offset => 20), [], "past the end is []");
my $one = reads(call("GET", "/api/strategies/$strategy"), "get_strategy",
	qw(name description preview_data attempts url created_at));
is($one->{attempts}, 2, "refining counts");
reads(call("PATCH", "/api/strategies/$strategy", {}), "update_strategy()", qw(strategy_id name));
my %filter = (mode => "all", conditions => [{ field => "cost", operator => "gt", value => "5" }]);
my $filtered = call("PATCH", "/api/strategies/$strategy", { filter_config => \%filter });
is($filtered->{filter_config}{conditions}[0]{field}, "cost", "update_strategy(filter_config)");
is(call("PATCH", "/api/strategies/$strategy", { filter_config => {} })->{filter_config}, undef,
	"an empty one takes it away");

# --- jobs ---

my $asked = reads(call("POST", "/api/jobs", { strategy_id => $strategy, url => $list }),
	"create_job", qw(job_id status));
is($asked->{status}, "pending", "a job has to wait");
my $first = wait_for_job($asked->{job_id});
is($first->{results}[0]{name}, "Kettle", "wait_for_job gives its results");
is($first->{item_count}, 5, "all of them");
like($first->{completed_at}, $time, "when it ended");
is(ref $first->{structural_signature}, "HASH", "the structure is an object");

my $lost = call("POST", "/api/jobs", { strategy_id => $strategy, url => $site->url("/gone") });
is(eval { wait_for_job($lost->{job_id}); 1 }, undef, "a page that is gone fails its job");
like($@, qr/^Job failed: Page not accessible: 404/, "with a text");

my $batch = reads(call("POST", "/api/jobs", { strategy_id => $strategy,
	urls => [$list, $site->url("/gone")] }), "create_job(urls)", qw(batch_id status job_count));
my $progress;
for (1 .. 600) {
	$progress = reads(call("GET", "/api/jobs/batch/$batch->{batch_id}"), "get_batch_progress",
		qw(total pending running completed failed progress_percent));
	last if $progress->{progress_percent} == 100;
	select undef, undef, undef, 0.1;
}
is("@$progress{qw(total pending running completed failed)}", "2 0 0 1 1", "a batch ends");

stock(qw(Kettle Toaster Blender Grill Whisk Oven));
my $second = reads(call("POST", "/api/jobs/execute", { strategy_id => $strategy, url => $list }),
	"execute_job", @job, "results");
is($second->{status}, "completed", "execute_job waits");
is(scalar @{$second->{results}}, 6, "for the results");
my $called = call("POST", "/api/jobs/execute", { strategy_id => $api->{strategy_id},
	url => $site->url("/api/events"), parameters => { page => 2 } });
is($called->{parameters}{page}, 2, "parameters are told");
is(scalar @{$called->{results}}, 6, "and called with");

my $jobs = call("GET", "/api/jobs", undef, strategy_id => $strategy, status => "completed", since => "24h",
	limit => 20, offset => 0);
reads($_, "one of list_jobs", qw(id job_id), @job) for @$jobs;
is($jobs->[0]{id}, $second->{job_id}, "list_jobs has the newest first");
is_deeply(call("GET", "/api/jobs", undef, limit => 20, offset => 1000), [], "and ends with []");

my $difference = reads(call("GET", "/api/jobs/$second->{job_id}/compare/$asked->{job_id}"), "compare_jobs",
	qw(content_hash_match structural_match semantic_similarity item_count_diff structural_changes));
ok(!$difference->{content_hash_match}, "the content differs");
is($difference->{item_count_diff}, 1, "by one item more");
is(ref $difference->{structural_changes}, "ARRAY", "structural_changes can be walked");
ok($difference->{semantic_similarity} > 0 && $difference->{semantic_similarity} < 1, "much is alike");

my $history = call("GET", "/api/jobs/strategies/$strategy/history");
reads($_, "one of get_strategy_history", qw(job_id status item_count has_changes created_at)) for @$history;
is($history->[0]{job_id}, $second->{job_id}, "the history begins with the latest");
ok($history->[0]{has_changes}, "which found changes");

# --- schedules ---

my $schedule = reads(call("POST", "/api/schedules", { strategy_id => $strategy, url => $list,
	interval_seconds => 3600, webhook_url => "https://app.test/hook", webhook_metadata => { env => "dev" } }),
	"create_schedule", qw(schedule_id next_run_at webhook_secret));
my $id = $schedule->{schedule_id};
like($schedule->{webhook_secret}, qr/^whsec_/, "with a secret");
reads(call("POST", "/api/schedules", { strategy_id => $strategy, urls => [$list, $site->url("/gone")],
	cron_expression => $daily }), "create_schedule(urls, cron)", qw(schedule_id next_run_at));
$all = call("GET", "/api/schedules");
is(scalar @$all, 3, "list_schedules gives all");
for (@$all) {
	reads($_, "one of list_schedules", qw(schedule_id schedule_type enabled next_run_at));
	is($_->{webhook_secret}, undef, "without a secret");
}
my $changed = reads(call("PATCH", "/api/schedules/$id", { webhook_secret => "" }), "update_schedule",
	qw(schedule_id webhook_secret));
isnt($changed->{webhook_secret}, $schedule->{webhook_secret}, "an empty secret makes another");
my $fresh = reads(call("POST", "/api/schedules/$id/webhook-secret/regenerate"),
	"regenerate_webhook_secret", qw(schedule_id webhook_secret));
isnt($fresh->{webhook_secret}, $changed->{webhook_secret}, "and so does asking for one");
like(error_of("POST", "/api/schedules/$watch->{schedule_id}/webhook-secret/regenerate"), qr/^API error: \w/,
	"who has no webhook has no secret");
$changed = call("PATCH", "/api/schedules/$id", { cron_expression => $daily, enabled => $false });
is("$changed->{schedule_type} $changed->{enabled}", "cron 0", "update_schedule sets what it is given");
call("PATCH", "/api/schedules/$id", { interval_seconds => 86400, enabled => $true });

# Two runs of the schedule, with another stock between them.
for my $run (1, 2) {
	stock(qw(Kettle Toaster Grill), $run == 1 ? () : qw(Wok));
	$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$id'");
	for (1 .. 600) {
		last if @{call("GET", "/api/jobs", undef, limit => 20, offset => 0, status => "completed",
			schedule_id => $id)} == $run;
		select undef, undef, undef, 0.1;
	}
}
for my $mark (qw(false true)) {
	my $news = reads(call("GET", "/api/schedules/$id/changes", undef, mark_seen => $mark,
		filter => "wok"), "get_schedule_changes", qw(count changes));
	is($news->{count}, 1, "one change, mark_seen=$mark");
	reads($_, "a change", qw(job_id item_count results)) for @{$news->{changes}};
}
is(call("GET", "/api/schedules/$id/changes", undef, mark_seen => "true")->{count}, 0, "it was read");
my $log = reads(call("GET", "/api/schedules/$id/changelog", undef, limit => 20, offset => 0,
	include_items => "true"), "get_schedule_changelog", qw(entries));
is(scalar @{$log->{entries}}, 1, "the changelog keeps it");
reads($_, "an entry", qw(job_id url completed_at item_count new_items_count removed_items_count
	new_items removed_items)) for @{$log->{entries}};
is($log->{entries}[0]{new_items}[0]{name}, "Wok", "with the item that is new");

# --- groups of strategies ---

my $group = reads(call("POST", "/api/strategy-groups", { name => "Kitchens", description => "All of them" }),
	"create_strategy_group", qw(id name description strategy_count created_at updated_at))->{id};
my $groups = call("GET", "/api/strategy-groups", undef, limit => 50, offset => 0);
reads($_, "one of list_strategy_groups", qw(id name strategy_count)) for @$groups;
is(call("PATCH", "/api/strategy-groups/$group", {})->{name}, "Kitchens", "update_strategy_group()");
reads(call("POST", "/api/strategy-groups/$group/strategies", { strategy_ids => [$strategy, $watch->{strategy_id}] }),
	"add_strategies_to_group", qw(message added strategy_count));
my $whole = reads(call("GET", "/api/strategy-groups/$group"), "get_strategy_group",
	qw(id name description strategies created_at updated_at));
is(scalar @{$whole->{strategies}}, 2, "with both");
reads($_, "a member", qw(strategy_id name description url created_at updated_at)) for @{$whole->{strategies}};
my $applied = reads(call("POST", "/api/strategy-groups/$group/schedule", { interval_seconds => 86400 }),
	"apply_group_schedule", qw(message created updated));
is("$applied->{created} $applied->{updated}", "2 0", "one for each");
like(error_of("POST", "/api/strategy-groups/$group/schedule", {}), qr/^API error: Provide either/,
	"apply_group_schedule() is told");
reads(call("PATCH", "/api/strategy-groups/$group/schedule/toggle", { enabled => $false }),
	"toggle_group_schedules", qw(message enabled updated));
reads(call("POST", "/api/strategy-groups/$group/webhook/test", { webhook_url => $site->url("/gone") }),
	"test_group_webhook", qw(success status_code message));
is(reads(call("PATCH", "/api/strategy-groups/$group/schema", { output_schema => { name => "string",
	price => "number" } }), "apply_group_schema", qw(message strategy_count))->{strategy_count}, 2, "of both");
for (1 .. 600) {
	$progress = reads(call("GET", "/api/strategy-groups/$group/schema/progress"), "get_schema_progress",
		qw(group_id status total completed failed progress_percent errors started_at completed_at));
	last if $progress->{status} =~ /^(?:completed|failed)$/;
	select undef, undef, undef, 0.1;
}
is("@$progress{qw(status completed)}", "completed 2", "both have it");
reads(call("DELETE", "/api/strategy-groups/$group/strategies/$strategy"), "remove_strategy_from_group", "message");
reads(call("DELETE", "/api/strategy-groups/$group/schedule"), "delete_group_schedules", "message");
reads(call("DELETE", "/api/strategy-groups/$group"), "delete_strategy_group", "message");

# --- workflows ---

# As its waiter: the run, or what it raises.
sub wait_for_workflow
{
	my ($flow, $id) = @_;
	for (1 .. 600) {
		my $run = reads(call("GET", "/api/workflows/$flow/runs/$id"), "a run", qw(id status error final_results));
		return $run if $run->{status} eq "completed";
		die "Workflow run failed: " . ($run->{error} // "None") . "\n" if $run->{status} eq "failed";
		die "Workflow run was cancelled\n" if $run->{status} eq "cancelled";
		like($run->{status}, qr/^(?:pending|running)$/, "a status that it knows");
		select undef, undef, undef, 0.1;
	}
	die "Workflow timed out\n";
}

sub node
{
	my ($key, $input_type, %more) = @_;
	return { node_key => $key, strategy_id => $strategy, input_type => $input_type, %more };
}

my %shelf_edge = (source_node_key => "shelf", target_node_key => "again");
my $flow = reads(call("POST", "/api/workflows", { name => "Shelf", description => undef, nodes => [
	node("shelf", "static_urls", static_urls => [$list]), node("again", "upstream_data",
		parameter_config => { q => "name" })], edges => [{ %shelf_edge, filter_config => { mode => "all",
	conditions => [{ field => "name", operator => "exists" }] } }] }), "create_workflow", qw(id name description))->{id};
is(call("GET", "/api/workflows", undef, limit => 50, offset => 0)->[0]{id}, $flow, "list_workflows()");
is_deeply(call("GET", "/api/workflows", undef, limit => 50, offset => 50), [], "and nothing past the end");
reads(call("GET", "/api/workflows/$flow"), "get_workflow", qw(id name description enabled nodes edges));
ok(call("PUT", "/api/workflows/$flow", {})->{enabled}, "update_workflow() that says nothing");
ok(!call("PUT", "/api/workflows/$flow", { enabled => $false })->{enabled}, "or something");
like(error_of("GET", "/api/workflows/$flow/runs/latest/output"), qr/^API error: No completed runs found/,
	"get_workflow_output() before any run raises");
my $run = reads(call("POST", "/api/workflows/$flow/run", { force => $false }), "run_workflow", qw(id status))->{id};
my $ended = wait_for_workflow($flow, $run);
reads($ended, "wait_for_workflow", qw(final_results final_results_by_url final_results_by_url_grouped node_executions));
is(ref $ended->{final_results}, "ARRAY", "with results");
reads($_, "a node", qw(node_key status results)) for @{$ended->{node_executions}};
is(call("GET", "/api/workflows/$flow/runs", undef, limit => 20, offset => 0)->[0]{id}, $run, "list_workflow_runs()");
is_deeply(call("GET", "/api/workflows/$flow/runs", undef, limit => 20, offset => 20), [], "and nothing past the end");
my $output = reads(call("GET", "/api/workflows/$flow/runs/latest/output"), "get_workflow_output",
	"final_results_by_url_grouped");
is_deeply([keys %{$output->{final_results_by_url_grouped}{$list}}], ["Kitchen"], "by page and label");
$output = reads(call("GET", "/api/workflows/$flow/runs/latest/output", undef, flat => "true"), "flat",
	"final_results_by_url");
is(ref $output->{final_results_by_url}{$list}, "ARRAY", "by page alone");

# A cancel without a body, as the client sends it: it may come before or behind the run's end.
$run = call("POST", "/api/workflows/$flow/run", { force => $true })->{id};
my $error = error_of("POST", "/api/workflows/$flow/runs/$run/cancel");
like($error, qr/^(?:|API error: Run is not active\n)$/, "cancel_workflow_run()");
is(eval { wait_for_workflow($flow, $run); 1 } ? "" : $@, $error ? "" : "Workflow run was cancelled\n",
	"which its waiter raises");

# Its builder makes such a node of a start without URLs.
like(error_of("POST", "/api/workflows", { name => "x", description => undef, nodes => [node("a", "upstream_data")],
	edges => [] }), qr/^API error: Workflow has no start node/, "a start without URLs is told");
my $broken = call("POST", "/api/workflows", { name => "Gone", description => undef, edges => [],
	nodes => [node("gone", "static_urls", static_urls => [$site->url("/gone")])] })->{id};
$run = call("POST", "/api/workflows/$broken/run", { force => $false })->{id};
like(eval { wait_for_workflow($broken, $run); 1 } ? "" : $@, qr/^Workflow run failed: Node 'gone' failed: .*404/,
	"a failed run raises with its reason");

my $night = reads(call("POST", "/api/workflows/$flow/schedules", { cron_expression => $daily,
	webhook_url => "https://app.test/hook", webhook_type => "standard" }), "schedule_workflow",
	qw(id schedule_id workflow_id enabled webhook_secret next_run_at))->{id};
is(scalar @{call("GET", "/api/workflows/$flow/schedules")}, 1, "list_workflow_schedules()");
is(call("PATCH", "/api/workflows/$flow/schedules/$night", {})->{id}, $night, "update_workflow_schedule()");
reads(call("DELETE", "/api/workflows/$flow/schedules/$night"), "delete_workflow_schedule", "message");
reads(call("DELETE", "/api/workflows/$flow"), "delete_workflow", "message");

# --- errors, and the end ---

is(error_of("GET", "/api/strategies/00000000-0000-4000-8000-000000000000"),
	"API error: Strategy not found\n", "what is not there is an error with a text");
like(error_of("POST", "/api/jobs", { strategy_id => $strategy }), qr/^API error: .*url/,
	"create_job(urls=[]) sends neither, and is told");
like(error_of("POST", "/api/strategies/generate", { url => "nonsense", description => "x", name => "x",
	force_api => $false }), qr/^API error: Invalid URL/, "so is a bad URL");

for my $path ("/api/schedules/$id", "/api/strategies/$strategy") {
	is(ref call("DELETE", $path), "HASH", "DELETE of it answers an object");
	like(error_of("GET", $path), qr/ not found$/, "and it is gone");
}

done_testing();
