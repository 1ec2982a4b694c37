/* Keys given and keys found. Values are compared by their hashes alone: a key is a guess that the
 * comparison of the items themselves checks. */
#include "diff/item_key.h"

#include "bounds.h"
#include "util/json.h"

#include <string.h>

#define SHARE_MIN                                                                                  \
	95 /* per cent of the items that have the key, and of these with a value of their own */

/* --- given --- */

struct item_key item_key_of_sections(struct work *w)
{
	struct item_key key = {.is_section = true};

	key.fields.items = ARENA_ARRAY(w->arena, 2, const char *);
	key.fields.items[key.fields.n++] = "heading";
	key.fields.items[key.fields.n++] = "level";
	return key;
}

static bool add_name(struct work *w, const char *field, struct json_object *name,
		     struct item_key *key)
{
	const char *s =
	    json_object_is_type(name, json_type_string) ? json_object_get_string(name) : NULL;

	if (!s || !*s)
		return complain(w, ERR_INVALID, field,
				"%s must be the name of a field, or an array of names", field);
	if (strlen(s) > NAME_MAX_BYTES)
		return complain(w, ERR_UNACCEPTABLE, field, "%s has a name above %d bytes", field,
				NAME_MAX_BYTES);
	key->fields.items[key->fields.n++] = arena_text(w->arena, s);
	return true;
}

bool item_key_parse(struct work *w, const char *field, struct json_object *given,
		    struct item_key *out)
{
	size_t n = 1;

	*out = (struct item_key){0};
	if (!given)
		return true;
	if (json_object_is_type(given, json_type_array))
		n = json_object_array_length(given);
	if (n > KEY_FIELDS_MAX)
		return complain(w, ERR_UNACCEPTABLE, field, "%s has more than %d names", field,
				KEY_FIELDS_MAX);
	out->fields.items = ARENA_ARRAY(w->arena, n, const char *);
	if (!json_object_is_type(given, json_type_array))
		return add_name(w, field, given, out);
	for (size_t i = 0; i < n; i++)
		if (!add_name(w, field, json_object_array_get_idx(given, i), out))
			return false;
	return true;
}

const char *item_key_print(struct work *w, const struct item_key *key)
{
	struct text t = text_new(w->arena, (NAME_MAX_BYTES * 6 + 3) * KEY_FIELDS_MAX + 2);

	text_add_char(&t, '[');
	for (size_t i = 0; i < key->fields.n; i++) {
		if (i)
			text_add_char(&t, ',');
		text_add_json(&t, key->fields.items[i], strlen(key->fields.items[i]));
	}
	text_add_char(&t, ']');
	return t.data;
}

/* --- columns --- */

/* What kind of field its name promises, the best first. */
enum promise { LINK, ID, TRADE, TEXT, OTHER };

struct column {
	const char *name;
	struct span quoted;
	enum promise promise;
	uint64_t *before, *after; /* hashes of values, 0: none; one an item */
};

struct columns {
	struct column *rows;
	size_t n, n_before, n_after;
	uint64_t *spare[2]; /* to be sorted */
};

static bool ends_with(const char *name, const char *word)
{
	size_t n = strlen(name), m = strlen(word);

	return n >= m && ascii_equal(name + n - m, word) &&
	       (n == m || name[n - m - 1] == '_' || name[n - m - 1] == '-' ||
		(word[0] >= 'a' && name[n - m] == word[0] - 'a' + 'A'));
}

static bool ends_with_one(const char *name, const char *const *words)
{
	for (; *words; words++)
		if (ends_with(name, *words))
			return true;
	return false;
}

static bool speaks_of_picture(const char *name)
{
	static const char *const words[] = {"image", "img",    "picture", "photo", "thumb",
					    "icon",  "avatar", "logo",	  NULL};

	for (const char *p = name; *p; p++)
		for (const char *const *word = words; *word; word++)
			if (ascii_starts(p, *word))
				return true;
	return false;
}

static enum promise promise_of(const char *name, struct span value)
{
	static const char *const links[] = {"url", "uri", "link", "href", "permalink", NULL};
	static const char *const ids[] = {"id", "uuid", "guid", NULL};
	static const char *const trade[] = {"sku",  "gtin", "ean", "upc",
					    "isbn", "asin", "mpn", NULL};

	if (ends_with_one(name, links) && !speaks_of_picture(name))
		return LINK;
	if (ends_with_one(name, ids))
		return ID;
	if (ends_with_one(name, trade))
		return TRADE;
	return *value.at == '"' && !speaks_of_picture(name) ? TEXT : OTHER;
}

static uint64_t value_of(const struct item *item, struct span name)
{
	struct span value = item_member(item, name);
	uint64_t hash;

	/* "", [] and {} say nothing */
	if (span_is_null(value) || (value.n == 2 && (*value.at == '"' || *value.at > '9')))
		return 0;
	hash = span_hash(value);
	return hash ? hash : 1;
}

static void read_column(struct work *w, const struct item_list *list, size_t n, struct span name,
			uint64_t **out)
{
	*out = arena_alloc_raw(w->arena, n * sizeof **out);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = value_of(&list->items[i], name);
}

static void add_column(struct work *w, struct columns *c, struct span quoted, struct span value)
{
	struct column *column = &c->rows[c->n];
	enum promise promise;
	const char *name;

	if (*value.at == '{' || *value.at == '[' || memchr(quoted.at, '\\', quoted.n))
		return;
	name = arena_copy(w->arena, quoted.at + 1, quoted.n - 2);
	promise = promise_of(name, value);
	/* by promise, and among equals in their own order */
	for (; column > c->rows && column[-1].promise > promise; column--)
		if (column < c->rows + KEY_COLUMNS_MAX)
			*column = column[-1];
	if (column == c->rows + KEY_COLUMNS_MAX)
		return;
	*column = (struct column){.name = name, .quoted = quoted, .promise = promise};
	c->n += c->n < KEY_COLUMNS_MAX;
}

static size_t sampled(const struct item_list *list)
{
	return list->n < KEY_ITEMS_MAX ? list->n : KEY_ITEMS_MAX;
}

/* The fields of the first item that may be keys: a field that others alone have is none. */
static void read_columns(struct work *w, const struct item_list *before,
			 const struct item_list *after, struct columns *c)
{
	struct item_fields fields = item_fields(w, &after->items[0]);

	*c = (struct columns){.n_before = sampled(before), .n_after = sampled(after)};
	c->rows = ARENA_ARRAY(w->arena, KEY_COLUMNS_MAX, struct column);
	for (size_t i = 0; i < fields.n; i++)
		add_column(w, c, fields.fields[i].name, fields.fields[i].value);
	for (size_t i = 0; i < c->n; i++) {
		read_column(w, before, c->n_before, c->rows[i].quoted, &c->rows[i].before);
		read_column(w, after, c->n_after, c->rows[i].quoted, &c->rows[i].after);
	}
	c->spare[0] = arena_alloc_raw(w->arena, c->n_before * sizeof **c->spare);
	c->spare[1] = arena_alloc_raw(w->arena, c->n_after * sizeof **c->spare);
}

/* --- judging --- */

static int compare_hashes(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Sorts hashes and leaves each one once, 0 away; the number of these. *with: not 0. */
static size_t distinct(uint64_t *hashes, size_t n, size_t *with)
{
	size_t m = 0;

	*with = 0;
	if (n)
		qsort(hashes, n, sizeof *hashes, compare_hashes);
	for (size_t i = 0; i < n; i++) {
		*with += hashes[i] != 0;
		if (hashes[i] && (m == 0 || hashes[i] != hashes[m - 1]))
			hashes[m++] = hashes[i];
	}
	return m;
}

/* Whether the hashes tell n items apart; they are made distinct. */
static bool tells_apart(uint64_t *hashes, size_t n, size_t *n_distinct)
{
	size_t with;

	*n_distinct = distinct(hashes, n, &with);
	return n > 0 && with * 100 >= n * SHARE_MIN && *n_distinct * 100 >= with * SHARE_MIN;
}

static size_t shared(const uint64_t *a, size_t n, const uint64_t *b, size_t m)
{
	size_t both = 0;

	for (size_t i = 0, j = 0; i < n && j < m;) {
		both += a[i] == b[j];
		if (a[i] <= b[j])
			i++;
		else
			j++;
	}
	return both;
}

/* The values that both lists have of these columns taken together; 0 when they cannot be a key. */
static size_t worth(struct columns *c, const size_t *set, size_t n)
{
	size_t n_before, n_after, both;

	for (int side = 0; side < 2; side++) {
		size_t rows = side ? c->n_after : c->n_before;

		memset(c->spare[side], 0, rows * sizeof **c->spare);
		for (size_t k = 0; k < n; k++) {
			const struct column *column = &c->rows[set[k]];
			const uint64_t *from = side ? column->after : column->before;

			for (size_t i = 0; i < rows; i++)
				c->spare[side][i] = (k == 0 || c->spare[side][i]) && from[i]
							? c->spare[side][i] * 31 + from[i]
							: 0;
		}
	}
	if (!tells_apart(c->spare[0], c->n_before, &n_before) ||
	    !tells_apart(c->spare[1], c->n_after, &n_after))
		return 0;
	both = shared(c->spare[0], n_before, c->spare[1], n_after);
	return both * 2 >= (n_before < n_after ? n_before : n_after) ? both : 0;
}

struct choice {
	size_t set[KEY_FIELDS_MAX], n, worth;
};

static void consider(struct columns *c, const size_t *set, size_t n, struct choice *best)
{
	size_t w = worth(c, set, n);

	if (w <= best->worth)
		return;
	*best = (struct choice){.n = n, .worth = w};
	memcpy(best->set, set, n * sizeof *set);
}

/* The best set of n columns from `first` on, after those which are in the set already. */
static void consider_sets(struct columns *c, size_t *set, size_t have, size_t n, size_t first,
			  struct choice *best)
{
	if (have == n) {
		consider(c, set, n, best);
		return;
	}
	for (size_t i = first; i < c->n && i < KEY_PARTS_MAX; i++) {
		set[have] = i;
		consider_sets(c, set, have + 1, n, i + 1, best);
	}
}

static struct choice choose(struct columns *c)
{
	struct choice best = {0};
	size_t set[KEY_FIELDS_MAX], i = 0;

	for (; i < c->n && c->rows[i].promise < TEXT && !best.n; i++)
		consider(c, &i, 1, &best);
	if (best.n)
		return best;
	for (; i < c->n && c->rows[i].promise == TEXT; i++)
		consider(c, &i, 1, &best);
	for (size_t n = 2; n <= KEY_FIELDS_MAX && !best.n; n++)
		consider_sets(c, set, 0, n, 0, &best);
	return best;
}

struct item_key item_key_infer(struct work *w, const struct item_list *before,
			       const struct item_list *after)
{
	struct item_key key = {0};
	struct columns c;
	struct choice best;

	if (before->n == 0 || after->n == 0)
		return key;
	read_columns(w, before, after, &c);
	best = choose(&c);
	key.fields.items = ARENA_ARRAY(w->arena, best.n, const char *);
	for (size_t i = 0; i < best.n; i++)
		key.fields.items[key.fields.n++] = c.rows[best.set[i]].name;
	return key;
}

/* --- remembered --- */

static bool holds_in(struct work *w, const struct item_key *key, const struct item_list *list)
{
	size_t n = sampled(list), n_distinct;
	uint64_t *all = ARENA_ARRAY(w->arena, n, uint64_t), *column;

	for (size_t k = 0; k < key->fields.n; k++) {
		struct text name = text_new(w->arena, TEXT_MAX);

		text_add_json(&name, key->fields.items[k], strlen(key->fields.items[k]));
		read_column(w, list, n, (struct span){name.data, name.length}, &column);
		for (size_t i = 0; i < n; i++)
			all[i] = (k == 0 || all[i]) && column[i] ? all[i] * 31 + column[i] : 0;
	}
	return n == 0 || tells_apart(all, n, &n_distinct);
}

bool item_key_holds(struct work *w, const struct item_key *key, const struct item_list *before,
		    const struct item_list *after)
{
	return key->fields.n > 0 && holds_in(w, key, before) && holds_in(w, key, after);
}
