/* The structural signature of a run: its shape without its values. */
#ifndef METER_DIFF_STRUCTURE_H
#define METER_DIFF_STRUCTURE_H

#include "diff/item_list.h"

/* JSON text {"item_count": n, "fields": {"price": {"types": ["number"], "present": n,
 * "max_len": null}}}: types in alphabetical order, max_len the longest list of a list field
 * (contract 8.6). It tells of the first SIGNATURE_FIELDS_MAX names of up to NAME_MAX_BYTES as
 * written, for there are items whose names are data. Fields sorted by name, so that equal shapes
 * are equal texts. In w's arena. */
const char *structural_signature(struct work *w, const struct item_list *items);

#endif
