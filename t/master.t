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

use constant { QUIET => 0.25 }; # seconds after which a worker that leaves may close a connection

sub pid_of
{
	my ($hello, $seconds) = @_;
	my $reply = $hello->connect->ask(uri => "/pid", seconds => $seconds // 30) or return 0;
	return $reply->{body};
}

# Asks on kept connections, with new ones where the other end closed, for so many seconds and until so many
# were answered. Returns how many were and how many not, and by whom.
sub ask_for
{
	my ($hello, $seconds, $wanted, $between) = @_;
	my ($good, $bad, %workers) = (0, 0);
	my @clients = map { { connection => $hello->connect, used => time } } 1 .. 4;
	my $until = time + $seconds;
	while (time < $until || ($good < $wanted && time < $until + 60)) {
		for my $client (@clients) {
			my $c = $client->{connection};
			$c = $client->{connection} = $hello->connect if $c->is_closed(0);
			my $reply = $c->ask(uri => "/sleep?ms=1", seconds => 30);
			# Who has said nothing for a while may have been parted with in this very moment.
			my $is_lost = !$reply && time - $client->{used} < QUIET;
			$reply ? $good++ : $is_lost && $bad++;
			$workers{ $reply->{body} } = 1 if $reply;
			$client->{connection} = $hello->connect unless $reply;
			$client->{used} = time;
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
	ok(wait_until(20, sub { $hello->workers == 2 && ($hello->workers)[0] != $old[0] }),
		"killed: another one starts");
	like($hello->log_text, qr/worker $old[0] was killed by signal 9/, "and the log says why");
	my $c = $hello->connect;
	is($c->ask(uri => "/crash"), undef, "a crash costs the request");
	ok(wait_until(20, sub { $hello->workers == 2 }), "and nothing else");
	ok(pid_of($hello), "requests are answered");
};

subtest "workers that die young are not restarted in a hurry" => sub {
	my $hello = Meter::Hello->start(1, "keep");
	my $began = time;
	my $deaths = sub { scalar(() = $hello->log_text =~ /was killed/g) };
	ok(wait_until(60, sub {
		my ($worker) = $hello->workers;
		$hello->signal("KILL", $worker) if $worker;
		return $deaths->() >= 6;
	}, 0.01), "they are restarted");
	# 0.1 s before the second, then twice as long each time: the sixth comes after 3.1 s. Who was not killed
	# at once may be old already, and lets the pauses begin anew.
	cmp_ok(time - $began, ">", 2, "but the pause doubles");
	ok(wait_until(20, sub { pid_of($hello) }), "in the end it serves");
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
		ok(wait_until(20, sub { $hello->workers == 2 }), "and two are left");
		unlike($hello->log_text, qr/ error /, "without an error in the log");
	};
}

subtest "SIGHUP replaces the workers under load" => sub {
	my $hello = Meter::Hello->start(2, "keep", "drain=2");
	my @old = $hello->workers;
	my $reloads = 0;
	my $from = time;
	my ($good, $bad, $workers) = ask_for($hello, 4, 501, sub {
		$hello->signal("HUP"), $reloads++ if $reloads < 2 && time > $from + $reloads + 0.5;
	});
	cmp_ok($good, ">", 500, "requests were answered: $good");
	is($bad, 0, "all of them");
	cmp_ok($workers, ">=", 2, "by workers old and new");
	my %old = map { $_ => 1 } @old;
	ok(wait_until(20, sub { my @now = $hello->workers; @now == 2 && !grep { $old{$_} } @now }),
		"two are left, none of the old ones");
};

subtest "SIGTERM ends it all" => sub {
	my $hello = Meter::Hello->start(2, "keep", "drain=60");
	my ($idle, $busy) = map { $hello->connect } 1 .. 2;
	$idle->ask(uri => "/pid");
	$busy->put(Meter::FastCGI::request(uri => "/pid?hold=" . $hello->hold));
	ok($hello->has_begun(1), "a request is being served");
	my $from = time;
	$hello->signal("TERM");
	sleep 0.3;
	$hello->release;
	is(($busy->reply(30) // {})->{status}, 200, "what runs is answered");
	ok($idle->is_closed(30), "what is idle is closed");
	ok(wait_until(30, sub { !$hello->is_alive }), "the master ends");
	cmp_ok(time - $from, "<", 50, "without waiting for the whole drain");
	is(scalar($hello->workers), 0, "no worker is left");
};

subtest "who does not end is killed" => sub {
	my $hello = Meter::Hello->start(1, "drain=1");
	my $c = $hello->connect;
	$c->put(Meter::FastCGI::request(uri => "/pid?hold=" . $hello->hold, keep => 0));
	ok($hello->has_begun(1), "a request is being served");
	$hello->signal("INT");
	ok(wait_until(30, sub { !$hello->is_alive }), "the master ends");
	like($hello->log_text, qr/does not end: killed/, "and the log says so");
};

subtest "workers do not outlive a killed master" => sub {
	my $hello = Meter::Hello->start(2, "keep");
	my @workers = $hello->workers;
	$hello->signal("KILL");
	ok(wait_until(20, sub { !grep { kill 0, $_ } @workers }), "they end by themselves");
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
		ok(wait_until(30, sub { @masters = grep { !waitpid $_, POSIX::WNOHANG() } @masters;
			@masters == 1 && eval { pid_of($hello) } }), "of three at once one is left");
		kill "TERM", @masters;
		waitpid $_, 0 for @masters;
	}
};

subtest "a killed master is succeeded while its workers are busy" => sub {
	my $hello = Meter::Hello->start(1);
	my $busy = $hello->connect;
	$busy->put(Meter::FastCGI::request(uri => "/pid?hold=" . $hello->hold, keep => 0));
	ok($hello->has_begun(1), "a request is being served");
	my ($old) = $hello->workers;
	$hello->signal("KILL");
	ok(wait_until(10, sub { !$hello->is_alive }), "its master is killed");
	my ($successor) = start_masters($hello, 1);
	ok(wait_until(30, sub { (eval { pid_of($hello, 2) } || $old) != $old }), "a new one takes over meanwhile");
	$hello->release;
	is(($busy->reply(30) // {})->{status}, 200, "what the old worker had is answered");
	kill "TERM", $successor;
	waitpid $successor, 0;
};

done_testing;
