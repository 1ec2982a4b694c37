/* Paths into JSON, read from their text. */
#include "extract/path.h"

#include "bounds.h"

#include <limits.h>

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
		return expected(r, "a number");
	for (; *r->p >= '0' && *r->p <= '9'; r->p++)
		n = n < INT_MAX / 10 - 1 ? n * 10 + (*r->p - '0') : n;
	step->kind = PATH_INDEX;
	step->index = negative ? -n : n;
	return true;
}

/* A text in quotes; r->p is at the first of them. */
static const char *read_quoted(struct reader *r)
{
	const char *close = strchr(r->p + 1, *r->p), *start = ++r->p;

	if (!close)
		return expected(r, "a closing quote");
	r->p = close + 1;
	return arena_copy(r->w->arena, start, (size_t)(close - start));
}

/* A text that ends before one of the stops. */
static const char *read_bare(struct reader *r, const char *stops, const char *what)
{
	const char *start = r->p;

	r->p += strcspn(r->p, stops);
	if (r->p == start)
		return expected(r, what);
	return arena_copy(r->w->arena, start, (size_t)(r->p - start));
}

/* "label=Area", "label='Built in'" */
static bool read_where(struct reader *r, struct path_step *step)
{
	step->kind = PATH_WHERE;
	step->name = read_bare(r, "=]", "a name");
	if (!step->name)
		return false;
	if (*r->p != '=')
		return expected(r, "=");
	r->p++;
	step->text = *r->p == '\'' || *r->p == '"' ? read_quoted(r) : read_bare(r, "]", "a text");
	return step->text != NULL;
}

/* What stands between brackets; r->p is behind the first. */
static bool read_bracket(struct reader *r, struct path_step *step)
{
	bool good = true;

	switch (*r->p) {
	case '*':
		step->kind = PATH_EVERY;
		r->p++;
		break;
	case '\'':
	case '"':
		step->kind = PATH_MEMBER;
		good = (step->name = read_quoted(r)) != NULL;
		break;
	case '@':
		r->p++;
		step->kind = PATH_TYPE;
		good = (step->name = read_bare(r, "]", "a type")) != NULL;
		break;
	default:
		good = *r->p && strchr("-0123456789", *r->p) ? read_index(r, step)
							     : read_where(r, step);
	}
	if (!good)
		return false;
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

const char *path_join(struct arena *a, const char *outer, const char *key)
{
	const char *dot = *outer ? "." : "";

	if (*key && !strpbrk(key, ".[]*$"))
		return arena_printf(a, "%s%s%s", outer, dot, key);
	if (!strchr(key, '\''))
		return arena_printf(a, "%s['%s']", outer, key);
	return strchr(key, '"') ? NULL : arena_printf(a, "%s[\"%s\"]", outer, key);
}
