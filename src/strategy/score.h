/* How well a place of the records fits a field of the request. */
#ifndef METER_STRATEGY_SCORE_H
#define METER_STRATEGY_SCORE_H

#include "strategy/request.h"
#include "strategy/slot.h"

/* About -6 to 10; below the weight ENOUGH the place is not taken. */
double slot_score(struct page *p, const struct wish *wish, const struct slots *slots,
		  const struct slot *slot);

/* The terms of that score, for explanations. */
void slot_score_explain(struct page *p, const struct wish *wish, const struct slots *slots,
			const struct slot *slot, struct text *out);

/* --- key_match.c --- */

/* 0 to 1: how much the key of a JSON slot and the wish are the same words. */
double key_match(const struct wish *wish, const struct slot *slot);

/* 0 to 1: share of the values that only machines read: UUIDs, hashes, tokens. */
double machine_share(const struct slots *slots, const struct slot *slot);

/* Somebody's own site is wanted, which is another one than the page's. */
bool wish_is_website(const struct wish *wish);

/* --- said.c --- */

/* 0 to 1: on a page that is one record, the value is its title. */
double title_said(struct page *p, const struct wish *wish, const struct slots *slots,
		  const struct slot *s);

/* 1 when the value says nothing but the field's name. */
double field_said(struct page *p, const struct wish *wish, const struct slot *s);

/* --- fit.c --- */

/* -1 to 1: do the values look like the concept? */
double concept_fit(enum concept concept, const struct slot *slot);

/* -1 to 1: do they differ as much as values of the concept do? */
double concept_distinct(enum concept concept, const struct slot *slot);

#endif
