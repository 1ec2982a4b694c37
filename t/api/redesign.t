#!/usr/bin/perl
# Changes end to end: what is one, what is none, and runs that are not believed.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempfile);
use JSON::PP ();
use Meter::Guard;
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my ($markup, @cups) = ("good", 1 .. 6);
my ($file, $name) = tempfile(UNLINK => 1);
my $pages = 0;

# The site is a process of its own: it reads what the next page is from a file.
sub next_page
{
	my %row = (good => "<li class='item'><a class='name' href='/cup/%d'>Cup %d</a><i class='price'>\$%s</i></li>",
		redesigned => "<div data-x='item'><a class='n' href='/cup/%d'>Cup %d</a><i>\$%s</i></div>");
	my $noise = sprintf "<p>%s at %d</p>", rand(), ++$pages; # what no field takes
	open my $out, ">", $name or die "$name: $!\n";
	print $out "<html><body>$noise<ul>", (map {
		my ($cup, $price) = ref ? @$_ : ($_, "$_.50");
		sprintf $row{$markup}, $cup, $cup, $price } @cups), "</ul></body></html>";
	close $out or die "$name: $!\n";
	return;
}

my $site = $meter->site("/cups" => sub {
	open my $in, "<", $name or die "$name: $!\n";
	return (200, {}, join "", <$in>);
});
next_page();
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/cups"), name => "Cups",
	description => "names, prices and links",
	output_schema => { name => "string", price => "number", link => "string" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $id = $made->{json}{strategy_id};

sub run
{
	my ($label) = @_;
	next_page();
	my $reply = $meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/cups") });
	is($reply->{status}, 200, "$label: ran") or diag($reply->{content});
	return $reply->{json};
}

# [[added, removed, modified], ...] of all changes so far
sub changes
{
	return [map { [@$_] } $meter->sql("SELECT added, removed, modified FROM job_change ORDER BY job_id")];
}

my $first = run("first");
is_deeply([@$first{qw(status item_count has_changes)}], ["completed", 6, JSON::PP::false], "the first is no change");
for (1 .. 3) {
	@cups = reverse @cups;
	is(run("noise")->{has_changes}, JSON::PP::false, "noise around the items and another order are none");
}
is_deeply(changes(), [], "nothing was told");

@cups = ([1, "9.99"], 2, 3, 4, 6, 7);
is(run("changed")->{has_changes}, JSON::PP::true, "a price, a cup gone and a new one are");
is_deeply(changes(), [[1, 1, 1]], "each told once");

# The page is redesigned, and back.
$markup = "redesigned";
for my $time (1 .. 4) {
	my $job = run("redesigned");
	is_deeply([@$job{qw(status error_class results)}], ["failed", "layout", undef], "fails each time");
	is($job->{error}, "Extraction returned 0 items, the last 5 runs had 6: the page's layout may have changed",
		"and says why");
}
$markup = "good";
my $back = run("back");
is_deeply([@$back{qw(status has_changes)}], ["completed", JSON::PP::false], "the old markup is no change");
is_deeply(changes(), [[1, 1, 1]], "nothing was told of it");

# Most of the page is missing: odd, then real.
@cups = (2);
is_deeply([map { run("fewer")->{status} } 1 .. 3], ["failed", "failed", "completed"], "three equal runs are real");
is_deeply(changes()->[1], [0, 5, 0], "and then a change");

# A strategy that is changed begins anew.
$meter->patch("/api/strategies/$id", { output_schema => { name => "string" } });
my $patched = run("patched");
is_deeply([@$patched{qw(status has_changes)}], ["completed", JSON::PP::false], "another schema is no change");
@cups = (2, 3);
is(run("after")->{has_changes}, JSON::PP::true, "the next difference is");
is(scalar @{changes()}, 3, "three changes in all");

# Also when that happens to a job that a runner has claimed and whose strategy it has not read yet: with the
# table locked that it reads in between, and no strategy in its memory. Its key would hold up the change, too.
$meter->sql("ALTER TABLE target DROP FOREIGN KEY target_of_strategy");
$meter->stop_part("cron");
$meter->start_part("cron");
my $lock = Meter::Guard::beside(sub { eval { $meter->sql("LOCK TABLES target WRITE; SELECT SLEEP(60)") }; return "" });
my $locks = "FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(60)%' AND STATE = 'User sleep'";
ok(wait_until(10, sub { $meter->number("COUNT(*) $locks") == 1 }), "what a runner reads next is locked");
next_page();
my $job = $meter->post("/api/jobs", { strategy_id => $id, url => $site->url("/cups") })->{json};
ok(wait_until(10, sub { $meter->get("/api/jobs/$job->{id}")->{json}{status} eq "running" }), "a job is claimed");
$meter->sql("UPDATE strategy SET output_schema = '{\"name\":\"string\",\"price\":\"number\"}', version = version + 1"
	. " WHERE id = '$id'");
$meter->sql("KILL QUERY " . $meter->number("MAX(ID) $locks"));
ok(wait_until(20, sub { ($job = $meter->get("/api/jobs/$job->{id}")->{json})->{status} eq "completed" }), "it runs");
ok(exists $job->{results}[0]{price}, "as it was changed") or diag(explain $job);
is($job->{has_changes}, JSON::PP::false, "which is no change");
is(scalar @{changes()}, 3, "and is not told");

done_testing();
