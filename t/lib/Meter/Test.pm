# A whole installation for one test: private MariaDB, both pools, meter-cron, nginx, an account with a key, and
# words to talk to it. Everything ends with the test, whatever happens.
#
#   use Meter::Test;
#   my $meter = Meter::Test->start(settings => { METER_QUOTA_FREE => 1 });
#   my $reply = $meter->post("/api/strategies/generate", { url => ..., ... });
#   is($reply->{status}, 201);
#   is($reply->{json}{attempts}, 1);
#
# The built programs are looked for in METER_TEST_BUILD, else in the current folder; without them
# the test is skipped, or fails where CI is set. METER_TEST_KEEP=1 keeps the test's folder.
package Meter::Test;

use strict;
use warnings;

use File::Temp qw(tempdir);
use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP ();
use Meter::Guard;
use Meter::Site;
use Meter::Source qw(source_root);
use Meter::Stack;
use Test::More ();

my $json = JSON::PP->new->utf8->canonical->allow_nonref;

# Dies are for the test's author; what is not installed or built here only skips.
sub skip_without
{
	my ($what) = @_;
	if ($ENV{CI}) {
		Test::More::plan(tests => 1);
		Test::More::fail($what);
		exit 1;
	}
	Test::More::plan(skip_all => $what);
}

sub build_folder
{
	return $ENV{METER_TEST_BUILD} // ".";
}

# True when one of the processes runs with the address sanitizer, which gives no memory back.
sub is_sanitized
{
	for my $pid (@_) {
		open my $maps, "<", "/proc/$pid/maps" or next;
		return 1 if grep { /libasan/ } <$maps>;
	}
	return 0;
}

sub need_programs
{
	my ($build) = @_;
	for my $name (qw(meter-fcgi meter-cron meterctl meter-extractor)) {
		skip_without("$name is not built in $build") unless -x "$build/$name";
	}
	for my $name (qw(nginx mariadbd mariadb mariadb-install-db)) {
		my @found = grep { -x "$_/$name" } split(/:/, $ENV{PATH}), qw(/usr/sbin /usr/bin);
		skip_without("$name is not installed") unless @found;
	}
}

# settings: METER_ names; site: a folder that nginx serves at site_url; tier: the account's; safe: keep
# what was committed when MariaDB is killed.
sub start
{
	my ($class, %options) = @_;
	my $build = build_folder();
	need_programs($build);
	$ENV{PATH} .= ":/usr/sbin:/sbin";
	my $dir = tempdir("meter-test-XXXXXXXX", TMPDIR => 1);
	my $guard = Meter::Guard->new($dir);
	Test::More::diag("kept: $dir") if $ENV{METER_TEST_KEEP};
	my $stack = Meter::Stack->new(dir => $dir, build => $build, source => source_root(),
		guard => $guard, settings => { METER_LOG_LEVEL => "debug",
			%{$options{settings} // {}} }, site => $options{site}, safe => $options{safe});
	my $self = bless { stack => $stack, guard => $guard, dir => $dir }, $class;
	$stack->start;
	@$self{qw(key account)} = $stack->new_key("test", $options{tier});
	$self->{http} = HTTP::Tiny->new(timeout => 60, max_redirect => 0);
	return $self;
}

sub key { $_[0]{key} }
sub account { $_[0]{account} }
sub dir { $_[0]{dir} }
sub stack { $_[0]{stack} }
sub url { $_[0]{stack}->url }
sub site_url { $_[0]{stack}->site_url }
sub database_socket { $_[0]{stack}->database->{socket} }

# Another customer: his key and account.
sub new_key
{
	my ($self, $name, $tier) = @_;
	return $self->{stack}->new_key($name, $tier);
}

# One request. The options: key (undef sends none), body (a value, sent as JSON), content (bytes
# as they are), headers. Returns status, headers, content, and json when the reply is JSON.
sub request
{
	my ($self, $method, $path, %options) = @_;
	my %headers = %{$options{headers} // {}};
	my $key = exists $options{key} ? $options{key} : $self->{key};
	$headers{Authorization} //= "Bearer $key" if defined $key;
	my $content = $options{content};
	if (exists $options{body}) {
		$content = $json->encode($options{body});
		$headers{"Content-Type"} //= "application/json";
	}
	my $reply = $self->{http}->request($method, $self->url . $path,
		{ headers => \%headers, defined $content ? (content => $content) : () });
	my $is_json = ($reply->{headers}{"content-type"} // "") =~ m{^application/json};
	$reply->{json} = eval { $json->decode($reply->{content}) } if $is_json;
	return $reply;
}

sub get
{
	my ($self, $path, %options) = @_;
	return $self->request("GET", $path, %options);
}

sub post
{
	my ($self, $path, $body, %options) = @_;
	return $self->request("POST", $path, defined $body ? (body => $body) : (), %options);
}

sub patch
{
	my ($self, $path, $body, %options) = @_;
	return $self->request("PATCH", $path, body => $body, %options);
}

sub delete
{
	my ($self, $path, %options) = @_;
	return $self->request("DELETE", $path, %options);
}

# Bytes sent to nginx as they are, and everything that came back until it closed.
sub raw
{
	my ($self, $bytes) = @_;
	my ($port) = $self->url =~ /:(\d+)$/;
	my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port, Timeout => 30)
	    or die "cannot connect: $!\n";
	print $socket $bytes;
	local $/;
	return scalar <$socket>;
}

# SQL as the database's administrator; rows of columns. A statement alone that has to give way to one of the
# program's, which lock rows in another order, is begun anew.
sub sql
{
	my ($self, $sql) = @_;
	my $database = $self->{stack}->database;
	my $text;
	for my $left (reverse 0 .. 9) {
		$text = eval { $database->sql($sql, "meter") } // do {
			die $@ unless $left && $@ =~ /ERROR 1213 / && $sql !~ /;\s*\S/;
			next;
		};
		last;
	}
	return map { [split /\t/, $_, -1] } split /\n/, $text;
}

# The first value of the first row of SELECT $sql.
sub number
{
	my ($self, $sql) = @_;
	my ($row) = $self->sql("SELECT $sql");
	return $row->[0];
}

sub meterctl
{
	my ($self, @arguments) = @_;
	return $self->{stack}->meterctl(@arguments);
}

# What a part has logged: mariadbd, cron, fast, slow or nginx.
sub log
{
	my ($self, $part) = @_;
	open my $file, "<", $self->{stack}->log_of($part) or return "";
	local $/;
	return scalar <$file>;
}

# Process numbers of a part, its workers included.
sub pids
{
	my ($self, $part) = @_;
	return Meter::Process::process_members($self->{stack}->record_of($part));
}

sub stop_part
{
	my ($self, $part) = @_;
	return $self->{stack}->stop_part($part);
}

sub start_part
{
	my ($self, $part) = @_;
	return $self->{stack}->start_part($part);
}

# Processor seconds and resident KB of the parts' processes, by their programs' names. Of those that were
# replaced their parents know: a runner has had extractors, the daemon's master runners.
sub usage
{
	my ($self, @parts) = @_;
	my %usage;
	for my $part (@parts) {
		my $record = $self->{stack}->record_of($part) or next;
		for my $pid (Meter::Process::process_members($record)) {
			my $name = Meter::Process::process_name($pid) || next;
			$usage{$name}{cpu} += Meter::Process::process_seconds($pid);
			$usage{$name}{kb} += Meter::Process::process_kb($pid);
			next if $name ne "meter-cron";
			$usage{$pid == $record->{pid} ? $name : "meter-extractor"}{cpu}
			    += Meter::Process::process_children_seconds($pid);
		}
	}
	return \%usage;
}

# As after a crash: its master is killed, what that leaves behind ends by itself, and it is started again.
sub crash_part
{
	my ($self, $part) = @_;
	my $record = $self->{stack}->record_of($part);
	kill "KILL", $record->{pid};
	Meter::Process::wait_until(8, sub { !Meter::Process::process_members($record) });
	$self->start_part($part);
	return 1;
}

# A web site whose pages are code: see Meter::Site.
sub site
{
	my ($self, %pages) = @_;
	return Meter::Site->start($self->{guard}, $self->{dir}, %pages);
}

# Pages of a site that ask held(name) are not answered between hold(name) and release(name): what is to
# happen while one is fetched can take its time. after: so many more of them are answered before.
sub hold
{
	my ($self, $name, $after) = @_;
	my $path = "$self->{dir}/hold-$name";
	open my $file, ">", "$path.new" or die "cannot write $path: $!\n";
	print $file $self->arrived($name) + ($after // 0);
	close $file;
	rename "$path.new", $path or die "cannot write $path: $!\n";
}

sub release
{
	my ($self, $name) = @_;
	unlink "$self->{dir}/hold-$name";
}

# How often held(name) was asked.
sub arrived
{
	my ($self, $name) = @_;
	return -s "$self->{dir}/arrived-$name" // 0;
}

# True when one is held.
sub is_holding
{
	my ($self, $name) = @_;
	open my $file, "<", "$self->{dir}/hold-$name" or return 0;
	return $self->arrived($name) > <$file>;
}

sub held
{
	my ($self, $name) = @_;
	open my $file, ">>", "$self->{dir}/arrived-$name" or return;
	syswrite $file, "x";
	my $number = -s $file;
	Meter::Process::wait_until(100, sub {
		open my $hold, "<", "$self->{dir}/hold-$name" or return 1;
		return $number <= <$hold>;
	}, 0.02);
	return;
}

# Stops everything now; happens by itself at the end.
sub finish
{
	my ($self) = @_;
	$self->{guard}->finish;
}

1;
