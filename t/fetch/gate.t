#!/usr/bin/perl
# The gate before each hop: it is asked until the hop may go and told what came; what it holds back
# costs the site no time.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Fetch;
use Test::More;

my $fetch = Meter::Fetch->new;
my $site = $fetch->site("/a" => "page", "/to" => sub { (302, { Location => "/a" }, "") },
	"/busy" => sub { (503, { "Retry-After" => "7" }, "busy") });
my @lo = ("--allow", "127.0.0.0/8");

sub get
{
	my ($path, @options) = @_;
	return scalar $fetch->get([@lo, @options], $site->url($path));
}

sub asked
{
	my ($path) = @_;
	return scalar grep { $_->[1] eq $path } @{$site->requests};
}

my $page = get("/a", "--hold", 0);
is($page->{asked}, 1, "a gate that is open is asked once");
is($page->{told}, "/a 200/0", "and told of the answer");
is($page->{held_ms}, 0, "nothing was held back");

$page = get("/a", "--hold", 150);
is($page->{asked}, 2, "a hop that has to wait asks again when its time has come");
is($page->{status}, 200, "and goes");
cmp_ok($page->{ms}, ">=", 150, "not before");
cmp_ok($page->{held_ms}, ">=", 140, "the wait is told");
cmp_ok($page->{total_ms} + $page->{held_ms}, "<=", $page->{ms} + 20, "beside the time that the site took");
$page = get("/a", "--hold", 3000, "--timeout", 2500);
is($page->{status}, 200, "a wait that is longer than the time limit is no part of it");

$page = get("/to", "--hold", 50);
is($page->{asked}, 4, "each hop is asked for");
is($page->{told}, "/to 302/0, /a 200/0", "and told");
cmp_ok($page->{held_ms}, ">=", 90, "all waits together");

$page = get("/busy", "--hold", 0);
is($page->{told}, "/busy 503/7", "a Retry-After is told");

my $before = asked("/a");
$page = get("/a", "--refuse", 1);
is($page->{message}, "refused", "a refused hop ends the fetch with the gate's reason");
is($page->{told}, "", "nothing was sent of which there were something to tell");
is(asked("/a"), $before, "as the site knows");
$page = get("/to", "--refuse", 2);
is($page->{message}, "refused", "a redirect may be refused, too");
is($page->{told}, "/to 302/0", "of what came before the gate knows");
is(asked("/a"), $before, "it is not followed");

done_testing;
