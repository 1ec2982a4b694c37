#!/usr/bin/perl
# Refining a strategy by words: on the kept page, into a new version.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $page = "<html><body><h1>Cups</h1><ul>" . join("", map { "<li class='item'><img src='/i/$_.jpg'>"
	. "<b class='name'>Cup $_</b><i class='price'>\$$_.49</i><i class='list'>\$$_.99</i></li>" }
	1 .. 5) . "</ul></body></html>";
my $site = $meter->site("/cups" => $page, "/text" => "<h1>A</h1><p>" . "Tea is a plant. " x 40,
	"/api" => sub { (200, { "Content-Type" => "application/json" },
		'[{"name": "Cup 1", "price": 1}, {"name": "Cup 2", "price": 2}]') });
my %request = (url => $site->url("/cups"), name => "Cups", description => "names and prices",
	output_schema => { name => "string", price => "number" });
my $made = $meter->post("/api/strategies/generate", \%request);
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $id = $made->{json}{strategy_id};
is($made->{json}{preview_data}[0]{price}, 1.49, "with the wrong price");
my $asked = @{$site->requests};
my $used = $made->{headers}{"x-strategy-quota-used"};

sub refine
{
	my ($feedback, %options) = @_;
	return $meter->post("/api/strategies/$id/refine", { feedback => $feedback }, %options);
}

my $reply = refine("The first price should be 1.99.");
is($reply->{status}, 200, "refined") or diag($reply->{content});
my $told = $reply->{json};
is($told->{strategy_id}, $id, "the same strategy");
is_deeply($told->{preview_data}[0], { name => "Cup 1", price => 1.99 }, "with the right one");
is($told->{item_count}, 5, "of all items");
cmp_ok($told->{attempts}, ">", $made->{json}{attempts}, "attempts go on");
is_deeply($told->{warnings}, [], "nothing to warn of");
is(scalar @{$site->requests}, $asked, "the page is not fetched again");
is($meter->post("/api/strategies/generate", { %request, url => $site->url("/text") })
	->{headers}{"x-strategy-quota-used"}, $used + 1, "and the quota does not count it");

$reply = refine("also get the image");
is_deeply($reply->{json}{preview_data}[4], { name => "Cup 5", price => 5.99,
	image => $site->url("/i/5.jpg") }, "a field more") or diag($reply->{content});
my $now = $meter->get("/api/strategies/$id")->{json};
is($now->{version}, 3, "the third version");
is_deeply($now->{output_schema}, { name => "string", price => "number", image => "string" },
	"whose schema has the field");
is_deeply([map { $_->{feedback} } @{$now->{strategy}{history}}],
	["The first price should be 1.99.", "also get the image"], "it knows what was said");
my $versions = $meter->get("/api/strategies/$id/versions");
is_deeply([map { $_->{reason} } @{$versions->{json}}], [qw(refined refined generated)],
	"the old ones are kept") if $versions->{status} == 200;
my $job = $meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/cups") })->{json};
is($job->{results}[0]{image} // $job->{result}[0]{image}, $site->url("/i/1.jpg"),
	"a job runs the new one") or diag(explain $job);

$reply = refine("qwertz");
is($reply->{status}, 200, "what is not understood");
like($reply->{json}{warnings}[0], qr/^the feedback names no change/, "is warned of");

# What cannot be.
for my $case (["", 400], ["  \n", 400]) {
	is(refine($case->[0])->{status}, $case->[1], "an empty feedback");
}
is($meter->post("/api/strategies/$id/refine", {})->{status}, 400, "none at all");
is($meter->post("/api/strategies/$id/refine", { feedback => 5 })->{status}, 400, "no text");
is($meter->post("/api/strategies/00000000-0000-7000-8000-000000000000/refine",
	{ feedback => "x" })->{status}, 404, "an unknown strategy");
my ($other) = $meter->new_key("other", "free");
is(refine("also the image", key => $other)->{status}, 404, "another account's");
my $text = $meter->post("/api/strategies/generate", { url => $site->url("/text"), name => "Text",
	scraper_type => "content" });
SKIP: {
	skip "no content strategies", 2 if $text->{status} != 201;
	$reply = $meter->post("/api/strategies/$text->{json}{id}/refine", { feedback => "more" });
	is($reply->{status}, 400, "a content strategy");
	like($reply->{content}, qr/nothing to refine/, "has nothing to refine");
}
my $api = $meter->post("/api/strategies/generate", { url => $site->url("/api"), name => "API",
	description => "names and prices" });
is($api->{json}{scraper_type}, "api", "an API strategy") or diag($api->{content});
$reply = $meter->post("/api/strategies/$api->{json}{id}/refine", { feedback => "drop the price" });
is($reply->{status}, 400, "cannot be refined");
like($reply->{content}, qr/cannot be refined: change its output_schema/, "and is told what to do");
$reply = $meter->patch("/api/strategies/$api->{json}{id}", { output_schema => { name => "string" } });
is($reply->{status}, 200, "which can be done");
$job = $meter->post("/api/jobs/execute", { strategy_id => $api->{json}{id}, url => $site->url("/api") })->{json};
is_deeply($job->{results}, [{ name => "Cup 1" }, { name => "Cup 2" }], "the field is left out")
	or diag(explain $job);
done_testing();
