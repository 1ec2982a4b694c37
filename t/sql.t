#!/usr/bin/perl
# SQL lives in src/store and is never put together from pieces: every value is bound. This looks
# at the string literals of the whole program.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Source qw(source_files source_text c_code c_strings);
use Test::More;

# What a statement starts with. Prose such as "select a plan" has no upper-case verb.
my $sql = qr{^\s*(?:
	SELECT\s|INSERT\s+(?:IGNORE\s+)?INTO\s|REPLACE\s+INTO\s|UPDATE\s+\w+\s+SET\s|
	DELETE\s+FROM\s|CREATE\s+(?:TABLE|INDEX|DATABASE)|ALTER\s|DROP\s|TRUNCATE\s|
	SET\s+(?:SESSION|GLOBAL|NAMES|@)|START\s+TRANSACTION|COMMIT\b|ROLLBACK\b|
	GRANT\s|LOAD\s+DATA|CALL\s)}x;

# Functions that put text together, and those that send text to the server unprepared.
my $formats = qr{\b(?:\w*printf|text_add\w*|text_append\w*|text_put\w*)\s*\(}x;
my $sends = qr{\bmysql_(?:real_)?query\s*\(}x;

# name => why it may send text that is not a literal.
my %sends_text = (
	"src/store/db.c" => "db_script() runs the files of sql/, which ship with the program",
);

# The arguments of the call that opens at the offset, up to its closing bracket.
sub arguments_at
{
	my ($code, $from) = @_;
	my $depth = 0;
	for (my $i = $from; $i < length $code; $i++) {
		my $c = substr $code, $i, 1;
		$depth++ if $c eq "(";
		return substr $code, $from, $i - $from + 1 if $c eq ")" && --$depth == 0;
	}
	return "";
}

sub line_of
{
	my ($text, $offset) = @_;
	return 1 + (substr($text, 0, $offset) =~ tr/\n//);
}

# Literals that are SQL inside a call that formats.
sub formatted_sql
{
	my ($name, $text) = @_;
	my @faults;
	while ($text =~ m{$formats}g) {
		my $open = $+[0] - 1;
		my $arguments = arguments_at($text, $open);
		for my $literal (c_strings($arguments)) {
			next unless $literal->[1] =~ $sql;
			push @faults, sprintf "%s:%d: formats \"%.40s\"", $name,
			    line_of($text, $open), $literal->[1];
		}
	}
	return @faults;
}

# Text sent without preparing it must be a literal: then nothing was put into it.
sub sent_text
{
	my ($name, $text) = @_;
	return if $sends_text{$name};
	my @faults;
	while ($text =~ m{$sends}g) {
		my $arguments = arguments_at($text, $+[0] - 1);
		next if $arguments =~ m{,\s*"};
		push @faults, sprintf "%s:%d: sends %s", $name, line_of($text, $-[0]), $arguments;
	}
	return @faults;
}

my @files = source_files(qr{\.(?:c|h|def)$}, "src");
for my $name (@files) {
	my $text = source_text($name);
	my @faults;
	if ($name =~ m{^src/store/}) {
		@faults = (formatted_sql($name, $text), sent_text($name, $text));
	} else {
		@faults = map { sprintf "%s:%d: \"%.60s\"", $name, @$_ }
		    grep { $_->[1] =~ $sql } c_strings($text);
	}
	ok(!@faults, $name) or diag(join "\n", @faults);
}

# The files of sql/: numbered without a gap or a repeat, named verb-noun, one statement each.
my @migrations = source_files(qr{\.sql$}, "sql");
my $installed = source_text("Makefile.am");
my $number = 0;
for my $name (@migrations) {
	like($name, qr{^sql/\d{4}-[a-z]+(?:-[a-z0-9]+)+\.sql$}, "$name is named NNNN-verb-noun");
	my ($found) = $name =~ m{/(\d{4})};
	is($found + 0, ++$number, "$name follows the one before");
	like($installed, qr{\s\Q$name\E\s}, "$name is installed");
	my $text = source_text($name);
	$text =~ s{--[^\n]*|/\*.*?\*/}{}gs;
	$text =~ s{'(?:[^'\\]|\\.|'')*'}{''}g;
	my @statements = grep { /\S/ } split /;/, $text;
	is(scalar @statements, 1, "$name is one statement");
	if ($text =~ m{\b(?:CREATE\s+TABLE|ADD\s+COLUMN|CREATE\s+(?:UNIQUE\s+)?INDEX)}i) {
		like($text, qr{IF\s+NOT\s+EXISTS}i, "$name can run again");
	}
}

done_testing();
