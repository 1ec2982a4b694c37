# A small web site for tests, on a loopback port of its own. A page is text, or code that is given
# the request and returns (status, { headers }, body) or writes to the socket itself and returns
# nothing.
#
#   my $site = $meter->site(
#           "/list" => "<ul><li>one</li></ul>",
#           "/gone" => sub { return (410, {}, "gone") },
#           "/slow" => sub { my ($request) = @_; sleep 3; return (200, {}, "late") });
#   $site->url("/list"); $site->requests; # [["GET", "/list", { headers }, body], ...]
package Meter::Site;

use strict;
use warnings;

use IO::Socket::INET;
use JSON::PP ();
use Meter::Guard;
use Meter::Process ();
use POSIX ();

# The guard ends it; what it was asked is noted in a file of the folder.
sub start
{
	my ($class, $guard, $dir, %pages) = @_;
	my $listener = IO::Socket::INET->new(LocalAddr => $pages{address} // "127.0.0.1",
		LocalPort => 0, Proto => "tcp", Listen => 128, ReuseAddr => 1)
	    or die "cannot listen: $!\n";
	my $self = bless { host => $listener->sockhost, port => $listener->sockport,
		notes => "$dir/site-" . $listener->sockport }, $class;
	$self->{record} = fork_server($self, $dir, sub { serve($listener, $self->{notes}, \%pages) });
	$guard->watches($self->{record});
	return $self;
}

# A forked child with a record, like a program that was started.
sub fork_server
{
	my ($self, $dir, $serve) = @_;
	pipe(my $said, my $say) or die "cannot make a pipe: $!\n";
	my $pid = fork() // die "cannot fork: $!\n";
	if ($pid == 0) {
		Meter::Guard::let_go();
		POSIX::setsid();
		chdir $dir;
		# prove waits for everybody who holds the test's output.
		open STDOUT, ">", "/dev/null";
		$SIG{$_} = "DEFAULT" for qw(INT TERM);
		close $say;
		$serve->();
		POSIX::_exit(0);
	}
	close $say;
	<$said>; # the child has a session of its own from here on
	return Meter::Process::process_record("site", $pid, $dir);
}

# Accepts for ever, one child a connection and one request a connection.
sub serve
{
	my ($listener, $notes, $pages) = @_;
	$SIG{CHLD} = "IGNORE";
	while (1) {
		my $socket = $listener->accept or next;
		my $pid = fork();
		next if !defined $pid || $pid != 0;
		close $listener;
		$SIG{CHLD} = "DEFAULT";
		$SIG{ALRM} = sub { POSIX::_exit(0) };
		alarm 120;
		eval { answer($socket, $notes, $pages); 1 } or warn $@;
		close $socket;
		POSIX::_exit(0);
	}
}

sub read_request
{
	my ($socket) = @_;
	my $line = <$socket> // return;
	my ($method, $target) = $line =~ m{^(\S+) (\S+) HTTP/1\.[01]\r?\n$} or return;
	my %headers;
	while (defined(my $header = <$socket>)) {
		last if $header =~ /^\r?\n$/;
		$headers{lc $1} = $2 if $header =~ /^([^:]+):\s*(.*?)\s*$/;
	}
	my $body = "";
	read $socket, $body, $headers{"content-length"} if $headers{"content-length"};
	my ($path, $query) = split /\?/, $target, 2;
	return { method => $method, target => $target, path => $path, query => $query // "",
		headers => \%headers, body => $body, socket => $socket };
}

sub answer
{
	my ($socket, $notes, $pages) = @_;
	binmode $socket;
	$socket->autoflush(1);
	my $request = read_request($socket) or return;
	note($notes, $request);
	my $page = $pages->{$request->{target}} // $pages->{$request->{path}} // $pages->{default};
	my @reply = !defined $page ? (404, {}, "no such page\n")
	    : ref $page eq "CODE" ? $page->($request) : (200, {}, $page);
	return unless @reply;
	my ($status, $headers, $body) = @reply;
	utf8::encode($body) if utf8::is_utf8($body);
	my %all = ("Content-Type" => "text/html; charset=utf-8", "Content-Length" => length $body,
		Connection => "close", %$headers);
	print $socket "HTTP/1.1 $status Status\r\n",
	    (map { "$_: $all{$_}\r\n" } grep { defined $all{$_} } sort keys %all), "\r\n",
	    $request->{method} eq "HEAD" ? "" : $body;
}

# One line a request: short appends to a file do not mix.
sub note
{
	my ($notes, $request) = @_;
	open my $file, ">>", $notes or return;
	syswrite $file, JSON::PP->new->ascii->encode(
		[@$request{qw(method target headers body)}]) . "\n";
	close $file;
}

sub url
{
	my ($self, $path) = @_;
	return "http://$self->{host}:$self->{port}" . ($path // "");
}

# What was asked so far, oldest first: [[method, target, headers, body], ...]. The last line may be half there.
sub requests
{
	my ($self) = @_;
	open my $file, "<", $self->{notes} or return [];
	return [map { JSON::PP->new->ascii->decode($_) } grep { /\n\z/ } <$file>];
}

1;
