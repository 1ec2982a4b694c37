#!/usr/bin/perl
# ./quickstart from where the programs are built: first run, second run, on a page, after every
# process was killed, status and stop.
use strict;
use warnings;

use Cwd qw(abs_path);
use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Guard;
use Meter::Process qw(process_load process_members process_is_alive wait_until);
use Meter::Source qw(source_root source_text);
use Meter::Test;
use Test::More;
use Time::HiRes qw(time);

my $build = abs_path(Meter::Test::build_folder());
Meter::Test::need_programs($build);
my $root = source_root();
my $dir = tempdir("meter-test-XXXXXXXX", TMPDIR => 1);
my $guard = Meter::Guard->new($dir);
my @parts = qw(mariadbd cron fast slow nginx demo);
$ENV{PATH} .= ":/usr/sbin:/sbin";
delete @ENV{grep { /^METER_/ && !/^METER_TEST_/ } keys %ENV};

sub record_of
{
	my ($part) = @_;
	return process_load($part, "$dir/$part.pid", $part eq "mariadbd" ? "$dir/mysql" : $dir);
}

# (exit status, what it printed)
sub quickstart
{
	my (@arguments) = @_;
	my $pid = open(my $out, "-|") // die "cannot fork: $!\n";
	if ($pid == 0) {
		open STDERR, ">&", \*STDOUT;
		exec $^X, "-I$root/t/lib", "-MMeter::Quickstart", "-e",
		    "Meter::Quickstart::main(\@ARGV)", "--", $root, $dir, $build, @arguments;
	}
	my $text = join "", <$out>;
	close $out;
	my $status = $? >> 8;
	$guard->watches($_) for grep { defined } map { record_of($_) } @parts;
	return ($status, $text);
}

# What shell text prints; its run/ is our folder.
sub pasted
{
	my $commands = join("", @_) =~ s{(?<![\w/])run/}{$dir/}gr;
	open my $file, ">", "$dir/pasted.sh" or die "cannot write $dir/pasted.sh: $!\n";
	print $file $commands;
	close $file or die "cannot write $dir/pasted.sh: $!\n";
	my $output = `timeout 300 sh -eu $dir/pasted.sh 2>&1`;
	is($?, 0, "the README's examples work") or diag($output);
	return $output;
}

sub env_file
{
	open my $file, "<", "$dir/env" or return "";
	return join "", <$file>;
}

my ($status, $text) = quickstart();
is($status, 0, "the first run works") or BAIL_OUT($text);
like($text, qr/MariaDB \.\.\. started/, "a line a step");
like($text, qr/"Copper Kettle"/, "it shows records");
like($text, qr/completed, 8 records/, "all of the page");
like($text, qr/"€27\.00"/, "the price in force, not the one struck out beside it");
like($text, qr{/api/watch}, "and a watch is made");
unlike($text, qr/\e|\r/, "no colours and no spinners without a terminal");
is((stat "$dir/env")[2] & 0777, 0600, "run/env is private");
my $env = env_file();
like($env, qr/^METER_URL='http:\/\/127\.0\.0\.1:\d+'\nMETER_API_KEY='sk_live_\w+'\n/,
	"run/env can be read by a shell");
my %pids = map { $_ => record_of($_)->{pid} } @parts;

my $began = time;
($status, $text) = quickstart();
is($status, 0, "the second run works") or diag($text);
diag(sprintf "second run: %.1f s", time - $began);
is(env_file(), $env, "it keeps the key");
like($text, qr/schedule [0-9a-f-]{36} goes on/, "and the watch");
is(record_of($_)->{pid}, $pids{$_}, "$_ is left alone") for @parts;

# What the README tells to paste, by a shell that stops at the first failure.
my @pasted = source_text("README.md") =~ /^```sh\n(.*?)^```$/msg;
cmp_ok(scalar @pasted, ">", 5, "the README has examples");
my $replies = pasted(@pasted);
unlike($replies, qr/"detail"/, "the server takes each of them");
like($replies, qr/"item_count":4,.*"completed":2,"failed":0/s, "a job and a batch have run");
like($replies, qr/^\{"success":true.*\n.*webhook, signature verified/m, "a webhook has arrived");
like($replies, qr/"total_urls":12,.*"job_count":3,/s, "a discovery has found what jobs run on");
like($replies, qr/"created":2,/, "a group has schedules");
like($replies, qr/"final_results_by_url":\{.*"Wool Blanket","price":"€112\.00"}\]/, "a workflow has results");

my ($shop) = $text =~ m{sample shop\s+(http://[\d.:]+/)};
($status, $text) = quickstart("${shop}page-2.html", "names and prices of the goods");
is($status, 0, "a page of one's own") or diag($text);
like($text, qr/completed, 4 records/, "its records");

($status, $text) = quickstart("${shop}goods/kettle.html", "name, price and weight");
like($text, qr/completed, 1 record:/, "one is no plural");
like($text, qr/note: .*"weight"/, "what was not found is told");

($status, $text) = quickstart("${shop}nothing.html", "names and prices");
isnt($status, 0, "a page that is not there fails");
like($text, qr/404/, "and says why");
like($text, qr/to do: everything runs: try another page/, "and what to do");
($status, $text) = quickstart("http://192.168.0.1/", "names and prices");
like($text, qr/Address not allowed.*to do: allow its network/s, "so does one on the inside");

# All at once, so that neither a master nor nginx can tidy up.
kill "KILL", map { process_members(record_of($_)) } @parts;
wait_until(60, sub { !grep { process_members(record_of($_)) } @parts });
($status, $text) = quickstart();
is($status, 0, "it works after everything was killed") or diag($text);
is(env_file(), $env, "and keeps its data");

# Only the masters: their children hold the sockets and the port.
kill "KILL", map { record_of($_)->{pid} } qw(fast nginx);
wait_until(60, sub { !grep { process_is_alive(record_of($_)) } qw(fast nginx) });
($status, $text) = quickstart();
is($status, 0, "it works after masters were killed") or diag($text);
is(env_file(), $env, "on the same port");

($status, $text) = quickstart("status");
is($status, 0, "status: everything runs") or diag($text);
my @records = map { record_of($_) } @parts;
($status, $text) = quickstart("stop");
is($status, 0, "stop") or diag($text);
is(scalar(map { process_members($_) } @records), 0, "nothing is left");
($status, $text) = quickstart("status");
is($status, 1, "status: nothing runs");
($status, $text) = quickstart();
is($status, 0, "it works after a stop") or diag($text);
is(env_file(), $env, "with the same key and port");

done_testing();
