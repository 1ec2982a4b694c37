#!/usr/bin/perl
# A large group: made of many URLs, scheduled, paused, resumed, and made anew for another schema while its
# jobs run and meter-cron is killed. What the API said is what there is. The long form is
#
#   t/cron_groups.t --strategies 200 --kills 10
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Getopt::Long qw(GetOptions);
use JSON::PP ();
use Meter::Process qw(process_members wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

my %option = (strategies => 40, kills => 2);
GetOptions(\%option, "strategies=i", "kills=i") or die "usage: $0 [--strategies N] [--kills N]\n";
my $n = $option{strategies};
my $patience = 60 + $n; # seconds, on a machine that others use, too
my ($true, $false) = (JSON::PP::true(), JSON::PP::false());
my $meter = Meter::Test->start(safe => 1, settings => { METER_RUNNERS => 2 });

# --- the site: some pages are gone once there is a mark ---

my $mark = $meter->dir . "/gone";
my @gone = (3, int $n / 2, $n);

sub serve
{
	my ($request) = @_;
	my ($number) = $request->{path} =~ /(\d+)/;
	sleep 0.05 + rand 0.1;
	$meter->held("pages");
	return (404, {}, "gone") if -e $mark && grep { $_ == $number } @gone;
	return (200, {}, "<h1>Shop $number</h1><ul>" . join("", map {
		"<li class='item'><b class='name'>Cup $number.$_</b><i class='price'>\$" . ($number + $_) . ".99</i></li>"
	} 1 .. 5) . "</ul>");
}

my $site = $meter->site(default => \&serve);
my $group = $meter->post("/api/strategy-groups", { name => "Fleet" })->{json}{id};
my $path = "/api/strategy-groups/$group";

# --- killing ---

my $held = 0; # generations that it was working on then

# All of it at once, with kill -9. Nobody puts anything back: what was held is free when its leases are
# over, which a minute's wait would show.
sub kill_cron
{
	kill "KILL", process_members($meter->stack->record_of("cron"));
	ok(wait_until(60, sub { !process_members($meter->stack->record_of("cron")) }), "meter-cron is killed");
	$held += $meter->number("COUNT(*) FROM task WHERE state = 'running' AND kind = 'generation'");
	$meter->sql("UPDATE task SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE state = 'running'");
	$meter->start_part("cron");
}

sub progress { return $meter->get("$path/$_[0]/progress")->{json} }
sub ended { return $_[0]{completed} + $_[0]{failed} }

# Waits for the end of what goes on, and kills so many times on the way.
sub finish
{
	my ($what, $kills) = @_;
	for my $k (1 .. $kills) {
		my $from = $n * $k / ($kills + 1);
		ok(wait_until($patience, sub { ended(progress($what)) >= $from }, 0.05), "it has come so far");
		kill_cron();
	}
	ok(wait_until($patience, sub { progress($what)->{status} =~ /^(?:completed|failed)$/ }, 0.1), "and ends");
	return progress($what);
}

sub strategies { return @{$meter->get($path)->{json}{strategies}} }

# --- made ---

my %old = (name => "string", price => "number");
my $made = $meter->post("$path/strategies/bulk", { urls => [map { $site->url("/$_") } 1 .. $n],
	description => "names and prices of cups", output_schema => \%old });
is($made->{json}{strategy_count}, $n, "$n strategies are asked for") or BAIL_OUT($made->{content});
my $began = time;
my $end = finish("strategies/bulk", 1);
is("@$end{qw(status total completed failed)}", "completed $n $n 0", "all are made") or diag(explain($end));
diag(sprintf "%.1f seconds", time - $began);
my @strategies = strategies();
is(scalar @strategies, $n, "each once");
my %number = map { ($_->{strategy_id} => ($_->{url} =~ m{/(\d+)$})[0]) } @strategies;
is_deeply([sort { $a <=> $b } values %number], [1 .. $n], "on its own URL");
is($meter->number("COUNT(*) FROM strategy_event WHERE event_type = 'created'"), $n, "and counted once");

# --- scheduled ---

my $applied = $meter->post("$path/schedule", { interval_seconds => 3600 });
is("@{$applied->{json}}{qw(created updated)}", "$n 0", "a schedule for each");
$applied = $meter->post("$path/schedule", { cron_expression => "0 " . ((gmtime)[2] + 12) % 24 . " * * *" });
is("@{$applied->{json}}{qw(created updated)}", "0 $n", "and another timing");
is($meter->patch("$path/schedule/toggle", { enabled => $false })->{json}{updated}, $n, "all are paused");
is($meter->number("COUNT(*) FROM schedule WHERE enabled OR next_run_at IS NOT NULL"), 0, "and none runs");
is($meter->patch("$path/schedule/toggle", { enabled => $true })->{json}{updated}, $n, "all are resumed");
is($meter->number("COUNT(*) FROM schedule WHERE enabled AND next_run_at > UTC_TIMESTAMP(6)"), $n, "and will run");

# --- made anew while jobs run ---

sub run_all
{
	$meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE enabled");
}

my %new = (title => "string", cost => "number");
$meter->hold("pages");
run_all();
open my $file, ">", $mark or die "cannot write $mark: $!\n";
my $started = $meter->patch("$path/schema", { output_schema => \%new });
is("$started->{status} $started->{json}{strategy_count}", "200 $n", "another schema for all");
is($meter->patch("$path/schema", { output_schema => \%old })->{status}, 409, "one at a time");
$began = time;
ok(wait_until($patience, sub { progress("schema")->{status} eq "running" }), "it runs");
is($meter->patch("$path/schedule/toggle", { enabled => $false })->{json}{updated}, $n, "all are paused meanwhile");
is($meter->patch("$path/schedule/toggle", { enabled => $true })->{json}{updated}, $n, "and resumed");
run_all();
$meter->release("pages");
$end = finish("schema", $option{kills});
diag(sprintf "%.1f seconds", time - $began);
is("@$end{qw(status total completed failed progress_percent)}", "completed $n " . ($n - 3) . " 3 100", "all but three")
    or diag(explain($end));
is_deeply([sort { $a <=> $b } map { $number{$_->{strategy_id}} } @{$end->{errors}}], [sort { $a <=> $b } @gone],
	"those whose pages are gone");

cmp_ok($held, ">", 0, "$held were in its hands when it was killed");

# --- what there is ---

my %has_failed = map { ($_->{strategy_id} => 1) } @{$end->{errors}};
my @wrong = grep {
	JSON::PP->new->canonical->encode($_->{output_schema})
	    ne JSON::PP->new->canonical->encode($has_failed{$_->{strategy_id}} ? \%old : \%new)
} strategies();
is_deeply(\@wrong, [], "each has the schema that was told");
is($meter->number("COUNT(*) FROM strategy WHERE version = 2"), $n - 3, "made anew once");
is($meter->number("COUNT(*) FROM strategy_version"), 2 * $n - 3, "with one version more");
is($meter->number("COUNT(*) FROM strategy_version WHERE version = 2 AND reason <> 'schema'"), 0, "for this reason");
is($meter->number("COUNT(*) FROM schedule WHERE enabled"), $n, "schedules stand as they were left");
ok(wait_until($patience, sub { $meter->number("COUNT(*) FROM task") == 0 }, 0.2), "nothing is left to be done");
is($meter->number("COUNT(*) FROM job WHERE status NOT IN ('completed', 'failed')"), 0, "all jobs have ended");
is($meter->number("COUNT(*) FROM job"), $meter->number("SUM(jobs) FROM tick"), "each that was due, and no other");

my $before = $meter->number("COUNT(*) FROM job");
unlink $mark;
run_all();
ok(wait_until($patience, sub { $meter->number("COUNT(*) FROM job WHERE status IN ('completed', 'failed')")
	== $before + $n }, 0.2), "all run once more");
my @items = map { JSON::PP::decode_json($_) } split /\n/, $meter->get("$path/items.jsonl")->{content};
is(scalar @items, 5 * $n, "and find all items");
is(scalar(grep { exists $_->{item}{$has_failed{$_->{strategy_id}} ? "price" : "cost"} } @items), 5 * $n,
	"by the schema that each has");
is($meter->get("$path/health")->{json}{health}, "ok", "the group is well");
unlike($meter->log("cron"), qr/killed by signal (?!9\b)/, "nobody died of itself");

done_testing;
