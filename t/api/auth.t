#!/usr/bin/perl
# Keys: who gets in, how soon nobody does, and the rate headers.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

my $meter = Meter::Test->start;
my ($key, $account) = $meter->new_key("second", "free");
my $path = "/api/strategies";

is($meter->get($path, key => $key)->{status}, 200, "a valid key");
my $reply = $meter->get($path, key => undef, headers => { Authorization => "bearer  $key" });
is($reply->{status}, 200, "the scheme's case and more spaces do not matter");

my %refused = ("no header" => undef, "no scheme" => $key, "another scheme" => "Basic $key",
	"an empty key" => "Bearer ", "a cut key" => "Bearer " . substr($key, 0, -1),
	"a longer key" => "Bearer ${key}x", "a very long key" => "Bearer " . "x" x 3000);
for my $label (sort keys %refused) {
	my $reply = $meter->get($path, key => undef,
		headers => defined $refused{$label} ? { Authorization => $refused{$label} } : {});
	is($reply->{status}, 401, "$label is refused");
	is($reply->{json}{detail}, "Invalid or missing API key", "$label: the contract's words");
}
my $twice = $meter->raw("GET $path HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $key\r\n" .
	"Authorization: Bearer $key\r\nConnection: close\r\n\r\n");
like($twice, qr{^HTTP/1\.1 400}, "two Authorization headers are refused");

# Rates: the numbers of the bucket, going down.
my ($limit, $left) = @{$meter->get($path)->{headers}}{qw(x-ratelimit-limit x-ratelimit-remaining)};
like($limit, qr/^\d+$/, "X-RateLimit-Limit is a number");
ok($left < $limit, "a request was taken");
my $again = $meter->get($path)->{headers};
ok($again->{"x-ratelimit-remaining"} <= $left, "both requests are counted in one bucket");
cmp_ok($again->{"x-ratelimit-reset"}, ">=", time - 5, "X-RateLimit-Reset is a time");
ok(!defined $meter->get("/healthz", key => undef)->{headers}{"x-ratelimit-limit"},
	"no rate without a key");

# Revocation is promised within one second of the command's return; the key is in use until then.
is($meter->get($path, key => $key)->{status}, 200, "the key is remembered by a worker");
my ($prefix) = $key =~ /^(.{12})/;
$meter->meterctl("key", "revoke", $prefix);
is($meter->get($path, key => $key)->{status}, 401, "refused as soon as the command returned")
    for 1 .. 6;

my ($hashes) = $meter->sql("SELECT COUNT(*) FROM api_key WHERE hash LIKE 'sk_live%'");
is($hashes->[0], 0, "keys are not stored");
unlike($meter->log($_), qr/\Q$key\E/, "nor written to the $_ log") for qw(fast slow nginx);

# One bucket for both pools, and nginx refuses when it is empty by these numbers.
my $few = Meter::Test->start(settings => { METER_RATE => 1, METER_BURST => 5 });
my @replies = map { $_ % 2 ? $few->post("/api/jobs/execute", {}) : $few->get($path) } 0 .. 6;
is(join(" ", map { $_->{headers}{"x-ratelimit-remaining"} // "none" } @replies), "5 4 3 2 1 0 0",
	"calls of the two pools in turn");
is(join(" ", map { $_->{status} } @replies), "200 400 200 400 200 400 429", "until nginx has enough");

# Without the file that the pools share, the service goes on without the headers.
my $poor = Meter::Test->start(settings => { METER_RUN_DIR => "/nowhere" });
my $bare = $poor->get($path);
is($bare->{status}, 200, "no place for the buckets");
ok(!defined $bare->{headers}{"x-ratelimit-limit"}, "costs the rate headers");
like($poor->log("fast"), qr/no X-RateLimit headers/, "and a line in the log");

done_testing;
