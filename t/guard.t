#!/usr/bin/perl
# Nothing that a test starts outlives it: after a normal end, die, SIGTERM and SIGKILL.
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Guard;
use Meter::Process qw(process_start process_load process_save process_is_alive process_members
	process_stop process_wait wait_until);
use POSIX ();
use Test::More;

my $dir = tempdir(CLEANUP => 1);

# A program with a child: the shell waits for its sleep.
sub start_sleep
{
	return process_start(name => "sleep", dir => $dir, log => "$dir/log",
		command => ["/bin/sh", "-c", "sleep 300; true"]);
}

sub pid_in
{
	my ($path) = @_;
	open my $file, "<", $path or return;
	return scalar <$file>;
}

my $record = start_sleep();
ok(process_is_alive($record), "a started program is alive");
ok(wait_until(10, sub { process_members($record) == 2 }), "its session holds its child");
process_save($record, "$dir/sleep.pid");
my $loaded = process_load("sleep", "$dir/sleep.pid", $dir);
is($loaded->{born}, $record->{born}, "a saved record comes back");
$loaded->{born}--;
ok(!process_is_alive($loaded), "a later process with its number is not taken for it");
kill "KILL", $record->{pid};
ok(wait_until(10, sub { !process_is_alive($record) }), "the leader is killed");
is(scalar(process_members($record)), 1, "its child is still found");
ok(process_stop($record, 5), "stopping ends the child as well");

ok(!eval { process_start(name => "nothing", dir => $dir, log => "$dir/log",
	command => ["$dir/nothing"]); 1 }, "a program that is not there is an error");
like($@, qr/cannot start nothing: .*No such file/, "the error says which and why");

# name => how the process with the guard ends
my %ends = (
	"normal end" => sub { exit 0 },
	"die" => sub { open STDERR, ">", "/dev/null"; die "on purpose\n" },
	"SIGTERM" => sub { kill "TERM", $$; sleep 10 },
	"SIGKILL" => sub { kill "KILL", $$; sleep 10 },
);
for my $name (sort keys %ends) {
	my $folder = tempdir(DIR => $dir);
	my $pid = fork() // die "cannot fork: $!\n";
	if ($pid == 0) {
		Test::More->builder->no_ending(1);
		my $guard = Meter::Guard->new($folder);
		my $sleep = start_sleep();
		$guard->watches($sleep);
		process_save($sleep, "$dir/guarded.pid");
		$ends{$name}->();
	}
	waitpid $pid, 0;
	my $guarded = process_load("sleep", "$dir/guarded.pid", $dir);
	ok(wait_until(10, sub { !process_members($guarded) }), "$name: nothing is left");
	ok(wait_until(10, sub { !-e $folder }), "$name: the folder is gone");
}

done_testing();
