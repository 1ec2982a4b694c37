/* Internal to refine*.c. */
#ifndef METER_STRATEGY_REFINE_PARTS_H
#define METER_STRATEGY_REFINE_PARTS_H

#include "strategy/feedback.h"
#include "strategy/hints.h"
#include "strategy/hypothesis.h"

/* --- refine_records.c --- */

/* The records that a strategy's container finds; with NULL, the page as one. NULL when it finds
 * none or is no container. */
struct candidate *records_of(struct page *p, struct json_object *container,
			     struct json_object *fields);

/* The records without those that are not wanted, and the container that says so: of EDIT_FEWER,
 * EDIT_ONLY, EDIT_HEADER. NULL when the words tell none of them from the others. */
struct candidate *records_reduce(struct page *p, const struct candidate *now,
				 const struct edit *edit, const struct record_hint *hint);

/* Gives the candidate the record that has the value, when one has, to be looked at. */
void records_show(struct page *p, struct candidate *c, const char *value);

/* --- refine_places.c --- */

/* What a field of a strategy finds on the page, as a set of hashes; NULL when it finds nothing. */
const struct map *place_values(struct page *p, struct json_object *container,
			       struct json_object *field);

/* True when the value is among what the field finds. */
bool place_gives(struct page *p, struct json_object *container, struct json_object *field,
		 const struct example *example);

/* --- refine_schema.c --- */

/* True when the schema has the field where it can be taken away: not inside of another object. */
bool schema_has(struct json_object *schema, const char *field);

/* The schema with the fields that the edits add, rename and drop; the same object when they do
 * none of it. The text of an EDIT_ADD is the field's name. */
struct json_object *schema_edit(struct work *w, struct json_object *schema,
				const struct edits *edits);

#endif
