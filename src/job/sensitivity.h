/* What counts as a change to whoever watches a target: everything, or what a schedule leaves of it.
 * doc/changes.md tells it to users. */
#ifndef METER_JOB_SENSITIVITY_H
#define METER_JOB_SENSITIVITY_H

#include "diff/hash.h"
#include "diff/item_list.h"
#include "util/shape.h"

struct json_object;

/* A number that differs by less than this is the same. One of both is above 0. */
struct threshold {
	const char *field;
	double percent; /* of the older value */
	double absolute;
};

struct sensitivity {
	bool is_ordered;      /* the order of items counts */
	struct texts ignored; /* names of fields that do not, sorted */
	struct threshold *thresholds;
	size_t n_thresholds;
};

/* From an array of names; NULL: none. False with complaints about ignore_fields. */
bool sensitivity_ignore(struct work *w, struct json_object *names, struct sensitivity *out);

/* From {"price": {"percent": 5}, "stock": {"absolute": 10}}; NULL: none. False with complaints
 * about thresholds. */
bool sensitivity_thresholds(struct work *w, struct json_object *given, struct sensitivity *out);

/* As a schedule's row has it: JSON texts or NULL. ERR_INTERNAL when they are damaged. All is in w's
 * arena. */
bool sensitivity_read(struct work *w, const char *order, const char *ignore_fields,
		      const char *thresholds, struct sensitivity *out);

/* Joined with what the strategy says itself: its order, and the fields of its key, without which
 * items are not found again. */
struct sensitivity sensitivity_of_plan(struct work *w, const struct sensitivity *of_schedule,
				       struct json_object *plan);

/* What content hashes depend on: two of one name give the same hash for the same items. data NULL
 * where everything counts, or s is NULL. */
#define SENSITIVITY_NAME_SIZE 16
struct blob sensitivity_name(struct work *w, const struct sensitivity *s);

/* The items without the fields that do not count, place by place; in w's arena, or the same list
 * when all count. ERR_INTERNAL when that cannot be. */
bool sensitivity_counted(struct work *w, const struct sensitivity *s, const struct item_list *list,
			 struct item_list *out);

/* Whether the field of this name (as JSON writes it, with quotes) counts. */
bool sensitivity_counts(const struct sensitivity *s, struct span name);

/* Whether two values of the field, as JSON writes them, are the same to whoever watches: equal, or
 * nearer than its threshold. A text with one number in it is compared by that, if what stands
 * around it is the same. */
bool sensitivity_same(struct work *w, const struct sensitivity *s, struct span name,
		      struct span before, struct span after);

#endif
