#!/usr/bin/perl
# The events of a workflow's run: from the first to the end, and for whom there are none.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use HTTP::Tiny;
use JSON::PP ();
use Meter::Test;
use Test::More;
use Time::HiRes qw(time);

my $meter = Meter::Test->start;
my $list = "<ul>" . join("", map { "<li class='item'><h3>Pan $_</h3><b class='price'>$_.50</b></li>" } 1 .. 8) . "</ul>";
my $site = $meter->site("/list" => sub { $meter->held("list"); (200, {}, $list) });
my $made = $meter->post("/api/strategies/generate",
	{ url => $site->url("/list"), description => "names and prices", name => "Pans" });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my @nodes = map { { node_key => "n$_", strategy_id => $made->{json}{strategy_id}, input_type => "static_urls",
	static_urls => [$site->url("/list?$_")] } } 1 .. 2;
my $flow = $meter->post("/api/workflows", { name => "Pans", nodes => \@nodes,
	edges => [{ source_node_key => "n1", target_node_key => "n2" }] })->{json}{id};
$meter->hold("list"); # until the first event is there
my $run = $meter->post("/api/workflows/$flow/run", {})->{json}{id};

# The events of a run as [name, data], until the stream ends or `until` says so of one.
sub events
{
	my ($id) = @_;
	my ($text, @events) = ("");
	my $reply = HTTP::Tiny->new(timeout => 60)->get($meter->url . "/api/workflows/$flow/runs/$id/events", {
		headers => { Authorization => "Bearer " . $meter->key },
		data_callback => sub { $text .= $_[0]; $meter->release("list") } });
	is($reply->{status}, 200, "a stream");
	like($reply->{headers}{"content-type"}, qr{^text/event-stream}, "of events");
	push @events, [$1, JSON::PP->new->utf8->decode($2)] while $text =~ /^event: (\w+)\ndata: (.*)\n\n/gm;
	return @events;
}

my @events = events($run);
is($events[0][0], "run", "the run comes first");
like($events[0][1]{status}, qr/^(?:pending|running)$/, "as it goes on");
is($events[-1][0], "end", "the end last");
is_deeply([@{$events[-2][1]}{qw(id status item_count)}], [$run, "completed", 16], "after the completed run");
my %last = map { $_->[1]{node_key} => $_->[1] } grep { $_->[0] eq "node" } @events;
is_deeply([map { [@{$last{$_}}{qw(status input_count completed pending item_count)}] } qw(n1 n2)],
	[(["completed", 1, 1, 0, 8]) x 2], "and both nodes");
ok(@events >= 6, "which were told on the way") or diag(JSON::PP->new->encode(\@events));

my $began = time;
@events = events($run);
is_deeply([map { $_->[0] } @events], [qw(node node run end)], "of a run that is over all is told at once");
ok(time - $began < 30, "without waiting");

my ($stranger) = $meter->new_key("stranger", "pro");
is($meter->get("/api/workflows/$flow/runs/$run/events", key => $stranger)->{status}, 404, "strangers get none");
is($meter->get("/api/workflows/$flow/runs/$flow/events")->{json}{detail}, "Workflow run not found",
	"nor is there any of what is no run");
is($meter->get("/api/workflows/$flow/runs/x/events")->{status}, 404, "or no id");

done_testing;
