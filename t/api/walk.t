#!/usr/bin/perl
# A customer's month: every command of doc/guide.md, in its order, on the sample shop, through nginx; and every
# member of every reply against the API document. What a reader need not see is in comments of the guide:
#   <!-- walk: due -->     all schedules are due now
#   <!-- walk: price -->   a price of the shop changes
#   <!-- walk: told N -->  the customer's address has had N webhooks
use strict;
use warnings;

use File::Temp qw(tempdir);
use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Demo;
use Meter::Process qw(wait_until);
use Meter::Source qw(source_root source_text);
use Meter::Test;
use Test::More;
use Text::ParseWords qw(shellwords);
use Time::HiRes qw(sleep);

my $source = source_root() . "/doc/sample-shop";
my $shop = Meter::Demo::open_shop($source, tempdir("meter-test-XXXXXXXX", TMPDIR => 1, CLEANUP => 1) . "/shop");
chmod 0755, $shop, $shop =~ s{/shop$}{}r, "$shop/goods";
my $meter = Meter::Test->start(site => $shop);
my $receiver = $meter->site("/hook" => "thanks");
my %names = (METER => $meter->url, KEY => $meter->key, SHOP => $meter->site_url, HOOK => $receiver->url("/hook"));
my $document = $meter->get("/openapi.json", key => undef)->{json};
my ($last, %called);

# --- replies against the document ---

my %is_type = (
	null => sub { !defined $_[0] },
	boolean => sub { JSON::PP::is_bool($_[0]) },
	string => sub { defined $_[0] && !ref $_[0] },
	integer => sub { defined $_[0] && !ref $_[0] && $_[0] =~ /^-?\d+$/ },
	number => sub { defined $_[0] && !ref $_[0] && $_[0] =~ /^-?[\d.]+(?:e[-+]?\d+)?$/i },
	array => sub { ref $_[0] eq "ARRAY" },
	object => sub { ref $_[0] eq "HASH" });
my %is_format = (
	uuid => qr/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
	"date-time" => qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
	uri => qr{^https?://});

# What is wrong with a value, by its schema; nothing: it is as documented.
sub faults
{
	my ($place, $schema, $value) = @_;
	if ($schema->{anyOf}) {
		return if grep { !faults($place, $_, $value) } @{$schema->{anyOf}};
		return "$place is none of what it may be";
	}
	my @types = ref $schema->{type} ? @{$schema->{type}} : $schema->{type} // ();
	return "$place is no " . join " or ", @types if @types && !grep { $is_type{$_}->($value) } @types;
	return unless defined $value;
	my $form = $schema->{format} && $is_format{$schema->{format}};
	return "$place is no $schema->{format}: $value" if $form && $value !~ $form;
	return "$place is no word of it: $value"
	    if $schema->{enum} && !grep { defined && $_ eq $value } @{$schema->{enum}};
	return map { faults($place . "[$_]", $schema->{items}, $value->[$_]) } 0 .. $#$value
	    if ref $value eq "ARRAY" && $schema->{items};
	return unless ref $value eq "HASH" && $schema->{properties};
	return ((map { "$place.$_ is missing" } grep { !exists $value->{$_} } @{$schema->{required} // []}),
		(map { faults("$place.$_", $schema->{properties}{$_}, $value->{$_}) }
			grep { exists $value->{$_} } sort keys %{$schema->{properties}}),
		(map { "$place.$_ is not documented" }
			grep { !exists $schema->{properties}{$_} } sort keys %$value));
}

# The operation of a path; what has the fewest {names} is meant.
sub operation
{
	my ($method, $path) = @_;
	my @fit = sort { ($a =~ tr/{//) <=> ($b =~ tr/{//) } grep {
		my $form = join "", map { /^\{/ ? "[^/]+" : quotemeta } split /(\{\w+\})/;
		$path =~ /^$form$/ && $document->{paths}{$_}{lc $method} } keys %{$document->{paths}};
	$called{"$method $fit[0]"} = 1 if @fit;
	return @fit ? $document->{paths}{$fit[0]}{lc $method} : undef;
}

sub check_reply
{
	my ($label, $method, $path, $reply) = @_;
	my $operation = operation($method, $path) or return fail("$label is documented");
	my $answer = $operation->{responses}{$reply->{status}};
	ok($answer && $reply->{success}, $label) or return diag("$reply->{status} $reply->{content}");
	my ($type) = ($reply->{headers}{"content-type"} // "") =~ /^([\w\/+.-]+)/;
	my $schema = $answer->{content}{$type}{schema} or return;
	my @faults = $type eq "application/json" ? faults("reply", $schema, $reply->{json}) : ();
	is_deeply(\@faults, [], "its reply is as documented");
}

# --- commands ---

# A command as (method, path with query, body).
sub request_of
{
	my ($command) = @_;
	my ($name, @words) = shellwords($command =~ s/\$(\w+)/$names{$1} \/\/ die "no \$$1\n"/ger);
	my ($method, $url, $body, $key);
	die "no curl: $command\n" unless $name eq "curl";
	while (defined(my $word = shift @words)) {
		if ($word eq "-X") { $method = shift @words }
		elsif ($word eq "-d") { $body = shift @words }
		elsif ($word eq "-H") { ($key) = shift(@words) =~ /^Authorization: Bearer (\S+)$/ or die $command }
		else { $url = $word }
	}
	die "elsewhere: $url\n" unless $url =~ s/^\Q$names{METER}\E//;
	return ($method // (defined $body ? "POST" : "GET"), $url, $body, $key);
}

sub call
{
	my ($command) = @_;
	my ($method, $path, $body, $key) = request_of($command);
	return ($method, $path, $meter->request($method, $path, key => $key,
		defined $body ? (content => $body, headers => { "Content-Type" => "application/json" }) : ()));
}

sub run
{
	my ($command) = @_;
	my ($member, $wanted) = $command =~ s/\s+# until (\w+) (\w+)$// ? ($1, $2) : ();
	my ($method, $path, $reply);
	wait_until(60, sub {
		($method, $path, $reply) = call($command);
		return !$member || ($reply->{json}{$member} // "") eq $wanted;
	});
	$last = $reply->{json};
	is($last->{$member}, $wanted, "$method $path: until $member is $wanted") or diag($reply->{content})
	    if $member;
	check_reply("$method $path", $method, $path =~ s/\?.*//r, $reply);
}

sub told
{
	return grep { $_->[1] eq "/hook" } @{$receiver->requests};
}

my %steps = (
	due => sub { $meter->sql("UPDATE schedule SET next_run_at = UTC_TIMESTAMP(6) WHERE enabled") },
	price => sub { sleep 1; Meter::Demo::change_price($source, $shop, 1) },
	told => sub {
		my ($n) = @_;
		ok(wait_until(60, sub { told() >= $n }), "webhook $n arrives");
	});

# --- the guide ---

my $guide = source_text("doc/guide.md");
while ($guide =~ /^```(sh|keep)\n(.*?)^```$|^<!-- walk: (\w+) ?(\d*) -->$/gms) {
	my ($kind, $text, $step, $n) = ($1, $2, $3, $4);
	if ($step) {
		$steps{$step}->($n);
	} elsif ($kind eq "keep") {
		my ($name, $member) = $text =~ /^(\w+)=<(\w+)>$/ or die "guide: $text";
		$names{$name} = $last->{$member};
		ok($names{$name}, "the reply has $member") or BAIL_OUT("nothing to go on with");
	} else {
		run($_) for split /\n(?=curl )/, $text =~ s/\\\n//gr =~ s/\n+\z//r;
	}
}

# --- what the month has brought ---

my @told = map { JSON::PP->new->utf8->decode($_->[3]) } told();
is_deeply([map { $_->{metadata}{why} } @told[0 .. 2]], ["prices", "prices", "dear goods"], "who was told of what");
ok(!$told[0]{has_changes} && $told[1]{has_changes}, "the changed price was one");
is($told[1]{changes}{modified}[0]{fields}[0]{field}, "price", "and is told as one");
is($told[2]{workflow_id}, $names{FLOW}, "the workflow's run has its form");
cmp_ok(scalar @{$told[2]{results}}, ">", 0, "and what it found");
ok(!(grep { $_ !~ m{^\Q$names{SHOP}\E/} } keys %{$told[2]{final_results_by_url_grouped}}), "by page");
cmp_ok(scalar keys %called, ">", 50, "more than fifty operations were called");

done_testing;
