#!/usr/bin/perl
# The course of a fetch: redirects, and that no way leads to a denied address.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use Meter::Fetch;
use Test::More;

my $fetch = Meter::Fetch->new;
my $canary = $fetch->canary;
my $bad = $canary->port;
my $echo = sub {
	my ($r) = @_;
	my $headers = join "", map { "$_=$r->{headers}{$_};" } sort keys %{$r->{headers}};
	return (200, { "Content-Type" => "text/plain" }, "$r->{method} $r->{target} [$r->{body}] $headers");
};
my $other = $fetch->site(address => "127.0.0.2", "/echo" => $echo,
	"/back" => sub { return (302, { Location => $_[0]{query} }, "back") });
my $site = $fetch->site(
	address => "127.0.0.2",
	"/" => "home",
	"/echo" => $echo,
	"/query" => sub { return $_[0]{query} ? (200, {}, $_[0]{query}) : (302, { Location => "?q" }, "") },
	default => sub {
		my ($r) = @_;
		return (200, {}, "page $1") if $r->{path} =~ m{^/page/(\d+)};
		return (302, { Location => "/hops/" . ($1 - 1) }, "") if $r->{path} =~ m{^/hops/([1-9]\d*)};
		return (200, {}, "end") if $r->{path} eq "/hops/0";
		return (302, { Location => $r->{path} }, "") if $r->{path} eq "/loop";
		# /to/STATUS/location, the location percent-encoded
		my ($status, $location) = $r->{target} =~ m{^/to/(\d+)/(.*)} or return (404, {}, "no");
		$location =~ s/%([0-9A-F]{2})/chr hex $1/ge;
		return ($status, { Location => $location }, "moved");
	},
);
my @only = ("--allow", "127.0.0.2");

sub to
{
	my ($location, $status) = @_;
	$location =~ s/([^a-zA-Z0-9])/sprintf "%%%02X", ord $1/ge;
	return $site->url("/to/" . ($status // 302) . "/$location");
}

# --- redirects that are followed ---

my $page = $fetch->get([@only, "--show"], $site->url("/hops/10"));
is($page->{body}, "end", "ten redirects are followed") or diag($page->{message});
is($page->{redirects}, 10, "and counted");
is($page->{final_url}, $site->url("/hops/0"), "the URL is the last one");
$page = $fetch->get(\@only, $site->url("/hops/11"));
is($page->{message}, "Too many redirects: more than 10", "eleven are not");
is($page->{class}, "http", "which is the site's fault");
is($fetch->get(\@only, $site->url("/loop"))->{message}, "Too many redirects: more than 10",
	"a loop ends there too");

for my $status (301, 302, 303, 307, 308) {
	my $keeps = $status >= 307;
	my @post = (@only, "--show", "--method", "POST", "--body", "a=b", "--header",
		"Content-Type:text/x-own");
	$page = $fetch->get(\@post, to("/echo", $status));
	like($page->{body}, $keeps ? qr{^POST /echo \[a=b\]} : qr{^GET /echo \[\]},
		"$status " . ($keeps ? "keeps POST and body" : "turns POST into GET"));
	is($page->{body} =~ m{content-type=text/x-own} ? 1 : 0, $keeps ? 1 : 0,
		"and the body's type goes with the body");
	$page = $fetch->get([@only, "--show", "--method", "PUT", "--body", "x"], to("/echo", $status));
	like($page->{body}, $status == 303 ? qr{^GET} : qr{^PUT /echo \[x\]}, "PUT after $status");
	$page = $fetch->get([@only, "--method", "HEAD"], to("/echo", $status));
	is($page->{status}, 200, "HEAD after $status");
}
$page = $fetch->get([@only, "--any"], $site->url("/to/300/x"));
is($page->{status}, 300, "300 is not followed");
is($fetch->get([@only, "--show"], $site->url("/query"))->{body}, "q", "a query alone");
is($fetch->get([@only, "--show"], to("//127.0.0.2:$site->{port}/page/1"))->{body}, "page 1",
	"without a scheme");
is($fetch->get([@only, "--show"], to("/page/2#part"))->{final_url}, $site->url("/page/2"),
	"the fragment is left out");

# --- what is carried along ---

my @secret = (@only, "--show", "--header", "X-Api-Key:secret", "--header", "Authorization:Bearer s");
like($fetch->get(\@secret, to("/echo"))->{body}, qr/authorization=Bearer s;.*x-api-key=secret/,
	"headers stay with their origin");
unlike($fetch->get(\@secret, to($other->url("/echo")))->{body}, qr/secret|Bearer/,
	"and leave it with no redirect, not even to another port");
unlike($fetch->get(\@secret, to($other->url("/back?" . $site->url("/echo"))))->{body},
	qr/secret|Bearer/, "nor come back to it");
$page = $fetch->get([@secret, "--method", "POST", "--body", "b", "--header", "Content-Type:text/x"],
	to($other->url("/echo"), 307));
like($page->{body}, qr{^POST /echo \[b\].*content-type=text/x}, "a body goes along with its type");
unlike($page->{body}, qr/secret/, "alone");

# --- an endpoint of the administrator's ---

my @own = ("--own", "--show", "--any", "--method", "POST", "--body", "ask", "--header",
	"Authorization:Bearer s", "--header", "Content-Type:application/json");
like($fetch->get(\@own, $site->url("/echo"))->{body}, qr/^POST \/echo \[ask\].*authorization=Bearer s;/,
	"it is reached though its address is not public");
my $asked = @{$other->requests};
for my $status (301, 302, 303, 307, 308) {
	$page = $fetch->get(\@own, to($other->url("/echo"), $status));
	is($page->{status}, $status, "a $status of it is not followed");
}
is(scalar @{$other->requests}, $asked, "so neither key nor question go elsewhere");

# --- redirects to what is denied ---

my @denied = ("http://127.0.0.1:$bad/", "http://127.1:$bad/", "http://0x7f000001:$bad/",
	"http://2130706433:$bad/", "http://017700000001:$bad/", "http://[::1]:$bad/",
	"http://[::ffff:127.0.0.1]:$bad/", "http://[::ffff:7f00:2]:$bad/", "http://[::127.0.0.2]:$bad/",
	"http://[64:ff9b::127.0.0.2]:$bad/", "http://[2002:7f00:2::]:$bad/", "http://[::]:$bad/",
	"http://0.0.0.0:$bad/", "http://0:$bad/", "http://localhost:$bad/", "http://a.localhost:$bad/",
	"http://127.0.0.3:$bad/", "http://127.255.255.254:$bad/", "//127.0.0.1:$bad/",
	"https://127.0.0.1:$bad/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
	"http://172.16.0.1/", "http://192.168.1.1/", "http://100.64.0.1/", "http://[fd00::1]/",
	"http://[fe80::1]/", "http://224.0.0.1/", "http://255.255.255.255/",
	"http://127.0.0.2:22/", "http://127.0.0.2:3306/", "http://127.0.0.2:25/");
for my $status (301, 302, 303, 307, 308) {
	my @results = $fetch->get([@only, "--method", "POST", "--body", "x"],
		map { to($_, $status) } @denied);
	my @wrong = grep { $_->{class} ne "blocked" || $_->{message} !~ /^Address not allowed: "/ } @results;
	is(scalar @results, scalar @denied, "$status to denied addresses");
	is(scalar @wrong, 0, "is refused each time") or diag explain(\@wrong);
}
for my $location ("file:///etc/passwd", "ftp://127.0.0.2:$bad/", "gopher://127.0.0.2:$bad/x",
	"javascript:1", "dict://127.0.0.2:$bad/", "data:,x", "unix:/run/x", "http://", "http://a b/",
	"http://user\@127.0.0.1:$bad/", "http:\\\\127.0.0.1:$bad\\") {
	$page = $fetch->get(\@only, to($location));
	is($page->{class}, "blocked", "no redirect to $location") or diag($page->{message});
}

# --- names that lead inside ---

my $names = $fetch->names(
	"good.example" => "127.0.0.2",
	"loopback.example" => "127.0.0.1",
	"mixed.example" => "127.0.0.2 127.0.0.1",
	"mixed6.example" => "127.0.0.2 ::1",
	"mapped.example" => "::ffff:127.0.0.2",
	"metadata.example" => "169.254.169.254",
	"private.example" => "192.168.0.1 10.0.0.1",
	"flip.example" => ["127.0.0.2", "127.0.0.1"],
	(map { ("turn$_.example" => ["127.0.0.2", "127.0.0.1"]) } 1 .. 64),
);
my @dns = (@only, "--dns", $names->address);
for my $name (qw(loopback mixed mixed6 mapped metadata private)) {
	for my $port ($bad, $site->{port}) {
		$page = $fetch->get(\@dns, "http://$name.example:$port/");
		is($page->{message}, "Address not allowed: \"$name.example\"", "$name.example:$port");
	}
}
is($fetch->get(\@dns, "http://good.example:$site->{port}/")->{status}, 200, "a good name is good");

# The first answer is good, every later one is not: a kept connection makes no difference.
my ($first, $second) = $fetch->get(\@dns, ("http://flip.example:$site->{port}/") x 2);
is($first->{status}, 200, "rebinding: the first answer is used");
is($second->{class}, "blocked", "the second is judged by itself");
my @rounds = $fetch->get([@dns, "--together", "--times", "160"],
	map { "http://turn$_.example:$bad/" } 1 .. 64);
is(scalar @rounds, 64 * 160, "many rounds at once");
# The canary listens on 127.0.0.2 as well, which is allowed: at most the first answers go there.
my %came;
$came{$_}++ for map { s/^::ffff://r } $canary->visits;
is($came{"127.0.0.2"} // 0, scalar(grep { $_->{class} ne "blocked" } @rounds),
	"good answers led to the good address");
delete $came{"127.0.0.2"};
is_deeply(\%came, {}, "nobody ever came to a denied address");

# --- addresses that do not answer ---

my $gaps = $fetch->names("gap.example" => "127.0.0.3 127.0.0.2",
	"holes.example" => "127.0.0.3 127.0.0.4 127.0.0.5 127.0.0.6");
my @lo = ("--allow", "127.0.0.0/8", "--dns", $gaps->address);
$page = $fetch->get(\@lo, "http://gap.example:$site->{port}/");
is($page->{address}, "127.0.0.2", "the next address is tried") or diag($page->{message});
$page = $fetch->get(\@lo, "http://holes.example:$site->{port}/");
is($page->{message}, "Connection refused", "a few times");

done_testing;
