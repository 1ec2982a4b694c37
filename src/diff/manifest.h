/* A list of known items (the manifest) against the items of a run: who is who, by fuzzy scores of
 * one or more fields (contract, part A, 8.10 and Q21).
 *
 * The score of two items is the best of their fields; of equal fields the first counts. A field is
 * a member of that very name, or else a path of members joined by dots; a missing or empty one
 * scores nothing. Pairs are made best score first, of equal scores by the place in the manifest and
 * then among the scraped items, and no item is in two.
 */
#ifndef METER_DIFF_MANIFEST_H
#define METER_DIFF_MANIFEST_H

#include "util/shape.h"

#include <stddef.h>

struct json_object;

struct manifest_input {
	struct json_object *manifest, *scraped; /* arrays of objects */
	struct texts fields;			/* by which items are compared, at least one */
	double threshold;			/* scores below it are no match; 0 to 100 */
};

struct manifest_pair {
	size_t manifest, scraped; /* places in the arrays */
	const char *field;	  /* that matched best */
	double score;
};

struct manifest_result {
	struct manifest_pair *pairs; /* best first */
	size_t n_pairs;
	bool *manifest_is_paired, *scraped_is_paired; /* by place */
};

/* In the work's arena. NULL with ERR_INVALID when these are more than COMPARISONS_MAX comparisons,
 * or when the work's deadline passes. */
struct manifest_result *manifest_compare(struct work *w, const struct manifest_input *in);

#endif
