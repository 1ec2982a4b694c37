/* The address of a picture. Pages that load it late keep it in attributes of their own, in a list
 * of sizes, in a <source> beside it, or in a <noscript> after it. */
#include "extract/picture.h"

static bool is_placeholder(const char *address)
{
	while (ascii_is_space(*address))
		address++;
	return !*address || ascii_starts(address, "data:") || ascii_starts(address, "about:") ||
	       *address == '#';
}

/* One address of "a.jpg 480w, b.jpg 2x" with its descriptor's number. */
struct candidate {
	const char *start;
	size_t n;
	double width, density; /* 0: not said */
};

/* Reads a candidate at *p (HTML standard, 4.8.4.3.10); false at the end. */
static bool candidate_next(const char **p, struct candidate *c)
{
	*p += strspn(*p, " \t\n\f\r,");
	if (!**p)
		return false;
	*c = (struct candidate){.start = *p, .n = strcspn(*p, " \t\n\f\r")};
	*p += c->n;
	if (c->start[c->n - 1] == ',') {
		while (c->n && c->start[c->n - 1] == ',')
			c->n--;
		return true;
	}
	while (**p && **p != ',') {
		char *end;
		double number = strtod(*p, &end);

		if (end > *p && *end == 'w')
			c->width = number;
		else if (end > *p && *end == 'x')
			c->density = number;
		*p = end > *p ? end : *p + 1;
	}
	return true;
}

const char *picture_candidate(struct arena *a, const char *srcset)
{
	struct candidate best = {0}, c;

	while (candidate_next(&srcset, &c)) {
		bool is_plain = best.density > 1 && (c.density == 0 || c.density == 1);

		if (!best.n || c.width > best.width || (c.width == 0 && is_plain))
			best = c;
	}
	return best.n ? arena_copy(a, best.start, best.n) : NULL;
}

static const char *late_address(const struct node *n)
{
	static const char *const names[] = {
	    "data-src",	     "data-original",	  "data-lazy-src", "data-lazy",
	    "data-lazyload", "data-original-src", "data-img-src",  "data-echo",
	};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = node_attribute(n, names[i]);

		if (value && !is_placeholder(value))
			return value;
	}
	return NULL;
}

/* Some pages keep it in rel, which means nothing on a picture. */
static const char *rel_address(const struct node *n)
{
	const char *value = n->tag == TAG_img ? node_attribute(n, "rel") : NULL;

	return value && strpbrk(value, "/.") && !is_placeholder(value) ? value : NULL;
}

static const char *listed_address(struct arena *a, const struct node *n)
{
	static const char *const names[] = {"srcset", "data-srcset", "data-lazy-srcset"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const char *value = node_attribute(n, names[i]);

		value = value ? picture_candidate(a, value) : NULL;
		if (value && !is_placeholder(value))
			return value;
	}
	return NULL;
}

/* That of the first <source> in the same <picture>. */
static const char *source_address(struct arena *a, const struct node *n)
{
	const char *found = NULL;

	if (!n->parent || n->parent->tag != TAG_picture)
		return NULL;
	for (const struct node *s = n->parent->first_child; s && s != n && !found; s = s->next) {
		if (s->kind == NODE_ELEMENT && s->tag == TAG_source)
			found = listed_address(a, s);
	}
	return found;
}

/* That of the picture for browsers without scripts, in the next element. */
static const char *fallback_address(const struct node *n)
{
	const struct node *next = node_next_element(n), *end;

	if (!next || next->tag != TAG_noscript)
		return NULL;
	end = next + (next->end - next->index);
	for (const struct node *x = next + 1; x < end; x++) {
		const char *src = NULL;

		if (x->kind == NODE_ELEMENT && x->tag == TAG_img)
			src = node_attribute(x, "src");
		if (src && !is_placeholder(src))
			return src;
	}
	return NULL;
}

const char *picture_address(struct arena *a, const struct node *n)
{
	const char *src = node_attribute(n, "src"), *found;

	if (src && !is_placeholder(src))
		return src;
	found = late_address(n);
	if (!found)
		found = listed_address(a, n);
	if (!found)
		found = rel_address(n);
	if (!found && n->tag == TAG_img)
		found = source_address(a, n);
	if (!found && n->tag == TAG_img)
		found = fallback_address(n);
	return found ? found : src;
}
