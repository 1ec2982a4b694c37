#!/usr/bin/perl
# The table of layers, and that every #include follows it. The linker finds a call in the wrong
# direction; this also finds a type or a macro that was borrowed from above.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/lib";
use Meter::Source qw(source_files source_text);
use Test::More;

# Folder => the folders it may include, besides its own. A new arrow changes this table and says
# why in the same commit.
my @leaves = qw(http store fetch extract diff);
my @makers = qw(strategy discover notify);
my @daemon = qw(schedule workflow queue);
my %may_use = (
	util => [],
	(map { $_ => ["util"] } @leaves),
	(map { $_ => ["util", @leaves] } @makers),
	job => ["util", @leaves, @makers],
	workflow => ["util", @leaves, @makers, "job"],
	# A runner lets runs of workflows go on, a schedule begins them.
	(map { $_ => ["util", @leaves, @makers, "job", "workflow"] } qw(schedule queue)),
	api => ["util", @leaves, @makers, "job", @daemon],
	ctl => ["util", @leaves, @makers, "job", @daemon],
	"." => ["util", @leaves, @makers, "job", @daemon, "api", "ctl"],
);

# Headers directly under src/ => the folders that may have them.
my %top = (
	"bounds.h" => [keys %may_use],
	"settings.h" => ["api", "ctl", "."],
	"settings.def" => ["."],
	"database.h" => ["ctl", "."],
	"config.h" => [keys %may_use],
);

# Third-party header => the folder that knows the library; more than one only where each has a purpose
# of its own.
my @libraries = (
	[qr{^(?:fcgi\w*|fastcgi)\.h$}, "http"],
	[qr{^(?:mysql|mariadb|errmsg\.h)}, "store"],
	[qr{^zlib\.h$}, "store", "fetch", "extract"], # what is stored; what sites send, and what files of theirs are
	[qr{^(?:curl/|ares)}, "fetch"],
	[qr{^(?:gumbo|seccomp|pcre2|iconv|expat)\.h$}, "extract"],
	[qr{^libstemmer\.h$}, "strategy"],
	[qr{^libpsl\.h$}, "discover"],
	[qr{^(?:json-c/|openssl/|idn2\.h$)}, "util"],
);

# A JSON tree may be handed about and walked by anybody; reading and writing JSON is util's.
my $shared = qr{^json-c/json_(?:object|object_iterator|types)\.h$};

# The system's own: C, POSIX and Linux.
my $system = qr{^(?:
	assert|ctype|dirent|errno|fcntl|float|getopt|grp|ifaddrs|inttypes|limits|locale|malloc|math|netdb|
	poll|pwd|sched|setjmp|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|
	stdlib|stdnoreturn|string|strings|syslog|termios|time|unistd|wctype|
	(?:sys|linux|netinet|arpa|net)/\w+|
	sanitizer/\w+)\.h$}x;

sub folder_of
{
	my ($name) = @_;
	return $name =~ m{^src/(\w[\w-]*)/} ? $1 : ".";
}

sub is_in
{
	my ($word, @list) = @_;
	return scalar grep { $_ eq $word } @list;
}

# Why the folder may not include what stands between the marks, or nothing.
sub own_fault
{
	my ($folder, $header) = @_;
	if ($header !~ m{/}) {
		return if $top{$header} && is_in($folder, @{$top{$header}});
		return if $folder eq ".";
		return "\"$header\" is not for $folder/";
	}
	my ($other) = $header =~ m{^([\w-]+)/};
	return if $other eq $folder || is_in($other, @{$may_use{$folder}});
	return "$folder/ may not use \"$header\"";
}

sub foreign_fault
{
	my ($folder, $header) = @_;
	return if $header =~ $system || $header =~ $shared;
	for my $library (@libraries) {
		my ($pattern, @folders) = @$library;
		next unless $header =~ $pattern;
		return if is_in($folder, @folders);
		return "<$header> belongs in @folders only";
	}
	return "<$header> is in no table of t/layers.t";
}

sub faults_of
{
	my ($name) = @_;
	my $folder = folder_of($name);
	return "folder $folder/ is in no layer" unless $may_use{$folder};
	my (@faults, $line);
	for my $text (split /\n/, source_text($name)) {
		$line++;
		my ($mark, $header) = $text =~ m{^\s*#\s*include\s*([<"])([^>"]+)[>"]} or next;
		my $fault = $mark eq "<" ? foreign_fault($folder, $header) : own_fault($folder, $header);
		push @faults, "$name:$line: $fault" if $fault;
	}
	return @faults;
}

my @files = source_files(qr{\.(?:c|h|def)$}, "src");
ok(@files > 20, "there are sources to look at");
for my $name (@files) {
	my @faults = faults_of($name);
	ok(!@faults, $name) or diag(join "\n", @faults);
}

# The table itself: everything points down, so following it from anywhere ends.
sub reaches
{
	my ($from, $to) = @_;
	return is_in($to, @{$may_use{$from}});
}
my @circles = grep { my $a = $_; grep { reaches($a, $_) && reaches($_, $a) } @{$may_use{$a}} }
    keys %may_use;
ok(!@circles, "no two folders include each other") or diag("@circles");

done_testing();
