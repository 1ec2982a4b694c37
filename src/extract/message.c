/* An error carried from one process to another. */
#include "extract/message.h"
#include "util/json.h"

static void print_text(struct text *t, const char *key, const char *value)
{
	text_addf(t, "\"%s\":", key);
	text_add_json(t, value, strlen(value));
}

void failure_print(struct text *t, const struct work *w)
{
	text_add_char(t, '{');
	print_text(t, "kind", error_word(w->error));
	text_add_char(t, ',');
	print_text(t, "class", error_class_word(w->class));
	text_add_char(t, ',');
	print_text(t, "message", w->message ? w->message : "");
	text_add(t, ",\"complaints\":[");
	for (const struct complaint *c = w->complaints; c; c = c->next) {
		text_add_char(t, '{');
		print_text(t, "field", c->field);
		text_add_char(t, ',');
		print_text(t, "message", c->message);
		text_add(t, c->next ? "}," : "}");
	}
	text_add(t, "]}");
}

static enum error_kind kind_of(const char *word)
{
	for (enum error_kind kind = ERR_INVALID; kind <= ERR_UNAVAILABLE; kind++)
		if (word && strcmp(error_word(kind), word) == 0)
			return kind;
	return ERR_INTERNAL;
}

void failure_read(struct work *w, struct json_object *failure)
{
	struct json_object *complaints = json_array_of(failure, "complaints");
	const char *word = json_text(failure, "class"), *message = json_text(failure, "message");
	enum error_kind kind = kind_of(json_text(failure, "kind"));
	size_t n = complaints ? json_object_array_length(complaints) : 0;

	for (size_t i = 0; i < n; i++) {
		struct json_object *c = json_object_array_get_idx(complaints, i);
		const char *field = json_text(c, "field"), *text = json_text(c, "message");

		if (field && text)
			complain(w, kind, field, "%s", text);
	}
	fail(w, kind, "%s", message ? message : "");
	w->class = word ? error_class_of(word) : CLASS_NONE;
}
