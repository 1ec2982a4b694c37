#!/usr/bin/perl
# A person accepts what runs refused to believe.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $account = $meter->account;
my $strategy = "01900000-0000-7000-8000-000000000001";
my $path = "/api/strategies/$strategy/accept-baseline";
$meter->sql("INSERT INTO strategy (id, account_id, name, description, url, scraper_type, version,"
	. " generator, attempts, confidence, plan, created_at, updated_at) VALUES ('$strategy', '$account',"
	. " 'Shop', 'd', 'http://shop.test/', 'css', 1, 'embedded', 1, 1, '{}', NOW(6), NOW(6))");
my %odd = ("http://shop.test/ordinary" => 0, "http://shop.test/odd" => 1, "http://shop.test/odder" => 3);
for my $url (sort keys %odd) {
	$meter->sql("INSERT INTO target (strategy_id, target, account_id, strategy_version, engine, item_count,"
		. " runs, odd_runs, is_accepting, updated_at, url) VALUES ('$strategy', UNHEX(MD5('$url')),"
		. " '$account', 1, 1, 5, 9, $odd{$url}, FALSE, NOW(6), '$url')");
}

sub accepting
{
	return [map { $_->[0] =~ s{.*/}{}r } $meter->sql("SELECT url FROM target WHERE is_accepting ORDER BY url")];
}

my $reply = $meter->post($path, { url => "http://shop.test/ordinary" });
is($reply->{status}, 409, "a page whose runs are as ever");
like($reply->{json}{detail}, qr/nothing to accept/, "needs no accepting");
my ($other) = $meter->new_key("other");
is($meter->post($path, {}, key => $other)->{status}, 404, "another account's strategy");
is_deeply(accepting(), [], "nothing was accepted so far");

$reply = $meter->post($path, { url => "http://shop.test/odd" });
is($reply->{status}, 200, "one page");
is_deeply($reply->{json}, { strategy_id => $strategy, accepted => 1,
	message => "The next run becomes the baseline" }, "is accepted");
is_deeply(accepting(), ["odd"], "and no other");
is($meter->post($path, { url => "http://shop.test/odd" })->{json}{accepted}, 1, "again makes no difference");
$reply = $meter->post($path);
is($reply->{json}{accepted}, 2, "all pages, without a body");
is_deeply(accepting(), ["odd", "odder"], "that were odd");

done_testing;
