/* Reading what may be data. All of it is bounded, and what cannot be read is left out. */
#include "strategy/source.h"

#include "bounds.h"
#include "extract/payload.h"
#include "util/encode.h"
#include "util/json.h"
#include "util/text.h"

static struct source *source_add(struct work *w, struct sources *out)
{
	if (!out->items)
		out->items = ARENA_ARRAY(w->arena, SOURCES_MAX, struct source);
	if (out->n == SOURCES_MAX)
		return NULL;
	out->items[out->n] = (struct source){.prefix = ""};
	return &out->items[out->n++];
}

const char *source_path(struct work *w, const struct source *s, const char *path)
{
	const char *dot = *s->prefix && *path && *path != '[' ? "." : "";

	return arena_printf(w->arena, "%s%s%s", s->prefix, dot, path);
}

struct json_list source_find(struct work *w, const struct source *s, const char *path)
{
	const char *full = source_path(w, s, path);
	struct json_list found = {0};

	if (s->page_data) {
		const struct data_path *at = data_path_parse(w, full);
		if (at)
			found = page_data_find(s->page_data, at);
	} else {
		const struct path *at = path_parse(w, *full ? full : "$");
		if (at)
			found = path_opened(w->arena, path_find(w->arena, at, s->answer));
	}
	work_forgive(w);
	return found;
}

/* --- captures --- */

/* Pages and scripts are told from data by their first character: every other text would be CSV. */
static bool may_be_data(const struct payload *p)
{
	static const char *const types[] = {"json", "csv", "javascript", "tab-separated"};
	size_t i = 0;

	while (i < p->size && (ascii_is_space(p->data[i]) || (p->data[i] & 0x80)))
		i++;
	if (i == p->size || p->data[i] == '<')
		return false;
	if (strchr("{[)", p->data[i]))
		return true;
	for (size_t k = 0; p->content_type && k < sizeof types / sizeof types[0]; k++) {
		if (strcasestr(p->content_type, types[k]))
			return true;
	}
	return false;
}

static struct payload payload_of(struct work *w, const struct capture *c)
{
	struct payload p = {c->body, c->body_size, c->content_type};

	if (c->is_base64) {
		p.data = base64_decode(w->arena, c->body, &p.size);
		if (!p.data)
			p = (struct payload){"", 0, NULL};
	} else if (c->is_text) { /* decoded already, whatever it was sent in */
		const char *type = c->content_type ? c->content_type : "text/plain";
		p.content_type =
		    arena_printf(w->arena, "%.*s; charset=utf-8", (int)strcspn(type, ";"), type);
	}
	return p;
}

static struct json_object *answer_of(struct work *w, const struct capture *c, size_t *room)
{
	struct json_object *answer;
	struct payload p;
	const char *charset;

	if (c->value || c->is_open)
		return c->value;
	p = payload_of(w, c);
	if (p.size > *room || !may_be_data(&p))
		return NULL;
	*room -= p.size;
	answer = payload_read(w, NULL, &p, &charset);
	work_forgive(w);
	return answer;
}

void sources_of_captures(struct work *w, const struct captures *all, bool is_own,
			 struct sources *out)
{
	size_t room = CAPTURE_BYTES_MAX;

	for (size_t i = 0; i < all->n; i++) {
		struct json_object *answer = answer_of(w, &all->items[i], &room);
		struct source *s;

		if (!answer || !(s = source_add(w, out)))
			continue;
		s->call = &all->items[i];
		s->answer = answer;
		s->is_own = is_own;
	}
}

/* --- data in the page --- */

/* A name as a step of a path. */
static const char *step_of(struct work *w, const char *name)
{
	if (*name && !strpbrk(name, ".[]*$'"))
		return name;
	return strchr(name, '\'') ? NULL : arena_printf(w->arena, "['%s']", name);
}

static void place_add(struct work *w, struct page_data *data, const char *kind, const char *name,
		      struct sources *out)
{
	const char *step = name ? step_of(w, name) : "$";
	struct source s = {.page_data = data};
	struct source *kept;

	if (!step)
		return;
	s.prefix = arena_printf(w->arena, "%s%s", kind, step);
	for (size_t i = 0; i < out->n; i++) {
		if (strcmp(out->items[i].prefix, s.prefix) == 0)
			return;
	}
	if (source_find(w, &s, "").n && (kept = source_add(w, out)))
		*kept = s;
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '$';
}

/* The name to which a script assigns a literal at the = sign, or NULL: window.NAME, var NAME. */
static const char *assigned(struct arena *a, const char *start, const char *equals)
{
	static const char *const before[] = {"window.", "self.", "var ", "let ", "const "};
	const char *end = equals, *p;

	while (end > start && ascii_is_space(end[-1]))
		end--;
	for (p = end; p > start && is_name(p[-1]);)
		p--;
	for (size_t i = 0; end > p && i < sizeof before / sizeof before[0]; i++) {
		size_t n = strlen(before[i]);

		if ((size_t)(p - start) >= n && memcmp(p - n, before[i], n) == 0)
			return arena_copy(a, p, (size_t)(end - p));
	}
	return NULL;
}

static bool begins_value(const char *p, const char *end)
{
	for (p++; p < end && ascii_is_space(*p); p++)
		;
	return end - p > VARIABLE_MIN && (*p == '{' || *p == '[' || ascii_starts(p, "JSON.parse("));
}

static void variables_add(struct work *w, struct page_data *data, const struct node *text,
			  int *tries, struct sources *out)
{
	const char *start = text->text, *end = start + text->text_length, *p = start;

	while (*tries && (p = memchr(p, '=', (size_t)(end - p)))) {
		const char *name = begins_value(p, end) ? assigned(w->arena, start, p) : NULL;

		if (name) {
			place_add(w, data, "window:", name, out);
			--*tries;
		}
		p++;
	}
}

static bool is_block(const struct node *n)
{
	const char *type = node_attribute(n, "type");

	return type && (ascii_starts(type, "application/json") || ascii_starts(type, "text/json"));
}

void sources_of_page(struct work *w, const struct document *d, struct sources *out)
{
	struct page_data *data = page_data_new(w, d);
	int tries = VARIABLES_MAX;

	place_add(w, data, "ld:", NULL, out);
	for (size_t i = 0; i < d->n_nodes; i++) {
		const struct node *n = &d->nodes[i], *text = n->first_child;

		if (n->kind != NODE_ELEMENT || n->tag != TAG_script || !text ||
		    text->kind != NODE_TEXT)
			continue;
		if (is_block(n) && n->id)
			place_add(w, data, "script:", n->id, out);
		else if (!node_attribute(n, "type") ||
			 strstr(node_attribute(n, "type"), "javascript"))
			variables_add(w, data, text, &tries, out);
	}
}
