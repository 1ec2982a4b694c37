/* Words, stems and the concepts that they name. */
#include "strategy/vocabulary.h"
#include "tap.h"

static void is_split(struct work *w, struct vocabulary *v, const char *in, const char *want)
{
	struct words words = words_split(v, in, strlen(in));
	struct text got = text_new(w->arena, 1000);

	for (size_t i = 0; i < words.n; i++)
		text_addf(&got, "%s%s", i ? " " : "", words.items[i]->text);
	is_text(got.data, want, in);
}

static bool says(struct vocabulary *v, const char *word, enum concept concept)
{
	struct words words = words_split(v, word, strlen(word));

	return word_said(v, words.items[0]) & CONCEPT_BIT(concept);
}

static void test_split(struct work *w, struct vocabulary *v)
{
	is_split(w, v, "product-item__price", "product item price");
	is_split(w, v, "articleTitle", "article title");
	is_split(w, v, "Sale PRICE (in €)", "sale price in");
	is_split(w, v, "col2", "col 2");
	is_split(w, v, "Überschrift", "überschrift");
	is_split(w, v, "記事のタイトル、著者", "記事 タイトル 著者");
	is_split(w, v, "--", "");
}

/* One word, two languages: the one that is heard decides. */
static void test_languages(struct work *w)
{
	struct vocabulary *v = vocabulary_new(w);

	vocabulary_hear(v, "Lista los productos con nombre y precio");
	is_text(vocabulary_language(v), "spanish", "Spanish is heard");
	ok(says(v, "nombre", CONCEPT_TITLE) && !says(v, "nombre", CONCEPT_QUANTITY),
	   "where \"nombre\" is a name");
	v = vocabulary_new(w);
	vocabulary_hear(v, "Le titre, le nombre de pages et la date");
	is_text(vocabulary_language(v), "french", "French is heard");
	ok(says(v, "nombre", CONCEPT_QUANTITY) && !says(v, "nombre", CONCEPT_TITLE),
	   "where it is a number");
	vocabulary_hear(v, "xyzzy");
	is_text(vocabulary_language(v), "none", "what nobody speaks is not known");
	ok(word_said_abroad(v, words_split(v, "titre", 5).items[0]) & CONCEPT_BIT(CONCEPT_TITLE),
	   "names of mark-up in other languages");
	ok(!word_said_abroad(v, words_split(v, "item", 4).items[0]), "English ones are known");
}

static void test_said(struct vocabulary *v)
{
	static const struct {
		const char *word;
		enum concept concept;
	} said[] = {
	    {"title", CONCEPT_TITLE},
	    {"prices", CONCEPT_PRICE},
	    {"Preise", CONCEPT_PRICE},
	    {"prix", CONCEPT_PRICE},
	    {"precios", CONCEPT_PRICE},
	    {"Zutaten", CONCEPT_INGREDIENTS},
	    {"ingredienser", CONCEPT_INGREDIENTS},
	    {"składniki", CONCEPT_INGREDIENTS},
	    {"fecha", CONCEPT_DATE},
	    {"autor", CONCEPT_AUTHOR},
	    {"enlaces", CONCEPT_LINK},
	    {"Rezepttitel", CONCEPT_TITLE},
	    {"商品タイトル", CONCEPT_TITLE},
	    {"著者", CONCEPT_AUTHOR},
	    {"цена", CONCEPT_PRICE},
	};

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		ok(says(v, said[i].word, said[i].concept), "\"%s\" says %s", said[i].word,
		   concept_name(said[i].concept));
	ok(!says(v, "and", CONCEPT_AUTHOR), "stop words say nothing");
	ok(!says(v, "quark", CONCEPT_PRICE), "unknown words say nothing");
}

int main(void)
{
	struct work w;
	struct vocabulary *v;

	work_begin(&w);
	v = vocabulary_new(&w);
	test_split(&w, v);
	test_said(v);
	test_languages(&w);
	is_int(word_stem(v, "opinion"), word_stem(v, "opinions"), "one stem for both numbers");
	ok(words_have(words_split(v, "list-prices", 11), word_stem(v, "price")),
	   "a list has a word by its stem");
	ok(words_split(v, "byline", 6).items[0]->seen & CONCEPT_BIT(CONCEPT_AUTHOR),
	   "class names are looked up too");
	work_end(&w);
	return done();
}
