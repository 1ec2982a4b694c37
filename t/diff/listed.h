/* Items as they are stored, from JSON that may be written otherwise: for tests. */
#ifndef METER_T_DIFF_LISTED_H
#define METER_T_DIFF_LISTED_H

#include "diff/item_list.h"

#include "tap.h"

#include "util/json.h"

static struct item_list listed(struct work *w, const char *json)
{
	const char *text = json_string(w, json_parse(w, json, strlen(json)));
	struct item_list list;

	if (!item_list_scan(w, text, strlen(text), NULL, &list))
		printf("Bail out! %s\n", w->message);
	return list;
}

#endif
