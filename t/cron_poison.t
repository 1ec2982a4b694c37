#!/usr/bin/perl
# A page that ends the process which parses it: its job fails after three tries, and takes no other
# job along. And no job fails because there is no such process.
use strict;
use warnings;

use File::Spec ();
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

my $build = $ENV{METER_TEST_BUILD} // ".";
my $extractor = File::Spec->rel2abs("$build/t/queue/poisoned");
plan skip_all => "$extractor is not built" unless -x $extractor;
my $link = tempdir(CLEANUP => 1) . "/meter-extractor";
symlink $extractor, $link or die "cannot make $link: $!\n";
my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_HOST_GAP_MS => 0,
	METER_EXTRACTOR => $link });
my $page = "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>" .
	"<i class='price'>\$$_.99</i></li>" } 1 .. 5) . "</ul>";
my $site = $meter->site("/a" => $page, (map { ("/good/$_" => "$page$_", "/more/$_" => "$page$_") } 1 .. 10),
	"/bad" => "$page<p>poison</p>");
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});

my $batch = $meter->post("/api/jobs", { strategy_id => $made->{json}{strategy_id},
	urls => [$site->url("/bad"), map { $site->url("/good/$_") } 1 .. 10] });
is($batch->{status}, 201, "a batch with a page of poison") or diag($batch->{content});
my ($left) = 1;
for (my $end = time + 120; $left && time < $end; sleep 0.1) {
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

# --- while a package is replaced, or the system has no process left to give ---
sub batch
{
	my ($id) = @_;
	return $meter->get("/api/jobs/batch/$id")->{json};
}

my ($runner) = map { $_->[0] } $meter->sql("SELECT pid FROM runner WHERE kind = 'runner'");
unlink $link or die;
open my $children, "<", "/proc/$runner/task/$runner/children" or die;
kill "KILL", split " ", <$children>;
my $waiting = $meter->post("/api/jobs", { strategy_id => $made->{json}{strategy_id},
	urls => [map { $site->url("/more/$_") } 1 .. 10] })->{json}{batch_id};
ok(wait_until(20, sub { !kill 0, $runner }), "a runner that gets no extractor ends");
sleep 3;
is_deeply([@{batch($waiting)}{qw(pending failed)}], [10, 0], "and no job has failed for want of one");
like($meter->log("cron"), qr/cannot start .*: No such file or directory: this runner is replaced/, "the log says why");
symlink $extractor, $link or die "cannot make $link: $!\n";
ok(wait_until(30, sub { batch($waiting)->{completed} == 10 }), "they run when there is one")
    or diag(explain(batch($waiting)));
done_testing;
