/* The extraction engine without a server: a strategy and a page from files to items. */
#include "ctl/ctl.h"
#include "ctl/explain.h"

#include "bounds.h"
#include "extract/inner.h"
#include "extract/operation.h"
#include "extract/write_csv.h"
#include "util/json.h"

#include <stdio.h>

enum format { FORMAT_UNSAID, FORMAT_JSON, FORMAT_LINES, FORMAT_CSV };

struct extraction {
	struct ctl *ctl;
	const char *url, *type, *strategy_file, *page_file;
	enum format format;
	bool raw, explain, here;
	struct json_object *request; /* of the operation */
	char *page;
	size_t page_size;
};

/* --- reading --- */

/* The operation's request. The file holds a plan alone, or a whole strategy as the API gives it. */
static bool read_strategy(struct extraction *e)
{
	static const char *const members[] = {"output_schema", "filter_config"};
	struct work *w = e->ctl->work;
	size_t n;
	const char *text = ctl_read_file(w, e->strategy_file, EXTRACT_REQUEST_MAX, &n);
	struct json_object *said = text ? json_parse(w, text, n) : NULL, *plan;

	if (!text)
		return false;
	if (!said)
		return fail(w, ERR_INVALID, "\"%s\": %s", e->strategy_file, w->message);
	plan = json_object_of(said, "strategy");
	e->request = json_new_object(w);
	json_put_shared(e->request, "strategy", plan ? plan : said);
	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
		if (plan && json_get(said, members[i]))
			json_put_shared(e->request, members[i], json_get(said, members[i]));
	}
	if (plan && !e->url)
		e->url = json_text(said, "url");
	json_put_text(e->request, "url", e->url);
	json_put_text(e->request, "content_type", e->type);
	return true;
}

/* --- running --- */

/* In the extractor process: the page is a stranger's, and the administrator may be root. */
static struct json_object *run(struct extraction *e, const char *operation)
{
	struct work *w = e->ctl->work;
	struct extractor *x;
	struct json_object *answer;

	if (e->here)
		return operation_run(w, operations, operation, e->request, e->page, e->page_size);
	x = extractor_new(e->ctl->settings->extractor);
	answer = extractor_run(
	    w, x, &(struct ask){operation, e->request, e->page, e->page_size, NULL}, NULL, NULL);
	extractor_free(x);
	return answer;
}

/* --- writing --- */

static void write_out(struct text *t)
{
	(void)fwrite(t->data, 1, t->length, stdout);
	text_clear(t);
}

static void write_items(struct extraction *e, struct json_object *items)
{
	struct work *w = e->ctl->work;
	struct json_object *inner = inner_items(json_get(e->request, "output_schema"), items);
	struct csv_columns columns = {0};
	struct text t = text_new(w->arena, EXTRACT_REPLY_MAX);

	if (e->format == FORMAT_CSV) {
		columns = csv_columns_of(w, inner);
		csv_write_header(&t, &columns, e->raw);
	} else if (e->format != FORMAT_LINES) {
		json_print(&t, items);
		text_add_char(&t, '\n');
	}
	write_out(&t);
	for (size_t i = 0; columns.n && i < json_object_array_length(inner); i++) {
		csv_write_row(w, &t, &columns, json_object_array_get_idx(inner, i), e->raw);
		write_out(&t);
	}
	for (size_t i = 0; e->format == FORMAT_LINES && i < json_object_array_length(inner); i++) {
		json_print(&t, json_object_array_get_idx(inner, i));
		text_add_char(&t, '\n');
		write_out(&t);
	}
}

static void write_warnings(struct json_object *warnings)
{
	for (size_t i = 0; warnings && i < json_object_array_length(warnings); i++)
		fprintf(stderr, "meterctl: warning: %s\n",
			json_object_get_string(json_object_array_get_idx(warnings, i)));
}

static void write_explanation(struct extraction *e, struct json_object *answer)
{
	struct text t = text_new(e->ctl->work->arena, EXTRACT_REPLY_MAX);

	if (e->format == FORMAT_JSON) {
		json_print(&t, answer);
		text_add_char(&t, '\n');
	} else {
		explanation_print(&t, answer);
	}
	write_out(&t);
}

/* --- the command --- */

static bool read_format(struct extraction *e, const char *word)
{
	static const char *const words[] = {
	    [FORMAT_JSON] = "json", [FORMAT_LINES] = "jsonl", [FORMAT_CSV] = "csv"};

	for (size_t i = FORMAT_JSON; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(words[i], word) == 0)
			e->format = (enum format)i;
	}
	return e->format != FORMAT_UNSAID;
}

static bool read_options(struct extraction *e)
{
	static const struct option options[] = {{"url", required_argument, NULL, 'u'},
						{"type", required_argument, NULL, 't'},
						{"format", required_argument, NULL, 'f'},
						{"raw-csv", no_argument, NULL, 'r'},
						{"explain", no_argument, NULL, 'e'},
						{"in-process", no_argument, NULL, 'i'},
						{0}};

	for (int option; (option = ctl_option(e->ctl, options)) != -1;) {
		if (option == 'u')
			e->url = optarg;
		else if (option == 't')
			e->type = optarg;
		else if (option == 'r')
			e->raw = true;
		else if (option == 'e')
			e->explain = true;
		else if (option == 'i')
			e->here = true;
		else if (option != 'f' || !read_format(e, optarg))
			return false;
	}
	if (!ctl_has(e->ctl, 2))
		return false;
	e->strategy_file = e->ctl->argv[optind];
	e->page_file = e->ctl->argv[optind + 1];
	return strcmp(e->strategy_file, "-") != 0 || strcmp(e->page_file, "-") != 0;
}

static int extract(struct ctl *c)
{
	struct extraction e = {.ctl = c};
	struct json_object *answer;

	if (!read_options(&e))
		return CTL_MISUSED;
	if (!read_strategy(&e) ||
	    !(e.page = ctl_read_file(c->work, e.page_file, PAGE_MAX, &e.page_size)))
		return CTL_FAILED;
	answer = run(&e, e.explain ? "explain" : "extract");
	if (!answer)
		return CTL_FAILED;
	if (e.explain) {
		write_explanation(&e, answer);
		return CTL_OK;
	}
	write_items(&e, json_array_of(answer, "items"));
	write_warnings(json_array_of(answer, "warnings"));
	return CTL_OK;
}

const struct command extract_commands[] = {
    {"extract",
     "[--url URL] [--type TYPE] [--format json|jsonl|csv] [--raw-csv] [--explain] [--in-process]"
     " STRATEGY PAGE",
     "run a strategy over a page, both files or -, and print the items", extract, NEEDS_NOTHING},
    {0},
};
