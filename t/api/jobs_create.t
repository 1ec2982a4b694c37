#!/usr/bin/perl
# Jobs asked for: one, a batch, what is refused, what is cancelled, and that all of them end.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

my $meter = Meter::Test->start;
my $page = sub { "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>"
	. "<i class='price'>\$$_.99</i></li>" } @_) . "</ul>" };
my $site = $meter->site("/a" => $page->(1 .. 5), "/b" => $page->(1 .. 6),
	"/api" => sub { (200, { "Content-Type" => "application/json" },
		JSON::PP::encode_json([map { { name => "Cup $_", price => $_ } } 1 .. 4])) });
my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $strategy = $made->{json}{strategy_id};
my ($other) = $meter->new_key("other");

sub create
{
	my ($body, %how) = @_;
	return $meter->post("/api/jobs", { strategy_id => $strategy, %$body }, %how);
}

sub is_refused
{
	my ($body, $status, $field, $message) = @_;
	my $reply = create($body);
	my $label = "$field: $message";
	is($reply->{status}, $status, $label) or diag($reply->{content});
	is($reply->{json}{errors}[0]{field}, $field, "$label: names it");
	like($reply->{json}{detail}, $message, "$label: says why");
}

# Waits until the job has ended and returns it.
sub ended
{
	my ($id) = @_;
	my $until = time + 60;
	my $job;
	do {
		sleep 0.1 if $job;
		$job = $meter->get("/api/jobs/$id")->{json};
	} while ($job->{status} =~ /^(?:pending|running)$/ && time < $until);
	return $job;
}

# --- nobody runs anything yet, so that what is stored can be seen ---
$meter->stop_part("cron");

my $reply = create({ url => $site->url("/a") });
is($reply->{status}, 201, "a job") or BAIL_OUT($reply->{content});
my $single = $reply->{json};
is_deeply([sort keys %$single], [sort qw(id job_id status strategy_id url created_at)], "the documented form");
is_deeply([@$single{qw(id status strategy_id url)}], [$single->{job_id}, "pending", $strategy, $site->url("/a")],
	"of it");
my $job = $meter->get("/api/jobs/$single->{job_id}")->{json};
is($job->{status}, "pending", "it waits");
ok(!defined $job->{$_}, "without $_") for qw(results item_count error started_at completed_at batch_id);

my @urls = map { $site->url($_) } qw(/a /b /a /gone);
$reply = create({ urls => \@urls });
is($reply->{status}, 201, "a batch") or BAIL_OUT($reply->{content});
my $batch = $reply->{json};
is_deeply([sort keys %$batch], [sort qw(id batch_id job_count status strategy_id created_at)],
	"the documented form");
is_deeply([@$batch{qw(id job_count status strategy_id)}], [$batch->{batch_id}, 4, "pending", $strategy], "of it");
is_deeply($meter->get("/api/jobs/batch/$batch->{batch_id}")->{json}, { id => $batch->{batch_id},
	batch_id => $batch->{batch_id}, total => 4, pending => 4, running => 0, completed => 0, failed => 0,
	progress_percent => 0 }, "nothing of it is done");
my $jobs = $meter->get("/api/jobs?batch_id=$batch->{batch_id}")->{json};
is_deeply([reverse map { $_->{url} } @$jobs], \@urls, "a job for each URL, those that come twice too");
is_deeply([map { $_->{batch_id} } @$jobs], [($batch->{batch_id}) x 4], "which know their batch");
is(create({ urls => [$site->url("/b")] })->{json}{job_count}, 1, "a batch of one is a batch");

my $longest = "http://" . join(".", ("a" x 62) x 3, "a" x 61, "b") . ":65535/"; # DNS has names of 253 bytes
is(create({ url => $longest })->{status}, 201, "the longest host that there is");
$meter->sql("DELETE t, j FROM task t JOIN job j ON j.id = t.id WHERE j.url = '$longest'");

my ($tasks) = $meter->sql("SELECT COUNT(*), COUNT(DISTINCT host) FROM task WHERE kind = 'job'");
is_deeply($tasks, [6, 1], "each job has its task");

# --- what is refused stores nothing ---
is_refused({}, 400, "url", qr/url or urls is required/);
is_refused({ url => $urls[0], urls => \@urls }, 400, "urls", qr/either url or urls/);
is_refused({ urls => [] }, 400, "urls", qr/urls must not be empty/);
is_refused({ urls => "x" }, 400, "urls", qr/list/);
is_refused({ urls => [@urls, 7] }, 400, "urls[4]", qr/urls\[4\] must be a string/);
is_refused({ urls => [@urls, "http://a b/"] }, 422, "urls[4]", qr/./);
is_refused({ url => "http://a b/" }, 422, "url", qr/./);
is_refused({ url => "http://shop.test/" . "x" x 2048 }, 422, "url", qr/url/);
is_refused({ urls => [("http://shop.test/") x 1001] }, 422, "urls", qr/1000/);
is_refused({ strategy_id => "x", url => $urls[0] }, 400, "strategy_id", qr/UUID/);
is(create({ url => $urls[0], strategy_id => "00000000-0000-7000-8000-000000000000" })->{json}{detail},
	"Strategy not found", "an unknown strategy");
is(create({ urls => \@urls }, key => $other)->{status}, 404, "another account's");
is_deeply([$meter->sql("SELECT COUNT(*) FROM task")], [[6]], "nothing of that waits");
is_deeply([$meter->sql("SELECT COUNT(*) FROM batch")], [[2]], "nor is a batch");

# --- parameters ---
$job = create({ url => $urls[0], parameters => { page => 2 } })->{json};
is($meter->get("/api/jobs/$job->{id}")->{json}{parameters}, undef, "a page's parameters are ignored");
# Nothing makes API strategies by itself yet: one is put in place of what was made.
my $plan = JSON::PP->new->canonical->encode({ type => "api", endpoint => $site->url("/api"),
	params => { page => 1 }, fields => { name => { path => "name" } } });
my $api = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "API",
	description => "names and prices" })->{json}{strategy_id};
$meter->sql("UPDATE strategy SET scraper_type = 'api', plan = '$plan', url = '" . $site->url("/api")
	. "' WHERE id = '$api'");
my %call = (strategy_id => $api, url => $site->url("/api"));
$job = create({ %call, parameters => { page => 3 } })->{json};
is($meter->get("/api/jobs/$job->{id}")->{json}{parameters}{page}, 3, "an API's parameters are kept");
delete $call{url};
my $pages = create({ %call, urls => [map { $site->url("/api$_") } "?page=7", ""] })->{json};
is_deeply([map { $_->{parameters}{page} } @{$meter->get("/api/jobs?batch_id=$pages->{batch_id}")->{json}}], [1, 7],
	"each URL of a batch has its own");
is_refused({ %call, url => $site->url("/api"), parameters => { colour => "red" } }, 400, "parameters.colour",
	qr/unknown parameter "colour": the strategy has page/);

# --- cancelled ---
$job = create({ url => $site->url("/a") })->{json};
is($meter->delete("/api/jobs/$job->{id}", key => $other)->{status}, 404, "a stranger cancels nothing");
my $cancelled = $meter->delete("/api/jobs/$job->{id}");
is($cancelled->{status}, 200, "a pending job is cancelled") or diag($cancelled->{content});
is_deeply([@{$cancelled->{json}}{qw(status error error_class)}], ["failed", "Job cancelled", "cancelled"],
	"and has failed");
is_deeply([$meter->sql("SELECT COUNT(*) FROM task WHERE id = '$job->{id}'")], [[0]], "nobody will run it");
my $again = $meter->delete("/api/jobs/$job->{id}");
is($again->{status}, 409, "once");
is($again->{json}{detail}, "the job is failed: only pending jobs can be cancelled", "as it says");
$job = create({ url => $site->url("/a") })->{json};
$meter->sql("UPDATE task SET state = 'running', lease_until = '2100-01-01' WHERE id = '$job->{id}'");
is($meter->delete("/api/jobs/$job->{id}")->{status}, 409, "a job that a runner has just taken");
is($meter->get("/api/jobs/$job->{id}")->{json}{status}, "pending", "is left to him");
$meter->sql("UPDATE task SET state = 'ready', lease_until = NULL WHERE id = '$job->{id}'");

is($meter->get("/api/jobs/$job->{id}/trace")->{json}{detail}, "The job is pending: it has no trace yet",
	"a pending job has no trace");

# --- a thousand, while there is nothing to wait for ---
$reply = create({ urls => [map { $site->url("/a?$_") } 1 .. 1000] });
is($reply->{status}, 201, "a thousand URLs") or diag($reply->{content});
is($reply->{json}{job_count}, 1000, "are a batch");
is_deeply([$meter->sql("SELECT COUNT(*) FROM job j JOIN task t ON t.id = j.id AND t.account_id = j.account_id"
	. " WHERE j.batch_id = '$reply->{json}{batch_id}'")], [[1000]], "a job and a task each");
$meter->sql("DELETE t FROM task t JOIN job j ON j.id = t.id WHERE j.batch_id = '$reply->{json}{batch_id}'");

# --- and then everything runs ---
$meter->start_part("cron");
is(ended($single->{id})->{item_count}, 5, "the job ran");
ended($_->{id}) for @$jobs;
is_deeply($meter->get("/api/jobs/batch/$batch->{batch_id}")->{json}, { id => $batch->{batch_id},
	batch_id => $batch->{batch_id}, total => 4, pending => 0, running => 0, completed => 3, failed => 1,
	progress_percent => 100 }, "the batch is done");
my $failed = $meter->get("/api/jobs?batch_id=$batch->{batch_id}&status=failed")->{json}[0];
like($failed->{error}, qr/404/, "with the one that could not be");
my $trace = $meter->get("/api/jobs/$single->{id}/trace");
is($trace->{status}, 200, "a run leaves a trace") or diag($trace->{content});
is(ref $trace->{json}, "HASH", "which is an object");
is($meter->get("/api/jobs/$single->{id}/trace", key => $other)->{status}, 404, "not for strangers");
is($meter->delete("/api/jobs/$single->{id}")->{json}{detail},
	"the job is completed: only pending jobs can be cancelled", "what has ended cannot be cancelled");

done_testing;
