#!/usr/bin/perl
# Webhooks end to end: what receivers of every temper are sent, when, and what the log tells of it.
use strict;
use warnings;

use Digest::SHA qw(hmac_sha256);
use FindBin;
use IO::Socket::INET;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use MIME::Base64 qw(decode_base64 encode_base64);
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);
use Time::Local qw(timegm);

# A mail server's port must be known before anything starts; it listens when there is a folder.
my $mail_listener = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 16) or die "$!\n";
my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1,
	METER_SMTP_URL => "smtp://127.0.0.1:" . $mail_listener->sockport,
	METER_SMTP_FROM => 'meter@shop.test' });
my $dir = $meter->dir;

# --- a page that changes when its file does, and a receiver that answers what its file says ---

sub set
{
	my ($name, $text) = @_;
	open my $file, ">", "$dir/$name.new" or die "$name: $!\n";
	print $file $text;
	close $file;
	rename "$dir/$name.new", "$dir/$name" or die "$name: $!\n";
}

sub setting
{
	my ($name) = @_;
	open my $file, "<", "$dir/$name" or return "";
	local $/;
	return scalar <$file>;
}

sub page
{
	my $price = setting("price");
	return (404, {}, "broken") if $price eq ""; # which is not tried again
	return (200, {}, "<ul>" . join("", map { "<li class='item'><h3>Pan $_</h3>" .
		"<b class='price'>$price.5$_</b></li>" } 1 .. 8) . "</ul>");
}

# "200", "503 7" with Retry-After, "302 address", "hang", "reset", "slow" which is held, "long".
sub receive
{
	my ($request) = @_;
	my ($how, $more) = split / /, setting($request->{path} =~ s{.*/}{}r);
	sleep 60 if $how eq "hang";
	return if $how eq "reset" || $how eq "hang";
	$meter->held("hook") if $how eq "slow";
	return (200, {}, "x" x 100_000) if $how eq "long";
	return (200, {}, "thanks\xff") if $how eq "slow";
	return ($how, { Location => $more }, "elsewhere") if $how == 302;
	return ($how, { "Retry-After" => $more }, "so far: $how");
}

set("price", 20);
my $site = $meter->site("/list" => \&page, "default" => \&receive);
my $made = $meter->post("/api/strategies/generate",
	{ url => $site->url("/list"), description => "names and prices", name => "Pans" });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $strategy = $made->{json}{strategy_id};

# --- a mail server: its file says what it answers to the end of a mail ---

sub mail_session
{
	my ($socket) = @_;
	my $said = "";
	$socket->autoflush(1);
	print $socket "220 test\r\n";
	while (defined(my $line = <$socket>)) {
		$said .= $line;
		print $socket "250 test\r\n" if $line =~ /^(?:EHLO|HELO|MAIL|RCPT)/i;
		last if $line =~ /^QUIT/i;
		next unless $line =~ /^DATA/i;
		print $socket "354 go on\r\n";
		while (defined(my $data = <$socket>)) {
			last if $data =~ /^\.\r?\n/;
			$said .= $data;
		}
		open my $file, ">>", "$dir/mails" or die "$!\n";
		print $file "$said\0";
		close $file;
		print $socket setting("mail") . " so it is\r\n";
	}
}

my $mail_server = bless {}, "Meter::Site";
$mail_server->{record} = $mail_server->fork_server($dir, sub {
	while (my $socket = $mail_listener->accept) {
		mail_session($socket);
		close $socket;
	}
});
$meter->{guard}->watches($mail_server->{record});
close $mail_listener;

sub mails
{
	return split /\0/, setting("mails");
}

# --- helpers ---

sub schedule
{
	my ($hook, %more) = @_;
	my $reply = $meter->post("/api/schedules", { strategy_id => $strategy,
		url => $site->url("/list"), interval_seconds => 86400, webhook_url => $hook, %more });
	is($reply->{status}, 201, "a schedule that tells $hook") or diag($reply->{content});
	return $reply->{json};
}

sub deliveries
{
	my ($query) = @_;
	return @{$meter->get("/api/webhooks/deliveries?limit=100&$query")->{json}};
}

# Makes the schedule run, and waits until its job has ended; the job.
sub run
{
	my ($schedule) = @_;
	my $id = $schedule->{schedule_id};
	my $before = @{$meter->get("/api/jobs?limit=100&schedule_id=$id")->{json}};
	$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$id'");
	my $jobs;
	ok(wait_until(60, sub {
		$jobs = $meter->get("/api/jobs?limit=100&schedule_id=$id")->{json};
		@$jobs > $before && $jobs->[0]{status} =~ /^(?:completed|failed)$/
	}), "  a run");
	return $jobs->[0];
}

# The newest delivery of the schedule, when it has had so many attempts.
sub delivery
{
	my ($schedule, $attempts) = @_;
	my $found;
	ok(wait_until(60, sub {
		($found) = deliveries("schedule_id=$schedule->{schedule_id}");
		$found && $found->{attempt_count} >= $attempts
	}), "  $attempts attempt(s)") or diag(explain($found));
	return $found;
}

# Makes its next attempts due until it is delivered: one that failed may come before its receiver is well.
sub is_delivered
{
	my ($id, $label) = @_;
	ok(wait_until(60, sub {
		$meter->sql("UPDATE task SET order_at = UTC_TIMESTAMP(6) WHERE id = '$id' AND state = 'waiting'");
		$meter->get("/api/webhooks/deliveries/$id")->{json}{status} eq "delivered"
	}), $label) or diag(explain($meter->get("/api/webhooks/deliveries/$id")->{json}));
}

# Seconds from the end of an attempt to the next one.
sub delay_after
{
	my ($delivery, $attempt) = @_;
	return seconds($delivery->{next_attempt_at}) - seconds($attempt->{started_at}) - $attempt->{duration_ms} / 1000;
}

# Makes the next attempt due now.
sub due
{
	my ($id) = @_;
	ok(wait_until(60, sub {
		$meter->sql("UPDATE task SET order_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND"
			. " WHERE id = '$id' AND state = 'waiting'");
		my ($row) = $meter->sql("SELECT COUNT(*) FROM task WHERE id = '$id'"
			. " AND state = 'waiting' AND order_at > UTC_TIMESTAMP(6)");
		$row->[0] == 0
	}), "  is due");
}

# What was sent to the path, oldest first: { headers, body }.
sub sent
{
	my ($path) = @_;
	return map { { headers => $_->[2], body => $_->[3] } }
	    grep { $_->[0] eq "POST" && $_->[1] eq $path } @{$site->requests};
}

# Standard Webhooks: the signatures in the header that the secret made.
sub verified
{
	my ($message, $secret) = @_;
	my $headers = $message->{headers};
	my $key = $secret =~ /^whsec_(.*)/ ? decode_base64($1) : $secret;
	my $text = "$headers->{'webhook-id'}.$headers->{'webhook-timestamp'}.$message->{body}";
	my $good = "v1," . encode_base64(hmac_sha256($text, $key), "");
	return scalar grep { $_ eq $good } split / /, $headers->{"webhook-signature"};
}

sub seconds
{
	my ($text) = @_;
	my @parts = ($text // "") =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)Z$/ or return 0;
	return timegm(@parts[5, 4, 3, 2], $parts[1] - 1, $parts[0]);
}

# --- one that hangs: looked at again when its 30 seconds are over ---
set("hang", "hang");
my $hanging = schedule($site->url("/hang"));
run($hanging);
my $hung_at = time;

# --- twenty for one that hangs: one is sent at a time, and everything below goes on meanwhile ---
set("tarpit", "hang");
my $tarpit_at = time;
my $tarpit = schedule($site->url("/tarpit"), url => undef,
	urls => [map { $site->url("/list?$_") } 1 .. 20]);
run($tarpit);

# --- a good receiver ---
set("good", 200);
my $good = schedule($site->url("/good"), webhook_metadata => { env => "t\xe9st", n => 1 });
my $job = run($good);
my $done = delivery($good, 1);
is($done->{status}, "delivered", "is delivered") or diag(explain($done));
is($done->{event}, "first", "of a first run");
is($done->{job_id}, $job->{id}, "of that job");
is($done->{webhook_type}, "standard", "to a standard receiver");
is($done->{attempts}[0]{status_code}, 200, "which answered 200");
is($done->{attempts}[0]{answer}, "so far: 200", "and this");
is($done->{next_attempt_at}, undef, "there is no next attempt");
my ($message) = sent("/good");
my $headers = $message->{headers};
is($headers->{"content-type"}, "application/json", "as JSON");
is($headers->{"x-webhook-secret"}, $good->{webhook_secret}, "with the secret");
is($headers->{"webhook-id"}, $done->{id}, "the delivery's id");
like($headers->{"user-agent"}, qr{^meter/}, "and our name");
ok(abs($headers->{"webhook-timestamp"} - time) < 60, "and the time");
ok(verified($message, $good->{webhook_secret}), "signed");
my $body = JSON::PP::decode_json($message->{body});
is_deeply({ map { $_ => $body->{$_} } qw(job_id schedule_id status url item_count has_changes
	content_hash completed_at results metadata changes) },
	{ job_id => $job->{id}, schedule_id => $good->{schedule_id}, status => "completed",
		url => $site->url("/list"), item_count => 8, has_changes => JSON::PP::false,
		content_hash => $job->{content_hash}, completed_at => $job->{completed_at},
		results => $job->{results}, metadata => { env => "t\xe9st", n => 1 }, changes => undef },
	"the contract's payload");

run($good);
is(delivery($good, 1)->{event}, "unchanged", "an unchanged run is told of, too");
set("price", 30);
run($good);
ok(wait_until(60, sub { sent("/good") == 3 }), "and a change");
$body = JSON::PP::decode_json((sent("/good"))[-1]{body});
is($body->{has_changes}, JSON::PP::true, "says so");
is(scalar @{$body->{changes}{modified}}, 8, "with all that changed");

set("price", "");
$job = run($good);
is($job->{status}, "failed", "a run that fails") or diag(explain($job));
ok(wait_until(60, sub { sent("/good") == 4 }), "is told of");
$message = (sent("/good"))[-1];
is_deeply(JSON::PP::decode_json($message->{body}), { job_id => $job->{id},
	schedule_id => $good->{schedule_id}, status => "failed", url => $site->url("/list"),
	error => $job->{error}, completed_at => $job->{completed_at},
	metadata => { env => "t\xe9st", n => 1 } }, "with the contract's payload of failures");
set("price", 30);

# --- one that is away for a day: eight attempts at their times, the same id and body ---
my @plan = (5, 300, 1800, 7200, 18000, 36000, 36000);
set("away", 503);
my $away = schedule($site->url("/away"));
run($away);
my $tried;
for my $n (1 .. 8) {
	$tried = delivery($away, $n);
	my $attempt = $tried->{attempts}[$n - 1];
	is($attempt->{status_code}, 503, "attempt $n is answered 503");
	is($attempt->{number}, $n, "and has its number");
	last if $n == 8;
	next if @{$tried->{attempts}} > $n; # which came by itself, on a machine that was stopped
	is($tried->{status}, "pending", "there will be another one");
	my $delay = delay_after($tried, $attempt);
	my $plan = $plan[$n - 1];
	ok($delay >= 0.9 * $plan - 2 && $delay <= 1.1 * $plan + 2, "after $plan seconds")
	    or diag($delay);
	due($tried->{id});
}
is($tried->{status}, "dead", "the eighth is the last");
is($tried->{error}, "The receiver answered 503", "with the reason");
my @sent = sent("/away");
is(scalar @sent, 8, "it was sent as often as the log says");
is(scalar(grep { $_->{headers}{"webhook-id"} eq $tried->{id} } @sent), 8, "always with its id");
is(scalar(grep { $_->{body} eq $sent[0]{body} } @sent), 8, "always with the same body");
is(scalar(grep { verified($_, $away->{webhook_secret}) } @sent), 8, "always with its signature");

# --- replay: it comes back ---
my $replay = $meter->post("/api/webhooks/deliveries/$tried->{id}/replay");
is($replay->{status}, 200, "a dead one is put back") or diag($replay->{content});
is($replay->{json}{status}, "pending", "and waits again");
$tried = delivery($away, 9);
is($tried->{status}, "pending", "with a plan of its own");
set("away", 200);
is_delivered($tried->{id}, "and arrives in the end");
is((sent("/away"))[-1]{headers}{"webhook-id"}, $tried->{id}, "under its first id");

# --- Retry-After ---
set("later", "429 7200");
my $later = schedule($site->url("/later"));
run($later);
$tried = delivery($later, 1);
my $delay = delay_after($tried, $tried->{attempts}[0]);
ok($delay >= 7198 && $delay <= 7210, "who asks for two hours gets them") or diag($delay);

# --- ends at once ---
set("secret", 200);
for my $case (["410", 410], ["404", 404], ["302 " . $site->url("/secret"), 302]) {
	my ($how, $status) = @$case;
	set("end-$status", $how);
	my $ends = schedule($site->url("/end-$status"));
	run($ends);
	$tried = delivery($ends, 1);
	is($tried->{status}, "dead", "$status ends a delivery");
	is($tried->{attempts}[0]{status_code}, $status, "with the status in the log");
}
is(scalar sent("/secret"), 0, "a redirect is not followed");

# --- no answer, and what may not be reached ---
set("reset", "reset");
my $reset = schedule($site->url("/reset"));
run($reset);
$tried = delivery($reset, 1);
is($tried->{status}, "pending", "a connection that ends is tried again");
is($tried->{attempts}[0]{status_code}, undef, "without a status");
is($tried->{attempts}[0]{error_class}, "connect", "of class connect");
my $inside = schedule("http://10.1.2.3/hook");
run($inside);
$tried = delivery($inside, 1);
is($tried->{status}, "dead", "a private address is not for webhooks");
like($tried->{error}, qr/^Address not allowed/, "and why is told");

# --- a long answer is cut ---
set("talker", "long");
my $talker = schedule($site->url("/talker"));
run($talker);
$tried = delivery($talker, 1);
is($tried->{status}, "delivered", "a long answer is an answer");
is(length $tried->{attempts}[0]{answer}, 1024, "of which the first kilobyte is kept");

# --- nothing is lost when everything is killed while it is sent ---
set("slow", "slow");
$meter->hold("hook");
my $slow = schedule($site->url("/slow"));
run($slow);
ok(wait_until(60, sub { sent("/slow") == 1 }), "while it is being sent");
kill "KILL", $meter->pids("cron");
ok(wait_until(60, sub { !$meter->pids("cron") }), "all of meter-cron is killed");
$meter->stack->stop_part("cron");
$meter->sql("UPDATE task SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE state = 'running'");
$meter->release("hook");
$meter->start_part("cron");
$tried = delivery($slow, 1);
is($tried->{status}, "delivered", "it is delivered by the next");
@sent = sent("/slow");
is(scalar @sent, 2, "though it may have arrived twice");
is($sent[0]{headers}{"webhook-id"}, $sent[1]{headers}{"webhook-id"}, "with one id");
is($sent[0]{body}, $sent[1]{body}, "and one body");

# --- secrets rotate ---
my $old = $good->{webhook_secret};
my $new = $meter->post("/api/schedules/$good->{schedule_id}/webhook-secret/regenerate")->{json}{webhook_secret};
my $count = sent("/good");
$meter->post("/api/webhooks/deliveries/$done->{id}/replay");
ok(wait_until(60, sub { sent("/good") > $count }), "after a rotation");
$message = (sent("/good"))[-1];
is($message->{headers}{"x-webhook-secret"}, $new, "the new secret is sent");
ok(verified($message, $new), "it signs");
ok(verified($message, $old), "and so does the old one");
is($message->{body}, (sent("/good"))[0]{body}, "and the body of an old delivery is what it was");
$meter->sql("UPDATE schedule SET secret_before_until = UTC_TIMESTAMP(6) WHERE id = '$good->{schedule_id}'");
$count = sent("/good");
$meter->post("/api/webhooks/deliveries/$done->{id}/replay");
ok(wait_until(60, sub { sent("/good") > $count }), "a day later");
$message = (sent("/good"))[-1];
ok(verified($message, $new) && !verified($message, $old), "the new one signs alone");

# --- whom a schedule tells of what ---
for my $case (["changes", 0, 1, 0, 0], ["failures", 0, 0, 2, 0], ["first_failure", 0, 0, 1, 1]) {
	my ($mode, @expected) = @$case;
	set("mode", 200);
	set("price", 40);
	my $quiet = schedule($site->url("/mode"), notify => $mode);
	is($quiet->{notify}, $mode, "notify $mode");
	my @told;
	my $before = 0;
	for my $prices ([40, 40], [41], ["", ""], [41]) {
		set("price", $_), run($quiet) for @$prices;
		my $now = deliveries("schedule_id=$quiet->{schedule_id}");
		push @told, $now - $before;
		$before = $now;
	}
	is_deeply(\@told, \@expected, "is told of no change, a change, two failures, a recovery so often");
}
is($meter->patch("/api/schedules/$good->{schedule_id}", { notify => "changes" })->{json}{notify}, "changes",
	"it can be changed");
is($meter->patch("/api/schedules/$good->{schedule_id}", { notify => "never" })->{status}, 422,
	"to what there is");

# --- an address that fails again and again rests ---
set("broken", 500);
my $broken = schedule($site->url("/broken"));
run($broken);
$tried = delivery($broken, 1);
my $address = "hash = (SELECT endpoint FROM delivery WHERE id = '$tried->{id}')";
$meter->sql("UPDATE endpoint SET failures = 9 WHERE $address");
due($tried->{id});
ok(wait_until(60, sub { $meter->number("COUNT(*) FROM endpoint WHERE failures = 10 AND open_until > UTC_TIMESTAMP()
	AND $address") }), "after ten failures in a row an address rests");
$count = sent("/broken");
run($broken);
sleep 1;
is(scalar sent("/broken"), $count, "and is sent nothing");
($tried) = deliveries("schedule_id=$broken->{schedule_id}");
is($tried->{attempt_count}, 0, "which is no attempt");
set("broken", 200);
$meter->sql("UPDATE endpoint SET open_until = UTC_TIMESTAMP() WHERE $address");
is_delivered($tried->{id}, "until it has rested");
is($meter->number("COUNT(*) FROM endpoint WHERE failures = 0 AND open_until IS NULL AND $address"), 1,
	"and is trusted again");

# --- the log ---
my @dead = deliveries("status=dead");
ok(@dead >= 4, "the dead are listed");
is(scalar(grep { $_->{status} ne "dead" } @dead), 0, "and nothing else");
is(scalar deliveries("since=2999-01-01"), 0, "none is from the future");
is($meter->get("/api/webhooks/deliveries?status=lost")->{status}, 400, "unknown words are refused");
is($meter->get("/api/webhooks/deliveries/$done->{id}")->{json}{id}, $done->{id}, "one by its id");
my ($stranger) = $meter->new_key("stranger");
is($meter->get("/api/webhooks/deliveries/$done->{id}", key => $stranger)->{status}, 404, "not for others");
is($meter->post("/api/webhooks/deliveries/$done->{id}/replay", undef, key => $stranger)->{status}, 404,
	"who cannot replay it either");
is_deeply($meter->get("/api/webhooks/deliveries", key => $stranger)->{json}, [], "and have none");
my $all = $meter->post("/api/webhooks/deliveries/replay", { since => "1h" })->{json};
is($all->{replayed}, scalar @dead, "all the dead of an hour are put back");
is($all->{more}, JSON::PP::false, "in one go");
is($meter->post("/api/webhooks/deliveries/replay", {})->{status}, 400, "since when must be said");

# --- the sample ---
my $test = $meter->post("/api/webhooks/test", { webhook_url => $site->url("/good"),
	webhook_secret => "hush", webhook_metadata => { a => 1 } });
is_deeply($test->{json}, { success => JSON::PP::true, status_code => 200,
	message => "Webhook delivered successfully" }, "a sample is delivered") or diag($test->{content});
$message = (sent("/good"))[-1];
ok(verified($message, "hush"), "signed with the secret that was given");
is(JSON::PP::decode_json($message->{body})->{metadata}{a}, 1, "with its metadata");
$test = $meter->post("/api/webhooks/test", { webhook_url => $site->url("/end-410") });
is_deeply($test->{json}, { success => JSON::PP::false, status_code => 410,
	message => "The receiver answered 410" }, "or refused");
$test = $meter->post("/api/webhooks/test", { webhook_url => "http://127.0.0.1:9/" });
is($test->{status}, 200, "nobody there is no failure of the call");
is($test->{json}{status_code}, 0, "but of the test");
is($meter->post("/api/webhooks/test", {})->{status}, 400, "webhook_url is required");
is($meter->post("/api/webhooks/test", { webhook_url => "ftp://x" })->{status}, 422, "and must be one");

# --- mail ---
set("mail", "451");
set("price", 50);
my $mailed = schedule('mailto:me@home.test', webhook_metadata => { env => "mail" });
run($mailed);
set("price", 51);
run($mailed);
$tried = delivery($mailed, 1);
is($tried->{event}, "changed", "a person is told of a change");
is($tried->{attempts}[0]{status_code}, 451, "a mail server that is busy");
is($tried->{status}, "pending", "is asked again");
set("mail", "250");
is_delivered($tried->{id}, "and takes it");
my @mails = mails();
is($mails[0] =~ s/^EHLO.*?\r\n//r, $mails[1] =~ s/^EHLO.*?\r\n//r, "the same mail");
like($mails[1], qr/^MAIL FROM:<meter\@shop\.test>.*^RCPT TO:<me\@home\.test>/ms, "from and to whom it is");
like($mails[1], qr/^Message-ID: <\Q$tried->{id}\E\@shop\.test>\r$/m, "with the delivery's id");
my ($subject) = $mails[1] =~ /^Subject: =\?UTF-8\?B\?(.*?)\?=/m;
is(decode_base64($subject), "Pans: 8 changed (8 items)", "what changed");
my ($text) = $mails[1] =~ /\r\n\r\n(.*)/s;
like(decode_base64($text), qr/51\.5/, "in its text");
set("mail", "550");
set("price", 52);
run($mailed);
is(delivery($mailed, 1)->{status}, "dead", "a mailbox that is not there is the end");
$test = $meter->post("/api/webhooks/test", { webhook_url => 'me@home.test' });
is($test->{json}{status_code}, 550, "a sample can be mailed, too") or diag($test->{content});

# --- the one that hangs ---
sleep 1 while time < $hung_at + 31;
$tried = delivery($hanging, 1);
is($tried->{attempts}[0]{error_class}, "timeout", "who does not answer in 30 seconds has timed out");
is($tried->{status}, "pending", "and is tried again");
ok($tried->{attempts}[0]{duration_ms} >= 29_000, "not sooner") or diag(explain($tried));

my $most = 2 + (time - $tarpit_at) / 29; # each takes its 30 seconds, but one that was killed
ok(sent("/tarpit") >= 1 && sent("/tarpit") <= $most, "twenty for such a receiver were sent one at a time")
    or diag(sent("/tarpit") . " of $most");
is(scalar(grep { $_->{status} eq "pending" } deliveries("schedule_id=$tarpit->{schedule_id}")), 20,
	"and all of them still wait");

# --- what is deleted is not sent ---
is($meter->delete("/api/schedules/$hanging->{schedule_id}")->{status}, 200, "a schedule is deleted");
is(scalar deliveries("schedule_id=$hanging->{schedule_id}"), 0, "with its deliveries");
due($tried->{id});
ok(wait_until(60, sub { my ($n) = $meter->sql("SELECT COUNT(*) FROM task WHERE id = '$tried->{id}'"); !$n->[0] }),
	"and their tasks go");

# --- a task that only a newer program knows waits for it ---
my $future = "01890000-0000-7000-8000-000000000f0f";
$meter->sql("INSERT INTO task (id, account_id, kind, shard, state, priority, order_at, created_at)
	VALUES ('$future', '$future', 'future', 15, 'ready', 1, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))");
ok(wait_until(60, sub { my ($n) = $meter->sql("SELECT COUNT(*) FROM task WHERE id = '$future'"
	. " AND state = 'waiting' AND attempts = 0 AND order_at > UTC_TIMESTAMP(6) + INTERVAL 30 SECOND"); $n->[0] }),
	"an unknown kind is put back");

done_testing();
