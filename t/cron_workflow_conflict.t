#!/usr/bin/perl
# A run whose rows cannot be stored beside those that are there ends: it neither waits for ever nor keeps its
# workflow from running again.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start(settings => { METER_HOST_GAP_MS => 0 });
my $site = $meter->site("/a" => "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>"
	. "<i class='price'>\$$_.99</i></li>" } 1 .. 5) . "</ul>");
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
	description => "names and prices" });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $flow = $meter->post("/api/workflows", { name => "Cups", nodes => [{ node_key => "cups",
	strategy_id => $made->{json}{strategy_id}, input_type => "static_urls",
	static_urls => [$site->url("/a")] }] })->{json}{id};

sub begin
{
	my $reply = $meter->post("/api/workflows/$flow/run");
	is($reply->{status}, 200, "a run") or diag($reply->{content});
	return $reply->{json}{id};
}

sub ended
{
	my ($run) = @_;
	my $json;
	wait_until(60, sub {
		$json = $meter->get("/api/workflows/$flow/runs/$run")->{json};
		return $json->{status} !~ /^(?:pending|running)$/;
	});
	return $json;
}

$meter->stop_part("cron");
my $run = begin();
$meter->sql("INSERT INTO node_input (node_run_id, number, account_id, run_id, strategy_id, state, target, url)
	SELECT id, 0, account_id, run_id, strategy_id, 'failed', REPEAT('x', 16), 'http://a.test/' FROM node_run");
$meter->start_part("cron");
my $json = ended($run);
is($json->{status}, "failed", "with a row in its way it fails");
is($json->{error}, "Internal error", "for no fault of its owner");
is($meter->number("COUNT(*) FROM task"), 0, "nothing is left to be done");
is(ended(begin())->{status}, "completed", "and the next one is completed");

done_testing;
