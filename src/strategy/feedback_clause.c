/* A text is cut into words, the words into clauses. What stands in quotes is one word. */
#include "strategy/feedback.h"

#include "bounds.h"
#include "util/letters.h"

static const char *const cues[CUE__MAX] = {
#define FEEDBACK(cue, phrases) phrases,
#include "strategy/feedback.def"
};

struct clause_reader {
	struct arena *arena;
	struct clause_word *words;
	bool *ends; /* by word: a sentence or a part of it ends behind it */
	size_t n;
};

static const char *lower_of(struct arena *a, const char *s)
{
	struct text t = text_new(a, 4 * strlen(s) + 1);
	const char *end = s + strlen(s);

	while (s < end)
		text_add_utf8(&t, letter_lower(utf8_next(&s, end)));
	return t.data ? t.data : "";
}

/* The bytes of the quote at s, and what closes it; 0 when there is none. */
static size_t quote_at(const char *s, const char **closing)
{
	static const struct {
		const char *open, *close;
	} quotes[] = {{"\"", "\""}, {"“", "”"}, {"„", "“"}, {"«", "»"}, {"»", "«"},
		      {"「", "」"}, {"`", "`"}, {"‘", "’"}, {"'", "'"}};

	for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++) {
		size_t n = strlen(quotes[i].open);
		if (strncmp(s, quotes[i].open, n) != 0)
			continue;
		*closing = strstr(s + n, quotes[i].close);
		return *closing ? n : 0;
	}
	return 0;
}

static void word_add(struct clause_reader *r, const char *text, size_t n, bool quoted)
{
	struct clause_word *word = &r->words[r->n];

	if (!n || r->n == FEEDBACK_WORDS_MAX)
		return;
	word->text = arena_copy(r->arena, text, n);
	word->lower = lower_of(r->arena, word->text);
	word->quoted = quoted;
	r->n++;
}

/* A word up to the next space, without the marks at its end, which are noted. */
static const char *plain_word(struct clause_reader *r, const char *at)
{
	size_t n = strcspn(at, " \t\n"), whole = n;
	size_t before = r->n;

	while (n && strchr(".,;:!?()", at[n - 1]))
		n--;
	word_add(r, at, n, false);
	if (r->n > 0 && (r->n > before || !n)) {
		for (size_t i = n; i < whole; i++) {
			r->ends[r->n - 1] = r->ends[r->n - 1] || strchr(".;!?", at[i]);
			r->words[r->n - 1].listed =
			    r->words[r->n - 1].listed || strchr(",:()", at[i]);
		}
	}
	return at + whole;
}

static void words_read(struct clause_reader *r, const char *at)
{
	const char *closing;

	while (*at && r->n < FEEDBACK_WORDS_MAX) {
		size_t quote;
		if (*at == '\n' && r->n)
			r->ends[r->n - 1] = true;
		if (ascii_is_space(*at)) {
			at++;
			continue;
		}
		quote = quote_at(at, &closing);
		if (quote) {
			const char *after = closing + quote;
			word_add(r, at + quote, (size_t)(closing - at) - quote, true);
			while ((unsigned char)*after >= 0x80 &&
			       ((unsigned char)*after & 0xc0) == 0x80)
				after++; /* the closing quote may be longer than the opening one */
			at = after;
			continue;
		}
		at = plain_word(r, at);
	}
}

/* How many words of the clause from `from` the phrase of n bytes takes; 0 when it is another. */
static size_t phrase_words(const struct clause *c, size_t from, const char *phrase, size_t n)
{
	size_t words = 0;

	while (n && from + words < c->n) {
		const struct clause_word *word = &c->words[from + words];
		size_t length = strlen(word->lower);
		if (word->quoted || length > n || memcmp(word->lower, phrase, length) != 0 ||
		    (length < n && phrase[length] != ' '))
			return 0;
		words++;
		phrase += length;
		n -= length;
		if (n) {
			phrase++;
			n--;
		}
	}
	return n ? 0 : words;
}

static size_t cue_words(const struct clause *c, size_t from, enum cue cue)
{
	size_t best = 0;

	for (const char *phrase = cues[cue];;) {
		size_t n = strcspn(phrase, "|");
		size_t words = phrase_words(c, from, phrase, n);
		best = words > best ? words : best;
		if (!phrase[n])
			return best;
		phrase += n + 1;
	}
}

struct stretch clause_find(const struct clause *c, enum cue cue, size_t from)
{
	for (; from < c->n; from++) {
		size_t words = cue_words(c, from, cue);
		if (words)
			return (struct stretch){from, words};
	}
	return (struct stretch){c->n, 0};
}

bool clause_word_is(const struct clause_word *word, enum cue cue)
{
	struct clause one = {word, 1};

	return cue_words(&one, 0, cue) > 0;
}

/* Does what follows stand on its own: with a command in front, or a statement about something? */
static bool begins_clause(const struct clause *rest)
{
	static const enum cue commands[] = {CUE_RENAME, CUE_DROP, CUE_ONLY, CUE_ADD, CUE_USE};
	size_t at = 0;

	while (at < rest->n && (clause_word_is(&rest->words[at], CUE_FILLER) ||
				clause_word_is(&rest->words[at], CUE_BREAK)))
		at++;
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (cue_words(rest, at, commands[i]))
			return true;
	return clause_find(rest, CUE_IS, at).n || clause_find(rest, CUE_SHOULD, at).n;
}

static void clause_end(struct clauses *out, const struct clause_word *words, size_t n)
{
	while (n && clause_word_is(&words[0], CUE_BREAK)) {
		words++;
		n--;
	}
	if (n)
		out->items[out->n++] = (struct clause){words, n};
}

struct clauses clauses_read(struct arena *a, const char *text)
{
	struct clause_reader r = {.arena = a};
	struct clauses out = {NULL, 0};
	size_t start = 0;

	r.words = ARENA_ARRAY(a, FEEDBACK_WORDS_MAX, struct clause_word);
	r.ends = ARENA_ARRAY(a, FEEDBACK_WORDS_MAX, bool);
	words_read(&r, text);
	out.items = ARENA_ARRAY(a, r.n, struct clause);
	for (size_t i = 0; i < r.n; i++) {
		struct clause rest = {&r.words[i + 1], r.n - i - 1};
		for (size_t k = i + 1; k < r.n; k++)
			if (r.ends[k]) {
				rest.n = k - i;
				break;
			}
		if (i + 1 < r.n && !r.ends[i] &&
		    !((r.words[i].listed || clause_word_is(&r.words[i + 1], CUE_BREAK)) &&
		      begins_clause(&rest)))
			continue;
		clause_end(&out, &r.words[start], i + 1 - start);
		start = i + 1;
	}
	return out;
}
