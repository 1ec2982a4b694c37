/* Text as a person reads it, and HTML written again. */
#include "extract/html.h"

#include "tap.h"

static const struct node *body_of(struct work *w, const char *html)
{
	return html_parse(w, html, strlen(html), NULL)->root->last_child;
}

static void reading(void)
{
	static const struct {
		const char *label, *html, *text;
	} cases[] = {
	    {"nothing", "", ""},
	    {"folded and trimmed", " \n a \t\r\n b  ", "a b"},
	    {"inline elements join", "1<b>2</b><i><u>3</u></i>4", "1234"},
	    {"space between inline elements", "<b>1</b> <b>2</b>", "1 2"},
	    {"blocks part", "<p>1<p>2</p>3<div>4</div>5", "1 2 3 4 5"},
	    {"deep blocks part", "<div><div>1</div></div><span><span>2</span></span>", "1 2"},
	    {"a block inside of inline", "1<span><div>2</div></span>3", "1 2 3"},
	    {"br", "1<br>2<br><br>3", "1 2 3"},
	    {"cells", "<table><tr><td>1<td>2<tr><th>3<td>4</table>", "1 2 3 4"},
	    {"list", "<ul><li>1<li>2</ul>3", "1 2 3"},
	    {"definitions", "<dl><dt>1<dd>2</dl>", "1 2"},
	    {"options", "<select><option>1<option>2</select>", "1 2"},
	    {"wbr does not part", "1<wbr>2", "12"},
	    {"images say nothing", "1<img alt=x>2", "12"},
	    {"inputs say nothing", "1<input type=hidden value=x>2", "12"},
	    {"script and style", "1<script>x</script>2<style>y</style>3", "123"},
	    {"template and noscript", "1<template>x</template><noscript>y</noscript>2", "12"},
	    {"a skipped element at the end of a block", "<p>1<script>x</script></p>2", "1 2"},
	    {"comments", "1<!-- x -->2", "12"},
	    {"non-breaking and thin spaces", "1\u00a0\u20092\u30003", "1 2 3"},
	    {"invisible characters", "\ufeffso\u00adft\u200bly", "softly"},
	    {"joiners stay", "\u0645\u200c\u06cc", "\u0645\u200c\u06cc"},
	    {"entities", "&lt;&amp;&nbsp;&eacute;", "<& \u00e9"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		work_begin(&w);
		is_text(node_text(w.arena, body_of(&w, cases[i].html)), cases[i].text,
			cases[i].label);
		work_end(&w);
	}
}

/* What a reader sees in lines, "|" between them. */
static void lines(void)
{
	static const struct {
		const char *label, *html, *lines;
	} cases[] = {
	    {"br", "<p>1 egg<br>2 <b>cups</b><br/>salt</p>", "1 egg|2 cups|salt"},
	    {"more of them, and white space", "<br> a \n b <br> <br>&nbsp;<br>c<br>", "a b|c|"},
	    {"blocks", "0<div>1<p>2</p>3</div>4", "0|1|2|3|4"},
	    {"white space is no line", "<span>a\n\nb</span>\n<i>c</i>", "a b c"},
	    {"what is not seen", "a<script><br></script>b<template>x</template>c", "abc"},
	    {"nothing", "<p> <br> </p>", ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		char *found;

		work_begin(&w);
		found = node_lines(w.arena, body_of(&w, cases[i].html));
		for (char *p = found; (p = strchr(p, '\n'));)
			*p = '|';
		is_text(found, cases[i].lines, cases[i].label);
		work_end(&w);
	}
}

static void parts(void)
{
	struct work w;
	struct text t;
	const struct node *div;

	work_begin(&w);
	div = body_of(&w, "<div>Price <b>5</b>\n EUR<p>x</p>net</div><script>a &lt; b</script>")
		  ->first_child;
	is_text(node_own_text(w.arena, div), "Price EUR net", "own text");
	is_text(node_text(w.arena, div->first_child), "Price", "of a text node");
	is_text(node_text(w.arena, div->next), "a &lt; b", "of a script itself");
	t = text_new(w.arena, 100);
	text_add(&t, "so: ");
	node_add_text(&t, div);
	is_text(t.data, "so: Price 5 EUR x net", "appended");
	work_end(&w);
}

static void writing(void)
{
	static const struct {
		const char *label, *html, *written;
	} cases[] = {
	    {"nothing", "", ""},
	    {"elements", "<p>1<b>2</b></p><p>3", "<p>1<b>2</b></p><p>3</p>"},
	    {"void elements", "<br><img src=x>1", "<br><img src=\"x\">1"},
	    {"escapes in text", "&lt;&amp;&gt;\"&nbsp;", "&lt;&amp;&gt;\"&nbsp;"},
	    {"escapes in attributes", "<a title='&quot;<&nbsp;>'></a>",
	     "<a title=\"&quot;&lt;&nbsp;&gt;\"></a>"},
	    {"raw text", "x<script>a<b&&c</script>", "x<script>a<b&&c</script>"},
	    {"textarea is escaped", "<textarea>a<b</textarea>", "<textarea>a&lt;b</textarea>"},
	    {"nesting to the end", "<ul><li><i>1", "<ul><li><i>1</i></li></ul>"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		work_begin(&w);
		is_text(node_inner_html(w.arena, body_of(&w, cases[i].html)), cases[i].written,
			cases[i].label);
		work_end(&w);
	}
}

static void siblings(void)
{
	struct work w;
	const struct node *body, *i;

	work_begin(&w);
	body = body_of(&w, "a<i>1</i>b<u>2</u>c");
	i = node_first_element(body);
	is_text(i->name, "i", "first element");
	is_text(node_next_element(i)->name, "u", "next element");
	ok(!node_next_element(i->next->next), "no next");
	ok(node_previous_element(i->next->next) == i, "previous element");
	ok(!node_previous_element(i), "no previous");
	ok(!node_first_element(i), "no element inside");
	ok(tag_is_block(TAG_td) && !tag_is_block(TAG_span), "blocks");
	work_end(&w);
}

int main(void)
{
	reading();
	lines();
	parts();
	writing();
	siblings();
	return done();
}
