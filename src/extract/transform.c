/* Transforms of texts: read once, run on every value. */
#include "extract/transform.h"

#include "bounds.h"
#include "extract/html.h"
#include "extract/pattern.h"
#include "util/json.h"
#include "util/json_each.h"
#include "util/letters.h"

enum transform_kind {
	TRIM_PREFIX,
	TRIM_SUFFIX,
	REGEX,
	REPLACE,
	REGEX_REPLACE,
	SPLIT,
	INDEX,
	JOIN,
	LOWER,
	UPPER,
	PLAIN,
};

struct transform {
	enum transform_kind kind;
	const char *text, *with;
	struct pattern *pattern;
	int index;
};

/* What an entry's value has to be. */
enum reading { READ_TEXT, READ_PATTERN, READ_PAIR, READ_PATTERN_PAIR, READ_INDEX, READ_TRUE };

static const struct {
	const char *key;
	enum transform_kind kind;
	enum reading reading;
} words[] = {
    {"trim_prefix", TRIM_PREFIX, READ_TEXT},
    {"trim_suffix", TRIM_SUFFIX, READ_TEXT},
    {"regex", REGEX, READ_PATTERN},
    {"replace", REPLACE, READ_PAIR},
    {"regex_replace", REGEX_REPLACE, READ_PATTERN_PAIR},
    {"split", SPLIT, READ_TEXT},
    {"index", INDEX, READ_INDEX},
    {"join", JOIN, READ_TEXT},
    {"lower", LOWER, READ_TRUE},
    {"upper", UPPER, READ_TRUE},
    {"plain", PLAIN, READ_TRUE},
};

/* --- reading --- */

static void *wrong(const char **message, const char *why)
{
	*message = why;
	return NULL;
}

static const char *text_of(struct work *w, struct json_object *o)
{
	return json_object_is_type(o, json_type_string)
		   ? arena_text(w->arena, json_object_get_string(o))
		   : NULL;
}

static bool pair_read(struct work *w, struct transform *t, struct json_object *o)
{
	if (!json_object_is_type(o, json_type_array) || json_object_array_length(o) != 2)
		return false;
	t->text = text_of(w, json_object_array_get_idx(o, 0));
	t->with = text_of(w, json_object_array_get_idx(o, 1));
	return t->text && t->with && *t->text;
}

static bool pattern_read(struct work *w, struct transform *t, const char **message)
{
	t->pattern = pattern_parse(w, t->text);
	return t->pattern || wrong(message, w->message);
}

static bool value_read(struct work *w, struct transform *t, enum reading reading,
		       struct json_object *o, const char **message)
{
	switch (reading) {
	case READ_TEXT:
	case READ_PATTERN:
		t->text = text_of(w, o);
		if (!t->text)
			return wrong(message, "must be a string");
		return reading == READ_TEXT || pattern_read(w, t, message);
	case READ_PAIR:
	case READ_PATTERN_PAIR:
		if (!pair_read(w, t, o))
			return wrong(message, "must be a list of two strings");
		if (reading == READ_PAIR)
			return true;
		if (!pattern_replacement_is_good(w, t->with))
			return wrong(message, "has a bad reference to a group");
		return pattern_read(w, t, message);
	case READ_INDEX:
		if (!json_object_is_type(o, json_type_int))
			return wrong(message, "must be a whole number");
		t->index = json_object_get_int(o);
		return true;
	case READ_TRUE:
		return (json_object_is_type(o, json_type_boolean) && json_object_get_boolean(o)) ||
		       wrong(message, "must be true");
	}
	return false;
}

static void append(struct arena *a, struct transforms *t, struct transform one)
{
	if ((t->n & (t->n - 1)) == 0) { /* full at every power of two */
		struct transform *more = ARENA_ARRAY(a, t->n ? 2 * t->n : 1, struct transform);
		if (t->n)
			memcpy(more, t->items, t->n * sizeof *more);
		t->items = more;
	}
	t->items[t->n++] = one;
	if (one.kind == SPLIT || one.kind == INDEX || one.kind == JOIN) {
		t->wants_all = t->wants_all || (!t->works_on_lists && one.kind != SPLIT);
		t->works_on_lists = true;
		t->gives_list = one.kind == SPLIT;
	}
}

bool transform_add(struct work *w, struct transforms *t, const char *key, struct json_object *o,
		   const char **message)
{
	struct transform read = {0};
	size_t i = 0;

	while (i < sizeof words / sizeof words[0] && strcmp(words[i].key, key) != 0)
		i++;
	if (i == sizeof words / sizeof words[0])
		return wrong(message, "unknown transform");
	if (t->n >= TRANSFORMS_MAX)
		return wrong(message, "too many transforms");
	read.kind = words[i].kind;
	if (!value_read(w, &read, words[i].reading, o, message))
		return false;
	append(w->arena, t, read);
	return true;
}

void transform_add_split(struct work *w, struct transforms *t, const char *separator)
{
	append(w->arena, t, (struct transform){.kind = SPLIT, .text = separator});
}

bool transforms_add(struct work *w, struct transforms *t, struct json_object *list,
		    const char **message)
{
	if (!json_object_is_type(list, json_type_array))
		return wrong(message, ": must be a list");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		struct json_each m = json_each_begin(o);
		const char *why;

		if (!m.valid || json_object_object_length(o) != 1)
			return wrong(
			    message,
			    arena_printf(w->arena, "[%zu]: must be an object with one member", i));
		if (!transform_add(w, t, m.key, m.value, &why))
			return wrong(message,
				     arena_printf(w->arena, "[%zu].%s: %s", i, m.key, why));
	}
	return true;
}

/* --- one text --- */

struct slice slice_trimmed(struct slice s)
{
	while (s.n && ascii_is_space(s.start[0])) {
		s.start++;
		s.n--;
	}
	while (s.n && ascii_is_space(s.start[s.n - 1]))
		s.n--;
	return s;
}

/* Without the prefix. A text that is the prefix but for the space at its end is nothing. */
static struct slice slice_after(struct slice s, const char *prefix)
{
	size_t n = strlen(prefix);
	struct slice bare = slice_trimmed((struct slice){prefix, n});

	if (s.n >= n && strncasecmp(s.start, prefix, n) == 0)
		return (struct slice){s.start + n, s.n - n};
	if (s.n == bare.n && strncasecmp(s.start, bare.start, s.n) == 0)
		s.n = 0;
	return s;
}

static struct slice slice_before(struct slice s, const char *suffix)
{
	size_t n = strlen(suffix);
	struct slice bare = slice_trimmed((struct slice){suffix, n});

	if (s.n >= n && strncasecmp(s.start + s.n - n, suffix, n) == 0)
		s.n -= n;
	else if (s.n == bare.n && strncasecmp(s.start, bare.start, s.n) == 0)
		s.n = 0;
	return s;
}

/* What was written; nothing, and the reason in w, when it did not fit. */
static struct slice slice_of(struct work *w, const struct text *t)
{
	if (!text_is_full(t))
		return (struct slice){t->data, t->length};
	fail_class(w, CLASS_TOO_COMPLEX, "a transformed text has more than %zu bytes", t->limit);
	return (struct slice){t->data, 0};
}

static struct slice replaced(struct work *w, struct slice s, const struct transform *t)
{
	struct text out = text_new(w->arena, TRANSFORM_TEXT_MAX);
	const char *end = s.start + s.n, *at;
	size_t n = strlen(t->text);

	while ((at = memmem(s.start, (size_t)(end - s.start), t->text, n))) {
		text_add_bytes(&out, s.start, (size_t)(at - s.start));
		text_add(&out, t->with);
		s.start = at + n;
	}
	text_add_bytes(&out, s.start, (size_t)(end - s.start));
	return slice_of(w, &out);
}

static struct slice recased(struct work *w, struct slice s, uint32_t (*letter)(uint32_t))
{
	struct text out = text_new(w->arena, 2 * s.n);

	for (const char *p = s.start, *end = p + s.n; p < end;)
		text_add_utf8(&out, letter(utf8_next(&p, end)));
	return slice_of(w, &out);
}

/* What a reader sees of HTML. In a work of its own: thousands of small trees would add up. */
static struct slice plain(struct work *w, struct slice s)
{
	struct document *d;
	struct work inner;

	if (!memchr(s.start, '<', s.n) && !memchr(s.start, '&', s.n))
		return s;
	work_begin(&inner);
	d = html_parse(&inner, s.start, s.n, NULL);
	if (d)
		s.start = node_text(w->arena, &d->nodes[0]);
	else
		fail_class(w, CLASS_TOO_COMPLEX, "a text's HTML cannot be read: %s", inner.message);
	s.n = d ? strlen(s.start) : 0;
	work_end(&inner);
	return s;
}

static struct slice apply(struct work *w, const struct transform *t, struct slice s)
{
	struct pattern_match match;
	struct text out;

	switch (t->kind) {
	case TRIM_PREFIX:
		return slice_after(s, t->text);
	case TRIM_SUFFIX:
		return slice_before(s, t->text);
	case REGEX:
		if (!pattern_find(w, t->pattern, s.start, s.n, &match))
			return (struct slice){s.start, 0};
		return (struct slice){match.start, match.n};
	case REPLACE:
		return replaced(w, s, t);
	case REGEX_REPLACE:
		out = text_new(w->arena, TRANSFORM_TEXT_MAX);
		if (!pattern_replace(w, t->pattern, s.start, s.n, t->with, &out))
			return (struct slice){s.start, 0};
		return slice_of(w, &out);
	case LOWER:
		return recased(w, s, letter_lower);
	case UPPER:
		return recased(w, s, letter_upper);
	case PLAIN:
		return plain(w, s);
	case SPLIT:
	case INDEX:
	case JOIN:
		break;
	}
	return s;
}

bool transform_text(struct work *w, const struct transforms *t, struct slice *s)
{
	*s = slice_trimmed(*s);
	for (size_t i = 0; i < t->n && s->n; i++)
		*s = slice_trimmed(apply(w, &t->items[i], *s));
	return s->n > 0;
}

/* --- several --- */

static size_t parts_of(struct slice s, const char *separator)
{
	size_t parts = 1, n = strlen(separator);
	const char *end = s.start + s.n, *at = s.start;

	while (n && (at = memmem(at, (size_t)(end - at), separator, n))) {
		at += n;
		parts++;
	}
	return parts;
}

static struct slices split(struct arena *a, struct slices in, const char *separator)
{
	size_t room = 0, n = strlen(separator);
	struct slices out = {0};

	for (size_t i = 0; i < in.n; i++)
		room += parts_of(in.items[i], separator);
	out.items = ARENA_ARRAY(a, room, struct slice);
	for (size_t i = 0; i < in.n; i++) {
		const char *p = in.items[i].start, *end = p + in.items[i].n, *at;

		while (n && (at = memmem(p, (size_t)(end - p), separator, n))) {
			out.items[out.n++] = (struct slice){p, (size_t)(at - p)};
			p = at + n;
		}
		out.items[out.n++] = (struct slice){p, (size_t)(end - p)};
	}
	return out;
}

static struct slices chosen(struct slices in, int index)
{
	int64_t i = index < 0 ? (int64_t)in.n + index : index;

	if (i < 0 || (uint64_t)i >= in.n)
		return (struct slices){0};
	return (struct slices){in.items + i, 1};
}

static struct slices joined(struct work *w, struct slices in, const char *separator)
{
	struct text out = text_new(w->arena, TRANSFORM_TEXT_MAX);

	for (size_t i = 0; i < in.n; i++) {
		text_add(&out, i ? separator : "");
		text_add_bytes(&out, in.items[i].start, in.items[i].n);
	}
	if (in.n)
		in.items[0] = slice_of(w, &out);
	in.n = in.n > 0;
	return in;
}

/* Trims them and drops those of which nothing is left. */
static struct slices kept(struct slices all)
{
	size_t n = 0;

	for (size_t i = 0; i < all.n; i++) {
		struct slice s = slice_trimmed(all.items[i]);

		if (s.n)
			all.items[n++] = s;
	}
	all.n = n;
	return all;
}

struct slices transform_list(struct work *w, const struct transforms *t, struct slices all)
{
	all = kept(all);
	for (size_t i = 0; i < t->n; i++) {
		const struct transform *one = &t->items[i];

		if (one->kind == SPLIT)
			all = split(w->arena, all, one->text);
		else if (one->kind == INDEX)
			all = chosen(all, one->index);
		else if (one->kind == JOIN)
			all = joined(w, all, one->text);
		else
			for (size_t k = 0; k < all.n; k++)
				all.items[k] = apply(w, one, all.items[k]);
		all = kept(all);
	}
	return all;
}
