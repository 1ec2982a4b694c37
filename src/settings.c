/* Every setting of the programs, and how they are read: the environment before the file, the file
 * before the default, and all complaints at once. */
#include "settings.h"

#include "bounds.h"
#include "util/arena.h"
#include "util/text.h"
#include "util/url.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/un.h>
#include <unistd.h>

extern char **environ;

enum setting_type { SETTING_TEXT, SETTING_INT, SETTING_BOOL };

struct setting {
	const char *name;
	enum setting_type type;
	size_t offset;
	const char *fallback;			 /* as it would stand in the file */
	int64_t min, max;			 /* of a number */
	const char *one_of;			 /* "a|b|c" */
	const char *(*check)(const char *value); /* a complaint, or NULL */
	bool secret;
	const char *summary;
};

#define RATE_MAX 100000000 /* calls a minute: no machine serves them */

static const char *filled_check(const char *value)
{
	return *value ? NULL : "may not be empty";
}

static const char *listen_check(const char *value)
{
	const char *colon = strrchr(value, ':');
	char *end;

	if (strncmp(value, "unix:", 5) == 0) {
		if (value[5] != '/')
			return "is no absolute path after unix:";
		return strlen(value + 5) < sizeof((struct sockaddr_un *)0)->sun_path
			   ? NULL
			   : "is longer than a socket's path may be";
	}
	if (!colon || colon == value)
		return "is neither unix:/path nor host:port";
	long port = strtol(colon + 1, &end, 10);
	return *end || port < 1 || port > 65535 ? "has no port from 1 to 65535" : NULL;
}

#define ROW(row_name, row_type, member, value, sentence, ...)                                      \
	{.name = row_name,                                                                         \
	 .type = row_type,                                                                         \
	 .offset = offsetof(struct settings, member),                                              \
	 .fallback = value,                                                                        \
	 .summary = sentence,                                                                      \
	 __VA_ARGS__},

static const struct setting table[] = {
#define TEXT(name, member, value, sentence)                                                        \
	ROW(name, SETTING_TEXT, member, value, sentence, .secret = false)
#define CHECKED(name, member, value, sentence, rule)                                               \
	ROW(name, SETTING_TEXT, member, value, sentence, rule)
#define NUMBER(name, member, value, least, most, sentence)                                         \
	ROW(name, SETTING_INT, member, value, sentence, .min = least, .max = most)
#define SWITCH(name, member, value, sentence)                                                      \
	ROW(name, SETTING_BOOL, member, value, sentence, .secret = false)
#include "settings.def"
};

#define N_SETTINGS (sizeof table / sizeof table[0])

/* What others read from the same environment; a typo in any further METER_ name is told. */
static const char *const others[] = {"METER_CONFIG",  "METER_SQL_DIR", "METER_URL",
				     "METER_API_KEY", "METER_PORT",    "METER_SITE_PORT"};

struct reading {
	struct arena *arena;
	FILE *complaints;
	int n_complaints;
	const char *values[N_SETTINGS]; /* NULL: not given yet */
};

__attribute__((format(printf, 2, 3), nonnull(2))) static void
complain_about(struct reading *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(r->complaints, format, args);
	va_end(args);
	fputc('\n', r->complaints);
	r->n_complaints++;
}

static int index_of(const char *name, size_t n)
{
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (strlen(table[i].name) == n && memcmp(table[i].name, name, n) == 0)
			return (int)i;
	return -1;
}

/* --- where values come from --- */

static bool is_anothers(const char *name, size_t n)
{
	static const char test[] = "METER_TEST_";

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (strlen(others[i]) == n && memcmp(others[i], name, n) == 0)
			return true;
	return n > sizeof test - 1 && memcmp(name, test, sizeof test - 1) == 0;
}

static void read_environment(struct reading *r)
{
	for (char **entry = environ; *entry; entry++) {
		const char *equals = strchr(*entry, '=');
		size_t n = equals ? (size_t)(equals - *entry) : 0;
		if (strncmp(*entry, "METER_", 6) != 0 || !equals || is_anothers(*entry, n))
			continue;
		int i = index_of(*entry, n);
		if (i < 0)
			complain_about(r, "%.*s: there is no such setting", (int)n, *entry);
		else
			r->values[i] = arena_text(r->arena, equals + 1);
	}
}

/* Without white space around it, and without one pair of quotes. */
static char *trimmed(char *s)
{
	size_t n;

	while (ascii_is_space(*s))
		s++;
	for (n = strlen(s); n > 0 && ascii_is_space(s[n - 1]);)
		s[--n] = '\0';
	if (n >= 2 && (*s == '"' || *s == '\'') && s[n - 1] == *s) {
		s[n - 1] = '\0';
		s++;
	}
	return s;
}

static void read_line(struct reading *r, const char *path, int number, char *line,
		      const char *from_file[])
{
	char *equals = strchr(line, '=');
	char *name = trimmed(line);

	if (!*name || *name == '#')
		return;
	if (!equals) {
		complain_about(r, "%s:%d: not a line NAME=value", path, number);
		return;
	}
	*equals = '\0';
	name = trimmed(line);
	int i = index_of(name, strlen(name));
	if (i < 0)
		complain_about(r, "%s:%d: %s: there is no such setting", path, number, name);
	else if (from_file[i])
		complain_about(r, "%s:%d: %s: is given twice", path, number, name);
	else
		from_file[i] = arena_text(r->arena, trimmed(equals + 1));
}

static void read_file(struct reading *r, const char *path, bool required)
{
	const char *from_file[N_SETTINGS] = {NULL};
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (!file) {
		if (required || errno != ENOENT)
			complain_about(r, "%s: %s", path, strerror(errno));
		return;
	}
	for (int number = 1; getline(&line, &room, file) > 0; number++)
		read_line(r, path, number, line, from_file);
	free(line);
	fclose(file);
	for (size_t i = 0; i < N_SETTINGS; i++)
		if (!r->values[i])
			r->values[i] = from_file[i];
}

/* --- what they mean --- */

static bool is_one_of(const char *value, const char *words)
{
	size_t n = strlen(value);

	for (const char *word = words; word; word = strchr(word, '|')) {
		word += *word == '|';
		if (n > 0 && strncmp(word, value, n) == 0 && (word[n] == '|' || !word[n]))
			return true;
	}
	return false;
}

static void take_text(struct reading *r, const struct setting *s, const char *value,
		      const char **out)
{
	const char *complaint = s->check ? s->check(value) : NULL;

	*out = value;
	if (complaint)
		complain_about(r, "%s: \"%s\" %s", s->name, value, complaint);
	else if (s->one_of && !is_one_of(value, s->one_of))
		complain_about(r, "%s: \"%s\" is none of %s", s->name, value, s->one_of);
}

static void take_number(struct reading *r, const struct setting *s, const char *value, int64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoll(value, &end, 10);
	if (errno || end == value || *end || *out < s->min || *out > s->max)
		complain_about(r, "%s: \"%s\" is no number from %" PRId64 " to %" PRId64, s->name,
			       value, s->min, s->max);
}

static void take_switch(struct reading *r, const struct setting *s, const char *value, bool *out)
{
	*out = is_one_of(value, "yes|on|true|1");
	if (!*out && !is_one_of(value, "no|off|false|0"))
		complain_about(r, "%s: \"%s\" is neither yes nor no", s->name, value);
}

static void take(struct reading *r, size_t i, struct settings *out)
{
	const struct setting *s = &table[i];
	const char *value = r->values[i] ? r->values[i] : s->fallback;
	void *member = (char *)out + s->offset;

	switch (s->type) {
	case SETTING_TEXT:
		take_text(r, s, value, member);
		return;
	case SETTING_INT:
		take_number(r, s, value, member);
		return;
	case SETTING_BOOL:
		take_switch(r, s, value, member);
		return;
	}
}

/* The first line of the file at `path` as the setting `name`, which must be empty then. */
static void read_secret(struct reading *r, const char *name, const char *path, const char **secret)
{
	char line[1024];

	if (!*path)
		return;
	if (**secret)
		complain_about(r, "%s: is given beside %s_FILE", name, name);
	FILE *file = fopen(path, "re");
	if (!file || !fgets(line, sizeof line, file)) {
		complain_about(r, "%s_FILE: cannot read \"%s\": %s", name, path,
			       file ? "it is empty" : strerror(errno));
	} else {
		line[strcspn(line, "\r\n")] = '\0';
		*secret = arena_text(r->arena, line);
	}
	if (file)
		fclose(file);
}

/* What an endpoint needs, and what cannot be a header. */
static void check_llm(struct reading *r, const struct settings *s)
{
	const char *why = NULL;

	if (!*s->llm_url)
		return;
	if (!url_parse(r->arena, s->llm_url, &why))
		complain_about(r, "METER_LLM_URL: is no URL: %s", why);
	if (!*s->llm_model)
		complain_about(r, "METER_LLM_MODEL: may not be empty beside METER_LLM_URL");
	for (const char *c = s->llm_key; *c; c++)
		if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f) {
			complain_about(r, "METER_LLM_KEY: has a space or a byte that is no ASCII");
			break;
		}
}

/* A mail needs a sender, and the server a URL that libcurl takes for SMTP. */
static void check_smtp(struct reading *r, const struct settings *s)
{
	const char *url = s->smtp_url;

	if (!*url)
		return;
	if ((strncmp(url, "smtp://", 7) != 0 && strncmp(url, "smtps://", 8) != 0) ||
	    strpbrk(url, " @\t"))
		complain_about(r, "METER_SMTP_URL: must be smtp://host:port or smtps://host:port");
	if (!strchr(s->smtp_from, '@') || strpbrk(s->smtp_from, " <>\t\r\n"))
		complain_about(r, "METER_SMTP_FROM: must be a mail address beside METER_SMTP_URL");
}

static bool is_file_chosen(void)
{
	const char *path = getenv("METER_CONFIG");

	return path && *path;
}

const char *settings_file(void)
{
	return is_file_chosen() ? getenv("METER_CONFIG") : METER_SYSCONFDIR "/meter/meter.conf";
}

const struct settings *settings_read(FILE *complaints)
{
	static struct arena *arena; /* never freed: the strings live as long as the process */

	if (!arena)
		arena = arena_new();
	struct reading r = {.arena = arena, .complaints = complaints};
	struct settings *s = ARENA_NEW(arena, struct settings);
	read_environment(&r);
	read_file(&r, settings_file(), is_file_chosen());
	for (size_t i = 0; i < N_SETTINGS; i++)
		take(&r, i, s);
	read_secret(&r, "METER_DB_PASSWORD", s->db_password_file, &s->db_password);
	read_secret(&r, "METER_LLM_KEY", s->llm_key_file, &s->llm_key);
	read_secret(&r, "METER_SMTP_PASSWORD", s->smtp_password_file, &s->smtp_password);
	check_llm(&r, s);
	check_smtp(&r, s);
	return r.n_complaints ? NULL : s;
}

const struct settings *settings_load(void)
{
	const struct settings *s = settings_read(stderr);

	if (!s)
		exit(1);
	return s;
}

static void print_value(FILE *out, const struct setting *s, const struct settings *values)
{
	const void *member = (const char *)values + s->offset;

	switch (s->type) {
	case SETTING_TEXT: {
		const char *value = *(const char *const *)member;
		fprintf(out, "%s=%s\n", s->name, s->secret && *value ? "********" : value);
		return;
	}
	case SETTING_INT:
		fprintf(out, "%s=%" PRId64 "\n", s->name, *(const int64_t *)member);
		return;
	case SETTING_BOOL:
		fprintf(out, "%s=%s\n", s->name, *(const bool *)member ? "yes" : "no");
		return;
	}
}

void settings_print(FILE *out, bool show)
{
	const struct settings *values = show ? settings_load() : NULL;

	for (size_t i = 0; i < N_SETTINGS; i++) {
		const struct setting *s = &table[i];
		if (values)
			print_value(out, s, values);
		else
			fprintf(out, "  %s (%s)\n      %s\n", s->name,
				*s->fallback ? s->fallback : "empty", s->summary);
	}
}
