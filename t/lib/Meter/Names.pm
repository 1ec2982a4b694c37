# A small DNS server for tests, on a loopback port of its own.
#
#   my $names = Meter::Names->start($guard, $dir,
#           "site.example" => "127.0.0.2",
#           "both.example" => "127.0.0.2 ::1",
#           "turns.example" => ["127.0.0.2", "127.0.0.1"], # first query, all later ones
#           "mute.example" => undef);                       # never answers
#   METER_DNS_SERVER => $names->address; $names->queries; # "A site.example", ...
#
# Any other name does not exist.
package Meter::Names;

use strict;
use warnings;

use IO::Socket::INET;
use Meter::Site;
use Socket qw(inet_pton AF_INET AF_INET6);

use constant { TYPE_A => 1, TYPE_AAAA => 28, CLASS_IN => 1, NO_SUCH_NAME => 3 };

sub start
{
	my ($class, $guard, $dir, %zone) = @_;
	my $socket = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Proto => "udp")
	    or die "cannot bind: $!\n";
	my $self = bless { port => $socket->sockport, notes => "$dir/names-" . $socket->sockport },
	    $class;
	my $record = Meter::Site::fork_server($self, $dir,
		sub { serve($socket, $self->{notes}, \%zone) });
	$guard->watches($record);
	return $self;
}

sub address
{
	my ($self) = @_;
	return "127.0.0.1:$self->{port}";
}

sub serve
{
	my ($socket, $notes, $zone) = @_;
	my %asked;
	while (defined(my $peer = $socket->recv(my $query, 512))) {
		my $reply = answer($query, $notes, $zone, \%asked) // next;
		$socket->send($reply, 0, $peer);
	}
}

# The name, and the bytes of the question.
sub question_of
{
	my ($query) = @_;
	my ($at, @labels) = (12);
	while (my $n = ord substr $query, $at, 1) {
		push @labels, substr $query, $at + 1, $n;
		$at += 1 + $n;
	}
	return (lc join(".", @labels), substr $query, 12, $at + 5 - 12);
}

sub answer
{
	my ($query, $notes, $zone, $asked) = @_;
	my ($name, $question) = question_of($query);
	my $type = unpack "n", substr $question, -4;
	open my $file, ">>", $notes or return;
	syswrite $file, ($type == TYPE_A ? "A" : $type == TYPE_AAAA ? "AAAA" : $type) . " $name\n";
	close $file;
	return reply($query, $question, NO_SUCH_NAME) unless exists $zone->{$name};
	my $addresses = $zone->{$name} // return;
	my $turn = $asked->{"$type $name"}++;
	$addresses = $addresses->[$turn > $#$addresses ? $#$addresses : $turn] if ref $addresses;
	my $family = $type == TYPE_A ? AF_INET : AF_INET6;
	my @data = grep { defined } map { scalar inet_pton($family, $_) }
	    grep { /:/ == ($type == TYPE_AAAA) } split ' ', $addresses;
	# The name is a pointer to that of the question; nobody keeps the answer.
	return reply($query, $question, 0,
		map { pack "n n n N n/a*", 0xc00c, $type, CLASS_IN, 0, $_ } @data);
}

sub reply
{
	my ($query, $question, $code, @records) = @_;
	return pack("a2 n5", $query, 0x8180 | $code, 1, scalar @records, 0, 0)
	    . $question . join "", @records;
}

# What was asked so far, oldest first.
sub queries
{
	my ($self) = @_;
	open my $file, "<", $self->{notes} or return;
	chomp(my @queries = grep { /\n\z/ } <$file>);
	return @queries;
}

1;
