/* Making a strategy offline, from a page in a file: to look at how it is made. */
#include "ctl/ctl.h"

#include "bounds.h"
#include "extract/operation.h"
#include "util/json.h"

#define FEEDBACKS_MAX HISTORY_MAX

struct offline {
	struct work *work;
	struct json_object *request;
	const char *feedbacks[FEEDBACKS_MAX];
	size_t n_feedbacks;
	struct extractor *extractor;
	const char *page;
	size_t page_size;
};

/* A member of the request out of a file of JSON. */
static bool json_read(struct offline *o, const char *member, const char *path)
{
	size_t n;
	const char *text = ctl_read_file(o->work, path, BODY_MAX, &n);
	struct json_object *value = text ? json_parse(o->work, text, n) : NULL;

	if (!text)
		return false;
	if (!value)
		return fail(o->work, ERR_INVALID, "\"%s\": %s", path, o->work->message);
	json_put_shared(o->request, member, value);
	return true;
}

/* In the extractor process: the page is a stranger's, and the administrator may be root. The
 * explanation goes to standard error, the rest is the result. */
static struct json_object *perform(struct offline *o, const char *operation)
{
	const struct ask ask = {operation, o->request, o->page, o->page_size, NULL};
	struct json_object *result = extractor_run(o->work, o->extractor, &ask, NULL, NULL);

	if (result && json_text(result, "explanation")) {
		fputs(json_text(result, "explanation"), stderr);
		json_object_object_del(result, "explanation");
	}
	return result;
}

static struct json_object *make(struct offline *o)
{
	struct json_object *result = perform(o, "generate");

	for (size_t i = 0; result && i < o->n_feedbacks; i++) {
		json_put_text(o->request, "feedback", o->feedbacks[i]);
		json_put_shared(o->request, "strategy", json_object_of(result, "strategy"));
		result = perform(o, "refine");
		if (result && json_object_of(result, "output_schema"))
			json_put_shared(o->request, "output_schema",
					json_object_of(result, "output_schema"));
	}
	return result;
}

static int option_take(struct offline *o, int option)
{
	switch (option) {
	case 'u':
		json_put_text(o->request, "url", optarg);
		return CTL_OK;
	case 's':
		return json_read(o, "output_schema", optarg) ? CTL_OK : CTL_FAILED;
	case 'c':
		return json_read(o, "capture", optarg) ? CTL_OK : CTL_FAILED;
	case 'a':
		json_put_bool(o->request, "force_api", true);
		return CTL_OK;
	case 'e':
		json_put_bool(o->request, "explain", true);
		return CTL_OK;
	case 'f':
		if (o->n_feedbacks == FEEDBACKS_MAX)
			return CTL_MISUSED;
		o->feedbacks[o->n_feedbacks++] = optarg;
		return CTL_OK;
	default:
		return CTL_MISUSED;
	}
}

static int generate(struct ctl *c)
{
	static const struct option options[] = {{"url", required_argument, NULL, 'u'},
						{"schema", required_argument, NULL, 's'},
						{"capture", required_argument, NULL, 'c'},
						{"force-api", no_argument, NULL, 'a'},
						{"feedback", required_argument, NULL, 'f'},
						{"explain", no_argument, NULL, 'e'},
						{0}};
	struct offline o = {.work = c->work, .request = json_new_object(c->work)};
	struct json_object *result;

	json_put_text(o.request, "url", "http://localhost/");
	for (int option; (option = ctl_option(c, options)) != -1;) {
		int status = option_take(&o, option);
		if (status != CTL_OK)
			return status;
	}
	if (!ctl_has(c, 2))
		return CTL_MISUSED;
	json_put_text(o.request, "description", c->argv[optind + 1]);
	o.page = ctl_read_file(c->work, c->argv[optind], PAGE_MAX, &o.page_size);
	if (!o.page)
		return CTL_FAILED;
	o.extractor = extractor_new(c->settings->extractor);
	result = make(&o);
	extractor_free(o.extractor);
	if (!result)
		return CTL_FAILED;
	printf("%s\n", json_string(c->work, result));
	return CTL_OK;
}

const struct command generate_commands[] = {
    {"generate",
     "[--url URL] [--schema FILE] [--capture FILE] [--force-api] [--feedback TEXT] ... [--explain]"
     " FILE DESCRIPTION",
     "make a strategy from a page in a file and print it with what it extracts", generate,
     NEEDS_NOTHING},
    {0},
};
