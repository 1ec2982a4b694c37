/* Reading robots.txt line by line, and finding the rule for a path. */
#include "extract/robots.h"

#include "bounds.h"
#include "util/json.h"
#include "util/url.h"

#include <json-c/json_object.h>

struct rule {
	bool allows;
	const char *pattern; /* normal form, "*" for any bytes and "$" at its end */
	struct rule *next;
};

struct rules {
	struct rule *first, **last;
	int64_t delay_ms;
};

struct sitemap {
	const char *url;
	struct sitemap *next;
};

struct robots {
	struct rules rules;
	struct sitemap *sitemaps, **last_sitemap;
	size_t n_sitemaps;
	bool is_unread; /* what is kept of a file that could not be had */
};

/* Reading one file: the rules of groups that name the crawler, and of those for everybody. */
struct reading {
	struct work *w;
	const char *agent;
	struct robots *robots;
	struct rules mine, anybody;
	bool is_mine, is_anybody; /* whom the present group is for */
	bool names_agents;	  /* the last rule or agent line was an agent's */
	bool was_named;
};

/* --- normal form --- */

static bool is_reserved(unsigned char c)
{
	return c && strchr(":/?#[]@!$&'()*+,;=", c);
}

/* Patterns and paths are compared with unreserved characters plain, reserved ones as they are, and
 * all others encoded (RFC 9309, 2.2.2). `literal` bytes are encoded: "*" and "$" of a path stand
 * for themselves. */
static const char *normal(struct arena *a, const char *s, size_t n, const char *literal)
{
	struct text t = text_new(a, 3 * n + 1);

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool is_coded =
		    c == '%' && i + 2 < n && ascii_hex(s[i + 1]) >= 0 && ascii_hex(s[i + 2]) >= 0;

		if (is_coded) {
			c = (unsigned char)(ascii_hex(s[i + 1]) * 16 + ascii_hex(s[i + 2]));
			i += 2;
		}
		if (url_is_unreserved((char)c) ||
		    (!is_coded && is_reserved(c) && !strchr(literal, c)))
			text_add_char(&t, (char)c);
		else
			text_addf(&t, "%%%02X", c);
	}
	return t.data;
}

/* "$" means the end in the last place only. */
static const char *normal_pattern(struct arena *a, const char *s, size_t n)
{
	bool is_anchored = n > 0 && s[n - 1] == '$';
	const char *body = normal(a, s, is_anchored ? n - 1 : n, "$");

	return is_anchored ? arena_printf(a, "%s$", body) : body;
}

/* --- lines --- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == '\0';
}

static void trim(const char **s, size_t *n)
{
	while (*n > 0 && is_blank(**s)) {
		(*s)++;
		(*n)--;
	}
	while (*n > 0 && is_blank((*s)[*n - 1]))
		(*n)--;
}

static bool key_is(const char *key, size_t n, const char *name)
{
	if (strlen(name) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (ascii_lower(key[i]) != name[i])
			return false;
	return true;
}

/* Of a product token; what follows it in a line, such as a version, does not count. */
static bool is_token(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

static void agent_line(struct reading *r, const char *value, size_t n)
{
	size_t token = 0;

	if (!r->names_agents)
		r->is_mine = r->is_anybody = false;
	r->names_agents = true;
	while (token < n && is_token(value[token]))
		token++;
	if (n > 0 && value[0] == '*' && (n == 1 || is_blank(value[1])))
		r->is_anybody = true;
	else if (token > 0 && strlen(r->agent) == token &&
		 ascii_equal(arena_copy(r->w->arena, value, token), r->agent))
		r->is_mine = r->was_named = true;
}

static void add_rule(struct rules *rules, struct arena *a, bool allows, const char *pattern)
{
	struct rule *rule = ARENA_NEW(a, struct rule);

	rule->allows = allows;
	rule->pattern = pattern;
	*rules->last = rule;
	rules->last = &rule->next;
}

static void rule_line(struct reading *r, bool allows, const char *value, size_t n)
{
	struct arena *a = r->w->arena;

	r->names_agents = false;
	if (n == 0 || !(r->is_mine || r->is_anybody))
		return;
	const char *pattern = normal_pattern(a, value, n);
	if (r->is_mine)
		add_rule(&r->mine, a, allows, pattern);
	if (r->is_anybody)
		add_rule(&r->anybody, a, allows, pattern);
}

/* Not of the RFC, but of many files: seconds, perhaps with a fraction. */
static void delay_line(struct reading *r, const char *value, size_t n)
{
	char *text = arena_copy(r->w->arena, value, n), *end;
	double seconds = strtod(text, &end);
	int64_t ms;

	if (end == text || !(seconds > 0))
		return;
	ms = seconds * 1000 < CRAWL_DELAY_MAX_MS ? (int64_t)(seconds * 1000) : CRAWL_DELAY_MAX_MS;
	if (r->is_mine)
		r->mine.delay_ms = ms;
	if (r->is_anybody)
		r->anybody.delay_ms = ms;
}

static void add_sitemap(struct robots *robots, struct arena *a, const char *url)
{
	struct sitemap *s;

	if (robots->n_sitemaps == ROBOTS_SITEMAPS_MAX)
		return;
	s = ARENA_NEW(a, struct sitemap);
	s->url = url;
	*robots->last_sitemap = s;
	robots->last_sitemap = &s->next;
	robots->n_sitemaps++;
}

static void sitemap_line(struct reading *r, const char *value, size_t n)
{
	if (n > 0 && n <= URL_MAX && utf8_is_valid(value, n))
		add_sitemap(r->robots, r->w->arena, arena_copy(r->w->arena, value, n));
}

static void line(struct reading *r, const char *s, size_t n)
{
	const char *hash = memchr(s, '#', n), *colon, *value;
	size_t key_n, value_n;

	if (hash)
		n = (size_t)(hash - s);
	colon = memchr(s, ':', n);
	if (!colon)
		return;
	key_n = (size_t)(colon - s);
	value = colon + 1;
	value_n = n - key_n - 1;
	trim(&s, &key_n);
	trim(&value, &value_n);
	if (key_is(s, key_n, "user-agent"))
		agent_line(r, value, value_n);
	else if (key_is(s, key_n, "allow"))
		rule_line(r, true, value, value_n);
	else if (key_is(s, key_n, "disallow"))
		rule_line(r, false, value, value_n);
	else if (key_is(s, key_n, "crawl-delay"))
		delay_line(r, value, value_n);
	else if (key_is(s, key_n, "sitemap"))
		sitemap_line(r, value, value_n);
}

/* --- files --- */

static struct robots *robots_new(struct arena *a)
{
	struct robots *robots = ARENA_NEW(a, struct robots);

	robots->rules.last = &robots->rules.first;
	robots->last_sitemap = &robots->sitemaps;
	return robots;
}

struct robots *robots_parse(struct work *w, const char *data, size_t n, const char *agent)
{
	struct reading r = {.w = w, .agent = agent, .robots = robots_new(w->arena)};
	const char *end = data + (n < ROBOTS_MAX ? n : ROBOTS_MAX), *mark = "\xEF\xBB\xBF";

	r.mine.last = &r.mine.first;
	r.anybody.last = &r.anybody.first;
	/* A byte order mark, or as much of one as an editor left. */
	while (data < end && *mark && *data == *mark) {
		data++;
		mark++;
	}
	while (data < end) {
		const char *stop = data;

		while (stop < end && *stop != '\n' && *stop != '\r')
			stop++;
		line(&r, data, (size_t)(stop - data));
		data = stop + 1;
	}
	r.robots->rules = r.was_named ? r.mine : r.anybody;
	return r.robots;
}

int64_t robots_crawl_delay_ms(const struct robots *r)
{
	return r->rules.delay_ms;
}

const char *robots_sitemap(const struct robots *r, size_t nth)
{
	const struct sitemap *s = r->sitemaps;

	while (s && nth-- > 0)
		s = s->next;
	return s ? s->url : NULL;
}

const char *robots_agent(struct arena *a, const char *user_agent)
{
	static const char mark[] = "(compatible;";
	const char *s = strstr(user_agent, mark);
	size_t n = 0;

	s = s ? s + strlen(mark) : user_agent;
	while (*s == ' ')
		s++;
	while (is_token(s[n]))
		n++;
	return arena_copy(a, s, n);
}

/* --- paths --- */

/* Whether the path begins with what the pattern describes. Between two "*" the first place that
 * fits is as good as any later one; what stands before an ending "$" has to fit the end. */
static bool pattern_fits(const char *pattern, const char *path)
{
	size_t n = strcspn(pattern, "*$"), left = strlen(path);

	if (strncmp(pattern, path, n) != 0)
		return false;
	for (pattern += n, path += n, left -= n; *pattern == '*'; pattern += n) {
		const char *place;

		pattern++;
		n = strcspn(pattern, "*$");
		if (pattern[n] == '$') {
			if (n > left)
				return false;
			return strncmp(pattern, path + (left - n), n) == 0;
		}
		place = memmem(path, left, pattern, n);
		if (!place)
			return false;
		left -= (size_t)(place - path) + n;
		path = place + n;
	}
	return *pattern == '\0' || left == 0;
}

bool robots_allow(struct work *w, const struct robots *r, const char *path)
{
	const char *wanted = normal(w->arena, path, strlen(path), "*$");
	size_t longest = 0;
	bool allows = true;

	if (strcmp(path, "/robots.txt") == 0)
		return true;
	for (const struct rule *rule = r->rules.first; rule; rule = rule->next) {
		size_t n = strlen(rule->pattern);

		if (n < longest || (n == longest && !rule->allows) ||
		    !pattern_fits(rule->pattern, wanted))
			continue;
		longest = n;
		allows = rule->allows;
	}
	return allows;
}

/* --- kept as text --- */

void robots_print(struct text *out, const struct robots *r)
{
	const char *comma = "";

	text_addf(out, "{\"delay_ms\":%lld,\"rules\":[", (long long)r->rules.delay_ms);
	for (const struct rule *rule = r->rules.first; rule; rule = rule->next, comma = ",") {
		text_add(out, comma);
		text_add(out, rule->allows ? "[true," : "[false,");
		text_add_json(out, rule->pattern, strlen(rule->pattern));
		text_add_char(out, ']');
	}
	text_add(out, "],\"sitemaps\":[");
	comma = "";
	for (const struct sitemap *s = r->sitemaps; s; s = s->next, comma = ",") {
		text_add(out, comma);
		text_add_json(out, s->url, strlen(s->url));
	}
	text_add(out, "]}");
}

static bool read_rule(struct work *w, struct robots *robots, struct json_object *pair)
{
	struct json_object *pattern;

	if (!json_object_is_type(pair, json_type_array) || json_object_array_length(pair) != 2)
		return false;
	pattern = json_object_array_get_idx(pair, 1);
	if (!json_object_is_type(pattern, json_type_string))
		return false;
	add_rule(&robots->rules, w->arena,
		 json_object_get_boolean(json_object_array_get_idx(pair, 0)),
		 arena_text(w->arena, json_object_get_string(pattern)));
	return true;
}

struct robots *robots_read(struct work *w, const char *kept, size_t n)
{
	struct json_object *o = json_parse(w, kept, n);
	struct json_object *rules = json_array_of(o, "rules"), *maps = json_array_of(o, "sitemaps");
	struct robots *robots = robots_new(w->arena);

	if (!rules || !maps)
		return fail(w, ERR_INTERNAL, "kept rules of a robots.txt are damaged");
	robots->rules.delay_ms = json_int(o, "delay_ms", 0);
	robots->is_unread = json_bool_of(o, "is_unread", false);
	for (size_t i = 0; i < json_object_array_length(rules); i++)
		if (!read_rule(w, robots, json_object_array_get_idx(rules, i)))
			return fail(w, ERR_INTERNAL, "kept rules of a robots.txt are damaged");
	for (size_t i = 0; i < json_object_array_length(maps); i++)
		add_sitemap(robots, w->arena,
			    arena_text(w->arena,
				       json_object_get_string(json_object_array_get_idx(maps, i))));
	return robots;
}

bool robots_are_unread(const struct robots *r)
{
	return r->is_unread;
}

bool robots_operation(struct work *w, struct json_object *request, const char *body,
		      size_t body_size, struct text *out)
{
	const char *agent = json_text(request, "agent");

	if (!agent)
		return fail(w, ERR_UNACCEPTABLE, "agent: is missing");
	robots_print(out, robots_parse(w, body, body_size, agent));
	return true;
}
