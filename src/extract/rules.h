/* A CSS strategy, compiled, and how it runs over a page.
 *
 *   {"type": "css",
 *    "container": {"selector": "ul.products > li", "require": ["a[href]"]} or null (one record),
 *    "fields": {"title": {"selector": "h3 a"},
 *               "price": {"selector": ".price", "type": "number"},
 *               "link":  {"selector": "h3 a", "attribute": "href", "type": "url"},
 *               "tags":  {"selector": ".tag", "many": true},
 *               "area":  {"anchor": {"selector": "dt", "text": "Area"}, "take": "next"},
 *               "user":  {"selector": ".hnuser", "following": 1},
 *               "row":   {"selector": null}}}            (null or absent: the record itself)
 *
 * Field members: selector, attribute, many, type (text number integer boolean url), own (own text
 * only), following k (search in the k-th element sibling after the record), anchor+take
 * ("next": the element after the anchor or its parent's; "rest": the anchor's own text after the
 * label), fallbacks (list of the same form), trim_prefix, trim_suffix, regex (first group),
 * constant, json (a path into the page's JSON-LD, "Product.offers.price"). Unknown members are
 * ignored: the engine runs any strategy that it ever stored.
 */
#ifndef METER_EXTRACT_RULES_H
#define METER_EXTRACT_RULES_H

#include "extract/html.h"
#include "extract/items.h"

#include <json-c/json_object.h>

struct rules;

/* Compiles the strategy object. NULL with ERR_UNACCEPTABLE and a message naming the member
 * ("fields.price.selector: …"). */
struct rules *rules_parse(struct work *w, struct json_object *strategy);

/* Runs over the page. NULL when a bound is met (CLASS_TOO_COMPLEX). No record is no failure:
 * n is 0. Records in which every field is empty are dropped. */
struct items *rules_run(struct work *w, const struct rules *r, struct document *d);

#endif
