#!/usr/bin/perl
# Idempotency-Key: the five rows of its table, many calls at once, and a worker that dies.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use HTTP::Tiny;
use Meter::Guard;
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep);

my $meter = Meter::Test->start(tier => "hobby", settings => { METER_QUOTA_HOBBY => 3,
	METER_GENERATION_RATE => 1_000_000, METER_GENERATION_BURST => 100_000 });

my $list = "<ul class='list'>" . join("", map {
	"<li class='item'><b class='name'>Cup $_</b><i class='price'>\$$_.50</i></li>" } 1 .. 6) . "</ul>";
my $broken = $meter->dir . "/broken";
my $site = $meter->site("/list" => $list,
	"/slow" => sub { sleep 1.5; return (200, {}, $list) },
	"/slower" => sub { $meter->held("slower"); return (200, {}, $list) },
	"/moody" => sub { return -e $broken ? (500, {}, "no") : (200, {}, $list) });
my $path = "/api/strategies/generate";
my $key = $meter->key;

sub body
{
	my (%more) = @_;
	return { url => $site->url("/list"), name => "Cups", description => "names and prices",
		output_schema => { name => "string", price => "number" }, %more };
}

sub generate
{
	my ($once, %options) = @_;
	my $body = delete $options{body} // body();
	my %what = ref $body ? (body => $body) : (content => $body,
		headers => { "Content-Type" => "application/json" });
	$what{headers}{"Idempotency-Key"} = $once if defined $once;
	return $meter->request("POST", $path, %what, %options);
}

sub strategies
{
	my ($account) = @_;
	my ($row) = $meter->sql("SELECT COUNT(*) FROM strategy WHERE account_id = '$account'");
	return $row->[0];
}

# --- the table ---

my $first = generate("order 1");
is($first->{status}, 201, "the first use of a key") or diag($first->{content});
ok(!defined $first->{headers}{"idempotent-replayed"}, "is no replay");
is($first->{headers}{"x-strategy-quota-used"}, 1, "and is counted");

my $again = generate("order 1");
is($again->{status}, 201, "the same key and body");
is($again->{headers}{"idempotent-replayed"}, "true", "is a replay");
is($again->{content}, $first->{content}, "of the very reply");
is($again->{headers}{"x-strategy-quota-used"}, 1, "which is not counted");
is(scalar @{$site->requests}, 1, "nor does it fetch");

my $spelled = generate("order 1", body => '{ "output_schema":{"price":"number" , "name":"string"},' .
	'"name":"\u0043ups", "description":"names and prices", "url":"' . $site->url("/list") . '"}');
is($spelled->{headers}{"idempotent-replayed"}, "true", "the body's JSON counts, not its spelling")
    or diag($spelled->{content});

for my $more ({ name => "Mugs" }, { force_api => JSON::PP::true() }, { output_schema => { name => "string" } }) {
	my $other = generate("order 1", body => body(%$more));
	is($other->{status}, 422, "another body");
	is($other->{json}{detail}, "Idempotency-Key reused with a different request body.", "in words");
	is($other->{headers}{"x-strategy-quota-used"}, 1, "with the quota");
}

is(generate(undef)->{json}{strategy_id} eq $first->{json}{strategy_id}, "", "no key: another strategy");
is(generate("Order 1")->{headers}{"idempotent-replayed"}, undef, "another key: another strategy");
is(strategies($meter->account), 3, "three in all");

# The quota is used up now; what happened stays what it was.
my $full = generate("order 2");
is($full->{status}, 403, "over the quota");
is($full->{headers}{"x-strategy-quota-used"}, 3, "which the headers tell");
is(generate("order 1")->{headers}{"idempotent-replayed"}, "true", "a replay needs no quota");
is(generate("order 1")->{headers}{"x-strategy-quota-used"}, 3, "and tells how it stands now");
$meter->delete("/api/strategies/$first->{json}{strategy_id}");
is(generate("order 1")->{content}, $first->{content}, "nor its strategy, once that is deleted");

# --- whose key it is, and what it may look like ---

my ($pro, $pro_account) = $meter->new_key("pro", "pro");
my $theirs = generate("order 1", key => $pro);
is($theirs->{status}, 201, "another account's key of that name");
is($theirs->{headers}{"idempotent-replayed"}, undef, "is another key");
is(generate("k" x 255, key => $pro)->{status}, 201, "255 bytes");
my $long = generate("k" x 256, key => $pro);
is($long->{status}, 400, "256 bytes");
like($long->{json}{detail}, qr/^Idempotency-Key has more than 255 bytes$/, "are too many");
is(generate("", key => $pro)->{status}, 201, "an empty key is none");
is($meter->post("/api/jobs/execute", { strategy_id => $theirs->{json}{strategy_id},
	url => $site->url("/list") }, key => $pro, headers => { "Idempotency-Key" => "order 1" })
	->{json}{status}, "completed", "other calls do not look at it");

# --- failures give the key back ---

open my $file, ">", $broken or die;
close $file;
my $failed = generate("order 3", key => $pro, body => body(url => $site->url("/moody")));
is($failed->{status}, 400, "a page that fails");
is($failed->{headers}{"x-strategy-quota-used"}, 3, "uses no quota and tells it");
unlink $broken;
my $mended = generate("order 3", key => $pro, body => body(url => $site->url("/moody")));
is($mended->{status}, 201, "the same call succeeds when the page does");
is($mended->{headers}{"idempotent-replayed"}, undef, "for the first time");
is(generate("order 4", key => $pro, body => body(output_schema => { a => "colour" }))->{status}, 400,
	"a bad body");
is(generate("order 4", key => $pro)->{status}, 201, "does not use its key up");

# --- every reply to a known account has the quota ---

for my $case (["malformed JSON", 400, body => "{"], ["a missing field", 400, body => {}],
	["a bad schema", 400, body => body(output_schema => { a => "colour" })],
	["no group", 404, body => body(strategy_group_id => "00000000-0000-7000-8000-000000000000")],
	["no page", 400, body => body(url => $site->url("/none"))]) {
	my ($label, $status, %options) = @$case;
	my $reply = generate(undef, key => $pro, %options);
	is($reply->{status}, $status, $label);
	is($reply->{headers}{"x-strategy-quota-used"}, 5, "with the quota");
	is($reply->{headers}{"x-strategy-quota-tier"}, "pro", "and the tier");
}
ok(!defined generate(undef, key => "sk_live_wrong")->{headers}{"x-strategy-quota-used"},
	"but not to strangers");

# --- groups ---

my $group = "0193a5b2-7c4d-7e8f-9a0b-1c2d3e4f5a6b";
is(generate(undef, key => $pro, body => body(strategy_group_id => $group))->{json}{detail},
	"Strategy group not found", "an unknown group");
is(generate(undef, key => $pro, body => body(strategy_group_id => "none"))->{status}, 400,
	"an id that is none");
$meter->sql("INSERT INTO strategy_group (id, account_id, name, created_at, updated_at)" .
	" VALUES ('$group', '$pro_account', 'Shops', NOW(6), NOW(6))");
my $member = generate(undef, key => $pro, body => body(strategy_group_id => $group));
is($member->{status}, 201, "a group of the account's") or diag($member->{content});
is($meter->get("/api/strategies/$member->{json}{id}", key => $pro)->{json}{strategy_group_id}, $group,
	"is joined");
is(generate(undef, body => body(strategy_group_id => $group), key => ($meter->new_key("x"))[0])->{status},
	404, "it is nobody else's");

# --- many at once ---

# Runs the code in n children at once; what each returns, a short text.
sub at_once
{
	my ($n, $code) = @_;
	my @pipes = map {
		my $i = $_;
		Meter::Guard::beside(sub {
			$meter->{http} = HTTP::Tiny->new(timeout => 60);
			return $code->($i);
		});
	} 1 .. $n;
	local $/;
	return map { my $text = <$_>; close $_; $text } @pipes;
}

# Sends the call again as long as it is told to: the last reply, as a text.
sub insist
{
	my ($once, %options) = @_;
	my $tries = 0;
	while (1) {
		my $reply = generate($once, %options);
		if ($reply->{status} == 409 && $tries++ < 100) {
			return "409 without Retry-After" unless ($reply->{headers}{"retry-after"} // "") eq "5";
			return "409 of other words"
			    unless $reply->{json}{detail} eq "Idempotent request still in progress. Retry shortly.";
			sleep 0.2 + rand 0.2;
			next;
		}
		my $replayed = $reply->{headers}{"idempotent-replayed"} ? "replayed" : "made";
		return "$reply->{status} $replayed " . ($reply->{json}{strategy_id} // $reply->{content});
	}
}

sub tally
{
	my %seen;
	$seen{$_}++ for @_;
	return \%seen;
}

for my $tier (qw(pro enterprise)) {
	my ($many, $account) = $meter->new_key("many $tier", $tier);
	my $seen = tally(at_once(200, sub {
		insist("order", key => $many, body => body(url => $site->url("/slow")));
	}));
	my ($id) = map { /^201 made (\S+)$/ } keys %$seen;
	is_deeply($seen, { "201 made $id" => 1, "201 replayed $id" => 199 },
		"of 200 calls at once one makes the strategy, all get it ($tier)") or diag(explain($seen));
	is(strategies($account), 1, "there is one");
	is($meter->get("/api/account/quota", key => $many)->{json}{strategy_quota}{used}, 1, "and one slot used");
	is(scalar(grep { $_->[1] eq "/slow" } @{$site->requests}), $tier eq "pro" ? 1 : 2, "by one request");
}

# --- the worker that runs the first call is killed ---

$meter->hold("slower");
my ($hard, $hard_account) = $meter->new_key("hard", "pro");
sub hard { return generate("order", key => $hard, body => body(url => $site->url("/slower"))) }
my $pipe = Meter::Guard::beside(sub {
	$meter->{http} = HTTP::Tiny->new(timeout => 60);
	return hard()->{status};
});
ok(wait_until(60, sub { $meter->is_holding("slower") }), "a page is being fetched");
my $master = $meter->stack->record_of("slow")->{pid};
kill "KILL", grep { $_ != $master } $meter->pids("slow");
is(scalar <$pipe>, 502, "the call is lost with its worker");
close $pipe;
is(hard()->{status}, 409, "its key is held") for 1 .. 2;
is(hard()->{headers}{"retry-after"}, 5, "for a while");
my ($lease) = $meter->sql("SELECT TIMESTAMPDIFF(MICROSECOND, created_at, expires_at) / 1000000," .
	" expires_at > NOW(6) FROM idempotency WHERE account_id = '$hard_account'");
is_deeply([$lease->[0] + 0, $lease->[1]], [60, 1], "a minute from when it was taken");
$meter->sql("UPDATE idempotency SET expires_at = NOW(6) WHERE account_id = '$hard_account'");
$meter->release("slower");
my $seen = tally(at_once(200, sub {
	insist("order", key => $hard, body => body(url => $site->url("/slower")));
}));
my ($id) = map { /^201 made (\S+)$/ } keys %$seen;
is_deeply($seen, { "201 made $id" => 1, "201 replayed $id" => 199 },
	"then one of 200 calls makes it") or diag(explain($seen));
is(strategies($hard_account), 1, "there is one");
is($meter->get("/api/account/quota", key => $hard)->{json}{strategy_quota}{used}, 1, "and one slot used");

# --- a worker that only was slow finds that it lost the key ---

my ($late, $late_account) = $meter->new_key("late", "pro");
$meter->hold("slower");
my $slow = Meter::Guard::beside(sub {
	$meter->{http} = HTTP::Tiny->new(timeout => 60);
	my $reply = generate("order", key => $late, body => body(url => $site->url("/slower")));
	return "$reply->{status} $reply->{json}{detail}";
});
ok(wait_until(60, sub { $meter->is_holding("slower") }), "a page is being fetched");
$meter->sql("UPDATE idempotency SET holder = UUID() WHERE account_id = '$late_account'");
$meter->release("slower");
my $outcome = <$slow>;
is($outcome, "409 Idempotent request still in progress. Retry shortly.", "it is told so");
is(strategies($late_account), 0, "and made nothing");

# --- a day later ---

my ($kept) = $meter->sql("SELECT TIMESTAMPDIFF(SECOND, NOW(6), expires_at) FROM idempotency" .
	" WHERE account_id = '$hard_account'");
cmp_ok($kept->[0], ">", 86_000, "a reply is kept");
cmp_ok($kept->[0], "<=", 86_400, "for a day");
$meter->sql("UPDATE idempotency SET expires_at = NOW(6) WHERE account_id = '$hard_account'");
my $next_day = generate("order", key => $hard, body => body(name => "Tomorrow"));
is($next_day->{status}, 201, "then the key is new, for any body");
is($next_day->{headers}{"idempotent-replayed"}, undef, "and no replay");

# --- what is over goes, by and by ---

$meter->sql("UPDATE idempotency SET expires_at = NOW(6)");
$meter->stop_part("slow");
$meter->start_part("slow");
my $left;
for (1 .. 600) {
	($left) = $meter->sql("SELECT COUNT(*) FROM idempotency");
	last if $left->[0] == 0;
	sleep 0.2;
}
is($left->[0], 0, "workers take it away while they wait");

done_testing;
