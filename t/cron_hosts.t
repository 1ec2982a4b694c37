#!/usr/bin/perl
# Many jobs on one host: turns are a gap apart, whichever process they are given to, and the site sees no
# request before its turn; the jobs of another host do not wait for them. In earnest:
#
#   t/cron_hosts.t --jobs 10000 [--gap 10] [--daemons 2]
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Getopt::Long qw(GetOptions);
use IO::Socket::INET;
use Meter::Site;
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

use constant {
	OTHERS => 20, # jobs on the other host
	SLOW => 3, # and on one that wants 2.5 seconds, so that turns are waited for in the queue
	BATCH => 1000,
	EARLY => 0.003, # seconds by which the clocks of two processes may differ
};

my %option = (jobs => 300, gap => 10, daemons => 1);
GetOptions(\%option, "jobs=i", "gap=i", "daemons=i")
    or die "usage: $0 [--jobs N] [--gap MS] [--daemons N]\n";
my $gap = $option{gap} / 1000;

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 2, METER_HOST_GAP_MS => $option{gap},
	METER_LOG_LEVEL => "info" });
$meter->start_part("cron$_") for 2 .. $option{daemons};

# --- a site that is one process and notes when requests come ---

my $listener = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 0, Listen => 128)
    or die "cannot listen: $!\n";
my $port = $listener->sockport;
my $notes = $meter->dir . "/arrivals";
my $page = "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>"
	. "<i class='price'>\$$_.99</i></li>" } 1 .. 5) . "</ul>";
my $reply = sprintf "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n"
    . "Connection: close\r\n\r\n%s", length $page, $page;

sub serve
{
	open my $file, ">", $notes or die;
	while (1) {
		my $socket = $listener->accept or next;
		sysread $socket, my $request, 4096;
		my $now = time;
		syswrite $socket, $reply;
		close $socket;
		my ($path) = $request =~ m{^GET (\S+)} or next;
		my ($host) = $request =~ /^Host: (\S+?):/mi or next;
		syswrite $file, sprintf "%.6f %s %s\n", $now, $host, $path;
	}
}

$meter->{guard}->watches(Meter::Site::fork_server(undef, $meter->dir, \&serve));
close $listener;

my $made = $meter->post("/api/strategies/generate", { url => "http://127.0.0.1:$port/0", name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});

# Every turn that is given out, in the same transaction.
$meter->sql(<<'SQL');
CREATE TABLE witness (n BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(300), turn_at DATETIME(6),
	next_at DATETIME(6)) ENGINE = InnoDB;
CREATE TRIGGER witness_first AFTER INSERT ON host FOR EACH ROW
	INSERT INTO witness (name, turn_at, next_at) VALUES (NEW.name, UTC_TIMESTAMP(6), NEW.next_at);
CREATE TRIGGER witness_host AFTER UPDATE ON host FOR EACH ROW
	INSERT INTO witness (name, turn_at, next_at) SELECT NEW.name, GREATEST(OLD.next_at, UTC_TIMESTAMP(6)), NEW.next_at
	FROM DUAL WHERE NEW.next_at <> OLD.next_at;
SQL

# --- the jobs ---

sub order
{
	my ($address, $n) = @_;
	for (my $from = 1; $from <= $n; $from += BATCH) {
		my $to = $from + BATCH - 1 < $n ? $from + BATCH - 1 : $n;
		my $reply = $meter->post("/api/jobs", { strategy_id => $made->{json}{strategy_id},
			urls => [map { "http://$address:$port/$_" } $from .. $to] });
		is($reply->{status}, 201, "jobs $from to $to on $address") or diag($reply->{content});
	}
}

# All are there before the first of them is run.
my $began = time;
my @daemons = map { $meter->pids($_) } "cron", map { "cron$_" } 2 .. $option{daemons};
kill "STOP", @daemons;
order("127.0.0.1", $option{jobs});
order("127.0.0.2", OTHERS);
$meter->sql("INSERT INTO host (name, next_at, slow_ms, asked_at)
	VALUES ('127.0.0.3:$port', UTC_TIMESTAMP(6), 2500, UTC_TIMESTAMP(6))");
order("127.0.0.3", SLOW);
kill "CONT", @daemons;
my $until = time + 120 + 5 * $option{jobs} * $gap;
sleep 0.5 while $meter->number("COUNT(*) FROM task") > 0 && time < $until;
is($meter->number("COUNT(*) FROM job WHERE status = 'completed'"), $option{jobs} + OTHERS + SLOW,
	"all are completed");
diag(sprintf "%d jobs in %.1f s", $option{jobs}, time - $began);

# --- what the site saw ---

open my $file, "<", $notes or die;
my @seen = grep { $_->[0] >= $began } map { [split] } <$file>;
my @times = map { $_->[0] } grep { $_->[1] eq "127.0.0.1" } @seen;
is(@times, $option{jobs}, "each page is asked for once");
my @gaps = sort { $a <=> $b } map { $times[$_] - $times[$_ - 1] } 1 .. $#times;
diag(sprintf "gaps in ms: least %.1f, 1 of 100 below %.1f, median %.1f; %d below %d",
	1000 * $gaps[0], 1000 * $gaps[@gaps / 100], 1000 * $gaps[@gaps / 2],
	scalar(grep { $_ < $gap } @gaps), $option{gap});

# A busy machine may deliver a request late, and many at once, but none before its turn. Turns that were
# given and not used in time are lost.
my @turns = map { $_->[0] } $meter->sql("SELECT UNIX_TIMESTAMP(CONVERT_TZ(turn_at, '+00:00', \@\@session.time_zone))
	FROM witness WHERE name = '127.0.0.1:$port' ORDER BY turn_at");
cmp_ok(scalar @turns, ">=", scalar @times, "each request had a turn");
my @early = grep { $times[$_] < ($turns[$_] // 9e9) - EARLY } 0 .. $#times;
is(scalar @early, 0, "and waited for it") or diag(join "\n", map { $turns[$_] - $times[$_] } @early);
is($meter->number("COUNT(*) FROM (SELECT TIMESTAMPDIFF(MICROSECOND, LAG(next_at) OVER (PARTITION BY name ORDER BY n),
	next_at) AS us FROM witness) x WHERE us < 1000 * $option{gap}"), 0, "every turn is a gap after the one before");

my ($last) = grep { $seen[$_][1] eq "127.0.0.2" } reverse 0 .. $#seen;
my $before = grep { $_->[1] eq "127.0.0.1" } @seen[0 .. $last];
cmp_ok($before, "<", $option{jobs} / 2, "another host's jobs do not wait for them");
diag("$before requests before the other host's last");

done_testing;
