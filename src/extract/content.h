/* A page as a reader's text: the main content, divided at its headings (contract, part A, 8.3).
 *
 * Found in four passes over the node array, none of them recursive: measure the text of each
 * element; drop what is no content (content_chrome.c); choose the element that holds the content
 * (content_root.c); write its lines and divide them (content_lines.c). The measures are those of
 * Readability and Boilerpipe: length of text, share of links, words of class and id, and the
 * elements that HTML has for the purpose. No page is asked which site it is of.
 *
 * A paragraph, list item ("- …"), row of a table ("a | b") and line of preformatted text is a line
 * of the section; white space in lines is folded, save in preformatted ones.
 */
#ifndef METER_EXTRACT_CONTENT_H
#define METER_EXTRACT_CONTENT_H

#include "extract/html.h"
#include "extract/items.h"

/* The sections in document order: heading (text), level (1 to 6), content (text). Text before the
 * first heading has heading "" and level 0. A heading without text of its own has content "". NULL
 * with CLASS_TOO_COMPLEX beyond ITEMS_MAX sections. A page without text has none. */
struct items *content_sections(struct work *w, struct document *d);

#endif
