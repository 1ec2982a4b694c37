#!/usr/bin/perl
# The history of a strategy on both of its paths: all runs, in pieces, or a page of them.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

use constant { RUNS => 2500, UNKNOWN => "00000000-0000-7000-8000-000000000000" };

my $meter = Meter::Test->start;
my $account = $meter->account;

# A strategy with jobs, made as the database sees them: ids in order, every second one completed.
sub add_strategy
{
	my ($id, $runs) = @_;
	$meter->sql("INSERT INTO strategy (id, account_id, name, description, url, scraper_type,"
		. " version, generator, attempts, confidence, plan, created_at, updated_at)"
		. " VALUES ('$id', '$account', 'Shop', 'd', 'http://shop.example/', 'css', 1,"
		. " 'embedded', 1, 1, '{}', NOW(6), NOW(6))");
	$meter->sql("INSERT INTO job (id, account_id, strategy_id, status, has_changes, attempts,"
		. " item_count, created_at, completed_at, target, content, url)"
		. " SELECT CONCAT('0190', LPAD(HEX(seq), 4, '0'), '-0000-7000-8000-', RIGHT('$id', 12)),"
		. " '$account', '$id', IF(seq % 2, 'completed', 'failed'), IF(seq % 2, seq % 3 = 0,"
		. " NULL), 1, IF(seq % 2, seq, NULL), '2026-05-10 00:00:00' + INTERVAL seq SECOND,"
		. " '2026-05-11 00:00:00', '', IF(seq % 2, UNHEX(MD5(seq)), NULL), 'http://shop.example/'"
		. " FROM seq_1_to_$runs") if $runs;
	return $id;
}

my $empty = add_strategy("01900000-0000-7000-8000-000000000001", 0);
my $busy = add_strategy("01900000-0000-7000-8000-000000000002", RUNS);
my $few = add_strategy("01900000-0000-7000-8000-000000000003", 3);

for my $path ("/api/strategies/%s/history", "/api/jobs/strategies/%s/history") {
	my $history = sub { $meter->get(sprintf($path, $_[0]) . ($_[1] // "")) };
	my $reply = $history->($empty);
	is($reply->{status}, 200, "$path without runs");
	is($reply->{content}, "[]", "$path: is empty");
	is($reply->{headers}{"x-total-count"}, 0, "$path: and counted");

	$reply = $history->($busy);
	is($reply->{status}, 200, "$path of many runs") or diag($reply->{content});
	my @runs = @{$reply->{json} // []};
	is(scalar @runs, RUNS, "$path: all of them");
	is($reply->{headers}{"x-total-count"}, RUNS, "$path: counted");
	is($reply->{headers}{link}, undef, "$path: there is no next page");
	is_deeply([map { $_->{created_at} } @runs], [sort { $b cmp $a } map { $_->{created_at} } @runs],
		"$path: newest first");
	my %ids = map { $_->{job_id} => 1 } @runs;
	is(scalar keys %ids, RUNS, "$path: each once");
	my $run = $runs[1];
	is_deeply([sort keys %$run], [sort qw(id job_id status url item_count has_changes content_hash
		created_at completed_at)], "$path: what is told of a run");
	is("$run->{id} $run->{status} $run->{item_count}", "$run->{job_id} completed 2499", "$path: of a run");
	ok($run->{has_changes}, "$path: which found changes");
	is_deeply([@{$runs[0]}{qw(status item_count content_hash)}], ["failed", undef, undef],
		"$path: a failed one");
	ok(defined $runs[0]{has_changes} && !$runs[0]{has_changes}, "$path: found none");

	$reply = $history->($few, "?limit=2");
	is(scalar @{$reply->{json}}, 2, "$path with a limit");
	like($reply->{headers}{link}, qr{^</\S+/history\?limit=2&offset=2>; rel="next"$},
		"$path: leads on");
	$reply = $history->($few, "?limit=2&offset=2");
	is(scalar @{$reply->{json}}, 1, "$path: to the last one");
	is($reply->{headers}{link}, undef, "$path: and no further");
	is(scalar @{$history->($busy, "?limit=5000")->{json}}, 1000, "$path: 1,000 at the most");
	is(scalar @{$history->($busy, "?offset=400")->{json}}, RUNS - 400, "$path: an offset alone");
	is($history->($few, "?offset=3")->{content}, "[]", "$path: past the end");
	is($history->($few, "?$_")->{status}, 400, "$path: $_") for "limit=0", "limit=x", "offset=-1";
	$reply = $history->(UNKNOWN);
	is($reply->{status}, 404, "$path of an unknown strategy");
	is($reply->{json}{detail}, "Strategy not found", "$path: which is said");
}

my ($other) = $meter->new_key("other");
is($meter->get("/api/strategies/$few/history", key => $other)->{status}, 404, "a stranger's history");

done_testing;
