/* A CSS strategy, compiled, and how it runs over a page. doc/strategy-format.md tells it at length.
 *
 *   {"type": "css",
 *    "container": {"selector": "ul.products > li", "require": ["a[href]"]} or null (one record),
 *    "fields": {"title": {"selector": "h3 a"},
 *               "price": {"selector": ".price", "type": "number"},
 *               "link":  {"selector": "h3 a", "attribute": "href", "type": "url"},
 *               "tags":  {"selector": ".tag", "many": true},
 *               "area":  {"anchor": {"selector": "dt", "text": "Area"}, "take": "next"},
 *               "user":  {"selector": ".hnuser", "following": 1},
 *               "offers": {"container": {"selector": ".offer"}, "fields": {…}},
 *               "row":   {"selector": null}}}            (null or absent: the record itself)
 *
 * container {"json": "ItemList.itemListElement[*].item"} has values of the page's data as records:
 * `json` of fields starts there, selectors search the whole page.
 *
 * Members of a field:
 *   selector     searched in the record; the first match counts. Null or absent: the record itself
 *   attribute    its value instead of text; `src` is that of pictures that load late, too
 *   type         text (default), number, integer, boolean, url, date. A url without an attribute is
 *                the href or src of the element; one that is not http(s) is null. Numbers of a
 *                column share one decimal mark, dates one order of day and month
 *   first        of dates: "day" or "month", whatever the column says
 *   many         true: a list of the values of all matches
 *   take         "text" (default); "own": text of the element itself, not of those inside (so does
 *                "own": true); "html": its content; "exists": whether it is there;
 *                "lines": its text divided where a reader sees a new line, a list
 *   following    k: search in the k-th element sibling after the record, itself included; "rest":
 *                in all of them up to the next record
 *   column       a header's text: search in the cell below it, where the record is a table's row
 *   anchor, take a label: the first element (of those that anchor.selector finds) or text whose
 *                text is anchor.text, whatever its case and colon. take "next" (default): the
 *                element after it, or after its parent, and the selector in there. take "rest":
 *                what follows the label in its line ("Area: 54"), or after it (<b>Area</b> 54)
 *   trim_prefix, trim_suffix, regex, transforms    see extract/transform.h: these three, in
 *                this order, then the list
 *   json         a path into the page's data, see extract/page_data.h, or into a record that is
 *                JSON; with a selector or attribute into the JSON that stands there
 *   constant     this value; a record of nothing else is empty
 *   container, fields    the value is a list of records, found in the place like those of the page
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
