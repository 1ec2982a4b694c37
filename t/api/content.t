#!/usr/bin/perl
# Content strategies: the text of a page as sections, without a description and without selectors.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $long = "Water boils when it is hot enough, and that takes a while with a kettle of this size. ";
my $guide = "<html><head><title>Guide</title></head><body><nav><a href='/'>Home</a></nav><main>" .
    "<h1>Guide</h1><p>$long</p>" . join("", map { "<h2>Step $_</h2><p>Do this: $_.</p>" } 1 .. 14) .
    "<h3>Pitfalls</h3><ul><li>Steam</li><li>Lime</li></ul></main><footer>Imprint</footer></body></html>";
my $site = $meter->site("/guide" => $guide, "/other" => "<h1>Other</h1><p>$long</p><h2>End</h2>",
	"/blank" => "<html><body><script>1</script></body></html>",
	"/pdf" => sub { (200, { "Content-Type" => "application/pdf" }, "%PDF-1.4") });

# As the official client asks for it.
my %request = (url => $site->url("/guide"), name => "Guide", description => "", force_api => JSON::PP::false(),
	scraper_type => "content");
my $made = $meter->post("/api/strategies/generate", \%request);
is($made->{status}, 201, "made without a description") or diag($made->{content});
my $strategy = $made->{json};
is($strategy->{scraper_type}, "content", "of its type");
is_deeply($strategy->{strategy}, { type => "content" }, "with nothing to remember");
is($strategy->{attempts}, 1, "at the first attempt");
is($strategy->{api_parameters}, undef, "without parameters");
is(scalar @{$strategy->{preview_data}}, 16, "the preview has all sections");
is_deeply($strategy->{preview_data}[0], { heading => "Guide", level => 1, content => $long =~ s/ $//r },
	"the first");
is_deeply($strategy->{preview_data}[15], { heading => "Pitfalls", level => 3, content => "- Steam\n- Lime" },
	"and the last");
is($made->{headers}{"x-strategy-quota-used"}, 1, "the quota counts it");
my $one = $meter->get("/api/strategies/$strategy->{id}")->{json};
is($one->{description}, "", "its description is empty");
is($one->{scraper_type}, "content", "its type is kept");

# It runs on any page.
my $job = $meter->post("/api/jobs/execute", { strategy_id => $strategy->{id}, url => $site->url("/other") });
is($job->{json}{status}, "completed", "run on another page") or diag($job->{content});
is_deeply([map { "$_->{level} $_->{heading}" } @{$job->{json}{results}}], ["1 Other", "2 End"],
	"with that page's sections");
like($job->{json}{content_hash}, qr/^[0-9a-f]{32}$/, "hashed");

# Filters and schemas work on sections as on all items.
$made = $meter->post("/api/strategies/generate", { %request,
	filter_config => { conditions => [{ field => "level", operator => "lt", value => "2" }] } });
is_deeply([map { $_->{heading} } @{$made->{json}{preview_data}}], ["Guide"], "filtered");
delete $request{description};
$made = $meter->post("/api/strategies/generate", { %request,
	output_schema => { heading => "string", level => "string" } });
is($made->{status}, 201, "the description may be missing") or diag($made->{content});
is_deeply($made->{json}{preview_data}[1], { heading => "Step 1", level => "2" }, "a schema is kept to");

# What cannot be.
for my $case (["/blank", 422, "Could not find any text on the page"],
	["/pdf", 422, "Page is not HTML: application/pdf"],
	["/gone", 400, "Failed to fetch URL: Page not accessible: 404 Not Found"]) {
	my ($path, $status, $detail) = @$case;
	my $reply = $meter->post("/api/strategies/generate", { %request, url => $site->url($path) });
	is($reply->{status}, $status, "$path: $status") or diag($reply->{content});
	is($reply->{json}{detail}, $detail, "$path: the reason");
}
for my $type (undef, "css") {
	for my $description (undef, "", " ") {
		my $reply = $meter->post("/api/strategies/generate", { %request,
			scraper_type => $type, description => $description });
		is($reply->{status}, 400, "other types need a description");
		is($reply->{json}{detail}, "description is required", "and say so");
	}
}

done_testing;
