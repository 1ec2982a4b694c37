/* Beginning and ending of work, and how an error is noted. */
#include "util/work.h"
#include "bounds.h"
#include "util/clock.h"

struct error_kind_row {
	const char *word;
	int status;
};

static const struct error_kind_row kinds[] = {
    [ERR_NONE] = {"none", 500},
#define ERROR_KIND(name, word, status) [ERR_##name] = {word, status},
#include "util/error.def"
};

static const char *const classes[] = {
    /* their words */
#define ERROR_CLASS(name, word) [CLASS_##name] = word,
#include "util/error.def"
};

#define N_CLASSES (sizeof classes / sizeof classes[0])

void work_begin(struct work *w)
{
	*w = (struct work){.arena = arena_new()};
}

void work_renew(struct work *w)
{
	arena_reset(w->arena);
	*w = (struct work){.arena = w->arena};
}

void work_end(struct work *w)
{
	arena_free(w->arena);
	*w = (struct work){0};
}

void work_begin_part(struct work *part, const struct work *whole)
{
	*part = (struct work){.arena = arena_new(),
			      .db = whole->db,
			      .deadline_ms = whole->deadline_ms,
			      .request_id = whole->request_id,
			      .account_id = whole->account_id};
}

void work_renew_part(struct work *part)
{
	arena_reset(part->arena);
	work_forgive(part);
	part->doing = NULL;
}

bool work_end_part(struct work *part, struct work *whole)
{
	const bool good = part->error == ERR_NONE;

	if (!good)
		fail_as(whole, part);
	work_end(part);
	return good;
}

void *fail_as(struct work *w, const struct work *other)
{
	fail(w, other->error, "%s", other->message);
	w->class = other->class;
	w->retry_after_s = other->retry_after_s;
	return NULL;
}

void *fail(struct work *w, enum error_kind kind, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	w->message = arena_vprintf(w->arena, format, args);
	va_end(args);
	w->error = kind;
	w->class = CLASS_NONE;
	return NULL;
}

void *fail_class(struct work *w, enum error_class class, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	w->message = arena_vprintf(w->arena, format, args);
	va_end(args);
	w->error = ERR_UPSTREAM;
	w->class = class;
	return NULL;
}

void *complain(struct work *w, enum error_kind kind, const char *field, const char *format, ...)
{
	struct complaint *c = ARENA_NEW(w->arena, struct complaint);
	int n = 0;
	va_list args;

	for (const struct complaint *old = w->complaints; old; old = old->next)
		if (++n >= COMPLAINTS_MAX)
			return NULL;
	va_start(args, format);
	c->message = arena_vprintf(w->arena, format, args);
	va_end(args);
	c->field = arena_text(w->arena, field);
	if (w->last_complaint)
		w->last_complaint->next = c;
	else
		w->complaints = c;
	w->last_complaint = c;
	/* Bad structure outranks an unacceptable value: the client must mend it first. */
	if (n == 0 || (kind == ERR_INVALID && w->error == ERR_UNACCEPTABLE)) {
		w->error = kind;
		w->class = CLASS_NONE;
		w->message = c->message;
	}
	return NULL;
}

void complain_inside(struct work *w, const struct complaint *before, const char *part)
{
	for (struct complaint *c = before ? before->next : w->complaints; c; c = c->next) {
		bool is_told = w->message == c->message;

		if (strncmp(c->message, c->field, strlen(c->field)) == 0)
			c->message = arena_printf(w->arena, "%s.%s", part, c->message);
		c->field = arena_printf(w->arena, "%s.%s", part, c->field);
		if (is_told)
			w->message = c->message;
	}
}

void work_forgive(struct work *w)
{
	w->error = ERR_NONE;
	w->class = CLASS_NONE;
	w->message = NULL;
	w->complaints = w->last_complaint = NULL;
	w->retry_after_s = 0;
}

bool work_forgive_missing(struct work *w)
{
	if (!error_is(w, ERR_NOT_FOUND))
		return false;
	work_forgive(w);
	return true;
}

const char *error_word(enum error_kind kind)
{
	return kinds[kind].word;
}

int error_status(enum error_kind kind)
{
	return kinds[kind].status;
}

const char *error_class_word(enum error_class class)
{
	return classes[class];
}

enum error_class error_class_of(const char *word)
{
	for (size_t i = 0; i < N_CLASSES; i++)
		if (strcmp(classes[i], word) == 0)
			return (enum error_class)i;
	return CLASS_INTERNAL;
}

void work_doing(struct work *w, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	w->doing = arena_vprintf(w->arena, format, args);
	va_end(args);
}

int64_t work_left_ms(const struct work *w, int64_t most)
{
	int64_t left;

	if (!w->deadline_ms)
		return most;
	left = w->deadline_ms - clock_monotonic_ms();
	if (left < 0)
		left = 0;
	return left < most ? left : most;
}
