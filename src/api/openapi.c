/* The OpenAPI 3.1 document, printed from the route and shape tables: it cannot disagree with what
 * the program does. */
#include "api/api.h"
#include "bounds.h"

static void print_text(struct text *t, const char *s)
{
	text_add_json(t, s, strlen(s));
}

/* `"key":"value"` with a comma before it when the text does not end in an opening brace. */
static void print_pair(struct text *t, const char *key, const char *value)
{
	if (t->length && t->data[t->length - 1] != '{')
		text_add_char(t, ',');
	print_text(t, key);
	text_add_char(t, ':');
	print_text(t, value);
}

static void print_number(struct text *t, const char *key, double value)
{
	text_add_char(t, ',');
	print_text(t, key);
	text_add_char(t, ':');
	json_print_double(t, value);
}

static const char *type_word(enum shape_type type)
{
	switch (type) {
	case SHAPE_BOOL:
	case SHAPE_OPT_BOOL:
		return "boolean";
	case SHAPE_INT:
	case SHAPE_OPT_INT:
		return "integer";
	case SHAPE_DOUBLE:
	case SHAPE_OPT_DOUBLE:
		return "number";
	case SHAPE_TEXT:
	case SHAPE_INSTANT:
		return "string";
	case SHAPE_TEXTS:
		return "array";
	case SHAPE_BLOB:
	case SHAPE_RAW_JSON:
	case SHAPE_JSON:
		return NULL; /* any JSON */
	}
	return NULL;
}

static bool is_nullable(const struct field *f, bool output)
{
	if (!output || f->omit_null)
		return false;
	switch (f->type) {
	case SHAPE_TEXT:
	case SHAPE_INSTANT:
	case SHAPE_OPT_BOOL:
	case SHAPE_OPT_INT:
	case SHAPE_OPT_DOUBLE:
		return true;
	case SHAPE_BOOL:
	case SHAPE_INT:
	case SHAPE_DOUBLE:
	case SHAPE_TEXTS:
	case SHAPE_BLOB:
	case SHAPE_RAW_JSON:
	case SHAPE_JSON:
		return false;
	}
	return false;
}

static void print_bounds(struct text *t, const struct field *f)
{
	const char *least = "minimum", *most = "maximum";

	if (f->type == SHAPE_TEXT) {
		least = "minLength";
		most = "maxLength";
	} else if (f->type == SHAPE_TEXTS) {
		least = "minItems";
		most = "maxItems";
	}
	if (f->min != 0 || (f->max != 0 && f->type != SHAPE_TEXT))
		print_number(t, least, f->min);
	if (f->max != 0 && f->max >= f->min)
		print_number(t, most, f->max);
}

static void print_words(struct text *t, const char *words, bool nullable)
{
	text_add(t, ",\"enum\":[\"");
	for (; *words; words++) {
		if (*words == '|')
			text_add(t, "\",\"");
		else
			text_add_char(t, *words);
	}
	text_add(t, nullable ? "\",null]" : "\"]");
}

static void print_schema(struct text *t, const struct shape *s, const struct route *r, bool output);

/* The entries of a list, or the members of an object that may be null. */
static void print_inner(struct text *t, const struct field *f, bool output)
{
	text_add(t,
		 f->object ? "\"anyOf\":[{\"type\":\"null\"}," : "\"type\":\"array\",\"items\":");
	print_schema(t, f->inner, NULL, output);
	if (f->object)
		text_add_char(t, ']');
}

static void print_field(struct text *t, const struct field *f, bool output)
{
	const char *word = f->object ? "object" : type_word(f->type);
	bool nullable = is_nullable(f, output);

	text_add_char(t, '{');
	if (f->inner)
		print_inner(t, f, output);
	else if (word && nullable)
		text_addf(t, "\"type\":[\"%s\",\"null\"]", word);
	else if (word)
		print_pair(t, "type", word);
	if (f->type == SHAPE_INSTANT)
		print_pair(t, "format", "date-time");
	else if (f->format)
		print_pair(t, "format", f->format);
	if (f->type == SHAPE_TEXTS)
		text_add(t, ",\"items\":{\"type\":\"string\"}");
	if (f->summary)
		print_pair(t, "description", f->summary);
	if (f->one_of)
		print_words(t, f->one_of, nullable);
	print_bounds(t, f);
	text_add_char(t, '}');
}

static bool is_in_path(const struct route *r, const char *name)
{
	size_t n = strlen(name);

	if (!r)
		return false;
	for (const char *p = strchr(r->path, '{'); p; p = strchr(p + 1, '{'))
		if (strncmp(p + 1, name, n) == 0 && p[1 + n] == '}')
			return true;
	return false;
}

/* The members of a shape as a JSON Schema object; without those that the path carries. */
static void print_schema(struct text *t, const struct shape *s, const struct route *r, bool output)
{
	const char *comma = "";

	text_add(t, "{\"type\":\"object\",\"properties\":{");
	for (size_t i = 0; i < s->n_fields; i++) {
		const struct field *f = &s->fields[i];

		if (f->secret || f->type == SHAPE_BLOB || (!output && is_in_path(r, f->name)))
			continue;
		text_add(t, comma);
		comma = ",";
		print_text(t, f->name);
		text_add_char(t, ':');
		print_field(t, f, output);
	}
	text_add(t, "},\"required\":[");
	comma = "";
	for (size_t i = 0; i < s->n_fields; i++) {
		const struct field *f = &s->fields[i];
		bool required = output ? !f->omit_null && !f->secret && f->type != SHAPE_BLOB
				       : f->required && !is_in_path(r, f->name);

		if (!required)
			continue;
		text_add(t, comma);
		comma = ",";
		print_text(t, f->name);
	}
	text_add(t, "]}");
}

static bool may_have_body(const struct route *r)
{
	return r->method == POST || r->method == PUT || r->method == PATCH;
}

/* Whether there is anything to send besides what the path says. */
static bool has_body(const struct route *r)
{
	for (size_t i = 0; r->in && i < r->in->n_fields; i++)
		if (!is_in_path(r, r->in->fields[i].name))
			return may_have_body(r);
	return false;
}

static void print_key_parameter(struct text *t)
{
	text_addf(t,
		  "{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,"
		  "\"description\":\"A call that is sent again with the same key happens once.\","
		  "\"schema\":{\"type\":\"string\",\"maxLength\":%d}}",
		  IDEMPOTENCY_KEY_MAX);
}

static void print_parameters(struct text *t, const struct route *r)
{
	const char *comma = "";

	text_add(t, ",\"parameters\":[");
	if (r->flags & ROUTE_IDEMPOTENT) {
		print_key_parameter(t);
		comma = ",";
	}
	for (size_t i = 0; r->in && i < r->in->n_fields; i++) {
		const struct field *f = &r->in->fields[i];
		bool path = is_in_path(r, f->name);

		if (!path && may_have_body(r))
			continue;
		text_add(t, comma);
		comma = ",";
		text_add_char(t, '{');
		print_pair(t, "name", f->name);
		print_pair(t, "in", path ? "path" : "query");
		text_addf(t,
			  ",\"required\":%s,\"schema\":", path || f->required ? "true" : "false");
		print_field(t, f, false);
		text_add_char(t, '}');
	}
	text_add_char(t, ']');
}

static void print_body(struct text *t, const struct route *r)
{
	if (!has_body(r))
		return;
	text_add(t, ",\"requestBody\":{\"content\":{\"application/json\":{\"schema\":");
	print_schema(t, r->in, r, false);
	text_add(t, "}}}");
}

static void print_error(struct text *t, int status, const char *description)
{
	text_addf(t, ",\"%d\":{", status);
	print_pair(t, "description", description);
	text_add(t, ",\"content\":{\"application/json\":{\"schema\":"
		    "{\"$ref\":\"#/components/schemas/Error\"}}}}");
}

/* Whether the request names a thing by its id: in the path, the query or the body. */
static bool names_thing(const struct route *r)
{
	for (size_t i = 0; r->in && i < r->in->n_fields; i++)
		if (r->in->fields[i].format && strcmp(r->in->fields[i].format, "uuid") == 0)
			return true;
	return strchr(r->path, '{') != NULL;
}

static void print_responses(struct text *t, const struct route *r)
{
	text_addf(t, ",\"responses\":{\"%d\":{\"description\":\"Success\"",
		  r->status ? r->status : 200);
	if (r->flags & ROUTE_EVENTS)
		text_add(t,
			 ",\"content\":{\"text/event-stream\":{\"schema\":{\"type\":\"string\"}}}");
	if (r->out) {
		bool list = r->flags & ROUTE_LIST;

		text_add(t, ",\"content\":{\"application/json\":{\"schema\":");
		if (list)
			text_add(t, "{\"type\":\"array\",\"items\":");
		print_schema(t, r->out, r, true);
		text_add(t, list ? "}}}" : "}}");
	}
	text_add_char(t, '}');
	print_error(t, 400,
		    r->in ? "A field is missing, of a wrong type, or unusable"
			  : "Malformed request");
	if (!(r->flags & ROUTE_PUBLIC)) {
		print_error(t, 401, "Invalid or missing API key");
		print_error(t, 429, "Rate limit exceeded");
	}
	if (r->flags & ROUTE_QUOTA)
		print_error(t, 403, "Strategy quota exceeded");
	if (names_thing(r) && !(r->flags & ROUTE_LIST && !strchr(r->path, '{')))
		print_error(t, 404, "What the request names does not exist");
	if (r->flags & ROUTE_IDEMPOTENT)
		print_error(t, 409, "The first call with this Idempotency-Key goes on");
	if (r->in && (!(r->flags & ROUTE_STRICT_400) || r->flags & ROUTE_GENERATION))
		print_error(t, 422, "Well-formed, but not acceptable");
	print_error(t, 503, "Temporarily unavailable; see Retry-After");
	text_add_char(t, '}');
}

static void print_operation(struct text *t, const struct route *r)
{
	const char *name = method_name(r->method);

	text_add_char(t, '"');
	for (; *name; name++)
		text_add_char(t, ascii_lower(*name));
	text_add(t, "\":{");
	print_pair(t, "summary", r->summary);
	if (r->flags & ROUTE_PUBLIC)
		text_add(t, ",\"security\":[]");
	print_parameters(t, r);
	print_body(t, r);
	print_responses(t, r);
	text_add_char(t, '}');
}

/* Routes of one path follow each other nowhere by rule, so each path looks for all of its own. */
static void print_paths(struct text *t, const struct route *const *routes, size_t n)
{
	const char *comma = "";

	for (size_t i = 0; i < n; i++) {
		const char *between = "";
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen = seen || strcmp(routes[k]->path, routes[i]->path) == 0;
		if (seen)
			continue;
		text_add(t, comma);
		comma = ",";
		print_text(t, routes[i]->path);
		text_add(t, ":{");
		for (size_t k = i; k < n; k++) {
			if (strcmp(routes[k]->path, routes[i]->path) != 0)
				continue;
			text_add(t, between);
			between = ",";
			print_operation(t, routes[k]);
		}
		text_add_char(t, '}');
	}
}

void openapi_print(struct text *t, const struct router *r)
{
	size_t n;
	const struct route *const *routes = router_routes(r, &n);

	text_add(t,
		 "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"meter\",\"version\":\"" METER_VERSION
		 "\"},\"security\":[{\"key\":[]}],\"paths\":{");
	print_paths(t, routes, n);
	text_add(t, "},\"components\":{\"securitySchemes\":{\"key\":{\"type\":\"http\","
		    "\"scheme\":\"bearer\"}},\"schemas\":{\"Error\":{\"type\":\"object\","
		    "\"properties\":{\"detail\":{\"type\":\"string\"},\"request_id\":"
		    "{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":"
		    "\"object\",\"properties\":{\"field\":{\"type\":\"string\"},\"message\":"
		    "{\"type\":\"string\"}}}}},\"required\":[\"detail\"]}}}}");
}
