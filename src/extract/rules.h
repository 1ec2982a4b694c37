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
 * Members of a field:
 *   selector     searched in the record; the first match counts. Null or absent: the record itself
 *   attribute    its value instead of text; `src` is that of pictures that load late, too
 *   type         text (default), number, integer, boolean, url. A url without an attribute is the
 *                href or src of the element; one that is not http(s) is null. Numbers of a column
 *                share one decimal mark
 *   many         true: a list of the values of all matches
 *   own          true: text of the element itself, not of those inside
 *   following    k: search in the k-th element sibling after the record, itself included
 *   anchor, take a label: the first element (of those that anchor.selector finds) whose text is
 *                anchor.text, whatever its case and colon. take "next" (default): the element after
 *                it, or after its parent, and the selector in there. take "rest": what follows the
 *                label in its own element ("Area: 54"), or after it (<b>Area</b> 54)
 *   trim_prefix, trim_suffix    cut off when there
 *   regex        its first group, or the whole match; no match is no value
 *   json         a path into the page's JSON-LD, see extract/path.h and linked_data.h
 *   constant     this value; a record of nothing else is empty
 *   fallbacks    a list of the same form, tried in order while there is no value; they have the
 *                field's type and many unless they say otherwise
 *
 * Unknown members are ignored: the engine runs any strategy that it ever stored.
 */
#ifndef METER_EXTRACT_RULES_H
#define METER_EXTRACT_RULES_H

#include "extract/html.h"
#include "extract/items.h"
#include "extract/path.h"

struct rules;

/* Compiles the strategy object. NULL with ERR_UNACCEPTABLE and a message naming the member
 * ("fields.price.selector: …"). */
struct rules *rules_parse(struct work *w, struct json_object *strategy);

/* Runs over the page. NULL when a bound is met (CLASS_TOO_COMPLEX). No record is no failure:
 * n is 0. Records in which every field is empty are dropped. */
struct items *rules_run(struct work *w, const struct rules *r, struct document *d);

/* The same over records that are JSON, not elements: `json` paths start at the record, selectors
 * find nothing. A field without `many` has a list where the data have one. Links are relative to
 * d, which may be an empty page. */
struct items *rules_run_json(struct work *w, const struct rules *r, struct document *d,
			     struct json_list records);

#endif
