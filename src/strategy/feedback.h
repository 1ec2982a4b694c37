/* What a user says about a strategy's results, as changes to make: "the price is the old price, and
 * also get the image. Call the link url."
 *
 * Read with tables of words (strategy/feedback.def), no grammar: sentences are cut into clauses,
 * and each clause is one change by the phrases it holds and the fields it names.
 */
#ifndef METER_STRATEGY_FEEDBACK_H
#define METER_STRATEGY_FEEDBACK_H

#include "strategy/request.h"

enum edit_kind {
	EDIT_ADD,    /* a field: words */
	EDIT_DROP,   /* field */
	EDIT_RENAME, /* field; text: its new name */
	EDIT_NUMBER, /* field is to be a number */
	EDIT_WANT,   /* field should be text, or what the words say */
	EDIT_WRONG,  /* field is wrong; the words say what it is instead */
	EDIT_MORE,   /* records: those that the words name; may be none */
	EDIT_FEWER,  /* records: without those that the words name */
	EDIT_ONLY,   /* records: those that the words name and no others */
	EDIT_HEADER, /* records: without the head of a table */
	EDIT_COUNT,  /* records: so many */
};

struct edit {
	enum edit_kind kind;
	const char *field;     /* the wish's name; NULL when it is about records or a new field */
	const char *text;      /* an example value as written, or a name; NULL without */
	bool literal;	       /* the example is surely a value: quoted, or with a figure */
	bool first;	       /* the example is that of the first record */
	bool many;	       /* the new field is a list */
	bool advert;	       /* the words name advertisements */
	struct words words;    /* what the clause says beside its field and its command */
	struct words unwanted; /* "not the …", "instead of the …" */
	size_t count;
};

struct edits {
	struct edit *items;
	size_t n;
};

/* The changes in the order they are said, at most EDITS_MAX; none when nothing was understood. */
struct edits feedback_read(struct work *w, struct vocabulary *v, const struct request *r,
			   const char *feedback);

/* --- feedback_clause.c --- */

#define FEEDBACK(cue, phrases) CUE_##cue,
enum cue {
#include "strategy/feedback.def"
	CUE__MAX
};
#undef FEEDBACK

struct clause_word {
	const char *text;  /* as written, without quotes and marks around it */
	const char *lower; /* the same in lower case */
	bool listed;	   /* a comma stands behind it */
	bool quoted;	   /* stood in quotes: may be several words */
};

struct clause {
	const struct clause_word *words;
	size_t n;
};

struct clauses {
	struct clause *items;
	size_t n;
};

/* Some words of a clause, one after the other. */
struct stretch {
	size_t start, n; /* n is 0 when there are none */
};

/* Cuts a text at sentences, and inside of one where a new command or statement begins. */
struct clauses clauses_read(struct arena *a, const char *text);

/* The first phrase of the cue at or after a word of the clause; the longest of those. */
struct stretch clause_find(const struct clause *c, enum cue cue, size_t from);

/* True when the word alone is a phrase of the cue. */
bool clause_word_is(const struct clause_word *word, enum cue cue);

#endif
