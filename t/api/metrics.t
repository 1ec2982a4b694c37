#!/usr/bin/perl
# GET /metrics: for the administrator's own machine, in the form that Prometheus reads.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use HTTP::Tiny;
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

my $meter = Meter::Test->start(settings => { METER_RUNNERS => 1 });
my $page = "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>" .
	"<i class='price'>\$$_.99</i></li>" } 1 .. 5) . "</ul>";
my $site = $meter->site("/a" => $page, "/busy" => sub { (429, { "Retry-After" => 60 }, "later") });

sub metrics
{
	my $reply = $meter->get("/metrics", key => undef);
	return ($reply, map { /^(\w+(?:\{.*\})?) (\S+)$/ ? ($1 => $2) : () } split /\n/, $reply->{content});
}

my ($reply, %sum) = metrics();
is($reply->{status}, 200, "no key is needed");
is($reply->{headers}{"content-type"}, "text/plain; version=0.0.4", "the type that Prometheus knows");
is($sum{meter_runners}, 1, "a runner");
cmp_ok($sum{'meter_pool_workers{pool="fast"}'}, ">=", 1, "workers of the fast pool");
is($sum{'meter_pool_busy{pool="fast"}'}, 1, "one of them answers this");
is($sum{meter_runner_places}, 500, "that could do much");
is($sum{meter_fetch_seconds_count}, 0, "has done nothing");

my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
for my $path ("/a", "/a", "/nothing", "/busy") {
	$meter->post("/api/jobs/execute",
		{ strategy_id => $made->{json}{strategy_id}, url => $site->url($path) });
}
$meter->sql("INSERT INTO task (id, account_id, kind, shard, state, priority, order_at, created_at)
	SELECT '01890000-0000-7000-8000-0000000000f4', account_id, 'job', 4, 'waiting', 1,
	UTC_TIMESTAMP(6) + INTERVAL 1 HOUR, UTC_TIMESTAMP(6) - INTERVAL 1 MINUTE FROM strategy");

# Runners tell what they did now and then.
my $until = time + 60;
do { sleep 0.2; ($reply, %sum) = metrics() }
    until (($sum{'meter_runs_total{outcome="failed",class="http"}'} // 0) >= 1 && $sum{meter_fetch_seconds_count} >= 2
	&& ($sum{'meter_runs_total{outcome="completed",class=""}'} // 0) >= 2 && $sum{meter_extract_seconds_count} >= 1
	&& $sum{meter_hosts_paused}) || time > $until;
is($sum{'meter_runs_total{outcome="completed",class=""}'}, 2, "two runs completed");
is($sum{'meter_runs_total{outcome="failed",class="http"}'}, 1, "one failed");
is($sum{meter_fetch_seconds_count}, 2, "two pages were fetched");
is($sum{'meter_fetch_seconds_bucket{le="+Inf"}'}, 2, "in a time that is finite");
is($sum{meter_extract_seconds_count}, 1, "and one had to be extracted");
is($sum{meter_hosts_slowed}, 1, "a host wants more time");
is($sum{meter_hosts_paused}, 1, "and a pause");
my $part = '{kind="job",state="waiting",priority="asked"}';
is($sum{"meter_queue_tasks$part"}, 1, "a task waits");
cmp_ok($sum{"meter_queue_oldest_seconds$part"}, ">=", 60, "for a minute");
cmp_ok($sum{'meter_pool_requests_total{pool="slow"}'}, ">=", 5, "calls that the slow pool answered");
cmp_ok($sum{'meter_pool_busy_seconds_total{pool="slow"}'}, ">", 0, "took it some time");
my %type = $reply->{content} =~ /^# TYPE (\w+) (\w+)$/mg;
for my $name (sort keys %sum) {
	my $family = $name =~ s/\{.*//r;
	my $plain = $family =~ s/_(?:bucket|sum|count)$//r;
	ok($type{$family} || $type{$plain}, "$name has a type");
}

# Whoever comes from elsewhere, or asks for it in another spelling.
my $stranger = HTTP::Tiny->new(local_address => "127.0.0.2");
for my $path ("/metrics", "/metrics/", "//metrics", "/%6detrics", "/x/../metrics", "/metrics?a=b") {
	is($stranger->get($meter->url . $path)->{status}, 404, "$path is not there for strangers");
}
is($stranger->get($meter->url . "/metrics",
	{ headers => { "Meter-Private" => 1, "X-Forwarded-For" => "127.0.0.1" } })->{status}, 404,
	"whatever they say of themselves");

done_testing;
