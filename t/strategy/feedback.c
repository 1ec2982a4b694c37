/* What sentences ask for: kinds of changes, the fields they name, the words and values in them. */
#include "strategy/feedback.h"

#include "tap.h"

static const char description[] =
    "Products: name, price, original price, link, rating and number of reviews";

static const char *const kinds[] = {"add",  "drop",  "rename", "number", "want", "wrong",
				    "more", "fewer", "only",   "header", "count"};

struct sentence {
	const char *said;
	const char *edits; /* "kind field \"text\" words -unwanted", separated by "; " */
};

static const struct sentence sentences[] = {
    /* values */
    {"price should be 19.99", "want price \"19.99\" 19 99"},
    {"The first name is \"Oak chair, blue\".",
     "wrong name \"Oak chair, blue\" first - oak chair blue"},
    {"price: 19.99", "want price \"19.99\" 19 99"},
    {"der Preis soll 19,99 sein", "want price \"19,99 sein\" 19 99"},
    {"le prix devrait être \"19,99\"", "want price \"19,99\" 19 99"},
    {"el precio debe ser 5", "want price \"5\" 5"},
    /* wrong places */
    {"the price is the old price", "wrong price - old"},
    {"the link points to the category", "wrong link - category"},
    {"the rating is wrong", "wrong rating - wrong"},
    {"price should be the sale price, not the old one", "want price \"the sale price\" sale - old"},
    {"use the sale price for the price", "want price \"the sale price\" sale"},
    {"the original price should be a number", "number original_price"},
    /* fields */
    {"also get the image", "add image"},
    {"add the brand and the colour", "add brand; add colour"},
    {"Bitte auch das Bild", "add bild"},
    {"remove the rating", "drop rating"},
    {"drop rating, reviews and link", "drop rating; drop review; drop link"},
    {"I don't need the link", "drop link"},
    {"entferne den Preis", "drop price"},
    {"call it cost instead of price", "rename price \"cost\""},
    {"rename original price to list_price", "rename original_price \"list_price\""},
    {"price should be called cost", "rename price \"cost\""},
    {"call the link url", "rename link \"url\""},
    {"Der Preis soll Kosten heißen", "rename price \"Kosten\""},
    {"remove the rating, but the price is wrong", "drop rating; wrong price - wrong"},
    {"The price is wrong. It should be 5.", "wrong price - wrong; want price \"5\" 5"},
    /* records */
    {"without the ads", "fewer advert ads"},
    {"also the sponsored ones", "more advert sponsored"},
    {"skip the header row", "header"},
    {"only the table", "only table"},
    {"not only the new ones", "more"},
    {"there should be 20 products", "count 20"},
    {"some items are missing", "more some"},
    {"ohne die Anzeigen", "fewer advert anzeigen"},
    {"sans les annonces", "fewer advert annonces"},
    /* nothing */
    {"hello", ""},
    {"", ""},
    {"...", ""},
};

static void words_add(struct text *t, const char *before, struct words words)
{
	for (size_t i = 0; i < words.n; i++)
		text_addf(t, "%s %s", i ? "" : before, words.items[i]->text);
}

static const char *edits_text(struct work *w, struct edits edits)
{
	struct text t = text_new(w->arena, 10000);

	text_add(&t, "");
	for (size_t i = 0; i < edits.n; i++) {
		const struct edit *e = &edits.items[i];
		text_addf(&t, "%s%s", i ? "; " : "", kinds[e->kind]);
		if (e->field)
			text_addf(&t, " %s", e->field);
		if (e->text)
			text_addf(&t, " \"%s\"", e->text);
		if (e->count)
			text_addf(&t, " %zu", e->count);
		if (e->first)
			text_add(&t, " first");
		if (e->advert)
			text_add(&t, " advert");
		words_add(&t, "", e->words);
		words_add(&t, " -", e->unwanted);
	}
	return t.length ? t.data : "";
}

static void test_long(struct work *w, struct vocabulary *v, const struct request *r)
{
	struct text t = text_new(w->arena, 100000);

	for (int i = 0; i < 1000; i++)
		text_add(&t, "Remove the rating. ");
	ok(feedback_read(w, v, r, t.data).n <= 40, "a long feedback is cut");
	text_clear(&t);
	for (int i = 0; i < 20000; i++)
		text_add(&t, "\"");
	ok(feedback_read(w, v, r, t.data).n == 0, "nothing but quotes is nothing");
	ok(feedback_read(w, v, r, "price is \xff\xfe \"\xc3").n <= 1, "bytes that are no text");
}

int main(void)
{
	struct work w;
	struct vocabulary *v;
	struct request *r;

	work_begin(&w);
	v = vocabulary_new(&w);
	r = request_read(&w, v, description, NULL);
	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
		is_text(edits_text(&w, feedback_read(&w, v, r, sentences[i].said)),
			sentences[i].edits, sentences[i].said);
	test_long(&w, v, r);
	work_end(&w);
	return done();
}
