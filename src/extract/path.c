/* Paths into JSON: read once, walked without recursion. */
#include "extract/path.h"

#include "bounds.h"
#include "util/json.h"
#include "util/json_each.h"

#include <limits.h>

/* --- lists of values --- */

struct found {
	struct json_list list;
	size_t room;
};

static void found_add(struct arena *a, struct found *f, struct json_object *o)
{
	if (!o)
		return;
	if (f->list.n == f->room) {
		size_t room = f->room ? 2 * f->room : 4;
		struct json_object **more = ARENA_ARRAY(a, room, struct json_object *);

		if (f->list.n)
			memcpy(more, f->list.items, f->list.n * sizeof *more);
		f->list.items = more;
		f->room = room;
	}
	f->list.items[f->list.n++] = o;
}

/* --- reading --- */

struct reader {
	struct work *w;
	const char *text, *p;
};

static void *expected(const struct reader *r, const char *what)
{
	return fail(r->w, ERR_UNACCEPTABLE, "path \"%s\": expected %s at byte %zu", r->text, what,
		    (size_t)(r->p - r->text) + 1);
}

static bool read_name(struct reader *r, struct path_step *step)
{
	size_t n = strcspn(r->p, ".[]");

	if (n == 0)
		return expected(r, "a name");
	step->kind = n == 1 && *r->p == '*' ? PATH_EVERY : PATH_MEMBER;
	step->name = arena_copy(r->w->arena, r->p, n);
	r->p += n;
	return true;
}

static bool read_index(struct reader *r, struct path_step *step)
{
	bool negative = *r->p == '-';
	int n = 0;

	r->p += negative;
	if (*r->p < '0' || *r->p > '9')
		return expected(r, "a number, *, @type or a name in quotes");
	for (; *r->p >= '0' && *r->p <= '9'; r->p++)
		n = n < INT_MAX / 10 - 1 ? n * 10 + (*r->p - '0') : n;
	step->kind = PATH_INDEX;
	step->index = negative ? -n : n;
	return true;
}

/* What stands between brackets; r->p is behind the first. */
static bool read_bracket(struct reader *r, struct path_step *step)
{
	const char *close;
	char quote = *r->p;

	if (quote == '*') {
		step->kind = PATH_EVERY;
		r->p++;
	} else if (quote == '\'' || quote == '"' || quote == '@') {
		r->p++;
		close = strchr(r->p, quote == '@' ? ']' : quote);
		if (!close || (quote == '@' && close == r->p))
			return expected(r, quote == '@' ? "a type" : "a closing quote");
		step->kind = quote == '@' ? PATH_TYPE : PATH_MEMBER;
		step->name = arena_copy(r->w->arena, r->p, (size_t)(close - r->p));
		r->p = close + (quote != '@');
	} else if (!read_index(r, step)) {
		return false;
	}
	if (*r->p != ']')
		return expected(r, "]");
	r->p++;
	return true;
}

static bool read_step(struct reader *r, struct path_step *step, bool is_first)
{
	if (*r->p == '.') {
		r->p++;
		step->deep = *r->p == '.';
		r->p += step->deep;
		if (!step->deep || *r->p != '[')
			return read_name(r, step);
	} else if (*r->p != '[') {
		if (!is_first)
			return expected(r, "a dot or a bracket");
		return read_name(r, step);
	}
	r->p++;
	if (!read_bracket(r, step))
		return false;
	if (step->deep && step->kind == PATH_INDEX) /* [0] of everything is nobody's wish */
		return expected(r, "a name or a type after ..");
	return true;
}

struct path *path_parse(struct work *w, const char *text)
{
	struct path *path = ARENA_NEW(w->arena, struct path);
	struct reader r = {w, text, text};
	size_t n = strlen(text);

	if (n > PATH_MAX_BYTES)
		return fail(w, ERR_UNACCEPTABLE, "path is longer than %d bytes", PATH_MAX_BYTES);
	path->text = arena_copy(w->arena, text, n);
	path->steps = ARENA_ARRAY(w->arena, n + 1, struct path_step);
	if (*r.p == '$' && strchr(".[", r.p[1])) /* also at the end: strchr finds the NUL */
		r.p++;
	else if (!*r.p)
		return expected(&r, "a name");
	while (*r.p) {
		struct path_step *step = &path->steps[path->n];

		if (!read_step(&r, step, r.p == text))
			return NULL;
		step->end = (size_t)(r.p - text);
		path->n++;
	}
	return path;
}

/* --- opening lists --- */

/* An object or list of which some members have been visited. */
struct level {
	struct json_object *o;
	size_t i;		  /* of a list */
	struct json_each members; /* of an object */
};

struct stack {
	struct arena *arena;
	struct level *levels;
	size_t n, room;
};

static void stack_push(struct stack *s, struct json_object *o)
{
	if (s->n == s->room) {
		size_t room = s->room ? 2 * s->room : JSON_DEPTH_MAX;
		struct level *more = ARENA_ARRAY(s->arena, room, struct level);

		if (s->n)
			memcpy(more, s->levels, s->n * sizeof *more);
		s->levels = more;
		s->room = room;
	}
	s->levels[s->n++] = (struct level){.o = o, .members = json_each_begin(o)};
}

static bool is_list(struct json_object *o)
{
	return json_object_is_type(o, json_type_array);
}

/* Adds o or, when it is a list, its elements, those of lists in it too. */
static void open_into(struct arena *a, struct found *to, struct json_object *o)
{
	struct stack s = {.arena = a};

	if (!is_list(o)) {
		found_add(a, to, o);
		return;
	}
	stack_push(&s, o);
	while (s.n) {
		struct level *top = &s.levels[s.n - 1];

		if (top->i == json_object_array_length(top->o)) {
			s.n--;
			continue;
		}
		o = json_object_array_get_idx(top->o, top->i++);
		if (is_list(o))
			stack_push(&s, o);
		else
			found_add(a, to, o);
	}
}

struct json_list path_opened(struct arena *a, struct json_list values)
{
	struct found to = {0};

	for (size_t i = 0; i < values.n; i++)
		open_into(a, &to, values.items[i]);
	return to.list;
}

/* --- one step from one place --- */

/* "Product", also when it is written with its vocabulary's address. */
static bool word_is_type(struct json_object *word, const char *type)
{
	const char *s, *last;

	if (!json_object_is_type(word, json_type_string))
		return false;
	s = json_object_get_string(word);
	for (last = s; *s; s++) {
		if (*s == '/' || *s == '#')
			last = s + 1;
	}
	return strcmp(last, type) == 0;
}

bool json_has_type(struct json_object *o, const char *type)
{
	struct json_object *types = json_get(o, "@type");

	if (!is_list(types))
		return word_is_type(types, type);
	for (size_t i = 0; i < json_object_array_length(types); i++) {
		if (word_is_type(json_object_array_get_idx(types, i), type))
			return true;
	}
	return false;
}

static void take_index(struct arena *a, struct found *to, struct json_object *o, int index)
{
	size_t n, i;

	if (!is_list(o)) {
		if (index == 0 || index == -1)
			found_add(a, to, o);
		return;
	}
	n = json_object_array_length(o);
	i = index < 0 ? n - (size_t)-index
		      : (size_t)index; /* below 0 it wraps around: no element */
	if (i < n)
		found_add(a, to, json_object_array_get_idx(o, i));
}

static void take_every(struct arena *a, struct found *to, struct json_object *o)
{
	if (is_list(o)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			found_add(a, to, json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_object)) {
		JSON_EACH (o, m)
			found_add(a, to, m.value);
	} else {
		found_add(a, to, o);
	}
}

/* The step from a place that is no list. */
static void take_named(struct arena *a, struct found *to, struct json_object *o,
		       const struct path_step *step)
{
	if (step->kind == PATH_MEMBER)
		found_add(a, to, json_get(o, step->name));
	else if (json_has_type(o, step->name))
		found_add(a, to, o);
}

static void take_step(struct arena *a, struct found *to, struct json_object *o,
		      const struct path_step *step)
{
	struct found places = {0};

	switch (step->kind) {
	case PATH_INDEX:
		take_index(a, to, o, step->index);
		return;
	case PATH_EVERY:
		take_every(a, to, o);
		return;
	case PATH_MEMBER:
	case PATH_TYPE:
		break;
	}
	if (!is_list(o)) {
		take_named(a, to, o, step);
		return;
	}
	open_into(a, &places, o);
	for (size_t i = 0; i < places.list.n; i++)
		take_named(a, to, places.list.items[i], step);
}

/* --- everything inside --- */

/* Objects and lists that were entered already. */
struct seen {
	struct arena *arena;
	const struct json_object **slots; /* a power of two of them */
	size_t room, n;
};

static size_t seen_slot(const struct seen *s, const struct json_object *o)
{
	size_t i = ((uintptr_t)o >> 4) * (size_t)0x9E3779B97F4A7C15u >> 20;

	while (s->slots[i & (s->room - 1)] && s->slots[i & (s->room - 1)] != o)
		i++;
	return i & (s->room - 1);
}

/* False when it is there already. */
static bool seen_add(struct seen *s, const struct json_object *o)
{
	if (2 * s->n >= s->room) {
		struct seen more = {.arena = s->arena, .room = s->room ? 2 * s->room : 64};

		more.slots = ARENA_ARRAY(s->arena, more.room, const struct json_object *);
		for (size_t i = 0; i < s->room; i++) {
			if (s->slots[i])
				more.slots[seen_slot(&more, s->slots[i])] = s->slots[i];
		}
		more.n = s->n;
		*s = more;
	}
	size_t slot = seen_slot(s, o);
	if (s->slots[slot])
		return false;
	s->slots[slot] = o;
	s->n++;
	return true;
}

/* The next thing in the level: its name in *key (NULL in a list). False at the end. */
static bool level_next(struct level *l, const char **key, struct json_object **out)
{
	if (is_list(l->o)) {
		*key = NULL;
		if (l->i == json_object_array_length(l->o))
			return false;
		*out = json_object_array_get_idx(l->o, l->i++);
		return true;
	}
	if (!l->members.valid)
		return false;
	*key = l->members.key;
	*out = l->members.value;
	json_each_next(&l->members);
	return true;
}

static bool fits(const struct path_step *step, const char *key, struct json_object *o)
{
	switch (step->kind) {
	case PATH_MEMBER:
		return key && strcmp(key, step->name) == 0;
	case PATH_TYPE:
		return json_has_type(o, step->name);
	case PATH_EVERY:
		return true;
	case PATH_INDEX:
		break;
	}
	return false;
}

/* Adds what fits the step in o, at any depth; what was entered before is not entered again. */
static void take_deep(struct found *to, struct seen *seen, struct json_object *o,
		      const struct path_step *step)
{
	struct stack s = {.arena = seen->arena};
	const char *key;

	if (!seen_add(seen, o))
		return;
	if (step->kind == PATH_TYPE && json_has_type(o, step->name))
		found_add(s.arena, to, o);
	stack_push(&s, o);
	while (s.n) {
		if (!level_next(&s.levels[s.n - 1], &key, &o)) {
			s.n--;
			continue;
		}
		if (fits(step, key, o))
			found_add(s.arena, to, o);
		if (is_list(o) || json_object_is_type(o, json_type_object)) {
			if (seen_add(seen, o))
				stack_push(&s, o);
		}
	}
}

/* --- whole paths --- */

struct json_list path_walk(struct arena *a, const struct path *p, size_t first, size_t last,
			   struct json_list from)
{
	for (size_t i = first; i < last && from.n; i++) {
		struct seen seen = {.arena = a};
		struct found to = {0};

		for (size_t j = 0; j < from.n; j++) {
			if (p->steps[i].deep)
				take_deep(&to, &seen, from.items[j], &p->steps[i]);
			else
				take_step(a, &to, from.items[j], &p->steps[i]);
		}
		from = to.list;
	}
	return from;
}

struct json_list path_find(struct arena *a, const struct path *p, struct json_object *root)
{
	struct found from = {0};

	found_add(a, &from, root);
	return path_walk(a, p, 0, p->n, from.list);
}
