#!/usr/bin/perl
# What is done to a group in the background: a schema for all, a strategy for each of many URLs.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Guard;
use Meter::Process qw(wait_until);
use Meter::Test;
use POSIX ();
use Test::More;
use Time::HiRes ();

my $meter = Meter::Test->start(settings => { METER_QUOTA_PRO => 6 });
my ($true, $false) = (JSON::PP::true(), JSON::PP::false());
my $hold = $meter->dir . "/hold";

# While the file is there, pages under /held take their time.
sub held
{
	return wait_until(100, sub { !-e $hold });
}

sub hold { open my $file, ">", $hold or die; close $file; return }
sub let_go { unlink $hold; return }

sub goods
{
	my ($name) = @_;
	return "<h1>$name</h1><ul>" . join("", map {
		"<li class='item'><h3><a href='/p/$_'>$name $_</a></h3><b class='price'>\$$_.50</b></li>" } 1 .. 6) . "</ul>";
}

my $site = $meter->site(
	"/gone" => sub { -e "$hold.gone" ? (404, {}, "gone") : (200, {}, goods("Gone")) },
	"/bare" => sub { (200, {}, -e "$hold.gone" ? "<p>We will be back soon</p>" : goods("Bare")) },
	"/missing" => sub { (404, {}, "no such page") },
	"/text" => "<main><h1>Guide</h1><p>How to begin, in a few words.</p><h2>Water</h2><p>Boil it well.</p></main>",
	default => sub {
		my ($request) = @_;
		held() if $request->{path} =~ m{^/held};
		return (200, {}, goods("Pan"));
	});

sub make_group { return $meter->post("/api/strategy-groups", { name => $_[0] })->{json}{id} }

sub strategy
{
	my ($group, $path, %more) = @_;
	my $reply = $meter->post("/api/strategies/generate", { url => $site->url($path), name => $path,
		description => "names and prices", strategy_group_id => $group, %more });
	return $reply->{json}{strategy_id} // BAIL_OUT($reply->{content});
}

sub get_strategy { return $meter->get("/api/strategies/$_[0]")->{json} }

my $kind = "schema";
sub path { return "/api/strategy-groups/$_[0]/" . ($kind eq "schema" ? "schema" : "strategies/bulk") }
sub progress { return $meter->get(path($_[0]) . "/progress")->{json} }

sub finished
{
	my ($group) = @_;
	wait_until(60, sub { progress($group)->{status} =~ /^(?:completed|failed)$/ }, 0.1)
	    or diag(explain(progress($group)));
	return progress($group);
}

# --- a schema for all ---

my $group = make_group("Shops");
my %schema = (title => "string", cost => "number");
my $refused = $meter->patch(path($group), { output_schema => \%schema });
is("$refused->{status} $refused->{json}{detail}", "400 Strategy group has no strategies", "an empty group has none");
my @css = map { strategy($group, "/list/$_") } 1 .. 3;
my ($gone, $bare) = map { strategy($group, $_) } "/gone", "/bare";
my $text = strategy($group, "/text", scraper_type => "content", description => "");
my $filtered = strategy($group, "/filtered", filter_config => { conditions =>
	[{ field => "price", operator => "gt", value => "3" }] });
is_deeply(progress($group), { group_id => $group, status => "idle", total => 0, completed => 0, failed => 0,
	progress_percent => 0, current_strategy_id => undef, current_url => undef, errors => [],
	started_at => undef, completed_at => undef }, "nothing was done yet");
for my $case ([400, "no schema", {}], [400, "an empty one", { output_schema => {} }],
	[400, "a list", { output_schema => ["name"] }], [400, "null", { output_schema => undef }],
	[422, "an unknown type", { output_schema => { name => "colour" } }],
	[422, "a wide one", { output_schema => { map { ("$_" x 250 => { ("x" x 250) => { ("y" x 250) => "string" } }) } 10 .. 99 } }],
	[422, "a long name", { output_schema => { "x" x 9e6 => [{ a => "string" }] } }],
	[422, "too many fields", { output_schema => { map { ("f$_" => "string") } 1 .. 101 } }]) {
	my ($status, $label, $body) = @$case;
	$refused = $meter->patch(path($group), $body);
	is($refused->{status}, $status, "$label is a $status") or diag($refused->{content});
}
is(progress($group)->{status}, "idle", "and does nothing");

my %before = map { ($_ => get_strategy($_)) } $gone, $bare, $text, $filtered;
open my $mark, ">", "$hold.gone" or die;
my $started = $meter->patch(path($group), { output_schema => \%schema });
is($started->{status}, 200, "a schema") or BAIL_OUT($started->{content});
is_deeply($started->{json}, { message => "Schema update started", strategy_count => 7, status => "pending" },
	"is begun");
my $end = finished($group);
is_deeply([@$end{qw(status total completed failed progress_percent current_strategy_id)}],
	["completed", 7, 3, 4, 100, undef], "and comes to its end") or diag(explain($end));
like($end->{$_}, qr/^\d{4}-.*Z$/, $_) for qw(started_at completed_at);
for my $id (@css) {
	my $strategy = get_strategy($id);
	is_deeply($strategy->{output_schema}, \%schema, "a member has the schema");
	is_deeply([sort keys %{$strategy->{preview_data}[0]}], [qw(cost title)], "and finds its fields");
	is($strategy->{preview_data}[0]{cost}, 1.5, "as it says");
	is($strategy->{version}, 2, "in a new version");
	is($meter->get("/api/strategies/$id/versions")->{json}[0]{reason}, "schema", "that says why");
}
my %error = map { ($_->{strategy_id} => $_->{error}) } @{$end->{errors}};
like($error{$gone}, qr/404/, "a page that is gone is told");
like($error{$bare}, qr/^The page has one item .* had several/, "one that is not the usual page too");
like($error{$text}, qr/^A content strategy has heading/, "one that has no such fields too");
like($error{$filtered}, qr/filter_config/, "one whose filter would keep nothing too") or diag(explain($end));
is_deeply(get_strategy($_), $before{$_}, "and is as it was") for $gone, $bare, $text, $filtered;
is($meter->get("/api/strategy-groups/$group")->{json}{strategy_count}, 7, "all are still there");
unlink "$hold.gone";

$meter->patch(path($group), { output_schema => { heading => "string", content => "string" } });
$end = finished($group);
is_deeply([sort keys %{get_strategy($text)->{preview_data}[0]}], [qw(content heading)],
	"a schema may choose of a text's members") or diag(explain($end));

# --- asked for at once ---

# Statuses of calls that all begin at the same moment.
sub at_once
{
	my (@calls) = @_;
	my $file = $meter->dir . "/at-once";
	unlink $file;
	my $when = Time::HiRes::time() + 0.3;
	my @pids = map { my $call = $_; my $pid = fork() // die; $pid || do {
		Meter::Guard::let_go();
		select undef, undef, undef, $when - Time::HiRes::time();
		my $reply = $call->();
		open my $out, ">>", $file or POSIX::_exit(1);
		syswrite $out, "$reply->{status}\n";
		POSIX::_exit(0);
	} } @calls;
	waitpid $_, 0 for @pids;
	open my $in, "<", $file or return;
	return sort map { chomp; $_ } <$in>;
}

my $many = make_group("Many");
strategy($many, "/held/$_") for 8, 9;
hold();
is_deeply([at_once(map { sub { $meter->patch(path($many), { output_schema => \%schema }) } } 1 .. 8)],
	[200, (409) x 7], "of eight at once one is begun");
let_go();
is(finished($many)->{completed}, 2, "and ends");
is_deeply([at_once(map { sub { $meter->post("/api/strategy-groups/$many/schedule", { interval_seconds => 60 }) } } 1 .. 8)],
	[(200) x 8], "a schedule may be applied eight times at once");
is($meter->number("COUNT(*) FROM schedule WHERE strategy_group_id = '$many'"), 2, "and is there once");
my $other = make_group("Other");
my @ids = map { $_->{strategy_id} } @{$meter->get("/api/strategy-groups/$many")->{json}{strategies}};
is_deeply([at_once(map { my ($to, $list) = $_ % 2 ? ($many, \@ids) : ($other, [reverse @ids]);
	sub { $meter->post("/api/strategy-groups/$to/strategies", { strategy_ids => $list }) } } 1 .. 8)],
	[(200) x 8], "two groups may take the same at once");
my @where = map { $meter->get("/api/strategies/$_")->{json}{strategy_group_id} } @ids;
is($where[0], $where[1], "and one has them all");
is_deeply([at_once((map { my $n = $_; sub { $meter->patch("/api/strategy-groups/$many", { name => "Name $n" }) } } 1 .. 4),
	sub { $meter->delete("/api/strategy-groups/$other") })], [(200) x 5], "names may be changed at once");
like($meter->get("/api/strategy-groups/$many")->{json}{name}, qr/^Name \d$/, "one of them stays");
$meter->delete("/api/strategy-groups/$many");

# --- one at a time; what happens meanwhile ---

my $held = make_group("Held");
my @held = map { strategy($held, "/held/$_") } 1 .. 7;
hold();
is($meter->patch(path($held), { output_schema => \%schema })->{status}, 200, "a slow one");
$refused = $meter->patch(path($held), { output_schema => \%schema });
is("$refused->{status} $refused->{json}{detail}", "409 Schema regeneration already in progress", "keeps out another");
ok(wait_until(60, sub { progress($held)->{status} eq "running" }), "runs");
my $now = progress($held);
ok((grep { $_ eq ($now->{current_strategy_id} // "") } @held), "one of them now");
is_deeply([@$now{qw(total completed failed progress_percent completed_at)}], [7, 0, 0, 0, undef], "none is over");
ok(wait_until(60, sub { $meter->number("COUNT(*) FROM task WHERE kind = 'generation' AND state = 'running'") == 4 }),
	"four at a time");
is($meter->number("COUNT(*) FROM task WHERE kind = 'generation'"), 4, "and no more");
# The last ones begin first, being the newest.
$meter->delete("/api/strategies/$held[6]");
$meter->delete("/api/strategy-groups/$held/strategies/$held[5]");
my %filter = (mode => "all", conditions => [{ field => "name", operator => "exists" }]);
is($meter->patch("/api/strategies/$held[4]", { filter_config => {}, order => "significant" })->{status}, 200,
	"one is changed meanwhile");
let_go();
$end = finished($held);
is_deeply([@$end{qw(status total completed failed)}], ["completed", 7, 5, 2], "two were not made")
    or diag(explain($end));
%error = map { ($_->{strategy_id} => $_->{error}) } @{$end->{errors}};
is($error{$held[6]}, "The strategy was deleted", "one was deleted");
is($error{$held[5]}, "The strategy has left the group", "one has left");
is(get_strategy($held[5])->{version}, 1, "and is as it was");
my $both = get_strategy($held[4]);
is($both->{version}, 3, "what was changed meanwhile is made once more");
is($both->{strategy}{order}, "significant", "with the change");
is_deeply($both->{output_schema}, \%schema, "and the schema");

# --- a group that goes ---

hold();
$meter->patch(path($held), { output_schema => { name => "string" } });
ok(wait_until(60, sub { progress($held)->{status} eq "running" }), "another one runs");
is($meter->delete("/api/strategy-groups/$held")->{status}, 200, "its group is deleted");
is($meter->get(path($held) . "/progress")->{status}, 404, "and has no progress");
let_go();
ok(wait_until(60, sub { $meter->number("COUNT(*) FROM task") == 0 }), "nothing is left to be done");
is_deeply(get_strategy($held[0])->{output_schema}, \%schema, "nothing was changed any more");
is($meter->number("COUNT(*) FROM group_part p JOIN group_run r ON r.id = p.run_id WHERE r.strategy_group_id = '$held'"),
	0, "and nothing is left of it");

# --- a strategy for each URL ---

$kind = "bulk";
my $bulk = make_group("Bulk");
is(progress($bulk)->{status}, "idle", "no bulk yet");
my %order = (urls => [map { $site->url("/list/$_?a=b") } 1 .. 5, 5], description => "names and prices",
	output_schema => \%schema, name => "Many");
for my $case ([400, "no URL", urls => []], [400, "no list", urls => undef], [422, "a bad URL", urls => ["nonsense"]],
	[422, "too many", urls => [($site->url("/")) x 1001]], [400, "no description", description => " "],
	[422, "a bad schema", output_schema => { a => "b" }], [422, "a bad filter", filter_config => { conditions => [{ field => "a",
		operator => "like", value => "b" }] }],
	[422, "another type", scraper_type => "pdf"], [422, "a long name", name => "x" x 300]) {
	my ($status, $label, %body) = @$case;
	$refused = $meter->post(path($bulk), { %order, %body });
	is($refused->{status}, $status, "$label is a $status") or diag(substr $refused->{content}, 0, 300);
}
$started = $meter->post(path($bulk), { %order, urls => [@{$order{urls}}, $site->url("/nowhere"), $site->url("/missing")] });
is($started->{status}, 200, "many URLs") or BAIL_OUT($started->{content});
is_deeply($started->{json}, { message => "Generation started", strategy_count => 7, status => "pending" }, "once each");
$end = finished($bulk);
is_deeply([@$end{qw(status total completed failed)}], ["completed", 7, 6, 1], "are made") or diag(explain($end));
is($end->{errors}[0]{url}, $site->url("/missing"), "but one");
is($end->{errors}[0]{strategy_id}, undef, "which is none");
my @made = @{$meter->get("/api/strategy-groups/$bulk")->{json}{strategies}};
is(scalar @made, 6, "all are in the group");
my ($host) = $site->url =~ m{//([^/:]+)};
is_deeply([sort map { $_->{name} } @made], [map({ "Many: $host/list/$_?a=b" } 1 .. 5), "Many: $host/nowhere"],
	"named after their URLs");
is_deeply($made[0]{output_schema}, \%schema, "with the schema");
is($made[0]{description}, "names and prices", "and the description");
is($meter->post("/api/jobs/execute", { strategy_id => $made[0]{strategy_id}, url => $made[0]{url} })
	->{json}{item_count}, 6, "and work");
is($meter->post("/api/strategies/$made[0]{strategy_id}/refine", { feedback => "remove the cost" })->{status}, 200,
	"their pages are kept");
hold();
$meter->post(path($bulk), { urls => [map { $site->url("/held/$_") } 1, 2], scraper_type => "content" });
$refused = $meter->post(path($bulk), \%order);
is("$refused->{status} $refused->{json}{detail}", "409 Bulk generation already in progress", "one at a time");
let_go();
is_deeply([@{finished($bulk)}{qw(status completed)}], ["completed", 2], "texts need no description");

# --- a few groups at a time ---

hold();
my @crowd = map { make_group("Crowd $_") } 1 .. 9;
my @statuses = map { $meter->post(path($_), { urls => [$site->url("/held/1")], description => "names and prices" }) }
    @crowd;
is_deeply([map { $_->{status} } @statuses], [(200) x 8, 409], "eight groups are worked on, not nine");
like($statuses[8]{json}{detail}, qr/^8 other groups/, "which says why");
let_go();
finished($_) for @crowd[0 .. 7];

# --- the quota ---

my ($key) = $meter->new_key("small", "pro");
my $theirs = $meter->post("/api/strategy-groups", { name => "Theirs" }, key => $key)->{json}{id};
$refused = $meter->post(path($theirs), { %order, urls => [map { $site->url("/list/$_") } 1 .. 7] }, key => $key);
is($refused->{status}, 403, "more than the quota is a 403");
like($refused->{json}{detail}, qr{^Strategy quota exceeded: 0/6 .* 7 more}, "that says why");
is($refused->{headers}{"x-strategy-quota-limit"}, 6, "with the quota's headers");
hold();
is($meter->post(path($theirs), { %order, urls => [map { $site->url("/held/$_") } 1 .. 6] }, key => $key)->{status}, 200,
	"as many as there are left");
is($meter->post("/api/strategies/generate", { url => $site->url("/list/1"), name => "x", description => "names" },
	key => $key)->{status}, 201, "another is made meanwhile");
let_go();
ok(wait_until(60, sub { $meter->get(path($theirs) . "/progress", key => $key)->{json}{status} eq "completed" }), "they end");
$end = $meter->get(path($theirs) . "/progress", key => $key)->{json};
is_deeply([@$end{qw(completed failed)}], [5, 1], "with as many as the quota allows");
like($end->{errors}[0]{error}, qr/^Strategy quota exceeded: 6\/6/, "and the reason");

# --- for nobody else ---

for my $where ("/api/strategy-groups/$bulk", "/api/strategy-groups/five") {
	my @replies = ($meter->patch("$where/schema", { output_schema => \%schema }, key => $key),
		$meter->get("$where/schema/progress", key => $key), $meter->post("$where/strategies/bulk", \%order, key => $key),
		$meter->get("$where/strategies/bulk/progress", key => $key));
	is("$_->{status} $_->{json}{detail}", "404 Strategy group not found", "not for others") for @replies;
}

done_testing;
