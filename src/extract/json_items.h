/* Strategies of type "api": what is taken out of an API's answer.
 *
 *   {"type": "api",
 *    "endpoint": "https://shop.test/api/products", "method": "GET", "headers": {…}, "params": {…},
 *    "items_path": "data.items",
 *    "fields": {"name": "title",
 *               "price": {"path": "price.amount", "type": "number"},
 *               "link": {"path": "slug", "type": "url", "fallbacks": ["url", {"path": "href"}]}}}
 *
 * How the call is made is job/api_call.h's. Paths are those of extract/path.h. items_path leads to
 * the records: lists are opened, without it the answer itself is the list or the only record. A
 * field is a path from the record, or an object with all that a field of a page has but selectors
 * (extract/rules.h); without `many` it has a list where the data have one. Without `fields` every
 * member is one: objects inside are flattened (price_amount), lists of objects left out.
 */
#ifndef METER_EXTRACT_JSON_ITEMS_H
#define METER_EXTRACT_JSON_ITEMS_H

#include "extract/html.h"
#include "extract/items.h"
#include "extract/path.h"

/* The records in the answer. False with ERR_UNACCEPTABLE when the path is none. */
bool json_records(struct work *w, struct json_object *strategy, struct json_object *answer,
		  struct json_list *out);

/* Their fields. Links are relative to d, an empty page. NULL with ERR_UNACCEPTABLE and a message
 * naming the member ("fields.price.path: …"), or when a bound is met. */
struct items *json_items(struct work *w, struct json_object *strategy, struct json_object *answer,
			 struct document *d);

/* The strategy's fields as rules_parse() takes them; those that the records have when it names
 * none. NULL with ERR_UNACCEPTABLE. */
struct json_object *json_fields(struct work *w, struct json_object *strategy,
				struct json_list records);

#endif
