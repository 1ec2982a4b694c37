/* Sentences are short and free in form, so punctuation and a few function words decide, and no
 * grammar. */
#include "strategy/phrase.h"

#include "bounds.h"

static bool listed(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += n)
		if ((at == list || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
			return true;
	return false;
}

static const char and_words[] = "and und et y e ed och og i plus en oraz и と";
static const char with_words[] = "with mit avec con met med com z с including";
static const char many_words[] =
    "list all every each table results items entries directory search compare alle jede jeden "
    "liste tabelle tous toutes chaque todos todas cada lista tutti tutte ogni elke lijst tabel "
    "hver "
    "wszystkie top upcoming recent latest related";
static const char command_words[] =
    "extract get list find scrape give show fetch collect return retrieve grab pull please want "
    "need me i compare table directory what is are does it extrahiere hole finde gib zeige "
    "extraire obtenir lister trouver extraer obtener listar estrai trova haal toon find vis hämta "
    "extrair listar wypisz pobierz this page all";
static const char determiners[] =
    "each this the these every all that any those page der die das den dem des dieser jeder "
    "le la les cette chaque el los las cada esta il lo gli questa het deze o os as det";
static const char cutters[] = "of on from in for inside under per von auf de sur";

bool word_is_many(const struct word *word)
{
	return listed(many_words, word->text);
}

bool word_is_plural(const struct word *word)
{
	size_t n = strlen(word->text);

	return n > 3 && word->text[n - 1] == 's' && !strchr("sui", word->text[n - 2]);
}

struct cutter {
	struct vocabulary *v;
	struct arena *arena;
	struct phrases out;
};

static void phrase_add(struct cutter *c, enum joint joint, const char *text, size_t n)
{
	struct phrase *phrase;

	while (n && (*text == ' ' || *text == '\n' || *text == '\t')) {
		text++;
		n--;
	}
	if (!n || c->out.n == PHRASES_MAX)
		return;
	phrase = &c->out.items[c->out.n];
	phrase->joint = joint;
	phrase->words = words_split(c->v, text, n);
	phrase->text = arena_copy(c->arena, text, n);
	if (phrase->words.n)
		c->out.n++;
}

/* Cuts what stands between two marks at its "and" and "with" words. */
static void piece_add(struct cutter *c, enum joint joint, const char *text, size_t n)
{
	const char *end = text + n, *start = text, *at = text;

	while (at < end) {
		const char *word = at;
		char lower[16];
		size_t length;
		while (at < end && *at != ' ' && *at != '\n')
			at++;
		length = (size_t)(at - word);
		if (length && length < sizeof lower) {
			enum joint next = JOINT_START;
			for (size_t i = 0; i < length; i++)
				lower[i] = ascii_lower(word[i]);
			lower[length] = '\0';
			if (listed(and_words, lower) || strcmp(lower, "&") == 0)
				next = JOINT_LIST;
			else if (listed(with_words, lower))
				next = JOINT_WITH;
			if (next != JOINT_START && word > text) {
				phrase_add(c, joint, start, (size_t)(word - start));
				joint = next;
				start = at;
			}
		}
		while (at < end && (*at == ' ' || *at == '\n'))
			at++;
	}
	phrase_add(c, joint, start, (size_t)(end - start));
}

/* The mark at `at` and how many bytes it takes; JOINT_START when there is none. */
static enum joint mark_at(const char *at, size_t *bytes)
{
	static const struct {
		const char *mark;
		enum joint joint;
	} marks[] = {
	    {",", JOINT_LIST},	 {";", JOINT_LIST},   {"、", JOINT_LIST},   {"，", JOINT_LIST},
	    {":", JOINT_COLON},	 {"：", JOINT_COLON}, {"(", JOINT_ASIDE},   {"（", JOINT_ASIDE},
	    {")", JOINT_AFTER},	 {"）", JOINT_AFTER}, {". ", JOINT_AFTER},  {"? ", JOINT_AFTER},
	    {"。", JOINT_AFTER}, {"\n", JOINT_LIST},  {" - ", JOINT_COLON}, {" – ", JOINT_COLON},
	};
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		*bytes = strlen(marks[i].mark);
		if (strncmp(at, marks[i].mark, *bytes) == 0)
			return marks[i].joint;
	}
	*bytes = 1;
	return JOINT_START;
}

/* Fields come after the last colon, else after the first "with", else everywhere. */
static size_t fields_start(const struct phrases *p)
{
	for (size_t i = p->n; i-- > 1;)
		if (p->items[i].joint == JOINT_COLON)
			return i;
	for (size_t i = 1; i < p->n; i++)
		if (p->items[i].joint == JOINT_WITH)
			return i;
	return 0;
}

struct phrases phrases_read(struct vocabulary *v, struct arena *a, const char *description)
{
	struct cutter c = {.v = v, .arena = a};
	const char *start = description, *at = description;
	enum joint before = JOINT_START;

	c.out.items = ARENA_ARRAY(a, PHRASES_MAX, struct phrase);
	while (*at) {
		size_t bytes;
		enum joint mark = mark_at(at, &bytes);
		if (mark != JOINT_START) {
			piece_add(&c, before, start, (size_t)(at - start));
			before = mark;
			start = at + bytes;
		}
		at += bytes;
	}
	piece_add(&c, before, start, (size_t)(at - start));
	c.out.fields = fields_start(&c.out);
	return c.out;
}

struct words phrase_essence(struct arena *a, const struct phrase *phrase)
{
	struct words in = phrase->words, out = {ARENA_ARRAY(a, in.n, const struct word *), 0};
	size_t i = 0;

	while (i < in.n && (in.items[i]->stop || listed(command_words, in.items[i]->text)))
		i++;
	if (i == in.n)
		i = 0; /* "list", "page": the verb is the field */
	if (i + 2 < in.n && strcmp(in.items[i]->text, "number") == 0 &&
	    strcmp(in.items[i + 1]->text, "of") == 0)
		i += 2;
	for (; i < in.n; i++) {
		if (out.n && i + 1 < in.n && listed(cutters, in.items[i]->text) &&
		    listed(determiners, in.items[i + 1]->text))
			break;
		if (!in.items[i]->stop)
			out.items[out.n++] = in.items[i];
	}
	return out;
}
