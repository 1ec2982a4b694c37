# What quick start has beside the stack: a shopkeeper who changes a price of the sample shop now and
# then, and a receiver of webhooks that checks their signatures and writes down what it is told.
# One process, one loop.
package Meter::Demo;

use strict;
use utf8;
use warnings;

use Digest::SHA qw(hmac_sha256);
use File::Copy qw(copy);
use File::Path qw(make_path);
use IO::Select;
use IO::Socket::INET;
use JSON::PP ();
use MIME::Base64 qw(decode_base64 encode_base64);
use POSIX qw(strftime);

use constant {
	EVERY => 40,       # seconds between two prices: less than a tick of the watch
	TOLERANCE => 300,  # seconds that a webhook may be old, as Standard Webhooks says
	BODY_MAX => 1 << 20,
	PATIENCE => 5,     # seconds for one request
};

# --- the shop ---

# The shop's files, which may be changed: copies of those in the source.
sub open_shop
{
	my ($source, $shop) = @_;
	for my $path (glob("$source/*.html"), glob("$source/*.css"), glob("$source/goods/*")) {
		my $to = "$shop/" . substr $path, length($source) + 1;
		make_path($to =~ s{/[^/]+$}{}r);
		next if -e $to;
		copy($path, $to) or die "cannot copy to $to: $!\n";
		chmod 0644, $to;
	}
	return $shop;
}

# The nth change: the goods have their turn, each is a tenth cheaper and then as it was.
sub change_price
{
	my ($source, $shop, $n) = @_;
	for my $name (qw(index.html page-2.html)) {
		open my $in, "<:utf8", "$source/$name" or die "cannot read $source/$name: $!\n";
		my $page = join "", <$in>;
		my $goods = () = $page =~ m{<strong>€}g;
		my $place = 0;
		$page =~ s{(<strong>€)(\d+\.\d\d)}{
			my $changes = int(($n + $goods - 1 - $place++) / $goods);
			$1 . sprintf "%.2f", $changes % 2 ? $2 * 0.9 : $2}ge;
		open my $out, ">:utf8", "$shop/$name.new" or die "cannot write $shop/$name.new: $!\n";
		print $out $page;
		close $out or die "cannot write $shop/$name.new: $!\n";
		chmod 0644, "$shop/$name.new";
		rename "$shop/$name.new", "$shop/$name" or die "cannot write $shop/$name: $!\n";
	}
}

# --- the receiver ---

# Standard Webhooks: "v1," and HMAC-SHA256 of "id.timestamp.body" in base64; any of several counts.
sub is_signed
{
	my ($secret, $headers, $body) = @_;
	my ($id, $time, $signatures) = @$headers{qw(webhook-id webhook-timestamp webhook-signature)};
	return 0 unless defined $id && defined $signatures && ($time // "") =~ /^\d+$/;
	return 0 if abs(time - $time) > TOLERANCE;
	my $key = $secret =~ /^whsec_(.+)/ ? decode_base64($1) : $secret;
	my $ours = "v1," . encode_base64(hmac_sha256("$id.$time.$body", $key), "");
	return scalar grep { $_ eq $ours } split / /, $signatures;
}

# A request of an HTTP client that is in a hurry: (headers, body), or nothing.
sub read_request
{
	my ($socket) = @_;
	local $SIG{ALRM} = sub { die "too slow\n" };
	return eval {
		alarm PATIENCE;
		my ($head, $body) = ("", "");
		while ($head !~ /\r\n\r\n/) {
			sysread($socket, $head, 4096, length $head) or die "no request\n";
			die "too long\n" if length $head > 65536;
		}
		($head, $body) = split /\r\n\r\n/, $head, 2;
		my %headers = map { /^([^:]+):\s*(.*)$/ ? (lc $1, $2) : () } split /\r\n/, $head;
		my $length = $headers{"content-length"} // 0;
		die "too long\n" if $length > BODY_MAX;
		while (length $body < $length) {
			sysread($socket, $body, $length - length $body, length $body) or die "cut\n";
		}
		alarm 0;
		[\%headers, $body];
	};
}

sub text_of
{
	my ($value) = @_;
	return "nothing" unless defined $value;
	return ref $value ? JSON::PP->new->canonical->encode($value) : $value;
}

# What a person wants to know of an event: lines.
sub lines_of
{
	my ($event) = @_;
	return "the run failed: $event->{error}" if $event->{status} eq "failed";
	return "nothing changed" unless $event->{has_changes};
	my $changes = $event->{changes} // {};
	my @lines = map {
		my $key = join ", ", map { text_of($_) } ref $_->{key} ? values %{$_->{key}} : $_->{key} // ();
		map { "$key: $_->{field} was " . text_of($_->{before}) . ", is " . text_of($_->{after}) }
		    @{$_->{fields}}
	} @{$changes->{modified} // []};
	push @lines, map { "new: " . text_of($_) } @{$changes->{added} // []};
	push @lines, map { "gone: " . text_of($_) } @{$changes->{removed} // []};
	return @lines ? @lines : "the page changed";
}

sub receive
{
	my ($socket, $secret_file) = @_;
	my $request = read_request($socket) or return;
	my ($headers, $body) = @$request;
	open my $file, "<", $secret_file or return;
	my $secret = <$file> // "";
	chomp $secret;
	my $event = eval { JSON::PP::decode_json($body) };
	my $is_good = ref $event eq "HASH" && is_signed($secret, $headers, $body);
	my $when = strftime("%H:%M:%S", localtime);
	for my $line ($is_good ? lines_of($event) : "refused: the signature is not ours") {
		utf8::encode(my $text = $line);
		print "$when webhook", $is_good ? ", signature verified: " : " ", "$text\n";
	}
	# Who has the reply may look at once for what was said.
	syswrite $socket, "HTTP/1.1 " . ($is_good ? "204 No Content" : "401 Unauthorized") .
	    "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

# --- both ---

# Until it is ended. What it says goes to standard output.
sub serve
{
	my ($source, $shop, $port, $secret_file) = @_;
	my $listener = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port,
		Proto => "tcp", Listen => 16, ReuseAddr => 1) or die "cannot listen on port $port: $!\n";
	my $select = IO::Select->new($listener);
	my ($n, $due) = (0, time + EVERY);
	$| = 1;
	$SIG{PIPE} = "IGNORE";
	while (1) {
		if ($select->can_read(1)) {
			my $socket = $listener->accept;
			receive($socket, $secret_file) if $socket;
		}
		next if time < $due;
		$due = time + EVERY;
		change_price($source, $shop, ++$n);
	}
}

1;
