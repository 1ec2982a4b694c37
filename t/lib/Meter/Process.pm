# Programs that run beside the script that started them: each in a session of its own, so that its
# children can be found after it died, and each with a record that tells it from a later process
# that happens to get its number.
#
# A record is a hash: name, pid, born (start time in clock ticks since boot), boot (id), dir.
package Meter::Process;

use strict;
use warnings;

use Exporter qw(import);
use POSIX ();
use Time::HiRes qw(sleep time);

our @EXPORT_OK = qw(process_start process_record process_save process_load process_members process_is_alive
	process_workers process_name process_peak_kb process_kb process_seconds
	process_children_seconds process_stop process_wait wait_until
	log_tail);

# First line of a file, or "" when it is not there.
sub first_line
{
	my ($path) = @_;
	open my $file, "<", $path or return "";
	my $line = <$file> // "";
	chomp $line;
	return $line;
}

sub boot_id
{
	return first_line("/proc/sys/kernel/random/boot_id");
}

# (session, start time) of a living process, or nothing. Field 2 may hold anything, hence the
# search for the last bracket.
sub stat_of
{
	my ($pid) = @_;
	my $stat = first_line("/proc/$pid/stat");
	my ($rest) = $stat =~ /^.*\)\s(.*)$/ or return;
	my @fields = split / /, $rest;
	return if $fields[0] =~ /^[ZX]/;
	return ($fields[3], $fields[19]);
}

# Starts a program and returns its record; dies when it cannot be executed.
# name, command (list), dir (where it runs), log (its output is added there), env (whole).
sub process_start
{
	my (%how) = @_;
	pipe(my $said, my $say) or die "cannot make a pipe: $!\n";
	my $pid = fork() // die "cannot fork: $!\n";
	if ($pid == 0) {
		close $said;
		become(\%how, $say);
	}
	close $say;
	my $trouble = <$said>;
	if (defined $trouble) {
		waitpid $pid, 0;
		die "cannot start $how{name}: $trouble\n";
	}
	return process_record($how{name}, $pid, $how{dir});
}

# The record of a process that runs now in a session of its own.
sub process_record
{
	my ($name, $pid, $dir) = @_;
	my (undef, $born) = stat_of($pid);
	return { name => $name, pid => $pid, born => $born // 0, boot => boot_id(), dir => $dir };
}

# The child's part: never returns.
sub become
{
	my ($how, $say) = @_;
	my $tell = sub { syswrite $say, $_[0]; POSIX::_exit(127) };
	POSIX::setsid();
	chdir $how->{dir} or $tell->("cannot enter $how->{dir}: $!");
	open STDIN, "<", "/dev/null" or $tell->("/dev/null: $!");
	open STDOUT, ">>", $how->{log} or $tell->("cannot write $how->{log}: $!");
	open STDERR, ">&", \*STDOUT or $tell->("standard error: $!");
	$SIG{$_} = "DEFAULT" for qw(INT TERM HUP PIPE CHLD);
	%ENV = %{$how->{env}} if $how->{env};
	no warnings "exec";
	exec { $how->{command}[0] } @{$how->{command}} or $tell->("$how->{command}[0]: $!");
}

# Writes a record to a file, whole or not at all.
sub process_save
{
	my ($record, $path) = @_;
	open my $file, ">", "$path.new" or die "cannot write $path: $!\n";
	print $file join(" ", @$record{qw(pid born boot)}), "\n";
	close $file or die "cannot write $path: $!\n";
	rename "$path.new", $path or die "cannot write $path: $!\n";
}

# The record in a file, or nothing when there is none of this boot.
sub process_load
{
	my ($name, $path, $dir) = @_;
	my ($pid, $born, $boot) = first_line($path) =~ /^(\d+) (\d+) (\S+)$/ or return;
	return if $boot ne boot_id();
	return { name => $name, pid => $pid, born => $born, boot => $boot, dir => $dir };
}

# True while the very process of the record lives.
sub process_is_alive
{
	my ($record) = @_;
	waitpid $record->{pid}, POSIX::WNOHANG();
	my (undef, $born) = stat_of($record->{pid});
	return defined $born && $born == $record->{born};
}

# Numbers of the living processes of the record's session, the leader's children included when
# the leader is gone. A process that hides its folder is ours by its session and age.
sub process_members
{
	my ($record) = @_;
	my @members;
	opendir my $proc, "/proc" or return;
	for my $pid (grep { /^\d+$/ } readdir $proc) {
		my ($session, $born) = stat_of($pid) or next;
		next if $session != $record->{pid} || $born < $record->{born};
		my $dir = readlink "/proc/$pid/cwd";
		next if defined $dir && $dir ne $record->{dir} && $pid != $record->{pid};
		push @members, $pid;
	}
	return @members;
}

# The name of its program, of which the kernel knows 15 bytes; "" when it has gone.
sub process_name
{
	my ($pid) = @_;
	return first_line("/proc/$pid/comm");
}

# The members but the leader whose programs have such a name: a pattern of all of it.
sub process_workers
{
	my ($record, $name) = @_;
	return grep { $_ != $record->{pid} && process_name($_) =~ /^(?:$name)$/ } process_members($record);
}

# The most KB that were ever resident of a process; nothing when it has gone.
sub process_peak_kb
{
	my ($pid) = @_;
	open my $file, "<", "/proc/$pid/status" or return;
	return (map { /^VmHWM:\s+(\d+)/ } <$file>)[0];
}

# Resident KB of a process; of what it shares with others, its part. 0 when it has gone.
sub process_kb
{
	my ($pid) = @_;
	open my $file, "<", "/proc/$pid/smaps_rollup" or return 0;
	return (map { /^Pss:\s+(\d+)/ } <$file>)[0] // 0;
}

# What all threads of a process have used of a processor. In nanoseconds: ticks are sampled, and mean
# little for processes that hand each other work many times a tick.
sub process_seconds
{
	my ($pid) = @_;
	my $ns = 0;
	for my $path (glob "/proc/$pid/task/*/schedstat") {
		open my $file, "<", $path or next;
		$ns += (split / /, <$file> // "0")[0];
	}
	return $ns / 1e9;
}

# What those of its children used that have ended, and theirs.
sub process_children_seconds
{
	my ($pid) = @_;
	my @fields = split / /, first_line("/proc/$pid/stat") =~ s/^.*\) //r;
	return (($fields[13] // 0) + ($fields[14] // 0)) / POSIX::sysconf(POSIX::_SC_CLK_TCK());
}

# Ends the process and all of its session: politely first, by force after so many seconds.
# True when nothing is left.
sub process_stop
{
	my ($record, $seconds, $signal) = @_;
	kill $signal // "TERM", $record->{pid} if process_is_alive($record);
	my $until = time + $seconds;
	my $step = 0.005;
	while (my @members = process_members($record)) {
		if (!process_is_alive($record) || time > $until) {
			kill "KILL", @members;
			last if time > $until + 5;
		}
		sleep $step;
		$step *= 1.5 if $step < 0.1;
	}
	return !process_members($record);
}

# Waits until the function says true; false when the time is over or the process has ended.
sub process_wait
{
	my ($record, $seconds, $is_ready) = @_;
	my $until = time + $seconds;
	my $step = 0.01;
	until ($is_ready->()) {
		return 0 if time > $until || !process_is_alive($record);
		sleep $step;
		$step *= 1.3 if $step < 0.2;
	}
	return 1;
}

# Waits until the function says true, and returns what it said; 0 when it did not. It is asked once
# more when the seconds are over: asking may take long.
sub wait_until
{
	my ($seconds, $is_so, $pause) = @_;
	my $until = time + $seconds;
	for (my $is_last = 0; ; sleep($pause // 0.05)) {
		my $said = $is_so->();
		return $said || 0 if $said || $is_last;
		$is_last = time > $until;
	}
}

# The last lines of a log, for a person.
sub log_tail
{
	my ($path, $lines) = @_;
	open my $file, "<", $path or return "";
	my @all = <$file>;
	splice @all, 0, @all - $lines if @all > $lines;
	return join "", @all;
}

1;
