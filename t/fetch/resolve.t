#!/usr/bin/perl
# Names: what the resolver asks for, what it never asks, how long it waits.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Fetch;
use Test::More;

my $fetch = Meter::Fetch->new;
my $site = $fetch->site(address => "0.0.0.0", "/" => "page");
my $port = $site->{port};
my $names = $fetch->names(
	"site.example" => "127.0.0.2",
	"v6.example" => "::1",
	"both.example" => "127.0.0.2 ::1",
	"none.example" => "",
	"mute.example" => undef,
	"many.example" => join(" ", map { "127.0.1.$_" } 1 .. 25),
);
my @lo = ("--allow", "127.0.0.0/8,::1", "--dns", $names->address);

my $page = $fetch->get(\@lo, "http://site.example:$port/");
is($page->{status}, 200, "a name is found") or diag($page->{message});
is($page->{address}, "127.0.0.2", "and its address connected to");
is_deeply([sort $names->queries], ["A site.example", "AAAA site.example"],
	"after asking for both families once");

$page = $fetch->get(\@lo, "http://no.such.example:$port/");
is($page->{class}, "dns", "a name that does not exist");
is($page->{message}, 'Could not resolve host "no.such.example"', "is said to");
$page = $fetch->get(\@lo, "http://none.example:$port/");
is($page->{message}, 'Could not resolve host "none.example"', "so is a name without an address");

$page = $fetch->get(\@lo, "http://many.example:$port/");
is($page->{status}, 200, "a long answer is read") or diag($page->{message});

# Never asked.
my $asked = () = $names->queries;
for my $host (qw(127.0.0.2 2130706434 0x7f.2 [::ffff:127.0.0.2] localhost a.localhost)) {
	$fetch->get(\@lo, "http://$host:$port/");
}
is(scalar(() = $names->queries), $asked, "addresses and localhost are not asked for");
$page = $fetch->get(\@lo, "http://a.localhost:$port/");
is($page->{address}, "127.0.0.1", "localhost and all below it are this machine");
$page = $fetch->get(["--allow", "127.0.0.1", "--dns", $names->address], "http://localhost:$port/");
is($page->{address}, "127.0.0.1", "of which the allowed address counts");
$page = $fetch->get(["--dns", $names->address], "http://localhost:$port/");
is($page->{message}, 'Address not allowed: "localhost"', "if one is");

# Other transfers do not wait for a name that never answers.
my %ms = map { $_->{url} => $_->{ms} } $fetch->get([@lo, "--together"],
	"http://mute.example:$port/", map { "http://site.example:$port/?$_" } 1 .. 20);
my $mute = delete $ms{"http://mute.example:$port/"};
cmp_ok($mute, "<", 20_000, "a name that never answers is given up") or diag($mute);
cmp_ok($_, "<", $mute, "while others are done") for (sort { $b <=> $a } values %ms)[0];
diag("never answered: given up after $mute ms");
# Nor does a name server that refuses to be asked keep the processor busy until its time is over.
my $used = (times)[2] + (times)[3];
$page = $fetch->get(["--allow", "127.0.0.0/8", "--dns", "127.0.0.1:9"], "http://site.example:$port/");
is($page->{class}, "dns", "a name server that is not there");
cmp_ok((times)[2] + (times)[3] - $used, "<", 3, "is waited for without work");
$page = $fetch->get([@lo, "--timeout", "500"], "http://mute.example:$port/");
is($page->{class}, "dns", "the request's own time ends a lookup");
cmp_ok($page->{ms}, "<", $mute, "at once");

done_testing;
