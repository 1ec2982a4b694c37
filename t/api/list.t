#!/usr/bin/perl
# Lists: limits, counts and the way to the next page, also where nobody counts any more.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;

sub add_strategies
{
	my ($n) = @_;
	my $account = $meter->account;
	$meter->sql("INSERT INTO strategy (id, account_id, name, description, url, scraper_type,"
		. " version, generator, attempts, confidence, plan, created_at, updated_at)"
		. " SELECT UUID(), '$account', seq, 'd', 'http://shop.example/', 'css', 1, 'embedded',"
		. " 1, 1, '{}', NOW(6), NOW(6) FROM seq_1_to_$n");
}

# Number of rows, count and next page of a list.
sub list
{
	my ($query) = @_;
	my $reply = $meter->get("/api/strategies$query");
	my ($next) = ($reply->{headers}{link} // "") =~ /^<([^>]+)>; rel="next"$/;
	return (ref $reply->{json} eq "ARRAY" ? scalar @{$reply->{json}} : $reply->{status},
		$reply->{headers}{"x-total-count"}, $next);
}

is_deeply([list("")], [0, 0, undef], "nothing");
add_strategies(150);
is_deeply([list("")], [20, 150, "/api/strategies?limit=20&offset=20"], "twenty by default");
is_deeply([list("?offset=130")], [20, 150, undef], "the last page leads nowhere");
is_deeply([list("?offset=150")], [0, 150, undef], "past the end is empty");

# A limit over the maximum is the maximum, however large; an offset has none.
for my $large (101, 10_000_000_000, "99999999999999999999") {
	is_deeply([list("?limit=$large")], [100, 150, "/api/strategies?limit=100&offset=100"],
		"limit $large");
	is_deeply([list("?offset=$large" . "00")], [0, 150, undef], "offset ${large}00");
}
is((list("?$_"))[0], 400, $_) for "limit=0", "limit=-1", "limit=-99999999999999999999", "limit=",
    "limit=ten", "offset=-1", "offset=1.5";

# What a client adds by itself is not sent back: it might be longer than a header may be.
is_deeply([list("?limit=1&x=" . "!" x 7000)], [1, 150, "/api/strategies?limit=1&offset=1"],
	"a long name or value of no meaning");

add_strategies(9_900);
is_deeply([list("?limit=1&offset=10000")], [1, undef, "/api/strategies?limit=1&offset=10001"],
	"more than are counted: there is a next page");
is_deeply([list("?limit=60&offset=10000")], [50, undef, undef], "and a last one");

done_testing;
