#!/usr/bin/perl
# Jobs end to end: executed on real pages, good and bad.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use HTTP::Tiny;
use JSON::PP ();
use Meter::Guard;
use Meter::Process qw(wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep);

my $meter = Meter::Test->start(safe => 1);
my $price = sub { "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>" .
	"<i class='price'>\$$_.99</i></li>" } @_) . "</ul>" };
my $deep = "<div>" x 100_000;
my $site = $meter->site("/a" => $price->(1 .. 5), "/b" => $price->(1 .. 6), "/c" => $price->(5, 4, 3, 2, 1),
	"/none" => "<p>sold out</p>", "/large" => $price->(1 .. 60_000), "/slow" => sub { $meter->held("slow"); (200, {}, $price->(1 .. 5)) }, "/deep" => $deep, "/latin" => sub {
		(200, { "Content-Type" => "text/html; charset=iso-8859-1" },
			"<ul><li class=item><b class=name>Caf\xe9</b><i class=price>\$1</i></li></ul>") },
	"/moved" => sub { (302, { Location => "/a" }, "") },
	"/inside" => sub { (302, { Location => "http://169.254.169.254/latest/meta-data" }, "") },
	"/file" => sub { (302, { Location => "file:///etc/passwd" }, "") },
	"/teapot" => sub { (418, {}, "short and stout") }, "/blocked" => sub { (403, {}, "no") });

my $made = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Cups",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
my $id = $made->{json}{strategy_id};

sub execute
{
	my ($path) = @_;
	my $url = $path =~ /^http/ ? $path : $site->url($path);
	return $meter->post("/api/jobs/execute", { strategy_id => $id, url => $url });
}

my $reply = execute("/a");
is($reply->{status}, 200, "executed") or diag($reply->{content});
my $job = $reply->{json};
is($job->{status}, "completed", "completed");
is($job->{job_id}, $job->{id}, "an id in both spellings");
is($job->{item_count}, 5, "five items");
is_deeply($job->{results}[4], { name => "Cup 5", price => 5.99 }, "as the schema wants them");
like($job->{content_hash}, qr/^[0-9a-f]{32}$/, "a content hash");
is($job->{structural_signature}{item_count}, 5, "a structural signature");
ok(!$job->{has_changes}, "the first run is no change");
ok(exists $job->{$_}, "$_ is there") for qw(error parameters schedule_id batch_id started_at completed_at);
is_deeply($meter->get("/api/jobs/$job->{id}")->{json}, $job, "reading it gives the same");

is(execute("/a")->{json}{has_changes}, JSON::PP::false, "the same page again is no change");
my ($results) = $meter->sql("SELECT COUNT(*) FROM result");
is($results->[0], 1, "and is stored once");
is(execute("/moved")->{json}{item_count}, 5, "a redirect is followed");
is(execute("/latin")->{json}{results}[0]{name}, "Caf\x{e9}", "another character set");

# Changes are judged against the run of the same URL.
my $toggle = 0;
is(execute("/c")->{json}{has_changes}, JSON::PP::false, "another URL has its own first run");

# Failures: status 200, the job says why.
for my $case (
	["/nothing", "http", qr/^Page not accessible: 404 Not Found$/],
	["/teapot", "http", qr/^Page not accessible: 418\b/],
	["/blocked", "blocked", qr/^Page not accessible: 403 Forbidden$/],
	["/deep", "too_complex", qr/./],
	["/inside", "blocked", qr/^Address not allowed/],
	["/file", "blocked", qr/./],
	["http://10.0.0.1/", "blocked", qr/^Address not allowed/],
	["http://[::ffff:10.0.0.1]/", "blocked", qr/^Address not allowed/],
	["http://169.254.169.254/", "blocked", qr/^Address not allowed/],
	["http://100.64.0.1/", "blocked", qr/^Address not allowed/],
	["http://127.0.0.1:1/", "blocked", qr/^Address not allowed/], # a port that is not HTTP's
	["http://127.0.0.1:9999/", "connect", qr/./],
	["http://no-such-host.invalid/", "dns", qr/./]) {
	my ($path, $class, $text) = @$case;
	my $reply = execute($path);
	is($reply->{status}, 200, "$path: the call succeeds");
	is($reply->{json}{status}, "failed", "$path: the job failed");
	is($reply->{json}{error_class}, $class, "$path: $class") or diag($reply->{content});
	like($reply->{json}{error} // "", $text, "$path: why");
	ok(!defined $reply->{json}{results}, "$path: no results");
	ok(defined $reply->{json}{completed_at}, "$path: and it is over");
}
is(execute("/a")->{json}{status}, "completed", "a good page after the bad ones");

my $none = execute("/none")->{json};
is($none->{status}, "completed", "a page without items completes");
is($none->{item_count}, 0, "with none");

my $missing = $meter->post("/api/jobs/execute",
	{ strategy_id => "00000000-0000-7000-8000-000000000000", url => $site->url("/a") });
is($missing->{status}, 404, "an unknown strategy");
is($missing->{json}{detail}, "Strategy not found", "is said to be one");
my $bad = $meter->post("/api/jobs/execute", { strategy_id => $id, url => "http://a b/" });
is($bad->{status}, 422, "a bad URL is a 422 on jobs");
is($meter->post("/api/jobs/execute", { strategy_id => "x", url => $site->url("/a") })->{status}, 400,
	"an id that is none is a 400 in a body");

# Resident megabytes of the slow pool's largest worker, or its master; 0 under a sanitizer, which
# keeps all.
sub resident
{
	my $largest = 0;
	for my $pid ($meter->pids("slow")) {
		return 0 if Meter::Test::is_sanitized($pid);
		open my $status, "<", "/proc/$pid/status" or next;
		my ($kb) = join("", <$status>) =~ /^Name:\s+meter-fcgi$.*^VmRSS:\s+(\d+)/ms
		    or next;
		$largest = $kb / 1024 if $kb / 1024 > $largest;
	}
	return $largest;
}

is(execute("/large")->{json}{item_count}, 60_000, "a large page");
my $patience = 300;
sleep 0.1 while resident() > 30 && $patience-- > 0;
cmp_ok(resident(), "<=", 30, "whose memory is given back");

# The reply to an execute of a slow page, during which the code is run.
sub execute_while
{
	my ($strategy_id, $code) = @_;
	$meter->hold("slow");
	my $pipe = Meter::Guard::beside(sub {
		$meter->{http} = HTTP::Tiny->new(timeout => 60);
		my $reply = $meter->post("/api/jobs/execute",
			{ strategy_id => $strategy_id, url => $site->url("/slow") });
		return "$reply->{status} $reply->{content}";
	});
	ok(wait_until(60, sub { $meter->is_holding("slow") }), "a page is being fetched");
	$code->();
	$meter->release("slow");
	local $/;
	my ($status, $content) = split / /, <$pipe>, 2;
	return ($status, eval { JSON::PP::decode_json($content) } // { content => $content });
}

# The client gets a job whatever happened to the strategy and the database meanwhile.
my $gone = $meter->post("/api/strategies/generate", { url => $site->url("/a"), name => "Gone",
	description => "names and prices", output_schema => { name => "string", price => "number" } });
my ($status, $orphan) = execute_while($gone->{json}{id},
	sub { $meter->delete("/api/strategies/$gone->{json}{id}") });
is($status, 200, "the strategy is deleted while its job runs");
is($orphan->{status}, "failed", "the job failed") or diag(explain($orphan));
is($orphan->{error}, "The strategy was deleted while the job ran", "and says why");
is($meter->get("/api/jobs/$orphan->{id}")->{status}, 404, "it went with its strategy");

($status, my $survivor) = execute_while($id, sub {
	kill "KILL", $meter->stack->record_of("mariadbd")->{pid};
	$meter->release("slow");
	sleep 2; # in which the job finds no database
	$meter->start_part("mariadbd");
});
is($status, 200, "the database is killed and started again while a job runs");
is($survivor->{status}, "completed", "the job waits for it and completes")
    or diag(explain($survivor));
is_deeply($meter->get("/api/jobs/$survivor->{id}")->{json}, $survivor, "as it can be read");

done_testing;
