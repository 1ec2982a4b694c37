# What the tests of workflows share: a site of six pans, strategies for its list and for its pages, and
# workflows of the two.
#
#   my $flows = Meter::Flows->start($meter);
#   my $id = $flows->workflow([$flows->{shelf_node}]);
#   is_refused($meter->get("/api/workflows/$unknown"), 404, "Workflow not found", "an unknown one");
package Meter::Flows;

use strict;
use warnings;

use Exporter qw(import);
use Test::More ();

our @EXPORT_OK = qw(is_refused);

# detail: a text, or a pattern.
sub is_refused
{
	my ($reply, $status, $detail, $label) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	Test::More::is($reply->{status}, $status, "refused: $label") or Test::More::diag($reply->{content});
	ref $detail ? Test::More::like($reply->{json}{detail}, $detail, "in words")
	    : Test::More::is($reply->{json}{detail}, $detail, "in words");
}

# Has the site and its list, both strategies, the name of the field with the links, and the nodes.
sub start
{
	my ($class, $meter) = @_;
	my $self = bless { meter => $meter }, $class;
	my %pages = map { ("/pan/$_" => "<main><h1>Pan $_</h1><dl><dt>Weight</dt>"
		. "<dd class='weight'>$_ kg</dd></dl></main>") } 1 .. 6;
	$self->{site} = $meter->site(%pages, "/hook" => "thanks",
		"/list" => sub { (200, { "Content-Type" => "text/html" }, "<ul>" . join("", map {
			"<li class='item'><h3><a href='/pan/$_'>Pan $_</a></h3><b class='price'>$_.50</b></li>" } 1 .. 6)
			. "</ul>") });
	$self->{list} = $self->{site}->url("/list");
	$self->{shelf} = $self->strategy(url => $self->{list}, name => "Shelf",
		description => "names, links and prices");
	$self->{pan} = $self->strategy(url => $self->{site}->url("/pan/1"), name => "script:pan_page",
		description => "the name and the weight");
	my $items = $meter->get("/api/strategies/$self->{shelf}")->{json}{preview_data};
	($self->{link}) = grep { /link|url|href/ } sort keys %{$items->[0]};
	Test::More::ok($self->{link}, "the items have links");
	$self->{shelf_node} = { node_key => "shelf", strategy_id => $self->{shelf}, input_type => "static_urls",
		static_urls => [$self->{list}] };
	$self->{pan_node} = { node_key => "pan", strategy_id => $self->{pan}, input_type => "upstream_urls",
		url_field => $self->{link} };
	return $self;
}

sub strategy
{
	my ($self, %body) = @_;
	my $made = $self->{meter}->post("/api/strategies/generate", \%body);
	Test::More::is($made->{status}, 201, "a strategy") or Test::More::diag($made->{content});
	return $made->{json}{strategy_id};
}

# Its id.
sub workflow
{
	my ($self, $nodes, $edges) = @_;
	my $made = $self->{meter}->post("/api/workflows",
		{ name => "Pans", nodes => $nodes, edges => $edges // [] });
	Test::More::is($made->{status}, 201, "a workflow") or Test::More::diag($made->{content});
	return $made->{json}{id};
}

# From the list to the first four pages.
sub four_pans
{
	my ($self) = @_;
	return $self->workflow([@$self{qw(shelf_node pan_node)}], [{ source_node_key => "shelf",
		target_node_key => "pan", filter_config => { mode => "all", conditions => [{ field => $self->{link},
			operator => "regex_match", value => "/pan/[1-4]\$" }] } }]);
}

# A run, as the reply has it.
sub begin
{
	my ($self, $id, $body) = @_;
	my $reply = $self->{meter}->post("/api/workflows/$id/run", $body);
	Test::More::is($reply->{status}, 200, "a run") or Test::More::diag($reply->{content});
	return $reply->{json};
}

1;
