#!/usr/bin/perl
# A database on another host is believed only with a certificate of the authority that was named.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use Meter::Guard;
use Meter::MariaDB;
use Meter::Process qw(process_stop);
use Meter::Source qw(source_root);
use Meter::Stack;
use Test::More;

my $build = $ENV{METER_TEST_BUILD} // ".";
$ENV{PATH} .= ":/usr/sbin:/sbin";
my @missing = grep { my $n = $_; !grep { -x "$_/$n" } split /:/, $ENV{PATH} }
    qw(mariadbd mariadb openssl);
push @missing, "meterctl" unless -x "$build/meterctl";
if (@missing) {
	plan(skip_all => "not there: @missing") unless $ENV{CI};
	BAIL_OUT("not there: @missing");
}

my $dir = tempdir("meter-test-XXXXXXXX", TMPDIR => 1);
my $guard = Meter::Guard->new($dir);

sub run
{
	my (@command) = @_;
	Meter::MariaDB::run("$dir/openssl.log", @command);
}

# An authority of that name.
sub authority
{
	my ($name) = @_;
	run(qw(openssl req -x509 -newkey rsa:2048 -nodes -days 2), "-subj", "/CN=$name",
		"-keyout", "$dir/$name.key", "-out", "$dir/$name.pem");
}

# A certificate of the first authority for these names.
sub certificate
{
	my ($common, $names) = @_;
	open my $file, ">", "$dir/names" or die;
	print $file "subjectAltName=$names\n";
	close $file;
	run(qw(openssl req -newkey rsa:2048 -nodes), "-subj", "/CN=$common", "-keyout",
		"$dir/server.key", "-out", "$dir/server.csr");
	run(qw(openssl x509 -req -days 2 -CAcreateserial), "-in", "$dir/server.csr", "-CA",
		"$dir/ours.pem", "-CAkey", "$dir/ours.key", "-extfile", "$dir/names", "-out",
		"$dir/server.pem");
	chmod 0644, "$dir/server.key";
}

my $port = Meter::Stack::reserve_port(0);

# A server that listens on a port, with these options beside the usual ones.
{
	package Listening;
	our @ISA = ("Meter::MariaDB");

	sub options
	{
		my ($self) = @_;
		return ((grep { $_ ne "--skip-networking" } $self->SUPER::options),
			"--bind-address=127.0.0.1", "--port=$port", @{$self->{more}});
	}
}

my $record;

sub server
{
	my (@more) = @_;
	my $database = Listening->new(dir => $dir, sockets => $dir);
	$database->{more} = \@more;
	if ($record) {
		process_stop($record, 30);
		$guard->forgets($record);
	}
	$record = $database->launch;
	$guard->watches($record);
	$database->wait_for($record);
	return $database;
}

delete $ENV{$_} for grep { /^METER_/ && !/^METER_TEST_/ } keys %ENV;
%ENV = (%ENV, METER_CONFIG => "/dev/null", METER_DB_PASSWORD => "secret",
	METER_DB_PORT => $port);

# What meterctl says when it connects with these settings.
sub connecting
{
	local %ENV = (%ENV, @_);
	my $said = `$build/meterctl migrate @{[source_root()]}/sql 2>&1`;
	return $? == 0 ? "connected" : $said;
}

authority("ours");
authority("other");
certificate("localhost", "DNS:localhost,IP:127.0.0.1");
my $database = server("--ssl-cert=$dir/server.pem", "--ssl-key=$dir/server.key");
$database->sql("CREATE DATABASE meter; CREATE USER meter\@'%' IDENTIFIED BY 'secret';"
	. "GRANT ALL ON meter.* TO meter\@'%'; CREATE USER strict\@'%' IDENTIFIED BY 'secret'"
	. " REQUIRE SSL; GRANT ALL ON meter.* TO strict\@'%'");
my %named = (METER_DB_HOST => "localhost", METER_DB_CA_FILE => "$dir/ours.pem");
is(connecting(%named), "connected", "a certificate of the authority named");
is(connecting(%named, METER_DB_USER => "strict"), "connected", "and the line is encrypted");
is(connecting(%named, METER_DB_HOST => "127.0.0.1"), "connected", "also by its address");
like(connecting(%named, METER_DB_CA_FILE => "$dir/other.pem"), qr/TLS|certificate/,
	"of another authority");
like(connecting(%named, METER_DB_CA_FILE => "/nowhere"), qr/TLS|certificate/, "of none");
is(connecting(METER_DB_HOST => "127.0.0.1"), "connected", "without an authority in the open");
like(connecting(METER_DB_HOST => "127.0.0.1", METER_DB_USER => "strict"), qr/1045/,
	"which the server may refuse");

certificate("db.test", "DNS:db.test");
server("--ssl-cert=$dir/server.pem", "--ssl-key=$dir/server.key");
like(connecting(%named), qr/TLS|certificate/, "a certificate for another name");

server("--skip-ssl");
like(connecting(%named), qr/SSL is required/, "a server that has none");

$guard->finish;
done_testing();
