/* Makes a strategy for a page in a file, or runs one, without server or network:
 *
 *   bench/generate [--url URL] [--schema JSON] [--capture FILE] [--explain] PAGE DESCRIPTION
 *   bench/generate [--url URL] [--schema JSON] --weights FILE PAGE DESCRIPTION
 *   bench/generate [--url URL] [--schema JSON] --strategy JSON PAGE
 *
 * Prints the answer of the operation; with --explain, candidates and scores before it. With
 * --weights, the items for each line of FILE: one line of JSON each, with the weights that the line
 * names ("NAMES=2 LABEL=1.5") instead of the table's.
 */
#include "extract/charset.h"
#include "extract/rules.h"
#include "extract/selector.h"
#include "strategy/generate.h"
#include "strategy/weights.h"
#include "util/json.h"

#include <unistd.h>

struct options {
	const char *url, *schema, *strategy, *capture, *weights, *page, *description;
	bool explain;
};

static char *file_read(const char *path, size_t *n_out)
{
	FILE *f = fopen(path, "rb");
	char *data = NULL;
	size_t n = 0, got;

	if (!f)
		return NULL;
	do {
		data = realloc(data, n + 65536 + 1);
		if (!data)
			abort();
		got = fread(data + n, 1, 65536, f);
		n += got;
	} while (got);
	fclose(f);
	data[n] = '\0';
	*n_out = n;
	return data;
}

static bool options_read(struct options *o, char **arguments)
{
	const char *const *next = (const char *const *)arguments + 1;

	for (; *next; next++) {
		const char **value = strcmp(*next, "--url") == 0	? &o->url
				     : strcmp(*next, "--schema") == 0	? &o->schema
				     : strcmp(*next, "--strategy") == 0 ? &o->strategy
				     : strcmp(*next, "--capture") == 0	? &o->capture
				     : strcmp(*next, "--weights") == 0	? &o->weights
				     : !o->page				? &o->page
									: &o->description;
		if (strcmp(*next, "--explain") == 0) {
			o->explain = true;
			continue;
		}
		if (value != &o->page && value != &o->description && !*++next)
			return false;
		*value = *next;
	}
	return o->page && (o->strategy || o->description);
}

/* The strategy on the page, as the "extract" operation does it. */
static bool extract(struct work *w, const struct options *o, const char *page, size_t n,
		    struct text *out)
{
	struct decoded decoded = charset_decode(w, page, n, NULL);
	struct document *d = html_parse(w, decoded.text, decoded.size, o->url);
	struct json_object *strategy = json_parse(w, o->strategy, strlen(o->strategy));
	struct rules *rules = strategy ? rules_parse(w, strategy) : NULL;
	struct items *items = d && rules ? rules_run(w, rules, d) : NULL;
	struct schema *schema = NULL;

	if (!items)
		return false;
	if (o->schema)
		schema = schema_parse(w, json_parse(w, o->schema, strlen(o->schema)));
	text_add(out, "{\"items\":");
	if (schema)
		schema_print(out, schema, schema_apply(w, schema, items));
	else
		items_print(out, items);
	text_add_char(out, '}');
	return true;
}

/* The explanation as text, then the rest. */
static void answer_explain(struct work *w, const struct text *out)
{
	struct json_object *answer = json_parse(w, out->data, out->length);

	fputs(json_text(answer, "explanation"), stdout);
	json_drop(answer, "explanation");
	puts(json_string(w, answer));
}

/* The table with what the line changes; false for a name that is none. */
static bool weights_read(char *line, double *out)
{
	char *rest, *word = strtok_r(line, " \n", &rest);

	memcpy(out, weights, sizeof weights);
	for (; word; word = strtok_r(NULL, " \n", &rest)) {
		char *mark = strchr(word, '=');
		size_t i = 0;
		if (!mark)
			return false;
		*mark = '\0';
		while (i < WEIGHT__MAX && strcmp(weight_names[i], word) != 0)
			i++;
		if (i == WEIGHT__MAX)
			return false;
		out[i] = strtod(mark + 1, NULL);
	}
	return true;
}

/* One line of JSON for each line of weights. */
static bool weigh(struct work *w, const struct options *o, const char *page, size_t n)
{
	struct decoded decoded = charset_decode(w, page, n, NULL);
	struct document *d = html_parse(w, decoded.text, decoded.size, o->url);
	struct schema *schema =
	    o->schema ? schema_parse(w, json_parse(w, o->schema, strlen(o->schema))) : NULL;
	double changed[WEIGHT__MAX];
	FILE *f = fopen(o->weights, "r");
	char line[4096];

	while (d && f && fgets(line, sizeof line, f)) {
		struct generate_input in = {.document = d,
					    .description = o->description,
					    .schema = schema,
					    .weights = changed};
		struct text out = text_new(w->arena, 64u << 20);
		struct proposal *made;
		if (!weights_read(line, changed))
			return false;
		selector_renew(d);
		made = strategy_generate(w, &in);
		if (made && schema)
			schema_print(&out, schema, schema_apply(w, schema, made->items));
		else if (made)
			items_print(&out, made->items);
		puts(made ? out.data : "[]");
		work_forgive(w);
	}
	return f && fclose(f) == 0;
}

static bool run(struct work *w, const struct options *o)
{
	struct json_object *request = json_new_object(w);
	struct text out = text_new(w->arena, 64u << 20);
	size_t n, capture_size;
	char *page = file_read(o->page, &n), *capture = NULL;
	bool done;

	if (!page)
		return fail(w, ERR_NOT_FOUND, "cannot read \"%s\"", o->page);
	if (o->weights) {
		done = weigh(w, o, page, n);
		free(page);
		return done || fail(w, ERR_INVALID, "no good weights in \"%s\"", o->weights);
	}
	json_put_text(request, "url", o->url);
	json_put_text(request, "description", o->description);
	if (o->schema)
		json_put_shared(request, "output_schema",
				json_parse(w, o->schema, strlen(o->schema)));
	if (o->explain)
		json_put_bool(request, "explain", true);
	if (o->capture && !(capture = file_read(o->capture, &capture_size)))
		return fail(w, ERR_NOT_FOUND, "cannot read \"%s\"", o->capture);
	if (capture)
		json_put_shared(request, "capture", json_parse(w, capture, capture_size));
	if (o->strategy) {
		done = extract(w, o, page, n, &out);
	} else {
		done = generate_operation(w, request, page, n, &out);
	}
	free(page);
	free(capture);
	if (done && o->explain)
		answer_explain(w, &out);
	else if (done)
		puts(out.data);
	return done;
}

int main(int argc, char **argv)
{
	struct options o = {0};
	struct work w;
	bool done;

	if (argc < 3 || !options_read(&o, argv)) {
		fputs(
		    "usage: generate [--url URL] [--schema JSON] [--capture FILE] [--explain]"
		    " PAGE DESCRIPTION\n"
		    "       generate [--url URL] [--schema JSON] --weights FILE PAGE DESCRIPTION\n"
		    "       generate [--url URL] [--schema JSON] --strategy JSON PAGE\n",
		    stderr);
		return 2;
	}
	work_begin(&w);
	done = run(&w, &o);
	if (!done)
		fprintf(stderr, "%s\n", w.message ? w.message : "failed");
	work_end(&w);
	return done ? 0 : 1;
}
