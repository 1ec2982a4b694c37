/* An explanation as lines for a terminal. */
#include "ctl/explain.h"

#include "util/json.h"
#include "util/json_each.h"

#include <inttypes.h>

/* A text from the page: as JSON, and without the control characters that JSON lets through. */
static void add_quoted(struct text *t, const char *s)
{
	size_t n = strlen(s);
	struct text quoted = text_new(t->arena, 6 * n + 2);

	text_add_json(&quoted, s, n);
	for (const char *p = quoted.data; *p; p++) {
		if (p[0] == '\xC2' && (unsigned char)p[1] >= 0x80 && (unsigned char)p[1] < 0xA0) {
			text_addf(t, "\\u%04x", (unsigned)(unsigned char)p[1]);
			p++;
		} else if (*p == '\x7F') {
			text_add(t, "\\u007f");
		} else {
			text_add_char(t, *p);
		}
	}
}

/* A sentence of ours with texts from the page in it. */
static void add_sentence(struct text *t, const char *s)
{
	for (; *s; s++) {
		bool is_c1 =
		    s[0] == '\xC2' && (unsigned char)s[1] >= 0x80 && (unsigned char)s[1] < 0xA0;

		text_add_char(t, (unsigned char)*s < 0x20 || *s == '\x7F' || is_c1 ? '?' : *s);
		s += is_c1;
	}
}

static void add_value(struct text *t, struct json_object *o)
{
	if (json_object_is_type(o, json_type_string)) {
		add_quoted(t, json_object_get_string(o));
	} else {
		struct text printed = text_new(t->arena, t->limit);

		json_print(&printed, o);
		text_add(t, printed.data);
	}
}

static void add_samples(struct text *t, const char *indent, const char *what,
			struct json_object *list)
{
	size_t n = list ? json_object_array_length(list) : 0;

	if (n == 0)
		return;
	text_addf(t, "%s%s", indent, what);
	for (size_t i = 0; i < n; i++) {
		text_add(t, i ? ", " : " ");
		add_value(t, json_object_array_get_idx(list, i));
	}
	text_add_char(t, '\n');
}

static const char *name_of(struct json_object *o)
{
	return json_text(o, "selector") ? json_text(o, "selector") : json_text(o, "path");
}

/* "ul > li" matches 3, and what is missing. */
static void add_report(struct text *t, const char *indent, struct json_object *report,
		       bool of_items)
{
	struct json_object *nearest = json_array_of(report, "nearest");
	const char *matched = json_text(report, "matched");

	if (!name_of(report))
		return;
	text_add(t, indent);
	add_quoted(t, name_of(report));
	text_addf(t, " matches %" PRId64, json_int(report, "matches", 0));
	if (of_items)
		text_addf(t, ", in %" PRId64 " items", json_int(report, "records", 0));
	text_add_char(t, '\n');
	if (!json_text(report, "missing"))
		return;
	text_addf(t, "%s  still matches: ", indent);
	if (matched) {
		add_quoted(t, matched);
		text_addf(t, " (%" PRId64 ")", json_int(report, "matched_count", 0));
	} else {
		text_add(t, "nothing");
	}
	text_addf(t, "\n%s  missing: ", indent);
	add_quoted(t, json_text(report, "missing"));
	text_add_char(t, '\n');
	for (size_t i = 0; nearest && i < json_object_array_length(nearest); i++) {
		struct json_object *o = json_object_array_get_idx(nearest, i);

		text_addf(t, "%s  there is: ", indent);
		add_quoted(t, name_of(o));
		text_addf(t, " (%" PRId64 ")", json_int(o, "count", 0));
		if (json_text(o, "sample")) {
			text_add(t, ", as in ");
			add_quoted(t, json_text(o, "sample"));
		}
		text_add_char(t, '\n');
	}
}

static void add_field(struct text *t, const char *name, struct json_object *field, int64_t items)
{
	struct json_object *ways = json_array_of(field, "ways");
	size_t n = ways ? json_object_array_length(ways) : 0;

	text_add(t, "field ");
	add_quoted(t, name);
	text_addf(t, ": in %" PRId64 " of %" PRId64 "\n", json_int(field, "filled", 0), items);
	add_samples(t, "  ", "values:", json_array_of(field, "samples"));
	for (size_t i = 0; i < n; i++) {
		struct json_object *way = json_object_array_get_idx(ways, i);

		if (n > 1)
			text_addf(t, "  way %zu: in %" PRId64 "\n", i + 1,
				  json_int(way, "filled", 0));
		add_report(t, n > 1 ? "    " : "  ", way, true);
		add_samples(t, n > 1 ? "    " : "  ",
			    "found, but it does not fit:", json_array_of(way, "texts"));
	}
}

void explanation_print(struct text *t, struct json_object *answer)
{
	struct json_object *required = json_array_of(answer, "require");
	struct json_object *summary = json_array_of(answer, "summary");
	int64_t items = json_int(answer, "item_count", 0);

	text_addf(t, "items: %" PRId64 "\n", items);
	if (json_get(answer, "container")) {
		text_add(t, "container\n");
		add_report(t, "  ", json_get(answer, "container"), false);
	}
	for (size_t i = 0; required && i < json_object_array_length(required); i++) {
		text_add(t, "required\n");
		add_report(t, "  ", json_object_array_get_idx(required, i), true);
	}
	JSON_EACH (json_get(answer, "fields"), m)
		add_field(t, m.key, m.value, items);
	for (size_t i = 0; summary && i < json_object_array_length(summary); i++) {
		text_add(t, "! ");
		add_sentence(t, json_object_get_string(json_object_array_get_idx(summary, i)));
		text_add_char(t, '\n');
	}
}
