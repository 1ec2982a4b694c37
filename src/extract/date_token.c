/* A text taken apart into numbers, words and marks, and the table of the words of dates. */
#include "extract/date_parts.h"

#include "util/letters.h"

enum { SLOTS = 2048, WORD_BYTES_MAX = 24, UNSPACED_MAX = 4 };

struct word {
	const char *text;
	enum word_kind kind;
	int16_t value;
};

#define MONTHS(a, b, c, d, e, f, g, h, i, j, k, l)                                                 \
	{a, WORD_MONTH, 1}, {b, WORD_MONTH, 2}, {c, WORD_MONTH, 3}, {d, WORD_MONTH, 4},            \
	    {e, WORD_MONTH, 5}, {f, WORD_MONTH, 6}, {g, WORD_MONTH, 7}, {h, WORD_MONTH, 8},        \
	    {i, WORD_MONTH, 9}, {j, WORD_MONTH, 10}, {k, WORD_MONTH, 11}, {l, WORD_MONTH, 12},
#define WORD(text, kind, value) {text, WORD_##kind, value},
static const struct word words[] = {
#include "extract/date_words.def"
};
#undef MONTHS
#undef WORD

enum { N_WORDS = sizeof words / sizeof words[0] };

static uint32_t hash_of(const char *s, size_t n)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 16777619u;
	return h;
}

/* Rows of one word lie in neighbouring slots. Made at the first call, then only read. */
static const uint16_t *word_slots(void)
{
	static uint16_t slots[SLOTS]; /* 1 + index in words */
	static bool made;

	_Static_assert(N_WORDS < SLOTS / 2, "the table of words is too full");
	for (size_t k = 0; !made && k < N_WORDS; k++) {
		uint32_t i;

		if (!words[k].text)
			continue;
		i = hash_of(words[k].text, strlen(words[k].text)) % SLOTS;
		while (slots[i])
			i = (i + 1) % SLOTS;
		slots[i] = (uint16_t)(k + 1);
	}
	made = true;
	return slots;
}

/* Notes in t what the word can mean; false when it is none of a date. */
static bool word_find(const char *s, size_t n, struct token *t)
{
	const uint16_t *slots = word_slots();

	if (n > WORD_BYTES_MAX)
		return false;
	for (uint32_t i = hash_of(s, n) % SLOTS; slots[i]; i = (i + 1) % SLOTS) {
		const struct word *w = &words[slots[i] - 1];

		if (strlen(w->text) != n || memcmp(w->text, s, n) != 0)
			continue;
		t->kinds |= (uint16_t)(1u << w->kind);
		t->values[w->kind] = w->value;
	}
	return t->kinds != 0;
}

/* --- tokens --- */

struct scan {
	const char *p, *end;
	struct tokens *out;
	bool spaced;
};

static struct token *token_add(struct scan *s, enum token_kind kind)
{
	struct token *t = &s->out->items[s->out->n];

	if (s->out->n < DATE_TOKENS_MAX)
		s->out->n++;
	*t = (struct token){.kind = kind, .spaced = s->spaced};
	s->spaced = false;
	return t;
}

static uint32_t peek(const struct scan *s)
{
	const char *p = s->p;

	return p < s->end ? utf8_next(&p, s->end) : 0;
}

static bool is_space(uint32_t c)
{
	return c <= ' ' || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200b) || c == 0x202f;
}

static void number_token(struct scan *s)
{
	struct token *t = token_add(s, TOKEN_NUMBER);

	while (digit_is(peek(s))) {
		if (t->digits++ < 9)
			t->value = t->value * 10 + (*s->p - '0');
		s->p++;
	}
}

static void word_token(struct scan *s)
{
	struct token *t = token_add(s, TOKEN_WORD);
	const char *start = s->p;

	while (letter_is(peek(s)) && !letter_is_unspaced(peek(s)))
		utf8_next(&s->p, s->end);
	t->length = (unsigned)(s->p - start);
	word_find(start, t->length, t);
}

/* The longest known word at p, or one letter: nothing stands between words. */
static void unspaced_token(struct scan *s)
{
	struct token *t = token_add(s, TOKEN_WORD);
	const char *ends[UNSPACED_MAX], *start = s->p;
	int n = 0;

	do {
		utf8_next(&s->p, s->end);
		ends[n++] = s->p;
	} while (n < UNSPACED_MAX && letter_is_unspaced(peek(s)));
	while (n > 1 && !word_find(start, (size_t)(ends[n - 1] - start), t))
		n--;
	s->p = ends[n - 1];
	t->length = (unsigned)(s->p - start);
	if (n == 1)
		word_find(start, t->length, t);
}

/* Lower case, and the wide digits of Japanese as ours. */
static void add_lower(struct text *out, uint32_t c)
{
	if (c >= 0xff10 && c <= 0xff19)
		c = c - 0xff10 + '0';
	if (c == 0x2212 || c == 0x2013) /* a minus or a dash for a hyphen */
		c = '-';
	text_add_utf8(out, letter_lower(c));
}

void tokens_read(struct tokens *out, const char *text)
{
	char room[DATE_TEXT_MAX + 8];
	struct text lower = {.data = room, .capacity = sizeof room, .limit = sizeof room - 1};
	const char *end = text + strnlen(text, DATE_TEXT_MAX);
	struct scan s = {.out = out};

	room[0] = '\0';
	while (text < end && lower.length < DATE_TEXT_MAX)
		add_lower(&lower, utf8_next(&text, end));
	out->n = 0;
	s.p = lower.data;
	s.end = lower.data + lower.length;
	while (s.p < s.end && out->n < DATE_TOKENS_MAX) {
		uint32_t c = peek(&s);

		if (digit_is(c)) {
			number_token(&s);
		} else if (letter_is_unspaced(c)) {
			unspaced_token(&s);
		} else if (letter_is(c)) {
			word_token(&s);
		} else {
			utf8_next(&s.p, s.end);
			if (is_space(c))
				s.spaced = true;
			else
				token_add(&s, TOKEN_MARK)->mark = c < 0x80 ? (char)c : '\0';
		}
	}
	for (int i = 0; i < TOKENS_AHEAD; i++)
		out->items[out->n + i] = (struct token){.kind = TOKEN_END};
}
