/* What counts: fields left out, numbers near enough. */
#include "job/sensitivity.h"

#include "bounds.h"
#include "util/json.h"

#include "tap.h"

static struct span span(const char *s)
{
	return (struct span){s, s ? strlen(s) : 0};
}

static struct sensitivity read(struct work *w, const char *ignore, const char *thresholds)
{
	struct sensitivity s;

	ok(sensitivity_read(w, NULL, ignore, thresholds, &s), "%s %s", ignore ? ignore : "nothing",
	   thresholds ? thresholds : "without thresholds");
	return s;
}

static void test_bad_input(struct work *w)
{
	static const char *const bad[][2] = {
	    {"[1]", "ignore_fields[0] must be the name of a field, of up to 255 bytes"},
	    {"[\"\"]", "ignore_fields[0] must be the name of a field, of up to 255 bytes"},
	    {"{}", "ignore_fields must be a list of names"},
	};
	static const char *const bad_thresholds[] = {
	    "{\"p\":{}}",
	    "{\"p\":5}",
	    "{\"p\":{\"percent\":0}}",
	    "{\"p\":{\"percent\":-1}}",
	    "{\"p\":{\"percent\":1,\"absolute\":1}}",
	    "{\"p\":{\"percent\":\"5\"}}",
	    "{\"p\":{\"per cent\":5}}",
	};
	struct sensitivity s = {0};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		ok(!sensitivity_ignore(w, json_parse(w, bad[i][0], strlen(bad[i][0])), &s), "%s",
		   bad[i][0]);
		is_text(w->message, bad[i][1], "is refused");
		work_forgive(w);
	}
	for (size_t i = 0; i < sizeof bad_thresholds / sizeof bad_thresholds[0]; i++) {
		const char *text = bad_thresholds[i];

		ok(!sensitivity_thresholds(w, json_parse(w, text, strlen(text)), &s), "%s", text);
		is_text(w->message,
			"thresholds.p must be {\"percent\": n} or {\"absolute\": n}, n above 0",
			"is refused");
		work_forgive(w);
	}
	ok(!sensitivity_read(w, NULL, "[", NULL, &s) && error_is(w, ERR_INTERNAL), "damaged rows");
	work_forgive(w);
}

static void test_names(struct work *w)
{
	struct sensitivity none = read(w, NULL, "{\"p\":{\"percent\":5}}");
	struct sensitivity one = read(w, "[\"b\",\"a\"]", NULL);
	struct sensitivity same = read(w, "[\"a\",\"b\"]", NULL);
	struct sensitivity other = read(w, "[\"a\"]", NULL), ordered = other;
	struct blob x = sensitivity_name(w, &one), y = sensitivity_name(w, &same);

	ok(!sensitivity_name(w, &none).data && !sensitivity_name(w, NULL).data,
	   "where all fields count there is no name");
	ok(x.size == SENSITIVITY_NAME_SIZE && memcmp(x.data, y.data, x.size) == 0,
	   "the same fields in any order have one");
	y = sensitivity_name(w, &other);
	ok(memcmp(x.data, y.data, x.size) != 0, "others have another");
	ordered.is_ordered = true;
	x = sensitivity_name(w, &ordered);
	ok(memcmp(x.data, y.data, x.size) != 0, "and so has order");
}

static void test_plan(struct work *w)
{
	const char *plan = "{\"key\":\"a\",\"order\":\"significant\"}";
	struct sensitivity of_schedule = read(w, "[\"a\",\"b\"]", NULL);
	struct sensitivity s =
	    sensitivity_of_plan(w, &of_schedule, json_parse(w, plan, strlen(plan)));

	ok(s.is_ordered, "the strategy's order counts");
	ok(sensitivity_counts(&s, span("\"a\"")), "and the fields of its key");
	ok(!sensitivity_counts(&s, span("\"b\"")), "another does not");
}

static void test_counted(struct work *w)
{
	static const char items[] = "[{\"a\":1,\"views\":7,\"b\":[2]},{\"views\":8},5]";
	struct sensitivity s = read(w, "[\"views\"]", NULL);
	struct text t = text_new(w->arena, 1000);
	char one[CONTENT_HASH_SIZE], two[CONTENT_HASH_SIZE];
	struct item_list all, counted, turned;

	ok(item_list_scan(w, items, sizeof items - 1, NULL, &all) &&
	       sensitivity_counted(w, &s, &all, &counted),
	   "items");
	item_list_print(&counted, &t);
	is_text(t.data, "[{\"a\":1,\"b\":[2]},{},5]", "without a field");
	ok(item_list_scan(w, "[5,{},{\"b\":[2],\"a\":1}]", 22, NULL, &turned) &&
	       content_hash(w, &counted, false, one) && content_hash(w, &turned, false, two),
	   "hashed");
	is_text(one, two, "in any order");
	ok(content_hash(w, &turned, true, two) && strcmp(one, two) != 0, "or in theirs");
}

static void test_thresholds(struct work *w)
{
	static const struct {
		const char *field, *before, *after;
		bool is_same;
	} rows[] = {
	    {"\"price\"", "100", "104.99", true},
	    {"\"price\"", "100", "105", false},
	    {"\"price\"", "1.10", "1.155", false},
	    {"\"price\"", "1.10", "1.045", false},
	    {"\"price\"", "-100", "-104", true},
	    {"\"price\"", "0", "0.01", false},
	    {"\"price\"", "0", "0.0", true},
	    {"\"price\"", "100", "null", false},
	    {"\"price\"", "\"$100.00\"", "\"$104.00\"", true},
	    {"\"price\"", "\"1.000,00 \xE2\x82\xAC\"", "\"1.049,00 \xE2\x82\xAC\"", true},
	    {"\"price\"", "\"$100.00\"",
	     "\"\xC2\xA3"
	     "100.00\"",
	     false},
	    {"\"price\"", "\"$100 each\"", "\"$101 a pair\"", false},
	    {"\"price\"", "\"from $9\"", "\"from $9.10\"", true},
	    {"\"price\"", "\"sold out\"", "\"sold\"", false},
	    {"\"price\"", "[1]", "[2]", false},
	    {"\"stock\"", "100", "109", true},
	    {"\"stock\"", "100", "90", false},
	    {"\"name\"", "100", "101", false},
	};
	struct sensitivity s =
	    read(w, NULL, "{\"price\":{\"percent\":5},\"stock\":{\"absolute\":10}}");

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		ok(sensitivity_same(w, &s, span(rows[i].field), span(rows[i].before),
				    span(rows[i].after)) == rows[i].is_same,
		   "%s %s and %s are %s", rows[i].field, rows[i].before, rows[i].after,
		   rows[i].is_same ? "the same" : "not the same");
	ok(!sensitivity_same(w, &s, span("\"price\""), span(NULL), span("1")),
	   "a new field is new");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	test_bad_input(&w);
	test_names(&w);
	test_plan(&w);
	test_counted(&w);
	test_thresholds(&w);
	work_end(&w);
	return done();
}
