# A private MariaDB: one data folder, one unix socket, no network. Quick start keeps one under
# run/, each test that needs a database has its own in a temporary folder.
package Meter::MariaDB;

use strict;
use warnings;

use IPC::Open3 qw(open3);
use Meter::Process qw(process_start process_wait log_tail);
use POSIX ();

# new(dir => folder for everything, sockets => folder of the socket, log => file, user => who owns
# the server, safe => whether a commit must survive a power cut).
sub new
{
	my ($class, %how) = @_;
	my $self = bless {
		data => "$how{dir}/mysql", temporary => "$how{dir}/mysql-tmp", socket => "$how{sockets}/mysqld.sock",
		log => $how{log} // "$how{dir}/mysqld.log", safe => $how{safe},
		user => $how{user} // scalar getpwuid($>), admin => scalar getpwuid($>),
	}, $class;
	return $self;
}

# What every command line has: nothing is read from /etc. A server that starts removes the
# temporary tables of every other that shares its folder for them.
sub common_options
{
	my ($self) = @_;
	return ("--no-defaults", "--datadir=$self->{data}", "--tmpdir=$self->{temporary}",
		"--skip-name-resolve", "--innodb-log-file-size=48M",
		$> == 0 ? "--user=$self->{user}" : ());
}

sub options
{
	my ($self) = @_;
	my @options = ($self->common_options, "--socket=$self->{socket}",
		"--pid-file=$self->{data}/mysqld.pid", "--skip-networking",
		"--performance-schema=OFF", "--innodb-buffer-pool-size=128M",
		"--character-set-server=utf8mb4", "--max-allowed-packet=64M",
		"--max-connections=300");
	push @options, "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=OFF",
	    "--innodb-flush-method=nosync" unless $self->{safe};
	return @options;
}

sub make_folder
{
	my ($self, $path) = @_;
	mkdir $path, 0700 or -d $path or die "cannot make $path: $!\n";
	chown scalar(getpwnam $self->{user}), -1, $path if $> == 0;
}

# Makes the data folder when there is none. A folder that was half made is made anew.
sub install
{
	my ($self) = @_;
	return if -e "$self->{data}/installed";
	system("rm", "-rf", $self->{data});
	$self->make_folder($self->{data});
	run($self->{log}, "mariadb-install-db", $self->common_options,
		"--auth-root-authentication-method=socket",
		"--auth-root-socket-user=$self->{admin}", "--skip-test-db",
		"--force"); # it would look the host's name up, which nobody needs
	open my $mark, ">", "$self->{data}/installed" or die "cannot write: $!\n";
	close $mark;
}

# Starts the server; returns its record at once.
sub launch
{
	my ($self) = @_;
	$self->make_folder($self->{temporary});
	$self->install;
	return process_start(name => "mariadbd", dir => $self->{data}, log => $self->{log},
		command => [server_program(), $self->options]);
}

# Returns when the server answers; dies with the log's end when it does not.
sub wait_for
{
	my ($self, $record) = @_;
	return if process_wait($record, 60, sub { $self->answers });
	die "mariadbd did not start:\n" . log_tail($self->{log}, 10);
}

sub server_program
{
	return (grep { -x } "/usr/sbin/mariadbd", "/usr/libexec/mariadbd")[0] // "mariadbd";
}

sub answers
{
	my ($self) = @_;
	return -S $self->{socket} && defined eval { $self->sql("SELECT 1") };
}

# Runs SQL as the administrator; returns the output, tabs between columns. Dies with its complaint.
sub sql
{
	my ($self, $sql, $database) = @_;
	my @command = ("mariadb", "--no-defaults", "--socket=$self->{socket}",
		"--user=$self->{admin}", "--batch", "--skip-column-names",
		"--default-character-set=utf8mb4", $database // ());
	# By standard input: a command line can be read by everybody.
	local $SIG{PIPE} = "IGNORE"; # a client that finds no server reads nothing
	my $pid = open3(my $in, my $out, undef, @command);
	print $in $sql;
	close $in;
	local $/;
	my $text = <$out> // "";
	waitpid $pid, 0;
	die "mariadb: $text\n" if $?;
	return $text;
}

# The database and the account of the program, as an administrator would make them.
sub grant
{
	my ($self, $name, $password) = @_;
	$self->sql("CREATE DATABASE IF NOT EXISTS `$name` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;"
		. "CREATE OR REPLACE USER '$name'\@'localhost' IDENTIFIED BY '$password';"
		. "GRANT ALL ON `$name`.* TO '$name'\@'localhost';");
}

# A command whose output goes to a log; dies with the log's end when it fails.
sub run
{
	my ($log, @command) = @_;
	my $pid = fork() // die "cannot fork: $!\n";
	if ($pid == 0) {
		open STDIN, "<", "/dev/null";
		open STDOUT, ">>", $log or POSIX::_exit(126);
		open STDERR, ">&", \*STDOUT;
		no warnings "exec";
		exec { $command[0] } @command or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	return unless $?;
	die sprintf "%s ended with status %d:\n%s", $command[0], $? >> 8, log_tail($log, 10);
}

1;
