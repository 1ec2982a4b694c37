#!/usr/bin/perl
# What a run found is sent while it is read: a worker needs no memory of its size.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use HTTP::Tiny;
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $words = "a kettle of copper that holds a litre and a half and whistles in two notes " x 4;
my $site = $meter->site("/list" => "<ul>" . join("", map {
	"<li class='item'><h3>Pan $_</h3><p class='text'>$_ $words</p></li>" } 1 .. 600) . "</ul>");
my $made = $meter->post("/api/strategies/generate",
	{ url => $site->url("/list"), description => "names and texts", name => "Pans" });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $flow = $meter->post("/api/workflows", { name => "Pans", nodes => [{ node_key => "pans",
	strategy_id => $made->{json}{strategy_id}, input_type => "static_urls", static_urls => [$site->url("/list")] }] })
    ->{json}{id};
my $run = $meter->post("/api/workflows/$flow/run", {})->{json}{id};
ok(wait_until(60, sub { $meter->get("/api/workflows/$flow/runs/$run?results=false")->{json}{status} eq "completed" }),
	"a run");
$meter->sql("INSERT INTO node_input (node_run_id, number, account_id, run_id, strategy_id, state, item_count, target,"
	. " result_hash, url) SELECT node_run_id, seq, account_id, run_id, strategy_id, state, item_count,"
	. " UNHEX(MD5(seq)), result_hash, CONCAT(url, '?', seq) FROM node_input, seq_1_to_150");

sub peak_kb
{
	my $most = 0;
	for my $pid ($meter->pids("slow")) {
		open my $file, "<", "/proc/$pid/status" or next;
		my ($kb) = join("", <$file>) =~ /^VmHWM:\s+(\d+)/m;
		$most = $kb if $kb && $kb > $most;
	}
	return $most;
}

my $before = peak_kb();
my $n = 0;
my $reply = HTTP::Tiny->new(timeout => 60)->get($meter->url . "/api/workflows/$flow/runs/$run", {
	headers => { Authorization => "Bearer " . $meter->key }, data_callback => sub { $n += length $_[0] } });
is($reply->{status}, 200, "the run is read");
cmp_ok($n, ">", 100_000_000, "a hundred megabytes");
SKIP: {
	skip "sanitizers give no memory back", 1 if Meter::Test::is_sanitized($meter->pids("slow"));
	cmp_ok(peak_kb() - $before, "<", 50_000, "in little memory");
}
done_testing;
