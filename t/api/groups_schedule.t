#!/usr/bin/perl
# The schedule of a group: one for each member, all alike; paused, resumed and deleted together.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my ($true, $false) = (JSON::PP::true(), JSON::PP::false());
my $hook = $meter->site("/hook" => "thanks");
my $site = $meter->site(map { ("/$_" => "<ul>" . join("", map {
	"<li class='item'><h3>Pan $_</h3><b class='price'>$_.50</b></li>" } 1 .. 6) . "</ul>") } 1 .. 4);
my $group = $meter->post("/api/strategy-groups", { name => "Shops" })->{json}{id};
my $path = "/api/strategy-groups/$group/schedule";

my $empty = $meter->post($path, { interval_seconds => 3600 });
is("$empty->{status} $empty->{json}{detail}", "400 Strategy group has no strategies", "an empty group has none");

my @strategies = map { $meter->post("/api/strategies/generate", { url => $site->url("/$_"), name => "Pans $_",
	description => "names and prices", $_ < 4 ? (strategy_group_id => $group) : () })->{json}{strategy_id} } 1 .. 4;
my $by_hand = $meter->post("/api/schedules", { strategy_id => $strategies[0], url => $site->url("/1"),
	cron_expression => "0 " . ((gmtime)[2] + 12) % 24 . " * * *" })->{json};

sub schedules
{
	my ($strategy) = @_;
	return grep { !$strategy || $_->{strategy_id} eq $strategy } @{$meter->get("/api/schedules")->{json}};
}

# --- applied ---

for my $body ({}, { interval_seconds => 60, cron_expression => '@daily' }) {
	my $refused = $meter->post($path, $body);
	is("$refused->{status} $refused->{json}{detail}",
		"400 Provide either interval_seconds or cron_expression", "neither timing, or both");
}
for my $case (["interval_seconds", 59], ["cron_expression", "every day"], ["webhook_type", "pigeon"],
	["webhook_url", "nonsense"], ["webhook_secret", "whsec_"], ["notify", "never"], ["thresholds", { a => 1 }],
	["timezone", "Europe/Atlantis"]) {
	my ($name, $value) = @$case;
	my $refused = $meter->post($path, { $name =~ /^(?:interval|cron)/ ? () : (interval_seconds => 60),
		webhook_url => "https://app.test/", $name => $value });
	is($refused->{status}, 422, "a bad $name is a 422") or diag($refused->{content});
	is(scalar @{$refused->{json}{errors} // [1]}, 1, "told once");
}
is(scalar schedules(), 1, "nothing was made");

my $applied = $meter->post($path, { interval_seconds => 3600, webhook_url => $hook->url("/hook"),
	webhook_metadata => { env => "dev" }, notify => "changes", ignore_fields => ["price"], jitter_seconds => 5 });
is($applied->{status}, 200, "a schedule for all") or BAIL_OUT($applied->{content});
my $secret = delete $applied->{json}{webhook_secret};
like($secret, qr/^whsec_/, "with one secret");
is_deeply($applied->{json}, { message => "Schedule applied to 3 strategies", created => 3, updated => 0,
	strategy_count => 3 }, "one for each");
for my $n (0 .. 2) {
	my ($made, @others) = schedules($strategies[$n]);
	is_deeply([@$made{qw(url interval_seconds enabled webhook_metadata notify ignore_fields strategy_group_id)}],
		[$site->url("/" . ($n + 1)), 3600, $true, { env => "dev" }, "changes", ["price"], $group],
		"on its own URL, all alike");
	is(scalar @others, $n == 0 ? 1 : 0, "and no more");
	is($made->{webhook_secret}, undef, "the secret is shown once");
}
is(scalar schedules($strategies[3]), 0, "none for who is not in it");
is_deeply($meter->get("/api/schedules/$by_hand->{id}")->{json}, $by_hand, "the one made by hand is left alone");
my ($member) = grep { $_->{strategy_id} eq $strategies[0] }
    @{$meter->get("/api/strategy-groups/$group")->{json}{strategies}};
is($member->{schedule}{schedule_type}, "interval", "the group shows its own");
is_deeply([sort keys %{$member->{schedule}}], [sort qw(id schedule_id schedule_type interval_seconds cron_expression
	enabled next_run_at last_run_at)], "with its timing");

# --- applied again: changed in place, and made for who came ---

$meter->post("/api/strategy-groups/$group/strategies", { strategy_ids => [$strategies[3]] });
my @before = map { (schedules($_))[0]{id} } @strategies[0 .. 2];
$applied = $meter->post($path, { cron_expression => "30 6 * * *", timezone => "Europe/Berlin" });
is_deeply($applied->{json}, { message => "Schedule applied to 4 strategies", created => 1, updated => 3,
	strategy_count => 4, webhook_secret => undef }, "again");
is_deeply([map { (schedules($_))[0]{id} } @strategies[0 .. 2]], \@before, "the same schedules");
for my $strategy (@strategies) {
	my ($schedule) = schedules($strategy);
	is_deeply([@$schedule{qw(interval_seconds cron_expression timezone webhook_url notify webhook_metadata)}],
		[undef, "30 6 * * *", "Europe/Berlin", $hook->url("/hook"), "changes", { env => "dev" }],
		"with another timing, and what they had");
}

# --- what they tell is signed by the one secret ---

$meter->post($path, { interval_seconds => 86400, notify => "always" });
$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE strategy_group_id = '$group'");
ok(wait_until(60, sub { @{$hook->requests} >= 4 }), "all four run");
is_deeply([map { $_->[2]{"x-webhook-secret"} } @{$hook->requests}], [($secret) x 4], "with the secret of all");
my $given = $meter->post($path, { interval_seconds => 3600, webhook_secret => "our own words" });
is($given->{json}{webhook_secret}, undef, "a secret that is given is not shown");
my $fresh = $meter->post($path, { interval_seconds => 3600, webhook_secret => "" });
like($fresh->{json}{webhook_secret}, qr/^whsec_/, "an empty one makes a new one for all");

# --- paused and resumed ---

for my $body ({}, { enabled => undef }, { enabled => "no" }) {
	is($meter->patch("$path/toggle", $body)->{status}, 400, "toggle wants true or false");
}
is($meter->patch("$path/toggle", {})->{json}{detail}, "enabled is required", "in the contract's words");
my $paused = $meter->patch("$path/toggle", { enabled => $false });
is_deeply($paused->{json}, { message => "Schedules disabled", enabled => $false, updated => 5 },
	"all are paused, the one made by hand too");
is_deeply([map { "$_->{enabled} " . ($_->{next_run_at} // "never") } schedules()], [("0 never") x 5], "and wait");
$meter->post($path, { interval_seconds => 7200 });
is_deeply([grep { $_->{enabled} } schedules()], [], "a change of timing resumes none");
my $resumed = $meter->patch("$path/toggle", { enabled => $true });
is_deeply($resumed->{json}, { message => "Schedules enabled", enabled => $true, updated => 5 }, "all are resumed");
my @next = map { $_->{next_run_at} } grep { $_->{interval_seconds} } schedules();
is(scalar(grep { defined } @next), 4, "and know when");
my @again = do { $meter->patch("$path/toggle", { enabled => $true });
	map { $_->{next_run_at} } grep { $_->{interval_seconds} } schedules() };
is_deeply(\@again, \@next, "resuming again moves nothing");

# --- leaving, and deleting ---

$meter->delete("/api/strategy-groups/$group/strategies/$strategies[3]");
is(scalar schedules($strategies[3]), 1, "who leaves keeps the schedule");
my ($key) = $meter->new_key("other");
for my $options ([$path, key => $key], ["/api/strategy-groups/five/schedule"]) {
	my ($where, %options) = @$options;
	my @replies = ($meter->post($where, { interval_seconds => 60 }, %options), $meter->delete($where, %options),
		$meter->patch("$where/toggle", { enabled => $false }, %options));
	is("$_->{status} $_->{json}{detail}", "404 Strategy group not found", "not for others") for @replies;
}
my $deleted = $meter->delete($path);
is_deeply($deleted->{json}, { message => "Deleted 4 schedules", deleted => 4 }, "those of the members are deleted");
is_deeply([map { $_->{strategy_id} } schedules()], [$strategies[3]], "and no other");
is_deeply($meter->delete($path)->{json}, { message => "Deleted 0 schedules", deleted => 0 }, "none is no error");
$meter->delete("/api/strategy-groups/$group");
is(scalar schedules($strategies[3]), 1, "a schedule outlives the group that made it");
is((schedules())[0]{strategy_group_id}, undef, "and forgets it");

done_testing;
