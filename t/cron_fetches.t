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
use Time::HiRes qw(sleep);

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

my $site = $meter->site("/" => $page, "/slow" => slowly(SLOW_S), "/now" => $page, "/held" => sub {
	$meter->held("page"); (200, {}, $page) }, default => slowly(0.003));
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

# Each task that is taken, and that is put back or done.
$meter->sql(<<'SQL');
CREATE TABLE witness (n BIGINT AUTO_INCREMENT PRIMARY KEY, step INT NOT NULL) ENGINE = InnoDB;
CREATE TRIGGER witness_task AFTER UPDATE ON task FOR EACH ROW
	INSERT INTO witness (step) SELECT IF(NEW.state = 'running', 1, -1)
	FROM DUAL WHERE (NEW.state = 'running') <> (OLD.state = 'running');
CREATE TRIGGER witness_end AFTER DELETE ON task FOR EACH ROW
	INSERT INTO witness (step) SELECT -1 FROM DUAL WHERE OLD.state = 'running';
SQL

is(order(map({ "/quick?$_" } 1 .. QUICK), map { "/slow?$_" } 1 .. SLOW), 201, "jobs of quick pages and of slow ones");
ok(wait_until(120, sub {
	my ($held, $free) = tasks();
	my $slow = grep { $_->[1] =~ m{/slow} } @{$site->requests};
	return $held == FETCHES && $free > 0 && $slow >= FETCHES && $slow < SLOW;
}), "what was held while slow ones are waited for is put back");
cmp_ok($meter->number("MAX(held) FROM (SELECT SUM(step) OVER (ORDER BY n) AS held FROM witness) x"), ">", FETCHES,
	"more were held than asked for");
ok(wait_until(180, sub { $meter->number("COUNT(*) FROM task") == 0 }), "all are done in time");
is($meter->number("COUNT(*) FROM job WHERE status = 'completed'"), QUICK + SLOW, "and completed");
my ($returned) = $meter->get("/metrics")->{content} =~ /^meter_runs_total\{[^}]*"returned"[^}]*\} (\d+)/m;
cmp_ok($returned // 0, ">", 0, "none of them for having failed");

my %asked;
$asked{$_->[1]}++ for grep { $_->[1] =~ /\?/ } @{$site->requests};
is(scalar(keys %asked), QUICK + SLOW, "each was asked for");
is(max(values %asked), 1, "once");
is(most_at_once(), FETCHES, "and never more at once than may be");

# --- somebody waits ---

# How jobs end that are executed now, all at once.
sub execute
{
	my ($n) = @_;
	my @waiting = map {
		my $url = $site->url("/now?$_");
		Meter::Guard::beside(sub {
			$meter->{http} = HTTP::Tiny->new(timeout => 60);
			my $reply = $meter->post("/api/jobs/execute", { strategy_id => $strategy, url => $url });
			return $reply->{json}{status} // $reply->{status};
		});
	} 1 .. $n;
	return map { scalar <$_> } @waiting;
}

# Two runners of one fetch each, one of which soon waits for a slow page: the other is free.
$meter->stop_part("cron");
@{$meter->stack->{settings}}{qw(METER_RUNNERS METER_FETCHES)} = (2, 1);
$meter->stack->prepare;
$meter->start_part("cron");
$meter->hold("page");
is(order(map({ "/quick?b$_" } 1 .. QUICK), "/held", map { "/quick?c$_" } 1 .. 10), 201, "the same for two runners");
ok(wait_until(60, sub { grep { $_->[1] eq "/held" } @{$site->requests} }), "one of which waits for a slow page");
is(join(" ", execute(2)), "completed completed", "what is executed now ends"); # as many as may wait at once
is($meter->number("COUNT(*) FROM job WHERE url LIKE '%/held' AND status = 'running' AND attempts = 1"), 1,
	"and does not wait for it");
$meter->release("page");

done_testing;
