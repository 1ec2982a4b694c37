# The fetcher under test: the driver program, with web sites and name servers made for it.
#
#   my $fetch = Meter::Fetch->new;
#   my $site = $fetch->site("/" => "<p>page</p>");
#   my $page = $fetch->get(["--allow", "127.0.0.0/8"], $site->url("/"));
#   is($page->{status}, 200);
package Meter::Fetch;

use strict;
use warnings;

use File::Temp qw(tempdir);
use IO::Socket::IP;
use JSON::PP ();
use Meter::Guard;
use Meter::Names;
use Meter::Site;
use Test::More ();

# Ends the test when the driver is not built.
sub new
{
	my ($class) = @_;
	my $build = $ENV{METER_TEST_BUILD} // ".";
	my $driver = "$build/t/fetch/driver";
	unless (-x $driver) {
		Test::More::BAIL_OUT("$driver is not built") if $ENV{CI};
		Test::More::plan(skip_all => "$driver is not built");
	}
	# Not the system's temporary folder alone: the guard removes it with what we started.
	my $dir = tempdir("meter-test-XXXXXXXX", TMPDIR => 1);
	return bless { driver => $driver, dir => $dir, guard => Meter::Guard->new($dir) }, $class;
}

sub dir { $_[0]{dir} }
sub guard { $_[0]{guard} }

sub site
{
	my ($self, %pages) = @_;
	return Meter::Site->start($self->{guard}, $self->{dir}, %pages);
}

sub names
{
	my ($self, %zone) = @_;
	return Meter::Names->start($self->{guard}, $self->{dir}, %zone);
}

# Fetches with the driver's options; all results, or the first in scalar context.
sub get
{
	my ($self, $options, @urls) = @_;
	open my $out, "-|", $self->{driver}, @$options, "--", @urls or die "cannot start: $!\n";
	my @results = map { JSON::PP->new->utf8->decode($_) } <$out>;
	close $out or die "the driver failed with $?\n";
	return wantarray ? @results : $results[0];
}

# Listens on one port of all addresses of this machine, and counts who comes.
sub canary
{
	my ($self) = @_;
	my $listener = IO::Socket::IP->new(LocalHost => "::", LocalPort => 0, Listen => 128,
		V6Only => 0, Type => Socket::SOCK_STREAM())
	    // IO::Socket::IP->new(LocalHost => "0.0.0.0", LocalPort => 0, Listen => 128,
		Type => Socket::SOCK_STREAM())
	    or die "cannot listen: $!\n";
	my $canary = bless { port => $listener->sockport,
		notes => "$self->{dir}/canary-" . $listener->sockport }, "Meter::Fetch::Canary";
	$self->{guard}->watches(Meter::Site::fork_server($canary, $self->{dir}, sub {
		while (1) {
			my $socket = $listener->accept or next;
			open my $file, ">>", $canary->{notes} or next;
			syswrite $file, $socket->sockhost . "\n";
		}
	}));
	return $canary;
}

package Meter::Fetch::Canary;

sub port { $_[0]{port} }

# The addresses at which somebody came.
sub visits
{
	my ($self) = @_;
	open my $file, "<", $self->{notes} or return;
	chomp(my @visits = <$file>);
	return @visits;
}

1;
