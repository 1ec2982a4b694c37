#!/usr/bin/perl
# A filter from generation to its runs: what it keeps, what is refused.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;

my @prices = (5, 12.5, 20, 8, 31);
my $page = "<html><head><title>Teas</title></head><body><ul class='goods'>" . join("", map {
	"<li class='item'><h3><a href='/p/$_'>Tea $_</a></h3><span class='price'>&pound;$prices[$_]</span></li>"
	} 0 .. $#prices) . "</ul></body></html>";
# The site is a process of its own: what it shows is in a file.
my $shown = $meter->dir . "/teas.html";
sub show
{
	open my $file, ">", $shown or die "$shown: $!\n";
	print $file @_;
	close $file or die "$shown: $!\n";
}
show($page);
my $site = $meter->site("/teas" => sub {
	open my $file, "<", $shown or die "$shown: $!\n";
	local $/;
	return (200, {}, scalar <$file>);
});
my %request = (url => $site->url("/teas"), description => "names and prices of the teas",
	name => "Teas", output_schema => { name => "string", price => "number" });

sub generate
{
	my ($filter) = @_;
	return $meter->post("/api/strategies/generate", { %request, filter_config => $filter });
}

sub condition
{
	my ($field, $operator, $value) = @_;
	return { field => $field, operator => $operator, defined $value ? (value => $value) : () };
}

my $filter = { mode => "all", conditions => [condition("price", "gt", "10"),
	condition("name", "not_contains", "TEA 4")] };
my $made = generate($filter);
is($made->{status}, 201, "generated with a filter") or diag($made->{content});
my $strategy = $made->{json};
is_deeply([map { $_->{price} } @{$strategy->{preview_data}}], [12.5, 20], "the preview is filtered");
is($strategy->{item_count}, 2, "and counted so");
is_deeply($strategy->{warnings}, [], "nothing to look at");
is_deeply($meter->get("/api/strategies/$strategy->{id}")->{json}{filter_config}, $filter,
	"the filter is kept");

my $job = $meter->post("/api/jobs/execute", { strategy_id => $strategy->{id}, url => $request{url} });
is($job->{json}{status}, "completed", "run") or diag($job->{content});
is_deeply([map { $_->{price} } @{$job->{json}{results}}], [12.5, 20], "its items are filtered");
is($job->{json}{item_count}, 2, "and counted");
show($page =~ s/&pound;8</&pound;9</r);
$job = $meter->post("/api/jobs/execute", { strategy_id => $strategy->{id}, url => $request{url} });
ok(!$job->{json}{has_changes}, "what the filter takes away is no change");
show($page =~ s/&pound;8</&pound;19</r);
$job = $meter->post("/api/jobs/execute", { strategy_id => $strategy->{id}, url => $request{url} });
ok($job->{json}{has_changes}, "what it lets in is one");
is($job->{json}{item_count}, 3, "counted");

show($page);

# Under a wrapper the inner items are filtered.
$made = $meter->post("/api/strategies/generate", { %request,
	output_schema => { teas => [{ name => "string", price => "number" }] },
	filter_config => { mode => "any", conditions => [condition("price", "lt", 6),
		condition("price", "equals", 20)] } });
is_deeply([map { $_->{price} } @{$made->{json}{preview_data}[0]{teas}}], [5, 20], "inner items")
    or diag($made->{content});

# Empty forms are none; a filter that keeps nothing is told of.
for my $nothing (undef, {}, { mode => "all", conditions => [] }) {
	is(generate($nothing)->{json}{item_count}, 5, "an empty filter keeps all");
}
$made = generate({ conditions => [condition("prise", "gt", 1)] });
is($made->{status}, 201, "a filter may keep nothing");
is_deeply($made->{json}{warnings}, ["filter_config.conditions[0]: no item has a field \"prise\"",
	"filter_config: none of 5 items passes"], "the reply says why");

# What is wrong is a 400 before anything is fetched.
my $fetched = @{$site->requests};
for my $case (
	[[], qr/^filter_config must be an object$/],
	[{ mode => "all" }, qr/^filter_config\.conditions is required$/],
	[{ mode => "none", conditions => [] }, qr/^filter_config\.mode: unknown mode "none"$/],
	[{ conditions => {} }, qr/^filter_config\.conditions must be a list$/],
	[{ conditions => [condition("price", "exists"), condition("price", "like", "1")] },
		qr/^filter_config\.conditions\[1\]\.operator: unknown operator "like"$/],
	[{ conditions => [condition("price", "gt")] },
		qr/^filter_config\.conditions\[0\]\.value is required$/],
	[{ conditions => [condition("name", "regex_match", "(")] },
		qr/^filter_config\.conditions\[0\]\.value: pattern "\(": missing closing parenthesis/]) {
	my ($bad, $text) = @$case;
	my $reply = generate($bad);
	is($reply->{status}, 400, "refused") or diag($reply->{content});
	like($reply->{json}{detail}, $text, "and named");
}
is(scalar @{$site->requests}, $fetched, "without a request to the site");

# A pattern without end costs the items that it meets, not the run.
(my $long = $page) =~ s/Tea 2/"a" x 40 . "!"/e;
my $slow = $meter->site("/slow" => $long);
$made = $meter->post("/api/strategies/generate", { %request, url => $slow->url("/slow"),
	filter_config => { mode => "any", conditions => [condition("price", "lt", 6),
		condition("name", "regex_match", "^(a+)+\$")] } });
is($made->{status}, 201, "generated with a pattern without end") or diag($made->{content});
is($made->{json}{item_count}, 1, "the item does not match");
like($made->{json}{warnings}[0], qr/^filter_config\.conditions\[1\]: the pattern takes too many steps/,
	"the reply says so");

done_testing;
