/* The data in a page, whatever their form, and where a path looks for them.
 *
 *   Product.name              JSON-LD; if it has nothing there, microdata, then RDFa
 *   ld:Product.name, microdata:Product.name, rdfa:Product.name     this one alone
 *   script:__NEXT_DATA__.props.items     the JSON in the script with this id
 *   script:..price            in any script that is a data block
 *   window:__STATE__.items[*].name       what scripts assign to this variable
 *   meta:og:title             <meta> with this property, name, itemprop or http-equiv; no path
 *                             follows
 *
 * After the colon the paths of extract/path.h. When the first word of a path into linked data is a
 * type ("Product"), it starts at the objects of that type, the outer ones before those inside of
 * others.
 */
#ifndef METER_EXTRACT_PAGE_DATA_H
#define METER_EXTRACT_PAGE_DATA_H

#include "extract/html.h"
#include "extract/items.h"
#include "extract/path.h"

enum data_place {
	DATA_ANY_LINKED,
	DATA_LINKED,
	DATA_MICRODATA,
	DATA_RDFA,
	DATA_SCRIPT,
	DATA_WINDOW,
	DATA_META,
};

struct data_path {
	enum data_place place;
	const char *name;  /* DATA_META: what is looked for; DATA_WINDOW: the variable */
	struct path *path; /* not for DATA_META */
};

/* NULL with ERR_UNACCEPTABLE and a message. */
struct data_path *data_path_parse(struct work *w, const char *text);

/* Reads nothing yet. */
struct page_data;
struct page_data *page_data_new(struct work *w, const struct document *d);

/* The values at the path, lists opened; those of meta elements are strings. */
struct json_list page_data_find(struct page_data *data, const struct data_path *path);

#endif
