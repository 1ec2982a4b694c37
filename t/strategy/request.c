/* Requests: names of fields, what they are about, one record or many. */
#include "strategy/request.h"
#include "tap.h"
#include "util/json.h"

static struct request *read_request(struct work *w, const char *description, const char *schema)
{
	struct schema *s = schema ? schema_parse(w, json_parse(w, schema, strlen(schema))) : NULL;

	return request_read(w, vocabulary_new(w), description, s);
}

static void is_names(struct work *w, const char *description, const char *want)
{
	struct request *r = read_request(w, description, NULL);
	struct text got = text_new(w->arena, 1000);

	for (size_t i = 0; r && i < r->n; i++)
		text_addf(&got, "%s%s", i ? " " : "", r->wishes[i].name);
	is_text(got.data, want, description);
}

static void is_about(struct work *w, const char *description, size_t i, enum concept want)
{
	struct request *r = read_request(w, description, NULL);

	ok(r && i < r->n && r->wishes[i].concept == want, "%s: field %zu is about %s", description,
	   i, want == CONCEPT__MAX ? "nothing known" : concept_name(want));
}

static void test_names(struct work *w)
{
	is_names(w, "Extract product names and prices", "product_name price");
	is_names(w, "Deals: title, sale price and original price",
		 "title sale_price original_price");
	is_names(w, "the headlines with author and date", "headline author date");
	is_names(w, "Recipe title and ingredients", "recipe_title ingredients");
	is_names(w, "name, name, name", "name");
	ok(!read_request(w, "", NULL) && error_is(w, ERR_UNACCEPTABLE), "nothing asked for");
	work_forgive(w);
}

static void test_concepts(struct work *w)
{
	is_about(w, "product name", 0, CONCEPT_TITLE);
	is_about(w, "company name", 0, CONCEPT_BRAND);
	is_about(w, "case name", 0, CONCEPT_TITLE);
	is_about(w, "case number", 0, CONCEPT_ID);
	is_about(w, "release date", 0, CONCEPT_DATE);
	is_about(w, "price, original price", 1, CONCEPT_OLD_PRICE);
	is_about(w, "original price", 0, CONCEPT_OLD_PRICE);
	is_about(w, "image url", 0, CONCEPT_IMAGE);
	is_about(w, "PDF link", 0, CONCEPT_LINK);
	is_about(w, "wombats", 0, CONCEPT__MAX);
}

static void test_schema(struct work *w)
{
	struct request *r =
	    read_request(w, "Stands: title, label (brand) and who made it",
			 "{\"title\":\"string\",\"label\":\"string\","
			 "\"price\":\"number\",\"tags\":\"array\",\"url\":\"string\"}");

	is_int((int64_t)r->n, 5, "the schema names the fields");
	is_text(r->wishes[1].name, "label", "in its order");
	ok(r->wishes[2].is_number && r->wishes[3].is_array && r->wishes[4].is_url,
	   "with their types");
	ok(r->wishes[1].context.n > 0, "the description adds to a key");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_names(&w);
	test_concepts(&w);
	test_schema(&w);
	ok(read_request(&w, "List all products with name and price", NULL)->many > 0.3, "many");
	ok(read_request(&w, "The title and author of this article", NULL)->many < 0, "one");
	work_end(&w);
	return done();
}
