/* Lists: bare arrays with their length and their next page in headers (decision 6). */
#include "api/api.h"
#include "bounds.h"

const char *since_check(const char *value)
{
	struct instant t;

	return instant_parse_since(value, clock_now(), &t)
		   ? NULL
		   : "must be a time such as 2026-05-10T14:32:11Z, or how long ago, such as 30m, "
		     "24h, 7d or 2w";
}

int64_t list_limit(int64_t asked, int64_t fallback, int64_t most)
{
	if (asked == 0) /* absent: the decoder refuses a 0 that was sent */
		return fallback;
	return asked < most ? asked : most;
}

static void query_escape(struct text *t, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    strchr("-._~:", c)) {
			text_add_char(t, (char)c);
		} else {
			text_add_char(t, '%');
			text_add_char(t, hex[c >> 4]);
			text_add_char(t, hex[c & 15]);
		}
	}
}

/* The same request with another offset, as a path: the host is nginx's business. Names that the
 * route does not know are left out, or a client could make this header as long as it likes. */
static void add_link(struct call *c, int64_t limit, int64_t offset)
{
	const struct request *r = c->request;
	struct text t = text_new(c->work->arena, QUERY_MAX * 3);

	text_addf(&t, "<%s?limit=%lld&offset=%lld", r->path, (long long)limit,
		  (long long)(offset + limit));
	for (size_t i = 0; i < r->n_query; i++) {
		if (strcmp(r->query[i].name, "limit") == 0 ||
		    strcmp(r->query[i].name, "offset") == 0 ||
		    !shape_field(c->route->in, r->query[i].name))
			continue;
		text_add_char(&t, '&');
		query_escape(&t, r->query[i].name);
		text_add_char(&t, '=');
		query_escape(&t, r->query[i].value);
	}
	text_add(&t, ">; rel=\"next\"");
	reply_header(c->reply, "Link", "%s", t.data);
}

bool list_count(struct call *c, int64_t total)
{
	if (total > COUNT_EXACT_MAX)
		return false;
	reply_header(c->reply, "X-Total-Count", "%lld", (long long)total);
	return true;
}

void list_headers(struct call *c, size_t n, int64_t limit, int64_t offset, int64_t total)
{
	bool is_more = (int64_t)n == limit; /* as far as anybody knows: few are counted */

	if (list_count(c, total))
		is_more = offset + (int64_t)n < total;
	if (is_more)
		add_link(c, limit, offset);
}

bool reply_list(struct call *c, const struct shape *s, const void *rows, size_t n, int64_t limit,
		int64_t offset, int64_t total)
{
	struct text *body = &c->reply->body;

	list_headers(c, n, limit, offset, total);
	c->reply->status = 200;
	text_add_char(body, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			text_add_char(body, ',');
		shape_encode(body, s, (const char *)rows + i * s->size);
	}
	text_add_char(body, ']');
	return true;
}
