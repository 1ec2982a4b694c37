#!/usr/bin/perl
# POST /api/watch: a strategy and its schedule, both or neither.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start(settings => { METER_QUOTA_FREE => 2 });
my $site = $meter->site("/goods/list" => "<ul>" . join("", map {
	"<li class='item'><h3>Pan $_</h3><b class='price'>$_.50</b></li>" } 1 .. 8) . "</ul>",
	"/pdf" => sub { (200, { "Content-Type" => "application/pdf" }, "%PDF-1.4 ...") });
my %request = (url => $site->url("/goods/list"), description => "names and prices");

sub counts
{
	my ($account) = @_;
	my ($row) = $meter->sql("SELECT (SELECT COUNT(*) FROM strategy), (SELECT COUNT(*) FROM schedule)");
	return "@$row";
}

my $reply = $meter->post("/api/watch", { %request, webhook_url => "https://app.test/hook",
	webhook_metadata => { env => "dev" }, notify => "changes" });
is($reply->{status}, 201, "a watch") or diag($reply->{content});
my $watch = $reply->{json};
is(scalar @{$watch->{preview_data}}, 8, "shows what it found");
like($watch->{webhook_secret}, qr/^whsec_/, "and the secret that was made for it");
is($reply->{headers}{"x-strategy-quota-used"}, 1, "it takes a slot of the quota");
my $schedule = $meter->get("/api/schedules/$watch->{schedule_id}")->{json};
is($schedule->{strategy_id}, $watch->{strategy_id}, "its schedule runs its strategy");
is($schedule->{url}, $request{url}, "on its page");
is($schedule->{interval_seconds}, 3600, "every hour");
is($schedule->{next_run_at}, $watch->{next_run_at}, "next when it says");
is_deeply($schedule->{webhook_metadata}, { env => "dev" }, "with metadata");
is($schedule->{notify}, "changes", "of changes alone");
my $strategy = $meter->get("/api/strategies/$watch->{strategy_id}")->{json};
is($strategy->{name}, "127.0.0.1/goods/list", "a name is made of its URL");
is_deeply($strategy->{preview_data}, $watch->{preview_data}, "the strategy is an ordinary one");

$watch = $meter->post("/api/watch", { %request, name => "Pans", interval_seconds => 60,
	filter_config => { conditions => [{ field => "price", operator => "gt", value => "5" }] } });
is($watch->{status}, 201, "another") or diag($watch->{content});
is(scalar @{$watch->{json}{preview_data}}, 4, "with a filter");
is($watch->{json}{webhook_secret}, undef, "and nobody to tell");
is($meter->get("/api/strategies/$watch->{json}{strategy_id}")->{json}{name}, "Pans", "and a name");

# Nothing is kept of what fails, whichever half it is.
my $before = counts();
for my $case (
	["a short interval", interval_seconds => 59],
	["a bad interval", interval_seconds => "often"],
	["a page that is not there", url => $site->url("/gone")],
	["no description", description => ""],
	["a bad receiver", webhook_url => "nonsense"],
	["a bad secret", webhook_url => "https://app.test/", webhook_secret => "whsec_"],
	["a bad expression", cron_expression => "every day"],
	["a word that is no mode", notify => "sometimes"],
	["a bad threshold", thresholds => { price => 5 }],
	["a bad filter", filter_config => { mode => "some" }]) {
	my ($label, %body) = @$case;
	my $refused = $meter->post("/api/watch", { %request, %body });
	is($refused->{status}, 400, "$label is a 400") or diag($refused->{content});
	ok(exists $refused->{headers}{"x-strategy-quota-used"}, "with the quota's headers");
}
is($meter->post("/api/watch", { %request, url => $site->url("/pdf") })->{status}, 422,
	"what is no page is a 422");
is(counts(), $before, "nothing was kept");

# A key of one call is not honoured here, and a full quota is refused.
my ($key) = $meter->new_key("small", "free");
my %options = (key => $key, headers => { "Idempotency-Key" => "same" });
is($meter->post("/api/watch", \%request, %options)->{status}, 201, "twice the same call") for 1, 2;
my $full = $meter->post("/api/watch", \%request, key => $key);
is($full->{status}, 403, "is two strategies, and a third is refused");
is($full->{headers}{"x-strategy-quota-used"}, 2, "with the quota's headers");

done_testing();
