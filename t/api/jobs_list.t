#!/usr/bin/perl
# Lists of jobs by every filter, with their results, and how a batch stands.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my @items = map { "<li class='item'><b class='name'>Cup $_</b><i class='price'>\$$_.99</i></li>" } 1 .. 5;
my $site = $meter->site("/a" => "<ul>@items</ul>");
my %strategy;
for my $name (qw(one two)) {
	my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => $name,
		description => "names and prices", output_schema => { name => "string", price => "number" } });
	is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
	$strategy{$name} = $made->{json}{strategy_id};
}
my @jobs = map { $meter->post("/api/jobs/execute", { strategy_id => $strategy{$_->[0]},
	url => $site->url($_->[1]) })->{json} } ["one", "/a"], ["two", "/a"], ["one", "/gone"], ["one", "/a"];

sub list
{
	my ($query, %how) = @_;
	my $reply = $meter->get("/api/jobs" . ($query // ""), %how);
	return ref $reply->{json} eq "ARRAY" ? [map { $_->{id} } @{$reply->{json}}] : $reply->{status};
}

my @ids = map { $_->{id} } reverse @jobs;
my $all = $meter->get("/api/jobs");
is_deeply($all->{json}, [reverse @jobs], "all jobs with their results, newest first, as they are")
    or diag(explain($all->{json}));
is($all->{headers}{"x-total-count"}, 4, "counted");
is_deeply(list("?limit=2"), [@ids[0, 1]], "a page");
is_deeply(list("?limit=2&offset=2"), [@ids[2, 3]], "the next one");
is_deeply(list("?offset=4"), [], "past the end");
is_deeply(list("?strategy_id=$strategy{two}"), [$jobs[1]{id}], "of a strategy");
is_deeply(list("?status=failed"), [$jobs[2]{id}], "of a status");
is_deeply(list("?status=running"), [], "of another");
is_deeply(list("?strategy_id=$strategy{one}&status=completed"), [@ids[0, 3]], "of both");
is_deeply(list("?since=$_"), \@ids, "since $_") for "1h", "90m", "30d", "2w", "2001-01-01",
    "0001-01-01T00:00:00Z", "999999w";
is_deeply(list("?since=2100-01-01T00:00:00Z"), [], "since the future");
is_deeply(list("?schedule_id=$strategy{one}"), [], "of a schedule");
my $error = $meter->get("/api/jobs?since=yesterday")->{json};
is($error->{errors}[0]{field}, "since", "what is wrong is named");
is(list("?$_"), 400, $_) for "since=yesterday", "since=24", "status=done", "strategy_id=one",
    "schedule_id=1", "batch_id=x", "limit=0", "offset=-1";
my ($other) = $meter->new_key("other");
is_deeply(list("", key => $other), [], "nothing of it to strangers");

# --- a batch, as the call that makes one leaves it ---
my $account = $meter->account;
my $batch = "01900000-0000-7000-8000-00000000000b";
$meter->sql("INSERT INTO batch VALUES ('$batch', '$account', '$strategy{one}', NOW(6))");
my $path = "/api/jobs/batch/$batch";
is_deeply($meter->get($path)->{json}, { id => $batch, batch_id => $batch, total => 0, pending => 0,
	running => 0, completed => 0, failed => 0, progress_percent => 100 }, "a batch whose jobs are gone");
my $n = 0;
for my $status (qw(pending running completed failed failed)) {
	$n++;
	$meter->sql("INSERT INTO job (id, account_id, strategy_id, batch_id, status, attempts, created_at,"
		. " target, url) VALUES ('01900000-0000-7000-8000-00000000010$n', '$account',"
		. " '$strategy{one}', '$batch', '$status', 0, '2026-01-01', '', 'http://shop.example/')");
}
is_deeply($meter->get($path)->{json}, { id => $batch, batch_id => $batch, total => 5, pending => 1,
	running => 1, completed => 1, failed => 2, progress_percent => 60 }, "and with them");
is_deeply(list("?batch_id=$batch"), [map { "01900000-0000-7000-8000-00000000010$_" } reverse 1 .. 5],
	"its jobs are listed");
is($meter->get($path, key => $other)->{status}, 404, "another account's batch");
is($meter->get($path, key => $other)->{json}{detail}, "Batch not found", "is not found");

# --- results beyond what a list holds ---
my $large = "x" x (5 << 20);
$meter->sql("UPDATE result SET size = " . length($large) . " WHERE strategy_id = '$strategy{one}'");
my $list = $meter->get("/api/jobs?strategy_id=$strategy{one}&status=completed&limit=2");
is($list->{status}, 500, "a result that is not what it says is no list");
$meter->sql("UPDATE result SET size = 9000000 WHERE strategy_id = '$strategy{one}'");
$list = $meter->get("/api/jobs?status=completed&limit=3")->{json};
is_deeply([map { $_->{results_omitted} ? "omitted" : scalar @{$_->{results}} } @$list],
	["omitted", 5, "omitted"], "results that are too large for a list are left out, and only those");
is($list->[0]{results}, undef, "and null");

done_testing;
