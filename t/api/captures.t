#!/usr/bin/perl
# API strategies without a browser: made from what a page loaded, from the calls that it names, from
# a URL that is an API itself; then run on the live endpoint.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Test;
use MIME::Base64 qw(encode_base64);
use Test::More;

my $json = JSON::PP->new->utf8->canonical;
my $meter = Meter::Test->start;

# Twenty events, some of them at a time.
sub events
{
	my ($page, $limit) = @_;
	return [map { { eventId => 1000 + $_, eventTitle => "Council meeting $_", startDate => "2024-03-$_",
		venue => { name => "Room $_", city => "Springfield" }, url => "/events/$_" } }
	    map { $_ + 10 } ($page - 1) * $limit + 1 .. $page * $limit];
}

sub reply_json
{
	my ($value) = @_;
	return (200, { "Content-Type" => "application/json" }, $json->encode($value));
}

sub list_events
{
	my ($request) = @_;
	my ($page) = $request->{query} =~ /page=(\d+)/;
	my ($limit) = $request->{query} =~ /limit=(\d+)/;
	return reply_json({ total => 20, data => { events => events($page // 1, $limit // 5) },
		facets => [{ name => "city", count => 20 }, { name => "room", count => 3 }] });
}

sub search
{
	my ($request) = @_;
	my $asked = $json->decode($request->{body});
	return reply_json({ hits => [map { { title => "$asked->{q} $_", price => $_ + 0.5 } } 1 .. $asked->{size}] });
}

my $shell = '<!DOCTYPE html><title>Loading</title><div id="app"></div>';
my $site = $meter->site(
	"/shell" => $shell,
	"/named" => $shell . '<script>const app = start("x"); fetch("/api/events?page=1&limit=4&_=17").then(draw);' .
	    ' track("/analytics/api/collect");</script>',
	"/attribute" => '<p>Wait</p><div data-url="/api/events?page=1&amp;limit=3"></div>',
	"/linked" => '<link rel="alternate" type="application/json" href="/feed.json">' . $shell,
	"/broken-names" => $shell . '<script>fetch("/gone.json"); fetch("http://10.1.2.3/api/x")</script>',
	"/plain" => "<h1>Goods</h1><ul>" . join("", map { "<li><b class=name>Cup $_</b> <i class=price>\$$_.50</i></li>" } 1 .. 6) . "</ul>",
	"/state" => $shell . '<script id="__STATE__" type="application/json">' . $json->encode({ props => {
		user => { name => "Ann" }, items => [map { { name => "Mug $_", price => $_ } } 1 .. 4] } }) . '</script>',
	"/api/events" => \&list_events,
	"/api/search" => \&search,
	"/feed.json" => sub { reply_json([map { { title => "Post $_", published => "2024-01-0$_" } } 1 .. 3]) },
	"/lines" => sub { (200, { "Content-Type" => "application/x-ndjson" },
		join "", map { qq({"name":"Line $_","price":$_}\n) } 1 .. 3) },
	"/goods.csv" => sub { (200, { "Content-Type" => "text/csv" }, "name;price\r\nCup;2,50\r\nPot;3,75\r\nPan;9,10\r\n") },
	"/closed" => sub { (401, {}, "no") });

my %schema = (title => "string", date => "string", link => "string");
my $description = "Upcoming events: title, date and link";

sub generate
{
	my ($path, %more) = @_;
	return $meter->post("/api/strategies/generate", { url => $site->url($path), name => "T",
		description => $description, %more });
}

sub execute
{
	my ($strategy, $path, %more) = @_;
	return $meter->post("/api/jobs/execute", { strategy_id => $strategy->{strategy_id},
		url => $site->url($path), %more })->{json};
}

sub asked
{
	return [map { "$_->[0] $_->[1]" } @{$site->requests}];
}

# --- a list of responses ---
my $made = generate("/shell", output_schema => \%schema, capture => [
	{ url => "/config.json", content_type => "application/json", body => { theme => "dark" } },
	{ url => $site->url("/api/events?page=1&limit=5"), method => "GET",
		content_type => "application/json; charset=utf-8",
		body => $json->encode({ data => { events => events(1, 5) } }) }]);
is($made->{status}, 201, "a strategy from a capture") or BAIL_OUT($made->{content});
my $strategy = $made->{json};
is($strategy->{scraper_type}, "api", "of an API");
is_deeply($strategy->{api_parameters}, { limit => 5, page => 1 }, "with its parameters as numbers");
is($strategy->{strategy}{endpoint}, $site->url("/api/events"), "apart from the endpoint");
is($strategy->{strategy}{items_path}, "data.events", "where the items are");
is_deeply($strategy->{preview_data}[0], { title => "Council meeting 11", date => "2024-03-11",
	link => $site->url("/events/11") }, "and a preview");
is_deeply($strategy->{warnings}, [], "without warnings");
ok(!grep({ m{/api/} } @{asked()}), "nothing but the page was fetched");
is_deeply($meter->get("/api/strategies/$strategy->{id}")->{json}{api_parameters}, { limit => 5, page => 1 },
	"kept with the strategy");
my $job = execute($strategy, "/shell");
is($job->{status}, "completed", "it runs") or diag($json->encode($job));
is($job->{results}[4]{title}, "Council meeting 15", "on the live endpoint");
is_deeply($job->{parameters}, { limit => 5, page => 1 }, "with the defaults");
$job = execute($strategy, "/shell", parameters => { page => 3, limit => 2 });
is_deeply([map { $_->{title} } @{$job->{results}}], ["Council meeting 15", "Council meeting 16"],
	"and with others");
is($meter->post("/api/jobs/execute", { strategy_id => $strategy->{id}, url => $site->url("/shell"),
	parameters => { colour => 1 } })->{status}, 400, "but not with unknown ones");

# --- a HAR ---
sub entry
{
	my ($url, $text, %more) = @_;
	return { request => { method => "GET", url => $url, headers => [], %{$more{request} // {}} },
		response => { status => 200, content => { mimeType => "application/json", text => $text,
			%{$more{content} // {}} } } };
}
my %har = (log => { version => "1.2", entries => [
	entry($site->url("/app.js"), "var a = [];", content => { mimeType => "text/javascript" }),
	entry("data:image/png,xx", "{}"),
	entry($site->url("/api/search"), encode_base64($json->encode({ hits => [map { { title => "tea $_",
		price => $_ + 0.5 } } 1 .. 3] }), ""), content => { encoding => "base64" },
		request => { method => "POST", postData => { mimeType => "application/json",
			text => '{"q":"tea","size":3,"filters":{"open":true}}' },
			headers => [{ name => "Content-Type", value => "application/json" },
				{ name => ":authority", value => "x" }, { name => "Cookie", value => "sid=secret-1" },
				{ name => "authorization", value => "Bearer secret-2" },
				{ name => "User-Agent", value => "Browser" }] })] });
$made = generate("/shell", description => "goods: title and price", capture => \%har);
is($made->{status}, 201, "a strategy from a HAR") or diag($made->{content});
$strategy = $made->{json};
is_deeply($strategy->{api_parameters}, { q => "tea", size => 3 }, "the members of a JSON body are parameters");
is_deeply($strategy->{strategy}{body}, { filters => { open => JSON::PP::true() } }, "the rest is the body");
unlike($made->{content}, qr/secret-/, "no secret is kept");
is_deeply($strategy->{warnings}, ["headers of the capture that may hold secrets are not kept, calls are made" .
	" without them: Cookie, authorization"], "and their names are told");
unlike($meter->sql("SELECT plan FROM strategy WHERE id = '$strategy->{id}'"), qr/secret-/, "nor is one stored");
$job = execute($strategy, "/shell", parameters => { q => "jam", size => 2 });
is_deeply($job->{results}, [{ title => "jam 1", price => 1.5 }, { title => "jam 2", price => 2.5 }],
	"it runs with other parameters") or diag($json->encode($job));

# --- a curl command ---
my $url = $site->url("/api/events?page=2&limit=4&api_key=k-1");
$made = generate("/shell", output_schema => \%schema,
	capture => "curl '$url' \\\n  -H 'Accept: application/json' -H \$'X-Token: a\\'b' -b 'sid=secret-3' --compressed");
is($made->{status}, 201, "a strategy from a curl command") or diag($made->{content});
$strategy = $made->{json};
is_deeply($strategy->{api_parameters}, { limit => 4, page => 2 }, "with its parameters");
is($strategy->{strategy}{endpoint}, $site->url("/api/events?api_key=k-1"), "keys stay in the endpoint");
is_deeply($strategy->{strategy}{headers}, { Accept => "application/json" }, "and the headers that may");
is(scalar @{$strategy->{warnings}}, 2, "of the others and of the key it warns");
my ($call) = grep { $_->[1] =~ /api_key/ } @{$site->requests};
ok($call && !$call->[2]{cookie} && !$call->[2]{"x-token"}, "the call was made without secrets");
is(execute($strategy, "/shell")->{results}[0]{title}, "Council meeting 15", "it runs");
$made = generate("/shell", capture => "curl " . $site->url("/closed"));
is($made->{status}, 422, "a call that is refused");
is($made->{json}{detail}, "The captured call failed: Page not accessible: 401 Unauthorized", "is told of");
is(generate("/shell", capture => "curl http://10.1.2.3/api")->{json}{detail} =~ s/: .*//r, "The captured call failed",
	"and so is one to where nothing may be fetched");

# --- what a page names ---
$made = generate("/named", output_schema => \%schema);
is($made->{status}, 201, "a call in a script") or diag($made->{content});
is($made->{json}{scraper_type}, "api", "is found by itself");
is_deeply($made->{json}{api_parameters}, { limit => 4, page => 1 }, "what only prevents caching is left out");
ok(!grep({ m{analytics} } @{asked()}), "what counts visitors is left alone");
is(execute($made->{json}, "/named")->{results}[3]{title}, "Council meeting 14", "it runs");
is(generate("/attribute", output_schema => \%schema)->{json}{api_parameters}{limit}, 3, "one in an attribute");
is(generate("/linked", description => "posts: title and published")->{json}{strategy}{endpoint},
	$site->url("/feed.json"), "one that is linked");
$made = generate("/broken-names", output_schema => \%schema);
is($made->{status}, 422, "calls that answer nothing");
is($made->{json}{detail}, "Could not extract data matching the description", "leave nothing");

# --- JSON in the page ---
$made = generate("/state", description => "items: name and price");
is($made->{json}{scraper_type}, "css", "data in the page come with the page");
is_deeply($made->{json}{strategy}{container}, { json => "script:__STATE__.props.items" }, "by their path");
is_deeply(execute($made->{json}, "/state")->{results}[3], { name => "Mug 4", price => 4 }, "and run");

# --- a URL that is the API ---
for my $case (["/api/events?page=1&limit=6", "events: title, date", "title", "Council meeting 11", 6],
	["/lines", "goods with name and price", "name", "Line 1", 3],
	["/goods.csv", "goods with name and price", "name", "Cup", 3]) {
	my ($path, $words, $field, $first, $n) = @$case;
	$made = generate($path, description => $words);
	is($made->{status}, 201, "$path is an API") or diag($made->{content});
	is($made->{json}{scraper_type}, "api", "as it says");
	is($made->{json}{item_count}, $n, "with all its items");
	is(execute($made->{json}, $path)->{results}[0]{$field}, $first, "it runs");
}

# --- wanted, and not there ---
for my $wish ([force_api => JSON::PP::true()], [scraper_type => "api"]) {
	$made = generate("/plain", description => "goods: name and price", @$wish);
	is($made->{json}{scraper_type}, "css", "$wish->[0] without an API is css");
	is_deeply($made->{json}{warnings}, ["no API with these data was found: the strategy reads the page"],
		"and says so");
}

# --- nonsense ---
for my $case ([5, qr/^capture must be a list/], [[5], qr/^capture\[0\] must be an object/],
	[[{ url => "x" }], qr/^capture\[0\]\.body must be/], [[{ body => {} }], qr/^capture\[0\]\.url must be/],
	[[{ url => "ftp://x/", body => {} }], qr/^capture\[0\]\.url must be an http/],
	[[{ url => "/a", method => "PUT", body => {} }], qr/^capture\[0\]\.method must be/],
	["wget http://x/", qr/^capture must be a curl command/], ["curl 'http://x/", qr/quote/],
	["curl -d \@/etc/passwd http://x/", qr/file/], ["curl --unix-socket /run/x http://x/", qr/unix-socket/],
	[{ log => {} }, qr/^capture\.log\.entries must be a list/]) {
	my ($capture, $text) = @$case;
	my $before = @{$site->requests};
	$made = generate("/shell", capture => $capture);
	is($made->{status}, 400, "a capture of nonsense");
	like($made->{json}{detail}, $text, "is told of");
	is(scalar @{$site->requests}, $before, "before anything is fetched");
}

done_testing();
