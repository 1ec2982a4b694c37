/* The parts of the "explain" operation. Internal to explain*.c. */
#ifndef METER_EXTRACT_EXPLAIN_PARTS_H
#define METER_EXTRACT_EXPLAIN_PARTS_H

#include "extract/items.h"
#include "extract/path.h"
#include "extract/selector.h"
#include "util/json.h"

enum {
	EXPLAIN_SCOPES = 200,	  /* records that are looked at to find what is missing */
	EXPLAIN_NEAREST = 5,	  /* things told that stand there instead */
	EXPLAIN_SAMPLES = 3,	  /* values told of a field */
	EXPLAIN_SAMPLE_MAX = 120, /* bytes of a text that is told */
};

/* The page, its records, and what is told of them. */
struct subject {
	struct work *w;
	struct json_object *strategy;
	struct document *document; /* of an API's answer an empty one */
	struct node_list records;  /* of a page */
	struct json_list data;	   /* of an API's answer */
	size_t n_items;		   /* that the whole strategy gives */
	bool is_api;
	struct json_object *answer, *summary;
};

/* Adds a sentence to the summary. */
void explain_tell(struct subject *s, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* --- explain_field.c --- */

/* Reports on all fields, as the answer's member "fields". */
bool explain_fields(struct subject *s, struct json_object *fields);

/* Puts the first different values of a column; returns how many rows have one. */
size_t explain_values(struct work *w, struct json_object *o, const struct items *items,
		      size_t column, const char *key);

/* Why a report has no match, as part of a sentence. */
const char *explain_missing(struct work *w, struct json_object *report);

/* --- explain_selector.c, explain_path.c --- */

/* The report on a selector that is searched in each of the scopes (a scope itself counts when
 * `with_scopes`). NULL when the selector is none or takes too long. */
struct json_object *explain_selector(struct work *w, struct document *d, const char *selector,
				     struct node_list scopes, bool with_scopes);

/* The report on a path from each of the places. NULL when the path is none. */
struct json_object *explain_path(struct work *w, const char *path, struct json_list from);

/* --- explain_nearest.c: counting what is there --- */

struct sight {
	const char *name, *sample;
	size_t count;
	bool is_alike; /* has a word of what is missing */
};

struct sights {
	struct sight *items;
	size_t n;
	const char *wanted; /* what is missing, lower case */
};

struct sights sights_new(struct arena *a, const char *wanted);

/* Counts a thing of this name; whoever gets one without a sample may say what it is like. NULL when
 * there are too many kinds to keep this one. */
struct sight *sight_add(struct arena *a, struct sights *s, const char *name);

/* Puts the likeliest as "nearest", under this key: those that are alike, then, unless only those
 * are wanted, the frequent ones. */
void sights_put(struct work *w, struct json_object *report, struct sights *s, const char *key,
		bool only_alike);

/* A text as it is told: cut at EXPLAIN_SAMPLE_MAX. */
const char *sample_text(struct arena *a, const char *text);

#endif
