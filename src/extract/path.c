/* Paths into JSON, walked without recursion. */
#include "extract/path.h"

#include "bounds.h"
#include "util/json.h"
#include "util/json_each.h"

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
	to->list.many = true;
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
	struct found to = {.list.many = values.many};

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
	to->list.many = true;
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

/* Of the steps that choose objects. A number in the member may be written as a text. */
static bool is_wanted(const struct path_step *step, struct json_object *o)
{
	struct json_object *member;

	if (step->kind == PATH_TYPE)
		return json_has_type(o, step->name);
	member = json_get(o, step->name);
	if (is_list(member) || json_object_is_type(member, json_type_object))
		return false;
	return member && strcmp(json_object_get_string(member), step->text) == 0;
}

/* The step from a place that is no list. */
static void take_named(struct arena *a, struct found *to, struct json_object *o,
		       const struct path_step *step)
{
	if (step->kind == PATH_MEMBER)
		found_add(a, to, json_get(o, step->name));
	else if (is_wanted(step, o))
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
	case PATH_WHERE:
		break;
	}
	open_into(a, &places, o);
	to->list.many |= places.list.many && step->kind == PATH_MEMBER;
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
	case PATH_WHERE:
		return is_wanted(step, o);
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
	if (step->kind != PATH_MEMBER && step->kind != PATH_EVERY && is_wanted(step, o))
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
		struct found to = {.list.many = from.many};

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
