# The second half of ./quickstart, when packages and programs are there: starts the stack under
# run/, makes an account and a key, and runs the main job as a user would.
package Meter::Quickstart;

use strict;
use warnings;

use Digest::SHA qw(sha256_hex);
use Fcntl qw(LOCK_EX LOCK_NB);
use HTTP::Tiny;
use JSON::PP ();
use Meter::Demo;
use Meter::Nginx;
use Meter::Process qw(process_members);
use Meter::Stack;
use Time::HiRes qw(time);

use constant {
	PORT => 8080,
	SITE_PORT => 8090,
	SHOWN => 10,    # records printed
	PATIENCE => 90, # seconds for one request: generation ends within 50 by itself
	NEWS_WITHIN => 130, # seconds until a change arrives: two ticks of a minute
};

my @parts = (@Meter::Stack::PARTS, "demo");
my $json = JSON::PP->new->utf8->canonical->allow_nonref;

# main(the project's folder, run/, the folder of the built programs, what the user gave)
sub main
{
	my ($root, $dir, $build, @arguments) = @_;
	$| = 1;
	my $stack = Meter::Stack->new(
		dir => $dir, build => $build, source => $root, safe => 1,
		drop => 1, inherit => 1, site => "$dir/shop",
		port => $ENV{METER_PORT}, port_wish => PORT,
		site_port => $ENV{METER_SITE_PORT}, site_port_wish => SITE_PORT,
	);
	my $command = $arguments[0] // "";
	exit stop($stack) if $command eq "stop";
	exit status($stack) if $command eq "status";
	eval { run($stack, @arguments); 1 } or complain($@);
}

# What helps against a failure, by its text; the first that fits.
my @remedies = (
	[qr/Address not allowed/, "allow its network, as in METER_EGRESS_ALLOW=127.0.0.0/8,192.168.0.0/16"
		. " ./quickstart URL \"DESCRIPTION\"; doc/egress.md tells more"],
	[qr/Failed to fetch URL: (?!Page not accessible)/, "everything runs: see whether this machine reaches the page"
		. " (curl -I URL), or try another one"],
	[qr/ answered 4\d\d: /, "everything runs: try another page or description,"
		. " ./quickstart URL \"DESCRIPTION\""],
	[qr//, "look into run/log/, then run ./quickstart again"],
);

sub complain
{
	my ($why) = @_;
	my ($remedy) = map { $_->[1] } grep { $why =~ /$_->[0]/ } @remedies;
	chomp $why;
	$why =~ s/^/    /gm;
	print STDERR "\nquickstart: this did not work:\n$why\n    to do: $remedy\n";
	exit 1;
}

# One line: what is done, and how long it took.
sub step
{
	my ($text, $do) = @_;
	my $began = time;
	print "$text ...";
	my $note = eval { $do->() };
	if ($@) {
		print " failed\n";
		die "$text: $@";
	}
	printf " %s (%.1f s)\n", $note // "done", time - $began;
}

sub run
{
	my ($stack, $url, $description) = @_;
	open my $lock, ">", "$stack->{dir}/lock" or die "cannot write $stack->{dir}/lock: $!\n";
	flock $lock, LOCK_EX | LOCK_NB or die "another quickstart is at work here\n";
	$stack->{memory} = $stack->recall;
	Meter::Demo::open_shop("$stack->{source}/doc/sample-shop", $stack->{site});
	start($stack);
	my $key = step_key($stack);
	my $shop = $stack->site_url . "/";
	main_job($stack, $key, $url // $shop, $description // "product names, prices and links");
	watch($stack, $key, $shop) unless $url;
	print_places($stack);
}

# --- starting ---

# A part is left running when it is what would be started now.
sub start_if_changed
{
	my ($stack, $part, $signature) = @_;
	return "runs already" if $stack->is_alive($part)
	    && ($stack->{memory}{"made_$part"} // "") eq $signature;
	my $was_there = $stack->is_alive($part);
	$stack->stop_part($part) if $was_there;
	$stack->start_part($part);
	$stack->remember("made_$part" => $signature);
	return $was_there ? "started anew" : "started";
}

sub file_signature
{
	return join " ", map { my @s = stat; "$_ $s[7] $s[9]" } @_;
}

sub start
{
	my ($stack) = @_;
	# nginx has to let go of its port before another is looked for.
	my $port = $stack->{port};
	$stack->stop_part("nginx") if $port && $port != ($stack->{memory}{port} // 0);
	$stack->prepare;
	my $settings = sha256_hex($stack->settings_text);
	step("MariaDB", sub { start_if_changed($stack, "mariadbd", $stack->{sockets}) });
	step("schema", sub { migrate($stack) });
	my $programs = file_signature(map { "$stack->{build}/$_" } qw(meter-fcgi meter-extractor));
	my $cron = file_signature(map { "$stack->{build}/$_" } qw(meter-cron meter-extractor));
	step("meter-cron", sub { start_if_changed($stack, "cron", "$cron $settings") });
	for my $pool (qw(fast slow)) {
		step("$pool pool", sub { start_if_changed($stack, $pool, "$programs $settings") });
	}
	$stack->remember(hook_port => Meter::Stack::free_port()) unless $stack->{memory}{hook_port};
	step("shop and receiver", sub { start_if_changed($stack, "demo", $stack->{memory}{hook_port}) });
	my $made = sha256_hex(Meter::Nginx::all_text($stack));
	step("nginx", sub { start_if_changed($stack, "nginx", $made) });
}

sub hook_url
{
	my ($stack) = @_;
	return "http://127.0.0.1:$stack->{memory}{hook_port}/";
}

sub migrate
{
	my ($stack) = @_;
	$stack->migrate;
	return "up to date";
}

# --- the account ---

sub saved_key
{
	my ($stack) = @_;
	open my $file, "<", "$stack->{dir}/env" or return;
	my ($key) = join("", <$file>) =~ /^METER_API_KEY='([^']+)'/m;
	return $key;
}

sub step_key
{
	my ($stack) = @_;
	my $key = saved_key($stack);
	step("account and key", sub {
		if ($key && request($stack, $key, "GET", "/api/account/quota")->{status} == 200) {
			save_env($stack, $key);
			return "kept";
		}
		($key) = $stack->new_key("quickstart", "enterprise");
		save_env($stack, $key);
		return "made";
	});
	return $key;
}

# For shells: what examples need, and for the programs that they start.
sub save_env
{
	my ($stack, $key) = @_;
	my @values = ([METER_URL => $stack->url], [METER_API_KEY => $key], [SHOP => $stack->site_url],
		[HOOK => hook_url($stack)]);
	Meter::Stack::write_private("$stack->{dir}/env", join "",
		(map { "$_->[0]='$_->[1]'\n" } @values), "export METER_URL METER_API_KEY SHOP HOOK\n");
}

# --- the main job ---

sub request
{
	my ($stack, $key, $method, $path, $body) = @_;
	my $http = HTTP::Tiny->new(timeout => PATIENCE);
	my %options = (headers => { Authorization => "Bearer $key" });
	if ($body) {
		$options{content} = $json->encode($body);
		$options{headers}{"Content-Type"} = "application/json";
	}
	my ($reply, $until) = (undef, time + PATIENCE);
	# As any client should: when told to come back, come back.
	while (1) {
		$reply = $http->request($method, $stack->url . $path, \%options);
		my $pause = $reply->{headers}{"retry-after"} // last;
		last if $reply->{status} !~ /^(?:429|503)$/ || time + $pause > $until;
		sleep $pause;
	}
	$reply->{json} = eval { $json->decode($reply->{content}) };
	return $reply;
}

# Shows a request as the command a user would type, sends it, and returns the reply's JSON.
sub show_request
{
	my ($stack, $key, $path, $body) = @_;
	my $text = $json->encode($body) =~ s/'/'\\''/gr;
	print "  curl -X POST \"\$METER_URL$path\" \\\n",
	    "    -H \"Authorization: Bearer \$METER_API_KEY\" \\\n",
	    "    -H 'Content-Type: application/json' \\\n",
	    "    -d '$text'\n";
	my $began = time;
	my $reply = request($stack, $key, "POST", $path, $body);
	my $detail = ref $reply->{json} eq "HASH" ? $reply->{json}{detail} : undef;
	die "$path answered $reply->{status}: " . ($detail // $reply->{content}) . "\n"
	    unless $reply->{success} && ref $reply->{json} eq "HASH";
	printf "  -> %d after %.2f s\n", $reply->{status}, time - $began;
	return $reply->{json};
}

sub count
{
	my ($n) = @_;
	return $n == 1 ? "1 record" : "$n records";
}

sub print_records
{
	my ($records) = @_;
	my $n = 0;
	for my $record (@{$records // []}) {
		last if $n++ == SHOWN;
		print "     ", $json->encode($record), "\n";
	}
	my $more = @{$records // []} - SHOWN;
	print "     ... and $more more\n" if $more > 0;
}

sub main_job
{
	my ($stack, $key, $url, $description) = @_;
	print "\n1. A strategy from a URL and a description\n";
	my $strategy = show_request($stack, $key, "/api/strategies/generate",
		{ url => $url, description => $description, name => "Quick start" });
	print "     strategy $strategy->{strategy_id} ($strategy->{scraper_type}), preview:\n";
	print_records($strategy->{preview_data});
	print "     note: $_\n" for @{$strategy->{warnings} // []};

	print "\n2. A job that runs it\n";
	my $job = show_request($stack, $key, "/api/jobs/execute",
		{ strategy_id => $strategy->{strategy_id}, url => $url });
	die "the job failed: $job->{error}\n" if $job->{status} ne "completed";
	print "     job $job->{job_id} completed, ", count($job->{item_count}), ":\n";
	print_records($job->{results});
}

# --- the watch ---

# A watch that an earlier run made, if it is still there.
sub known_watch
{
	my ($stack, $key) = @_;
	my $id = $stack->{memory}{watch} or return;
	my $reply = request($stack, $key, "GET", "/api/schedules/$id");
	return $reply->{status} == 200 && -e "$stack->{dir}/hook.secret" ? $id : undef;
}

sub make_watch
{
	my ($stack, $key, $shop) = @_;
	my $watch = show_request($stack, $key, "/api/watch", { url => $shop, name => "Sample shop",
		description => "product names and prices", cron_expression => "* * * * *",
		webhook_url => hook_url($stack) });
	Meter::Stack::write_private("$stack->{dir}/hook.secret", "$watch->{webhook_secret}\n");
	$stack->remember(watch => $watch->{schedule_id});
	return $watch->{schedule_id};
}

# What the receiver has written from that place on.
sub news
{
	my ($stack, $from) = @_;
	open my $file, "<", $stack->log_of("demo") or return "";
	seek $file, $from, 0;
	local $/;
	return <$file> // "";
}

# The first change that arrives, for who sits and looks; others find it in the log.
sub wait_for_news
{
	my ($stack) = @_;
	my $from = -s $stack->log_of("demo") // 0;
	my $until = time + NEWS_WITHIN;
	my $left = 0;
	local $SIG{INT} = sub { $left = 1 };
	print "     the shop changes a price now and then; a change arrives within two minutes\n",
	    "     (Ctrl-C stops the waiting, nothing else)\n";
	while (!$left && time < $until) {
		my ($line) = grep { !/nothing changed/ } news($stack, $from) =~ /^(.*webhook.*)$/mg;
		if ($line) {
			print "  <- $line\n";
			return;
		}
		Time::HiRes::sleep(0.5);
	}
	print "     nothing yet: look into run/log/demo.log\n" unless $left;
}

sub watch
{
	my ($stack, $key, $shop) = @_;
	print "\n3. A watch that tells what changes\n";
	my $known = known_watch($stack, $key);
	print "     schedule $known goes on\n" if $known;
	$known //= make_watch($stack, $key, $shop);
	wait_for_news($stack) if -t STDOUT;
}

sub print_places
{
	my ($stack) = @_;
	print "\nIt goes on running:\n",
	    "  base URL      ", $stack->url, "\n",
	    "  API key       in run/env; after \". run/env\" the commands above and those of README.md work\n",
	    "  sample shop   ", $stack->site_url, "/, files in run/shop\n",
	    "  its watch     what changes arrives in run/log/demo.log\n",
	    "  logs          run/log/\n",
	    "  another page  ./quickstart URL \"DESCRIPTION\"\n",
	    "  stop, status  ./quickstart stop, ./quickstart status\n",
	    "  remove        ./quickstart stop, then rm -rf run (installed packages stay)\n";
}

# --- stop and status ---

sub stop
{
	my ($stack) = @_;
	my $left = 0;
	for my $part (reverse @parts) {
		my $record = $stack->record_of($part);
		my $was_there = $record && process_members($record);
		my $is_gone = $stack->stop_part($part);
		$left++ unless $is_gone;
		printf "%-10s%s\n", $part, !$is_gone ? "does not end (pid $record->{pid})"
		    : $was_there ? "stopped" : "was not running";
	}
	return $left ? 1 : 0;
}

# 0 when everything runs, 1 when something does not.
sub status
{
	my ($stack) = @_;
	my $missing = 0;
	for my $part (@parts) {
		my $is_alive = $stack->is_alive($part);
		$missing++ unless $is_alive;
		printf "%-10s%-14s%s\n", $part,
		    $is_alive ? "pid " . $stack->record_of($part)->{pid} : "not running",
		    "run/log/$part.log";
	}
	my $memory = $stack->{memory};
	print "base URL  ", $stack->url, "\n" if $memory->{port};
	print "key       run/env\n" if -e "$stack->{dir}/env";
	print "shop      ", $stack->site_url, "/\n" if $memory->{site_port};
	return $missing ? 1 : 0;
}

1;
