#!/usr/bin/perl
# API strategies end to end: the call that a job makes, what is taken from the answer, what its owner
# reads when it goes wrong.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Test;
use Test::More;

my $json = JSON::PP->new->utf8->canonical;
my $meter = Meter::Test->start;

# Goods of a category, as JSON; the page is a parameter.
sub goods
{
	my ($request) = @_;
	my ($category) = $request->{query} =~ /category=(\w+)/;
	my ($page) = $request->{query} =~ /page=(\d+)/;
	return (200, { "Content-Type" => "application/json" }, $json->encode({ data => { goods => [
		map { { name => "$category $page.$_", price => { amount => "$_,50", currency => "EUR" },
			link => "/p/$_", tags => ["a", "b"] } } 1 .. 3 ] } }));
}

my $site = $meter->site("/shop/cups" => "<ul>" . join("", map { "<li><b>Cup $_</b> <i>$_</i></li>" } 1 .. 4)
	. "</ul>", "/api/goods" => \&goods,
	"/csv" => sub { (200, { "Content-Type" => "text/csv; charset=iso-8859-1" },
		"name;price\r\nCaf\xe9;\"1.299,00\"\r\n\"a \"\"b\"\"\";2,5\r\n") },
	"/lines" => sub { (200, { "Content-Type" => "application/x-ndjson" },
		qq({"name":"a","price":1}\n{"name":"b","price":2}\n)) },
	"/graph" => sub { my ($request) = @_;
		my $body = $json->decode($request->{body});
		(200, { "Content-Type" => "application/json" }, $json->encode(
			[{ name => $body->{variables}{category}, price => $body->{first} }])) },
	"/broken" => sub { (200, { "Content-Type" => "application/json" }, "{\"data\": [") },
	"/page" => "<p>Please log in",
	"/gone" => sub { (404, { "Content-Type" => "application/json" }, "{}") });

my $made = $meter->post("/api/strategies/generate", { url => $site->url("/shop/cups"), name => "Cups",
	description => "names and numbers" });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $id = $made->{json}{strategy_id};

# One is put in place of what was made, as a version of its own: runners keep what they know by it.
sub become
{
	my ($plan, %columns) = @_;
	my %set = (scraper_type => "api", url => $site->url("/shop/cups"), plan => $json->encode($plan),
		%columns);
	$meter->sql("UPDATE strategy SET version = version + 1, " . join(", ", map { defined $set{$_}
		? "$_ = UNHEX('" . unpack("H*", $set{$_}) . "')" : "$_ = NULL" } sort keys %set)
		. " WHERE id = '$id'");
}

sub execute
{
	my ($path, $parameters) = @_;
	return $meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url($path),
		defined $parameters ? (parameters => $parameters) : () });
}

sub last_request
{
	return $site->requests->[-1];
}

# --- before: a strategy over a page ---
my $reply = execute("/shop/cups", { page => 2 });
is($reply->{status}, 200, "a page's strategy takes parameters");
is($reply->{json}{parameters}, undef, "and has none");
is(execute("/api/goods?category=cups&page=1")->{json}{error}, "Page is not HTML: application/json",
	"JSON is no page");

# --- an API's ---
my %fields = (name => "name", price => { path => "price.amount", type => "number" },
	link => { path => "link", type => "url" }, tags => "tags");
my %plan = (type => "api", endpoint => $site->url("/api/goods?v=3"), params => { category => "cups", page => 1 },
	headers => { "X-App" => "web" }, items_path => "data.goods", fields => \%fields);
become(\%plan);
$reply = execute("/shop/cups");
my $job = $reply->{json};
is($job->{status}, "completed", "an API's answer") or diag($reply->{content});
is_deeply($job->{results}[0], { name => "cups 1.1", price => 1.5, link => $site->url("/p/1"),
	tags => ["a", "b"] }, "gives items");
is($job->{item_count}, 3, "three of them");
is_deeply($job->{parameters}, { category => "cups", page => 1 }, "the job tells its parameters");
my ($method, $target, $headers) = @{last_request()};
is("$method $target", "GET /api/goods?v=3&category=cups&page=1", "the call");
is($headers->{"x-app"}, "web", "with the strategy's header");
like($headers->{accept}, qr{^application/json}, "asks for data");
is_deeply($meter->get("/api/jobs/$job->{id}")->{json}, $job, "reading it gives the same");

is(execute("/shop/cups", { page => 2 })->{json}{results}[0]{name}, "cups 2.1", "a parameter");
is_deeply(execute("/shop/cups", { page => "2" })->{json}{parameters}, { category => "cups", page => 2 },
	"which is a number as a text, too");
is(execute("/shop/cups", { page => 1 })->{json}{has_changes}, JSON::PP::false,
	"runs are compared with those of the same parameters");
is(execute("/shop/pots")->{json}{results}[2]{name}, "pots 1.3", "another page, another call");
is(execute("/api/goods?category=tins&page=7")->{json}{results}[0]{name}, "tins 7.1",
	"the endpoint's own URL");
$reply = execute("/shop/cups", { pge => 2, category => {} });
is($reply->{status}, 400, "an unknown parameter");
my %said = map { $_->{field} => $_->{message} } @{$reply->{json}{errors}};
is($said{"parameters.pge"}, 'unknown parameter "pge": the strategy has category, page', "names the known");
is(scalar keys %said, 2, "and comes with all complaints");
is($meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/shop/cups"),
	parameters => [1] })->{status}, 400, "parameters that are no object");
$reply = execute("/elsewhere")->{json};
is($reply->{error_class}, "data", "a page that the call cannot be pointed to");
like($reply->{error}, qr/cannot be pointed to/, "is not guessed at");
is(scalar(grep { $_->[1] =~ /elsewhere/ } @{$site->requests}), 0, "or fetched");

# --- warnings ---
become({ %plan, fields => { %fields, colour => "colour" } });
is_deeply(execute("/shop/cups")->{json}{warnings}, ['Field "colour" has no value in any item'],
	"a field that no item has");
become({ %plan, items_path => "data.nothing" });
is_deeply(execute("/shop/cups")->{json}{warnings}, ["No items were found"], "no items at all");

# --- other forms ---
my %table = (type => "api", fields => { name => "name", price => { path => "price", type => "number" } });
become({ %table, endpoint => $site->url("/csv") }, output_schema => '{"name":"string","price":"number"}');
is_deeply(execute("/csv")->{json}{results}, [{ name => "Caf\x{e9}", price => 1299 },
	{ name => 'a "b"', price => 2.5 }], "CSV");
become({ %table, endpoint => $site->url("/lines") }, output_schema => undef);
is_deeply(execute("/lines")->{json}{results}, [{ name => "a", price => 1 }, { name => "b", price => 2 }],
	"lines of JSON");
become({ %table, endpoint => $site->url("/graph"), params => { first => 5 }, params_in => "body",
	body => { query => "{ goods }", variables => { category => "cups" } } });
is_deeply(execute("/shop/pots", { first => 9 })->{json}{results}, [{ name => "pots", price => 9 }],
	"a posted query");
is(last_request()->[0], "POST", "is posted");
is(last_request()->[2]{"content-type"}, "application/json", "as JSON");

# --- failures ---
for my $case (
	["/broken", "data", qr/^Response is not JSON: unexpected end at byte \d+$/],
	["/page", "data", qr/^Response is not JSON but a page$/],
	["/gone", "http", qr/^Page not accessible: 404 Not Found$/]) {
	my ($path, $class, $text) = @$case;
	become({ %table, endpoint => $site->url($path) });
	my $job = execute($path)->{json};
	is($job->{status}, "failed", "$path: failed");
	is($job->{error_class}, $class, "$path: $class");
	like($job->{error}, $text, "$path: why");
}
become({ %table, endpoint => "http://169.254.169.254/latest" });
is($meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/shop/cups") })->{json}{error_class},
	"blocked", "an endpoint on the inside");
become({ %table, endpoint => $site->url("/lines"), headers => { Host => "inside" } });
is(execute("/lines")->{json}{error}, 'Header not allowed: "Host": name is set by the server',
	"a header that is not the strategy's");

done_testing;
