/* A compiled strategy, as its parser and its runner share it. Nobody else includes this. */
#ifndef METER_EXTRACT_RULES_PARTS_H
#define METER_EXTRACT_RULES_PARTS_H

#include "bounds.h"
#include "extract/date.h"
#include "extract/page_data.h"
#include "extract/rules.h"
#include "extract/selector.h"
#include "extract/transform.h"

enum rule_type { RULE_TEXT, RULE_NUMBER, RULE_INTEGER, RULE_BOOLEAN, RULE_URL, RULE_DATE };

/* What is read of an element. */
enum rule_take {
	TAKE_TEXT,
	TAKE_OWN,    /* text of the element itself, not of those inside */
	TAKE_HTML,   /* its content, serialised */
	TAKE_LINES,  /* its text in lines, of which the transforms make several */
	TAKE_EXISTS, /* whether it is there */
};

/* A label that stands before the value: "Area: 54 m²", <dt>Area</dt><dd>54 m²</dd>. */
struct anchor {
	struct selector *selector; /* NULL: any element */
	const char *text;	   /* without a colon at the end */
	bool takes_rest;	   /* the value is the rest of the label's own text */
};

/* One way to a value. A field is a list of them: the first that gives one wins. */
struct rule {
	struct selector *selector; /* NULL: the place itself */
	const char *attribute;	   /* lower case; NULL: text */
	bool many;
	bool one; /* "many": false was said: of several values the first */
	enum rule_take take;
	int following;	   /* search in this element sibling of the record; 0: in the record */
	bool follows_rest; /* search in all siblings up to the next record */
	enum rule_type type;
	bool knows_order, is_month_first; /* RULE_DATE: of numbers, said by the strategy */
	struct anchor *anchor;
	const char *column; /* the text of a table's header: the record's cell below it */
	struct transforms transforms;
	struct value *constant;
	struct data_path *json;
	struct rules *records; /* the value is a list of these, found in the place */
	struct rule *fallback; /* tried when this one gives nothing */
};

struct rule_field {
	const char *name;
	struct rule *rule;
};

/* A container and what its records have. */
struct rules {
	struct selector *container;	  /* NULL: the place is one record */
	struct data_path *json_container; /* records are values of JSON instead */
	struct selector **require;
	size_t n_require;
	struct rule_field *fields;
	size_t n_fields;
};

/* --- the state of a run --- */

/* A place where a value is: an element, or text that is the value already. In the records of JSON
 * the element is the document, where nothing is found, and `item` is the record. */
struct place {
	struct node *node;
	const char *text; /* not NULL: the rest of a label */
	struct json_object *item;
	const struct node *next; /* record; NULL for the last */
};

struct run {
	struct work *w;
	struct document *document;
	struct page_data *data; /* made when a rule first asks */
	struct text text;	/* of one element at a time */
	struct grids *grids;	/* of tables, made when a rule first asks */
	struct date_reader dates;
	size_t n_records; /* so far, those inside of others as well */
};

/* --- rules_parse.c --- */

/* Where in the strategy the parser is, for messages: "fields.price.fallbacks[0]". */
struct spot {
	struct work *w;
	const char *path; /* "" at the top */
	unsigned nest;	  /* containers around it */
};

/* A strategy, or a field that is a list of records. NULL with the error. */
struct rules *rules_parse_at(const struct spot *spot, struct json_object *o);

/* Fails with `PATH.MEMBER: MESSAGE`. */
void *spot_wrong(const struct spot *spot, const char *member, const char *message);

bool spot_text(const struct spot *spot, struct json_object *o, const char *key, const char **out);
bool spot_selector(const struct spot *spot, struct json_object *o, const char *key,
		   struct selector **out);
bool spot_data_path(const struct spot *spot, struct json_object *o, const char *key,
		    struct data_path **out);

/* --- rules_field.c --- */

/* The ways of a field, the fallbacks after the first. NULL with the error. */
struct rule *field_parse(const struct spot *spot, struct json_object *o);

/* --- rules_value.c --- */

/* What the rule gives in a record. Numbers and dates are texts still. */
struct value rule_value(struct run *run, const struct rule *rule, struct place record);

/* --- rules.c --- */

/* The records in a place, as a value. */
struct value records_value(struct run *run, const struct rules *r, struct place at);

/* --- rules_find.c --- */

/* Where a rule searches, from the record. False when there is no such place. */
bool rule_place(struct run *run, const struct rule *rule, struct place record, struct place *out);

/* --- rules_label.c --- */

/* The place beside the label in scope. False without one. */
bool label_place(struct run *run, const struct anchor *anchor, struct node *scope,
		 struct place *out);

/* --- rules_column.c --- */

/* The record's cell under the header with this text, or NULL. A cell that spans rows is that of
 * all of them. */
struct node *column_cell(struct run *run, const char *column, struct node *record);

#endif
