#!/usr/bin/perl
# Changing a strategy: PATCH with its three states, the versions it leaves, and the way back.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep);

my $meter = Meter::Test->start;
my $site = $meter->site("/list" => "<ul class='list'>" . join("", map {
	"<li class='item'><b class='name'>Cup $_</b><i class='price'>\$$_.50</i></li>" } 1 .. 6) . "</ul>");
my %schema = (name => "string", price => "number");
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/list"), name => "Cups",
	description => "names and prices", output_schema => \%schema });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $id = $made->{json}{strategy_id};
my $path = "/api/strategies/$id";
my $first = $meter->get($path)->{json};

sub patch
{
	my ($body) = @_;
	my $reply = $meter->patch($path, $body);
	is($reply->{status}, 200, "changed") or diag($reply->{content});
	return $reply->{json};
}

sub run
{
	my $job = $meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/list") });
	return $job->{json}{results};
}

# Nothing to change.
is_deeply(patch({}), $first, "an empty body changes nothing");
is_deeply(patch({ filter_config => undef }), $first, "nor does clearing what is not there");
is_deeply(patch({ output_schema => \%schema }), $first, "nor what is the same");
is($meter->patch($path, { colour => "red" })->{headers}{"x-unknown-fields"}, "colour",
	"what is ignored is named");

# A value replaces, absent stays, null and {} clear.
sleep 1.1;
my $filter = { mode => "all", conditions => [{ field => "price", operator => "gt", value => "4" }] };
my $filtered = patch({ filter_config => $filter });
is_deeply($filtered->{filter_config}, $filter, "a filter");
is_deeply($filtered->{output_schema}, \%schema, "the schema stays");
is($filtered->{version}, 2, "a new version");
cmp_ok($filtered->{updated_at}, "gt", $first->{updated_at}, "at a later time");
is($filtered->{created_at}, $first->{created_at}, "created when it was");
is_deeply($meter->get($path)->{json}, $filtered, "it is kept so");
is_deeply([map { $_->{name} } @{run()}], ["Cup 4", "Cup 5", "Cup 6"], "the next job filters");

my $renamed = patch({ output_schema => { Name => "string", colour => "string" } });
is_deeply($renamed->{output_schema}, { Name => "string", colour => "string" }, "another schema");
is_deeply($renamed->{filter_config}, $filter, "the filter stays");
is_deeply(patch({ filter_config => {} })->{filter_config}, undef, "{} clears the filter");
is_deeply(run()->[0], { Name => "Cup 1", colour => undef },
	"the next job maps by name, and what is unknown is null");
my $bare = patch({ filter_config => $filter, output_schema => undef });
is_deeply([@$bare{qw(output_schema filter_config)}], [undef, $filter], "null clears the schema");
my $both = patch({ filter_config => undef, output_schema => {} });
is_deeply([@$both{qw(output_schema filter_config)}], [undef, undef], "both cleared");
is($both->{version}, 6, "six versions");
is_deeply($both->{strategy}, $first->{strategy}, "of one plan: nothing is generated again");

# What is wrong is a 400 and changes nothing.
for my $case (
	[{ key => 7 }, qr/^key must be the name of a field/],
	[{ key => ["a" .. "d"] }, qr/^key has more than 3 names$/],
	[{ order => "alphabetical" }, qr/^Invalid order: alphabetical$/],
	[{ filter_config => [] }, qr/^filter_config must be an object$/],
	[{ filter_config => { mode => "none", conditions => [] } }, qr/unknown mode "none"/],
	[{ filter_config => { conditions => [{ field => "a", operator => "like", value => 1 }] } },
		qr/unknown operator "like"/],
	[{ filter_config => { conditions => {} } }, qr/conditions must be a list/],
	[{ output_schema => "name" }, qr/^output_schema must be an object$/],
	[{ output_schema => { name => "colour" }, filter_config => {} }, qr/^output_schema\.name/]) {
	my ($body, $text) = @$case;
	my $reply = $meter->patch($path, $body);
	is($reply->{status}, 400, "refused") or diag($reply->{content});
	like($reply->{json}{detail}, $text, "and told");
}
is_deeply($meter->get($path)->{json}, $both, "nothing of it happened");

# Versions.
my $versions = $meter->get("$path/versions");
is($versions->{status}, 200, "versions") or diag($versions->{content});
is_deeply([map { "$_->{version} $_->{reason}" } @{$versions->{json}}],
	["6 patched", "5 patched", "4 patched", "3 patched", "2 patched", "1 generated"], "all, newest first");
is_deeply([map { $_->{is_current} ? 1 : 0 } @{$versions->{json}}], [1, 0, 0, 0, 0, 0], "one is current");
is($versions->{headers}{"x-total-count"}, 6, "counted");
is_deeply($versions->{json}[4]{filter_config}, $filter, "each with what it was");
is_deeply($versions->{json}[5]{preview_data}, $made->{json}{preview_data}, "its preview too");
is($versions->{json}[5]{created_at}, $first->{created_at}, "and its time");
my $page = $meter->get("$path/versions?limit=2&offset=2");
is_deeply([map { $_->{version} } @{$page->{json}}], [4, 3], "a page of them");
like($page->{headers}{link}, qr{^<\Q$path\E/versions\?limit=2&offset=4>; rel="next"$}, "leads on");

# Back.
sub restore
{
	my ($number, %options) = @_;
	return $meter->post("$path/versions/$number/restore", undef, %options);
}
my $restored = restore(2);
is($restored->{status}, 200, "back to version 2") or diag($restored->{content});
is($restored->{json}{version}, 7, "by a new version");
is_deeply([@{$restored->{json}}{qw(output_schema filter_config)}], [\%schema, $filter], "which is like it");
is(scalar @{run()}, 3, "and is what jobs use");
is_deeply(restore(7)->{json}, $restored->{json}, "the current one is restored already");
is(restore($_)->{status}, 404, "there is no version $_") for 8, 0, -1, "last", 99999999999999999999;
is(restore(8)->{json}{detail}, "Strategy version not found", "in words");
is($meter->get("$path/versions")->{json}[0]{reason}, "restored", "the list says how it came");

# At once: each change is a version of its own.
my @pids = map {
	my $n = 100 + $_;
	my $pid = fork() // die;
	if ($pid == 0) {
		my $reply = $meter->patch($path, { filter_config => { mode => "all",
			conditions => [{ field => "price", operator => "gt", value => "$n" }] } });
		POSIX::_exit($reply->{status} == 200 ? 0 : 1);
	}
	$pid;
} 1 .. 12;
my $bad = grep { waitpid $_, 0; $? } @pids;
is($bad, 0, "twelve changes at once all happen");
is($meter->get($path)->{json}{version}, 19, "one after the other");

# How runs are compared, kept in the plan.
my $keyed = patch({ key => "name", order => "significant" });
is_deeply([@{$keyed->{strategy}}{qw(key order)}], ["name", "significant"], "a key, and an order that counts");
is_deeply(patch({ key => "name" }), $keyed, "the same changes nothing");
my $composed = patch({ key => ["name", "price"] });
is_deeply([@{$composed->{strategy}}{qw(key order)}], [["name", "price"], "significant"], "a key of two fields");
ok(!grep({ exists patch({ key => undef, order => undef })->{strategy}{$_} } qw(key order)), "null clears them");

# Nobody else's.
my ($other) = $meter->new_key("other");
is($meter->patch($path, {}, key => $other)->{status}, 404, "another account cannot change it");
is($meter->get("$path/versions", key => $other)->{status}, 404, "nor see its versions");
is(restore(1, key => $other)->{status}, 404, "nor restore one");
$meter->delete($path);
is($meter->patch($path, {})->{json}{detail}, "Strategy not found", "nobody can once it is gone");
is($meter->get("$path/versions")->{status}, 404, "its versions went with it");
is(restore(1)->{status}, 404, "for good");

done_testing;
