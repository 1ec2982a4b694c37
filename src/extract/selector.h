/* CSS selectors: compiled once, matched right to left, with indexes over the tree by id, class
 * and tag. Conforms to Selectors Level 4 as far as it means anything without a browser:
 *
 *   all combinators but `||`, all attribute operators with i and s, lists, escapes and comments,
 *   :is :where :not :has, :nth-child and its relatives with `of S`, :first- :last- :only-child and
 *   -of-type, :root :scope & :empty, :link :any-link, :lang :dir, :checked :default :indeterminate
 *   :required :optional :disabled :enabled :read-only :read-write :placeholder-shown :in-range
 *   :out-of-range :open :muted :defined.
 *
 * Ours are :contains("text", …), the element's text, read as node_text() does, has one of them in
 * it; :contains-own("text", …), one of the texts directly inside has; :matches("regex"), the
 * element's text matches somewhere; and [name!="value"] for :not([name="value"]).
 *
 * Classes and ids are compared with case, also in pages that browsers read in quirks mode: what a
 * selector finds must not change when a site adds a doctype. Namespace prefixes are read and mean
 * nothing, but that xlink|href finds the attribute xlink:href, too. Pseudo-elements and what needs
 * a live browser are refused.
 */
#ifndef METER_EXTRACT_SELECTOR_H
#define METER_EXTRACT_SELECTOR_H

#include "extract/html.h"

struct selector; /* immutable; lives in the arena of the work that parsed it */

struct node_list {
	struct node **items;
	size_t n;
};

/* A selector list ("a, b > c"). NULL with ERR_UNACCEPTABLE and a message that names the position
 * and what was expected: `selector "div >": expected a selector at character 6`. */
struct selector *selector_parse(struct work *w, const char *text);

/* All matches among the descendants of scope, in document order. Ancestors outside of scope count
 * for the combinators, as in querySelectorAll; `:scope` is scope itself, and a selector that
 * starts with a combinator ("> li") is relative to it. Fails (items NULL, n 0, error set to
 * CLASS_TOO_COMPLEX) when SELECTOR_STEPS_MAX is used up. */
struct node_list selector_all(struct work *w, const struct selector *s, struct document *d,
			      struct node *scope);

/* The same, ending after `most` of them: for who asks whether there are so many. */
struct node_list selector_some(struct work *w, const struct selector *s, struct document *d,
			       struct node *scope, size_t most);

/* The first match in document order, or NULL. */
struct node *selector_first(struct work *w, const struct selector *s, struct document *d,
			    struct node *scope);

bool selector_matches(struct work *w, const struct selector *s, struct document *d,
		      const struct node *n, const struct node *scope);

/* A document allows SELECTOR_STEPS_MAX steps to all selectors together. This starts the count anew:
 * for who tries many selectors on one page and is bounded otherwise. */
void selector_renew(struct document *d);

/* The steps that were taken. */
uint64_t selector_steps(struct document *d);

/* Ends what comes next when the count is at `steps`, until the next call; SELECTOR_STEPS_MAX is
 * never passed. For who keeps some of them for later. */
void selector_allow(struct document *d, uint64_t steps);

/* Writes identifier escapes as CSS.escape() does. */
char *selector_escape(struct arena *a, const char *identifier);

#endif
