/* Descriptions cut into phrases. */
#include "strategy/phrase.h"
#include "tap.h"

/* The phrases from the first that names a field, joined by bars; verbs and stop words gone. */
static void is_phrases(struct work *w, struct vocabulary *v, const char *in, const char *want)
{
	struct phrases p = phrases_read(v, w->arena, in);
	struct text got = text_new(w->arena, 1000);

	for (size_t i = p.fields; i < p.n; i++) {
		struct words words = phrase_essence(w->arena, &p.items[i]);
		if (i > p.fields)
			text_add(&got, " | ");
		for (size_t k = 0; k < words.n; k++)
			text_addf(&got, "%s%s", k ? " " : "", words.items[k]->text);
	}
	is_text(got.data, want, in);
}

int main(void)
{
	struct work w;
	struct vocabulary *v;

	work_begin(&w);
	v = vocabulary_new(&w);
	is_phrases(&w, v, "Extract product names and prices", "product names | prices");
	is_phrases(&w, v, "Books on this page: title, blurb and link", "title | blurb | link");
	is_phrases(&w, v, "List the articles with title, date and number of comments",
		   "title | date | comments");
	is_phrases(&w, v, "Get title, PDF link of each opinion", "title | pdf link");
	is_phrases(&w, v, "Alle Produkte mit Name und Preis", "name | preis");
	is_phrases(&w, v, "記事のタイトル、著者", "記事 タイトル | 著者");
	is_phrases(&w, v, "", "");
	is_phrases(&w, v, ",,;:()", "");
	is_phrases(&w, v, "list", "list");
	work_end(&w);
	return done();
}
