#!/usr/bin/perl
# Schedules: made, read, changed by the rules of the contract, secrets that are shown once.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;
use Time::Local qw(timegm);

my $meter = Meter::Test->start;
my $site = $meter->site("/list" => "<ul>" .
	join("", map { "<li class='item'><h3>Pan $_</h3><b class='price'>$_.50</b></li>" } 1 .. 8) .
	"</ul>");
my $url = $site->url("/list");
my $made = $meter->post("/api/strategies/generate",
	{ url => $url, description => "names and prices", name => "Pans" });
is($made->{status}, 201, "a strategy") or diag($made->{content});
my $strategy = $made->{json}{strategy_id};
my $null = undef;

sub seconds
{
	my ($text) = @_;
	my @parts = ($text // "") =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z$/ or return;
	return timegm(@parts[5, 4, 3, 2], $parts[1] - 1, $parts[0]);
}

sub schedule
{
	return $meter->post("/api/schedules", { strategy_id => $strategy, @_ });
}

sub change_of
{
	my ($reply) = @_;
	return { map { $_ => $reply->{json}{$_} } qw(order ignore_fields thresholds confirm_seconds) };
}

# --- making ---
my $reply = schedule(url => $url, interval_seconds => 1800);
is($reply->{status}, 201, "a schedule") or diag($reply->{content});
my $one = $reply->{json};
my %known = (
	strategy_id => $strategy, url => $url, urls => $null, schedule_type => "interval",
	interval_seconds => 1800, cron_expression => $null, webhook_url => $null,
	webhook_metadata => $null, webhook_secret => $null, webhook_type => $null,
	parameters => $null, last_run_at => $null, timezone => $null, catch_up => "one",
	active => $null, jitter_seconds => 0, health => "ok", health_reason => $null);
is_deeply({ map { $_ => $one->{$_} } keys %known }, \%known, "has every member of the contract");
ok($one->{enabled}, "and is enabled");
is($one->{id}, $one->{schedule_id}, "its id has two spellings");
is(seconds($one->{next_run_at}) - seconds($one->{created_at}), 1800, "it runs after its interval");

my $cron = schedule(urls => [$url, "$url?2"], cron_expression => "0 9 * * mon-fri",
	timezone => "Europe/Berlin", webhook_url => "https://app.test/hook",
	webhook_metadata => { env => "dev" });
is($cron->{status}, 201, "one by cron") or diag($cron->{content});
$cron = $cron->{json};
is_deeply($cron->{urls}, [$url, "$url?2"], "for two pages");
is($cron->{url}, $null, "and no single one");
is($cron->{schedule_type}, "cron", "says so");
like($cron->{webhook_secret}, qr/^whsec_[A-Za-z0-9+\/]{43}=$/, "with a secret of its own");
is($cron->{webhook_type}, "standard", "for a standard receiver");
is_deeply($cron->{webhook_metadata}, { env => "dev" }, "and metadata");
like($cron->{next_run_at}, qr/T0[78]:00:00Z$/, "at nine in Berlin");
my ($stored) = $meter->sql("SELECT HEX(secret), HEX('$cron->{webhook_secret}') FROM schedule WHERE id = '$cron->{id}'");
unlike($stored->[0], qr/\Q$stored->[1]\E/, "the database does not have the secret");

for my $case (
	["https://hooks.slack.com/services/x", "slack"],
	["https://hooks.slack.com/triggers/x", "slack_workflow"],
	["https://discord.com/api/webhooks/1/x", "discord"],
	["mailto:me\@example.org", "email"]) {
	my ($address, $type) = @$case;
	is(schedule(url => $url, interval_seconds => 60, webhook_url => $address)->{json}{webhook_type},
		$type, "$address is told by its address");
}

# --- refusals ---
for my $case (
	[400, "one of url and urls is required", interval_seconds => 60],
	[400, "either url or urls can be given, not both", url => $url, urls => [$url],
		interval_seconds => 60],
	[400, "one of interval_seconds and cron_expression is required", url => $url],
	[400, "either interval_seconds or cron_expression can be given, not both", url => $url,
		interval_seconds => 60, cron_expression => "* * * * *"],
	[422, qr/^interval_seconds must be between 60 and/, url => $url, interval_seconds => 59],
	[422, qr/^cron_expression has a wrong hour: 24 is not/, url => $url,
		cron_expression => "0 24 * * *"],
	[422, qr/^cron_expression names a day that never comes/, url => $url,
		cron_expression => "0 0 30 2 *"],
	[422, qr/^timezone must be the name of a time zone/, url => $url, interval_seconds => 60,
		timezone => "Mars/Base"],
	[422, "Invalid URL format", url => "nonsense", interval_seconds => 60],
	[422, "Invalid URL format", urls => [$url, "nonsense"], interval_seconds => 60],
	[422, qr/^urls must have between 1 and 1000 entries/, urls => [($url) x 1001],
		interval_seconds => 60],
	[400, qr/^active must be a list/, url => $url, interval_seconds => 60, active => {}],
	[422, qr/^active\[0\]\.from must be a time of day/, url => $url, interval_seconds => 60,
		active => [{ from => "8" }]],
	[422, qr/no run of this schedule ever falls/, url => $url, cron_expression => "0 4 * * *",
		active => [{ from => "08:00" }]],
	[422, "Invalid webhook_type: teams", url => $url, interval_seconds => 60,
		webhook_url => "https://app.test/", webhook_type => "teams"],
	[422, qr/^webhook_type email needs a mail address/, url => $url, interval_seconds => 60,
		webhook_url => "https://app.test/", webhook_type => "email"],
	[422, qr/^webhook_secret must be base64 after whsec_/, url => $url, interval_seconds => 60,
		webhook_url => "https://app.test/", webhook_secret => "whsec_"],
	[400, qr/^strategy_id must be a UUID/, strategy_id => "x", url => $url, interval_seconds => 60],
	[404, "Strategy not found", strategy_id => "01890000-0000-7000-8000-000000000000", url => $url,
		interval_seconds => 60]) {
	my ($status, $detail, %body) = @$case;
	my $refused = schedule(%body);
	is($refused->{status}, $status, "refused: " . substr(JSON::PP->new->canonical->encode(\%body), 0, 70));
	ref $detail ? like($refused->{json}{detail}, $detail, "in words")
	    : is($refused->{json}{detail}, $detail, "in words");
}

# --- what is no news ---
my $quiet = change_of(schedule(url => $url, interval_seconds => 600));
is_deeply($quiet, { map { $_ => $null } qw(order ignore_fields thresholds confirm_seconds) },
	"everything is news");
my %quiet = (order => "significant", ignore_fields => ["views", "rank"], confirm_seconds => 60,
	thresholds => { price => { percent => 5 }, stock => { absolute => 10 } });
my $calm = schedule(url => $url, interval_seconds => 600, %quiet);
is($calm->{status}, 201, "or not") or diag($calm->{content});
is_deeply(change_of($calm), \%quiet, "as is said");
is_deeply(change_of($meter->patch("/api/schedules/$calm->{json}{id}", { enabled => JSON::PP::true })),
	\%quiet, "a change leaves it alone");
is_deeply(change_of($meter->patch("/api/schedules/$calm->{json}{id}",
	{ thresholds => $null, ignore_fields => $null, order => $null, confirm_seconds => $null })),
	$quiet, "or takes it away");
for my $case ([order => "any"], [ignore_fields => [""]], [ignore_fields => [1]],
	[ignore_fields => "views"], [ignore_fields => [("a") x 51]], [thresholds => []],
	[thresholds => { price => 5 }], [thresholds => { price => { percent => 0 } }],
	[thresholds => { map { $_ => { percent => 1 } } 1 .. 51 }], [confirm_seconds => 0],
	[confirm_seconds => 3601], [confirm_seconds => "soon"]) {
	my ($name, $value) = @$case;
	my $refused = schedule(url => $url, interval_seconds => 600, $name => $value);
	like($refused->{status}, qr/^4(00|22)$/, "refused: " . JSON::PP->new->encode({ @$case }));
	like($refused->{content}, qr/$name/, "by its name");
}
$meter->request("DELETE", "/api/schedules/$_->{id}")
    for grep { $_->{interval_seconds} && $_->{interval_seconds} == 600 }
	@{$meter->get("/api/schedules")->{json}};

# --- reading ---
my $read = $meter->get("/api/schedules/$cron->{id}");
is($read->{status}, 200, "one is read");
is($read->{json}{webhook_secret}, $null, "without its secret");
my $all = $meter->get("/api/schedules");
is(scalar @{$all->{json}}, 6, "all are listed");
is($all->{headers}{"x-total-count"}, 6, "and counted");
is($all->{json}[-1]{id}, $one->{id}, "newest first");
is_deeply([map { $_->{id} } @{$meter->get("/api/schedules?limit=1&offset=5")->{json}}], [$one->{id}],
	"or a page of them");
is_deeply($meter->get("/api/schedules?offset=100")->{json}, [], "past the end is empty");
my ($other) = $meter->new_key("other");
is($meter->get("/api/schedules/$one->{id}", key => $other)->{status}, 404, "others see none");
is_deeply($meter->get("/api/schedules", key => $other)->{json}, [], "nor in their list");
my $next = $meter->get("/api/schedules/$one->{id}/next?n=3")->{json};
is(scalar @{$next->{next}}, 3, "coming runs");
is($next->{next}[0], $one->{next_run_at}, "begin with the next");
is(seconds($next->{next}[2]) - seconds($next->{next}[0]), 3600, "an interval apart");

# --- changing ---
sub change
{
	my ($id, %body) = @_;
	return $meter->patch("/api/schedules/$id", \%body);
}
my $changed = change($one->{id}, cron_expression => "30 4 * * *")->{json};
is($changed->{schedule_type}, "cron", "cron takes the place of the interval");
is($changed->{interval_seconds}, $null, "which is gone");
like($changed->{next_run_at}, qr/T04:30:00Z$/, "and the next run is another");
$changed = change($one->{id}, interval_seconds => 600)->{json};
is($changed->{cron_expression}, $null, "and back");
my $paused = change($one->{id}, enabled => JSON::PP::false)->{json};
ok(!$paused->{enabled} && !defined $paused->{next_run_at}, "a paused one has no next run");
is_deeply($meter->get("/api/schedules/$one->{id}/next")->{json}{next}, [], "nor any after");
my $from = time;
my $resumed = seconds(change($one->{id}, enabled => JSON::PP::true)->{json}{next_run_at});
ok($resumed >= $from + 599 && $resumed <= time + 601, "it resumes from now") or diag($resumed - $from);
$changed = change($one->{id}, urls => [$url])->{json};
ok(!defined $changed->{url} && @{$changed->{urls}} == 1, "urls take the place of url");
$changed = change($one->{id}, url => $url)->{json};
ok(!defined $changed->{urls} && $changed->{url} eq $url, "and back");
my $same = $meter->patch("/api/schedules/$one->{id}", {});
is($same->{status}, 200, "an empty change");
is($same->{json}{next_run_at}, $changed->{next_run_at}, "changes nothing");
is(change($one->{id}, interval_seconds => 60, cron_expression => "* * * * *")->{status}, 400,
	"both timings are refused");
is(change($one->{id}, interval_seconds => 5)->{status}, 422, "as is a short one");

# --- receivers and secrets ---
my $told = change($one->{id}, webhook_url => "https://app.test/one")->{json};
like($told->{webhook_secret}, qr/^whsec_/, "a first receiver gets a secret");
$told = change($one->{id}, webhook_url => "https://discord.com/api/webhooks/1/x")->{json};
is($told->{webhook_type}, "discord", "another address is looked at again");
is($told->{webhook_secret}, $null, "and keeps the secret");
my $fresh = change($one->{id}, webhook_secret => "")->{json}{webhook_secret};
like($fresh, qr/^whsec_/, "an empty secret makes a new one");
is(change($one->{id}, webhook_secret => "my own words")->{json}{webhook_secret}, "my own words",
	"one's own is taken");
my $again = $meter->request("POST", "/api/schedules/$one->{id}/webhook-secret/regenerate");
is($again->{status}, 200, "a new one without a body");
is_deeply([sort keys %{$again->{json}}], ["schedule_id", "webhook_secret"], "is shown with its schedule");
my ($kept) = $meter->sql("SELECT secret_before IS NOT NULL, secret_before_until > UTC_TIMESTAMP() + INTERVAL 23 HOUR FROM schedule WHERE id = '$one->{id}'");
is_deeply($kept, [1, 1], "the old one signs for a day");
$told = change($one->{id}, webhook_url => $null)->{json};
ok(!defined $told->{webhook_url} && !defined $told->{webhook_type}, "nobody is told any more");
is($meter->request("POST", "/api/schedules/$one->{id}/webhook-secret/regenerate")->{status}, 400,
	"and there is no secret to make");

my $runs = schedule(urls => [$url, "$url?2"], interval_seconds => 3600)->{json}{id};
$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$runs'");
my $jobs = wait_until(60, sub {
	my $list = $meter->get("/api/jobs?schedule_id=$runs&status=completed")->{json};
	return @$list == 2 ? $list : undef;
});
ok($jobs, "when its time has come it runs") or diag($meter->log("cron"));
is_deeply([sort map { $_->{url} } @{$jobs || []}], [$url, "$url?2"], "once for each page");
is($jobs->[0]{schedule_id}, $runs, "the jobs know whose they are");
my $ran = $meter->get("/api/schedules/$runs")->{json};
ok(abs(seconds($ran->{last_run_at}) - time) < 120, "and the schedule when it ran");
ok(seconds($ran->{next_run_at}) > time, "and when it will");

# --- deleting ---
is_deeply($meter->delete("/api/schedules/$one->{id}")->{json},
	{ message => "Schedule deleted successfully" }, "deleted");
is($meter->delete("/api/schedules/$one->{id}")->{status}, 404, "once");
is($meter->get("/api/schedules/nonsense")->{json}{detail}, "Schedule not found", "nonsense is none");
$meter->delete("/api/strategies/$strategy");
is_deeply($meter->get("/api/schedules")->{json}, [], "a strategy takes its schedules along");

done_testing();
