#!/usr/bin/perl
# What happens when parts go away: MariaDB stopped, workers killed.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Guard;
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

# The loads below are as fast as the machine: no rate may end them.
my $meter = Meter::Test->start(settings => { METER_RATE => 10000000, METER_BURST => 1000000 });
is($meter->get("/healthz", key => undef)->{json}{status}, "ok", "alive");
is($meter->get("/readyz", key => undef)->{json}{status}, "ready", "ready");

# MariaDB away: 503 in contract form, then recovery by itself with the same workers.
my @before = sort $meter->pids("fast");
$meter->stop_part("mariadbd");
my $away;
for (1 .. 20) {
	$away = $meter->get("/api/strategies");
	last if $away->{status} == 503;
	sleep 0.1;
}
is($away->{status}, 503, "503 while MariaDB is away");
is($away->{json}{detail}, "Database temporarily unavailable", "in words");
like($away->{headers}{"retry-after"}, qr/^\d+$/, "with Retry-After");
is($meter->get("/readyz", key => undef)->{status}, 503, "not ready");
is($meter->get("/healthz", key => undef)->{status}, 200, "but alive");
$meter->start_part("mariadbd");
my $until = time + 60;
my $back;
do {
	$back = $meter->get("/api/strategies")->{status};
	sleep 0.1;
} while ($back != 200 && time < $until);
is($back, 200, "it recovers by itself");
is_deeply([sort $meter->pids("fast")], \@before, "and no worker was lost");

# Status and words of a reply: whoever reads it sees at once what was not in contract form.
sub words_of
{
	my ($reply) = @_;
	return $reply->{status} if $reply->{status} < 300;
	my $detail = ($reply->{json} // {})->{detail} // "no detail";
	my $id = ($reply->{json} // {})->{request_id} ? "" : " (no request_id)";
	return "$reply->{status} $detail$id";
}

# GETs for as long as the load goes on: each kind of answer, how often, when first and last.
my $going = $meter->dir . "/load";

sub begin_load
{
	my ($n) = @_;
	open my $file, ">", $going or die "cannot write $going: $!\n";
	return map { Meter::Guard::beside(\&load) } 1 .. $n;
}

sub load
{
	my %seen;
	while (-e $going) {
		my $kind = words_of($meter->get("/api/strategies"));
		$seen{$kind}{first} //= time;
		$seen{$kind}{last} = time;
		$seen{$kind}{n}++;
	}
	return JSON::PP::encode_json(\%seen);
}

# What several loaders saw until now, added up.
sub seen_by
{
	my (@loaders) = @_;
	my %all;
	unlink $going;
	for my $loader (@loaders) {
		my $seen = JSON::PP::decode_json(scalar <$loader>);
		for my $kind (keys %$seen) {
			my ($one, $sum) = ($seen->{$kind}, $all{$kind} //= { n => 0, last => 0 });
			$sum->{n} += $one->{n};
			$sum->{last} = $one->{last} if $one->{last} > $sum->{last};
		}
	}
	return \%all;
}

# MariaDB killed and started again under load.
my @loaders = begin_load(6);
sleep 1;
kill "KILL", $meter->stack->record_of("mariadbd")->{pid};
sleep 1;
$meter->start_part("mariadbd");
# Each worker comes back in its own time.
$until = time + 60;
for (my $good = 0; $good < 50 && time < $until;) {
	$meter->get("/api/strategies")->{status} == 200 ? $good++ : ($good = 0);
	sleep 0.02;
}
sleep 1;
my $seen = seen_by(@loaders);
my $refused = "503 Database temporarily unavailable";
is(join(", ", sort keys %$seen), "200, $refused", "MariaDB dies under load: nothing but 503 in contract form");
cmp_ok($seen->{200}{last}, ">", $seen->{$refused}{last} // 0, "and then all is well again");
is_deeply([sort $meter->pids("fast")], \@before, "without the loss of a worker");

# Workers killed under load: nginx repeats GETs on another connection.
my ($loader) = begin_load(1);
for (1 .. 5) {
	sleep 0.6;
	my @workers = grep { $_ != $meter->stack->record_of("fast")->{pid} } $meter->pids("fast");
	kill "KILL", $workers[0] if @workers;
}
sleep 0.6;
is(join(", ", keys %{seen_by($loader)}), "200", "GETs survive killed workers");
for (1 .. 600) {
	last if $meter->pids("fast") == @before;
	sleep 0.1;
}
is(scalar $meter->pids("fast"), scalar @before, "dead workers are replaced");

# A worker killed in the middle of a slow call: that call alone gets a 502 in contract form. Every
# worker of the pool has one of the calls.
my $site = $meter->site("/slow" => sub {
	$meter->held("slow");
	return (200, {}, "<ul>" . join("", map { "<li><b>Cup $_</b> <i>$_.50</i></li>" } 1 .. 9) . "</ul>");
});
$meter->hold("slow");
my $master = $meter->stack->record_of("slow")->{pid};
my @workers = grep { $_ != $master } $meter->pids("slow");
my @callers = map {
	Meter::Guard::beside(sub { words_of($meter->post("/api/strategies/generate",
		{ url => $site->url("/slow"), description => "names and prices", name => "x" })) })
} @workers;
for (1 .. 600) {
	last if @{$site->requests} == @workers;
	sleep 0.1;
}
is(scalar @{$site->requests}, scalar @workers, "as many calls as workers");
kill "KILL", $workers[0];
sleep 0.1 until !is_running($workers[0]);
$meter->release("slow");
my %answers;
$answers{$_}++ for map { my $line = <$_> // ""; chomp $line; $line } @callers;
is(delete $answers{"502 The service does not answer"}, 1, "a killed slow worker is one 502 in contract form")
    or diag(join ", ", %answers);
is(join(", ", map { "$_ x $answers{$_}" } keys %answers), "201 x " . (@workers - 1),
	"and the other calls notice nothing");
is($meter->get("/healthz", key => undef)->{status}, 200, "the rest goes on");

# Numbers of the processes of a pool, extractors included.
sub all_pids
{
	my ($pool) = @_;
	my @pids = $meter->pids($pool);
	return (@pids, map { split " ", `pgrep -P $_` } @pids);
}

sub is_running
{
	my ($pid) = @_;
	open my $file, "<", "/proc/$pid/stat" or return 0;
	return <$file> !~ /\) Z /;
}

# Workers that end part with the database in good manners, and leave no extractor behind.
$meter = Meter::Test->start;
$meter->get("/api/strategies") for 1 .. 10;
$meter->post("/api/strategies/generate", { url => $site->url("/"), description => "x", name => "x" });
for my $pool (qw(fast slow)) {
	my @pids = all_pids($pool);
	ok($meter->stop_part($pool), "the $pool pool ends");
	is(join(" ", grep { is_running($_) } @pids), "", "with all of its processes");
	unlike($meter->log($pool), qr/Sanitizer| error /, "and nothing to report");
}
unlike($meter->log("mariadbd"), qr/Aborted connection/, "the database has nothing to complain of");

done_testing;
