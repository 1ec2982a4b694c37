/* The "links" operation: where pages lead, and what they ask. */
#include "discover/links.h"

#include "discover/found_lines.h"

#include "bounds.h"
#include "util/json.h"

static const struct operation table[] = {{"links", links_operation}, {NULL, NULL}};

static struct json_object *run(struct work *w, const char *more, const char *body)
{
	const char *request = arena_printf(
	    w->arena, "{\"url\":\"http://shop.test/a/b?c=1\",\"year\":2026,\"month\":11%s}", more);

	return operation_run(w, table, "links", json_parse(w, request, strlen(request)), body,
			     strlen(body));
}

static void pages(void)
{
	static const struct {
		const char *label, *more, *body, *lines;
	} cases[] = {
	    {"links of all kinds", "",
	     "<a href=x>1</a><a href='/y#z'>2</a><a href='//shop.test/z'>3</a>"
	     "<map><area href='http://shop.test/w'></map><a>none</a><a href='mailto:a@b'>m</a>"
	     "<a href='javascript:x()'>j</a><img src=i><link rel=stylesheet href=s>",
	     "accepted accepted http://shop.test/a/x\naccepted accepted http://shop.test/y\n"
	     "accepted accepted http://shop.test/z\naccepted accepted http://shop.test/w\n"},
	    {"each once, and not the page", "",
	     "<a href=x>1</a><a href='x#1'>2</a><a href='x?utm_id=1'>3</a><a href='?c=1'>4</a>"
	     "<a href='y?a=1&b=2'>5</a><a href='y?b=2&a=1'>6</a><a href='#top'>7</a>",
	     "accepted accepted http://shop.test/a/x\n"
	     "accepted accepted http://shop.test/a/y?a=1&b=2\n"},
	    {"from a base", "", "<head><base href='/base/'></head><a href=x>1</a>",
	     "accepted accepted http://shop.test/base/x\n"},
	    {"nofollow of a link", "", "<a href=x rel='noopener NoFollow'>1</a><a href=y>2</a>",
	     "nofollow nofollow http://shop.test/a/x\naccepted accepted http://shop.test/a/y\n"},
	    {"nofollow of the page", "",
	     "<a href=x>1</a><meta name=ROBOTS content='index,nofollow'>",
	     "nofollow nofollow http://shop.test/a/x\n"},
	    {"both patterns", ",\"link_pattern\":\"/p/\",\"navigation_pattern\":\"/c/\"",
	     "<a href=/p/1>1</a><a href=/c/2>2</a><a href=/p/c/>3</a><a href=/d>4</a>",
	     "accepted pattern http://shop.test/p/1\npattern accepted http://shop.test/c/2\n"
	     "accepted accepted http://shop.test/p/c/\npattern pattern http://shop.test/d\n"},
	    {"other hosts and sites", "",
	     "<a href=http://www.shop.test/1>1</a><a href=http://b.test/>2</a>"
	     "<a href=https://shop.test/>3</a>",
	     "accepted site http://www.shop.test/1\nsite site http://b.test/\n"
	     "accepted accepted https://shop.test/\n"},
	    {"scopes", ",\"collect_scope\":\"any\",\"visit_scope\":\"site\"",
	     "<a href=http://www.shop.test/1>1</a><a href=http://b.test/>2</a>",
	     "accepted accepted http://www.shop.test/1\naccepted site http://b.test/\n"},
	    {"another root", ",\"root\":\"http://b.test/\"",
	     "<a href=x>1</a><a href=//b.test/>2</a>",
	     "site site http://shop.test/a/x\naccepted accepted http://b.test/\n"},
	    {"traps", "",
	     "<a href=/calendar/2050/01>1</a><a href=/x/y/x/y/x/y>2</a>"
	     "<a href=/l?a&b&c&d&e&f&g&h&i>3</a>",
	     "calendar calendar http://shop.test/calendar/2050/01\n"
	     "repeats repeats http://shop.test/x/y/x/y/x/y\n"
	     "parameters parameters http://shop.test/l?a&b&c&d&e&f&g&h&i\n"},
	    {"the next page", "", "<link rel=next href='?c=2'>",
	     "accepted accepted http://shop.test/a/b?c=2\n"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(lines(&w, run(&w, cases[i].more, cases[i].body)), cases[i].lines,
			cases[i].label);
		work_end(&w);
	}
}

static void head(void)
{
	struct json_object *answer;
	struct work w;

	work_begin(&w);
	answer = run(&w, "",
		     "<link rel=canonical href='/a/b?utm_id=2'><link rel=next href='?c=2'>"
		     "<meta name=robots content=none><a href=x>1</a>");
	is_text(json_text(answer, "canonical"), "http://shop.test/a/b", "the canonical address");
	is_text(json_text(answer, "next"), "http://shop.test/a/b?c=2", "the next page");
	ok(json_bool_of(answer, "nofollow", false) && json_bool_of(answer, "noindex", false),
	   "none is both");
	answer = run(&w, "", "<link rel=canonical href='?c=1#x'><link rel=canonical href='/'>");
	ok(answer && !json_get(answer, "canonical"), "the page itself is no other one");
	answer = run(&w, "", "");
	is_int(json_int(answer, "total", -1), 0, "an empty page");
	ok(!run(&w, ",\"content_type\":\"application/pdf\"", "x") && w.class == CLASS_NOT_HTML,
	   "%s", w.message);
	work_end(&w);
}

static void many(void)
{
	struct json_object *answer;
	struct text body;
	struct work w;

	work_begin(&w);
	body = text_new(w.arena, PAGE_MAX);
	for (unsigned i = 0; i <= LINKS_MAX; i++)
		text_addf(&body, "<a href=/%u>", i);
	answer = run(&w, "", body.data);
	is_int(json_int(answer, "total", 0), LINKS_MAX, "no more links than may be");
	ok(json_bool_of(answer, "is_cut", false), "which is said");
	work_end(&w);
}

int main(void)
{
	pages();
	head();
	many();
	return done();
}
