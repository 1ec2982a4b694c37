#!/usr/bin/perl
# compare-manifest end to end: known items against what real runs found.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;

# The site is a process of its own: what it shows is in a file.
my $shown = $meter->dir . "/companies.html";
sub show
{
	my (@names) = @_;
	open my $file, ">:utf8", $shown or die "$shown: $!\n";
	print $file "<html><head><title>Companies</title></head><body><ul class='companies'>",
	    (map { "<li class='company'><h3 class='name'>$names[$_]</h3>"
		. "<a class='site' href='http://c$_.test/'>Site</a></li>" } 0 .. $#names),
	    "</ul></body></html>";
	close $file or die "$shown: $!\n";
}
my $site = $meter->site("/companies" => sub {
	open my $file, "<", $shown or die "$shown: $!\n";
	local $/;
	return (200, { "Content-Type" => "text/html; charset=utf-8" }, scalar <$file>);
}, "/gone" => sub { (404, {}, "") });

sub generate
{
	my ($schema) = @_;
	my $made = $meter->post("/api/strategies/generate", { url => $site->url("/companies"),
		name => "Companies", description => "names and sites of the companies",
		output_schema => $schema });
	is($made->{status}, 201, "a strategy") or BAIL_OUT($made->{content});
	return $made->{json}{strategy_id};
}

sub execute
{
	my ($strategy, $path) = @_;
	return $meter->post("/api/jobs/execute", { strategy_id => $strategy,
		url => $site->url($path // "/companies") })->{json};
}

show("Acme Corporation", "Beta Industries", "JPMorgan Chase", "Gamma Solutions Inc", "Zorblax Media");
my $strategy = generate({ name => "string", site => "string" });
my $path = "/api/strategies/$strategy/compare-manifest";
my @manifest = map { { name => $_ } } "Acme Corp", "Beta Inc", "JP Morgan", "Gamma Solutions",
    "Quite Another Firm";

sub compare
{
	my ($body, $where) = @_;
	return $meter->post($where // $path, { manifest => \@manifest, match_fields => ["name"], %$body });
}

my $none = compare({});
is($none->{status}, 404, "before any job");
is($none->{json}{detail}, "No completed job found", "there is nothing to compare with");

my $job = execute($strategy);
is($job->{status}, "completed", "a run") or diag(explain($job));
my $reply = compare({});
is($reply->{status}, 200, "compared") or diag($reply->{content});
my $got = $reply->{json};
is_deeply([map { [$_->{manifest_item}{name}, $_->{scraped_item}{name}, $_->{score} + 0,
	$_->{matched_on}] } @{$got->{matched}}], [
	["Gamma Solutions", "Gamma Solutions Inc", 95, "name"],
	["Acme Corp", "Acme Corporation", 90, "name"],
	["Beta Inc", "Beta Industries", 85.5, "name"],
	["JP Morgan", "JPMorgan Chase", 84.7, "name"]], "the documented scores, the best first");
is_deeply($got->{matched}[0]{scraped_item}, $job->{results}[3], "scraped items are whole");
is_deeply($got->{added}, [$job->{results}[4]], "added: scraped and unknown");
is_deeply($got->{removed}, [$manifest[4]], "removed: known and not scraped");
is_deeply($got->{summary}, { matched => 4, added => 1, removed => 1, manifest_count => 5,
	scraped_count => 5 }, "counted");
is($got->{job_id}, $job->{job_id}, "the job that was used");
is_deeply($got->{match_fields_used}, ["name"], "the fields");
like($reply->{content}, qr/"score":90\.0,/, "a score has its decimal");
like($reply->{content}, qr/"threshold_used":80\.0[,}]/, "so has the threshold");
is(compare({ threshold => 90 })->{json}{summary}{matched}, 2, "a threshold of one's own");
like(compare({ threshold => 82.5 })->{content}, qr/"threshold_used":82\.5[,}]/, "is told");

# Several fields: the best one counts.
my $by_site = compare({ manifest => [{ name => "Old Name", site => "http://c4.test/", id => 7 }],
	match_fields => ["name", "site"] })->{json};
is_deeply($by_site->{matched}, [{ manifest_item => { name => "Old Name", site => "http://c4.test/",
	id => 7 }, scraped_item => $job->{results}[4], score => 100, matched_on => "site" }],
	"an exact address carries another name") or diag(explain($by_site));

# The job's own address gives the same.
my $of_job = compare({}, "/api/jobs/$job->{job_id}/compare-manifest");
is_deeply($of_job->{json}, $got, "the same from the job");

# Later runs: the newest completed one counts, failed ones do not; a job's own stays.
show("Acme Corp", "Quite Another Firm");
my $second = execute($strategy);
is(execute($strategy, "/gone")->{status}, "failed", "a run that failed");
$reply = compare({});
is($reply->{json}{job_id}, $second->{job_id}, "the latest completed job");
is_deeply($reply->{json}{summary}, { matched => 2, added => 0, removed => 3, manifest_count => 5,
	scraped_count => 2 }, "with its items");
is_deeply(compare({}, "/api/jobs/$job->{job_id}/compare-manifest")->{json}, $got,
	"the first job is as it was");
is_deeply(compare({ manifest => [] })->{json}{added}, $second->{results}, "an empty manifest");
my ($failed) = $meter->sql("SELECT id FROM job WHERE status = 'failed'");
is(compare({}, "/api/jobs/$failed->[0]/compare-manifest")->{status}, 400, "a failed job has no items");

# Under a wrapper the inner items are compared.
my $wrapped = generate({ companies => [{ name => "string" }] });
execute($wrapped);
my $inner = compare({}, "/api/strategies/$wrapped/compare-manifest")->{json};
is($inner->{summary}{scraped_count}, 2, "inner items");
is_deeply($inner->{matched}[0]{scraped_item}, { name => "Acme Corp" }, "as they are");

# What is wrong is a 400 with a name; strangers find nothing.
for my $case (
	[{ manifest => undef }, qr/^manifest is required$/], [{ manifest => {} }, qr/^manifest must be/],
	[{ manifest => [{}, 7] }, qr/^manifest\[1\] must be an object$/],
	[{ match_fields => [] }, qr/^match_fields is required$/],
	[{ match_fields => "name" }, qr/^match_fields must be a list/],
	[{ match_fields => ["name", 1] }, qr/^match_fields\[1\]/],
	[{ match_fields => [""] }, qr/^match_fields\[0\] must not be empty$/],
	[{ threshold => 100.5 }, qr/^threshold must be between 0 and 100$/],
	[{ threshold => -1 }, qr/^threshold/], [{ threshold => "80" }, qr/^threshold must be a number$/],
	[{ manifest => [map { {} } 1 .. 50_001], match_fields => [("name") x 100] },
		qr/^50001 manifest items with 2 scraped items by 100 fields are more than 10000000 /]) {
	my ($body, $text) = @$case;
	my $bad = compare($body);
	is($bad->{status}, 400, "refused");
	like($bad->{json}{detail}, $text, "and named");
}
is(compare({ threshold => 101 }, "/api/jobs/$job->{job_id}/compare-manifest")->{status}, 422,
	"a number out of range is a 422 on jobs");
my ($stranger) = $meter->new_key("other");
for my $where ($path, "/api/jobs/$job->{job_id}/compare-manifest") {
	my $hidden = $meter->post($where, { manifest => \@manifest, match_fields => ["name"] },
		key => $stranger);
	is($hidden->{status}, 404, "a stranger's");
	like($hidden->{json}{detail}, qr/^(?:Strategy|Job) not found$/, "is not found");
}

# Thousands of items in one call.
show(map { "Company Number $_ of Town " . $_ % 97 } 1 .. 2000);
execute($strategy);
$reply = compare({ manifest => [map { { name => "company number $_, of town " . $_ % 97 } } 1 .. 2000] });
is($reply->{status}, 200, "four million pairs") or diag(substr $reply->{content}, 0, 300);
is($reply->{json}{summary}{matched}, 2000, "all found");
my @wrong = grep { my ($n) = $_->{scraped_item}{name} =~ /Number (\d+)/;
	$_->{manifest_item}{name} !~ /number $n,/ } @{$reply->{json}{matched}};
is(scalar @wrong, 0, "each with its own");

done_testing;
