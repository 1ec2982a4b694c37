/* What a page says in its attributes, as JSON: microdata (itemscope, itemprop) and RDFa Lite
 * (typeof, property), in the form that JSON-LD has.
 *
 *   <div itemscope itemtype="https://schema.org/Product"><b itemprop=name>Cup</b>
 *     <div itemprop=offers itemscope><meta itemprop=price content=3></div></div>
 *   {"@type": "https://schema.org/Product", "name": "Cup", "offers": {"price": "3"}}
 *
 * A property that is there several times has a list.
 */
#ifndef METER_EXTRACT_MICRODATA_H
#define METER_EXTRACT_MICRODATA_H

#include "extract/html.h"

#include <json-c/json_object.h>

enum markup { MARKUP_MICRODATA, MARKUP_RDFA };

/* A list of the items that are part of no other. In w's arena. Cheap for pages without any. What
 * is beyond MARKUP_STEPS_MAX nodes or JSON_DEPTH_MAX levels is left out. */
struct json_object *microdata_read(struct work *w, const struct document *d, enum markup markup);

#endif
