# The project's own files, for the tests that read them: lists, and C text without its comments
# and strings, so that a rule about code is not broken by prose.
package Meter::Source;

use strict;
use warnings;

use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Find ();

our @EXPORT_OK = qw(source_root source_files source_text c_code c_strings);

my $root = abs_path(dirname(__FILE__) . "/../../..");

# What nobody here wrote by hand.
my $made = qr{^(?:build|run|meter-\d|autom4te|\.git/|aclocal|config|m4/|Makefile\.in|libtool)}x;

# The project's folder, absolute.
sub source_root
{
	return $root;
}

# Names relative to the root of the files below the folders whose name matches, in order.
sub source_files
{
	my ($pattern, @folders) = @_;
	my @found;
	for my $folder (grep { -d "$root/$_" } @folders ? @folders : (".")) {
		File::Find::find({
			no_chdir => 1,
			wanted => sub {
				my $name = $File::Find::name =~ s{^\Q$root\E/(?:\./)?}{}r;
				if (-d $File::Find::name && $name =~ m{$made|^\.git$|/\.deps$}) {
					$File::Find::prune = 1;
					return;
				}
				push @found, $name if -f $File::Find::name && $name =~ $pattern
				    && $name !~ $made;
			},
		}, "$root/$folder");
	}
	return sort @found;
}

# A file's bytes.
sub source_text
{
	my ($name) = @_;
	open my $file, "<:raw", "$root/$name" or die "cannot open $name: $!\n";
	local $/;
	return scalar <$file>;
}

# C with comments blanked and strings emptied; line numbers stay.
sub c_code
{
	my ($text) = @_;
	$text =~ s{
		(/\*.*?\*/ | //[^\n]*) | ("(?:\\.|[^"\\\n])*") | ('(?:\\.|[^'\\\n])*')
	}{
		defined $1 ? $1 =~ s/[^\n]//gr : defined $2 ? '""' : "''"
	}gesx;
	return $text;
}

# The string literals of a C text, neighbours joined, as [line, content].
sub c_strings
{
	my ($text) = @_;
	$text =~ s{("(?:\\.|[^"\\\n])*")|(/\*.*?\*/|//[^\n]*)}
		{ defined $1 ? $1 : $2 =~ s/[^\n]//gr }gesx;
	my @found;
	while ($text =~ m{("(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*)}g) {
		my ($literal, $from) = ($1, $-[0]);
		my $line = 1 + (substr($text, 0, $from) =~ tr/\n//);
		my @parts = $literal =~ m{"((?:\\.|[^"\\\n])*)"}g;
		push @found, [$line, join "", @parts];
	}
	return @found;
}

1;
