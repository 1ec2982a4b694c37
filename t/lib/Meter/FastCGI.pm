# A FastCGI client that is no nginx: it can keep a connection, stop half-way, and lie.
package Meter::FastCGI;

use strict;
use warnings;

use IO::Select;
use IO::Socket::UNIX;
use Time::HiRes qw(time);

use constant { BEGIN_REQUEST => 1, END_REQUEST => 3, PARAMETERS => 4, INPUT => 5, OUTPUT => 6 };

# new(socket path): an open connection.
sub new
{
	my ($class, $path) = @_;
	my $socket = IO::Socket::UNIX->new(Peer => $path) or die "cannot connect to $path: $!\n";
	return bless { socket => $socket, buffer => "" }, $class;
}

sub record
{
	my ($type, $data, $id) = @_;
	return pack("CCnnCC", 1, $type, $id // 1, length $data, 0, 0) . $data;
}

sub size
{
	my ($n) = @_;
	return $n < 128 ? chr $n : pack "N", $n | 0x80000000;
}

sub pairs
{
	my (@pairs) = @_;
	my $text = "";
	while (my ($name, $value) = splice @pairs, 0, 2) {
		$text .= size(length $name) . size(length $value) . $name . $value;
	}
	return $text;
}

# The bytes of a request. keep, method, uri, body, length (when it lies), params (more pairs).
sub request
{
	my (%how) = @_;
	my $body = $how{body} // "";
	my @params = (
		REQUEST_METHOD => $how{method} // "GET",
		defined $how{uri} ? (REQUEST_URI => $how{uri}) : (),
		CONTENT_LENGTH => $how{length} // length $body,
		REMOTE_ADDR => "192.0.2.1",
		@{ $how{params} // [] },
	);
	my $bytes = record(BEGIN_REQUEST, pack("nCx5", 1, $how{keep} // 1));
	my $pairs = pairs(@params);
	$bytes .= record(PARAMETERS, substr $pairs, 0, 32768, "") while length $pairs;
	$bytes .= record(PARAMETERS, "");
	$bytes .= record(INPUT, substr $body, 0, 32768, "") while length $body;
	return $bytes . record(INPUT, "");
}

# Sends bytes; false when the other end has closed.
sub put
{
	my ($self, $bytes) = @_;
	local $SIG{PIPE} = "IGNORE";
	while (length $bytes) {
		my $n = syswrite $self->{socket}, $bytes;
		return 0 unless $n;
		substr $bytes, 0, $n, "";
	}
	return 1;
}

# One more record as (type, data), or nothing when the connection ends or the time is over.
sub take
{
	my ($self, $until) = @_;
	while (1) {
		if (length $self->{buffer} >= 8) {
			my (undef, $type, undef, $length, $padding) = unpack "CCnnC", $self->{buffer};
			if (length $self->{buffer} >= 8 + $length + $padding) {
				my $record = substr $self->{buffer}, 0, 8 + $length + $padding, "";
				return ($type, substr $record, 8, $length);
			}
		}
		my $left = $until - time;
		return if $left <= 0 || !IO::Select->new($self->{socket})->can_read($left);
		my $n = sysread $self->{socket}, $self->{buffer}, 65536, length $self->{buffer};
		return unless $n;
	}
}

# The reply to the request that was sent: a hash of status, headers, body; nothing when there is
# none within the seconds. arrived: how often something came.
sub reply
{
	my ($self, $seconds) = @_;
	my $until = time + ($seconds // 10);
	my ($text, $arrived) = ("", 0);
	while (my ($type, $data) = $self->take($until)) {
		if ($type == END_REQUEST) {
			my ($head, $body) = split /\r\n\r\n/, $text, 2;
			my %headers = map { /^([^:]+): (.*)$/ ? (lc $1, $2) : () } split /\r\n/, $head // "";
			my ($status) = ($headers{status} // "") =~ /^(\d+)/;
			return { status => $status, headers => \%headers, body => $body,
				arrived => $arrived };
		}
		$text .= $data if $type == OUTPUT;
		$arrived++ if $type == OUTPUT && length $data;
	}
	return;
}

# Sends a request and returns the reply.
sub ask
{
	my ($self, %how) = @_;
	$self->put(request(%how)) or return;
	return $self->reply($how{seconds});
}

# True when the other end closes within the seconds and says nothing more.
sub is_closed
{
	my ($self, $seconds) = @_;
	return 0 unless IO::Select->new($self->{socket})->can_read($seconds);
	return !sysread $self->{socket}, my $byte, 1;
}

1;
