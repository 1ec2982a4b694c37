# The small FastCGI program of the tests (t/http/hello.c), running in a folder of its own.
#
#   my $hello = Meter::Hello->start(2, "keep", "drain=2");
#   my $reply = $hello->connect->ask(uri => "/pid");
package Meter::Hello;

use strict;
use warnings;

use File::Temp qw(tempdir);
use IO::Socket::UNIX;
use Meter::FastCGI;
use Meter::Guard;
use Meter::Process qw(process_start process_wait process_is_alive process_stop wait_until);
use Meter::Test;

# workers, then the program's own options.
sub start
{
	my ($class, $workers, @options) = @_;
	my $program = Meter::Test::build_folder() . "/t/http/hello";
	Meter::Test::skip_without("t/http/hello is not built") unless -x $program;
	my $dir = tempdir("meter-hello-XXXXXXXX", TMPDIR => 1);
	my $self = bless { dir => $dir, socket => "$dir/socket", log => "$dir/log" }, $class;
	$self->{guard} = Meter::Guard->new($dir);
	# libfcgi asks for what a record announces, and asserts that it gets it.
	local $ENV{ASAN_OPTIONS} = join ":", grep { defined && length }
	    $ENV{ASAN_OPTIONS}, "allocator_may_return_null=1";
	$self->{record} = process_start(name => "hello", dir => $dir, log => $self->{log},
		command => [abs_path($program), $self->{socket}, $workers, @options]);
	$self->{guard}->watches($self->{record});
	my $is_up = process_wait($self->{record}, 30,
		sub { IO::Socket::UNIX->new(Peer => $self->{socket}) && $self->workers == $workers });
	die "hello did not start: " . $self->log_text . "\n" unless $is_up;
	return $self;
}

sub abs_path
{
	my ($path) = @_;
	require Cwd;
	return Cwd::abs_path($path);
}

sub connect
{
	my ($self) = @_;
	return Meter::FastCGI->new($self->{socket});
}

# Requests with ?hold= and what this returns are served as long as it is not released.
sub hold
{
	my ($self) = @_;
	my $file = "$self->{dir}/hold";
	unlink "$file.begun";
	open my $out, ">", $file or die "cannot write $file: $!\n";
	return $file;
}

# Waits until so many of them have begun.
sub has_begun
{
	my ($self, $n) = @_;
	return wait_until(30, sub { (-s "$self->{dir}/hold.begun" // 0) >= $n });
}

sub release
{
	my ($self) = @_;
	unlink "$self->{dir}/hold";
}

sub pid { $_[0]{record}{pid} }
sub is_alive { process_is_alive($_[0]{record}) }

sub signal
{
	my ($self, $signal, $pid) = @_;
	kill $signal, $pid // $self->pid;
}

# The numbers of the workers alive.
sub workers
{
	my ($self) = @_;
	my $pid = $self->pid;
	my @workers;
	for my $stat (glob "/proc/[0-9]*/stat") {
		open my $file, "<", $stat or next;
		my $line = <$file> // next;
		push @workers, $1 if $line =~ /^(\d+) \(.*\) [^ZX] $pid /;
	}
	@workers = sort { $a <=> $b } @workers;
	return @workers;
}

sub log_text
{
	my ($self) = @_;
	open my $file, "<", $self->{log} or return "";
	local $/;
	return <$file> // "";
}

sub stop
{
	my ($self) = @_;
	process_stop($self->{record}, 10);
}

1;
