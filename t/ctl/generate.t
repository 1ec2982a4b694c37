#!/usr/bin/perl
# meterctl generate: a strategy from a file, without a server, a network or a database.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use JSON::PP ();
use Meter::Source qw(source_root);
use Test::More;

my $build = $ENV{METER_TEST_BUILD} // ".";
if (!-x "$build/meterctl") {
	plan(skip_all => "meterctl is not built in $build") unless $ENV{CI};
	BAIL_OUT("meterctl is not built in $build");
}
delete $ENV{$_} for grep { /^METER_/ && !/^METER_TEST_/ } keys %ENV;
$ENV{METER_CONFIG} = "/dev/null";
$ENV{METER_EXTRACTOR} = "$build/meter-extractor";
my $dir = tempdir("meter-test-XXXXXXXX", TMPDIR => 1, CLEANUP => 1);
my $pages = source_root() . "/t/strategy/pages";

# Status, output and complaints.
sub generate
{
	my (@arguments) = @_;
	my $pid = open(my $out, "-|") // die "cannot fork: $!\n";
	if ($pid == 0) {
		open STDERR, ">", "$dir/err";
		exec "$build/meterctl", "generate", @arguments or POSIX::_exit(127);
	}
	local $/;
	my $text = <$out> // "";
	close $out;
	my $status = $? >> 8;
	open(my $err, "<", "$dir/err") or die "cannot open $dir/err: $!\n";
	return ($status, $text, scalar <$err> // "");
}

sub json_of
{
	return eval { JSON::PP->new->utf8->decode($_[0]) };
}

open(my $schema, ">", "$dir/schema.json") or die "cannot write: $!\n";
print $schema '{"name":"string","price":"number"}';
close $schema;
my ($status, $out, $err) = generate("--url", "http://shop.test/list/", "--schema",
	"$dir/schema.json", "$pages/shop-sale.html", "Products: name and price");
is($status, 0, "made") or diag($err);
my $told = json_of($out);
is($told->{strategy}{type}, "css", "a strategy");
is_deeply($told->{items}[0], { name => "Oak chair", price => 79 }, "and its items");
is($told->{item_count}, 5, "all of them");
is($err, "", "nothing else is said");

($status, $out, $err) = generate("--url", "http://shop.test/", "--feedback",
	"The first price should be 99.", "--feedback", "also the link", "--explain",
	"$pages/shop-sale.html", "Products: name and price");
is($status, 0, "refined") or diag($err);
is_deeply(json_of($out)->{items}[1], { name => "Ash stool", price => "\$59.00",
	link => "http://shop.test/c/ash" }, "twice");
ok(!exists json_of($out)->{explanation}, "the explanation stands apart:");
like($err, qr/^[\d.]+ list 5\+0 <li class="good">/m, "the records");
like($err, qr/^ {4}price: [\d.]+ names \+2\.20 values/m, "the fields with the terms of their scores");
like($err, qr/ feedback -100\.00/, "what feedback adds to them");
like($err, qr/^judged: score [\d.]+, 5 of 5 records, merit 1\.00, holds/m, "and how it went");

# The same each time.
is((generate("--explain", "$pages/detail.html", "name and price"))[$_],
	(generate("--explain", "$pages/detail.html", "name and price"))[$_], "the same once more")
	for 1, 2;

is((generate("$pages/shop-sale.html"))[0], 2, "no description");
is((generate("--nonsense", "a", "b"))[0], 2, "an unknown option");
for my $case (
	[["$dir/none.html", "names"], qr/cannot open "\Q$dir\E\/none\.html": No such file/],
	[["--schema", "$pages/detail.html", "$pages/detail.html", "names"], qr/^meterctl: /],
	[[$dir, "names"], qr/cannot read/],
	[["/dev/null", "names"], qr/Could not extract data matching the description/]) {
	($status, $out, $err) = generate(@{$case->[0]});
	is($status, 1, "failed");
	like($err, $case->[1], "because of it");
	is($out, "", "without a result");
}
# What the page loaded, and a page that is nothing without it.
sub file
{
	my ($name, $text) = @_;
	open(my $file, ">", "$dir/$name") or die "cannot write: $!\n";
	print $file $text;
	close $file;
	return "$dir/$name";
}

my $shell = file("shell.html", "<div id=app></div>");
my $body = '{"hits":[{"title":"Tea pot","cost":5},{"title":"Tin cup","cost":7}]}';
my $list = JSON::PP->new->encode([{ url => "/api?page=1", content_type => "application/json", body => $body }]);
my $har = JSON::PP->new->encode({ log => { entries => [{ request => { url => "http://shop.test/api?page=1" },
	response => { content => { text => $body } } }] } });
for my $capture (file("list.json", $list), file("har.json", $har)) {
	($status, $out, $err) = generate("--url", "http://shop.test/", "--capture", $capture, $shell,
		"Goods: title and cost");
	is($status, 0, "made from $capture") or diag($err);
	$told = json_of($out);
	is_deeply($told->{items}, [{ title => "Tea pot", cost => 5 }, { title => "Tin cup", cost => 7 }], "its items");
	is_deeply($told->{strategy}{params}, { page => 1 }, "and parameters");
}
($status, $out, $err) = generate("--capture", file("bad.json", "[5]"), $shell, "Goods: title");
is($status, 1, "a capture of nonsense");
like($err, qr/capture\[0\] must be an object/, "is told of");
($status, $out, $err) = generate("--url", "http://shop.test/list/", "--force-api", "$pages/shop-sale.html",
	"Products: name and price");
like(json_of($out)->{warnings}[-1], qr/no API/, "an API that is not there is told of");

done_testing();
