/* Internal to feedback*.c. */
#ifndef METER_STRATEGY_FEEDBACK_PARTS_H
#define METER_STRATEGY_FEEDBACK_PARTS_H

#include "strategy/feedback.h"

struct feedback_reader {
	struct work *work;
	struct vocabulary *v;
	const struct request *request;
	const struct clause *clause;
	const char *last; /* field of the clause before, for "it" */
	struct edits out;
};

/* A field that a clause names, and where. */
struct mention {
	const struct wish *wish; /* NULL: none */
	struct stretch at;
};

/* Appends a change; with a wish it is about that field, and "it" in the next clause is that. */
struct edit *edit_add(struct feedback_reader *r, enum edit_kind kind, const struct wish *wish);

/* --- feedback_find.c: what the words from one to another of the clause hold --- */

/* The field that they name: by all of its name, the longest first, or by what it is about. */
struct mention mention_find(struct feedback_reader *r, size_t from, size_t to);

/* Those that carry something and are none of the field's own; `but` may be NULL. */
struct words clause_words(struct feedback_reader *r, size_t from, size_t to,
			  const struct wish *but);

/* All of them as one text; of a long one with a figure in it, the figure. NULL: none. */
const char *clause_value(struct feedback_reader *r, size_t from, size_t to);

/* True when they are surely a value: something is quoted, or has a figure. */
bool clause_holds_value(const struct feedback_reader *r, size_t from, size_t to);

/* A name for a field: "productName" as written, "the sale price" as sale_price. NULL: none. */
const char *clause_name(struct feedback_reader *r, size_t from, size_t to);

/* --- feedback_records.c --- */

/* Do they speak of records: by the word for it, or by the request's own? */
bool clause_names_records(struct feedback_reader *r, size_t from, size_t to);

/* A change of the records that these words tell from the others. */
void records_edit_add(struct feedback_reader *r, enum edit_kind kind, size_t from, size_t to);

/* The clause as a change of the records; false when it is none of that kind. */
bool read_count(struct feedback_reader *r);
bool read_only(struct feedback_reader *r);
bool read_more(struct feedback_reader *r);

#endif
