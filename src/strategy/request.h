/* What was asked for: the fields, what each is about, and whether one record or many are wanted.
 * Read from the output schema when there is one, else from the description.
 */
#ifndef METER_STRATEGY_REQUEST_H
#define METER_STRATEGY_REQUEST_H

#include "extract/schema.h"
#include "strategy/vocabulary.h"

struct hint;	    /* strategy/hints.h: what feedback says about a field, */
struct record_hint; /* and about the records */

struct wish {
	const char *name;	       /* of the column */
	struct words words;	       /* of the key or phrase, without stop words */
	struct words context;	       /* further words of the sentence that speak of it */
	double concepts[CONCEPT__MAX]; /* 0 to 1: how much it is about each */
	enum concept concept;	       /* the strongest; CONCEPT__MAX when none is known */
	bool is_array;
	bool is_number;
	bool is_url;
	bool has_type;		  /* the schema says what it is */
	struct hint *hint;	  /* NULL: there was no feedback */
	struct json_object *kept; /* how it is written in the strategy already; NULL: anew */
};

struct request {
	struct wish *wishes;
	size_t n;
	struct words subject; /* what the records are: "related recipes" */
	double many;	      /* -1: one record is wanted, 1: many, 0: it does not say */
	const struct record_hint *records; /* NULL: there was no feedback about them */
};

/* Understands a description, with a schema or without (NULL). NULL with ERR_UNACCEPTABLE when
 * neither names a field. */
struct request *request_read(struct work *w, struct vocabulary *v, const char *description,
			     const struct schema *schema);

/* A field named by words, as a phrase of the description would name it; `context` is what else is
 * said of it. NULL when there is one of its name already, or too many. */
struct wish *request_add(struct work *w, struct vocabulary *v, struct request *r,
			 struct words words, struct words context);

/* Takes a field away. */
void request_drop(struct request *r, const char *name);

#endif
