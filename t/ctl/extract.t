#!/usr/bin/perl
# meterctl extract: a strategy and a page from files, items in each format, and explanations.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use JSON::PP ();
use POSIX ();
use Test::More;

my $build = $ENV{METER_TEST_BUILD} // ".";
for my $need (map { "$build/$_" } qw(meterctl meter-extractor)) {
	next if -x $need;
	plan(skip_all => "$need is not there") unless $ENV{CI};
	BAIL_OUT("$need is not there");
}
delete $ENV{$_} for grep { /^METER_/ && !/^METER_TEST_/ } keys %ENV;
$ENV{METER_CONFIG} = "/dev/null";
$ENV{METER_EXTRACTOR} = POSIX::getcwd() . "/$build/meter-extractor";
$ENV{METER_EXTRACTOR} = "$build/meter-extractor" if $build =~ m{^/};

my $dir = tempdir("meter-test-XXXXXXXX", TMPDIR => 1, CLEANUP => 1);
sub write_file
{
	my ($name, $text) = @_;
	open my $file, ">:raw", "$dir/$name" or die "$dir/$name: $!\n";
	print $file $text;
	close $file or die "$dir/$name: $!\n";
	return "$dir/$name";
}

# Status, output and complaints; the input is a file.
sub meterctl
{
	my ($input, @arguments) = @_;
	my $pid = fork() // die "cannot fork: $!\n";
	if ($pid == 0) {
		open STDIN, "<", $input // "/dev/null";
		open STDOUT, ">", "$dir/out";
		open STDERR, ">", "$dir/err";
		exec "$build/meterctl", "extract", @arguments or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	return ($? >> 8, map { my $name = $_; open(my $f, "<:raw", "$dir/$name") or die; local $/;
		scalar <$f> // "" } qw(out err));
}

sub is_run
{
	my ($label, $arguments, $status, $out, $err, $input) = @_;
	my ($got, $said, $complained) = meterctl($input, @$arguments);
	is($got, $status, "$label: status $status") or diag($complained);
	ref $out ? like($said, $out, $label) : is($said, $out, $label);
	ref $err ? like($complained, $err, "$label: complaints")
	    : is($complained, $err // "", "$label: complaints");
}

my $page = write_file("page.html", "<ul class=goods>"
	. "<li class=item><b class=name>=Cup()</b> <i class=cost>3.50</i><a href=/x>more</a>"
	. "<li class=item><b class=name>Pot, big</b> <i class=cost>4</i><a href=y>red</a></ul>");
my %plan = (container => { selector => "ul.goods > li.item" }, fields => {
	name => { selector => ".name" }, price => { selector => ".cost", type => "number" } });
my $json = JSON::PP->new->canonical;
my $plan = write_file("plan.json", $json->encode(\%plan));

# --- formats ---
is_run("JSON", [$plan, $page], 0,
	qq([{"name":"=Cup()","price":3.5},{"name":"Pot, big","price":4}]\n));
is_run("lines", ["--format", "jsonl", $plan, $page], 0,
	qq({"name":"=Cup()","price":3.5}\n{"name":"Pot, big","price":4}\n));
is_run("CSV", ["--format", "csv", $plan, $page], 0,
	qq(name,price\r\n'=Cup(),3.5\r\n"Pot, big",4\r\n));
is_run("raw CSV", ["--format=csv", "--raw-csv", $plan, $page], 0,
	qq(name,price\r\n=Cup(),3.5\r\n"Pot, big",4\r\n));
is_run("the page from standard input", [$plan, "-"], 0, qr/^\[\{"name":"=Cup/, "", $page);
is_run("the strategy from there", ["-", $page], 0, qr/^\[\{"name":"=Cup/, "", $plan);
is_run("without another process", ["--in-process", $plan, $page], 0, qr/^\[\{"name":"=Cup/);

# --- whole strategies, as the API gives them ---
my $whole = write_file("whole.json", $json->encode({ url => "http://shop.test/list/",
	strategy => { %plan, fields => { link => { selector => "a", type => "url" } } },
	output_schema => { all => [{ link => "string" }] },
	filter_config => { mode => "all", conditions => [{ field => "link", operator => "contains",
		value => "list" }] } }));
is_run("schema, filter and URL", [$whole, $page], 0,
	qq([{"all":[{"link":"http://shop.test/list/y"}]}]\n));
is_run("a wrapper is no row", ["--format", "csv", $whole, $page], 0,
	qq(link\r\nhttp://shop.test/list/y\r\n));
is_run("another URL", ["--url", "http://a.test/list/", "--format", "jsonl", $whole, $page], 0,
	qq({"link":"http://a.test/list/y"}\n));

# --- answers of APIs ---
my $api = write_file("api.json", $json->encode({ type => "api", items_path => "data" }));
my $answer = write_file("answer", '{"data":[{"a":{"b":1,"c":[1,2]}},{"d":null,"a":{"b":-2}}]}');
is_run("an API's answer", ["--format", "csv", $api, $answer], 0, qq(a_b,a_c\r\n1,"1,2"\r\n-2,\r\n));
is_run("CSV", ["--type", "text/csv", write_file("flat.json", '{"type":"api"}'),
	write_file("table", "a;b\r\n1;\"x\"\"y\"\r\n")], 0, qq([{"a":"1","b":"x\\"y"}]\n));

# --- explanations ---
my $old = write_file("old.json", $json->encode({ container => { selector => "ul > li" }, fields => {
	name => { selector => "b" }, price => { selector => "i.price",
		fallbacks => [{ selector => "a" }], type => "number" } } }));
is_run("explained", ["--explain", $old, $page], 0, <<'TEXT');
items: 2
container
  "ul > li" matches 2
field "name": in 2 of 2
  values: "=Cup()", "Pot, big"
  "b" matches 2, in 2 items
field "price": in 0 of 2
  way 1: in 0
    "i.price" matches 0, in 0 items
      still matches: "i" (2)
      missing: ".price"
      there is: "i.cost" (2), as in "3.50"
  way 2: in 0
    "a" matches 2, in 2 items
    found, but it does not fit: "more", "red"
! Field "price" has no value in any of 2 items: "i.price" matches nothing; "i" alone matches 2, ".price" is missing; there is i.cost (2)
TEXT
is_run("what would move a terminal's cursor", ["--explain", write_file("number.json", $json->encode({
	type => "api", fields => { n => { path => "n", type => "number" } } })),
	write_file("escape", '{"n":"\u001b[K\u009bJ\u007f"}')], 0,
	qr/fit: "\\u001b\[K\\u009bJ\\u007f"\n! [ -~]+\n$/);
is_run("as JSON", ["--explain", "--format", "json", $old, $page], 0, qr/^\{"type":"css".*\}\n$/);
is_run("a container that is gone", ["--explain", write_file("gone.json", $json->encode({
	container => { selector => "table tr" }, fields => { a => {} } })), $page], 0,
	qr/^items: 0\ncontainer\n  "table tr" matches 0\n    still matches: nothing\n/);

# --- what goes wrong ---
is_run("a field that no item has", [$old, $page], 0, qr/^\[/,
	qq(meterctl: warning: Field "price" has no value in any item\n));
is_run("no such file", [$plan, "$dir/none"], 1, "", qr/^meterctl: cannot open "\S+none": No such file/);
is_run("a strategy that is no JSON", [$page, $page], 1, "", qr/^meterctl: "\S+": invalid JSON/);
is_run("a bad selector", [write_file("bad.json", '{"fields":{"a":{"selector":"("}}}'), $page], 1, "",
	qr/^meterctl: fields\.a\.selector: /);
is_run("no page", [$plan, $answer], 1, "", "meterctl: Page is not HTML: application/json\n");
is_run("both from standard input", ["-", "-"], 2, "", qr/^usage: meterctl extract/);
is_run("one file", [$plan], 2, "", qr/^usage:/);
is_run("an unknown format", ["--format", "xml", $plan, $page], 2, "", qr/^usage:/);
is_run("a page that is too deep", [$plan, write_file("deep", "<div>" x 5000)], 1, "", qr/^meterctl: /);
is_run("a page that is too large", [$plan, write_file("large", "x" x (20 << 20 | 1))], 1, "",
	qr/has more than 20971520 bytes/);
{
	local $ENV{METER_EXTRACTOR} = "/nowhere";
	is_run("no extractor", [$plan, $page], 1, "", qr{cannot start "/nowhere"});
	is_run("which is not needed", ["--in-process", $plan, $page], 0, qr/^\[/);
}

done_testing;
