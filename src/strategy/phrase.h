/* A description cut into phrases: "Books on this page: title, blurb and link" has a head ("books on
 * this page") and three phrases after it.
 */
#ifndef METER_STRATEGY_PHRASE_H
#define METER_STRATEGY_PHRASE_H

#include "strategy/vocabulary.h"

enum joint { /* what stands before a phrase */
	     JOINT_START,
	     JOINT_LIST, /* comma, "and" */
	     JOINT_COLON,
	     JOINT_WITH,
	     JOINT_ASIDE, /* an opening parenthesis */
	     JOINT_AFTER, /* a closing one, a full stop */
};

struct phrase {
	enum joint joint;
	struct words words; /* all of them, stop words included */
	const char *text;   /* as written */
};

struct phrases {
	struct phrase *items;
	size_t n;
	size_t fields; /* index of the first phrase that names a field */
};

/* Cuts a description. At most PHRASES_MAX phrases. */
struct phrases phrases_read(struct vocabulary *v, struct arena *a, const char *description);

/* The phrase without verbs of command in front, stop words, and what follows "of each", "on this".
 */
struct words phrase_essence(struct arena *a, const struct phrase *phrase);

/* True for words that say "many": list, all, every, table, results. */
bool word_is_many(const struct word *word);

/* True for words that look like an English, French, Spanish or Dutch plural. */
bool word_is_plural(const struct word *word);

#endif
