#!/usr/bin/perl
# What happens when parts go away: MariaDB stopped, workers killed.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

my $meter = Meter::Test->start;
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
my $until = time + 20;
my $back;
do {
	$back = $meter->get("/api/strategies")->{status};
	sleep 0.1;
} while ($back != 200 && time < $until);
is($back, 200, "it recovers by itself");
is_deeply([sort $meter->pids("fast")], \@before, "and no worker was lost");

# Workers killed under load: nginx repeats GETs on another connection.
my $bad = 0;
pipe(my $result, my $tell) or die;
my $load = fork() // die;
if ($load == 0) {
	my %seen;
	my $until = time + 4;
	while (time < $until) {
		$seen{$meter->get("/api/strategies")->{status}}++;
	}
	print $tell join(" ", map { "$_=$seen{$_}" } sort keys %seen), "\n";
	close $tell;
	POSIX::_exit(0);
}
close $tell;
for (1 .. 5) {
	sleep 0.6;
	my @workers = grep { $_ != $meter->stack->record_of("fast")->{pid} } $meter->pids("fast");
	kill "KILL", $workers[0] if @workers;
}
my $statuses = <$result> // "";
waitpid $load, 0;
like($statuses, qr/^200=\d+$/, "GETs survive killed workers") or diag($statuses);
for (1 .. 50) {
	last if $meter->pids("fast") == @before;
	sleep 0.1;
}
is(scalar $meter->pids("fast"), scalar @before, "dead workers are replaced");

# A worker killed in the middle of a slow call: that call alone gets a 502 in contract form.
my $site = $meter->site("/slow" => sub { sleep 20; return (200, {}, "late") });
pipe($result, $tell) or die;
my $caller = fork() // die;
if ($caller == 0) {
	my $reply = $meter->post("/api/strategies/generate", { url => $site->url("/slow"),
		description => "x", name => "x" });
	print $tell $reply->{status}, " ", $reply->{json} ? $reply->{json}{detail} : "no JSON", "\n";
	close $tell;
	POSIX::_exit(0);
}
close $tell;
for (1 .. 100) {
	last if @{$site->requests};
	sleep 0.1;
}
my $master = $meter->stack->record_of("slow")->{pid};
kill "KILL", grep { $_ != $master } $meter->pids("slow");
like(scalar <$result>, qr/^502 \S/, "a killed slow worker is a 502 in contract form");
waitpid $caller, 0;
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
