#!/usr/bin/perl
# Quick start's shopkeeper and receiver, without the stack.
use strict;
use utf8;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Demo;
use Meter::Source qw(source_root);
use Test::More;

my $source = source_root() . "/doc/sample-shop";
my $shop = Meter::Demo::open_shop($source, tempdir(CLEANUP => 1) . "/shop");

sub prices
{
	open my $in, "<:utf8", "$shop/index.html" or die "no shop: $!\n";
	return join("", <$in>) =~ m{<strong>€([\d.]+)}g;
}

my @first = prices();
ok(@first > 3, "the shop has goods");
ok(-e "$shop/goods/kettle.html" && -e "$shop/shop.css", "and all of its files");
Meter::Demo::change_price($source, $shop, 1);
my @now = prices();
is($now[0], sprintf("%.2f", $first[0] * 0.9), "one thing gets cheaper");
is_deeply([@now[1 .. $#now]], [@first[1 .. $#first]], "and no other");
Meter::Demo::change_price($source, $shop, scalar @first);
is(scalar(grep { $first[$_] ne (prices())[$_] } 0 .. $#first), scalar @first, "all have their turn");
Meter::Demo::change_price($source, $shop, 2 * @first);
is_deeply([prices()], \@first, "and become what they were");
my %seen;
for my $n (0 .. 2 * @first) {
	Meter::Demo::change_price($source, $shop, $n);
	my $all = join " ", prices();
	ok($all ne ($seen{last} // ""), "change $n is one");
	$seen{last} = $all;
}

# The vector that the libraries of Standard Webhooks share, at its own time.
my $secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
my %headers = ("webhook-id" => "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp" => 1614265330,
	"webhook-signature" => "v1,xxxx v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
my $body = '{"test": 2432232314}';
ok(!Meter::Demo::is_signed($secret, \%headers, $body), "an old webhook is refused");
my $time = time;
my $signature = "v1," . MIME::Base64::encode_base64(Digest::SHA::hmac_sha256("id.$time.$body",
	MIME::Base64::decode_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")), "");
my %fresh = ("webhook-id" => "id", "webhook-timestamp" => $time, "webhook-signature" => "v1,x $signature");
ok(Meter::Demo::is_signed($secret, \%fresh, $body), "a fresh one is taken, by any of its signatures");
ok(!Meter::Demo::is_signed($secret, \%fresh, "$body "), "but not with another body");
ok(!Meter::Demo::is_signed("whsec_other", \%fresh, $body), "nor another secret");
ok(!Meter::Demo::is_signed($secret, { %fresh, "webhook-signature" => undef }, $body), "nor without");

is_deeply([Meter::Demo::lines_of({ status => "failed", error => "Page is empty" })],
	["the run failed: Page is empty"], "a failure in words");
is_deeply([Meter::Demo::lines_of({ status => "completed", has_changes => JSON::PP::false })],
	["nothing changed"], "no change");
is_deeply([Meter::Demo::lines_of({ status => "completed", has_changes => JSON::PP::true,
	changes => { modified => [{ key => { name => "Pan" },
		fields => [{ field => "price", before => "€2", after => "€1" }] }],
		added => [{ name => "Pot" }], removed => [] } })],
	["Pan: price was €2, is €1", 'new: {"name":"Pot"}'], "changes");

done_testing();
