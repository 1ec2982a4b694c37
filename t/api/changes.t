#!/usr/bin/perl
# What a job changed, as it was stored with the job.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $account = $meter->account;
my $strategy = "01900000-0000-7000-8000-000000000001";
$meter->sql("INSERT INTO strategy (id, account_id, name, description, url, scraper_type, version,"
	. " generator, attempts, confidence, plan, created_at, updated_at) VALUES ('$strategy', '$account',"
	. " 'Shop', 'd', 'http://shop.test/', 'css', 1, 'embedded', 1, 1, '{}', NOW(6), NOW(6))");
my %job = map { $_ => "01900000-0000-7000-8000-00000000010" . length } qw(first second gone pending);
for my $name (sort keys %job) {
	my $status = $name eq "pending" ? "pending" : "completed";
	$meter->sql("INSERT INTO job (id, account_id, strategy_id, status, attempts, created_at,"
		. " completed_at, target, url) VALUES ('$job{$name}', '$account', '$strategy', '$status',"
		. " 1, NOW(6), '2026-05-10 12:00:00', '', 'http://shop.test/')");
}
my $changes = { key => ["name"], added => [{ name => "Toaster" }], removed => [], modified => [], moved => [] };
my $text = JSON::PP->new->canonical->encode($changes);
my $row = "INSERT INTO job_change (job_id, account_id, strategy_id, target, before_job_id, added, removed,"
    . " modified, moved, size, created_at, changes) VALUES";
# COMPRESS() puts four bytes of its own before what zlib makes.
$meter->sql("$row ('$job{second}', '$account', '$strategy', '', '$job{first}', 1, 0, 0, 0, "
	. length($text) . ", '2026-05-10 13:00:00', SUBSTRING(COMPRESS('$text'), 5))");
$meter->sql("$row ('$job{gone}', '$account', '$strategy', '', '$job{first}', 0, 2, 0, 0, NULL,"
	. " '2026-05-10 13:00:00', NULL)");

sub changes
{
	my ($name, %how) = @_;
	return $meter->get("/api/jobs/$job{$name}/changes", %how);
}

is_deeply(changes("second")->{json}, { job_id => $job{second}, before_job_id => $job{first},
	has_changes => JSON::PP::true, added => 1, removed => 0, modified => 0, moved => 0, changes => $changes,
	created_at => "2026-05-10T13:00:00Z" }, "changes");
is_deeply(changes("first")->{json}, { job_id => $job{first}, before_job_id => undef,
	has_changes => JSON::PP::false, added => 0, removed => 0, modified => 0, moved => 0, changes => undef,
	created_at => "2026-05-10T12:00:00Z" }, "none");
my $gone = changes("gone")->{json};
is_deeply([@$gone{qw(removed changes)}], [2, undef], "changes whose items were gone");
my $pending = changes("pending");
is($pending->{status}, 400, "a job that has not run");
is($pending->{json}{detail}, "the job is pending, not completed", "is told to be so");
my ($other) = $meter->new_key("other");
is(changes("second", key => $other)->{status}, 404, "another account's job");

done_testing;
