# Ends what a test started, whatever happens to the test: a small process waits for the test's end
# of a pipe to close (by a normal end, die, a signal or SIGKILL alike), then stops everything that
# it was told of, newest first, and removes the test's folder.
package Meter::Guard;

use strict;
use warnings;

use File::Path qw(remove_tree);
use Meter::Process qw(process_stop);
use POSIX ();
use Scalar::Util qw(weaken);

my @guards; # of this process, for children that must let go of them

# new(folder): the folder goes too, unless METER_TEST_KEEP is set.
sub new
{
	my ($class, $folder) = @_;
	pipe(my $read, my $write) or die "cannot make a pipe: $!\n";
	my $pid = fork() // die "cannot fork: $!\n";
	if ($pid == 0) {
		close $write;
		let_go();
		watch($read, $folder);
	}
	close $read;
	$write->autoflush(1);
	my $guard = bless { pid => $pid, pipe => $write, owner => $$ }, $class;
	push @guards, $guard;
	weaken($guards[-1]);
	return $guard;
}

# The guard's own process: never returns.
sub watch
{
	my ($read, $folder) = @_;
	POSIX::setsid();
	$SIG{$_} = "IGNORE" for qw(INT TERM HUP PIPE);
	# prove waits for everybody who holds the test's output.
	open STDOUT, ">", "/dev/null";
	open STDERR, ">", "/dev/null";
	my %records;
	while (my $line = <$read>) {
		chomp $line;
		my ($what, @parts) = split /\t/, $line;
		if ($what eq "watch") {
			my %record;
			@record{qw(pid born boot dir)} = @parts;
			$records{$parts[0]} = \%record;
		} else {
			delete $records{$parts[0]};
		}
	}
	process_stop($_, 10) for sort { $b->{born} <=> $a->{born} } values %records;
	remove_tree($folder) if $folder && !$ENV{METER_TEST_KEEP};
	POSIX::_exit(0);
}

sub watches
{
	my ($guard, $record) = @_;
	print { $guard->{pipe} } join("\t", "watch", @$record{qw(pid born boot dir)}), "\n";
}

sub forgets
{
	my ($guard, $record) = @_;
	print { $guard->{pipe} } "forget\t$record->{pid}\n";
}

# In a forked child that stays Perl: its copy of the pipe must not keep the guard waiting.
sub let_go
{
	for my $guard (grep { defined } @guards) {
		close $guard->{pipe};
		$guard->{owner} = 0;
	}
	@guards = ();
}

# Runs code in a child beside the test; what it returns is read from the handle.
sub beside
{
	my ($code) = @_;
	my $pid = open(my $said, "-|") // die "cannot fork: $!\n";
	return $said if $pid != 0;
	let_go();
	print $code->();
	close STDOUT;
	POSIX::_exit(0);
}

# Stops everything now and returns when it is gone.
sub finish
{
	my ($guard) = @_;
	return if $guard->{owner} != $$;
	$guard->{owner} = 0;
	close $guard->{pipe};
	local $?;
	waitpid $guard->{pid}, 0;
	@guards = grep { defined && $_ != $guard } @guards;
	weaken($_) for @guards;
}

sub DESTROY
{
	$_[0]->finish;
}

1;
