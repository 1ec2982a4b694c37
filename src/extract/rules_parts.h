/* A compiled strategy, as its parser and its runner share it. Nobody else includes this. */
#ifndef METER_EXTRACT_RULES_PARTS_H
#define METER_EXTRACT_RULES_PARTS_H

#include "bounds.h"
#include "extract/linked_data.h"
#include "extract/pattern.h"
#include "extract/rules.h"
#include "extract/selector.h"

enum rule_type { RULE_TEXT, RULE_NUMBER, RULE_INTEGER, RULE_BOOLEAN, RULE_URL };

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
	bool one;      /* "many": false was said: of several values the first */
	bool own;      /* text of the element itself, not of those inside */
	int following; /* search in this element sibling of the record; 0: in the record */
	enum rule_type type;
	struct anchor *anchor;
	const char *trim_prefix, *trim_suffix;
	struct pattern *pattern;
	struct value *constant;
	struct path *json;
	struct rule *fallback; /* tried when this one gives nothing */
};

struct rule_field {
	const char *name;
	struct rule *rule;
};

struct rules {
	struct selector *container; /* NULL: the page is one record */
	struct selector **require;
	size_t n_require;
	struct rule_field *fields;
	size_t n_fields;
};

/* --- rules_find.c --- */

/* A place where a value is: an element, or text that is the value already. */
struct place {
	struct node *node;
	const char *text; /* not NULL: the rest of a label */
};

/* Where a rule searches, from the record. False when there is no such place. scratch is written
 * over. */
bool rule_place(struct work *w, const struct rule *rule, struct document *d, struct node *record,
		struct text *scratch, struct place *out);

/* What the rule's attribute says on the element; pictures that load late give the address that
 * they will have. NULL when it is not there. */
const char *rule_attribute(struct arena *a, const struct rule *rule, const struct node *n);

#endif
