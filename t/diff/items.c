/* Changes between lists: tables, and lists that are edited at random. */
#include "diff/items.h"

#include "tap.h"

static struct item_key key_of(struct work *w, const char *name)
{
	struct item_key key = {0};

	if (name && strcmp(name, "sections") == 0)
		return item_key_of_sections(w);
	if (name) {
		key.fields.items = ARENA_ARRAY(w->arena, 1, const char *);
		key.fields.items[key.fields.n++] = name;
	}
	return key;
}

static bool diff(struct work *w, const char *before, const char *after, const char *key,
		 bool ordered, struct item_diff *d)
{
	struct item_list a, b;
	struct item_key k = key_of(w, key);

	if (!item_list_scan(w, before, strlen(before), NULL, &a) ||
	    !item_list_scan(w, after, strlen(after), NULL, &b))
		return false;
	item_diff(w, &a, &b, &k, ordered, d);
	return true;
}

/* Places as "+1 -0 0~1 2>0". */
static const char *summary(struct work *w, const struct item_diff *d)
{
	struct text t = text_new(w->arena, 10000);

	for (size_t i = 0; i < d->n_added; i++)
		text_addf(&t, "+%zu ", d->added[i]);
	for (size_t i = 0; i < d->n_removed; i++)
		text_addf(&t, "-%zu ", d->removed[i]);
	for (size_t i = 0; i < d->n_modified; i++)
		text_addf(&t, "%zu~%zu ", d->modified[i].before, d->modified[i].after);
	for (size_t i = 0; i < d->n_moved; i++)
		text_addf(&t, "%zu>%zu ", d->moved[i].before, d->moved[i].after);
	return t.data;
}

static void test_table(struct work *w)
{
	static const struct {
		const char *label, *before, *after, *key;
		bool ordered;
		const char *want;
	} rows[] = {
	    {"nothing", "[]", "[]", NULL, false, ""},
	    {"the first", "[]", "[{\"a\":1}]", NULL, false, "+0 "},
	    {"the last", "[{\"a\":1}]", "[]", NULL, false, "-0 "},
	    {"shuffled", "[{\"a\":1},{\"a\":2},{\"a\":3}]", "[{\"a\":3},{\"a\":1},{\"a\":2}]", NULL,
	     false, ""},
	    {"members in another order", "[{\"a\":1,\"b\":2}]", "[{\"b\":2,\"a\":1}]", "a", false,
	     ""},
	    {"duplicates are counted", "[{\"a\":1},{\"a\":1},{\"a\":1}]", "[{\"a\":1},{\"a\":1}]",
	     NULL, false, "-2 "},
	    {"and counted up", "[{\"a\":1}]", "[{\"a\":1},{\"a\":1}]", "a", false, "+1 "},
	    {"by key", "[{\"a\":1,\"b\":1},{\"a\":2,\"b\":1}]",
	     "[{\"a\":2,\"b\":1},{\"a\":1,\"b\":2}]", "a", false, "0~1 "},
	    {"without key", "[{\"a\":1,\"b\":1},{\"a\":2,\"b\":1}]",
	     "[{\"a\":2,\"b\":1},{\"a\":1,\"b\":2}]", NULL, false, "+1 -0 "},
	    {"one record is one", "[{\"a\":1,\"b\":1}]", "[{\"a\":2,\"b\":1}]", NULL, false,
	     "0~0 "},
	    {"unless a key tells", "[{\"a\":1,\"b\":1}]", "[{\"a\":2,\"b\":1}]", "a", false,
	     "+0 -0 "},
	    {"no value is no key", "[{\"a\":null,\"b\":1},{\"c\":1}]",
	     "[{\"a\":null,\"b\":2},{\"c\":2}]", "a", false, "+0 +1 -0 -1 "},
	    {"one key twice", "[{\"a\":1,\"b\":1},{\"a\":1,\"b\":2}]",
	     "[{\"a\":1,\"b\":2},{\"a\":1,\"b\":3}]", "a", false, "0~1 "},
	    {"numbers are not texts", "[{\"a\":1,\"b\":1},{\"a\":2}]",
	     "[{\"a\":\"1\",\"b\":1},{\"a\":2}]", "a", false, "+0 -0 "},
	    {"moved to the end", "[{\"a\":1},{\"a\":2},{\"a\":3}]",
	     "[{\"a\":2},{\"a\":3},{\"a\":1}]", NULL, true, "0>2 "},
	    {"moved and modified", "[{\"a\":1,\"b\":1},{\"a\":2},{\"a\":3}]",
	     "[{\"a\":2},{\"a\":3},{\"a\":1,\"b\":2}]", "a", true, "0~2 0>2 "},
	    {"inserting moves nothing", "[{\"a\":1},{\"a\":2}]", "[{\"a\":0},{\"a\":1},{\"a\":2}]",
	     NULL, true, "+0 "},
	    {"sections by heading and level",
	     "[{\"heading\":\"A\",\"level\":2,\"content\":\"x\"},{\"heading\":\"A\",\"level\":3,"
	     "\"content\":\"y\"}]",
	     "[{\"heading\":\"A\",\"level\":3,\"content\":\"z\"},{\"heading\":\"A\",\"level\":2,"
	     "\"content\":\"x\"}]",
	     "sections", false, "1~0 "},
	    {"a heading of another level",
	     "[{\"heading\":\"A\",\"level\":2},{\"heading\":\"B\",\"level\":2}]",
	     "[{\"heading\":\"A\",\"level\":3},{\"heading\":\"B\",\"level\":2}]", "sections", false,
	     "0~0 "},
	    {"a text before all headings", "[{\"heading\":null,\"level\":null,\"content\":\"x\"}]",
	     "[{\"heading\":null,\"level\":null,\"content\":\"y\"}]", "sections", false, "0~0 "},
	};
	struct item_diff d;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ok(diff(w, rows[i].before, rows[i].after, rows[i].key, rows[i].ordered, &d) &&
		       item_diff_is_empty(&d) == !*rows[i].want,
		   "%s: ran", rows[i].label);
		is_text(summary(w, &d), rows[i].want, rows[i].label);
	}
}

/* --- random edits --- */

static uint32_t dice_state;

static uint32_t dice(uint32_t n)
{
	dice_state = dice_state * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)dice_state * n) >> 32);
}

enum { LIST_MOST = 60 };

struct made {
	int id[LIST_MOST], value[LIST_MOST];
	size_t n;
};

static void insert(struct made *m, size_t at, int id, int value)
{
	for (size_t i = m->n++; i > at; i--) {
		m->id[i] = m->id[i - 1];
		m->value[i] = m->value[i - 1];
	}
	m->id[at] = id;
	m->value[at] = value;
}

static void take(struct made *m, size_t at)
{
	for (m->n--; at < m->n; at++) {
		m->id[at] = m->id[at + 1];
		m->value[at] = m->value[at + 1];
	}
}

static const char *printed(struct work *w, const struct made *m)
{
	struct text t = text_new(w->arena, 1 << 20);

	for (size_t i = 0; i < m->n; i++)
		text_addf(&t, "%s{\"id\":\"p%d\",\"value\":%d}", i ? "," : "[", m->id[i],
			  m->value[i]);
	text_add(&t, m->n ? "]" : "[]");
	return t.data;
}

/* Ids are given once, so that each edit is what the diff must find. */
static void edit_by_key(struct work *w, uint32_t seed, size_t *wrong)
{
	struct made before = {0}, after;
	struct item_diff d;
	size_t added = 0, removed = 0, modified = 0;
	bool touched[LIST_MOST] = {false};

	dice_state = seed;
	for (size_t n = dice(LIST_MOST / 2); before.n < n;)
		insert(&before, before.n, (int)before.n, (int)dice(3));
	after = before;
	for (size_t i = dice(6); after.n && i > 0; i--) {
		size_t at = dice((uint32_t)after.n);

		if (touched[after.id[at]])
			continue;
		touched[after.id[at]] = true;
		if (dice(2)) {
			take(&after, at);
			removed++;
		} else {
			after.value[at] += 10;
			modified++;
		}
	}
	for (size_t i = dice(6); i > 0; i--, added++)
		insert(&after, dice((uint32_t)after.n + 1), 1000 + (int)i, 0);
	for (size_t i = dice(4); after.n && i > 0; i--) { /* order is ignored */
		size_t at = dice((uint32_t)after.n);
		int id = after.id[at], value = after.value[at];

		take(&after, at);
		insert(&after, dice((uint32_t)after.n + 1), id, value);
	}
	if (!diff(w, printed(w, &before), printed(w, &after), "id", false, &d) ||
	    d.n_added != added || d.n_removed != removed || d.n_modified != modified)
		++*wrong;
	for (size_t i = 0; i < d.n_modified; i++)
		*wrong += before.id[d.modified[i].before] != after.id[d.modified[i].after];
	for (size_t i = 0; i < d.n_added; i++)
		*wrong += after.id[d.added[i]] < 1000;
}

/* Few different items, many times each: as many added and removed as counting says. */
static void count_copies(struct work *w, uint32_t seed, size_t *wrong)
{
	struct made lists[2] = {0};
	int surplus[4] = {0};
	size_t added = 0, removed = 0;
	struct item_diff d;

	dice_state = seed;
	for (int side = 0; side < 2; side++)
		for (size_t n = 2 + dice(20); lists[side].n < n;) {
			int id = (int)dice(4);

			insert(&lists[side], lists[side].n, id, 0);
			surplus[id] += side ? 1 : -1;
		}
	for (int id = 0; id < 4; id++) {
		added += surplus[id] > 0 ? (size_t)surplus[id] : 0;
		removed += surplus[id] < 0 ? (size_t)-surplus[id] : 0;
	}
	if (!diff(w, printed(w, &lists[0]), printed(w, &lists[1]), NULL, false, &d) ||
	    d.n_added != added || d.n_removed != removed || d.n_modified != 0)
		++*wrong;
}

/* What has not moved is in its old order, and no fewer moves would do: the longest increasing run
 * found in the plain way, in n squared. */
static void move(struct work *w, uint32_t seed, size_t *wrong)
{
	struct made before = {0}, after = {0};
	size_t longest[LIST_MOST], best = 0;
	struct item_diff d;

	dice_state = seed;
	for (size_t n = dice(30); before.n < n;)
		insert(&before, before.n, (int)before.n, 0);
	for (size_t i = 0; i < before.n; i++)
		insert(&after, dice(3) ? after.n : dice((uint32_t)after.n + 1), (int)i, 0);
	for (size_t i = 0; i < after.n; i++) {
		longest[i] = 1;
		for (size_t k = 0; k < i; k++)
			if (after.id[k] < after.id[i] && longest[k] >= longest[i])
				longest[i] = longest[k] + 1;
		best = longest[i] > best ? longest[i] : best;
	}
	if (!diff(w, printed(w, &before), printed(w, &after), "id", true, &d) || d.n_added ||
	    d.n_removed || d.n_modified || d.n_moved != after.n - best)
		++*wrong;
	for (size_t i = d.n_moved; i-- > 0;)
		take(&after, d.moved[i].after);
	for (size_t i = 1; i < after.n; i++)
		*wrong += after.id[i - 1] >= after.id[i];
}

static void test_random(struct work *w)
{
	size_t by_key = 0, copies = 0, moves = 0;

	for (uint32_t seed = 1; seed <= 3000; seed++) {
		edit_by_key(w, seed, &by_key);
		count_copies(w, seed, &copies);
		move(w, seed, &moves);
		work_renew(w);
	}
	is_int(by_key, 0, "random edits of keyed lists are found");
	is_int(copies, 0, "copies are counted");
	is_int(moves, 0, "the fewest moves are told");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_table(&w);
	test_random(&w);
	work_end(&w);
	return done();
}
