#!/usr/bin/perl
# Two jobs compared, on all paths.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $page = sub { "<ul>" . join("", map { "<li class='item'><b class='name'>$_->[0]</b>"
	. "<i class='price'>\$$_->[1]</i></li>" } @_) . "</ul>" };
my @cups = map { ["Cup number $_", $_ + 0.5] } 1 .. 8;
my $site = $meter->site("/old" => $page->(@cups), "/shuffled" => $page->(reverse @cups),
	"/new" => $page->(@cups[0 .. 2], ["Cup number 4", 99], @cups[4 .. 7], ["Toaster", 30]),
	"/none" => "<p>sold out</p>");
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/old"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my %job = map { $_ => $meter->post("/api/jobs/execute", { strategy_id => $made->{json}{strategy_id},
	url => $site->url("/$_") })->{json} } qw(old shuffled new gone);

sub compare
{
	my ($first, $other) = @_;
	my $reply = $meter->get("/api/jobs/$job{$first}{id}/compare/$job{$other}{id}");
	is($reply->{status}, 200, "$first against $other") or diag($reply->{content});
	return $reply->{json};
}

my $got = compare("new", "old");
is_deeply([@$got{qw(job_id other_job_id)}], [$job{new}{id}, $job{old}{id}], "which ones");
ok(defined $got->{content_hash_match} && !$got->{content_hash_match}, "another content");
ok(defined $got->{structural_match} && !$got->{structural_match}, "another structure");
ok($got->{semantic_similarity} > 0.5 && $got->{semantic_similarity} < 1, "much alike")
    or diag($got->{semantic_similarity});
is($got->{item_count_diff}, 1, "one item more");
is($got->{structural_changes}[0], "item count changed from 8 to 9", "which is told");
my %changes;
push @{$changes{$_->{type}}}, $_ for @{$got->{changes}};
is_deeply($changes{added}, [{ type => "added", item => { name => "Toaster", price => 30 } }], "added");
is($changes{removed}, undef, "none removed");
is(scalar @{$changes{modified} // []}, 1, "one modified") or diag(explain($got->{changes}));
is_deeply($changes{modified}[0]{fields}, [{ field => "price", before => 4.5, after => 99 }],
	"in its price");

$got = compare("old", "new");
is($got->{item_count_diff}, -1, "the other way round: one less");
is_deeply([map { $_->{item}{name} } grep { $_->{type} eq "removed" } @{$got->{changes}}], ["Toaster"],
	"removed");

for my $case (["old", "old"], ["shuffled", "old"]) {
	$got = compare(@$case);
	ok($got->{content_hash_match} && $got->{structural_match}, "@$case: the same");
	is($got->{semantic_similarity} + 0, 1, "@$case: in all words");
	is_deeply([@$got{qw(item_count_diff structural_changes changes)}], [0, [], []], "@$case: no changes");
}

# The other path, with both spellings of its members.
my %pair = (job_id => $job{new}{id}, other_job_id => $job{old}{id});
my $by_path = compare("new", "old");
my $by_body = $meter->post("/api/jobs/compare", \%pair);
is($by_body->{status}, 200, "by a body");
is_deeply($by_body->{json}, $by_path, "the same");
is_deeply($meter->post("/api/jobs/compare", { job_id_1 => $job{new}{id}, job_id_2 => $job{old}{id} })->{json},
	$by_path, "in another spelling");
for my $name (sort keys %pair) {
	my %body = %pair;
	delete $body{$name};
	my $reply = $meter->post("/api/jobs/compare", \%body);
	is($reply->{status}, 400, "without $name");
	is($reply->{json}{detail}, "$name is required", "which is said");
}

# What cannot be compared.
my $reply = $meter->get("/api/jobs/$job{new}{id}/compare/$job{gone}{id}");
is($reply->{status}, 400, "a failed job");
is($reply->{json}{detail}, "the job is failed, not completed", "is no match");
is($meter->get("/api/jobs/$job{new}{id}/compare/00000000-0000-7000-8000-000000000000")->{status}, 404,
	"an unknown one");
my ($other) = $meter->new_key("other");
is($meter->get("/api/jobs/$job{new}{id}/compare/$job{old}{id}", key => $other)->{status}, 404,
	"another account's");
is($meter->post("/api/jobs/compare", \%pair, key => $other)->{status}, 404, "nor by a body");

done_testing;
