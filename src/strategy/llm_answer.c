/* Models put their answer between words, fences and thoughts; the object is found by its braces. */
#include "strategy/llm_answer.h"

#include "bounds.h"
#include "extract/selector.h"
#include "strategy/quote.h"
#include "util/json_each.h"

/* --- the endpoint's reply --- */

/* A text, or the texts of a list of parts. */
static const char *content_of(struct work *w, struct json_object *message)
{
	struct json_object *parts = json_array_of(message, "content");
	const char *text = json_text(message, "content");
	struct text t;

	if (text || !parts)
		return text ? text : "";
	t = text_new(w->arena, LLM_REPLY_MAX);
	for (size_t i = 0; i < json_object_array_length(parts); i++) {
		text = json_text(json_object_array_get_idx(parts, i), "text");
		text_add(&t, text ? text : "");
	}
	return t.data;
}

static int64_t tokens_of(struct json_object *reply)
{
	struct json_object *usage = json_object_of(reply, "usage");
	int64_t tokens = json_int(usage, "total_tokens", -1);

	if (tokens < 0 && usage)
		tokens =
		    json_int(usage, "prompt_tokens", 0) + json_int(usage, "completion_tokens", 0);
	return tokens < 0 || tokens > LLM_TOKENS_CALL_MAX ? -1 : tokens;
}

bool llm_reply_read(struct work *w, const char *data, size_t n, struct llm_reply *out)
{
	struct json_object *reply = json_parse_lenient(w, data, n);
	struct json_object *choices = json_array_of(reply, "choices");
	struct json_object *choice = choices ? json_object_array_get_idx(choices, 0) : NULL;
	struct json_object *message = json_object_of(choice, "message");
	const char *reason = json_text(choice, "finish_reason");

	*out = (struct llm_reply){.content = "", .tokens = tokens_of(reply)};
	if (!message) {
		work_forgive(w);
		return fail(w, ERR_UNACCEPTABLE, "the reply is no chat completion");
	}
	out->content = content_of(w, message);
	out->is_cut = reason && strcmp(reason, "length") == 0;
	return true;
}

/* --- the object in the answer --- */

/* The end of the object that begins at s, or NULL. */
static const char *object_end(const char *s)
{
	size_t depth = 0;
	bool quoted = false;

	for (; *s; s++) {
		if (quoted && *s == '\\' && s[1])
			s++;
		else if (*s == '"')
			quoted = !quoted;
		else if (!quoted && *s == '{')
			depth++;
		else if (!quoted && *s == '}' && --depth == 0)
			return s + 1;
	}
	return NULL;
}

/* Thoughts that were written down may hold drafts of the answer. */
static const char *after_thoughts(const char *content)
{
	static const char *const ends[] = {"</think>", "</thinking>", "</reasoning>"};

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		for (const char *at; (at = strstr(content, ends[i]));)
			content = at + strlen(ends[i]);
	return content;
}

static struct json_object *find_object(struct work *w, const char *content)
{
	const char *why = "there is no JSON object in the answer";
	const char *at = strchr(after_thoughts(content), '{');

	for (int tries = 0; at && tries < LLM_OBJECTS_MAX; tries++) {
		const char *end = object_end(at);
		struct json_object *o = end ? json_parse(w, at, (size_t)(end - at)) : NULL;
		if (o && json_object_of(o, "fields"))
			return o;
		if (!end)
			why = "the JSON object does not end";
		else
			why = o ? "the object has no member \"fields\" that is an object"
				: arena_printf(w->arena, "not JSON: %s", w->message);
		work_forgive(w);
		/* Fields outside of an object may still be inside of one that is broken. */
		at = strchr(o ? end : at + 1, '{');
	}
	return fail(w, ERR_UNACCEPTABLE, "%s", why);
}

/* --- the grammar --- */

const char *llm_field_label(struct work *w, const char *name)
{
	struct text t = text_new(w->arena, 8 * NAME_MAX_BYTES);

	text_add(&t, "field ");
	quote_add(&t, name, CONDENSED_VALUE);
	return t.data;
}

/* A number that was printed, as a number or as "[17]"; 0 when there is none. False: it is wrong. */
static bool read_number(struct work *w, struct json_object *o, const char *where, size_t numbers,
			size_t *out)
{
	struct json_object *value = json_get(o, "node");
	const char *text = json_text(o, "node");
	int64_t number = json_int(o, "node", -1);

	*out = 0;
	if (!value)
		return true;
	if (text)
		number = strtoll(text + (*text == '['), NULL, 10);
	if (number < 1 || (uint64_t)number > numbers)
		return fail(w, ERR_UNACCEPTABLE,
			    "%s: \"node\" must be a number between brackets in the page, 1 to %zu",
			    where, numbers);
	*out = (size_t)number;
	return true;
}

static bool read_selector(struct work *w, struct json_object *o, const char *where,
			  const char **out)
{
	*out = json_text(o, "selector");
	if (!*out || selector_parse(w, *out))
		return true;
	return fail(w, ERR_UNACCEPTABLE, "%s: %s", where, arena_text(w->arena, w->message));
}

static bool take_is_good(const char *take)
{
	size_t n = strlen(take);

	for (size_t i = 0; i < n; i++) {
		char c = ascii_lower(take[i]);
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !strchr("-_:", c))
			return false;
	}
	return n > 0 && n <= CONDENSED_NAME_MAX;
}

static bool read_field(struct work *w, const char *name, struct json_object *o, size_t numbers,
		       struct llm_field *out)
{
	const char *where = llm_field_label(w, name);
	const char *transform = json_text(o, "transform");

	*out = (struct llm_field){.name = name,
				  .json = json_text(o, "json"),
				  .take = json_text(o, "take"),
				  .is_number = transform && strcmp(transform, "number") == 0};
	if (!read_number(w, o, where, numbers, &out->node) ||
	    !read_selector(w, o, where, &out->selector))
		return false;
	if (out->take && !take_is_good(out->take))
		return fail(w, ERR_UNACCEPTABLE,
			    "%s: \"take\" must be text, own, rest or an attribute's name", where);
	if (out->json && strlen(out->json) > PATH_MAX_BYTES)
		return fail(w, ERR_UNACCEPTABLE, "%s: \"json\" is too long", where);
	return out->node || out->selector || out->json ||
	       fail(w, ERR_UNACCEPTABLE, "%s: must have \"node\" or be null", where);
}

static bool read_fields(struct work *w, struct json_object *fields, size_t numbers,
			struct llm_answer *out)
{
	size_t most = (size_t)json_object_object_length(fields);

	if (most > FIELDS_MAX)
		return fail(w, ERR_UNACCEPTABLE, "more than %d fields", FIELDS_MAX);
	out->fields = ARENA_ARRAY(w->arena, most, struct llm_field);
	JSON_EACH (fields, m) {
		if (!*m.key || strlen(m.key) > NAME_MAX_BYTES)
			return fail(w, ERR_UNACCEPTABLE, "a field's name is empty or too long");
		if (!m.value)
			continue; /* the page has none, says the model */
		if (!json_object_is_type(m.value, json_type_object))
			return fail(w, ERR_UNACCEPTABLE, "%s: must be an object or null",
				    llm_field_label(w, m.key));
		else if (!read_field(w, m.key, m.value, numbers, &out->fields[out->n]))
			return false;
		else
			out->n++;
	}
	return out->n || fail(w, ERR_UNACCEPTABLE, "no field has a place");
}

static bool read_record(struct work *w, struct json_object *o, size_t numbers,
			struct llm_answer *out)
{
	struct json_object *record = json_object_of(o, "record");
	const char *kind = json_text(o, "kind");

	if (!kind || (strcmp(kind, "list") != 0 && strcmp(kind, "detail") != 0))
		return fail(w, ERR_UNACCEPTABLE, "\"kind\" must be \"list\" or \"detail\"");
	out->is_list = strcmp(kind, "list") == 0;
	if (!out->is_list)
		return true;
	if (!record)
		return fail(w, ERR_UNACCEPTABLE, "a list needs \"record\": {\"node\": number}");
	if (!read_number(w, record, "record", numbers, &out->record) ||
	    !read_selector(w, record, "record", &out->record_selector))
		return false;
	return out->record || out->record_selector ||
	       fail(w, ERR_UNACCEPTABLE, "record: must have \"node\"");
}

struct llm_answer *llm_answer_parse(struct work *w, const char *content, size_t numbers)
{
	struct llm_answer *out = ARENA_NEW(w->arena, struct llm_answer);
	struct json_object *o = find_object(w, content);

	if (!o || !read_record(w, o, numbers, out) ||
	    !read_fields(w, json_object_of(o, "fields"), numbers, out))
		return NULL;
	return out;
}
