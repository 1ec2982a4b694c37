#!/usr/bin/perl
# meterctl on a database of its own: what it prints, what it stores, how it ends.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use IO::Socket::UNIX;
use Meter::Guard;
use Meter::MariaDB;
use Meter::Source qw(source_root);
use Test::More;
use Time::HiRes qw(time);

my $build = $ENV{METER_TEST_BUILD} // ".";
$ENV{PATH} .= ":/usr/sbin:/sbin";
for my $need ("$build/meterctl", grep { /./ } map { my $n = $_;
	(grep { -x } map { "$_/$n" } split /:/, $ENV{PATH})[0] // "no $n" } qw(mariadbd mariadb)) {
	next if -x $need;
	plan(skip_all => "$need is not there") unless $ENV{CI};
	BAIL_OUT("$need is not there");
}

my $dir = tempdir("meter-test-XXXXXXXX", TMPDIR => 1);
my $guard = Meter::Guard->new($dir);
my $database = Meter::MariaDB->new(dir => $dir, sockets => $dir, safe => 1);
my $record = $database->launch;
$guard->watches($record);
$database->wait_for($record);
$database->grant("meter", "secret");

# Settings of the caller are no business of the test.
delete $ENV{$_} for grep { /^METER_/ && !/^METER_TEST_/ } keys %ENV;
my %settings = (METER_CONFIG => "/dev/null", METER_DB_SOCKET => $database->{socket},
	METER_DB_PASSWORD => "secret", METER_LISTEN_FAST => "unix:$dir/fast.sock",
	METER_LISTEN_SLOW => "unix:$dir/slow.sock", METER_RUN_DIR => $dir,
	METER_EXTRACTOR => "$build/meterctl");
@ENV{keys %settings} = values %settings;

# Status and output of a command, both streams together.
sub meterctl
{
	my (@arguments) = @_;
	my $pid = open(my $out, "-|") // die "cannot fork: $!\n";
	if ($pid == 0) {
		open STDERR, ">&", \*STDOUT;
		exec "$build/meterctl", @arguments or POSIX::_exit(127);
	}
	local $/;
	my $text = <$out> // "";
	close $out;
	return ($? >> 8, $text);
}

sub is_run
{
	my ($arguments, $status, $text, $label) = @_;
	my ($got, $said) = meterctl(@$arguments);
	is($got, $status, "$label: status $status") or diag($said);
	ref $text ? like($said, $text, $label) : is($said, $text, $label);
	return $said;
}

my $id = qr/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;
my $sql = source_root() . "/sql";

is_run(["--help"], 0, qr/^usage: .*migrate.*account add.*key revoke/s, "help");
is_run(["--version"], 0, qr/^meterctl [0-9.]+\n$/, "version");
is_run([], 2, qr/^usage:/, "no command");
is_run(["account"], 2, qr/^usage: meterctl account add .*\n +meterctl account list/,
	"half a command: its other halves");
is_run(["acount"], 2, qr/^meterctl: there is no command "acount"\nusage:/, "a misspelt one");
is_run(["account", "list"], 1, qr/run "meterctl migrate"/, "an empty database");

# --- migrations ---
my @files = map { s{.*/}{}r } sort glob "$sql/*.sql";
is_run(["migrate", $sql], 0, join("", map { "applied $_\n" } @files) . "schema " . @files . "\n",
	"all migrations");
is_run(["migrate", $sql], 0, "schema " . @files . "\n", "nothing twice");
{
	local $ENV{METER_SQL_DIR} = $sql;
	is_run(["migrate"], 0, "schema " . @files . "\n", "the folder of the environment");
}
is_run(["migrate", "/nowhere"], 1, qr{cannot read folder "/nowhere": No such file}, "no folder");
mkdir "$dir/sql";
system("cp", "-r", glob("$sql/*.sql"), "$dir/sql");
open my $changed, ">>", "$dir/sql/$files[2]" or die;
print $changed "-- later\n";
close $changed;
is_run(["migrate", "$dir/sql"], 1, qr{"\S+/$files[2]" is not what was applied as "$files[2]"},
	"a changed migration");
unlink "$dir/sql/$files[2]";
is_run(["migrate", "$dir/sql"], 1, qr{"\S+/$files[3]" is not number 3}, "a missing one");
{
	$database->sql("CREATE DATABASE meter2; GRANT ALL ON meter2.* TO 'meter'\@'localhost'");
	local $ENV{METER_DB_NAME} = "meter2";
	my @running = map { open(my $f, "-|", "$build/meterctl", "migrate", $sql); $f } 1 .. 4;
	my $applied = 0;
	for my $f (@running) {
		my @lines = <$f>;
		$applied += grep { /^applied/ } @lines;
		ok(close($f), "one of four at once ends well");
	}
	is($applied, @files, "and each migration was applied by one of them");
}

# --- accounts ---
my ($account) = is_run(["account", "add", "Käse & Co"], 0, qr/^$id\n$/, "an account") =~ /($id)/;
is_run(["account", "add", "--tier", "free", "small"], 0, qr/^$id\n$/, "one of another tier");
is_run(["account", "add", "small"], 1, "meterctl: there is an account \"small\" already\n",
	"a name twice");
is_run(["account", "add", "x", "--tier", "gold"], 1, qr/tier "gold" is not free/, "no such tier");
is_run(["account", "add", ""], 1, qr/1 to 255 bytes/, "no name");
is_run(["account", "add", "x", "y"], 2, qr/^usage: meterctl account add/, "too many arguments");
is_run(["account", "add", "x", "--colour", "y"], 2, qr/colour/, "an unknown option");
my $when = qr/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/;
is_run(["account", "list"], 0,
	qr/^$account\tenterprise\t$when\tKäse & Co\n$id\tfree\t$when\tsmall\n$/, "the list");

# --- keys ---
my $key_form = qr/^sk_live_[0-9A-Za-z]{43}\n$/;
my $key = is_run(["key", "add", "Käse & Co", "--label", "watch"], 0, $key_form, "a key");
chomp $key;
is_run(["key", "add", $account], 0, $key_form, "one by the account's id");
is_run(["key", "add", "nobody"], 1, "meterctl: there is no account \"nobody\"\n", "no account");
my $prefix = substr $key, 0, 12;
my $listed = is_run(["key", "list"], 0,
	qr/^$id\t\Q$prefix\E\tvalid\t$when\tnever\tKäse & Co\twatch\n$id\tsk_live_\w{4}\tvalid/,
	"the keys");
unlike($listed, qr/\Q$key\E/, "are not shown whole");
unlike($database->sql("SELECT * FROM api_key", "meter"), qr/\Q$key\E/, "nor stored");
is_run(["key", "list", "small"], 0, "", "an account without keys");
my $before = time;
is_run(["key", "revoke", $prefix], 0, "", "revoking");
cmp_ok(time - $before, ">=", 1, "returns when nobody remembers the key");
is_run(["key", "revoke", $prefix], 1, "meterctl: there is no valid key \"$prefix\"\n", "twice");
is_run(["key", "list", $account], 0, qr/\Q$prefix\E\trevoked.*\n.*\tvalid\t/, "is seen in the list");
$database->sql("UPDATE api_key SET prefix = 'sk_live_same', revoked_at = NULL", "meter");
is_run(["key", "revoke", "sk_live_same"], 1, qr/fits several keys/, "an ambiguous prefix");

is_run(["sweep"], 0, "", "nothing to sweep");
$database->sql("INSERT INTO job_trace (job_id, account_id, created_at, size, trace) VALUES
	(UUID(), '$account', UTC_TIMESTAMP() - INTERVAL 1 YEAR, 2, 'x')", "meter");
is_run(["sweep"], 0, "traces\t1\n", "what is too old is swept away, and told");
is_run(["settings"], 0, qr/^METER_DB_PASSWORD=\*+$/m, "settings hide the password");

# --- doctor ---
# A pool that answers like meter-fcgi, on the socket's other side.
sub pool
{
	my ($name, $reply) = @_;
	my $listen = IO::Socket::UNIX->new(Local => "$dir/$name.sock", Listen => 5) or die "$!\n";
	my $pid = fork() // die;
	if ($pid == 0) {
		Meter::Guard::let_go();
		while (my $c = $listen->accept) {
			sysread $c, my $request, 4096;
			syswrite $c, pack("CCnnCC", 1, 6, 1, length $reply, 0, 0) . $reply;
			close $c;
		}
		POSIX::_exit(0);
	}
	return $pid;
}
my @pools = (pool("fast", "Status: 200 OK\r\n\r\n{}"), pool("slow", "Status: 503 Busy\r\n\r\n{}"));
my $report = is_run(["doctor"], 1, qr/^ok\tdatabase: connected to "meter"/m, "doctor");
like($report, qr/^ok\t$_: /m, "$_ is fine") for "version", "rights", "strict mode", "packets",
    "durability", "connections", "clock", "settings", "schema", "fast pool", "extractor", "run folder";
like($report, qr/^problem\tslow pool: .* answers, but not 200/m, "a pool in trouble");
kill TERM => $_ for @pools;
waitpid $_, 0 for @pools;
$report = is_run(["doctor"], 1, qr/^problem\tfast pool: .* Connection refused/m, "no pools");
{
	local $ENV{METER_SECRETS_KEY_FILE} = "$dir/secrets.key";
	is_run(["doctor"], 1, qr/^problem\tsecrets: .*: run "meterctl secrets create"$/m, "no key");
	is_run(["secrets", "create"], 0, "", "a key that seals secrets");
	is((stat "$dir/secrets.key")[2] & 0777, 0600, "is for its owner alone");
	is_run(["secrets", "create"], 1, qr/File exists/, "and is not written over");
	is_run(["doctor"], 1, qr/^ok\tsecrets: /m, "the doctor finds it");
}
{
	local $ENV{METER_EXTRACTOR} = "/nowhere/x";
	local $ENV{METER_RUN_DIR} = "/nowhere";
	$report = is_run(["doctor"], 1, qr{^problem\textractor: /nowhere/x: No such file}m, "files");
	like($report, qr{^problem\trun folder: /nowhere: No such}m, "and folders");
}
$database->sql("REVOKE ALTER, INDEX ON `meter`.* FROM 'meter'\@'localhost'");
like((meterctl("doctor"))[1], qr/^problem\trights: .* lacks ALTER, INDEX:/m, "missing rights");
{
	local $ENV{METER_DB_PASSWORD} = "wrong";
	my $said = is_run(["doctor"], 1, qr/^problem\tdatabase: cannot connect/m, "a wrong password");
	unlike($said, qr/wrong/, "is not shown");
	is_run(["account", "list"], 1, qr/^meterctl: Database temporarily unavailable$/m, "elsewhere");
}
$database->sql("DELETE FROM schema_migration WHERE number > 3", "meter");
like((meterctl("doctor"))[1], qr/^problem\tschema: the database is at schema 3/m, "an old schema");
$database->sql("INSERT INTO schema_migration VALUES (9999, 'x', '', NOW())", "meter");
is_run(["account", "list"], 0, qr/small/, "a newer schema is accepted");
{
	local $ENV{METER_DB_PROT} = 1;
	is_run(["account", "list"], 1, "METER_DB_PROT: there is no such setting\n", "bad settings");
}

$guard->finish;
done_testing();
