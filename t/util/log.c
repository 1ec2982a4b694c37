#include "util/log.h"
#include "util/clock.h"

#include "tap.h"

#include <unistd.h>

int main(void)
{
	char path[] = "/tmp/meter-log-XXXXXX", *all, *text, big[20000];
	int fd = mkstemp(path);
	enum log_level level;
	struct work w;
	size_t n;

	work_begin(&w);
	w.request_id = "r1";
	w.account_id = "a1";
	work_doing(&w, "fetching %s", "http://x/ y");
	clock_set((struct instant){1779000000123456});
	ok(log_open("meter-test", path, LOG_INFO_LEVEL), "opened");
	log_error(&w, "bad \"%s\"\n2026 info forged", "quote");
	log_info(NULL, "bell \a and \x1b[2J and \xE2\x80\xAE");
	log_debug(&w, "not shown");
	log_event(&w, "route", "GET /x", "status", "200", "empty", "", "none", NULL, NULL);
	memset(big, 'x', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	log_warning(NULL, "%s", big);
	text = all = read_file(path, &n);
	is_text(strtok_r(text, "\n", &text),
		"2026-05-17T06:40:00.123Z error meter-test request=r1 account=a1 "
		"doing=\"fetching http://x/ y\" msg=\"bad \\\"quote\\\"\\n2026 info forged\"",
		"one line, escaped");
	is_text(strtok_r(NULL, "\n", &text),
		"2026-05-17T06:40:00.123Z info meter-test "
		"msg=\"bell \\x07 and \\x1b[2J and \\xe2\\x80\\xae\"",
		"controls and direction marks are escaped");
	is_text(strtok_r(NULL, "\n", &text),
		"2026-05-17T06:40:00.123Z info meter-test request=r1 account=a1 "
		"route=\"GET /x\" status=200 empty=\"\"",
		"an event made of pairs");
	ok(strlen(strtok_r(NULL, "\n", &text)) < 8192, "a long line is cut");
	ok(strtok_r(NULL, "\n", &text) == NULL, "and still one line");
	ok(log_level_parse("warning", &level) && level == LOG_WARNING_LEVEL, "levels have words");
	ok(!log_level_parse("loud", &level), "others are refused");
	free(all);
	unlink(path);
	close(fd);
	work_end(&w);
	return done();
}
