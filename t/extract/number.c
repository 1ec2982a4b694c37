/* Numbers in the spellings of shops and tables. */
#include "extract/number.h"

#include "extract/schema.h"
#include "tap.h"

#include <math.h>

static const struct {
	const char *text;
	double number; /* NAN: none */
} spellings[] = {
    {"$19.99", 19.99},
    {"225 points", 225},
    {"1,299.00", 1299},
    {"1.299,00 €", 1299},
    {"1 299", 1299},
    {"1\xC2\xA0"
     "299,50",
     1299.5},
    {"1\xE2\x80\xAF"
     "299\xE2\x80\xAF"
     "000",
     1299000},
    {"CHF 1'299.–", 1299},
    {"1’299.50", 1299.5},
    {"12,99 zł", 12.99},
    {"1,299", 1299},
    {"1.299", 1.299},
    {"0,125", 0.125},
    {"12,34,567.5", 1234567.5},
    {"1.234.567", 1234567},
    {"1.2.3", 1.2},
    {"-5", -5},
    {"−5 °C", -5},
    {"-$1,000", -1000},
    {"$-5.5", -5.5},
    {"10-20", 10},
    {"10–20 kg", 10},
    {".5", 0.5},
    {"5,-", 5},
    {"4.5 out of 5", 4.5},
    {"2 for £5", 5},
    {"iPhone 15 for $999", 999},
    {"from 3 €", 3},
    {"US$19", 19},
    {"19USD", 19},
    {"EUR 7", 7},
    {"20 %", 20},
    {"#17", 17},
    {"(42)", 42},
    {"007", 7},
    {"A4", NAN},
    {"n/a", NAN},
    {"", NAN},
    {"-", NAN},
    {"$", NAN},
    {"COVID19 cases 5", 5},
    {"123456789012345678901234567890123456789012345678", 1.2345678901234568e39},
};

static void alone(void)
{
	for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
		double got = NAN;
		bool found = number_parse(spellings[i].text, &got);

		ok(found == !isnan(spellings[i].number), "\"%s\" has a number or not",
		   spellings[i].text);
		if (found && fabs(got - spellings[i].number) > 1e-9 * fabs(got))
			ok(false, "\"%s\": got %.15g, expected %.15g", spellings[i].text, got,
			   spellings[i].number);
	}
}

/* Prints what a column of texts becomes. */
static const char *column(struct arena *a, const char *const *texts, size_t n, bool is_integer)
{
	struct value *values = ARENA_ARRAY(a, n, struct value);
	struct items items = {.n = n, .n_fields = 1, .values = values};
	struct text t = text_new(a, 1000);

	for (size_t i = 0; i < n; i++)
		values[i] = (struct value){.kind = VALUE_TEXT, .as.text = texts[i]};
	number_column(&items, 0, is_integer);
	for (size_t i = 0; i < n; i++) {
		text_add(&t, i ? " " : "");
		value_print(&t, &values[i]);
	}
	return t.data;
}

static void columns(struct arena *a)
{
	static const struct {
		const char *label, *texts[4];
		bool is_integer;
		const char *numbers;
	} cases[] = {
	    {"doubt alone", {"1.299", "1,299"}, false, "1.299 1299"},
	    {"a comma decides", {"1.299", "12,50", "1,299"}, false, "1299 12.5 1.299"},
	    {"a point decides", {"1.299", "12.50", "1,299"}, false, "1.299 12.5 1299"},
	    {"groups decide", {"1.299", "1.234.567"}, false, "1299 1234567"},
	    {"the greater part decides", {"3.5", "4.5", "7,5", "1.250"}, false, "3.5 4.5 7.5 1.25"},
	    {"away from zero", {"2.5", "-2.5", "0.4", "12.5"}, true, "3 -3 0 13"},
	    {"no numbers", {"free", "9 left", "ask", "1e9"}, true, "null 9 null 1"},
	    {"too great", {"99999999999999999999", "5"}, true, "null 5"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t n = 0;

		while (n < 4 && cases[i].texts[n])
			n++;
		is_text(column(a, cases[i].texts, n, cases[i].is_integer), cases[i].numbers,
			cases[i].label);
	}
}

static void lists(struct arena *a)
{
	struct value inner[] = {
	    {.kind = VALUE_TEXT, .as.text = "3,5"},
	    {.kind = VALUE_TEXT, .as.text = "none"},
	    {.kind = VALUE_INT, .as.integer = 4},
	};
	struct value list = {.kind = VALUE_LIST, .as.list = {inner, 3}};
	struct items items = {.n = 1, .n_fields = 1, .values = &list};
	struct text t = text_new(a, 100);

	number_column(&items, 0, false);
	value_print(&t, &list);
	is_text(t.data, "[3.5,4]", "a list keeps its numbers");
}

int main(void)
{
	struct arena *a = arena_new();

	alone();
	columns(a);
	lists(a);
	arena_free(a);
	return done();
}
