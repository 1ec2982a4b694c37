/* The log: one line an event, written with one write() so that processes do not mix theirs. */
#include "util/log.h"
#include "util/clock.h"
#include "util/text.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define LINE_MAX_BYTES 8192 /* longer messages are cut: a line is for a person */

static const char *log_program = "meter";
static const char *log_path;
static int log_fd = STDERR_FILENO;
static enum log_level log_least = LOG_INFO_LEVEL;

static const char *const level_words[] = {"debug", "info", "warning", "error"};

/* A line under construction. It lives on the stack: the log must work without an arena. */
struct line {
	char data[LINE_MAX_BYTES];
	size_t n;
};

static void line_char(struct line *l, char c)
{
	if (l->n < sizeof l->data - 2) /* room for the cut mark's newline */
		l->data[l->n++] = c;
}

static void line_text(struct line *l, const char *s)
{
	while (*s)
		line_char(l, *s++);
}

static void line_hex(struct line *l, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";

	line_text(l, "\\x");
	line_char(l, hex[c >> 4]);
	line_char(l, hex[c & 15]);
}

/* C1 controls and bidirectional overrides can change how a terminal shows a line. */
static bool is_shown(uint32_t c)
{
	return c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) &&
	       !(c >= 0x200B && c <= 0x200F) && !(c >= 0x2028 && c <= 0x202E) &&
	       !(c >= 0x2066 && c <= 0x2069) && c != 0xFEFF;
}

static void line_quoted(struct line *l, const char *s)
{
	const char *end = s + strlen(s);

	line_char(l, '"');
	while (s < end) {
		const char *from = s;
		uint32_t c = utf8_next(&s, end);

		if (c == '"' || c == '\\') {
			line_char(l, '\\');
			line_char(l, (char)c);
		} else if (c == '\n') {
			line_text(l, "\\n");
		} else if (is_shown(c) && c != 0xFFFD) {
			while (from < s)
				line_char(l, *from++);
		} else {
			while (from < s)
				line_hex(l, (unsigned char)*from++);
		}
	}
	line_char(l, '"');
}

static bool is_bare(const char *s)
{
	if (!*s)
		return false;
	for (; *s; s++)
		if (*s <= ' ' || *s >= 0x7F || *s == '"' || *s == '=' || *s == '\\')
			return false;
	return true;
}

static void line_pair(struct line *l, const char *key, const char *value)
{
	if (!value)
		return;
	line_char(l, ' ');
	line_text(l, key);
	line_char(l, '=');
	if (is_bare(value))
		line_text(l, value);
	else
		line_quoted(l, value);
}

static void line_start(struct line *l, enum log_level level, const struct work *w)
{
	struct civil c = instant_civil(clock_now());

	l->n =
	    (size_t)snprintf(l->data, sizeof l->data, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ %s %s",
			     c.year, c.month, c.day, c.hour, c.minute, c.second,
			     c.microsecond / 1000, level_words[level], log_program);
	if (w) {
		line_pair(l, "request", w->request_id);
		line_pair(l, "account", w->account_id);
	}
}

static void line_send(struct line *l)
{
	ssize_t sent;

	l->data[l->n++] = '\n';
	do
		sent = write(log_fd, l->data, l->n);
	while (sent < 0 && errno == EINTR);
}

bool log_open(const char *program, const char *path, enum log_level least)
{
	log_program = program;
	log_least = least;
	log_path = path && *path ? path : NULL;
	return log_reopen();
}

bool log_reopen(void)
{
	int fd;

	if (!log_path) {
		log_fd = STDERR_FILENO;
		return true;
	}
	fd = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (fd < 0)
		return false;
	if (log_fd != STDERR_FILENO)
		close(log_fd);
	log_fd = fd;
	return true;
}

bool log_level_parse(const char *word, enum log_level *level_out)
{
	for (size_t i = 0; i < sizeof level_words / sizeof level_words[0]; i++) {
		if (strcmp(word, level_words[i]) == 0) {
			*level_out = (enum log_level)i;
			return true;
		}
	}
	return false;
}

__attribute__((format(printf, 3, 0), nonnull(3))) static void
log_message(enum log_level level, const struct work *w, const char *format, va_list args)
{
	char message[LINE_MAX_BYTES / 2];
	struct line l;

	if (level < log_least)
		return;
	line_start(&l, level, w);
	if (w)
		line_pair(&l, "doing", w->doing);
	(void)vsnprintf(message, sizeof message, format, args);
	line_text(&l, " msg=");
	line_quoted(&l, message);
	line_send(&l);
}

#define LOG_AT(level)                                                                              \
	do {                                                                                       \
		va_list args;                                                                      \
		va_start(args, format);                                                            \
		log_message((level), w, format, args);                                             \
		va_end(args);                                                                      \
	} while (0)

void log_error(const struct work *w, const char *format, ...)
{
	LOG_AT(LOG_ERROR_LEVEL);
}

void log_warning(const struct work *w, const char *format, ...)
{
	LOG_AT(LOG_WARNING_LEVEL);
}

void log_info(const struct work *w, const char *format, ...)
{
	LOG_AT(LOG_INFO_LEVEL);
}

void log_debug(const struct work *w, const char *format, ...)
{
	LOG_AT(LOG_DEBUG_LEVEL);
}

void log_event(const struct work *w, ...)
{
	struct line l;
	const char *key;
	va_list args;

	if (LOG_INFO_LEVEL < log_least)
		return;
	line_start(&l, LOG_INFO_LEVEL, w);
	va_start(args, w);
	while ((key = va_arg(args, const char *))) {
		const char *value = va_arg(args, const char *);

		line_pair(&l, key, value);
	}
	va_end(args);
	line_send(&l);
}

void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s: ", log_program);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

void bug(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_message(LOG_ERROR_LEVEL, NULL, format, args);
	va_end(args);
	abort();
}
