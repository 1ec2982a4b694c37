#!/usr/bin/perl
# Feeds of a schedule: for whom there is a key or a token, well-formed whatever a page says.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $file = $meter->dir . "/name";

sub set_name
{
	open my $out, ">", $file or die "cannot write $file: $!\n";
	print $out @_;
	close $out;
}

set_name("Pan");
my $site = $meter->site("/list" => sub {
	open my $in, "<", $file or return (500, {}, "");
	my $name = <$in>;
	return (200, {}, "<ul>" . join("", map {
		"<li class='item'><h3>$name $_</h3><b class='price'>$_.50</b></li>" } 1 .. 6) . "</ul>");
});
my $made = $meter->post("/api/watch", { url => $site->url("/list"), name => "Pans & <more>",
	description => "names and prices", interval_seconds => 86400,
	output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a watch") or diag($made->{content});
my $schedule = $made->{json}{schedule_id};
my $runs = 0;

sub run
{
	$runs++;
	$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$schedule'");
	for (1 .. 600) {
		return if @{$meter->get("/api/jobs?schedule_id=$schedule&status=completed")->{json}} == $runs;
		select undef, undef, undef, 0.1;
	}
	die "run $runs did not end\n" . $meter->log("cron");
}

# Text of the document as Python's parser reads it; nothing when it is not well-formed.
sub parsed
{
	my ($xml) = @_;
	my $name = $meter->dir . "/feed.xml";
	open my $out, ">:raw", $name or die "cannot write $name: $!\n";
	print $out $xml;
	close $out;
	my $text = qx(python3 -c 'import sys, xml.etree.ElementTree as e
print("\\n".join(x for x in e.parse(sys.argv[1]).getroot().itertext()))' '$name' 2>&1);
	return $? == 0 ? $text : undef;
}

sub path { return "/api/schedules/$schedule/$_[0]" }

run();
my $empty = $meter->get(path("feed.atom"));
is($empty->{status}, 200, "a feed without changes");
like(parsed($empty->{content}) // "", qr/Pans & <more>/, "is well-formed");
set_name("Pot &lt;b&gt; \x01 ]]&gt; &amp;amp;");
run();

for my $form (["feed.atom", "application/atom+xml"], ["feed.rss", "application/rss+xml"]) {
	my ($name, $type) = @$form;
	my $feed = $meter->get(path($name));
	like($feed->{headers}{"content-type"}, qr/^\Q$type\E/, "$name has its type");
	my $text = parsed($feed->{content});
	ok(defined $text, "$name is well-formed") or diag($feed->{content});
	like($text, qr/6 added, 6 removed|6 changed/, "and tells what changed");
	like($text, qr{<ul><li>}, "in HTML that is text");
}
my $feed = $meter->get(path("feed.json"));
is($feed->{headers}{"content-type"}, "application/feed+json", "feed.json has its type");
my $document = JSON::PP::decode_json($feed->{content});
is($document->{version}, "https://jsonfeed.org/version/1.1", "and its version");
is(scalar @{$document->{items}}, 1, "and the change");

my $again = $meter->get(path("feed.rss"), headers => { "If-None-Match" => $meter->get(path("feed.rss"))->{headers}{etag} });
is($again->{status}, 304, "who has it gets nothing");
is($again->{content} // "", "", "at all");
my $csv = $meter->get(path("items.csv"));
like($csv->{headers}{"content-type"}, qr{^text/csv}, "items are CSV");
my @lines = split /\r\n/, $csv->{content};
is($lines[0], "name,price", "with a header");
is(scalar @lines, 7, "and a line each");

$meter->sql("UPDATE result SET size = size + 20000000");
my $large = $meter->get(path("items.csv"));
is($large->{status}, 413, "too many items for one file are none");
like($large->{json}{detail}, qr/16 MB/, "with a word of it");
$meter->sql("UPDATE result SET size = size - 20000000");

# Tokens.
is($meter->get(path("feed.atom"), key => undef)->{status}, 401, "without a key there is nothing");
my $token = $meter->request("POST", path("feed-token"));
is($token->{status}, 201, "a token") or diag($token->{content});
$token = $token->{json};
for my $name (qw(atom rss json items)) {
	is($meter->get($token->{$name}, key => undef)->{status}, 200, "reads $name");
}
is($meter->get("/api/schedules/$schedule?token=$token->{token}", key => undef)->{status}, 401,
	"and nothing else");
my $other = $meter->post("/api/schedules", { strategy_id => $made->{json}{strategy_id},
	url => $site->url("/list"), interval_seconds => 86400 })->{json}{id};
is($meter->get("/api/schedules/$other/feed.atom?token=$token->{token}", key => undef)->{status}, 401,
	"nor of another schedule");
is($meter->get(path("feed.atom?token=wrong"), key => undef)->{status}, 401, "another token reads nothing");
my ($stored) = $meter->sql("SELECT HEX(feed_token_hash) FROM schedule WHERE id = '$schedule'");
unlike(lc $stored->[0], qr/$token->{token}/, "the database does not have it");
$meter->stop_part("slow");
is($meter->get($token->{atom}, key => undef)->{status}, 502, "with the workers gone nginx answers");
$meter->start_part("slow");
unlike($meter->log($_), qr/$token->{token}/, "nor does the log of $_") for qw(fast slow nginx);
is($meter->delete(path("feed-token"))->{status}, 200, "taken back");
is($meter->get($token->{atom}, key => undef)->{status}, 401, "it reads nothing any more");
my ($stranger) = $meter->new_key("stranger");
is($meter->get(path("feed.atom"), key => $stranger)->{status}, 404, "another customer sees no feed");
is($meter->request("POST", path("feed-token"), key => $stranger)->{status}, 404, "nor makes a token");

done_testing();
