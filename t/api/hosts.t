#!/usr/bin/perl
# Hosts: those of one's own jobs, as the whole installation knows them.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $account = $meter->account;
my $strategy = "01900000-0000-7000-8000-000000000001";

is_deeply($meter->get("/api/hosts")->{json}, [], "without jobs no hosts");
$meter->sql("INSERT INTO strategy (id, account_id, name, description, url, scraper_type, version,"
	. " generator, attempts, confidence, plan, created_at, updated_at) VALUES ('$strategy', '$account',"
	. " 'Shop', 'd', 'http://shop.test/', 'css', 1, 'embedded', 1, 1, '{}', NOW(6), NOW(6))");
my $n = 0;
for my $url ("https://shop.test/1", "https://shop.test/2", "http://shop.test/1", "http://new.test:8080/") {
	$n++;
	$meter->sql("INSERT INTO job (id, account_id, strategy_id, status, attempts, created_at, target,"
		. " url) VALUES ('01900000-0000-7000-8000-00000000010$n', '$account', '$strategy',"
		. " 'pending', 0, NOW(6), '', '$url')");
}
for my $host ("shop.test:443", "others.test:443") {
	$meter->sql("INSERT INTO host (name, next_at, slow_ms, refusals, paused_until, last_refusal, asked_at,"
		. " crawl_delay_ms) VALUES ('$host', '2100-01-01', 2000, 3, '2100-01-01',"
		. " '429 Too Many Requests', '2026-01-01 00:00:00', 500)");
}

my $reply = $meter->get("/api/hosts");
is($reply->{status}, 200, "hosts") or diag($reply->{content});
my @hosts = @{$reply->{json}};
is_deeply([map { "$_->{host} $_->{jobs}" } @hosts], ["new.test:8080 1", "shop.test:80 1", "shop.test:443 2"],
	"those of the account's jobs, the newest first");
is($reply->{headers}{"x-total-count"}, 3, "counted");
my %host = %{$hosts[2]};
ok($host{wait_ms} > 0, "a request has to wait");
is_deeply([@host{qw(slow_ms crawl_delay_ms refusals last_refusal paused_until asked_at)}],
	[2000, 500, 3, "429 Too Many Requests", "2100-01-01T00:00:00Z", "2026-01-01T00:00:00Z"], "and why");
is_deeply([@{$hosts[0]}{qw(wait_ms slow_ms refusals last_refusal paused_until asked_at)}],
	[0, 0, 0, undef, undef, undef], "one that was not asked yet");
is_deeply([map { $_->{host} } @{$meter->get("/api/hosts?limit=1&offset=1")->{json}}], ["shop.test:80"], "a page");
is($meter->get("/api/hosts?offset=9")->{content}, "[]", "past the end");
my ($other) = $meter->new_key("other");
is_deeply($meter->get("/api/hosts", key => $other)->{json}, [], "others see their own");

done_testing;
