# A stand-in for an OpenAI-compatible endpoint: it reads the question like a model, answers as it is
# told to behave, and notes what it was asked.
#
#   my $chat = Meter::Chat->start;
#   ... METER_LLM_URL => $chat->url ...
#   $chat->behave("slow", 3);
#   $chat->asked; # [{ headers => {}, body => {} }, ...]
package Meter::Chat;

use strict;
use warnings;

use File::Temp qw(tempdir);
use JSON::PP ();
use Meter::Guard;
use Meter::Site;
use Time::HiRes qw(sleep);

my $json = JSON::PP->new->utf8->canonical;

sub start
{
	my ($class) = @_;
	my $dir = tempdir("meter-chat-XXXXXXXX", TMPDIR => 1);
	my $self = bless { dir => $dir, guard => Meter::Guard->new($dir) }, $class;
	$self->behave("well");
	$self->{elsewhere} = Meter::Site->start($self->{guard}, $dir, default => "caught");
	$self->{site} = Meter::Site->start($self->{guard}, $dir,
		"/v1/chat/completions" => sub { return reply($self, @_) });
	return $self;
}

sub url { $_[0]{site}->url("/v1") }

# Who came to where a redirect of ours leads.
sub caught { $_[0]{elsewhere}->requests }

# From now on; the word is one of those in %behaviour.
sub behave
{
	my ($self, @how) = @_;
	open my $file, ">", "$self->{dir}/new" or die "cannot write: $!\n";
	print $file $json->encode(\@how);
	close $file;
	rename "$self->{dir}/new", "$self->{dir}/behaviour" or die "cannot rename: $!\n";
}

sub asked
{
	my ($self) = @_;
	return [map { { headers => $_->[2], body => eval { $json->decode($_->[3]) } } }
		@{$self->{site}->requests}];
}

# --- the model ---

# The lines of the page as [number, depth, line].
sub lines_of
{
	my ($question) = @_;
	return map { /^\| ( *)\[(\d+)\] (.*)/ ? [$2, length $1, $3] : () } split /\n/, $question;
}

# The answer a good model gives: in pages of our tests a field's class is its name.
sub good_answer
{
	my ($question) = @_;
	my @fields = $question =~ /^- "(\w+)" \(/mg;
	my ($group) = $question =~ /^\| group 1:.*\n((?:\|.*\n)*)/m;
	my @lines = lines_of($group // $question);
	my %fields;
	for my $name (@fields) {
		my ($line) = grep { $_->[2] =~ /^\w+\S*\.\Q$name\E\b/ } @lines;
		$fields{$name} = $line ? { node => $line->[0] + 0, take => $name eq "link" ? "href" : "text" }
		    : undef;
	}
	return $json->encode({ $group ? (kind => "list", record => { node => $lines[0][0] + 0 })
		: (kind => "detail"), fields => \%fields });
}

# All fields the same place: it can be run, and is of no use.
sub poor_answer
{
	my ($question) = @_;
	my $answer = $json->decode(good_answer($question));
	my ($one) = grep { $_ } map { $answer->{fields}{$_} } sort keys %{$answer->{fields}};
	$answer->{fields}{$_} = $one for keys %{$answer->{fields}};
	return $json->encode($answer);
}

sub completion
{
	my ($content, %more) = @_;
	my $body = $json->encode({ object => "chat.completion",
		choices => [{ index => 0, finish_reason => $more{reason} // "stop",
			message => { role => "assistant", content => $content } }],
		exists $more{usage} ? (usage => $more{usage})
		    : (usage => { prompt_tokens => 900, completion_tokens => 100, total_tokens => 1000 }) });
	return (200, { "Content-Type" => "application/json" }, $body);
}

sub failure
{
	my ($status, $message, %headers) = @_;
	return ($status, { "Content-Type" => "application/json", %headers },
		$json->encode({ error => { message => $message } }));
}

# Whether it was told already what is wrong with an answer.
sub is_told { return @{$_[0]{messages}} > 2 }

my %behaviour = (
	well => sub { return completion(good_answer($_[1])) },
	chattily => sub {
		my $answer = good_answer($_[1]);
		return completion("<think>Perhaps {\"fields\": {\"a\": null}}? No.</think>\n"
			. "Sure! {Here} is what you want:\n```json\n$answer\n```\nCan I help you further? {}");
	},
	parts => sub { return completion([{ type => "text", text => good_answer($_[1]) }]) },
	slowly => sub { sleep $_[2]; return completion(good_answer($_[1])) },
	malformed => sub {
		return completion(is_told($_[0]) ? good_answer($_[1]) : "{\"kind\": \"list\", \"fields\": {");
	},
	stubborn => sub { return completion("I would rather talk about tea.") },
	unknown => sub {
		return completion(is_told($_[0]) ? good_answer($_[1])
			: '{"kind":"list","record":{"node":99999},"fields":{"name":{"node":1}}}');
	},
	selector => sub {
		return completion('{"kind":"list","record":{"selector":"table.none tr"},'
			. '"fields":{"name":{"selector":"td"}}}');
	},
	poorly => sub { return completion(is_told($_[0]) ? good_answer($_[1]) : poor_answer($_[1])) },
	uselessly => sub { return completion(poor_answer($_[1])) },
	silently => sub { return completion("") },
	endlessly => sub {
		my $socket = $_[0]{socket};
		print $socket "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"choices\":[";
		for (1 .. 400) {
			print $socket "{\"x\":\"" . "y" x 65536 . "\"}," or last;
		}
		return;
	},
	elsewhere => sub { return (307, { Location => $_[2] }, "") },
	status => sub { return failure($_[2], "something is wrong", %{$_[3] // {}}) },
	strictly => sub {
		return failure(400, "Unsupported parameter: response_format") if $_[0]{response_format};
		return completion(good_answer($_[1]));
	},
	forgetful => sub {
		return failure(400, "This model's maximum context length is 4096 tokens")
		    if length $_[1] > $_[2];
		return completion(good_answer($_[1]));
	},
	html => sub { return (200, {}, "<html>It works!</html>") },
	greedily => sub { return completion(good_answer($_[1]), usage => { total_tokens => -1e15 }) },
);

sub reply
{
	my ($self, $request) = @_;
	open my $file, "<", "$self->{dir}/behaviour" or return (500, {}, "");
	my ($how, @more) = @{$json->decode(scalar <$file>)};
	my $asked = eval { $json->decode($request->{body}) } or return failure(400, "not JSON");
	@more = ($self->{elsewhere}->url("/caught")) if $how eq "elsewhere";
	$asked->{socket} = $request->{socket};
	local $SIG{PIPE} = "IGNORE";
	return $behaviour{$how}->($asked, $asked->{messages}[1]{content}, @more);
}

1;
