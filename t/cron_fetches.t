#!/usr/bin/perl
# METER_FETCHES end to end: no runner asks for more pages at once, though it holds more tasks while
# they go quickly; what it holds in vain is free for others again, and nobody waits for long who need not.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use HTTP::Tiny;
use List::Util qw(max);
use Meter::Guard;
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

use constant { FETCHES => 2, QUICK => 200, SLOW => 6, SLOW_S => 9 };

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1, METER_FETCHES => FETCHES,
	METER_HOST_GAP_MS => 0 });
my $page = "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>" .
	"<i class='price'>\$$_.99</i></li>" } 1 .. 5) . "</ul>";
my $marks = $meter->dir . "/marks";

# Notes that a page is being sent, or has been.
sub mark
{
	my ($sign) = @_;
	open my $file, ">>", $marks or return;
	syswrite $file, $sign;
	close $file;
}

sub slowly
{
	my ($s) = @_;
	return sub {
		mark("+");
		sleep $s;
		mark("-");
		return (200, {}, $page);
	};
}

sub most_at_once
{
	open my $file, "<", $marks or die "cannot read the marks: $!\n";
	my ($now, $most) = (0, 0);
	for my $sign (split //, <$file>) {
		$now += $sign eq "+" ? 1 : -1;
		$most = max($most, $now);
	}
	return $most;
}

my $site = $meter->site("/" => $page, "/slow" => slowly(SLOW_S), "/now" => $page, default => slowly(0.003));
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $strategy = $made->{json}{strategy_id};

sub order
{
	my (@paths) = @_;
	return $meter->post("/api/jobs", { strategy_id => $strategy, urls => [map { $site->url($_) } @paths] })->{status};
}

# Tasks that are held, and that are not.
sub tasks
{
	my ($row) = $meter->sql("SELECT COALESCE(SUM(state = 'running'), 0), COALESCE(SUM(state <> 'running'), 0) FROM task");
	return @$row;
}

is(order(map({ "/quick?$_" } 1 .. QUICK), map { "/slow?$_" } 1 .. SLOW), 201, "jobs of quick pages and of slow ones");
my $most = 0;
ok(wait_until(60, sub {
	my ($held, $free) = tasks();
	$most = max($most, $held);
	$most > FETCHES && $held == FETCHES && $free > 0 && SLOW > grep { $_->[1] =~ m{/slow} } @{$site->requests};
}), "what was held while slow ones are waited for is put back");
cmp_ok($most, ">", FETCHES, "more were held than asked for");
ok(wait_until(90, sub { $meter->number("COUNT(*) FROM task") == 0 }), "all are done in time");
is($meter->number("COUNT(*) FROM job WHERE status = 'completed'"), QUICK + SLOW, "and completed");
my ($returned) = $meter->get("/metrics")->{content} =~ /^meter_runs_total\{[^}]*"returned"[^}]*\} (\d+)/m;
cmp_ok($returned // 0, ">", 0, "none of them for having failed");

my %asked;
$asked{$_->[1]}++ for grep { $_->[1] =~ /\?/ } @{$site->requests};
is(scalar(keys %asked), QUICK + SLOW, "each was asked for");
is(max(values %asked), 1, "once");
is(most_at_once(), FETCHES, "and never more at once than may be");

# --- somebody waits ---

# Seconds that jobs take that are executed now, all at once.
sub execute_seconds
{
	my ($n) = @_;
	my @waiting = map {
		my $url = $site->url("/now?$_");
		Meter::Guard::beside(sub {
			$meter->{http} = HTTP::Tiny->new(timeout => 60);
			my $began = time;
			my $reply = $meter->post("/api/jobs/execute", { strategy_id => $strategy, url => $url });
			return $reply->{status} == 200 ? time - $began : 1000;
		});
	} 1 .. $n;
	return map { scalar <$_> } @waiting;
}

# Two runners of one fetch each, one of which soon waits for a slow page: the other is free.
$meter->stop_part("cron");
@{$meter->stack->{settings}}{qw(METER_RUNNERS METER_FETCHES)} = (2, 1);
$meter->stack->prepare;
$meter->start_part("cron");
my $before = @{$site->requests};
is(order(map({ "/quick?b$_" } 1 .. QUICK), "/slow?b", map { "/quick?c$_" } 1 .. 10), 201, "the same for two runners");
ok(wait_until(30, sub { grep { $_->[1] =~ m{/slow} } @{$site->requests}[$before .. $#{$site->requests}] }),
	"one of which waits for a slow page");
my @seconds = execute_seconds(2); # as many as the slow pool lets wait
cmp_ok(max(@seconds), "<", SLOW_S / 2, "what is executed now does not wait for it")
    or diag("seconds: @seconds");

done_testing;
