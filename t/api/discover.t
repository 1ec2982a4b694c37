#!/usr/bin/perl
# Discoveries through the whole stack: begun, looked at, listed, run and deleted.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_HOST_GAP_MS => 0 });
my $null = undef;
my $site = $meter->site("/robots.txt" => sub { (404, {}, "none") },
	default => sub {
		return (200, {}, "<ul>" . join("", map { "<li class='item'><h3>Pan $_</h3><b class='price'>$_.50</b></li>" }
			1 .. 8) . "</ul>") });

sub start
{
	my (%config) = @_;
	return $meter->post("/discover", { discovery => \%config });
}

# The discovery when it has ended.
sub ended
{
	my ($id) = @_;
	my $last;
	wait_until(60, sub {
		$last = $meter->get("/discover/$id")->{json};
		return $last->{status} =~ /^(?:completed|failed)$/;
	}) or diag($meter->log("cron"));
	return $last;
}

# --- pagination: made, not fetched ---
my $template = $site->url("/list?page={n}");
my $made = start(method => "pagination", url_template => $template, max_pages => 25, start_index => 10, step => 5);
is($made->{status}, 201, "a pagination") or BAIL_OUT($made->{content});
my $id = $made->{json}{discovery_id};
is_deeply($made->{json}, { id => $id, discovery_id => $id, status => "pending",
	discovery_method => "pagination", root_url => $template }, "is pending");
my $done = ended($id);
is($done->{status}, "completed", "it is completed");
my @pages = map { $site->url("/list?page=") . (10 + 5 * $_) } 0 .. 24;
is($done->{total_urls}, 25, "with all of its URLs");
is_deeply($done->{urls}, \@pages, "in their order");
is_deeply($done->{sample_urls}, [@pages[0 .. 9]], "the first ten as a sample");
is_deeply($done->{config}, { method => "pagination", url_template => $template, max_pages => 25,
	start_index => 10, step => 5 }, "as was asked for");
ok(defined $done->{started_at} && defined $done->{completed_at} && !defined $done->{error}, "with its times");
is_deeply($site->requests, [], "and nothing was fetched");

my $urls = $meter->get("/discover/$id/urls?limit=10&offset=20");
is($urls->{status}, 200, "a page of URLs") or diag($urls->{content});
is_deeply($urls->{json}{urls}, [@pages[20 .. 24]], "has its URLs");
is_deeply([@{$urls->{json}}{qw(discovery_id total total_urls limit offset)}], [$id, 25, 25, 10, 20], "and counts");
is_deeply($urls->{json}{items}[0], { url => $pages[20], lastmod => $null, depth => 0, source => $null },
	"and what is known of each");
is($urls->{headers}{"x-total-count"}, 25, "the total is a header, too");
is($meter->get("/discover/$id/urls?limit=20000")->{json}{limit}, 10000, "a limit above the maximum is that");
is($meter->get("/discover/$id/urls?limit=0")->{status}, 400, "one below 1 is refused");
like($meter->get("/discover/$id/urls?limit=10")->{headers}{link}, qr/offset=10>; rel="next"/, "there is a next page");
my $csv = $meter->get("/discover/$id/urls.csv");
is($csv->{content}, join("", map { "$_\r\n" } "url,lastmod,depth,source", map { "$_,,0," } @pages),
	"all of them as CSV");
is($meter->get("/api/discover/$id/urls")->{json}{total}, 25, "with /api before it, too");

my $filtered = ended(start(method => "pagination", url_template => $template, max_pages => 100,
	url_pattern => "page=*7")->{json}{id});
is_deeply($filtered->{urls}, [map { $site->url("/list?page=") . $_ } grep { /7/ } 1 .. 100],
	"a pattern keeps what fits");
my $long = ended(start(method => "pagination", url_template => $template, max_pages => 1000, start_index => -3)
	->{json}{id});
is($long->{total_urls}, 1000, "a long one");
is(scalar @{$long->{urls}}, 100, "shows its first hundred");
is($long->{urls}[0], $site->url("/list?page=-3"), "from below zero");

# --- refusals ---
for my $case (
	[400, "discovery is required", {}],
	[400, qr/^discovery must be an object/, { discovery => [] }],
	[400, "method is required", { discovery => {} }],
	[400, "Unknown discovery method: guess", { discovery => { method => "guess" } }],
	[400, "sitemap_url is required", { discovery => { method => "sitemap" } }],
	[400, "url_template is required", { discovery => { method => "pagination" } }],
	[400, "seed_url is required", { discovery => { method => "link_pattern", link_pattern => "/a/" } }],
	[400, "link_pattern is required", { discovery => { method => "link_pattern", seed_url => $site->url("/") } }],
	[422, "Invalid URL format", { discovery => { method => "sitemap", sitemap_url => "nonsense" } }],
	[422, qr/^url_template must contain \{n\}/,
		{ discovery => { method => "pagination", url_template => $site->url("/") } }],
	[422, "max_urls must be between 1 and 10000",
		{ discovery => { method => "sitemap", sitemap_url => $site->url("/"), max_urls => 10001 } }],
	[422, "max_pages must be between 1 and 1000",
		{ discovery => { method => "pagination", url_template => $template, max_pages => 0 } }],
	[422, "max_depth must be between 1 and 10", { discovery => { method => "link_pattern",
		seed_url => $site->url("/"), link_pattern => "/a/", max_depth => 11 } }],
	[422, "step must not be 0", { discovery => { method => "pagination", url_template => $template, step => 0 } }],
	[422, qr/^start_index /, { discovery => { method => "pagination", url_template => $template,
		start_index => 9223372036854775807 } }],
	[422, qr/^url_pattern /, { discovery => { method => "pagination", url_template => $template,
		url_pattern => "a" x 501 } }],
	[400, qr/^max_pages must be/, { discovery => { method => "pagination", url_template => $template,
		max_pages => "many" } }]) {
	my ($status, $detail, $body) = @$case;
	my $refused = $meter->post("/discover", $body);
	is($refused->{status}, $status, "refused: " . substr(JSON::PP->new->canonical->encode($body), 0, 70));
	ref $detail ? like($refused->{json}{detail}, $detail, "in words")
	    : is($refused->{json}{detail}, $detail, "in words");
}

# --- the list ---
my $list = $meter->get("/discoveries");
is_deeply([map { $_->{id} } @{$list->{json}}], [$long->{id}, $filtered->{id}, $id], "all are listed, newest first");
ok(!exists $list->{json}[0]{urls} && @{$list->{json}[0]{sample_urls}} == 10, "with a sample of their URLs");
is($list->{headers}{"x-total-count"}, 3, "and counted");
my ($other) = $meter->new_key("other");
is_deeply($meter->get("/discoveries", key => $other)->{json}, [], "others see none");
for my $path ("/discover/$id", "/discover/$id/urls", "/discover/$id/urls.csv") {
	my $hidden = $meter->get($path, key => $other);
	is($hidden->{status}, 404, "GET $path of another account");
	is($hidden->{json}{detail}, "Discovery not found", "in these words");
}

# --- execute ---
my $strategy = $meter->post("/api/strategies/generate",
	{ url => $site->url("/list"), description => "names and prices", name => "Pans" })->{json}{strategy_id};
ok($strategy, "a strategy");

sub execute
{
	my ($of, %body) = @_;
	return $meter->post("/discover/$of/execute", { strategy_id => $strategy, %body });
}

my $batch = execute($id, max_urls => 3);
is($batch->{status}, 200, "the first three are run") or diag($batch->{content});
is_deeply([@{$batch->{json}}{qw(discovery_id job_count status strategy_id)}], [$id, 3, "pending", $strategy],
	"as a batch");
ok(wait_until(60, sub {
	$meter->get("/api/jobs/batch/$batch->{json}{batch_id}")->{json}{completed} == 3
}), "that is run") or diag($meter->log("cron"));
my $jobs = $meter->get("/api/jobs?batch_id=$batch->{json}{batch_id}")->{json};
is_deeply([sort map { $_->{url} } @$jobs], [sort @pages[0 .. 2]], "on the first three");
is(execute($id)->{json}{job_count}, 25, "or all");
is(execute($id, url_pattern => "page=*5")->{json}{job_count}, scalar(grep { /page=\d*5/ } @pages), "or those that fit");
is(execute($id, urls => [@pages[3, 4], "$pages[3]#top"])->{json}{job_count}, 2, "or some by name");
for my $case ([400, "No URLs to execute", url_pattern => "/nowhere/"],
	[422, "urls[1] is not one of the discovery's URLs", urls => [$pages[0], $site->url("/")]],
	[422, "max_urls must be between 1 and 10000", max_urls => 10001],
	[422, qr/^max_urls must be/, max_urls => 0],
	[404, "Strategy not found", strategy_id => "01890000-0000-7000-8000-000000000000"],
	[400, qr/^strategy_id must be a UUID/, strategy_id => "x"]) {
	my ($status, $detail, %body) = @$case;
	my $refused = execute($id, %body);
	is($refused->{status}, $status, "refused: " . substr(JSON::PP->new->canonical->encode(\%body), 0, 70));
	ref $detail ? like($refused->{json}{detail}, $detail, "in words")
	    : is($refused->{json}{detail}, $detail, "in words");
}
is(execute("01890000-0000-7000-8000-000000000000")->{json}{detail}, "Discovery not found", "an unknown one");

# --- a page that is away for a moment ---
my $shaky = $meter->site("/robots.txt" => sub { (404, {}, "none") },
	"/" => "<a href='/a'>a</a> <a href='/b'>b</a> <a href='/gone'>c</a>",
	"/a" => "<a href='/goods/1'>1</a>",
	"/b" => sub {
		my ($request, $n) = @_;
		open my $file, ">>", $meter->dir . "/visits" or die;
		syswrite $file, "b";
		return -s $file > 1 ? (200, {}, "<a href='/goods/2'>2</a>") : (503, {}, "later");
	},
	"/goods/1" => "one", "/goods/2" => "two", "/gone" => sub { (404, {}, "gone") });
my $twice = ended(start(method => "link_pattern", seed_url => $shaky->url("/"), link_pattern => "/goods/*")
	->{json}{discovery_id});
is_deeply($twice->{urls}, [map { $shaky->url("/goods/$_") } 1, 2], "what fails for a moment is tried again");
is_deeply([map { $_->{url} } @{$twice->{errors}}], [$shaky->url("/gone")], "what is gone is not")
    or diag(JSON::PP->new->encode($twice->{errors}));
my %asked;
$asked{$_->[1]}++ for @{$shaky->requests};
is_deeply([@asked{qw(/b /gone)}], [2, 1], "once more");

# --- deleting ---
is_deeply($meter->delete("/discover/$id")->{json}, { message => "Discovery deleted successfully" }, "deleted");
is($meter->get("/discover/$id")->{status}, 404, "it is gone");
is($meter->delete("/discover/$id")->{status}, 404, "once");
is($meter->get("/api/jobs/$jobs->[0]{id}")->{status}, 200, "its jobs stay");
$meter->meterctl("sweep");
is($meter->number("COUNT(*) FROM discovered_url WHERE discovery_id = '$id'"), 0, "its rows are swept away");
is($meter->number("COUNT(*) FROM discovery WHERE id = '$id'"), 0, "and itself");

done_testing();
