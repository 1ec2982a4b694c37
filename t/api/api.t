#!/usr/bin/perl
# The contract test: walks the API document, so that a new route is tested before anybody writes a
# test for it.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $document = $meter->get("/openapi.json", key => undef);
is($document->{status}, 200, "the document needs no key");
my $api = $document->{json};
is($api->{openapi}, "3.1.0", "OpenAPI 3.1");

my $unknown_id = "00000000-0000-7000-8000-000000000000";
my %errors = (400 => 1, 401 => 1, 403 => 1, 404 => 1, 405 => 1, 409 => 1, 413 => 1, 422 => 1,
	429 => 1, 503 => 1);

# Every error is {"detail": "one sentence", "request_id": ...} and carries its id as a header.
sub is_error
{
	my ($reply, $status, $label) = @_;
	is($reply->{status}, $status, $label) or diag($reply->{content});
	ok(ref $reply->{json} eq "HASH" && defined $reply->{json}{detail} &&
		!ref $reply->{json}{detail} && length $reply->{json}{detail},
		"$label: detail is one string");
	is($reply->{json}{request_id}, $reply->{headers}{"x-request-id"}, "$label: the request's id");
}

sub path_with_id
{
	my ($path, $id) = @_;
	return $path =~ s/\{\w+\}/$id/gr;
}

# What a field of a wrong type or out of bounds looks like.
sub wrong_values
{
	my ($schema) = @_;
	my @types = ref $schema->{type} ? @{$schema->{type}} : ($schema->{type} // ());
	my %is = map { $_ => 1 } @types;
	my @wrong;
	push @wrong, $is{string} ? 7 : "text" if @types;
	push @wrong, "nonsense" if $schema->{enum} || ($schema->{format} // "") =~ /^(?:uuid|uri)$/;
	push @wrong, "x" x ($schema->{maxLength} + 1)
	    if $schema->{maxLength} && $schema->{maxLength} < 100_000;
	push @wrong, $schema->{maximum} + 1 if defined $schema->{maximum};
	push @wrong, $schema->{minimum} - 1 if defined $schema->{minimum};
	return @wrong;
}

sub good_value
{
	my ($schema) = @_;
	return $unknown_id if ($schema->{format} // "") eq "uuid";
	return "http://127.0.0.1:9/" if ($schema->{format} // "") eq "uri";
	return "text";
}

sub check_body
{
	my ($method, $path, $operation) = @_;
	my $schema = $operation->{requestBody}{content}{"application/json"}{schema} or return;
	my $label = "$method $path";
	my %good = map { $_ => good_value($schema->{properties}{$_}) } @{$schema->{required}};
	my $target = path_with_id($path, $unknown_id);
	for my $name (@{$schema->{required}}) {
		my %body = %good;
		delete $body{$name};
		my $reply = $meter->request($method, $target, body => \%body);
		is_error($reply, 400, "$label without $name");
		like($reply->{json}{detail}, qr/\Q$name\E/, "$label without $name names it");
	}
	for my $name (sort keys %{$schema->{properties}}) {
		for my $wrong (wrong_values($schema->{properties}{$name})) {
			my $shown = length $wrong > 20 ? length($wrong) . " bytes" : $wrong;
			my $reply = $meter->request($method, $target, body => { %good, $name => $wrong });
			ok($reply->{status} == 400 || $reply->{status} == 422,
				"$label with $name: $shown is refused") or diag($reply->{content});
		}
	}
	for my $broken ("{", "[]", "\"x\"", "{\"a\":1,\"a\":2}", "{\"a\":01}", "{} {}") {
		is_error($meter->request($method, $target, content => $broken), 400,
			"$label with the body $broken");
	}
}

sub check_query
{
	my ($path, $operation) = @_;
	for my $parameter (grep { $_->{in} eq "query" } @{$operation->{parameters}}) {
		my $name = $parameter->{name};
		for my $wrong (wrong_values($parameter->{schema})) {
			next if $wrong eq "7"; # a text may look like a number
			my $reply = $meter->get(path_with_id($path, $unknown_id) . "?$name=$wrong");
			# Text that is only too long is well-formed.
			my $status = $wrong =~ /^x+$/ && $reply->{status} == 422 ? 422 : 400;
			is_error($reply, $status, "GET $path?$name=$wrong");
		}
	}
	my $reply = $meter->get(path_with_id($path, $unknown_id) . "?colour=red");
	is($reply->{headers}{"x-unknown-fields"}, "colour", "GET $path names what it ignored")
	    if $operation->{parameters} && @{$operation->{parameters}};
}

sub check_operation
{
	my ($method, $path, $operation) = @_;
	my $label = "$method $path";
	my $public = $operation->{security} && !@{$operation->{security}};
	my $target = path_with_id($path, $unknown_id);
	ok(length $operation->{summary}, "$label has a summary");
	if (!$public) {
		is_error($meter->request($method, $target, key => undef), 401, "$label without a key");
		is_error($meter->request($method, $target, key => "sk_live_wrong"), 401,
			"$label with a wrong key");
	}
	if ($path =~ /\{/) {
		is_error($meter->request($method, $target), 404, "$label with an unknown id")
		    unless $operation->{requestBody};
		is_error($meter->request($method, path_with_id($path, "no-uuid")), 404,
			"$label with an id that is none") unless $operation->{requestBody};
	}
	check_body($method, $path, $operation);
	check_query($path, $operation) if $method eq "GET";
	my @strange = grep { $_ !~ /^20[01]$/ && !$errors{$_} } keys %{$operation->{responses}};
	is("@strange", "", "$label: statuses of the contract");
}

for my $path (sort keys %{$api->{paths}}) {
	my $methods = $api->{paths}{$path};
	check_operation(uc $_, $path, $methods->{$_}) for sort keys %$methods;
	my ($missing) = grep { !$methods->{lc $_} } qw(PATCH DELETE POST PUT);
	my $reply = $meter->request($missing, path_with_id($path, $unknown_id));
	is_error($reply, 405, "$missing $path");
	for my $method (map { uc } keys %$methods) {
		like($reply->{headers}{allow}, qr/\b$method\b/, "$missing $path: Allow names $method");
	}
}

# Paths in other spellings.
is_error($meter->get("/nothing/here"), 404, "an unknown path");
for my $spelling ("/api/strategies/", "/v1/strategies", "/v1/strategies/", "//api//strategies") {
	my $reply = $meter->get($spelling);
	is($reply->{status}, 200, "$spelling is the same list, without a redirect");
}
my $head = $meter->request("HEAD", "/api/strategies");
is($head->{status}, 200, "HEAD is GET");
is($head->{content} // "", "", "without a body");

# What nginx refuses itself has the same form.
my $large = $meter->request("POST", "/api/jobs/execute", content => "x" x (11 << 20));
is($large->{status}, 413, "a body over the limit");
ok(defined $large->{json}{detail}, "in the form of the contract") or diag($large->{content});

done_testing;
