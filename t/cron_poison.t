#!/usr/bin/perl
# A page that ends the process which parses it: its job fails after three tries, and takes no other
# job along.
use strict;
use warnings;

use File::Spec ();
use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

my $build = $ENV{METER_TEST_BUILD} // ".";
my $extractor = File::Spec->rel2abs("$build/t/queue/poisoned");
plan skip_all => "$extractor is not built" unless -x $extractor;
my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_HOST_GAP_MS => 0,
	METER_EXTRACTOR => $extractor });
my $page = "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>" .
	"<i class='price'>\$$_.99</i></li>" } 1 .. 5) . "</ul>";
my $site = $meter->site("/a" => $page, (map { ("/good/$_" => "$page$_") } 1 .. 10),
	"/bad" => "$page<p>poison</p>");
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});

my $batch = $meter->post("/api/jobs", { strategy_id => $made->{json}{strategy_id},
	urls => [$site->url("/bad"), map { $site->url("/good/$_") } 1 .. 10] });
is($batch->{status}, 201, "a batch with a page of poison") or diag($batch->{content});
my ($left) = 1;
for (my $end = time + 30; $left && time < $end; sleep 0.1) {
	($left) = map { $_->[0] } $meter->sql("SELECT COUNT(*) FROM task");
}
is($left, 0, "ends");
my @bad = $meter->sql("SELECT id, status, error_class, attempts FROM job WHERE url LIKE '%/bad'");
is_deeply([@{$bad[0]}[1 .. 3]], ["failed", "crashed", 3], "the page has failed, after three tries");
my $trace = $meter->get("/api/jobs/$bad[0][0]/trace")->{json};
is_deeply([map { $_->{error_class} } @{$trace->{earlier}}], ["crashed", "crashed"], "as its trace tells");
my ($good) = map { $_->[0] } $meter->sql("SELECT COUNT(*) FROM job WHERE url LIKE '%/good/%'
	AND status = 'completed' AND attempts = 1");
is($good, 10, "the others were run once");
my ($alive) = map { $_->[0] } $meter->sql("SELECT COUNT(*) FROM runner WHERE kind = 'runner'");
is($alive, 1, "by the same runner");
my $again = $meter->post("/api/jobs/execute", { strategy_id => $made->{json}{strategy_id},
	url => $site->url("/a") });
is($again->{json}{status}, "completed", "which goes on");
done_testing;
