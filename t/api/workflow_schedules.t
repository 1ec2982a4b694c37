#!/usr/bin/perl
# Schedules of workflows: made, read, changed, deleted by the rules of all schedules, and seen under their
# workflow only. t/schedule/due.c has them come due.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Flows qw(is_refused);
use Meter::Test;
use Test::More;
use Time::Local qw(timegm);

my $meter = Meter::Test->start;
my $flow = $meter->post("/api/workflows", { name => "Shelf", nodes => [] })->{json}{id};
my $other = $meter->post("/api/workflows", { name => "Other", nodes => [] })->{json}{id};
my $path = "/api/workflows/$flow/schedules";
my ($stranger) = $meter->new_key("stranger", "pro");
my $unknown = "01890000-0000-7000-8000-000000000000";

sub seconds
{
	my ($text) = @_;
	my @parts = ($text // "") =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z$/ or return;
	return timegm(@parts[5, 4, 3, 2], $parts[1] - 1, $parts[0]);
}

# --- making ---
my $reply = $meter->post($path, { interval_seconds => 3600, webhook_url => "https://app.test/hook",
	webhook_metadata => { env => "prod" } });
is($reply->{status}, 201, "a schedule") or diag($reply->{content});
my $one = $reply->{json};
is($one->{id}, $one->{schedule_id}, "its id has two spellings");
my %known = (workflow_id => $flow, schedule_type => "interval", interval_seconds => 3600, cron_expression => undef,
	webhook_url => "https://app.test/hook", webhook_metadata => { env => "prod" }, webhook_type => "standard",
	last_run_at => undef, notify => "always", timezone => undef, catch_up => "one");
is_deeply({ map { $_ => $one->{$_} } keys %known }, \%known, "has every member of the contract");
ok($one->{enabled}, "and is enabled");
like($one->{webhook_secret}, qr/^whsec_[A-Za-z0-9+\/]{43}=$/, "with a secret of its own");
is(seconds($one->{next_run_at}) - seconds($one->{created_at}), 3600, "it runs after its interval");
$reply = $meter->post($path, { cron_expression => "0 9 * * *", webhook_type => "slack",
	webhook_url => "https://hooks.slack.com/services/x", webhook_secret => "mine" });
is($reply->{status}, 201, "one by cron") or diag($reply->{content});
is($reply->{json}{schedule_type}, "cron", "says so");
is($reply->{json}{webhook_secret}, "mine", "a secret of the caller's is kept");
is($meter->post($path, { interval_seconds => 60, webhook_url => "https://hooks.slack.com/services/x" })
	->{json}{webhook_type}, "slack", "a receiver is told by its address");
my $bare = $meter->post($path, { interval_seconds => 60 })->{json};
is_deeply([@$bare{qw(webhook_url webhook_secret webhook_type webhook_metadata)}], [(undef) x 4],
	"one may tell nobody");

# --- refusals ---
for my $case (
	[400, "one of interval_seconds and cron_expression is required"],
	[400, "either interval_seconds or cron_expression can be given, not both", interval_seconds => 60,
		cron_expression => "* * * * *"],
	[422, qr/^interval_seconds must be between 60 and/, interval_seconds => 59],
	[422, qr/^cron_expression has a wrong hour/, cron_expression => "0 24 * * *"],
	[422, "Invalid webhook_type: teams", interval_seconds => 60, webhook_url => "https://app.test/",
		webhook_type => "teams"],
	[422, qr/^webhook_type email needs a mail address/, interval_seconds => 60,
		webhook_url => "https://app.test/", webhook_type => "email"],
	[400, qr/^interval_seconds must be an integer/, interval_seconds => "often"]) {
	my ($status, $detail, %body) = @$case;
	is_refused($meter->post($path, \%body), $status, $detail, JSON::PP->new->canonical->encode(\%body));
}
is_refused($meter->post("/api/workflows/$unknown/schedules", { interval_seconds => 60 }), 404,
	"Workflow not found", "an unknown workflow");
is_refused($meter->post($path, { interval_seconds => 60 }, key => $stranger), 404, "Workflow not found",
	"a workflow of another");

# --- reading ---
my $list = $meter->get($path);
is(ref $list->{json}, "ARRAY", "a bare list");
is(scalar @{$list->{json}}, 4, "of all of them");
is($list->{json}[3]{id}, $one->{id}, "the newest first");
is_deeply([map { $_->{webhook_secret} } @{$list->{json}}], [(undef) x 4], "without their secrets");
is_deeply($meter->get("/api/workflows/$other/schedules")->{json}, [], "another workflow has none");
is_refused($meter->get($path, key => $stranger), 404, "Workflow not found", "a stranger's look");
is_deeply($meter->get("/api/schedules")->{json}, [], "they are no strategies'");
is($meter->get("/api/schedules/$one->{id}")->{status}, 404, "not by their id either");

# --- changing ---
my $change = sub { $meter->patch("$path/$one->{id}", $_[0]) };
$reply = $change->({});
is($reply->{status}, 200, "a change that says nothing") or diag($reply->{content});
is_deeply($reply->{json}, { %$one, webhook_secret => undef, updated_at => $reply->{json}{updated_at} },
	"changes nothing");
$reply = $change->({ enabled => JSON::PP::false });
ok(!$reply->{json}{enabled} && !defined $reply->{json}{next_run_at}, "it is paused");
$reply = $change->({ enabled => JSON::PP::true });
ok($reply->{json}{enabled} && $reply->{json}{next_run_at}, "and resumed");
$reply = $change->({ cron_expression => "0 9 * * *" });
is_deeply([@{$reply->{json}}{qw(schedule_type interval_seconds cron_expression)}],
	["cron", undef, "0 9 * * *"], "a cron expression takes the interval away");
like($reply->{json}{next_run_at}, qr/T09:00:00Z$/, "and its time");
$reply = $change->({ interval_seconds => 120 });
is_deeply([@{$reply->{json}}{qw(schedule_type interval_seconds cron_expression)}],
	["interval", 120, undef], "and the other way round");
$reply = $change->({ webhook_secret => "" });
like($reply->{json}{webhook_secret}, qr/^whsec_/, "an empty secret is made anew");
isnt($reply->{json}{webhook_secret}, $one->{webhook_secret}, "another one");
$reply = $change->({ webhook_metadata => undef, webhook_url => "https://app.test/other", notify => "changes" });
is_deeply([@{$reply->{json}}{qw(webhook_metadata webhook_url notify)}],
	[undef, "https://app.test/other", "changes"], "null takes away, a value replaces");
is($change->({ webhook_url => undef })->{json}{webhook_type}, undef, "without a receiver there is no type");
is_refused($change->({ interval_seconds => 5 }), 422, qr/^interval_seconds/, "a short interval");
is_refused($change->({ interval_seconds => 60, cron_expression => "* * * * *" }), 400, qr/not both/, "both");
for my $id ($unknown, "nonsense") {
	is_refused($meter->patch("$path/$id", {}), 404, "Schedule not found", "an unknown schedule");
	is_refused($meter->delete("$path/$id"), 404, "Schedule not found", "to delete it");
}
is_refused($meter->patch("/api/workflows/$other/schedules/$one->{id}", {}), 404, "Schedule not found",
	"that of another workflow");

# --- deleting ---
is($meter->delete("$path/$one->{id}")->{json}{message}, "Schedule deleted successfully", "one is deleted");
is_refused($meter->delete("$path/$one->{id}"), 404, "Schedule not found", "once");
is($meter->delete("/api/workflows/$flow")->{status}, 200, "a workflow");
is($meter->number("COUNT(*) FROM schedule"), 0, "goes with its schedules");

done_testing;
