#!/usr/bin/perl
# The rules about our own text that a machine can check. Each file is one test; what is wrong
# with it follows as diagnostics, so that one run shows everything.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Source qw(source_files source_root source_text c_code);
use Test::More;

use constant {
	FILE_LINES_MAX => 450,
	FUNCTION_LINES_MAX => 60,
	COLUMNS_MAX => 110, # the formatter keeps to 100; a row of a table may stand out
	TAB => 8,
};

# Longer than a file should be, because they are one table.
my %long_file = (
	"src/bounds.h" => "one line a bound",
	"src/extract/tags.def" => "one row a tag",
);

# src file => why no test has its name.
my %tested_elsewhere = (
	"src/meter-fcgi.c" => "t/api/*.t start it",
	"src/meter-extractor.c" => "t/extract/pool.c starts it",
	"src/store/binding.c" => "t/store/statement.c binds every type",
	"src/store/server.c" => "t/ctl/meterctl.t has doctor ask",
	"src/store/db_error.c" => "t/store/db.c brings the errors about",
	"src/store/lookup.c" => "shapes alone; t/store/statements.c binds them",
	"src/extract/use.c" => "t/extract/pool.c has it ask in every way",
	"src/meter-cron.c" => "t/cron.t starts it",
	"src/queue/claim.c" => "t/cron.t",
	"src/queue/delivery_task.c" => "t/api/webhooks.t",
	"src/queue/generation_task.c" => "t/api/groups_runs.t and t/cron_groups.t",
	"src/job/renewal.c" => "t/api/discover_schedule.t",
	"src/queue/discovery_task.c" => "t/api/discover.t and t/cron_discovery.t",
	"src/queue/job_task.c" => "t/cron.t",
	"src/queue/kinds.c" => "one table; t/cron.t and t/api/webhooks.t have tasks of each kind",
	"src/queue/runner.c" => "t/cron.t",
	"src/queue/scheduler.c" => "t/cron.t kills what it has to clear up",
	"src/queue/gate.c" => "t/cron_hosts.t",
	"src/queue/places.c" => "t/cron_fetches.t",
	"src/queue/settle.c" => "t/cron.t takes the database away",
	"src/queue/workflow_task.c" => "t/cron_workflow.t",
	"src/queue/slot.c" => "t/cron.t, and t/api/jobs.t has it fetch from good and bad sites",
	"src/fetch/mail.c" => "t/api/webhooks.t has a mail server",
	"src/extract/sandbox.c" => "t/extract/pool.c breaks every rule of it",
	"src/extract/serve.c" => "t/extract/pool.c is its other end",
	"src/operations.c" => "one table; t/api/*.t call each operation through the program",
	"src/extract/inner.c" => "t/job/run.c",
	"src/extract/figure.c" => "t/extract/number.c",
	"src/extract/linked_data.c" => "t/extract/page_data.c",
	"src/extract/rules_find.c" => "t/extract/rules.c",
	"src/extract/rules_parse.c" => "t/extract/rules.c",
	"src/extract/script_data.c" => "t/extract/page_data.c",
	"src/extract/schema_apply.c" => "t/extract/schema.c",
	"src/discover/request.c" => "t/discover/sitemap.c and links.c",
	"src/extract/tree.c" => "t/extract/html.c and html5lib.c",
	"src/extract/selector_attribute.c" => "t/extract/selector.c and selector_cases.c",
	"src/extract/selector_index.c" => "t/extract/selector.c compares walks and places",
	"src/extract/selector_nth.c" => "t/extract/selector.c and selector_cases.c",
	"src/extract/selector_pseudo.c" => "t/extract/selector_parse.c and selector_cases.c",
	"src/extract/selector_reader.c" => "t/extract/selector_parse.c and selector_cases.c",
	"src/api/account.c" => "t/api/strategies.t counts the quota",
	"src/api/batches.c" => "t/api/jobs_list.t",
	"src/api/deliveries.c" => "t/api/webhooks.t",
	"src/api/webhook_test.c" => "t/api/webhooks.t sends samples",
	"src/api/execute.c" => "t/api/jobs.t",
	"src/api/generate.c" => "t/api/strategies.t",
	"src/api/openapi.c" => "t/api/api.t walks the document",
	"src/api/quota.c" => "t/api/strategies.t uses it up",
	"src/api/workflow_picture.c" => "t/api/workflows.t",
	"src/api/workflow_nodes.c" => "t/api/workflows.t",
	"src/api/workflows_input.c" => "t/api/workflows.t",
	"src/job/api_parameters.c" => "t/job/api_call.c",
	"src/job/api_target.c" => "t/job/api_call.c",
	"src/job/expect_judge.c" => "t/job/expect.c",
	"src/job/drive.c" => "t/api/strategies.t has it make strategies",
	"src/strategy/compound.c" => "t/strategy/selector_make.c",
	"src/strategy/data_plan.c" => "t/strategy/data_propose.c",
	"src/strategy/json_slots.c" => "t/strategy/data_propose.c",
	"src/strategy/feedback_clause.c" => "t/strategy/feedback.c",
	"src/strategy/feedback_find.c" => "t/strategy/feedback.c",
	"src/strategy/feedback_records.c" => "t/strategy/feedback.c",
	"src/strategy/fit.c" => "t/strategy/assign.c and generate.c",
	"src/strategy/hints.c" => "t/strategy/refine.c",
	"src/strategy/hypothesis.c" => "t/strategy/generate.c",
	"src/strategy/plan.c" => "t/strategy/generate.c",
	"src/strategy/refine_places.c" => "t/strategy/refine.c",
	"src/strategy/refine_records.c" => "t/strategy/refine.c and conversations.c",
	"src/strategy/refine_schema.c" => "t/strategy/refine.c",
	"src/strategy/score.c" => "t/strategy/assign.c and generate.c",
	"src/strategy/slot_profile.c" => "t/strategy/slot.c",
	"src/strategy/structured.c" => "t/strategy/generate.c has a page with JSON-LD",
	"src/ctl/account.c" => "t/ctl/meterctl.t",
	"src/ctl/database.c" => "t/ctl/meterctl.t",
	"src/ctl/explain.c" => "t/ctl/extract.t",
	"src/ctl/file.c" => "t/ctl/extract.t",
	"src/ctl/doctor.c" => "t/ctl/meterctl.t",
	"src/ctl/key.c" => "t/ctl/meterctl.t",
	"src/ctl/queue.c" => "t/cron.t",
	"src/ctl/probe.c" => "t/ctl/meterctl.t has it ask pools in trouble",
	"src/ctl/secrets.c" => "t/ctl/meterctl.t",
	"src/schedule/stored.c" => "t/api/schedules.t reads rows through it",
	"src/database.c" => "t/ctl/meterctl.t connects through it",
	"src/meterctl.c" => "t/ctl/meterctl.t",
	"src/worker.c" => "t/master.t",
);

my @banned = qw(strcpy strcat strncpy strncat sprintf vsprintf strtok gets atoi atol atoll atof
	localtime gmtime ctime asctime rand srand system popen alloca mktemp tmpnam);
my $banned = join "|", @banned;

# t/http/fcgi.t is also the test of src/http/fcgi_kept.c: a file that was split stays tested.
sub has_test
{
	my ($name) = @_;
	my $stem = $name =~ s{^src/(.*)\.c$}{t/$1}r;
	do {
		return 1 if grep { -e source_root() . "/$_" } "$stem.c", "$stem.t";
	} while ($stem =~ s{_[a-z0-9]+$}{});
	return 0;
}

sub width
{
	my ($line) = @_;
	1 while $line =~ s/^([^\t]*)\t/$1 . " " x (TAB - length($1) % TAB)/e;
	my $bytes = $line;
	return utf8::decode($bytes) ? length $bytes : length $line;
}

# Of any text that people write by hand.
sub text_faults
{
	my ($name, $text) = @_;
	my (@faults, $number);
	push @faults, "does not end in a newline" if length $text && $text !~ /\n\z/;
	push @faults, "ends in an empty line" if $text =~ /\n\n\z/;
	push @faults, "has a carriage return" if $text =~ /\r/;
	for my $line (split /\n/, $text) {
		$number++;
		push @faults, "line $number: trailing white space" if $line =~ /[ \t]$/;
		push @faults, "line $number: a space before a tab" if $line =~ / \t/;
		push @faults, "line $number: TODO without an issue number"
		    if $line =~ /\b(?:TODO|FIXME|XXX)\b(?!.*#\d)/ && $name ne "t/style.t";
	}
	return @faults;
}

# Functions longer than a screen and a half, by their braces in the first column.
sub long_functions
{
	my ($code) = @_;
	my (@faults, $start, $number);
	for my $line (split /\n/, $code) {
		$number++;
		$start = $number if $line =~ /^\{/;
		next unless $line =~ /^\}/ && $start;
		my $lines = $number - $start - 1;
		push @faults, "line $start: a function of $lines lines" if $lines > FUNCTION_LINES_MAX;
		undef $start;
	}
	return @faults;
}

sub c_faults
{
	my ($name, $text) = @_;
	my (@faults, $number);
	my $lines = ($text =~ tr/\n//);
	push @faults, "$lines lines" if $lines > FILE_LINES_MAX && !$long_file{$name};
	push @faults, "does not start with a comment that says what it is for"
	    unless $text =~ m{^/\*} || $name !~ m{^src/};
	for my $line (split /\n/, $text) {
		$number++;
		push @faults, "line $number: " . width($line) . " columns"
		    if width($line) > COLUMNS_MAX;
		push @faults, "line $number: indented with spaces" if $line =~ /^ {8}/;
	}
	my $code = c_code($text);
	push @faults, long_functions($code);
	if ($name =~ m{^src/} && $name ne "src/util/banned.h") {
		push @faults, "calls $1()" while $code =~ /(?<![\w.>])($banned)\s*\(/g;
	}
	push @faults, "typedef of a struct" if $code =~ /\btypedef\s+struct\b/;
	push @faults, "// comment" if $name =~ /^src/ && $text =~ m{^\s*//}m;
	return @faults;
}

sub header_faults
{
	my ($name, $text) = @_;
	my $word = uc $name =~ s{^src/}{}r =~ s{[^A-Za-z0-9]}{_}gr;
	return $text =~ /#ifndef METER_\Q$word\E\b/ ? () : "guard is not METER_$word";
}

my @code = source_files(qr{\.(?:c|h|def)$}, "src", "t", "bench");
for my $name (@code) {
	my $text = source_text($name);
	my @faults = (text_faults($name, $text), c_faults($name, $text));
	push @faults, header_faults($name, $text) if $name =~ m{^src/.*\.h$};
	push @faults, "no test of its name" if $name =~ m{^src/.*\.c$} && !has_test($name)
	    && !$tested_elsewhere{$name};
	ok(!@faults, $name) or diag(map { "  $_\n" } @faults);
}

my @rest = (source_files(qr{\.(?:t|pm|sql|ac|am|conf|service|md)$}),
	grep { -f source_root() . "/$_" } qw(quickstart check .ci/run .gitignore .clang-format));
for my $name (grep { !m{^t/.*/pages/} } @rest) {
	my $text = source_text($name);
	next if $text =~ /^\x7fELF/; # a C test built in the source folder
	my @faults = text_faults($name, $text);
	ok(!@faults, $name) or diag(map { "  $_\n" } @faults);
}

# Reasons that have gone out of date.
for my $name (sort keys %tested_elsewhere) {
	next unless -e source_root() . "/$name";
	my $stem = $name =~ s{^src/(.*)\.c$}{t/$1}r;
	ok(!(grep { -e source_root() . "/$stem.$_" } qw(c t)), "$name has no test of its name");
}

done_testing();
