/* A compiled selector, as parser and matcher share it. Nobody else includes this.
 *
 * A list holds complex selectors, a complex selector holds compounds from right to left, a
 * compound holds tests with the cheapest first. Names, ids and classes are numbers of strings,
 * which a binding turns into a document's interned pointers.
 */
#ifndef METER_EXTRACT_SELECTOR_PARTS_H
#define METER_EXTRACT_SELECTOR_PARTS_H

#include "bounds.h"
#include "extract/pattern.h"
#include "extract/selector.h"
#include "util/list.h"

/* In the order in which a compound runs them. */
enum test_kind {
	TEST_ID,
	TEST_CLASS,
	TEST_NAME,
	TEST_ANCHOR, /* the element that a relative selector starts from */
	TEST_SCOPE,
	TEST_ROOT,
	TEST_EMPTY,
	TEST_ATTRIBUTE,
	TEST_NTH,
	TEST_LANGUAGE,
	TEST_DIRECTION,
	TEST_IS,
	TEST_NOT,
	TEST_STATE,
	TEST_CONTAINS,
	TEST_CONTAINS_OWN,
	TEST_PATTERN,
	TEST_HAS,
};

/* What selectors alone cannot say of an element: selector_state.c. */
enum state {
	STATE_DEFINED,
	STATE_FIRST_SUBMIT,    /* the first submit button of its form */
	STATE_GROUP_UNCHECKED, /* no radio button of its group is checked */
	STATE_IN_RANGE,
	STATE_OUT_OF_RANGE,
};

enum direction { DIRECTION_NONE, DIRECTION_LTR, DIRECTION_RTL };

enum attribute_operator {
	ATTRIBUTE_PRESENT,
	ATTRIBUTE_EQUAL,  /* =  */
	ATTRIBUTE_WORD,	  /* ~= */
	ATTRIBUTE_DASH,	  /* |= */
	ATTRIBUTE_PREFIX, /* ^= */
	ATTRIBUTE_SUFFIX, /* $= */
	ATTRIBUTE_INSIDE, /* *= */
};

struct complex_list;

struct nth {
	int step, offset; /* An+B */
	bool from_end, of_type;
	struct complex_list *of; /* NULL: every sibling (or those of the type) counts */
	unsigned slot;		 /* of the matcher's remembered counts */
};

struct test {
	enum test_kind kind;
	unsigned name; /* of the selector's strings: TEST_ID, _CLASS, _NAME, _ATTRIBUTE */
	struct {
		enum attribute_operator operator;
		bool ignore_case;
		bool is_hopeless; /* no value can fulfil it, e.g. [a^=""] */
		size_t n;	  /* bytes of value */
	} attribute;
	const char *value;	   /* TEST_ATTRIBUTE, _CONTAINS, _LANGUAGE (a range) */
	struct nth nth;		   /* TEST_NTH */
	struct complex_list *list; /* TEST_IS, _NOT, _HAS */
	enum state state;
	enum direction direction;
	struct pattern *pattern;
	struct test *next;
};

enum combinator { COMBINATOR_DESCENDANT, COMBINATOR_CHILD, COMBINATOR_NEXT, COMBINATOR_SUBSEQUENT };

struct compound {
	struct test *tests;
	enum combinator combinator; /* how the compound on its left stands to it */
	struct compound *left;
};

struct complex {
	struct compound **parts; /* parts[0] is the subject, the last stands leftmost */
	unsigned n_parts;
	bool reaches_out; /* relative to the scope by + or ~: matches lie after it, not in it */
	struct complex *next;
};

struct complex_list {
	LIST_HEAD(struct complex);
	unsigned n;
};

/* A selector's strings as the pointers of one document. */
struct binding {
	uint64_t serial;      /* of the document's index */
	const char **strings; /* NULL: the document has no such string */
	bool *is_possible;    /* by complex selector of the outer list: has all that it names */
};

struct selector {
	struct complex_list list;
	const char **strings;
	unsigned n_strings;
	unsigned n_slots;
	struct arena *arena;	 /* the selector's own */
	struct binding *binding; /* to the document it ran on last */
};

/* --- selector_parse.c --- */

struct reader;

enum list_form {
	LIST_OUTER,	/* the whole text: members may be relative to the scope */
	LIST_PLAIN,	/* :not(), of S */
	LIST_FORGIVING, /* :is(), :where(): members may be empty */
	LIST_RELATIVE,	/* :has(): members start from the element */
};

/* Reads a list up to its closing bracket, or to the end for LIST_OUTER. */
struct complex_list *list_parse(struct reader *r, enum list_form form);

void compound_add(struct compound *c, struct test *t);

/* A new test of the compound. */
struct test *test_add(struct reader *r, struct compound *c, enum test_kind kind);

/* A new test that is alone in a new member of the list. */
struct test *list_add_test(struct reader *r, struct complex_list *list, enum test_kind kind);

/* --- selector_anb.c --- */

/* Reads An+B, perhaps with `of S`, and the closing bracket. */
bool nth_parse(struct reader *r, struct nth *nth);

/* --- selector_pseudo.c --- */

/* Reads what follows a colon into tests of c. */
bool pseudo_parse(struct reader *r, struct compound *c);

/* --- selector_attribute.c --- */

/* Reads what follows an opening square bracket. */
bool attribute_parse(struct reader *r, struct compound *c);
bool attribute_matches(const struct test *t, const char *value);

#endif
