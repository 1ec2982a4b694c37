#!/usr/bin/perl
# Workflows: made with their nodes and edges in one call or piece by piece, read, changed, refused.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::Bin/../lib";
use JSON::PP ();
use Meter::Flows qw(is_refused);
use Meter::Test;
use Test::More;

my $meter = Meter::Test->start;
my $site = $meter->site("/list" => "<ul>" .
	join("", map { "<li class='item'><h3>Pan $_</h3><b class='price'>$_.50</b></li>" } 1 .. 8) .
	"</ul>");
my $url = $site->url("/list");
my $made = $meter->post("/api/strategies/generate",
	{ url => $url, description => "names and prices", name => "Pans" });
is($made->{status}, 201, "a strategy") or diag($made->{content});
my $strategy = $made->{json}{strategy_id};
my ($stranger) = $meter->new_key("stranger", "pro");
my $null = undef;
my $unknown = "01890000-0000-7000-8000-000000000000";

sub start_node
{
	return { node_key => "shelf", strategy_id => $strategy, input_type => "static_urls",
		static_urls => [$url], @_ };
}

sub next_node
{
	return { node_key => "book", strategy_id => $strategy, input_type => "upstream_urls",
		url_field => "link", @_ };
}

sub edge
{
	my ($source, $target, %more) = @_;
	return { source_node_key => $source, target_node_key => $target, %more };
}

sub create
{
	my ($nodes, $edges, %more) = @_;
	return $meter->post("/api/workflows",
		{ name => "Shelf then books", description => $null, nodes => $nodes, edges => $edges, %more });
}

# --- making, as the official client sends it ---
my $filter = { mode => "all", conditions => [{ field => "link", operator => "contains",
	value => "/book/", case_sensitive => JSON::PP::false }] };
my $reply = create([start_node(static_parameters => { page => 1 }), next_node(),
	{ node_key => "author", strategy_id => $strategy, input_type => "upstream_data",
		parameter_config => { q => "author", lang => { field => "language", default => "en" } } }],
	[edge("shelf", "book", filter_config => $filter), edge("book", "author")]);
is($reply->{status}, 201, "a workflow") or diag($reply->{content});
my $flow = $reply->{json};
my $id = $flow->{id};
is($flow->{workflow_id}, $id, "its id has two spellings");
is($flow->{name}, "Shelf then books", "it has its name");
is($flow->{description}, $null, "and no description");
ok($flow->{enabled}, "it is enabled");
is($flow->{last_run}, $null, "it never ran");
like($flow->{$_}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, $_) for qw(created_at updated_at);
is_deeply([map { $_->{node_key} } @{$flow->{nodes}}], [qw(shelf book author)], "nodes in their order");
my %first = %{$flow->{nodes}[0]};
is_deeply({ map { $_ => $first{$_} } qw(strategy_id strategy_name input_type static_urls url_field
	static_parameters parameter_config) },
	{ strategy_id => $strategy, strategy_name => "Pans", input_type => "static_urls",
		static_urls => [$url], url_field => $null, static_parameters => { page => 1 },
		parameter_config => $null }, "a node has every member, absent ones are null");
is_deeply($flow->{nodes}[2]{parameter_config},
	{ q => "author", lang => { field => "language", default => "en" } }, "both shapes of a mapping");
is_deeply([map { "$_->{source_node_key}>$_->{target_node_key}" } @{$flow->{edges}}],
	["shelf>book", "book>author"], "edges in their order");
is_deeply($flow->{edges}[0]{filter_config}, $filter, "one with its filter");
is($flow->{edges}[1]{filter_config}, $null, "one without");

is_deeply($meter->get("/api/workflows/$id")->{json}, $flow, "get gives the same");
is($meter->get("/v1/workflows/$id/")->{status}, 200, "by its aliases too");
my $empty = create([], []);
is($empty->{status}, 201, "one without nodes") or diag($empty->{content});
is($meter->post("/api/workflows", { name => "bare", nodes => [] })->{status}, 201, "edges may be left out");
my $list = $meter->get("/api/workflows");
is_deeply([map { $_->{name} } @{$list->{json}}], ["bare", "Shelf then books", "Shelf then books"],
	"a list has them, the newest first");
is_deeply($list->{json}[2], $flow, "with nodes and edges");
is($list->{headers}{"x-total-count"}, 3, "and counts them");
$list = $meter->get("/api/workflows?limit=1&offset=1");
is($list->{json}[0]{id}, $empty->{json}{id}, "page by page");
like($list->{headers}{link}, qr/offset=2/, "with the next one");
is_deeply($meter->get("/api/workflows?offset=9")->{json}, [], "past the end is nothing");
is_deeply($meter->get("/api/workflows", key => $stranger)->{json}, [], "strangers have none");

# --- refusals ---
for my $case (
	[400, "Workflow name is required", "no name", [], [], name => $null],
	[400, "Workflow name is required", "a blank name", [], [], name => "  "],
	[400, "nodes is required", "no nodes", $null, []],
	[400, "nodes must be a list of objects", "nodes that are none", {}, []],
	[400, "nodes[0] must be an object", "a node that is none", ["x"], []],
	[400, "nodes[0].node_key is required", "no key", [start_node(node_key => $null)], []],
	[400, "nodes[0].strategy_id is required", "no strategy", [start_node(strategy_id => $null)], []],
	[400, qr/^nodes\[0\].strategy_id must be a UUID/, "a bad one", [start_node(strategy_id => 'x')], []],
	[404, "Strategy not found", "an unknown one", [start_node(strategy_id => $unknown)], []],
	[400, "nodes[0].input_type is required", "no type", [start_node(input_type => $null)], []],
	[422, "Invalid input_type: magic", "an unknown type", [start_node(input_type => "magic")], []],
	[400, "Duplicate node_key: shelf", "a key twice", [start_node(), start_node()], []],
	[400, qr/static_urls is required for input_type static_urls$/, "no URLs",
		[start_node(static_urls => $null)], []],
	[400, qr/static_urls is required for input_type static_urls$/, "an empty list of them",
		[start_node(static_urls => [])], []],
	[422, "Invalid URL format", "a bad URL", [start_node(static_urls => ["nonsense"])], []],
	[422, qr/^nodes\[0\]\.static_urls must have at most 1000 entries/, "too many URLs",
		[start_node(static_urls => [($url) x 1001])], []],
	[400, qr/url_field is required for input_type upstream_urls$/, "no field of URLs",
		[start_node(), next_node(url_field => $null)], [edge("shelf", "book")]],
	[400, qr/^nodes\[0\]\.parameter_config\.q must be the name of a field/, "a bad mapping",
		[start_node(parameter_config => { q => 7 })], []],
	[400, qr/^nodes\[0\]\.parameter_config\.q must be/, "a mapping without a field",
		[start_node(parameter_config => { q => { default => 1 } })], []],
	[400, "Edge references unknown node: x", "an edge to nowhere", [start_node()], [edge("shelf", "x")]],
	[400, "Edge references unknown node: x", "or from nowhere", [start_node()], [edge("x", "shelf")]],
	[422, "Workflow contains a cycle", "an edge to itself", [start_node()], [edge("shelf", "shelf")]],
	[422, "Workflow contains a cycle", "a cycle", [start_node(), next_node()],
		[edge("shelf", "book"), edge("book", "shelf")]],
	[400, "Duplicate edge", "an edge twice", [start_node(), next_node()],
		[edge("shelf", "book"), edge("shelf", "book")]],
	[400, "Workflow has no start node", "no start", [next_node()], []],
	[422, qr/unknown operator "like"/, "a bad operator", [start_node(), next_node()],
		[edge("shelf", "book", filter_config => { conditions => [{ field => "a", operator => "like",
			value => "b" }] })]],
	[422, qr/filter_config\.conditions\[0\]/, "a bad pattern", [start_node(), next_node()],
		[edge("shelf", "book", filter_config => { conditions => [{ field => "a",
			operator => "regex_match", value => "(" }] })]],
	[422, "nodes[0].static_parameters must have at most 64 KB", "parameters that no job takes",
		[start_node(static_parameters => { q => "x" x 65_536 })], []],
	[422, qr/^nodes must have at most 100 entries/, "too many nodes",
		[map { start_node(node_key => "n$_") } 1 .. 101], []]) {
	my ($status, $detail, $label, $nodes, $edges, %more) = @$case;
	is_refused(create($nodes, $edges, %more), $status, $detail, $label);
}
my $both = create([start_node(node_key => 7), start_node(input_type => "magic")], []);
is_deeply([map { $_->{field} } @{$both->{json}{errors}}], ["nodes[0].node_key", "nodes[1].input_type"],
	"all complaints at once, each with its place");
is_refused($meter->post("/api/workflows", { name => "x", nodes => [start_node()] }, key => $stranger),
	404, "Strategy not found", "a strategy of another");
is(scalar @{$meter->get("/api/workflows")->{json}}, 3, "nothing of what was refused is kept");

# --- changing ---
my $before = $meter->get("/api/workflows/$id")->{json};
my $put = sub { $meter->request("PUT", "/api/workflows/$id", body => $_[0], @_[1 .. $#_]) };
is($put->({})->{json}{name}, "Shelf then books", "a change that says nothing changes nothing");
$reply = $put->({ name => "Shelves", enabled => JSON::PP::false });
is($reply->{status}, 200, "a change") or diag($reply->{content});
is($reply->{json}{name}, "Shelves", "of the name");
ok(!$reply->{json}{enabled}, "and of whether it is enabled");
is_deeply($reply->{json}{nodes}, $before->{nodes}, "leaves the nodes alone");
is($put->({ description => "all of them" })->{json}{description}, "all of them", "a description");
is($put->({ enabled => JSON::PP::true })->{json}{description}, "all of them", "stays");
is($put->({ description => $null })->{json}{description}, $null, "until it is taken away");
is_refused($put->({ name => "" }), 400, "name must not be empty", "an empty name");
is_refused($put->({ name => $null }), 400, "name must not be empty", "no name");
is_refused($put->({ enabled => "yes" }), 400, "enabled must be true or false", "a bad switch");

# --- nodes ---
my $nodes = "/api/workflows/$id/nodes";
$reply = $meter->post($nodes, start_node(node_key => "extra", input_type => "trigger_only",
	static_urls => $null));
is($reply->{status}, 201, "a node is added") or diag($reply->{content});
my $extra = $reply->{json};
is($extra->{id}, $extra->{node_id}, "with its id");
is($extra->{node_key}, "extra", "and its key");
is_refused($meter->post($nodes, start_node()), 400, "Duplicate node_key: shelf", "a key twice");
is_refused($meter->post($nodes, next_node(node_key => "n", url_field => $null)), 400,
	"url_field is required for input_type upstream_urls", "a field that is missing");
is_refused($meter->post($nodes, start_node(node_key => "n", input_type => "x")), 422,
	"Invalid input_type: x", "an unknown type");
is_refused($meter->post($nodes, start_node(node_key => "n", strategy_id => $unknown)), 404,
	"Strategy not found", "an unknown strategy");
is_refused($meter->post("/api/workflows/$unknown/nodes", start_node()), 404, "Workflow not found",
	"an unknown workflow");
is($meter->post($nodes, next_node(node_key => "loose"))->{status}, 201,
	"a node without an edge is allowed until the run");
is($meter->delete("$nodes/loose")->{json}{message}, "Node deleted successfully", "a node goes by its key");

my $change = sub { my ($nid, $body) = @_; $meter->request("PUT", "$nodes/$nid", body => $body) };
$reply = $change->($extra->{id}, { static_urls => ["$url?2"], input_type => "static_urls" });
is($reply->{status}, 200, "a node is changed by its id") or diag($reply->{content});
is_deeply($reply->{json}{static_urls}, ["$url?2"], "its URLs");
is($reply->{json}{node_key}, "extra", "the rest stays");
$reply = $change->("book", { node_key => "volume" });
is($reply->{json}{node_key}, "volume", "or by its key");
my $now = $meter->get("/api/workflows/$id")->{json};
is_deeply([map { "$_->{source_node_key}>$_->{target_node_key}" } @{$now->{edges}}],
	["shelf>volume", "volume>author"], "edges follow a new key");
is_refused($change->("volume", { node_key => "shelf" }), 400, "Duplicate node_key: shelf", "a taken key");
is_refused($change->("extra", { static_urls => $null }), 400,
	"static_urls is required for input_type static_urls", "what its type needs");
is_refused($change->("nobody", {}), 404, "Node not found", "an unknown node");
is_refused($meter->delete("$nodes/$unknown"), 404, "Node not found", "an unknown id");
is_refused($meter->delete("$nodes/extra", key => $stranger), 404, "Workflow not found",
	"a node of another");

# --- edges ---
my $edges = "/api/workflows/$id/edges";
$reply = $meter->post($edges, edge("extra", "author", filter_config => $filter));
is($reply->{status}, 201, "an edge is added") or diag($reply->{content});
my $joined = $reply->{json};
is($joined->{id}, $joined->{edge_id}, "with its id");
is_deeply($joined->{filter_config}, $filter, "and its filter");
is_refused($meter->post($edges, edge("extra", "author")), 400, "Duplicate edge", "an edge twice");
is_refused($meter->post($edges, edge("author", "shelf")), 422, "Workflow contains a cycle", "a cycle");
is_refused($meter->post($edges, edge("x", "shelf")), 400, "Edge references unknown node: x",
	"an unknown end");
is_refused($meter->post($edges, { source_node_key => "shelf" }), 400, "target_node_key is required",
	"no end");
is_refused($meter->post($edges, edge("extra", "shelf", filter_config => { mode => "some", conditions => [] })), 422,
	qr/filter_config\.mode/, "a bad mode");
is($meter->delete("$edges/$joined->{id}")->{json}{message}, "Edge deleted successfully", "an edge goes");
is_refused($meter->delete("$edges/$joined->{id}"), 404, "Edge not found", "once");
is_refused($meter->delete("$edges/nonsense"), 404, "Edge not found", "a bad id");
is($meter->delete("$nodes/volume")->{status}, 200, "a node goes");
is_deeply($meter->get("/api/workflows/$id")->{json}{edges}, [], "with its edges");

# A deleted strategy leaves its nodes behind: the next run says so.
my $other = $meter->post("/api/strategies/generate",
	{ url => $url, description => "names and prices", name => "Going" })->{json}{strategy_id};
$meter->post($nodes, start_node(node_key => "going", strategy_id => $other));
is($meter->delete("/api/strategies/$other")->{status}, 200, "a strategy of a node can be deleted");
my ($left) = grep { $_->{node_key} eq "going" } @{$meter->get("/api/workflows/$id")->{json}{nodes}};
is($left->{strategy_id}, $other, "its node stays");
is($left->{strategy_name}, $null, "without a name");

# --- a picture ---
my $picture = $meter->get("/api/workflows/$id/graph.svg");
is($picture->{status}, 200, "a picture");
like($picture->{headers}{"content-type"}, qr{^image/svg\+xml}, "is SVG");
is(scalar(() = $picture->{content} =~ /<rect/g), 4, "with a box for each node");
like($picture->{content}, qr{>going</text>.*>\(deleted\)</text>}, "also for one without a strategy");
$picture = $meter->get("/api/workflows/$empty->{json}{id}/graph.svg");
like($picture->{content}, qr{^<svg .*</svg>\n$}s, "nothing can be drawn, too");
is_refused($meter->get("/api/workflows/$id/graph.svg", key => $stranger), 404, "Workflow not found",
	"a stranger's look");

# --- deleting ---
is_refused($meter->delete("/api/workflows/$id", key => $stranger), 404, "Workflow not found",
	"a stranger's delete");
is($meter->delete("/api/workflows/$id")->{json}{message}, "Workflow deleted successfully", "it is deleted");
is_refused($meter->get("/api/workflows/$id"), 404, "Workflow not found", "it is gone");
is_refused($meter->delete("/api/workflows/$id"), 404, "Workflow not found", "once");
is_refused($meter->get("/api/workflows/nonsense"), 404, "Workflow not found", "an id that is none");

done_testing;
