#!/usr/bin/perl
# What a group has: the latest items of all its strategies, how their schedules fare, whom it tells.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $json = JSON::PP->new->utf8;
my $hook = $meter->site("/hook" => "thanks", "/sour" => sub { (500, {}, "no") });
my $site = $meter->site(default => sub {
	my ($request) = @_;
	my ($n) = $request->{path} =~ /(\d+)/;
	return (200, {}, "<ul>" . join("", map {
		"<li class='item'><h3>Pan $n.$_</h3><b class='price'>\$$_.50</b></li>" } 1 .. 4) . "</ul>");
});
my $group = $meter->post("/api/strategy-groups", { name => "Shops" })->{json}{id};
my $path = "/api/strategy-groups/$group";
my @strategies = map { $meter->post("/api/strategies/generate", { url => $site->url("/$_"), name => "=Pans $_",
	description => "names and prices", strategy_group_id => $group, output_schema =>
	{ name => "string", ($_ == 3 ? "cost" : "price") => "number" } })->{json}{strategy_id} } 1 .. 3;

sub run
{
	my ($n, $page) = @_;
	my $job = $meter->post("/api/jobs/execute", { strategy_id => $strategies[$n - 1], url => $site->url("/$page") });
	is($job->{json}{status}, "completed", "a run") or diag($job->{content});
	return $job->{json}{job_id};
}

sub lines { return map { $json->decode($_) } split /\n/, $meter->get("$path/items.jsonl")->{content} }
sub rows { return split /\r\n/, $meter->get("$path/items.csv$_[0]")->{content} }

# --- items ---

is_deeply([lines()], [], "no run, no items");
is_deeply([rows("")], ["_strategy_id,_strategy,_url,_completed_at"], "but a header");
run(1, 1);
my @jobs = (run(1, 1), run(1, 11), run(2, 2), run(3, 3));
my $reply = $meter->get("$path/items.jsonl");
is($reply->{status}, 200, "JSON lines");
is($reply->{headers}{"content-type"}, "application/x-ndjson", "by their type");
my @lines = lines();
is(scalar @lines, 16, "of the latest run on each page");
is_deeply([sort keys %{$lines[0]}], [qw(completed_at item job_id strategy strategy_id url)], "with whose they are");
my %of = map { ("$_->{strategy_id} $_->{url} $_->{job_id}" => 1) } @lines;
is_deeply(\%of, { map { ("$strategies[$_->[0] - 1] " . $site->url("/$_->[1]") . " $jobs[$_->[2]]" => 1) }
	[1, 1, 0], [1, 11, 1], [2, 2, 2], [3, 3, 3] }, "of the right runs");
is_deeply([map { $_->{item} } grep { $_->{strategy_id} eq $strategies[2] } @lines],
	[map { { name => "Pan 3.$_", cost => $_ + 0.5 } } 1 .. 4], "as they were found");
$reply = $meter->get("$path/items.csv");
is($reply->{headers}{"content-type"}, "text/csv; charset=utf-8", "CSV");
like($reply->{headers}{"content-disposition"}, qr/attachment; filename="$group\.csv"/, "as a file");
my ($header, @rows) = rows("");
is($header, "_strategy_id,_strategy,_url,_completed_at,cost,name,price", "has the columns of all");
is(scalar @rows, 16, "and a row for each item");
like($rows[0], qr/^$strategies[2],'=Pans 3,\Q@{[$site->url("\/3")]}\E,\d{4}-[^,]+Z,1\.5,Pan 3\.1,$/,
	"that begins with whose it is, and is no formula");
like((rows("?raw=true"))[1], qr/,=Pans 3,/, "unless a program reads it");

$meter->sql("DELETE FROM result WHERE strategy_id = '$strategies[1]'");
is(scalar lines(), 12, "items that are gone with their time are left out");
$meter->sql("UPDATE strategy SET name = REPEAT('x', 255) WHERE id = '$strategies[0]'");
is(scalar lines(), 12, "names may be long");
$meter->sql("INSERT INTO strategy (id, account_id, strategy_group_id, name, description, url, scraper_type, version,
	generator, attempts, confidence, created_at, updated_at) SELECT UUID(), '" . $meter->account . "', '$group',
	CONCAT('Many ', seq), 'x', 'https://shop.test/', 'css', 1, 'embedded', 1, 0.5, NOW(6), NOW(6)
	FROM seq_1_to_250");
is(scalar lines(), 12, "many members are read in parts");
$meter->sql("DELETE FROM strategy WHERE name LIKE 'Many %'");

# --- health ---

my $health = $meter->get("$path/health");
is($health->{status}, 200, "its health") or diag($health->{content});
is_deeply($health->{json}, { group_id => $group, health => "ok", strategy_count => 3, unscheduled => 3, paused => 0,
	ok => 0, degraded => 0, failing => 0, stale => 0, troubles => [] }, "without schedules");
$meter->post("$path/schedule", { interval_seconds => 86400 });
$meter->post("/api/schedules", { strategy_id => $strategies[0], url => $site->url("/1"), interval_seconds => 86400 });
my ($failing, $paused, $stale) = map { $_->{id} } @{$meter->get("/api/schedules?limit=3")->{json}};
$meter->sql("UPDATE schedule SET urls_failed = 1, urls_failing = 1, failure = 'HTTP 500' WHERE id = '$failing'");
$health = $meter->get("$path/health")->{json};
is_deeply([@$health{qw(health unscheduled ok failing)}], ["degraded", 0, 3, 1], "one of four fails");
is_deeply([map { [@$_{qw(schedule_id health)}] } @{$health->{troubles}}], [[$failing, "failing"]], "which is told");
like($health->{troubles}[0]{health_reason}, qr/HTTP 500/, "with the reason");
$meter->patch("/api/schedules/$paused", { enabled => JSON::PP::false() });
$meter->sql("UPDATE schedule SET urls_failed = 1, urls_failing = 1 WHERE enabled");
$health = $meter->get("$path/health")->{json};
is_deeply([@$health{qw(health paused failing)}], ["failing", 1, 3], "when all fail, the group does");

# --- whom it tells ---

my $test = $meter->post("$path/webhook/test", { webhook_url => $hook->url("/hook"), webhook_secret => "a word",
	webhook_metadata => { env => "dev" } });
is($test->{status}, 200, "a sample") or diag($test->{content});
is_deeply($test->{json}, { success => JSON::PP::true(), status_code => 200,
	message => "Webhook delivered successfully" }, "arrives");
my $sent = $hook->requests->[0];
is($sent->[2]{"x-webhook-secret"}, "a word", "with its secret");
is_deeply($json->decode($sent->[3])->{metadata}, { env => "dev" }, "and its metadata");
$test = $meter->post("$path/webhook/test", { webhook_url => $hook->url("/sour") });
is("$test->{status} $test->{json}{success} $test->{json}{status_code}", "200 0 500", "a refusal is a reply");
$test = $meter->post("$path/webhook/test", { webhook_url => "http://127.0.0.1:1/" });
is("$test->{status} $test->{json}{success} $test->{json}{status_code}", "200 0 0", "so is nobody there");
is($meter->post("$path/webhook/test", {})->{json}{detail}, "webhook_url is required", "no URL is a 400");
for my $case ([422, webhook_url => "nonsense"], [422, webhook_type => "pigeon"], [422, webhook_secret => "whsec_"],
	[400, webhook_metadata => 5]) {
	my ($status, %body) = @$case;
	is($meter->post("$path/webhook/test", { webhook_url => $hook->url("/hook"), %body })->{status}, $status,
		join(" ", %body) . " is a $status");
}

# --- for nobody else ---

my ($key) = $meter->new_key("other");
for my $options ([$path, key => $key], ["/api/strategy-groups/five"]) {
	my ($where, %options) = @$options;
	my @replies = ((map { $meter->get("$where/$_", %options) } qw(items.csv items.jsonl health)),
		$meter->post("$where/webhook/test", { webhook_url => $hook->url("/hook") }, %options));
	is("$_->{status} $_->{json}{detail}", "404 Strategy group not found", "not for others") for @replies;
}

done_testing;
