#!/usr/bin/perl
# METER_FETCHES end to end: no runner asks for more pages at once, though it holds more tasks while
# they go quickly, and what it holds in vain is free for others again.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use List::Util qw(max);
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep);

use constant { FETCHES => 2, QUICK => 200, SLOW => 6 };

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

my $site = $meter->site("/" => $page, "/slow" => slowly(5), default => slowly(0.003));
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});

my $reply = $meter->post("/api/jobs", { strategy_id => $made->{json}{strategy_id},
	urls => [map({ $site->url("/quick?$_") } 1 .. QUICK), map { $site->url("/slow?$_") } 1 .. SLOW] });
is($reply->{status}, 201, "jobs of quick pages, and behind them of slow ones");

my $most = 0;
ok(wait_until(60, sub {
	$most = max($most, $meter->number("COUNT(*) FROM task WHERE state = 'running'"));
	$meter->number("COUNT(*) FROM job WHERE status = 'completed'") >= QUICK }), "the quick ones are done");
cmp_ok($most, ">", FETCHES, "of which more were held than asked for");
ok(wait_until(5, sub { $meter->number("COUNT(*) FROM task WHERE state = 'running'") == FETCHES }),
	"slow ones that wait are put back");
ok(wait_until(60, sub { $meter->number("COUNT(*) FROM task") == 0 }), "and done in time");
is($meter->number("COUNT(*) FROM job WHERE status = 'completed'"), QUICK + SLOW, "all are completed");

my %asked;
$asked{$_->[1]}++ for grep { $_->[1] =~ /\?/ } @{$site->requests};
is(scalar(keys %asked), QUICK + SLOW, "each was asked for");
is(max(values %asked), 1, "once");

open my $file, "<", $marks or die "cannot read the marks: $!\n";
my ($now, $peak) = (0, 0);
for my $sign (split //, <$file>) {
	$now += $sign eq "+" ? 1 : -1;
	$peak = max($peak, $now);
}
is($peak, FETCHES, "and never more at once than may be");

done_testing;
