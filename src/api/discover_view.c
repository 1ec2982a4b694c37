/* The discovery object (contract, part B, 3.3). */
#include "api/discover_view.h"

#include "bounds.h"
#include "job/selection.h"

#define VIEW(member, ...) FIELD(struct discovery_view, member, __VA_ARGS__)

#define LISTED                                                                                     \
	VIEW(id, .format = "uuid"),                                                                \
	    VIEW(discovery_id, .format = "uuid", .summary = "The same as id."),                    \
	    VIEW(status, .one_of = DISCOVERY_STATUS_WORDS),                                        \
	    VIEW(discovery_method, .one_of = "sitemap|pagination|link_pattern"),                   \
	    VIEW(root_url, .summary = "The sitemap, the template or the seed."),                   \
	    VIEW(config, .summary = "What was asked for, with defaults."),                         \
	    VIEW(total_urls, .summary = "How many were found so far."),                            \
	    VIEW(sample_urls, .summary = "The first ten.")
#define COUNTS                                                                                     \
	VIEW(pages_known, .summary = "Pages and sitemaps that the latest run knows,"),             \
	    VIEW(pages_done, .summary = "those that it has read,"),                                \
	    VIEW(pages_failed, .summary = "and those that it could not."),                         \
	    VIEW(is_renewed, .summary = "Whether the list is being renewed right now."),           \
	    VIEW(stopped_by,                                                                       \
		 .summary = "The bound that ended it early, max_urls or max_visits; or null."),    \
	    VIEW(error, .summary = "Why the latest run failed, in one sentence."),                 \
	    COLUMN(struct discovery_view, created_at), COLUMN(struct discovery_view, started_at),  \
	    COLUMN(struct discovery_view, completed_at),                                           \
	    VIEW(crawled_at, .summary = "When the list was made, or renewed last.")

SHAPE(discovery_listed_out, struct discovery_view, LISTED, COUNTS);
SHAPE(discovery_out, struct discovery_view, LISTED,
      VIEW(urls, .summary = "The first hundred; all have an endpoint of their own."),
      VIEW(errors, .summary = "The first ten pages that could not be read, and why."), COUNTS);

int64_t discovery_total(const struct discovery *d)
{
	return d->run == d->listed_run ? d->found : d->total;
}

static const char *url_list(struct work *w, const struct discovered *rows, size_t n)
{
	const struct texts urls = selection_urls(w, rows, n);

	return json_string(w, json_new_texts(w, &urls));
}

static bool add_urls(struct work *w, const struct discovery *d, bool with_urls,
		     struct discovery_view *out)
{
	const int64_t wanted = with_urls ? DISCOVERY_SHOWN : DISCOVERY_SAMPLE;
	struct discovered *rows;
	size_t n;

	if (!discovered_list(w, d, wanted, 0, &rows, &n))
		return false;
	out->sample_urls.data = url_list(w, rows, n < DISCOVERY_SAMPLE ? n : DISCOVERY_SAMPLE);
	if (with_urls)
		out->urls.data = url_list(w, rows, n);
	return true;
}

const char *discovery_errors(struct work *w, const struct discovery_page *pages, size_t n)
{
	struct json_object *list = json_new_array(w);

	for (size_t i = 0, shown = 0; i < n && shown < DISCOVERY_SAMPLE; i++) {
		struct json_object *o;

		if (!pages[i].error)
			continue;
		o = json_new_object(w);
		json_put_text(o, "url", pages[i].url);
		json_put_text(o, "error", pages[i].error);
		json_add_shared(list, o);
		shown++;
	}
	return json_string(w, list);
}

static bool add_errors(struct work *w, const struct discovery *d, struct discovery_view *out)
{
	struct discovery_page *rows;
	size_t n;

	if (!discovery_pages_failed(w, d, DISCOVERY_SAMPLE, &rows, &n))
		return false;
	out->errors.data = discovery_errors(w, rows, n);
	return true;
}

bool discovery_view_of(struct work *w, const struct discovery *d, bool with_urls,
		       struct discovery_view *out)
{
	*out = (struct discovery_view){.id = d->id,
				       .discovery_id = d->id,
				       .status = d->status,
				       .discovery_method = d->method,
				       .root_url = d->root_url,
				       .config = d->config,
				       .total_urls = discovery_total(d),
				       .pages_known = d->pages_known,
				       .pages_done = d->pages_done,
				       .pages_failed = d->pages_failed,
				       .is_renewed = d->crawl_job_id != NULL,
				       .stopped_by = d->stopped_by,
				       .error = d->error,
				       .created_at = d->created_at,
				       .started_at = d->started_at,
				       .completed_at = d->completed_at,
				       .crawled_at = d->crawled_at};
	return add_urls(w, d, with_urls, out) && (!with_urls || add_errors(w, d, out));
}
