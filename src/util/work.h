/* One piece of work: an API call or a job. It carries the arena, the deadline, the error and
 * what to say in the log, and is the first argument of nearly every function.
 *
 * A function returns the thing, or NULL (or true, or false), and the reason is in the work.
 * The lowest function that can tell the whole story writes the message with fail(); callers
 * pass it on unchanged.
 */
#ifndef METER_UTIL_WORK_H
#define METER_UTIL_WORK_H

#include "util/arena.h"

#include <stdbool.h>
#include <stdint.h>

#define ERROR_KIND(name, word, status) ERR_##name,
enum error_kind {
	ERR_NONE,
#include "util/error.def"
};

#define ERROR_CLASS(name, word) CLASS_##name,
enum error_class {
#include "util/error.def"
};

/* What is wrong with one field of the input; `field` is a path such as "urls[3]". */
struct complaint {
	const char *field;
	const char *message;
	struct complaint *next;
};

struct db; /* store/db.h */

struct work {
	struct arena *arena;
	struct db *db;	     /* NULL where there is no database (the extractor) */
	int64_t deadline_ms; /* on clock_monotonic_ms(); 0: none */

	enum error_kind error;
	enum error_class class; /* set with ERR_UPSTREAM by what runs jobs */
	const char *message;
	struct complaint *complaints, *last_complaint;
	int retry_after_s; /* 0: say nothing */

	const char *request_id; /* for the log; NULL: leave out */
	const char *account_id;
	const char *doing; /* "fetching http://…", for the log line of an error */
};

/* Prepares w with a new arena. */
void work_begin(struct work *w);

/* Prepares w for another piece of work with the same arena, which is reset. */
void work_renew(struct work *w);

/* Frees the arena. The struct may be begun again. */
void work_end(struct work *w);

/* Begins a part of a larger piece of work: for it, with memory of its own. What goes through a long
 * list row by row takes no more than one row does. */
void work_begin_part(struct work *part, const struct work *whole);

/* Prepares the part for the next row: its memory is reset, its error forgotten. */
void work_renew_part(struct work *part);

/* Ends the part. When it failed the whole has failed for its reason: false. */
bool work_end_part(struct work *part, struct work *whole);

/* Notes the failure of another piece of work as w's own and returns NULL. Complaints stay behind.
 */
void *fail_as(struct work *w, const struct work *other);

/* Notes kind and message and returns NULL, so that `return fail(...)` serves functions that
 * return a pointer and functions that return bool. A second failure replaces the first. */
void *fail(struct work *w, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4), nonnull(3)));

/* As fail with ERR_UPSTREAM and the class that goes into job.error_class. */
void *fail_class(struct work *w, enum error_class class, const char *format, ...)
    __attribute__((format(printf, 3, 4), nonnull(3)));

/* Notes what is wrong with a field and returns NULL; sets the kind (INVALID unless a complaint
 * of kind UNACCEPTABLE came alone) and makes the first complaint the message. */
void *complain(struct work *w, enum error_kind kind, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5), nonnull(4)));

/* The complaints after `before` (NULL: all) are about a part of the input: their fields become
 * "part.field", also where their message begins with the field. */
void complain_inside(struct work *w, const struct complaint *before, const char *part);

/* Forgets the error, for callers to whom this failure is normal. */
void work_forgive(struct work *w);

/* The same where only ERR_NOT_FOUND is normal: true; false for any other error, which stays. */
bool work_forgive_missing(struct work *w);

static inline bool error_is(const struct work *w, enum error_kind kind)
{
	return w->error == kind;
}

const char *error_word(enum error_kind kind);
int error_status(enum error_kind kind);
const char *error_class_word(enum error_class class);

/* The class of a stored or transmitted word; CLASS_INTERNAL when unknown. */
enum error_class error_class_of(const char *word);

/* Says what is being done, for the log. */
void work_doing(struct work *w, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* Milliseconds until the deadline (at least 0), or `most` when that is less or none is set. */
int64_t work_left_ms(const struct work *w, int64_t most);

#endif
