#!/usr/bin/perl
# Our signatures before the reference implementation of Standard Webhooks for JavaScript, which npm
# brings: in ./check --full, which sets METER_TEST_NPM.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use File::Temp qw(tempdir);
use JSON::PP ();
use Meter::Source qw(source_root);
use Test::More;

my $build = $ENV{METER_TEST_BUILD} // source_root() . "/build";
my $version = "1.0.0";
plan skip_all => "METER_TEST_NPM is not set: ./check --full does" unless $ENV{METER_TEST_NPM};
plan skip_all => "t/notify/sign is not built" unless -x "$build/t/notify/sign";
for my $name (qw(node npm)) {
	plan skip_all => "$name is not installed" unless grep { -x "$_/$name" } split /:/, $ENV{PATH};
}
my $dir = tempdir(CLEANUP => 1);
system("cd '$dir' && npm install --silent --no-audit --no-fund --ignore-scripts --cache '$dir/cache'"
	. " standardwebhooks\@$version >npm.log 2>&1");
plan skip_all => "npm cannot install standardwebhooks $version here" unless $? == 0;

sub write_file
{
	my ($name, $text) = @_;
	open my $file, ">:raw", "$dir/$name" or die "$name: $!\n";
	print $file $text;
	close $file or die "$name: $!\n";
}

write_file("verify.js", <<'JS');
const { Webhook } = require("standardwebhooks");
const fs = require("node:fs");
const results = JSON.parse(fs.readFileSync("cases.json")).map((c) => {
  try {
    new Webhook(c.secret, c.raw ? { format: "raw" } : undefined)
      .verify(fs.readFileSync(c.body), c.headers);
    return "good";
  } catch (e) {
    return String(e.message);
  }
});
process.stdout.write(JSON.stringify(results));
JS

my @secrets = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_" . "QUJD" x 10 . "QQ==",
	"a secret of my own");
my %bodies = (small => '{"test": 2432232314}',
	utf8 => "{\"name\":\"K\xc3\xa4nnchen \xf0\x9f\xab\x96\"}",
	large => '["' . "x" x 500_000 . '"]');
my @cases;

# Signed by the secrets, verified with the one, perhaps with something else than what was signed.
sub add
{
	my ($label, $body, $signers, $secret, $expected, %changed) = @_;
	my $n = @cases;
	my $time = time;
	write_file("body-$n", $bodies{$body});
	my @arguments = map { "'$_'" } @$signers;
	my $signature = `'$build/t/notify/sign' msg_$n $time @arguments <'$dir/body-$n'`;
	chomp $signature;
	write_file("body-$n", $changed{body}) if defined $changed{body};
	push @cases, { label => $label, expected => $expected, secret => $secret,
		body => "body-$n", raw => $secret =~ /^whsec_/ ? JSON::PP::false : JSON::PP::true,
		headers => { "webhook-id" => $changed{id} // "msg_$n", "webhook-timestamp" => "$time",
			"webhook-signature" => $signature } };
}

for my $body (sort keys %bodies) {
	add("$body, signed by $_", $body, [$_], $_, qr/^good$/) for @secrets;
}
add("a rotated secret, the new one", "small", [@secrets[0, 1]], $secrets[0], qr/^good$/);
add("a rotated secret, the old one", "small", [@secrets[0, 1]], $secrets[1], qr/^good$/);
add("somebody else's secret", "small", [$secrets[0]], $secrets[1], qr/matching signature/);
add("another body", "small", [$secrets[0]], $secrets[0], qr/matching signature/, body => "{}");
add("another id", "small", [$secrets[0]], $secrets[0], qr/matching signature/, id => "msg_x");

write_file("cases.json", JSON::PP->new->allow_blessed->encode(\@cases));
my $results = JSON::PP::decode_json(`cd '$dir' && node verify.js`);
like($results->[$_], $cases[$_]{expected}, $cases[$_]{label}) for 0 .. $#cases;

done_testing();
