#!/usr/bin/perl
# Workflows on a site where one request in ten fails: they find exactly what is there, a second run asks
# only for what may have changed, and many at once end though everything is killed. The short form belongs
# to the tests; the long one is
#
#   t/cron_workflow.t --items 200 --workflows 50 --seconds 120 [--seed N]
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Getopt::Long qw(GetOptions);
use JSON::PP ();
use Meter::Process qw(process_workers wait_until);
use Meter::Test;
use Test::More;
use Time::HiRes qw(sleep time);

use constant {
	HOSTS => 2000, # of the site: what fails slows only its own host down
	AUTHORS => 8,
	END_SECONDS => 240, # leases, and retries
};

my %option = (items => 40, workflows => 6, seconds => 6, seed => time & 0xffff);
GetOptions(\%option, "items=i", "workflows=i", "seconds=i", "seed=i")
    or die "usage: $0 [--items N] [--workflows N] [--seconds N] [--seed N]\n";
srand $option{seed};
diag("seed $option{seed}");

my $meter = Meter::Test->start(safe => 1, settings => { METER_RUNNERS => 2 });

# --- the site ---

# What changes is in files, as each connection has a process of its own.
my $state = $meter->dir;

sub is_set { return -e "$state/set-$_[0]" }

sub set
{
	my ($name) = @_;
	open my $file, ">", "$state/set-$name" or die "set-$name: $!\n";
}

sub host
{
	my ($shelf, $n) = @_;
	my $hash = 7;
	$hash = ($hash * 31 + ord) % 65521 for split //, "$shelf/$n";
	$hash %= HOSTS;
	return sprintf "127.0.%d.%d", 2 + $hash / 200, 1 + $hash % 200;
}

sub author_of { return $_[0] % AUTHORS }

# Every tenth book is dear enough for its author to be of interest, or not, by its number.
sub price_of { return $_[0] % 4 == 0 ? 5 : 10 + $_[0] }

sub shelf_of
{
	my ($shelf, $n, $port) = @_;
	my @books = map { { name => "Book $_", mark => (is_set("news-$_") ? "new" : "old"),
		link => sprintf("http://%s:%d/%s/book/%d", host($shelf, $_), $port, $shelf, $_) } } 1 .. $n;
	return join "", map { "<li class='item'><b>$_->{name}</b><i>$_->{mark}</i>"
		. "<a href='$_->{link}'>more</a></li>" }
	    { name => "Buy this", mark => "ad", link => "/ad/1" }, @books;
}

sub serve
{
	my ($request, $port) = @_;
	my $path = $request->{path};
	$meter->held("books") if $path =~ m{/book/};
	if ($path =~ m{^/(\w+)/shelf/(\d+)$}) {
		my ($shelf, $n) = ($1, $2);
		my $tag = join "", '"', (map { is_set("news-$_") ? 1 : 0 } 1 .. 9), '"';
		return (304, {}, "") if ($request->{headers}{"if-none-match"} // "") eq $tag;
		return (200, { ETag => $tag }, "<ul>" . shelf_of($shelf, $n, $port) . "</ul>");
	}
	if ($path =~ m{^/(\w+)/book/(\d+)$}) {
		my ($shelf, $n) = ($1, $2);
		return (404, {}, "gone") if $n % 10 == 7 && !is_set("healed");
		if ($n % 10 == 3 && !is_set("asked-$shelf-$n")) { # it closes without a word, once
			set("asked-$shelf-$n");
			return;
		}
		return (200, {}, sprintf "<div class='book'><h1>Book %d</h1><i>%d</i><u>%s</u>"
			. "<a href='http://%s:%d/%s/author/%d'>by</a></div>", $n, price_of($n),
			is_set("news-$n") ? "second" : "first", host($shelf, author_of($n)), $port, $shelf,
			author_of($n));
	}
	return (200, {}, "<div class='author'><h1>Author $1</h1></div>") if $path =~ m{^/\w+/author/(\d+)$};
	return (404, {}, "nothing");
}

my $site;
$site = $meter->site(address => "0.0.0.0", "/calm" => "<ul>" . join("", map { "<li class='item'><b>Cup $_</b>"
	. "<i>\$$_.99</i></li>" } 1 .. 5) . "</ul>", default => sub { serve($_[0], $_[0]{headers}{host} =~ /:(\d+)$/) });
my ($port) = $site->url =~ /:(\d+)$/;

# --- the strategies: made by the server, then told exactly what is there ---

my %plans = (
	shelf => '{"type":"css","container":{"selector":"li.item"},"fields":{"name":{"selector":"b"},'
	    . '"mark":{"selector":"i"},"link":{"selector":"a","attribute":"href","type":"url"}}}',
	book => '{"type":"css","container":{"selector":"div.book"},"fields":{"title":{"selector":"h1"},'
	    . '"price":{"selector":"i","type":"number"},"edition":{"selector":"u"},'
	    . '"author":{"selector":"a","attribute":"href","type":"url"}}}',
	author => '{"type":"css","container":{"selector":"div.author"},"fields":{"name":{"selector":"h1"}}}',
);

sub new_strategy
{
	my ($name) = @_;
	my $made = $meter->post("/api/strategies/generate", { url => "http://127.0.0.1:$port/calm", name => $name,
		description => "names and prices", output_schema => { name => "string", price => "number" } });
	is($made->{status}, 201, "a strategy for a $name") or BAIL_OUT($made->{content});
	my $id = $made->{json}{strategy_id};
	$meter->sql("UPDATE strategy SET output_schema = NULL, plan = '$plans{$name}' WHERE id = '$id'");
	return $id;
}

my %strategy = map { $_ => new_strategy($_) } sort keys %plans;

# --- workflows ---

sub new_workflow
{
	my ($shelf, $items) = @_;
	my $made = $meter->post("/api/workflows", { name => "Shelf $shelf", description => undef,
		nodes => [
			{ node_key => "shelf", strategy_id => $strategy{shelf}, input_type => "static_urls",
				static_urls => ["http://127.0.1.250:$port/$shelf/shelf/$items"] },
			{ node_key => "book", strategy_id => $strategy{book}, input_type => "upstream_urls",
				url_field => "link" },
			{ node_key => "author", strategy_id => $strategy{author}, input_type => "upstream_urls",
				url_field => "author" },
		],
		edges => [
			{ source_node_key => "shelf", target_node_key => "book", filter_config => { mode => "all",
				conditions => [{ field => "link", operator => "regex_match", value => "/book/\\d+\$" }] } },
			{ source_node_key => "book", target_node_key => "author", filter_config => { mode => "all",
				conditions => [{ field => "price", operator => "gt", value => "9" }] } },
		] });
	is($made->{status}, 201, "a workflow") or BAIL_OUT($made->{content});
	return $made->{json}{id};
}

sub begin
{
	my ($workflow, $force) = @_;
	my $made = $meter->post("/api/workflows/$workflow/run",
		{ force => $force ? JSON::PP::true() : JSON::PP::false() });
	is($made->{status}, 200, "a run begins") or diag($made->{content});
	return $made->{json}{id};
}

sub has_ended
{
	my ($run) = @_;
	return $meter->number("COUNT(*) FROM workflow_run WHERE id = '$run' AND active IS NULL");
}

# How each node stands: {shelf => ["completed", items, has_changes], …}
sub nodes_of
{
	my ($run) = @_;
	return { map { shift(@$_) => $_ } $meter->sql("SELECT node_key, status, input_count, item_count, has_changes"
		. " FROM node_run WHERE run_id = '$run' ORDER BY position") };
}

# "state url" of what a node scraped, in their order.
sub inputs_of
{
	my ($run, $node) = @_;
	return [map { $_->[0] } $meter->sql("SELECT CONCAT(i.state, ' ', i.url) FROM node_input i JOIN node_run n"
		. " ON n.id = i.node_run_id WHERE i.run_id = '$run' AND n.node_key = '$node' ORDER BY number")];
}

sub url_of
{
	my ($shelf, $what, $n) = @_;
	return sprintf "http://%s:%d/%s/%s/%d", host($shelf, $n), $port, $shelf, $what, $n;
}

my $asked = 0;

# Paths that the site was asked for since the last time, each once, sorted.
sub asked
{
	my @all = @{$site->requests};
	my %paths = map { $_->[1] => 1 } @all[$asked .. $#all];
	$asked = @all;
	return [sort grep { !/robots\.txt$/ } keys %paths];
}

sub run_of
{
	my ($workflow, $name) = @_;
	my $run = begin($workflow);
	ok(wait_until(120, sub { has_ended($run) }, 0.05), "$name ends");
	is($meter->number("status FROM workflow_run WHERE id = '$run'"), "completed", "completed");
	return $run;
}

# --- one workflow, run after run ---

my $n = $option{items};
my @books = 1 .. $n;
my @good = grep { $_ % 10 != 7 } @books;
my %authors;
$authors{author_of($_)} //= $_ for grep { price_of($_) > 9 } @good;
my @authors = sort { $authors{$a} <=> $authors{$b} } keys %authors;
my $workflow = new_workflow("one", $n);
asked();
my $run = run_of($workflow, "the first run");
is_deeply(nodes_of($run), {
		shelf => ["completed", 1, $n + 1, 0],
		book => ["completed", $n, scalar @good, 0],
		author => ["completed", scalar @authors, scalar @authors, 0],
	}, "its nodes have what is there");
is_deeply(inputs_of($run, "book"), [map { ($_ % 10 == 7 ? "failed " : "completed ") . url_of("one", "book", $_) }
	@books], "each page once, those that failed by name");
is_deeply(inputs_of($run, "author"), [map { "completed " . url_of("one", "author", $_) } @authors],
	"and those that the filter lets pass");
is($meter->number("COUNT(*) FROM job WHERE run_id = '$run'"), 1 + $n + @authors, "a job for each");
is_deeply([sort map { $_->[0] } $meter->sql("SELECT DISTINCT error FROM node_input WHERE run_id = '$run'"
	. " AND state = 'failed'")], ["Page not accessible: 404 Not Found"], "a failure says why");

set("healed");
asked();
$run = run_of($workflow, "a second run");
my %more;
$more{author_of($_)} = 1 for grep { price_of($_) > 9 && $_ % 10 == 7 } @books;
is_deeply(asked(), [sort "/one/shelf/$n", (map { "/one/book/$_" } grep { $_ % 10 == 7 } @books),
	map { "/one/author/$_" } sort keys %more], "asks for what had failed, and what that leads to");

$run = run_of($workflow, "a third one, without changes,");
is_deeply(asked(), ["/one/shelf/$n"], "asks for the first page only");
like($site->requests->[-1][2]{"if-none-match"}, qr/^"0+"$/, "should it have changed");
is_deeply([map { $_->[0] } @{nodes_of($run)}{qw(shelf book author)}], [qw(completed skipped skipped)],
	"the rest is skipped");
is($meter->number("COUNT(*) FROM node_input i JOIN result r ON r.strategy_id = i.strategy_id"
	. " AND r.hash = i.result_hash WHERE i.run_id = '$run' AND i.state = 'carried'"),
	$n + scalar keys %{{ map { author_of($_) => 1 } grep { price_of($_) > 9 } @books }},
	"with the results that it has");
is($meter->number("has_changes FROM workflow_run WHERE id = '$run'"), 0, "it has no changes");

my @news = (2, 5, 8);
set("news-$_") for @news;
$run = run_of($workflow, "a run after three changes");
my %theirs = map { author_of($_) => 1 } grep { price_of($_) > 9 } @news;
is_deeply(asked(), [sort "/one/shelf/$n", (map { "/one/book/$_" } @news), map { "/one/author/$_" } keys %theirs],
	"asks for these and what they lead to");
is_deeply([map { (split ' ')[0] } @{inputs_of($run, "book")}[map { $_ - 1 } 1 .. 8]],
	[map { my $book = $_; (grep { $_ == $book } @news) ? "completed" : "carried" } 1 .. 8],
	"the others are carried over");
is($meter->number("has_changes FROM workflow_run WHERE id = '$run'"), 1, "it has changes");

# --- cancelled while it goes on ---

$meter->hold("books");
$run = begin($workflow, 1);
ok(wait_until(60, sub { $meter->is_holding("books") }), "a run scrapes pages");
my $cancelled = $meter->post("/api/workflows/$workflow/runs/$run/cancel");
is($cancelled->{status}, 200, "it is cancelled") or diag($cancelled->{content});
is($cancelled->{json}{status}, "cancelled", "at once");
$meter->release("books");
ok(wait_until(60, sub { $meter->number("COUNT(*) FROM task WHERE kind <> 'delivery'") == 0 }, 0.05),
	"what was being fetched ends");
is($meter->number("COUNT(*) FROM node_input WHERE run_id = '$run' AND state = 'pending'"), 0, "nothing waits");
is($meter->number("COUNT(*) FROM job WHERE run_id = '$run' AND status IN ('pending', 'running')"), 0, "nor a job");
is_deeply([grep { !/^(?:completed|cancelled|skipped)$/ } map { $_->[0] } values %{nodes_of($run)}], [],
	"all its nodes are over");
asked();
$run = run_of($workflow, "a run after that");
is_deeply([map { $_->[0] } @{nodes_of($run)}{qw(shelf book author)}], [qw(completed skipped skipped)],
	"is compared with the last that was completed");

# --- many at once, and everything is killed ---

$meter->sql(<<'SQL');
CREATE TABLE witness (n BIGINT AUTO_INCREMENT PRIMARY KEY, id UUID NOT NULL, what VARCHAR(16) NOT NULL,
	KEY (id)) ENGINE = InnoDB;
CREATE TRIGGER witness_job AFTER UPDATE ON job FOR EACH ROW
	INSERT INTO witness (id, what) SELECT NEW.id, 'job'
	FROM DUAL WHERE NEW.status IN ('completed', 'failed') OR OLD.status IN ('completed', 'failed');
CREATE TRIGGER witness_run AFTER UPDATE ON workflow_run FOR EACH ROW
	INSERT INTO witness (id, what) SELECT NEW.id, 'run'
	FROM DUAL WHERE NEW.active IS NULL OR OLD.active IS NULL;
CREATE TRIGGER witness_node AFTER UPDATE ON node_run FOR EACH ROW
	INSERT INTO witness (id, what) SELECT NEW.id, 'node'
	FROM DUAL WHERE NEW.completed_at IS NOT NULL OR OLD.completed_at IS NOT NULL;
SQL

sub kill_runner
{
	my @pids = process_workers($meter->stack->record_of("cron"), "meter-cron");
	return kill "KILL", $pids[rand @pids] if @pids;
}

my @workflows = map { new_workflow("w$_", 8) } 1 .. $option{workflows};
my @first = map { begin($_) } @workflows;
my ($end, $met, %done) = (time + $option{seconds}, 0, runner => 0, daemon => 0);
for (my $i = 0; time < $end; $i++) {
	my $name = $i % 3 == 1 ? "daemon" : "runner";
	$done{$name}++ if $name eq "daemon" ? $meter->crash_part("cron") : kill_runner();
	sleep 0.3 + rand 1;
	# Whoever has ended begins again, so that there are always some to be killed.
	my %active = map { $_->[0] => 1 } $meter->sql("SELECT active FROM workflow_run WHERE active IS NOT NULL");
	$met += keys %active;
	begin($_, 1) for grep { !$active{$_} } @workflows;
}
diag("killed: " . join ", ", map { "$_ $done{$_}" } sort keys %done);
cmp_ok($met, ">", 0, "$met times a run was met by it");
my $began = time;
ok(wait_until(END_SECONDS, sub { $meter->number("COUNT(*) FROM workflow_run WHERE active IS NOT NULL") == 0 }, 0.1),
	"all end") or diag(explain([$meter->sql("SELECT * FROM task LIMIT 10")]));
diag(sprintf "the last ended %.1f seconds after the last kill", time - $began);
is($meter->number("COUNT(*) FROM workflow_run WHERE status NOT IN ('completed', 'cancelled')"), 0, "completed")
    or diag(explain([$meter->sql("SELECT status, error, COUNT(*) FROM workflow_run GROUP BY 1, 2")]));
is($meter->number("COUNT(*) FROM task WHERE kind <> 'delivery'"), 0, "no task is left");
is($meter->number("COUNT(*) FROM (SELECT id FROM witness GROUP BY id HAVING COUNT(*) <> 1) x"), 0,
	"runs, nodes and jobs end once");
is($meter->number("COUNT(*) FROM node_run WHERE status NOT IN ('completed', 'skipped', 'cancelled')"), 0,
	"no node is left");
is($meter->number("COUNT(*) FROM job WHERE run_id IS NOT NULL"),
	$meter->number("COUNT(DISTINCT job_id) FROM node_input WHERE state <> 'carried'"), "no job was made twice");
is($meter->number("COUNT(*) FROM node_input WHERE state NOT IN ('completed', 'carried', 'failed', 'cancelled')"), 0,
	"nothing is left open");
is($meter->number("COUNT(*) FROM node_input WHERE state = 'completed' AND run_id IN ("
	. join(",", map { "'$_'" } @first) . ")"),
	@workflows * (1 + 8 + scalar keys %{{ map { author_of($_) => 1 } grep { price_of($_) > 9 } 1 .. 8 }}),
	"each found all that is there");
unlike($meter->log("cron"), qr/killed by signal (?!9\b)/, "nobody died of itself");

done_testing;
