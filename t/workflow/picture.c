/* Pictures of graphs: well-formed whatever names say, with the states of nodes. */
#include "workflow/picture.h"

#include "util/json.h"

#include "tap.h"

int main(void)
{
	const struct picture_node nodes[] = {
	    {.key = "a<b>&\"c\"\x01",
	     .strategy = "Shelf",
	     .status = "failed",
	     .note = "failed, 0 items"},
	    {.key = "a name that is far too long to be shown in a box",
	     .strategy = "B\xC3\xBC"
			 "cher"},
	};
	struct graph_edge edge = {.source = 0, .target = 1};
	struct text t;
	struct work w;

	work_begin(&w);
	t = text_new(w.arena, 100000);
	ok(picture_print(&w, &t, nodes, 2, &edge, 1), "a picture");
	ok(strstr(t.data, ">a&lt;b&gt;&amp;&quot;c&quot;</text>"), "names are text, nothing else");
	ok(!strchr(t.data, '\x01'), "without what no document may have");
	ok(strstr(t.data, "fill=\"#fce8e6\""), "a failed node is red");
	ok(strstr(t.data, "fill=\"#ffffff\""), "one that never ran is white");
	ok(strstr(t.data, ">a name that is far too l\xE2\x80\xA6</text>"), "long names are cut");
	ok(strstr(t.data, "<title>a name that is far too long to be shown in a box</title>"),
	   "and told in full");
	ok(strstr(t.data, "class=\"edge\""), "an edge");
	edge.filter = json_new_object(&w);
	text_clear(&t);
	ok(picture_print(&w, &t, nodes, 2, &edge, 1) && strstr(t.data, "class=\"edge filtered\""),
	   "with a filter it is dashed");
	text_clear(&t);
	ok(picture_print(&w, &t, NULL, 0, NULL, 0), "nothing");
	ok(strstr(t.data, "width=\"48\" height=\"48\""), "is an empty picture");
	work_end(&w);
	return done();
}
