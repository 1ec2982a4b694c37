#!/usr/bin/perl
# What the runs of a schedule changed: news that are read once, and the history of all.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Compress::Zlib qw(compress);
use JSON::PP ();
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $file = $meter->dir . "/goods";

sub goods
{
	my (%goods) = @_;
	open my $out, ">", "$file.new" or die "cannot write $file: $!\n";
	print $out join "", map { "$_ $goods{$_}\n" } sort keys %goods;
	close $out;
	rename "$file.new", $file;
}

sub page
{
	open my $in, "<", $file or return (500, {}, "");
	my @goods = map { [split] } <$in>;
	return (200, {}, "<ul>" . join("", map {
		"<li class='item'><h3><a href='/p/$_->[0]'>$_->[0] pan</a></h3><b class='price'>$_->[1]</b></li>"
	} @goods) . "</ul>");
}

my %goods = map { $_ => sprintf "%d.50", 10 + length } qw(Iron Steel Copper Clay Glass Stone);
goods(%goods);
my $site = $meter->site("/list" => \&page);
my $url = $site->url("/list");
my $made = $meter->post("/api/strategies/generate", { url => $url, name => "Pans",
	description => "names, prices and links",
	output_schema => { name => "string", price => "number", link => "string" } });
is($made->{status}, 201, "a strategy") or diag($made->{content});
my $schedule = $meter->post("/api/schedules", { strategy_id => $made->{json}{strategy_id},
	url => $url, interval_seconds => 86400 })->{json}{id};

# One run of the schedule, waited for.
my $runs = 0;

sub run
{
	$runs++;
	$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE id = '$schedule'");
	for (1 .. 600) {
		my $jobs = $meter->get("/api/jobs?schedule_id=$schedule&limit=100")->{json};
		my @ended = grep { $_->{status} =~ /completed|failed/ } @$jobs;
		return $jobs->[0] if @$jobs == $runs && @ended == $runs;
		select undef, undef, undef, 0.1;
	}
	die "run $runs did not end\n" . $meter->log("cron");
}

sub changes { return $meter->get("/api/schedules/$schedule/changes" . ($_[0] // ""))->{json} }
sub changelog { return $meter->get("/api/schedules/$schedule/changelog" . ($_[0] // ""))->{json} }

is(run()->{status}, "completed", "a first run");
is_deeply(changes(), { schedule_id => $schedule, changes => [], count => 0,
	marked_seen => JSON::PP::true, more => JSON::PP::false }, "is no change");
ok(!run()->{has_changes}, "nor is a second one like it");

$goods{Iron} = "9.00";
delete $goods{Clay};
$goods{Gold} = "99.00";
goods(%goods);
my $job = run();
ok($job->{has_changes}, "a price, a pan more and a pan less");

my $news = changes("?mark_seen=false");
is($news->{count}, 1, "are one change");
ok(!$news->{marked_seen}, "that is only looked at");
my $one = $news->{changes}[0];
is($one->{job_id}, $job->{job_id}, "with its job");
is($one->{item_count}, 6, "its items");
is(scalar @{$one->{results}}, 6, "all of them");
is($one->{url}, $url, "and its page");
is_deeply([@$one{qw(added removed modified)}], [1, 1, 1], "it tells what kind they are");
is(changes("?mark_seen=false&filter=gold")->{changes}[0]{item_count}, 1, "a filter leaves one item");
is(changes("?filter=silver")->{count}, 0, "or none");
is(changes("?mark_seen=false")->{count}, 1, "and marks nothing that it does not tell");
is(changes()->{count}, 1, "read once");
is(changes()->{count}, 0, "it is news no more");

my $log = changelog();
is_deeply([sort keys %$log], [qw(count entries limit offset schedule_id)], "the changelog");
is_deeply([@$log{qw(count limit offset)}], [1, 20, 0], "has it still");
my $entry = $log->{entries}[0];
is_deeply([@$entry{qw(new_items_count removed_items_count modified_items_count item_count)}],
	[2, 2, 1, 6], "with counts in which a modified item is a new one and a removed one");
is_deeply([sort map { $_->{name} } @{$entry->{new_items}}], ["Gold pan", "Iron pan"], "what is new");
is_deeply([sort map { $_->{name} } @{$entry->{removed_items}}], ["Clay pan", "Iron pan"],
	"what is gone");
is_deeply($entry->{modified_items}[0]{fields}, [{ field => "price", before => 14.5, after => 9 }],
	"and what a price was and is");
ok(!exists changelog("?include_items=false")->{entries}[0]{new_items}, "counts alone are shorter");
$entry = changelog("?filter=clay")->{entries}[0];
is_deeply([@$entry{qw(new_items_count removed_items_count)}], [0, 1], "a filter counts what it keeps");
is_deeply(changelog("?filter=silver")->{entries}, [], "and drops what has nothing");

$goods{Glass} = "1.00";
goods(%goods);
run();
$goods{Stone} = "2.00";
goods(%goods);
my $last = run();
is_deeply([map { $_->{job_id} } @{changelog("?limit=1")->{entries}}], [$last->{job_id}], "newest first");
is_deeply([map { $_->{job_id} } @{changelog("?limit=1&offset=2")->{entries}}], [$job->{job_id}],
	"page by page");
is_deeply([map { $_->{job_id} } @{changelog("?filter=gold&limit=1")->{entries}}], [$job->{job_id}],
	"a filter looks beyond a page");
is_deeply(changelog("?offset=100")->{entries}, [], "past the end is empty");
# Results that fit one reply alone but not together.
sub set_result
{
	my ($job_id, $megabytes) = @_;
	my $text = '[{"name":"' . "x" x ($megabytes << 20) . '"}]';
	my ($n, $hex) = (length $text, unpack "H*", compress($text));
	$meter->sql("UPDATE result r JOIN job j ON j.strategy_id = r.strategy_id AND j.result_hash = r.hash
		SET r.items = X'$hex', r.size = $n WHERE j.id = '$job_id'");
}

# The end of the reply, and its size.
sub end_of_changes
{
	my $reply = $meter->raw("GET /api/schedules/$schedule/changes HTTP/1.0\r\n" .
		"Authorization: Bearer $meter->{key}\r\n\r\n");
	return (substr($reply, -100), length($reply) >> 20);
}

my @unread = map { $_->{job_id} } @{changes("?mark_seen=false")->{changes}};
set_result($unread[0], 8);
set_result($unread[1], 57);
my ($end, $size) = end_of_changes();
like($end, qr/"count":1,"marked_seen":true,"more":true\}$/, "what does not fit a reply is left");
is($size, 8, "for the next one");
($end, $size) = end_of_changes();
like($end, qr/"count":1,"marked_seen":true,"more":false\}$/, "which has it");
is($size, 57, "whole");
$meter->sql("UPDATE job_change SET seen_at = NULL WHERE job_id IN ('$unread[0]', '$unread[1]')");
set_result($_, 0) for @unread;

my @order = map { $_->{job_id} } @{changes()->{changes}};
is($order[-1], $last->{job_id}, "news come oldest first");
is(scalar @order, 2, "all that are unread");

is($meter->get("/api/schedules/$schedule/changes?mark_seen=perhaps")->{status}, 400, "a bad flag");
is($meter->get("/api/schedules/$schedule/changelog?limit=0")->{status}, 400, "a bad limit");
my ($other) = $meter->new_key("other");
is($meter->get("/api/schedules/$schedule/$_", key => $other)->{status}, 404, "others see no $_")
	for qw(changes changelog);
$meter->delete("/api/schedules/$schedule");
is($meter->get("/api/schedules/$schedule/$_")->{status}, 404, "a deleted schedule has no $_")
	for qw(changes changelog);
is($meter->get("/api/jobs/$job->{job_id}")->{status}, 200, "but its jobs stay");

done_testing();
