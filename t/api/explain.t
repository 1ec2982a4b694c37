#!/usr/bin/perl
# Explaining a strategy: on the page it was made from, on another, and where there is none.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
sub goods
{
	my ($class) = @_;
	return "<html><body><ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>"
		. "<i class='$class'>\$$_.99</i></li>" } 1 .. 5) . "</ul></body></html>";
}
my $site = $meter->site("/cups" => goods("price"), "/new" => goods("amount"), "/moved" => sub {
	(302, { Location => "/new" }, "") }, "/deep" => "<div>" x 100_000);
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/cups"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $id = $made->{json}{strategy_id};
my $asked = @{$site->requests};

sub ask
{
	my ($body) = @_;
	return $meter->post("/api/strategies/$id/explain", $body);
}

my $reply = ask({});
is($reply->{status}, 200, "explained") or diag($reply->{content});
my $told = $reply->{json};
is($told->{strategy_id}, $id, "this strategy");
is($told->{url}, $site->url("/cups"), "on its own page");
is(scalar @{$site->requests}, $asked, "which is not fetched again");
is($told->{item_count}, 5, "five items");
is($told->{container}{matches}, 5, "of five elements");
is($told->{fields}{price}{filled}, 5, "all with a price");
is($told->{fields}{price}{ways}[0]{matches}, 5, "each found once");
is(scalar @{$told->{fields}{name}{samples}}, 3, "a few values");
is_deeply($told->{summary}, [], "nothing amiss");
like($told->{fetched_at}, qr/^\d{4}-\d\d-\d\dT[\d:]+Z$/, "and when that was");

$reply = ask({ url => $site->url("/moved") });
$told = $reply->{json};
is($told->{url}, $site->url("/new"), "a page that is fetched");
is($told->{fields}{price}{filled}, 0, "a field that it has no more");
my $way = $told->{fields}{price}{ways}[0];
ok(exists $way->{missing}, "what is missing");
like(join(" ", map { $_->{selector} } @{$way->{nearest}}), qr/i\.amount/, "and what is there");
like($told->{summary}[0], qr/^Field "price" has no value in any of 5 items: .*i\.amount \(5\)/,
	"in a sentence");
my $job = $meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/new") })->{json};
is_deeply($job->{warnings}, ['Field "price" has no value in any item'], "a job warns of the same");

$reply = ask({ url => "nonsense" });
is($reply->{status}, 400, "a bad URL");
is(ask({ url => $site->url("/gone") })->{json}{detail}, "Page not accessible: 404 Not Found",
	"a page that is gone");
$reply = ask({ url => $site->url("/deep") });
is($reply->{status}, 400, "a page that is too complex");
is(ask({ url => "http://169.254.169.254/" })->{status}, 400, "an address on the inside");
is($meter->post("/api/strategies/00000000-0000-7000-8000-000000000000/explain", {})->{status}, 404,
	"no such strategy");
my ($other) = $meter->new_key("other");
is($meter->post("/api/strategies/$id/explain", {}, key => $other)->{status}, 404,
	"another's strategy");

$meter->sql("DELETE FROM page");
is(ask({})->{json}{item_count}, 5, "a page that was not kept is fetched");
is(scalar(grep { $_->[1] eq "/cups" } @{$site->requests}), 2, "once more");

done_testing;
