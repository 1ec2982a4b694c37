#!/usr/bin/perl
# The documents against the program: every setting is described, every command that they tell
# exists, every link leads somewhere, every manual is well formed.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Source qw(source_root source_files source_text);
use Test::More;

my $root = source_root();
chdir $root or die "cannot enter $root: $!\n";

sub difference
{
	my ($one, $other) = @_;
	my %other = map { $_ => 1 } @$other;
	return grep { !$other{$_} } @$one;
}

# --- settings: the table in the program, the manual, doc/settings.md ---

my $table = -e "src/settings.def" ? source_text("src/settings.def") : "";

sub settings_of_program
{
	return sort($table =~ /^\w+\("(METER_\w+)"/mg);
}

# name => default, of those whose default is one literal
sub defaults_of_program
{
	return $table =~ /^\w+\("(METER_\w+)",\s*\w+,\s*"([^"]*)",/mg;
}

SKIP: {
	skip "no src/meter.conf.5", 1 unless -e "src/meter.conf.5";
	my @settings = settings_of_program();
	cmp_ok(scalar @settings, ">", 20, "the program has settings");
	my %manual = map { $_ => 1 } source_text("src/meter.conf.5") =~ /^\.It\s.*?(METER_[A-Z_]+)/mg;
	delete @manual{qw(METER_CONFIG METER_SQL_DIR METER_URL METER_API_KEY METER_TEST_)};
	is_deeply([difference(\@settings, [keys %manual])], [], "meter.conf(5) describes each");
	is_deeply([difference([keys %manual], \@settings)], [], "and no other");
	my @listed = source_text("doc/settings.md") =~ /^\| `(METER_[A-Z_]+)`/mg;
	is_deeply([difference(\@settings, \@listed)], [], "doc/settings.md has each");
	is_deeply([difference(\@listed, \@settings)], [], "and no other");
	my %defaults = defaults_of_program();
	my %told = source_text("doc/settings.md") =~ /^\| `(METER_\w+)` \| `?([^`|]*?)`? \|/mg;
	my @wrong = grep { $told{$_} ne $defaults{$_} } grep { exists $told{$_} } sort keys %defaults;
	is_deeply(\@wrong, [], "with the default in force");
	my @example = source_text("etc/meter.conf") =~ /^#?\s*(METER_[A-Z_]+)=/mg;
	is_deeply([difference(\@example, \@settings)], [], "etc/meter.conf names real settings");
}

# --- routes: the table of the sources, the notes on the API ---

my @routes = map { source_text($_) =~ /\{\s*(?:GET|POST|PUT|PATCH|DELETE),\s*"([^"]+)"/g }
    source_files(qr{\.c$}, "src/api");
if (@routes && -e "doc/api.md") {
	my $notes = source_text("doc/api.md");
	my %seen;
	for my $path (grep { !$seen{$_}++ } @routes) {
		like($notes, qr/\Q$path\E(?![\w{\/])/, "doc/api.md names $path");
	}
}

# --- documents: links and commands ---

for my $name ("README.md", source_files(qr{\.md$}, "doc", "nginx")) {
	my $text = source_text($name);
	my ($folder) = $name =~ m{^(.*/)};
	my @broken = grep { !-e (($folder // "") . $_) }
	    grep { !m{^[a-z]+:} } map { s/#.*//r } $text =~ /\]\(([^)]+)\)/g;
	is_deeply(\@broken, [], "$name: its links lead somewhere");
	my @commands = map { s/[.,]$//r } $text =~ m{(?<![\w/.])(\./[\w-]+|(?:bench|etc|nginx)/[\w.@-]+)}g;
	my @absent = grep { !-e $_ && $_ ne "./configure" && $_ ne "../configure" } @commands;
	is_deeply(\@absent, [], "$name: what it tells to run or copy exists");
}

# --- manuals ---

my @programs = map { split ' ' } source_text("Makefile.am") =~
    /^(?:sbin|libexec)_PROGRAMS \+= (.+)$/mg;
for my $program (@programs) {
	ok(-e "src/$program.8", "$program has a manual");
}
my $mandoc = (grep { -x } map { "$_/mandoc" } split /:/, $ENV{PATH})[0];
for my $manual (source_files(qr{\.[58]$}, "src")) {
	SKIP: {
		skip "no mandoc", 1 unless $mandoc;
		my $complaints = `$mandoc -Tlint -Wwarning '$manual' 2>&1`;
		is($complaints, "", "$manual is well formed");
	}
}

done_testing();
