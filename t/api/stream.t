#!/usr/bin/perl
# Generation as server-sent events: each arrives through nginx when it happens.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use IO::Select;
use IO::Socket::INET;
use JSON::PP ();
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep);

my $meter = Meter::Test->start(tier => "free", settings => { METER_QUOTA_FREE => 4 });
my $list = "<ul class='list'>" . join("", map {
	"<li class='item'><b class='name'>Cup $_</b><i class='price'>\$$_.50</i></li>" } 1 .. 6) . "</ul>";
my $site = $meter->site("/list" => $list, "/text" => "<p>Nothing to see.</p>",
	"/slow" => sub { $meter->held("slow"); return (200, {}, $list) },
	"/crawl" => \&crawl);
my $path = "/api/strategies/generate/stream";
my $json = JSON::PP->new->utf8;

# Slow, but never so slow that the page is given up.
sub crawl
{
	my $socket = $_[0]{socket};
	print $socket "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
	for (1 .. 12) {
		sleep 1;
		print $socket "<!-- ", "x" x 300, " -->";
	}
	print $socket $list;
	return;
}

sub body
{
	my (%more) = @_;
	return { url => $site->url("/list"), name => "Cups", description => "names and prices",
		output_schema => { name => "string", price => "number" }, %more };
}

sub ask
{
	my ($body, %headers) = @_;
	my ($port) = $meter->url =~ /:(\d+)$/;
	my $socket = IO::Socket::INET->new("127.0.0.1:$port") or die "cannot connect: $!\n";
	my $content = ref $body ? $json->encode($body) : $body;
	%headers = (Authorization => "Bearer " . $meter->key, "Content-Type" => "application/json",
		"Content-Length" => length $content, %headers);
	print $socket "POST $path HTTP/1.0\r\n", (map { "$_: $headers{$_}\r\n" } keys %headers),
	    "\r\n$content";
	return $socket;
}

# The reply as it comes: status, headers, and each event or comment. What is held is so until the first.
sub stream
{
	my $socket = ask(@_);
	my ($text, %reply) = ("");
	while (sysread $socket, $text, 65536, length $text) {
		if (!$reply{status} && $text =~ s/^(.*?)\r\n\r\n//s) {
			my $head = $1;
			($reply{status}) = $head =~ m{^HTTP/1\.1 (\d+)};
			$reply{headers} = { map { /^([^:]+): (.*)$/ ? (lc $1, $2) : () } split /\r\n/, $head };
		}
		next unless ($reply{headers}{"content-type"} // "") =~ m{^text/event-stream};
		push @{$reply{events}}, event($1) while $text =~ s/^(.*?)\n\n//s;
		$meter->release("slow") if $reply{events};
	}
	$reply{rest} = $text;
	$reply{json} = eval { $json->decode($text) };
	return \%reply;
}

sub event
{
	my ($text) = @_;
	return { comment => $1 } if $text =~ /^:(.*)\z/;
	my ($name, $data) = $text =~ /^event: (\w+)\ndata: (.*)\z/ or return { bad => $text };
	my $value = eval { $json->decode($data) };
	return { name => $name, data => $value };
}

sub names
{
	my ($reply) = @_;
	return join " ", map { defined $_->{comment} ? "comment" : $_->{name} // "bad" } @{$reply->{events}};
}

# --- events and when they come ---

# The head and the first event come while the page is being fetched, which is not sent before.
$meter->hold("slow");
my $slow = stream(body(url => $site->url("/slow")), "Idempotency-Key" => "one");
is($slow->{status}, 200, "a stream") or diag(explain($slow));
like($slow->{headers}{"content-type"}, qr{^text/event-stream}, "of events");
is($slow->{headers}{"cache-control"}, "no-cache", "that nobody keeps");
is($slow->{headers}{"x-strategy-quota-used"}, 1, "the quota counts the strategy to come");
like($slow->{headers}{"x-request-id"}, qr/\S/, "with a request's id");
is(names($slow), "progress progress progress complete", "three stages and the end");
is($slow->{rest}, "", "and nothing after it");
my ($fetching, $generating, $extracting, $complete) = @{$slow->{events}};
is_deeply($fetching->{data}, { type => "progress", stage => "fetching", message => "Fetching the page",
	attempt => 1 }, "fetching");
is($generating->{data}{stage}, "generating", "generating");
is($extracting->{data}{stage}, "extracting", "extracting");
is($extracting->{data}{message}, "6 items extracted", "how many");
is($complete->{data}{type}, "complete", "the last event's type is its name");
is(scalar(grep { $_->{data}{type} ne $_->{name} } @{$slow->{events}}), 0, "as every event's");

my $made = $complete->{data};
my $one = $meter->get("/api/strategies/$made->{strategy_id}")->{json};
is($one->{name}, "Cups", "the strategy is there");
is_deeply($made->{preview_data}, $one->{preview_data}, "as the event told");
my $plain = $meter->post("/api/strategies/generate", body());
is($plain->{status}, 201, "a plain reply to the same request");
is_deeply([sort keys %$made], [sort keys %{$plain->{json}}, "type"], "has the same members");

# --- one space of keys with plain generation ---

my $again = stream(body(url => $site->url("/slow")), "Idempotency-Key" => "one");
is($again->{headers}{"idempotent-replayed"}, "true", "a replay");
is_deeply([map { $_->{data} } @{$again->{events}}], [$made], "is the last event alone");
is($again->{headers}{"x-strategy-quota-used"}, 2, "and uses no quota");
is(scalar(grep { $_->[1] eq "/slow" } @{$site->requests}), 1, "nor a request");
my $other = $meter->post("/api/strategies/generate", body(url => $site->url("/slow")),
	headers => { "Idempotency-Key" => "one" });
is($other->{headers}{"idempotent-replayed"}, "true", "plain generation replays it too");
is($other->{status}, 201, "with its own status");
delete $made->{type};
is_deeply($other->{json}, $made, "as its own reply");
$meter->post("/api/strategies/generate", body(), headers => { "Idempotency-Key" => "two" });
is(names(stream(body(), "Idempotency-Key" => "two")), "complete", "and the other way round");

# --- errors ---

my $late = stream(body(url => $site->url("/none")), "Idempotency-Key" => "three");
is($late->{status}, 200, "an error that comes late");
is(names($late), "progress error", "is an event");
is_deeply([@{$late->{events}[1]{data}}{qw(type status_code detail)}], ["error", 400,
	"Failed to fetch URL: Page not accessible: 404 Not Found"], "with the status it would have had");
is($late->{events}[1]{data}{request_id}, $late->{headers}{"x-request-id"}, "and the request's id");
my $nothing = stream(body(url => $site->url("/text"), output_schema => { price => "number" }));
is($nothing->{events}[-1]{data}{status_code}, 422, "nothing to extract") or diag(explain($nothing));
is($meter->get("/api/account/quota")->{json}{strategy_quota}{used}, 3, "no quota is used by either");

for my $case (["malformed JSON", 400, "{"], ["a missing field", 400, {}],
	["a bad schema", 400, body(output_schema => { a => "colour" })],
	["another body", 422, body(), "Idempotency-Key" => "one"],
	["no group", 404, body(strategy_group_id => "00000000-0000-7000-8000-000000000000")]) {
	my ($label, $status, @call) = @$case;
	my $reply = stream(@call);
	is($reply->{status}, $status, "$label is known before the stream") or diag(explain($reply));
	like($reply->{headers}{"content-type"}, qr{^application/json}, "and told as JSON");
	ok($reply->{json}{detail}, "with a detail");
	is($reply->{headers}{"x-strategy-quota-used"}, 3, "and the quota");
}
is(stream(body(), Authorization => "Bearer sk_live_wrong")->{status}, 401, "a wrong key");

# --- a client that goes away, and one that is early ---

$meter->hold("slow");
my $gone = ask(body(url => $site->url("/slow")), "Idempotency-Key" => "four");
sysread $gone, my $head, 65536;
my $early = stream(body(url => $site->url("/slow")), "Idempotency-Key" => "four");
is($early->{status}, 409, "while the first call goes on");
is($early->{headers}{"retry-after"}, 5, "others are told to wait");
close $gone;
$meter->release("slow");
my $back;
for (1 .. 200) {
	$back = stream(body(url => $site->url("/slow")), "Idempotency-Key" => "four");
	last if $back->{status} != 409;
	sleep 0.25;
}
is($back->{headers}{"idempotent-replayed"}, "true", "a client that comes back finds what was made");
is($back->{events}[0]{name}, "complete", "complete");

my $full = stream(body());
is($full->{status}, 403, "over the quota");
like($full->{json}{detail}, qr{^Strategy quota exceeded: 4/4}, "in words");
ok($full->{headers}{"x-strategy-quota-reset"}, "with all headers");

# --- a long silence, and content ---

my ($key) = $meter->new_key("pro", "pro");
my $long = stream(body(url => $site->url("/crawl")), Authorization => "Bearer $key");
like(names($long), qr/^progress (?:comment )+progress progress complete$/, "a comment line in a long silence");
my $sections = stream(body(url => $site->url("/list"), scraper_type => "content", description => ""),
	Authorization => "Bearer $key");
is($sections->{events}[-1]{data}{scraper_type}, "content", "a content strategy too")
    or diag(explain($sections));

done_testing;
