#!/usr/bin/perl
# The master keeps its workers: replaces, recycles, rolls and ends them.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Guard;
use Meter::Hello;
use Meter::Process qw(wait_until);
use Meter::Test;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);


sub pid_of
{
	my ($hello) = @_;
	my $reply = $hello->connect->ask(uri => "/pid") or return 0;
	return $reply->{body};
}

# Asks on kept connections, with new ones where the other end closed, for so many seconds.
# Returns how many were answered and how many not, and by whom.
sub ask_for
{
	my ($hello, $seconds, $between) = @_;
	my ($good, $bad, %workers) = (0, 0);
	my @clients = map { $hello->connect } 1 .. 4;
	my $until = time + $seconds;
	while (time < $until) {
		for my $c (@clients) {
			$c = $hello->connect if $c->is_closed(0);
			my $reply = $c->ask(uri => "/sleep?ms=1", seconds => 5);
			$reply ? $good++ : $bad++;
			$workers{ $reply->{body} } = 1 if $reply;
			$c = $hello->connect unless $reply;
		}
		$between->() if $between;
	}
	return ($good, $bad, scalar keys %workers);
}

subtest "a dead worker is replaced" => sub {
	my $hello = Meter::Hello->start(2, "keep");
	ok(wait_until(10, sub { $hello->workers == 2 }), "two workers");
	my @old = $hello->workers;
	sleep 1.1;
	$hello->signal("KILL", $old[0]);
	ok(wait_until(2, sub { $hello->workers == 2 && ($hello->workers)[0] != $old[0] }),
		"killed: another one starts at once");
	like($hello->log_text, qr/worker $old[0] was killed by signal 9/, "and the log says why");
	my $c = $hello->connect;
	is($c->ask(uri => "/crash"), undef, "a crash costs the request");
	ok(wait_until(5, sub { $hello->workers == 2 }), "and nothing else");
	ok(pid_of($hello), "requests are answered");
};

subtest "workers that die young are not restarted in a hurry" => sub {
	my $hello = Meter::Hello->start(1, "keep");
	my $deaths = 0;
	my $until = time + 2;
	while (time < $until) {
		my ($worker) = $hello->workers or next;
		$deaths += $hello->signal("KILL", $worker);
		sleep 0.01;
	}
	my $starts = () = $hello->log_text =~ /was killed/g;
	cmp_ok($starts, "<=", 8, "the pause doubles");
	cmp_ok($starts, ">=", 3, "but they are restarted");
	ok(wait_until(5, sub { pid_of($hello) }), "in the end it serves");
};

for my $way ("", "keep") {
	subtest "recycling" . ($way && ", kept connections") => sub {
		my $hello = Meter::Hello->start(2, "recycle=50", "drain=2", $way || ());
		my (%workers, $bad);
		for (1 .. 400) {
			my $pid = pid_of($hello);
			$pid ? $workers{$pid}++ : $bad++;
		}
		is($bad, undef, "every request is answered");
		cmp_ok(scalar keys %workers, ">=", 6, "by workers of a limited life");
		is(scalar(grep { $_ > 50 } values %workers), 0, "none served more than its share");
		ok(wait_until(5, sub { $hello->workers == 2 }), "and two are left");
		unlike($hello->log_text, qr/ error /, "without an error in the log");
	};
}

subtest "SIGHUP replaces the workers under load" => sub {
	my $hello = Meter::Hello->start(2, "keep", "drain=2");
	my @old = $hello->workers;
	my $reloads = 0;
	my $from = time;
	my ($good, $bad, $workers) = ask_for($hello, 4, sub {
		$hello->signal("HUP"), $reloads++ if $reloads < 2 && time > $from + $reloads + 0.5;
	});
	cmp_ok($good, ">", 500, "requests were answered: $good");
	is($bad, 0, "all of them");
	cmp_ok($workers, ">=", 2, "by workers old and new");
	ok(wait_until(5, sub { $hello->workers == 2 }), "two are left");
	my %old = map { $_ => 1 } @old;
	is(scalar(grep { $old{$_} } $hello->workers), 0, "none of the old ones");
};

subtest "SIGTERM ends it all" => sub {
	my $hello = Meter::Hello->start(2, "keep", "drain=5");
	my ($idle, $busy) = map { $hello->connect } 1 .. 2;
	$idle->ask(uri => "/pid");
	$busy->put(Meter::FastCGI::request(uri => "/sleep?ms=500"));
	sleep 0.1;
	my $from = time;
	$hello->signal("TERM");
	is($busy->reply(5)->{status}, 200, "what runs is answered");
	ok($idle->is_closed(3), "what is idle is closed");
	ok(wait_until(5, sub { !$hello->is_alive }), "the master ends");
	cmp_ok(time - $from, "<", 3, "without waiting for the whole drain");
	is(scalar($hello->workers), 0, "no worker is left");
};

subtest "who does not end is killed" => sub {
	my $hello = Meter::Hello->start(1, "drain=1");
	my $c = $hello->connect;
	$c->put(Meter::FastCGI::request(uri => "/sleep?ms=60000", keep => 0));
	sleep 0.2;
	$hello->signal("INT");
	ok(wait_until(8, sub { !$hello->is_alive }), "the master ends");
	like($hello->log_text, qr/does not end: killed/, "and the log says so");
};

subtest "workers do not outlive a killed master" => sub {
	my $hello = Meter::Hello->start(2, "keep");
	my @workers = $hello->workers;
	$hello->signal("KILL");
	ok(wait_until(5, sub { !grep { kill 0, $_ } @workers }), "they end by themselves");
};

# Starts n more masters on the socket; their numbers.
sub start_masters
{
	my ($hello, $n) = @_;
	return map {
		my $pid = fork() // die "cannot fork: $!\n";
		if ($pid == 0) {
			Meter::Guard::let_go();
			open STDOUT, ">>", $hello->{log};
			open STDERR, ">&", \*STDOUT;
			exec Meter::Test::build_folder() . "/t/http/hello", $hello->{socket}, 1;
		}
		$pid;
	} 1 .. $n;
}

subtest "one master a socket" => sub {
	my $hello = Meter::Hello->start(1);
	my ($second) = start_masters($hello, 1);
	waitpid $second, 0;
	isnt($?, 0, "a second one ends");
	like($hello->log_text, qr/cannot listen on ".*": Address already in use/, "and says why");
	ok(pid_of($hello), "the first goes on");
	$hello->stop;
	for my $round (1 .. 10) {
		my @masters = start_masters($hello, 3);
		ok(wait_until(5, sub { @masters = grep { !waitpid $_, POSIX::WNOHANG() } @masters;
			@masters == 1 && eval { pid_of($hello) } }), "of three at once one is left");
		kill "TERM", @masters;
		waitpid $_, 0 for @masters;
	}
};

subtest "a killed master is succeeded while its workers are busy" => sub {
	my $hello = Meter::Hello->start(1);
	my $busy = $hello->connect;
	$busy->put(Meter::FastCGI::request(uri => "/sleep?ms=1500", keep => 0));
	sleep 0.2;
	my ($old) = $hello->workers;
	$hello->signal("KILL");
	sleep 0.1;
	my ($successor) = start_masters($hello, 1);
	ok(wait_until(1, sub { (eval { pid_of($hello) } || $old) != $old }), "a new one takes over at once");
	is($busy->reply(5)->{status}, 200, "what the old worker had is answered");
	kill "TERM", $successor;
	waitpid $successor, 0;
};

done_testing;
