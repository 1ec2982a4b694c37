#!/usr/bin/perl
# Strategy groups: made, listed, changed and deleted; strategies in and out of them.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $nobody = "00000000-0000-4000-8000-000000000000";
my $site = $meter->site(map { ("/$_" => "<ul>" . join("", map {
	"<li class='item'><h3>Pan $_</h3><b class='price'>$_.50</b></li>" } 1 .. 6) . "</ul>") } 1 .. 4);

sub strategy
{
	my ($n, %more) = @_;
	my $reply = $meter->post("/api/strategies/generate", { url => $site->url("/$n"), name => "Pans $n",
		description => "names and prices", %more });
	return $reply->{json}{strategy_id} // BAIL_OUT($reply->{content});
}

sub group { return $meter->get("/api/strategy-groups/$_[0]")->{json} }
sub members { return map { $_->{name} } @{group($_[0])->{strategies}} }

# --- groups ---

my $made = $meter->post("/api/strategy-groups", { name => "Shops", description => "Prices in 12 shops" });
is($made->{status}, 201, "a group") or BAIL_OUT($made->{content});
my $id = $made->{json}{id};
like($id, qr/^[0-9a-f-]{36}$/, "with an id");
is($made->{json}{group_id}, $id, "by both names");
is($made->{json}{strategy_count}, 0, "and nothing in it");
is($made->{json}{description}, "Prices in 12 shops", "and its description");
like($made->{json}{$_}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, $_) for qw(created_at updated_at);
is_deeply(group($id), { %{$made->{json}}, strategies => [] }, "is read again");
my $second = $meter->post("/api/strategy-groups", { name => "Shops" })->{json}{id};
isnt($second, $id, "names may come twice");
is(group($second)->{description}, undef, "no description is null");

for my $case ([400, "no name", {}], [400, "an empty name", { name => " " }], [400, "a number", { name => 5 }],
	[422, "a long name", { name => "x" x 300 }], [422, "ten megabytes", { name => "x" x 9e6 }],
	[422, "a long description", { name => "x", description => "x" x 5000 }]) {
	my ($status, $label, $body) = @$case;
	my $reply = $meter->post("/api/strategy-groups", $body);
	is($reply->{status}, $status, "$label is a $status") or diag(substr $reply->{content}, 0, 500);
	cmp_ok(length $reply->{content}, "<", 500, "and told in few words");
}
is($meter->post("/api/strategy-groups", {})->{json}{detail}, "name is required", "in the contract's words");

my $list = $meter->get("/api/strategy-groups");
is_deeply([map { $_->{id} } @{$list->{json}}], [$second, $id], "a list, newest first");
is($list->{headers}{"x-total-count"}, 2, "and counted");
$list = $meter->get("/api/strategy-groups?limit=1&offset=1");
is_deeply([map { $_->{id} } @{$list->{json}}], [$id], "in parts");
is_deeply($meter->get("/api/strategy-groups?offset=9")->{json}, [], "past the end is []");
is($meter->get("/api/strategy-groups?limit=0")->{status}, 400, "a limit of 0 is a 400");

my $changed = $meter->patch("/api/strategy-groups/$id", { name => "Book shops" });
is($changed->{status}, 200, "a new name");
is_deeply([@{$changed->{json}}{qw(name description)}], ["Book shops", "Prices in 12 shops"], "and nothing else");
is_deeply($meter->patch("/api/strategy-groups/$id", {})->{json}, $changed->{json}, "nothing said, nothing done");
is($meter->patch("/api/strategy-groups/$id", { description => undef })->{json}{description}, undef,
	"null takes the description away");
for my $name ("", "  ", undef) {
	my $refused = $meter->patch("/api/strategy-groups/$id", { name => $name });
	is($refused->{status}, 400, "but not the name");
	is($refused->{json}{detail}, "name must not be empty", "in the contract's words");
}
is($meter->patch("/api/strategy-groups/$id", { name => "x" x 300 })->{status}, 422, "nor a long one");

# --- members ---

my @strategies = map { strategy($_) } 1 .. 3;
my $added = $meter->post("/api/strategy-groups/$id/strategies", { strategy_ids => [@strategies[0, 1]] });
is($added->{status}, 200, "two strategies join") or diag($added->{content});
is_deeply($added->{json}, { message => "Added 2 strategies to group", added => 2, strategy_count => 2 },
	"and are counted");
$added = $meter->post("/api/strategy-groups/$id/strategies", { strategy_ids =>
	[@strategies, uc $strategies[2], $strategies[2]] });
is_deeply($added->{json}, { message => "Added 1 strategy to group", added => 1, strategy_count => 3 },
	"who is in it already is not, nor who comes twice");
my $member = group($id)->{strategies}[0];
is($member->{strategy_id}, $strategies[2], "the newest member first");
is_deeply([sort keys %$member], [sort qw(id strategy_id name description url scraper_type output_schema schedule
	created_at updated_at)], "each with what the contract says");
is($member->{schedule}, undef, "without a schedule");
is($meter->get("/api/strategies/$strategies[0]")->{json}{strategy_group_id}, $id, "a strategy knows its group");
is($meter->get("/api/strategy-groups")->{json}[1]{strategy_count}, 3, "and the list how many there are");
my $born = strategy(4, strategy_group_id => $id);
is_deeply([members($id)], ["Pans 4", "Pans 3", "Pans 2", "Pans 1"], "one is made into the group");

is_deeply($meter->post("/api/strategy-groups/$second/strategies", { strategy_ids => [$born] })->{json}{added}, 1,
	"another group takes one over");
is_deeply([members($id)], ["Pans 3", "Pans 2", "Pans 1"], "which the first has no more");

my ($key, $account) = $meter->new_key("other");
my $theirs = $meter->post("/api/strategies/generate", { url => $site->url("/1"), name => "Theirs",
	description => "names and prices" }, key => $key)->{json}{strategy_id};
for my $case ([404, "an unknown one", [$born, $nobody]], [404, "another's", [$born, $theirs]],
	[400, "no id", [$born, "five"]], [400, "none", []], [400, "nothing", undef], [400, "a text", $born],
	[400, "ten thousand", [($born) x 10000]]) {
	my ($status, $label, $ids) = @$case;
	my $refused = $meter->post("/api/strategy-groups/$id/strategies", { strategy_ids => $ids });
	is($refused->{status}, $status, "$label is a $status") or diag(substr $refused->{content}, 0, 500);
}
is_deeply([members($id)], ["Pans 3", "Pans 2", "Pans 1"], "and nothing was added");
is_deeply([members($second)], ["Pans 4"], "nor taken away");

my $removed = $meter->delete("/api/strategy-groups/$id/strategies/$strategies[2]");
is($removed->{status}, 200, "one leaves");
is($removed->{json}{message}, "Strategy removed from group", "in the contract's words");
is($meter->get("/api/strategies/$strategies[2]")->{json}{strategy_group_id}, undef, "and is there, ungrouped");
for my $who ($strategies[2], $born, $nobody) {
	my $refused = $meter->delete("/api/strategy-groups/$id/strategies/$who");
	is($refused->{status}, 404, "who is not in it cannot leave");
	is($refused->{json}{detail}, "Strategy not found in group", "in the contract's words");
}
is($meter->delete("/api/strategies/$strategies[1]")->{status}, 200, "a member is deleted");
is_deeply([members($id)], ["Pans 1"], "and is none any more");

# --- whose they are ---

for my $case ([$nobody, {}], ["five", {}], [$id, { key => $key }]) {
	my ($path, $options) = ("/api/strategy-groups/$case->[0]", $case->[1]);
	my @replies = ($meter->get($path, %$options), $meter->delete($path, %$options),
		$meter->patch($path, { name => "x" }, %$options),
		$meter->post("$path/strategies", { strategy_ids => [$theirs] }, %$options),
		$meter->delete("$path/strategies/$strategies[0]", %$options));
	is($_->{status} . " " . $_->{json}{detail}, "404 Strategy group not found", "unknown, no id, or another's")
	    for @replies;
}
is_deeply($meter->get("/api/strategy-groups", key => $key)->{json}, [], "others' groups are in no list");
is($meter->post("/api/strategies/generate", { url => $site->url("/1"), name => "x", description => "names",
	strategy_group_id => $id }, key => $key)->{status}, 404, "and nobody makes strategies into them");

# --- a full one ---

$meter->sql("INSERT INTO strategy (id, account_id, strategy_group_id, name, description, url, scraper_type, version,
	generator, attempts, confidence, created_at, updated_at) SELECT UUID(), '" . $meter->account . "', '$second',
	CONCAT('Many ', seq), 'x', 'https://shop.test/', 'css', 1, 'embedded', 1, 0.5, NOW(6), NOW(6)
	FROM seq_1_to_1999");
is(scalar(members($second)), 2000, "two thousand members are listed");
my $full = $meter->post("/api/strategy-groups/$second/strategies", { strategy_ids => [$strategies[0]] });
is($full->{status}, 422, "one more is a 422");
like($full->{json}{detail}, qr/strategy group would have 2001 strategies/, "that says why");
is_deeply([members($id)], ["Pans 1"], "and it stays where it was");
is($meter->post("/api/strategies/generate", { url => $site->url("/1"), name => "x", description => "names",
	strategy_group_id => $second })->{status}, 400, "nor is one made into it");

my $deleted = $meter->delete("/api/strategy-groups/$second");
is($deleted->{json}{message}, "Strategy group deleted successfully", "a group is deleted");
is($meter->get("/api/strategy-groups/$second")->{status}, 404, "and gone");
is($meter->get("/api/strategies/$born")->{json}{strategy_group_id}, undef, "its strategies stay, ungrouped");
is($meter->delete("/api/strategy-groups/$second")->{status}, 404, "once");

done_testing;
