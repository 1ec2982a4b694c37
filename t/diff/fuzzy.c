/* Scores against those of RapidFuzz, and against the definitions done slowly. */
#include "diff/fuzzy.h"

#include "bounds.h"
#include "tap.h"
#include "util/json.h"
#include "util/text.h"

static const double tolerance = 1e-5;

static bool is_near(double got, double want)
{
	return got >= want - tolerance && got <= want + tolerance;
}

static struct fuzzy_text *text(struct work *w, const char *s)
{
	return fuzzy_text_new(w->arena, s, strlen(s));
}

/* --- the values of RapidFuzz --- */

struct scorer {
	const char *name;
	double (*score)(struct fuzzy *f, const struct fuzzy_text *t);
};

static double weighted(struct fuzzy *f, const struct fuzzy_text *t)
{
	return fuzzy_score(f, t, 0);
}

static const struct scorer scorers[] = {
    {"wratio", weighted},
    {"ratio", fuzzy_ratio},
    {"partial_ratio", fuzzy_partial_ratio},
    {"token_sort_ratio", fuzzy_token_sort_ratio},
    {"token_set_ratio", fuzzy_token_set_ratio},
    {"partial_token_ratio", fuzzy_partial_token_ratio},
};

static void compare_column(struct work *w, struct fuzzy *f, struct json_object *pairs,
			   const struct scorer *s)
{
	size_t n = json_object_array_length(pairs), right = 0;

	for (size_t i = 0; i < n; i++) {
		struct json_object *pair = json_object_array_get_idx(pairs, i);
		const char *a = json_text(pair, "a"), *b = json_text(pair, "b");
		double want = json_double(pair, s->name, -1);

		fuzzy_load(f, text(w, a));
		double got = s->score(f, text(w, b));
		if (is_near(got, want))
			right++;
		else
			printf("# %s of \"%s\" and \"%s\": got %f, expected %f\n", s->name, a, b,
			       got, want);
	}
	is_int(right, n, s->name);
}

/* A cutoff changes no score that reaches it, and lets no other reach it. */
static void compare_cutoffs(struct work *w, struct fuzzy *f, struct json_object *pairs)
{
	size_t n = json_object_array_length(pairs), wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct json_object *pair = json_object_array_get_idx(pairs, i);
		struct fuzzy_text *b = text(w, json_text(pair, "b"));
		double whole;

		fuzzy_load(f, text(w, json_text(pair, "a")));
		whole = fuzzy_score(f, b, 0);
		for (double cutoff = 0; cutoff <= 100; cutoff += 5) {
			double got = fuzzy_score(f, b, cutoff);

			wrong += whole >= cutoff ? !is_near(got, whole) : got >= cutoff;
		}
		wrong += !is_near(fuzzy_score(f, b, whole), whole);
	}
	is_int(wrong, 0, "cutoffs");
}

static void test_conformance(struct work *w, struct fuzzy *f)
{
	char *path = arena_printf(w->arena, "%s/conformance/fuzzy/wratio.json", test_data());
	size_t n;
	char *data = read_file(path, &n);

	if (!data) {
		ok(!getenv("CI") || !*getenv("CI"), "RapidFuzz's values # SKIP no %s", path);
		return;
	}
	/* Leniently: one text has a NUL in it, and any other rare character scores as well. */
	struct json_object *pairs = json_parse_lenient(w, data, n);
	free(data);
	for (size_t i = 0; i < sizeof scorers / sizeof scorers[0]; i++)
		compare_column(w, f, pairs, &scorers[i]);
	compare_cutoffs(w, f, pairs);
}

/* --- the definitions, done slowly --- */

#define SLOW_MAX 200

static size_t slow_lcs(const char *a, size_t n, const char *b, size_t m)
{
	static size_t table[SLOW_MAX + 1][SLOW_MAX + 1];

	for (size_t i = 1; i <= n; i++)
		for (size_t j = 1; j <= m; j++) {
			size_t up = table[i - 1][j], left = table[i][j - 1];

			table[i][j] = a[i - 1] == b[j - 1] ? table[i - 1][j - 1] + 1
				      : up > left	   ? up
							   : left;
		}
	return table[n][m];
}

static double slow_part(const char *a, size_t n, const char *b, size_t m)
{
	return n + m ? 200.0 * (double)slow_lcs(a, n, b, m) / (double)(n + m) : 100;
}

static double slow_ratio(const char *a, const char *b)
{
	return slow_part(a, strlen(a), b, strlen(b));
}

static double max(double a, double b)
{
	return a > b ? a : b;
}

static double slow_partial(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	double best = 0;

	if (n > m)
		return slow_partial(b, a);
	if (n == 0)
		return m ? 0 : 100;
	for (size_t i = 1; i < n; i++) {
		best = max(best, slow_part(a, n, b, i));
		best = max(best, slow_part(a, n, b + m - i, i));
		if (n == m) {
			best = max(best, slow_part(b, n, a, i));
			best = max(best, slow_part(b, n, a + m - i, i));
		}
	}
	for (size_t i = 0; i + n <= m; i++)
		best = max(best, slow_part(a, n, b + i, n));
	return best;
}

struct slow_tokens {
	char *items[SLOW_MAX];
	size_t n;
};

static int compare_words(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct slow_tokens slow_split(struct work *w, const char *s, bool distinct)
{
	struct slow_tokens t = {.n = 0}, once = {.n = 0};

	for (size_t n; s += strspn(s, " "), n = strcspn(s, " "), n > 0; s += n)
		t.items[t.n++] = arena_copy(w->arena, s, n);
	qsort(t.items, t.n, sizeof *t.items, compare_words);
	for (size_t i = 0; i < t.n; i++)
		if (i == 0 || strcmp(t.items[i - 1], t.items[i]) != 0)
			once.items[once.n++] = t.items[i];
	return distinct ? once : t;
}

static bool slow_has(const struct slow_tokens *t, const char *token)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->items[i], token) == 0)
			return true;
	return false;
}

/* Those of a that b has (or has not), joined; NULL for b: all. */
static const char *slow_join(struct work *w, const struct slow_tokens *a,
			     const struct slow_tokens *b, bool has)
{
	struct text t = text_new(w->arena, 4 * SLOW_MAX);

	for (size_t i = 0; i < a->n; i++) {
		if (b && slow_has(b, a->items[i]) != has)
			continue;
		text_add(&t, t.length ? " " : "");
		text_add(&t, a->items[i]);
	}
	return t.data;
}

static double slow_sort(struct work *w, const char *a, const char *b)
{
	struct slow_tokens s = slow_split(w, a, false), t = slow_split(w, b, false);

	return slow_ratio(slow_join(w, &s, NULL, true), slow_join(w, &t, NULL, true));
}

static double slow_set(struct work *w, const char *a, const char *b)
{
	struct slow_tokens s = slow_split(w, a, true), t = slow_split(w, b, true);
	const char *common = slow_join(w, &s, &t, true);
	const char *left = slow_join(w, &s, &t, false), *right = slow_join(w, &t, &s, false);
	const char *gap = *common ? " " : "";

	if (s.n == 0 || t.n == 0)
		return 0;
	if (*common && (!*left || !*right))
		return 100;
	const char *one = arena_printf(w->arena, "%s%s%s", common, gap, left);
	const char *other = arena_printf(w->arena, "%s%s%s", common, gap, right);
	if (!*common)
		return slow_ratio(one, other);
	return max(slow_ratio(one, other), max(slow_ratio(common, one), slow_ratio(common, other)));
}

static double slow_partial_token(struct work *w, const char *a, const char *b)
{
	struct slow_tokens s = slow_split(w, a, true), t = slow_split(w, b, true);

	if (*slow_join(w, &s, &t, true))
		return 100;
	struct slow_tokens all_s = slow_split(w, a, false), all_t = slow_split(w, b, false);
	return max(slow_partial(slow_join(w, &all_s, NULL, true), slow_join(w, &all_t, NULL, true)),
		   slow_partial(slow_join(w, &s, NULL, true), slow_join(w, &t, NULL, true)));
}

static double slow_score(struct work *w, const char *a, const char *b)
{
	double n = (double)strlen(a), m = (double)strlen(b), unlike = n > m ? n / m : m / n;
	double scale = unlike > 8 ? 0.6 : 0.9;

	if (n == 0 || m == 0)
		return 0;
	if (unlike < 1.5)
		return max(slow_ratio(a, b), 0.95 * max(slow_sort(w, a, b), slow_set(w, a, b)));
	return max(slow_ratio(a, b),
		   max(scale * slow_partial(a, b), 0.95 * scale * slow_partial_token(w, a, b)));
}

static uint64_t seed = 1;

/* A number below n: the same ones in every run. */
static size_t chance(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (size_t)(seed >> 33) % n;
}

/* Words of few letters, so that some are common; sometimes a piece of another text. */
static const char *draw(struct work *w, size_t most, const char *other)
{
	struct text t = text_new(w->arena, SLOW_MAX);
	size_t n = chance(most + 1), letters = 2 + chance(4), spaces = 2 + chance(8);

	while (t.length < n) {
		if (*other && chance(8) == 0)
			text_add(&t, other + chance(strlen(other)));
		text_add_char(&t, chance(spaces) ? (char)('a' + chance(letters)) : ' ');
	}
	return t.data;
}

/* The same with letters far up in Unicode, in the same order. */
static const char *lift(struct work *w, const char *s)
{
	struct text t = text_new(w->arena, SLOW_MAX * 4);

	for (; *s; s++)
		text_add_utf8(&t, *s == ' ' ? 0x3000 : 0x4e00u + (uint32_t)*s * 301);
	return t.data;
}

static void compare_slowly(struct fuzzy *f, size_t most, size_t rounds)
{
	size_t wrong = 0, wrong_high = 0, wrong_swapped = 0;

	for (size_t i = 0; i < rounds; i++) {
		struct work w;

		work_begin(&w);
		const char *a = draw(&w, most, ""), *b = draw(&w, 1 + chance(most), a);
		double want = slow_score(&w, a, b);

		fuzzy_load(f, text(&w, a));
		if (!is_near(fuzzy_score(f, text(&w, b), 0), want)) {
			printf("# \"%s\" and \"%s\": expected %f\n", a, b, want);
			wrong++;
		}
		wrong += !is_near(fuzzy_score(f, text(&w, b), want - 1e-9), want);
		fuzzy_load(f, text(&w, lift(&w, a)));
		wrong_high += !is_near(fuzzy_score(f, text(&w, lift(&w, b)), 0), want);
		fuzzy_load(f, text(&w, b));
		wrong_swapped += !is_near(fuzzy_score(f, text(&w, a), 0), want);
		work_end(&w);
	}
	is_int(wrong, 0, "as defined");
	is_int(wrong_high, 0, "the same in another script");
	is_int(wrong_swapped, 0, "and the other way round");
}

/* --- normal forms --- */

static const struct {
	const char *manifest, *scraped;
	double score;
	const char *label;
} samples[] = {
    {"Acme Corp", "Acme Corporation", 90, "documented: 90"},
    {"Beta Inc", "Beta Industries", 85.5, "documented: 86"},
    {"JP Morgan", "JPMorgan Chase", 84.705882, "documented: 85"},
    {"Gamma Solutions", "Gamma Solutions Inc", 95, "documented: 95"},
    {"Beta Industries", "Delta Partners", 48.275862, "nothing alike"},
    {"Solutions Gamma", "Gamma Solutions", 95, "another order"},
    {"IBM", "International Business Machines", 30, "initials"},
    {"ACME CORP.", "  acme corp", 100, "case, full stops and space at the ends"},
    {"Acme, Inc.", "Acme Inc", 95, "a comma leaves a space: another token order"},
    {"a_b", "A b", 100, "an underscore is no letter"},
    {"\xc3\x89t\xc3\xa9", "\xc3\xa9T\xc3\x89", 100, "accents"},
    {"\xe1\xba\xbe", "\xe1\xba\xbf", 100, "Vietnamese"},
    {"\xce\x9f\xce\x94\xce\x9f\xce\xa3", "\xce\xbf\xce\xb4\xce\xbf\xcf\x82", 100, "a final sigma"},
    {"\xd4\xb1", "\xd5\xa1", 100, "Armenian"},
    {"\xef\xbc\xa1", "\xef\xbd\x81", 100, "wide letters"},
    {"\xe6\x9d\xb1\xe4\xba\xac\xe3\x80\x81", "\xe6\x9d\xb1\xe4\xba\xac", 100, "Japanese"},
    {"100% \xf0\x9f\x98\x80", "100", 100, "signs and pictures"},
    {"a\xc2\xa0"
     "b",
     "a\xe2\x80\x94"
     "b",
     100, "spaces and dashes of all kinds"},
    {"a\xff"
     "b",
     "a b", 100, "bytes that are no UTF-8"},
    {"...", "...", 0, "nothing left"},
};

static struct fuzzy_text *normal(struct work *w, struct fuzzy *f, const char *s)
{
	return fuzzy_text_normal(f, w->arena, s, strlen(s));
}

static void test_normal(struct work *w, struct fuzzy *f)
{
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		fuzzy_load(f, normal(w, f, samples[i].manifest));
		double got = fuzzy_score(f, normal(w, f, samples[i].scraped), 0);
		if (!ok(is_near(got, samples[i].score), "%s", samples[i].label))
			printf("#   got %f, expected %f\n", got, samples[i].score);
	}
	is_int(fuzzy_text_length(normal(w, f, " -\xe2\x80\xa6! ")), 0,
	       "punctuation alone is empty");
	is_int(fuzzy_text_length(normal(w, f, " 1 ")), 1, "a digit is not");
}

static void test_long(struct work *w, struct fuzzy *f)
{
	char *s = arena_alloc(w->arena, FUZZY_LENGTH_MAX + 8);
	struct fuzzy_text *t;

	memset(s, 'a', FUZZY_LENGTH_MAX + 7);
	t = text(w, s);
	s[FUZZY_LENGTH_MAX] = 'b';
	fuzzy_load(f, text(w, s));
	ok(fuzzy_score(f, t, 0) == 100, "what exceeds the bound does not count");
	s[FUZZY_LENGTH_MAX - 1] = 'b';
	fuzzy_load(f, text(w, s));
	ok(fuzzy_score(f, t, 0) < 100, "what is within does");
}

int main(void)
{
	struct work w;
	struct fuzzy *f;

	work_begin(&w);
	f = fuzzy_new(&w);
	test_conformance(&w, f);
	compare_slowly(f, 10, 5000);
	compare_slowly(f, 40, 1000);
	compare_slowly(f, 120, 60);
	test_normal(&w, f);
	test_long(&w, f);
	work_end(&w);
	return done();
}
