#!/usr/bin/perl
# Strategies end to end: from a page to a stored strategy, its quota and its deletion.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start(settings => { METER_QUOTA_FREE => 2 });

my @goods = map { { name => "Kettle $_", price => sprintf "%d.50", 20 + $_ } } 1 .. 12;
my $list = "<html><head><title>Shop</title></head><body><nav><a href='/'>Home</a></nav><ul class='goods'>" .
    join("", map { "<li class='item'><h3><a href='/p/$_->{name}'>$_->{name}</a></h3>" .
	"<span class='price'>&pound;$_->{price}</span></li>" } @goods) . "</ul></body></html>";
my $site = $meter->site("/list" => $list, "/empty" => sub { (200, {}, "") },
	"/gone" => sub { (410, {}, "gone") },
	"/pdf" => sub { (200, { "Content-Type" => "application/pdf" }, "%PDF-1.4 ...") },
	"/text" => "<p>Nothing to see.</p>");

my %request = (url => $site->url("/list"), description => "product names and prices",
	name => "Shop", output_schema => { name => "string", price => "number" });
my $made = $meter->post("/api/strategies/generate", \%request);
is($made->{status}, 201, "generated") or diag($made->{content});
my $strategy = $made->{json};
like($strategy->{strategy_id}, qr/^[0-9a-f]{8}-[0-9a-f]{4}-7/, "an id");
is($strategy->{id}, $strategy->{strategy_id}, "in both spellings");
is($strategy->{scraper_type}, "css", "by CSS");
is(ref $strategy->{strategy}{fields}, "HASH", "with fields");
is_deeply($strategy->{preview_data}[0], { name => "Kettle 1", price => 21.5 }, "and a preview");
is(scalar @{$strategy->{preview_data}}, 10, "of ten items");
is($strategy->{item_count}, 12, "out of twelve");
ok(exists $strategy->{api_parameters} && !defined $strategy->{api_parameters}, "no parameters");
is($made->{headers}{"x-strategy-quota-used"}, 1, "the quota counts it");
is($made->{headers}{"x-strategy-quota-limit"}, -1, "without a limit");
is($made->{headers}{"x-strategy-quota-tier"}, "enterprise", "on this tier");
ok(!defined $made->{headers}{"x-strategy-quota-reset"}, "and nothing to reset");
is(scalar(grep { $_->[1] eq "/list" } @{$site->requests}), 1, "the page was fetched once");

# Reading.
my $one = $meter->get("/api/strategies/$strategy->{id}");
is($one->{status}, 200, "read");
is($one->{json}{name}, "Shop", "its name");
my @members = qw(id strategy_id name description url preview_data created_at updated_at attempts scraper_type
	api_parameters strategy filter_config output_schema strategy_group_id);
is_deeply([grep { !exists $one->{json}{$_} } @members], [], "every member of the contract");
is_deeply($one->{json}{preview_data}, $strategy->{preview_data}, "its preview, as it was");
is_deeply($one->{json}{output_schema}, $request{output_schema}, "its schema");
like($one->{json}{created_at}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, "times as the contract has them");
$meter->post("/api/strategies/generate", { %request, name => "Shop $_" }) for 2, 3;
my $page = $meter->get("/api/strategies?limit=2");
is_deeply([map { $_->{name} } @{$page->{json}}], ["Shop 3", "Shop 2"], "listed, newest first");
is_deeply([grep { !exists $page->{json}[0]{$_} } grep { $_ ne "strategy" } @members], [], "with the same members");
is($page->{headers}{"x-total-count"}, 3, "with the whole count");
like($page->{headers}{link}, qr{^<([^>]+)>; rel="next"$}, "and a link to the next page");
my ($next) = $page->{headers}{link} =~ /<([^>]+)>/;
is_deeply([map { $_->{name} } @{$meter->get($next)->{json}}], ["Shop"], "which goes on");
is_deeply($meter->get("/api/strategies?offset=100")->{json}, [], "past the end is empty");

# A preview is what a job would give.
my $linked = $meter->post("/api/strategies/generate", { %request, name => "Links",
	output_schema => { name => "string", link => "string" } }, key => ($meter->new_key("links"))[0]);
is($linked->{status}, 201, "a strategy with links") or diag($linked->{content});
is($linked->{json}{preview_data}[0]{link}, $site->url("/p/Kettle%201"),
	"whose preview has whole addresses, as a job's results");

# Another account sees nothing of it.
my ($other_key, $other_account) = $meter->new_key("other", "free");
is($meter->get("/api/strategies/$strategy->{id}", key => $other_key)->{status}, 404,
	"another account's strategy is not found");
is_deeply($meter->get("/api/strategies", key => $other_key)->{json}, [], "nor listed");
is($meter->delete("/api/strategies/$strategy->{id}", key => $other_key)->{status}, 404,
	"nor deleted");

# What cannot be made, in the contract's words.
for my $case (
	["/gone", 400, qr/^Failed to fetch URL: Page not accessible: 410 Gone$/],
	["/nothing", 400, qr/^Failed to fetch URL: Page not accessible: 404 Not Found$/],
	["/empty", 400, qr/^Failed to fetch URL: /],
	["/pdf", 422, qr/application\/pdf/],
	["/text", 422, qr/^Could not extract data matching the description$/]) {
	my ($path, $status, $text) = @$case;
	my $reply = $meter->post("/api/strategies/generate",
		{ %request, url => $site->url($path), output_schema => { price => "number" } });
	is($reply->{status}, $status, "$path: $status") or diag($reply->{content});
	like($reply->{json}{detail}, $text, "$path: the reason");
	is($reply->{headers}{"x-strategy-quota-used"}, 3, "$path: no quota used");
}
like($meter->log("slow"), qr/ status=400 .* class=http /, "the log has the failure in a word");
for my $case (
	["url", "not a url", qr/^Invalid URL format/], ["url", "ftp://x.test/", qr/^Invalid URL format/],
	["output_schema", { a => "colour" }, qr/output_schema\.a/], ["scraper_type", "magic", qr/scraper_type/],
	["name", "x" x 256, qr/name/], ["name", 7, qr/name/], ["description", "", qr/description/]) {
	my ($field, $value, $text) = @$case;
	my $reply = $meter->post("/api/strategies/generate", { %request, $field => $value });
	is($reply->{status}, 400, "a bad $field is a 400 on strategies") or diag($reply->{content});
	like($reply->{json}{detail}, $text, "and named");
}
my $unknown = $meter->post("/api/strategies/generate", { %request, url => "x", colour => "red" });
is($unknown->{headers}{"x-unknown-fields"}, "colour", "what is ignored is named");

# Two slots for a free account, however many ask at once.
sub generate_at_once
{
	my ($n, $key) = @_;
	my @pids;
	for my $i (1 .. $n) {
		my $pid = fork() // die;
		if ($pid == 0) {
			my $reply = $meter->post("/api/strategies/generate", { %request, name => "n$i" },
				key => $key);
			POSIX::_exit($reply->{status} == 201 ? 1 : $reply->{status} == 403 ? 2 : 3);
		}
		push @pids, $pid;
	}
	my %ended;
	for my $pid (@pids) {
		waitpid $pid, 0;
		$ended{$? >> 8}++;
	}
	return \%ended;
}
use POSIX ();
my $first = $meter->post("/api/strategies/generate", { %request, name => "first" }, key => $other_key);
is($first->{status}, 201, "one slot used");
like($first->{headers}{"x-strategy-quota-reset"}, qr/^\d{4}-.*Z$/, "it says when it is free again");
is_deeply(generate_at_once(50, $other_key), { 1 => 1, 2 => 49 }, "of fifty at once one gets the last");
my $over = $meter->post("/api/strategies/generate", \%request, key => $other_key);
is($over->{status}, 403, "over the quota");
is($over->{json}{detail}, "Strategy quota exceeded: 2/2 strategies in the last 30 days", "in words");
is($over->{headers}{"x-strategy-quota-used"}, 2, "with its headers");
is_deeply($meter->get("/api/account/quota", key => $other_key)->{json}, { strategy_quota => { used => 2, limit => 2,
	tier => "free", reset_at => $over->{headers}{"x-strategy-quota-reset"} } }, "the account's page agrees");
is_deeply($meter->get("/api/account/quota", key => ($meter->new_key("new", "hobby"))[0])->{json}{strategy_quota},
	{ used => 0, limit => 50, tier => "hobby", reset_at => undef }, "and has all members when nothing counts");

# Deleting takes everything along but the trail.
my $job = $meter->post("/api/jobs/execute", { strategy_id => $strategy->{id}, url => $site->url("/list") });
is($job->{json}{status}, "completed", "a job of it");
my $schedule = $meter->post("/api/schedules", { strategy_id => $strategy->{id}, url => $site->url("/list"),
	interval_seconds => 3600 });
is($schedule->{status}, 201, "a schedule of it");
my $gone = $meter->delete("/api/strategies/$strategy->{id}");
is_deeply($gone->{json}, { message => "Strategy deleted successfully" }, "deleted");
is($meter->delete("/api/strategies/$strategy->{id}")->{status}, 404, "only once");
is($meter->get("/api/strategies/$strategy->{id}")->{status}, 404, "gone");
is($meter->get("/api/jobs/$job->{json}{id}")->{status}, 404, "its job too");
is($meter->get("/api/schedules/$schedule->{json}{id}")->{status}, 404, "its schedule too");
is($meter->get("/api/account/quota")->{json}{strategy_quota}{used}, 3, "its slot is not given back");
my ($events) = $meter->sql("SELECT COUNT(*) FROM strategy_event WHERE strategy_id = '$strategy->{id}'");
is($events->[0], 2, "created and deleted stay in the trail");

done_testing;
