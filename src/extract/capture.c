/* Lists of responses, and what all forms of a capture share. */
#include "extract/capture.h"

#include "bounds.h"
#include "util/json.h"
#include "util/json_each.h"
#include "util/url.h"

struct captures captures_new(struct work *w)
{
	return (struct captures){
	    .items = ARENA_ARRAY(w->arena, CAPTURES_MAX, struct capture),
	    .dropped = ARENA_ARRAY(w->arena, HEADERS_DROPPED_MAX, const char *),
	};
}

bool captures_open(const struct captures *all)
{
	for (size_t i = 0; i < all->n; i++) {
		if (all->items[i].is_open)
			return true;
	}
	return false;
}

struct capture *capture_add(struct work *w, struct captures *out)
{
	struct capture *c;

	if (out->n == CAPTURES_MAX)
		return NULL;
	c = &out->items[out->n++];
	*c = (struct capture){.method = "GET", .headers = json_new_object(w)};
	return c;
}

bool capture_address(struct work *w, struct capture *c, const char *base, const char *url,
		     const char *field)
{
	const char *why = NULL;
	struct url *from = base ? url_parse(w->arena, base, &why) : NULL, *to;

	if (!url || strlen(url) > URL_MAX)
		return complain(w, ERR_INVALID, field, "%s must be a URL of at most %d bytes",
				field, URL_MAX);
	to = from ? url_join(w->arena, from, url, &why) : url_parse(w->arena, url, &why);
	if (!to)
		return complain(w, ERR_INVALID, field, "%s must be an http or https URL: %s", field,
				why ? why : "other scheme");
	c->url = url_print(w->arena, to, false);
	return true;
}

bool capture_method(struct work *w, struct capture *c, const char *method, const char *field)
{
	if (ascii_equal(method, "GET") || ascii_equal(method, "POST")) {
		c->method = ascii_equal(method, "GET") ? "GET" : "POST";
		return true;
	}
	return complain(w, ERR_INVALID, field, "%s must be GET or POST", field);
}

/* --- headers --- */

static bool is_in(const char *const *names, const char *name)
{
	for (; *names; names++) {
		size_t n = strlen(*names);

		if ((*names)[n - 1] == '-' ? ascii_starts(name, *names) : ascii_equal(name, *names))
			return true;
	}
	return false;
}

/* What a server may need to give the same answer, and nobody has to hide. */
static const char *const kept[] = {
    "Accept", "Accept-Language", "Content-Type", "Origin", "Referer", "X-Requested-With", NULL};

/* What browsers and proxies add by themselves; a name that ends in - stands for all that begin so.
 * Nobody misses them. */
static const char *const browsers[] = {
    ":",	  "Host",	   "Connection",    "Content-Length",
    "User-Agent", "Accept-",	   "Cache-Control", "Pragma",
    "DNT",	  "Sec-",	   "Priority",	    "Upgrade-Insecure-Requests",
    "TE",	  "If-",	   "Keep-Alive",    "Alt-Used",
    "Save-Data",  "Device-Memory", "Downlink",	    "RTT",
    "ECT",	  "Viewport-",	   "Via",	    "X-Forwarded-",
    NULL};

static void note_dropped(struct work *w, struct captures *out, const char *name)
{
	for (size_t i = 0; i < out->n_dropped; i++) {
		if (ascii_equal(out->dropped[i], name))
			return;
	}
	if (out->n_dropped < HEADERS_DROPPED_MAX && strlen(name) <= HEADER_NAME_SHOWN)
		out->dropped[out->n_dropped++] = arena_text(w->arena, name);
}

void capture_header(struct work *w, struct captures *out, struct capture *c, const char *name,
		    const char *value)
{
	if (is_in(kept, name)) {
		if (strlen(value) <= HEADER_VALUE_MAX && !strpbrk(value, "\r\n"))
			json_put_text(c->headers, name, value);
		return;
	}
	if (*name == ':' || !*name || is_in(browsers, name))
		return;
	note_dropped(w, out, name);
}

/* --- a list of responses --- */

/* The body as a text or as the JSON that it is. */
static bool read_body(struct work *w, struct capture *c, struct json_object *said, const char *at)
{
	if (json_object_is_type(said, json_type_string)) {
		c->body = json_object_get_string(said);
		c->body_size = (size_t)json_object_get_string_len(said);
		c->is_text = true;
		return true;
	}
	if (json_object_is_type(said, json_type_object) ||
	    json_object_is_type(said, json_type_array)) {
		c->value = said;
		return true;
	}
	return complain(w, ERR_INVALID, at, "%s must be a string, an object or a list", at);
}

static bool read_request(struct work *w, struct captures *out, struct capture *c,
			 struct json_object *item)
{
	struct json_object *sent = json_get(item, "request_body");

	JSON_EACH (json_object_of(item, "headers"), m) {
		if (json_object_is_type(m.value, json_type_string))
			capture_header(w, out, c, m.key, json_object_get_string(m.value));
	}
	if (sent)
		c->sent = json_object_is_type(sent, json_type_string) ? json_object_get_string(sent)
								      : json_string(w, sent);
	return true;
}

static bool read_item(struct work *w, struct json_object *item, const char *base, const char *at,
		      struct captures *out)
{
	const char *method = json_text(item, "method");
	struct capture *c;

	if (json_object_is_type(item, json_type_string))
		return capture_curl(w, json_object_get_string(item), base, at, out);
	if (!json_object_is_type(item, json_type_object))
		return complain(w, ERR_INVALID, at, "%s must be an object or a curl command", at);
	c = capture_add(w, out);
	if (!c)
		return complain(w, ERR_INVALID, "capture", "capture may have at most %d responses",
				CAPTURES_MAX);
	c->content_type = json_text(item, "content_type");
	return capture_address(w, c, base, json_text(item, "url"),
			       arena_printf(w->arena, "%s.url", at)) &&
	       (!method || capture_method(w, c, method, arena_printf(w->arena, "%s.method", at))) &&
	       read_body(w, c, json_get(item, "body"), arena_printf(w->arena, "%s.body", at)) &&
	       read_request(w, out, c, item);
}

static bool read_list(struct work *w, struct json_object *list, const char *base,
		      struct captures *out)
{
	size_t n = json_object_array_length(list);

	for (size_t i = 0; i < n; i++) {
		if (!read_item(w, json_object_array_get_idx(list, i), base,
			       arena_printf(w->arena, "capture[%zu]", i), out))
			return false;
	}
	return true;
}

bool captures_read(struct work *w, struct json_object *given, const char *base,
		   struct captures *out)
{
	if (!given)
		return true;
	if (json_object_is_type(given, json_type_array))
		return read_list(w, given, base, out);
	if (json_object_of(given, "log"))
		return capture_har(w, json_object_of(given, "log"), base, out);
	if (json_object_is_type(given, json_type_string) ||
	    json_object_is_type(given, json_type_object))
		return read_item(w, given, base, "capture", out);
	return complain(w, ERR_INVALID, "capture",
			"capture must be a list of responses, a HAR or a curl command");
}
