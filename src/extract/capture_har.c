/* HAR files (HTTP Archive 1.2): of all that a page loaded, the answers that may be data. */
#include "extract/capture.h"

#include "bounds.h"
#include "util/json.h"

/* Pictures, fonts, styles and pages are most of a HAR and never an API's answer. */
static bool may_be_data(const char *type, const char *text)
{
	static const char *const others[] = {"text/html", "text/css", "image/", "font/",
					     "video/",	  "audio/",   NULL};

	text += strspn(text, " \t\r\n");
	if (!*text || *text == '<')
		return false;
	for (const char *const *other = others; type && *other; other++) {
		if (ascii_starts(type, *other))
			return false;
	}
	return true;
}

static void read_headers(struct work *w, struct captures *out, struct capture *c,
			 struct json_object *request)
{
	struct json_object *list = json_array_of(request, "headers");
	size_t n = list ? json_object_array_length(list) : 0;

	for (size_t i = 0; i < n && i < HAR_HEADERS_MAX; i++) {
		struct json_object *header = json_object_array_get_idx(list, i);
		const char *name = json_text(header, "name"), *value = json_text(header, "value");

		if (name && value)
			capture_header(w, out, c, name, value);
	}
}

/* False: this entry is nothing that could be called again. */
static bool read_entry(struct work *w, struct json_object *entry, const char *base,
		       struct captures *out)
{
	struct json_object *request = json_object_of(entry, "request");
	struct json_object *response = json_object_of(entry, "response");
	struct json_object *content = json_object_of(response, "content");
	const char *text = json_text(content, "text"), *type = json_text(content, "mimeType");
	const char *method = json_text(request, "method"),
		   *encoding = json_text(content, "encoding");
	struct capture *c;

	if (!text || json_int(response, "status", 200) >= 300 || !may_be_data(type, text) ||
	    !(c = capture_add(w, out)))
		return false;
	c->content_type = type;
	c->body = text;
	c->body_size = (size_t)json_object_get_string_len(json_get(content, "text"));
	c->is_base64 = encoding && ascii_equal(encoding, "base64");
	c->is_text = !c->is_base64;
	c->sent = json_text(json_object_of(request, "postData"), "text");
	if (!capture_address(w, c, base, json_text(request, "url"), "capture") ||
	    !capture_method(w, c, method ? method : "GET", "capture")) {
		work_forgive(w);
		out->n--;
		return false;
	}
	read_headers(w, out, c, request);
	return true;
}

bool capture_har(struct work *w, struct json_object *log, const char *base, struct captures *out)
{
	struct json_object *entries = json_array_of(log, "entries");
	size_t n = entries ? json_object_array_length(entries) : 0;

	if (!entries)
		return complain(w, ERR_INVALID, "capture.log.entries",
				"capture.log.entries must be a list");
	for (size_t i = 0; i < n; i++)
		read_entry(w, json_object_array_get_idx(entries, i), base, out);
	return true;
}
