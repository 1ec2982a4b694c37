#!/usr/bin/perl
# The audit trail: what was created and deleted, in a window of time, page by page.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use POSIX qw(strftime);
use Test::More;

my $meter = Meter::Test->start;
my $site = $meter->site("/list" => "<ul>" . join("", map {
	"<li class='item'><b class='name'>Cup $_</b><i class='price'>\$$_.50</i></li>" } 1 .. 6) . "</ul>");

my $path = "/api/strategies/audit";
my $empty = $meter->get($path);
is($empty->{status}, 200, "an account without strategies");
is_deeply([sort keys %{$empty->{json}}],
	[sort qw(events count limit offset window_start window_end)], "the whole envelope");
is_deeply($empty->{json}{events}, [], "no events");
is($empty->{json}{count}, 0, "none counted");
is("$empty->{json}{limit} $empty->{json}{offset}", "100 0", "limit and offset by default");
my $time = qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
like($empty->{json}{$_}, $time, "$_ is a time") for qw(window_start window_end);

sub generate
{
	my ($name, %more) = @_;
	my $made = $meter->post("/api/strategies/generate", { url => $site->url("/list"), name => $name,
		description => "names and prices", output_schema => { name => "string", price => "number" },
		%more });
	is($made->{status}, 201, "$name is made") or diag($made->{content});
	return $made->{json}{strategy_id};
}

my $kept = generate("kept");
my $gone = generate("gone");
$meter->delete("/api/strategies/$gone");
my $text = generate("text", scraper_type => "content", output_schema => undef);

my $trail = $meter->get($path)->{json};
is_deeply([map { "$_->{event_type} $_->{name}" } @{$trail->{events}}],
	["created text", "deleted gone", "created gone", "created kept"], "newest first");
is($trail->{count}, 4, "all counted");
my ($new, $deleted, $created) = @{$trail->{events}};
is($deleted->{strategy_id}, $gone, "a deletion names its strategy");
is($deleted->{url}, $site->url("/list"), "with its URL");
is($deleted->{scraper_type}, "html", "CSS is html here");
is($new->{scraper_type}, "content", "content is content");
ok(!$deleted->{counted_against_quota}, "a deletion does not count against the quota");
ok($created->{counted_against_quota}, "a creation does, though it was deleted");
like($deleted->{timestamp}, $time, "and tells when");
is_deeply([sort keys %$created], [sort qw(event_type strategy_id name url scraper_type timestamp
	counted_against_quota)], "all of its fields");

# Pages: count is of the whole window.
my $page = $meter->get("$path?limit=2&offset=1");
is_deeply([map { "$_->{event_type} $_->{name}" } @{$page->{json}{events}}],
	["deleted gone", "created gone"], "a page of it");
is($page->{json}{count}, 4, "counts all");
is("$page->{json}{limit} $page->{json}{offset}", "2 1", "and tells which page it is");
like($page->{headers}{link}, qr{^<\Q$path\E\?limit=2&offset=3>; rel="next"$}, "what follows");
is($page->{headers}{"x-total-count"}, 4, "the count as a header");
ok(!defined $meter->get("$path?offset=3")->{headers}{link}, "nothing follows the last");
is_deeply($meter->get("$path?offset=4")->{json}{events}, [], "past the end");
is($meter->get("$path?limit=501")->{json}{limit}, 500, "no more than 500 at once");

# The window.
sub count_in
{
	my (%window) = @_;
	my $query = join "&", map { "$_=" . $window{$_} =~ s/\+/%2B/r } sort keys %window;
	my $reply = $meter->get("$path?$query");
	return $reply->{status} == 200 ? $reply->{json}{count} : $reply->{json}{detail};
}
my $day = 86400;
my $now = time;
sub at { return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime $_[0]) }
$meter->sql("UPDATE strategy_event SET happened_at = '" . strftime("%Y-%m-%d %H:%M:%S", gmtime($now - 10 * $day)) .
	".400000' WHERE strategy_id = '$kept'");
is(count_in(), 4, "the last 30 days");
is(count_in(from => at($now - 9 * $day)), 3, "from a time");
is(count_in(to => at($now - 9 * $day)), 1, "to a time");
is(count_in(from => at($now - 10 * $day), to => at($now - 10 * $day)), 1,
	"an event's own time includes it at both ends");
is(count_in(to => strftime("%Y-%m-%dT%H:%M:%S+02:00", gmtime($now - 9 * $day + 7200))), 1, "in another zone");
$meter->sql("UPDATE strategy_event SET happened_at = NOW(6) - INTERVAL 31 DAY WHERE strategy_id = '$kept'");
is(count_in(), 3, "what is older is not in it");
is(count_in(from => "1970-01-01T00:00:00Z"), 4, "but found from the beginning of time");
is(count_in(from => "2001-01-01"), 4, "a date is a time");
my $window = $meter->get("$path?from=2020-01-01T00:00:00Z&to=2020-02-01T12:30:00Z")->{json};
is_deeply([@$window{qw(window_start window_end count)}],
	["2020-01-01T00:00:00Z", "2020-02-01T12:30:00Z", 0], "the window is told as it was asked for");
my $default = $meter->get($path)->{json};
cmp_ok($default->{window_start}, "lt", at($now - 29 * $day), "30 days by default");
cmp_ok($default->{window_end}, "ge", at($now), "until now");

for my $case (
	["from=yesterday", qr/^from must be a date and time/], ["to=2026-13-01", qr/^to must be/],
	["from=2026-02-01&to=2026-01-01", qr/^from must not be after to$/],
	["limit=0", qr/limit/], ["limit=many", qr/limit/], ["offset=-1", qr/offset/]) {
	my ($query, $text) = @$case;
	my $reply = $meter->get("$path?$query");
	is($reply->{status}, 400, $query);
	like($reply->{json}{detail}, $text, "is told");
}

my ($other) = $meter->new_key("other");
is($meter->get($path, key => $other)->{json}{count}, 0, "another account has its own trail");

done_testing;
