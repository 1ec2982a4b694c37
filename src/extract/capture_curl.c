/* A curl command as the developer tools of browsers copy it ("Copy as cURL"), or as people write
 * it: words as a POSIX shell splits them, of curl's options those that say what is asked for. The
 * command is never run.
 */
#include "extract/capture.h"

#include "bounds.h"
#include "util/json.h"
#include "util/query.h"
#include "util/url.h"

enum { OPTION_SHOWN = 40 }; /* bytes of one that is named in a complaint */

struct words {
	const char **items;
	size_t n, at;
};

struct command {
	struct work *w;
	struct captures *out;
	struct capture *capture;
	const char *base, *field;
	const char *method;
	struct text data;
	bool has_data, in_query;
};

/* --- words --- */

struct splitter {
	const char *p;
	struct text word;
};

/* In $'…': what \n, \', \x27 and \u0027 stand for. p is behind the backslash. */
static void add_escape(struct splitter *s)
{
	static const char letters[] = "nrtabfve", meanings[] = "\n\r\t\a\b\f\v\033";
	const char *found = *s->p ? strchr(letters, *s->p) : NULL;
	uint32_t code = 0;
	int digits = *s->p == 'x' ? 2 : *s->p == 'u' ? 4 : *s->p == 'U' ? 8 : 0, n = 0;

	while (n < digits && ascii_hex(s->p[1 + n]) >= 0)
		code = (code << 4) | (uint32_t)ascii_hex(s->p[1 + n++]);
	if (n) {
		text_add_utf8(&s->word, code ? code : 0xFFFD);
		s->p += n + 1;
	} else if (*s->p) {
		text_add_char(&s->word, found ? meanings[found - letters] : *s->p);
		s->p++;
	}
}

/* A quoted part; p is behind its first quote. False: it has no end. */
static bool add_quoted(struct splitter *s, char quote, bool has_escapes)
{
	while (*s->p && *s->p != quote) {
		if (has_escapes && *s->p == '\\') {
			s->p++;
			add_escape(s);
		} else if (quote == '"' && *s->p == '\\' && s->p[1] &&
			   strchr("\"\\$`\n", s->p[1])) {
			if (s->p[1] != '\n')
				text_add_char(&s->word, s->p[1]);
			s->p += 2;
		} else {
			text_add_char(&s->word, *s->p++);
		}
	}
	return *s->p++ == quote;
}

/* One word, up to white space outside of quotes. */
static bool read_word(struct splitter *s)
{
	while (*s->p && !ascii_is_space(*s->p)) {
		if (*s->p == '\'' || *s->p == '"') {
			char quote = *s->p++;
			if (!add_quoted(s, quote, false))
				return false;
		} else if (*s->p == '$' && s->p[1] == '\'') {
			s->p += 2;
			if (!add_quoted(s, '\'', true))
				return false;
		} else if (*s->p == '\\' && s->p[1]) {
			if (s->p[1] != '\n')
				text_add_char(&s->word, s->p[1]);
			s->p += 2;
		} else {
			text_add_char(&s->word, *s->p++);
		}
	}
	return true;
}

static bool split(struct work *w, const char *line, const char *field, struct words *out)
{
	struct splitter s = {.p = line};

	out->items = ARENA_ARRAY(w->arena, CURL_WORDS_MAX, const char *);
	for (;;) {
		while (ascii_is_space(*s.p) || (*s.p == '\\' && s.p[1] == '\n') ||
		       (*s.p == '\\' && s.p[1] == '\r'))
			s.p += *s.p == '\\' ? 2 : 1;
		if (!*s.p)
			return true;
		if (out->n == CURL_WORDS_MAX)
			return complain(w, ERR_INVALID, field, "%s: the command is too long",
					field);
		s.word = text_new(w->arena, CURL_MAX);
		if (!read_word(&s))
			return complain(w, ERR_INVALID, field,
					"%s: a quote in the command is not closed", field);
		out->items[out->n++] = s.word.data;
	}
}

/* --- options --- */

static void header_take(struct command *c, const char *value)
{
	const char *colon = strchr(value, ':');

	if (colon)
		capture_header(c->w, c->out, c->capture,
			       arena_copy(c->w->arena, value, (size_t)(colon - value)),
			       colon + 1 + strspn(colon + 1, " \t"));
}

static bool data_add(struct command *c, const char *value)
{
	if (*value == '@')
		return complain(c->w, ERR_INVALID, c->field,
				"%s: data from a file cannot be read here", c->field);
	if (c->has_data)
		text_add_char(&c->data, '&');
	text_add(&c->data, value);
	c->has_data = true;
	return true;
}

/* "name=text" or "text", the text to be escaped. */
static bool data_escape(struct command *c, const char *value)
{
	const char *equals = strchr(value, '=');
	struct text t = text_new(c->w->arena, CURL_MAX);

	if (equals)
		text_add_bytes(&t, value, (size_t)(equals - value) + (equals > value));
	query_escape(&t, equals ? equals + 1 : value);
	return data_add(c, t.data);
}

enum effect {
	EFFECT_NONE,
	EFFECT_METHOD,
	EFFECT_HEADER,
	EFFECT_DATA,
	EFFECT_RAW, /* data in which @ means nothing */
	EFFECT_ESCAPED,
	EFFECT_JSON,
	EFFECT_QUERY,
	EFFECT_REFERER,
	EFFECT_URL,
	EFFECT_SECRET,
	EFFECT_FORM,
};

/* Of curl's options those that browsers and people use; has: a word follows. */
static const struct option_row {
	const char *name;
	char letter;
	bool has;
	enum effect effect;
} options[] = {
    {"request", 'X', true, EFFECT_METHOD},
    {"header", 'H', true, EFFECT_HEADER},
    {"data", 'd', true, EFFECT_DATA},
    {"data-ascii", 0, true, EFFECT_DATA},
    {"data-binary", 0, true, EFFECT_DATA},
    {"data-raw", 0, true, EFFECT_RAW},
    {"data-urlencode", 0, true, EFFECT_ESCAPED},
    {"json", 0, true, EFFECT_JSON},
    {"get", 'G', false, EFFECT_QUERY},
    {"referer", 'e', true, EFFECT_REFERER},
    {"url", 0, true, EFFECT_URL},
    {"user", 'u', true, EFFECT_SECRET},
    {"oauth2-bearer", 0, true, EFFECT_SECRET},
    {"cookie", 'b', true, EFFECT_SECRET},
    {"form", 'F', true, EFFECT_FORM},
    {"upload-file", 'T', true, EFFECT_FORM},
    {"user-agent", 'A', true, EFFECT_NONE},
    {"output", 'o', true, EFFECT_NONE},
    {"max-time", 'm', true, EFFECT_NONE},
    {"connect-timeout", 0, true, EFFECT_NONE},
    {"retry", 0, true, EFFECT_NONE},
    {"cookie-jar", 'c', true, EFFECT_NONE},
    {"write-out", 'w', true, EFFECT_NONE},
    {"compressed", 0, false, EFFECT_NONE},
    {"globoff", 'g', false, EFFECT_NONE},
    {"insecure", 'k', false, EFFECT_NONE},
    {"location", 'L', false, EFFECT_NONE},
    {"silent", 's', false, EFFECT_NONE},
    {"show-error", 'S', false, EFFECT_NONE},
    {"include", 'i', false, EFFECT_NONE},
    {"verbose", 'v', false, EFFECT_NONE},
    {"fail", 'f', false, EFFECT_NONE},
    {"no-buffer", 'N', false, EFFECT_NONE},
    {"http1.1", 0, false, EFFECT_NONE},
    {"http2", 0, false, EFFECT_NONE},
    {"path-as-is", 0, false, EFFECT_NONE},
    {"tlsv1.2", 0, false, EFFECT_NONE},
};

static bool url_take(struct command *c, const char *url)
{
	if (c->capture->url)
		return complain(c->w, ERR_INVALID, c->field, "%s: the command has two URLs",
				c->field);
	return capture_address(c->w, c->capture, c->base, url, c->field);
}

static bool json_take(struct command *c, const char *value)
{
	capture_header(c->w, c->out, c->capture, "Content-Type", "application/json");
	capture_header(c->w, c->out, c->capture, "Accept", "application/json");
	return data_add(c, value);
}

/* The value is "" where the option has none. */
static bool option_take(struct command *c, const struct option_row *o, const char *value)
{
	switch (o->effect) {
	case EFFECT_NONE:
		return true;
	case EFFECT_METHOD:
		c->method = value;
		return true;
	case EFFECT_HEADER:
		header_take(c, value);
		return true;
	case EFFECT_DATA:
		return data_add(c, value);
	case EFFECT_RAW:
		if (c->has_data)
			text_add_char(&c->data, '&');
		text_add(&c->data, value);
		c->has_data = true;
		return true;
	case EFFECT_ESCAPED:
		return data_escape(c, value);
	case EFFECT_JSON:
		return json_take(c, value);
	case EFFECT_QUERY:
		c->in_query = true;
		return true;
	case EFFECT_REFERER:
		capture_header(c->w, c->out, c->capture, "Referer", value);
		return true;
	case EFFECT_URL:
		return url_take(c, value);
	case EFFECT_SECRET:
		capture_header(c->w, c->out, c->capture,
			       o->letter == 'b' ? "Cookie" : "Authorization", value);
		return true;
	case EFFECT_FORM:
		break;
	}
	return complain(c->w, ERR_INVALID, c->field, "%s: --%s is not supported", c->field,
			o->name);
}

static const struct option_row *option_long(const char *name, size_t n)
{
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		if (strlen(options[i].name) == n && memcmp(options[i].name, name, n) == 0)
			return &options[i];
	}
	return NULL;
}

static const struct option_row *option_short(char letter)
{
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		if (letter && options[i].letter == letter)
			return &options[i];
	}
	return NULL;
}

static bool unknown(struct command *c, const char *word)
{
	return complain(c->w, ERR_INVALID, c->field, "%s: curl's option \"%s\" is not known here",
			c->field, strlen(word) > OPTION_SHOWN ? "..." : word);
}

/* The value that follows an option: the rest of its word, or the next word. */
static bool with_value(struct command *c, const struct option_row *o, const char *rest,
		       struct words *words)
{
	if (!o->has)
		return option_take(c, o, "");
	if (!rest && words->at == words->n)
		return complain(c->w, ERR_INVALID, c->field, "%s: --%s lacks its value", c->field,
				o->name);
	return option_take(c, o, rest ? rest : words->items[words->at++]);
}

static bool word_take(struct command *c, const char *word, struct words *words)
{
	const struct option_row *o;
	const char *equals;

	if (word[0] != '-' || !word[1])
		return url_take(c, word);
	if (word[1] == '-') {
		equals = strchr(word, '=');
		o = option_long(word + 2, equals ? (size_t)(equals - word) - 2 : strlen(word + 2));
		return o ? with_value(c, o, equals && o->has ? equals + 1 : NULL, words)
			 : unknown(c, word);
	}
	for (const char *p = word + 1; *p; p++) {
		o = option_short(*p);
		if (!o)
			return unknown(c, word);
		if (o->has)
			return with_value(c, o, p[1] ? p + 1 : NULL, words);
		if (!option_take(c, o, ""))
			return false;
	}
	return true;
}

/* --- the command --- */

/* With -G the data are the query's. */
static bool data_to_query(struct command *c)
{
	const char *mark = strchr(c->capture->url, '?') ? "&" : "?";
	const char *url = arena_printf(c->w->arena, "%s%s%s", c->capture->url, mark, c->data.data);

	return capture_address(c->w, c->capture, NULL, url, c->field);
}

static bool command_end(struct command *c)
{
	if (!c->capture->url)
		return complain(c->w, ERR_INVALID, c->field, "%s: the command has no URL",
				c->field);
	if (c->has_data && c->in_query) {
		if (!data_to_query(c))
			return false;
	} else if (c->has_data) {
		c->capture->sent = c->data.data;
		c->capture->method = "POST";
	}
	return !c->method || capture_method(c->w, c->capture, c->method, c->field);
}

bool capture_curl(struct work *w, const char *line, const char *base, const char *field,
		  struct captures *out)
{
	struct command c = {.w = w, .out = out, .base = base, .field = field};
	struct words words = {0};

	if (strlen(line) > CURL_MAX)
		return complain(w, ERR_INVALID, field, "%s: the command has more than %u bytes",
				field, CURL_MAX);
	if (!split(w, line, field, &words))
		return false;
	if (words.n == 0 || strcmp(words.items[0], "curl") != 0)
		return complain(w, ERR_INVALID, field, "%s must be a curl command", field);
	c.capture = capture_add(w, out);
	if (!c.capture)
		return complain(w, ERR_INVALID, "capture", "capture may have at most %d responses",
				CAPTURES_MAX);
	c.capture->is_open = true;
	c.data = text_new(w->arena, CURL_MAX);
	words.at = 1;
	while (words.at < words.n) {
		const char *word = words.items[words.at++];

		if (!word_take(&c, word, &words))
			return false;
	}
	return command_end(&c);
}
