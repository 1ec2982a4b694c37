/* Who is who: pairs, their order, fields, bounds. */
#include "diff/manifest.h"

#include "bounds.h"
#include "tap.h"
#include "util/clock.h"
#include "util/json.h"

#include <math.h>

static struct manifest_result *compare(struct work *w, const char *manifest, const char *scraped,
				       const char *fields, double threshold)
{
	struct manifest_input in = {json_parse(w, manifest, strlen(manifest)),
				    json_parse(w, scraped, strlen(scraped)),
				    {ARENA_ARRAY(w->arena, 8, const char *), 0},
				    threshold};

	for (size_t n; n = strcspn(fields, " "), n > 0; fields += n + (fields[n] == ' '))
		in.fields.items[in.fields.n++] = arena_copy(w->arena, fields, n);
	return manifest_compare(w, &in);
}

/* "0-1 90.0 name, …": manifest item 0 with scraped item 1, best score by name. */
static const char *pairs(struct work *w, const char *manifest, const char *scraped,
			 const char *fields, double threshold)
{
	struct manifest_result *r = compare(w, manifest, scraped, fields, threshold);
	struct text t = text_new(w->arena, 4000);

	for (size_t i = 0; r && i < r->n_pairs; i++)
		text_addf(&t, "%s%zu-%zu %.1f %s", i ? ", " : "", r->pairs[i].manifest,
			  r->pairs[i].scraped, r->pairs[i].score, r->pairs[i].field);
	return r ? t.data : w->message;
}

static const struct {
	const char *manifest, *scraped, *fields;
	double threshold;
	const char *pairs, *label;
} cases[] = {
    {"[{\"name\":\"Acme Corp\"},{\"name\":\"Beta Industries\"}]",
     "[{\"name\":\"Acme Corporation\"},{\"name\":\"Delta Ltd\"}]", "name", 80, "0-0 90.0 name",
     "the documented sample"},
    {"[]", "[{\"name\":\"x\"}]", "name", 80, "", "an empty manifest"},
    {"[{\"name\":\"x\"}]", "[]", "name", 80, "", "nothing scraped"},
    {"[{\"n\":\"alpha\"},{\"n\":\"alpha\"}]", "[{\"n\":\"alpha\"},{\"n\":\"alpha\"}]", "n", 80,
     "0-0 100.0 n, 1-1 100.0 n", "duplicates stay separate, in order"},
    {"[{\"n\":\"Beta Inc\"},{\"n\":\"Beta Industries Inc\"}]", "[{\"n\":\"Beta Inc\"}]", "n", 80,
     "0-0 100.0 n", "the best score is served first"},
    {"[{\"n\":\"Beta Industries Inc\"},{\"n\":\"Beta Inc\"}]", "[{\"n\":\"Beta Inc\"}]", "n", 80,
     "1-0 100.0 n", "whatever the order"},
    {"[{\"n\":\"Acme Corp\"}]", "[{\"n\":\"Acme Corporation\"}]", "n", 90, "0-0 90.0 n",
     "the threshold itself is a match"},
    {"[{\"n\":\"Acme Corp\"}]", "[{\"n\":\"Acme Corporation\"}]", "n", 90.0001, "", "not below it"},
    {"[{\"n\":\"Beta Inc\"}]", "[{\"n\":\"Beta Industries\"}]", "n", 85.5, "0-0 85.5 n",
     "nor a hair below it by rounding"},
    {"[{\"n\":\"abc\"}]", "[{\"n\":\"xyz\"}]", "n", 0, "0-0 0.0 n", "a threshold of 0 takes all"},
    {"[{\"n\":\"abc\"}]", "[{\"m\":\"abc\"}]", "n m", 0, "", "but nothing without a score"},
    {"[{\"n\":\"abc\",\"u\":\"http://a.test/1\"}]", "[{\"n\":\"xyz\",\"u\":\"http://a.test/1\"}]",
     "n u", 80, "0-0 100.0 u", "the best of two fields"},
    {"[{\"a\":\"x y\",\"b\":\"x y\"}]", "[{\"a\":\"x y\",\"b\":\"x y\"}]", "b a", 80, "0-0 100.0 b",
     "of equal fields the first"},
    {"[{\"a\":\"  \",\"b\":null,\"c\":\"q\"}]", "[{\"a\":\"-\",\"b\":null,\"c\":\"q\"}]", "a b c",
     80, "0-0 100.0 c", "empty and missing fields are passed over"},
    {"[{\"n\":{\"first\":\"Ann\"}}]", "[{\"n\":{\"first\":\"ann\"}}]", "n.first", 80,
     "0-0 100.0 n.first", "a path"},
    {"[{\"n.first\":\"Ann\"}]", "[{\"n\":{\"first\":\"ann\"},\"n.first\":\"Bo\"}]", "n.first", 80,
     "", "a member of that name comes before it"},
    {"[{\"n\":12.50},{\"n\":true},{\"n\":[\"a\",7]}]",
     "[{\"n\":\"a 7\"},{\"n\":\"12.5\"},{\"n\":\"True\"}]", "n", 80,
     "0-1 100.0 n, 1-2 100.0 n, 2-0 95.0 n", "what is no text is compared as one"},
    {"[{\"n\":\"a\"},7]", "[null,{\"n\":\"a\"}]", "n", 80, "0-1 100.0 n", "no items at all"},
};

/* Q21 word by word: all pairs, sorted, taken when both are free. */
static void test_greedy(struct work *w)
{
	struct text m = text_new(w->arena, 100000), s = text_new(w->arena, 100000);
	uint64_t seed = 7;

	for (int i = 0; i < 60; i++) {
		for (int j = 0; j < 2; j++) {
			struct text *t = j ? &m : &s;

			seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
			text_addf(t, "%s{\"n\":\"%c%c %c\"}", i ? "," : "[",
				  (int)('a' + (seed >> 40) % 3), (int)('a' + (seed >> 44) % 3),
				  (int)('a' + (seed >> 48) % 3));
		}
	}
	text_add(&m, "]");
	text_add(&s, "]");
	struct manifest_result *all = compare(w, m.data, s.data, "n", 0);
	struct manifest_result *some = compare(w, m.data, s.data, "n", 70);
	bool sorted = true, same = true;

	is_int(all->n_pairs, 60, "everybody has a partner at 0");
	for (size_t i = 0; i + 1 < all->n_pairs; i++) {
		const struct manifest_pair *p = &all->pairs[i];

		sorted &= p[0].score > p[1].score ||
			  (p[0].score == p[1].score && (p[0].manifest < p[1].manifest));
	}
	ok(sorted, "best first, then by place");
	for (size_t i = 0; i < some->n_pairs; i++)
		same &= some->pairs[i].manifest == all->pairs[i].manifest &&
			some->pairs[i].scraped == all->pairs[i].scraped &&
			some->pairs[i].score >= 70;
	ok(same && some->n_pairs > 0, "a threshold cuts the end off and changes nothing else");
	ok(some->n_pairs == 60 || all->pairs[some->n_pairs].score < 70, "at the right place");
}

static const char *list(struct work *w, size_t n, const char *item)
{
	struct text t = text_new(w->arena, 64u << 20);

	for (size_t i = 0; i < n; i++) {
		text_add(&t, i ? "," : "[");
		text_add(&t, item);
	}
	text_add(&t, "]");
	return t.data;
}

static void test_bounds(struct work *w)
{
	const char *small = list(w, 2500, "{}"), *large = list(w, 4001, "{}");
	char *long_item = arena_alloc(w->arena, 4200);

	ok(!compare(w, small, large, "n", 80), "over ten million comparisons");
	is_int(w->error, ERR_INVALID, "are refused");
	is_text(w->message,
		"2500 manifest items with 4001 scraped items by 1 fields are more than "
		"10000000 comparisons",
		"with their numbers");
	work_forgive(w);
	ok(compare(w, small, list(w, 4000, "{}"), "n", 80), "ten million are not");
	ok(!compare(w, small, list(w, 2001, "{}"), "n m", 80), "fields count");
	work_forgive(w);
	snprintf(long_item, 4200, "{\"n\":\"%04000d\"}", 7);
	w->deadline_ms = clock_monotonic_ms() + 50;
	ok(!compare(w, list(w, 300, long_item), list(w, 300, long_item), "n", 80),
	   "long texts beyond the deadline");
	is_int(w->error, ERR_INVALID, "are the client's to make fewer");
	ok(clock_monotonic_ms() < w->deadline_ms + 20000, "and stopped in time");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		is_text(pairs(&w, cases[i].manifest, cases[i].scraped, cases[i].fields,
			      cases[i].threshold),
			cases[i].pairs, cases[i].label);
	test_greedy(&w);
	test_bounds(&w);
	work_end(&w);
	return done();
}
