#!/usr/bin/perl
# The items of a job as JSON, JSON lines and CSV, small and large.
use strict;
use warnings;
use utf8;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Test;
use Test::More;

use constant MANY => 30_000;

my $json = JSON::PP->new->utf8;
my $meter = Meter::Test->start;
my $list = sub { "<ul>" . join("", map { "<li class='item'><b class='name'>$_->[0]</b>"
	. "<i class='price'>\$$_->[1]</i></li>" } @_) . "</ul>" };
my @cups = (["Cup, large", 1.5], ["=HYPERLINK(\"http://evil.test/\")", 2], ["caf\x{e9} \"au lait\"", 3],
	["-1 free", 4]);
my $site = $meter->site("/a" => sub {
		my $page = $list->(@cups);
		utf8::encode($page);
		(200, { "Content-Type" => "text/html; charset=utf-8" }, $page) },
	"/many" => $list->(map { ["Cup $_", $_] } 1 .. MANY), "/none" => "<p>sold out</p>");

sub generate
{
	my ($schema) = @_;
	my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
		description => "names and prices", output_schema => $schema });
	is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
	return $made->{json}{strategy_id};
}

sub execute
{
	my ($strategy, $path) = @_;
	return $meter->post("/api/jobs/execute", { strategy_id => $strategy,
		url => $site->url($path) })->{json};
}

my $strategy = generate({ name => "string", price => "number" });
my $job = execute($strategy, "/a");
is($job->{item_count}, 4, "a job") or diag(explain($job));
my $path = "/api/jobs/$job->{id}/items";

sub items
{
	my ($query, $accept) = @_;
	my $reply = $meter->get($path . ($query // ""), $accept ? (headers => { Accept => $accept }) : ());
	return ($reply->{headers}{"content-type"}, $reply->{content}, $reply);
}

my ($type, $content, $reply) = items();
is($type, "application/json", "JSON unless told otherwise");
is_deeply($reply->{json}, $job->{results}, "the items");
is($reply->{headers}{"x-total-count"}, 4, "counted");

my $lines = join "", map { JSON::PP->new->utf8->canonical->encode($_) . "\n" } @{$job->{results}};
($type, $content, $reply) = items("?format=jsonl");
is($type, "application/x-ndjson", "JSON lines");
is_deeply([map { $json->decode($_) } split /\n/, $content], $job->{results}, "an item each");
like($content, qr/\}\n\z/, "each ended");
is($reply->{headers}{"content-disposition"}, "attachment; filename=\"$job->{id}.jsonl\"", "as a file");

my $csv = "name,price\r\n\"Cup, large\",1.5\r\n\"'=HYPERLINK(\"\"http://evil.test/\"\")\",2\r\n"
    . "\"caf\xc3\xa9 \"\"au lait\"\"\",3\r\n'-1 free,4\r\n";
($type, $content) = items("?format=csv");
is($type, "text/csv; charset=utf-8", "CSV");
is($content, $csv, "with what a spreadsheet would run made text");
($type, $content) = items("?format=csv&raw=true");
is($content, $csv =~ s/'(?=[-=])//gr, "or as it is");

for my $case (["text/csv", "text/csv; charset=utf-8"], ["application/jsonl", "application/x-ndjson"],
	["text/html, application/x-ndjson;q=0.9, */*", "application/x-ndjson"],
	["text/csv, application/json", "text/csv; charset=utf-8"], ["*/*", "application/json"],
	["image/png", "application/json"]) {
	is((items("", $case->[0]))[0], $case->[1], "Accept: $case->[0]");
}
is((items("?format=json", "text/csv"))[0], "application/json", "the format before the header");
is($meter->get("$path?format=xml")->{status}, 400, "a format that is none");
my $head = $meter->request("HEAD", "$path?format=csv");
is("$head->{status}" . ($head->{content} // ""), "200", "HEAD brings no items");

# A wrapper schema: the items inside.
my $wrapped = execute(generate({ cups => [{ name => "string", price => "number" }] }), "/a");
is(scalar @{$wrapped->{results}}, 1, "one object with all items");
$reply = $meter->get("/api/jobs/$wrapped->{id}/items");
is_deeply($reply->{json}, $wrapped->{results}[0]{cups}, "whose items they are");

# Many, and none.
my $many = execute($strategy, "/many");
is($many->{item_count}, MANY, "many items");
$reply = $meter->get("/api/jobs/$many->{id}/items");
is_deeply($reply->{json}, $many->{results}, "are all there");
$content = $meter->get("/api/jobs/$many->{id}/items?format=csv")->{content};
is(scalar(my @rows = split /\r\n/, $content), MANY + 1, "in each form");
is($rows[-1], "Cup " . MANY . "," . MANY, "to the last");
my $none = execute($strategy, "/none");
if ($none->{status} eq "completed") {
	is($meter->get("/api/jobs/$none->{id}/items")->{content}, "[]", "no items");
	is($meter->get("/api/jobs/$none->{id}/items?format=jsonl")->{content}, "", "as lines");
}

# What has no items.
my $failed = execute($strategy, "/gone");
$reply = $meter->get("/api/jobs/$failed->{id}/items");
is($reply->{status}, 400, "a failed job");
is($reply->{json}{detail}, "the job is failed, not completed", "has none");
my ($other) = $meter->new_key("other");
is($meter->get($path, key => $other)->{status}, 404, "nor has a stranger");
$meter->sql("UPDATE job SET result_hash = NULL WHERE id = '$job->{id}'");
$reply = $meter->get($path);
is($reply->{status}, 404, "items that are not kept any more");
like($reply->{json}{detail}, qr/not kept/, "which is said");

done_testing;
