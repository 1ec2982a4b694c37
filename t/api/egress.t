#!/usr/bin/perl
# Nothing inside is ever reached on a client's behalf, whatever the address is called, and what a
# site sends back costs a bounded time and memory. Through the whole installation: both calls that
# fetch, a site on the one address that is allowed, and listeners that must hear nothing.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use HTTP::Tiny;
use IO::Compress::Gzip ();
use IO::Socket::INET;
use IO::Socket::IP;
use Meter::Guard;
use Meter::Names;
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

use constant { SECONDS => 28 }; # less than a fetch may take

# --- listeners that must hear nothing ---

# Nobody accepts: whoever was there still stands in the queue at the end.
my $canary = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Listen => 64)
    or die "cannot listen: $!\n";
my $port = $canary->sockport;
my $canary6 = IO::Socket::IP->new(LocalHost => "::1", LocalPort => $port, Listen => 64);
diag("no IPv6 here: nobody listens on [::1]") unless $canary6;

sub visitors
{
	my ($listener) = @_;
	my $n = 0;
	$listener->blocking(0);
	$n++ while $listener->accept;
	return $n;
}

# --- the installation ---

my %inside = ("loopback.example" => "127.0.0.1", "loopback6.example" => "::1",
	"mapped.example" => "::ffff:127.0.0.1", "ten.example" => "10.0.0.1",
	"metadata.example" => "169.254.169.254", "shared.example" => "100.64.0.1",
	"local6.example" => "fd00::1", "zero.example" => "0.0.0.0",
	"mixed.example" => "127.0.0.2 127.0.0.1");
my $meter = Meter::Test->start(settings => { METER_EGRESS_ALLOW => "127.0.0.2/32",
	METER_DNS_SERVER => "127.0.0.1:9", METER_WORKERS_SLOW => 8 });
my $names = Meter::Names->start($meter->{guard}, $meter->dir, %inside,
	"outside.example" => "127.0.0.2", "turns.example" => ["127.0.0.2", "127.0.0.1"],
	"mute.example" => undef);

my $list = "<ul>" . join("", map { "<li class='item'><b class='name'>Cup $_</b>"
	. "<i class='price'>\$$_.50</i></li>" } 1 .. 5) . "</ul>";

# Sends a head, then whatever the code gives until the reader has had enough.
sub endless
{
	my ($head, $code) = @_;
	return sub {
		my ($request) = @_;
		my $socket = $request->{socket};
		$SIG{PIPE} = "DEFAULT";
		print $socket "HTTP/1.1 200 OK\r\n$head";
		while (defined(my $piece = $code->())) {
			print $socket $piece or last;
		}
		return;
	};
}

sub gzip
{
	my ($text) = @_;
	IO::Compress::Gzip::gzip(\$text => \my $packed) or die "cannot compress\n";
	return $packed;
}

my $bomb = gzip("<p>" . "0" x (200 << 20));
my $html = "Content-Type: text/html\r\n";
my $site = $meter->site(address => "127.0.0.2",
	"/list" => $list,
	"/to" => sub { my ($request) = @_; (302, { Location => unescape($request->{query}) }, "") },
	"/loop" => sub { (302, { Location => "/loop" }, "") },
	"/endless" => endless("$html\r\n", sub { "<p>more</p>" x 1000 }),
	"/drip" => endless("$html\r\n", sub { sleep 1; "." }),
	"/trickle" => endless("$html\r\n", sub { sleep 0.5; "." x 200 }),
	"/headers" => endless("", sub { "X-More: " . "h" x 1000 . "\r\n" }),
	"/header" => endless("X-More: ", sub { "h" x 1000 }),
	"/mute" => endless("", sub { sleep 60; undef }),
	"/announced" => endless("${html}Content-Length: 99999999999\r\n\r\n", sub { sleep 60; "" }),
	"/bomb" => sub { (200, { "Content-Encoding" => "gzip" }, $bomb) },
	"/broken" => sub { (200, { "Content-Encoding" => "gzip" }, "\x1f\x8b\x08nonsense") },
	"/nested" => "<div>" x 100_000,
	"/formatted" => join("", map { "<p><b id=$_>" } 1 .. 20_000),
	"/attributes" => "<p " . join(" ", map { "a$_=1" } 1 .. 100_000) . ">",
	"/svg" => "<svg>" . "</p>" x 100_000);

sub unescape
{
	my ($text) = @_;
	$text =~ s/%(..)/chr hex $1/ge;
	return $text;
}

sub escape
{
	my ($text) = @_;
	$text =~ s/([^A-Za-z0-9])/sprintf "%%%02X", ord $1/ge;
	return $text;
}

# The names live on a server that was started later than the settings were written.
my @fetching = qw(slow cron);
$meter->stop_part($_) for @fetching;
$meter->stack->{settings}{METER_DNS_SERVER} = $names->address;
$meter->stack->prepare;
$meter->start_part($_) for reverse @fetching;

my %request = (description => "names and prices", name => "Cups",
	output_schema => { name => "string", price => "number" });
my $made = $meter->post("/api/strategies/generate", { %request, url => $site->url("/list") });
is($made->{status}, 201, "the allowed address is reached") or BAIL_OUT($made->{content});
my $id = $made->{json}{id};
my $outside = "http://outside.example:$site->{port}";
is($meter->post("/api/jobs/execute", { strategy_id => $id, url => "$outside/list" })
	->{json}{status}, "completed", "by its name too");

# --- what it costs ---

# Largest resident size in MB so far, of the workers and of their extractors.
sub peaks
{
	my %peak = ("meter-fcgi" => 0, "meter-extracto" => 0);
	my @pids = $meter->pids("slow");
	push @pids, map { split " ", `pgrep -P $_` } @pids;
	for my $pid (@pids) {
		open my $file, "<", "/proc/$pid/status" or next;
		my $text = do { local $/; <$file> } // "";
		my ($name) = $text =~ /^Name:\s+(\S{1,14})/m or next;
		my ($kb) = $text =~ /^VmHWM:\s+(\d+)/m or next;
		$peak{$name} = $kb / 1024 if $kb / 1024 > ($peak{$name} // 0);
	}
	return sprintf "worker %.0f MB, extractor %.0f MB", @peak{qw(meter-fcgi meter-extracto)};
}

# Both calls on one URL: status and texts of the contract, before a fetch's whole time is over.
sub is_refused
{
	my ($url, $class, $text, $label) = @_;
	my $began = time;
	my $job = $meter->post("/api/jobs/execute", { strategy_id => $id, url => $url });
	my $took = time - $began;
	is($job->{status}, 200, "$label: the call is answered");
	is($job->{json}{status}, "failed", "$label: the job failed");
	is($job->{json}{error_class}, $class, "$label: $class") or diag($job->{content});
	like($job->{json}{error}, $text, "$label: why");
	cmp_ok($took, "<", SECONDS, "$label: in time");
	my $making = $meter->post("/api/strategies/generate", { %request, url => $url });
	my $detail = $making->{json}{detail} // "";
	if ($class eq "too_complex") {
		is($making->{status}, 422, "$label: no strategy either");
		like($detail, $text, "$label: for the same reason");
	} else {
		is($making->{status}, 400, "$label: no strategy either");
		like($detail, qr/^Failed to fetch URL: /, "$label: it says what failed");
		like($detail =~ s/^Failed to fetch URL: //r, $text, "$label: for the same reason");
	}
	diag(sprintf "%-44s %-11s %5.2f s, %s", $label, $class, $took, peaks());
}

# --- addresses ---

my $denied = qr/^Address not allowed: "/;
my @addresses = ("http://127.0.0.1:$port/", "http://[::1]:$port/",
	"http://[::ffff:127.0.0.1]:$port/", "http://[::ffff:7f00:1]:$port/",
	"http://127.1:$port/", "http://2130706433:$port/", "http://0x7f.0.0.1:$port/",
	"http://0177.0.0.1:$port/", "http://0.0.0.0:$port/", "http://localhost:$port/",
	"http://a.localhost:$port/", "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data",
	"http://100.64.0.1/", "http://192.168.0.1/", "http://172.16.0.1/", "http://[fd00::1]/",
	"http://[fe80::1]/", "http://[64:ff9b::7f00:1]:$port/", "http://[2002:7f00:1::]:$port/",
	"http://224.0.0.1/", "http://255.255.255.255/",
	map { "http://$_:$port/" } sort keys %inside);
for my $address (@addresses) {
	is_refused($address, "blocked", $denied, $address);
	is_refused($site->url("/to?" . escape($address)), "blocked", $denied, "to $address");
}
is_refused("$outside/to?" . escape("//127.0.0.1:$port/"), "blocked", $denied,
	"a redirect that keeps the scheme");
is_refused($site->url("/to?" . escape($outside . "/to?" . escape("http://127.0.0.1:$port/"))),
	"blocked", $denied, "a redirect behind a redirect");

# The first answer is outside, every later one inside.
is($meter->post("/api/jobs/execute", { strategy_id => $id,
	url => "http://turns.example:$site->{port}/list" })->{json}{status}, "completed",
	"a name that points outside");
is_refused("http://turns.example:$port/", "blocked", $denied, "and inside the next time");

# --- schemes and ports ---

for my $url ("file:///etc/passwd", "gopher://127.0.0.1:$port/_x", "ftp://127.0.0.1:$port/",
	"dict://127.0.0.1:$port/x", "javascript:alert(1)", "data:text/html,x", "//127.0.0.1/") {
	my $job = $meter->post("/api/jobs/execute", { strategy_id => $id, url => $url });
	is($job->{status}, 422, "$url is no URL of a page") or diag($job->{content});
	is($meter->post("/api/strategies/generate", { %request, url => $url })->{status}, 400,
		"nor of a strategy");
	next if $url =~ m{^//};
	is_refused($site->url("/to?" . escape($url)), "blocked",
		qr/^Address not allowed: redirect to something else than http or https/, "to $url");
}
is_refused("http://127.0.0.2:$_/", "blocked", $denied, "port $_") for 22, 25, 6379;

# --- what sites send ---

my $large = qr/^Page too large: more than 20 MB$/;
is_refused($site->url("/endless"), "too_large", $large, "an endless page");
is_refused($site->url("/bomb"), "too_large", qr/^Page too large: /, "a gzip bomb");
is_refused($site->url("/headers"), "too_large", qr/of headers$/, "endless headers");
is_refused($site->url("/header"), "too_large", qr/of headers$/, "an endless header");
is_refused($site->url("/announced"), "too_large", $large, "a page that is announced as large");
is_refused($site->url("/broken"), "http", qr/compression is damaged$/, "broken gzip");
is_refused($site->url("/loop"), "http", qr/^Too many redirects: more than 10$/, "a loop");
is_refused($site->url("/nested"), "too_complex", qr/./, "100,000 nested elements");
is_refused($site->url("/formatted"), "too_complex", qr/./, "20,000 formatting elements");
is_refused($site->url("/attributes"), "too_complex", qr/./, "100,000 attributes");
is_refused("http://mute.example/", "dns", qr/^Could not resolve host/, "a mute name server");

# The slow ones at once.
my %slow;
for my $path (qw(/drip /trickle /mute)) {
	$slow{$path} = Meter::Guard::beside(sub {
		my $began = time;
		$meter->{http} = HTTP::Tiny->new(timeout => 60);
		my $job = $meter->post("/api/jobs/execute",
			{ strategy_id => $id, url => $site->url($path) });
		return join "\t", time - $began, $job->{json}{error_class} // "", $job->{content};
	});
}
my %took;
for my $path (sort keys %slow) {
	my $pipe = $slow{$path};
	($took{$path}, my $class, my $content) = split /\t/, scalar <$pipe>;
	is($class, "timeout", "$path: timeout") or diag($content);
	diag(sprintf "%-44s %-11s %5.2f s, %s", $path, $class, $took{$path}, peaks());
}
cmp_ok($took{"/trickle"}, "<", 50, "what comes slowly ends with its time");
cmp_ok($took{$_}, "<", $took{"/trickle"}, "$_: what hardly comes is given up before") for qw(/drip /mute);

# --- afterwards ---

is($meter->post("/api/jobs/execute", { strategy_id => $id, url => $site->url("/list") })
	->{json}{status}, "completed", "a good page after all of that");
my ($worker) = peaks() =~ /^worker (\d+)/;
SKIP: {
	skip "a sanitizer keeps what is freed", 1
	    if Meter::Test::is_sanitized($meter->pids("slow"));
	cmp_ok($worker, "<", 150, "no worker was ever larger than 150 MB");
}
is(visitors($canary), 0, "nobody came to 127.0.0.1");
my $visitor = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port);
is(visitors($canary), 1, "where a visitor would have been counted");
is(visitors($canary6), 0, "nobody came to [::1]") if $canary6;
my @heard = grep { /^\S+ \d+(?:\.\d+){3}$/ } $names->queries;
is("@heard", "", "no address was asked for as a name");

done_testing;
