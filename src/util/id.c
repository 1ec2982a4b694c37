/* UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then a counter that starts at
 * a random place each millisecond (section 6.2, method 1), then fresh random bits. */
#include "util/id.h"
#include "util/secret.h"
#include "util/text.h"

#include <stdint.h>
#include <unistd.h>

#define COUNTER_BITS 42 /* rand_a and the upper 30 bits of rand_b */

/* What the last id of this process used. */
static struct {
	pid_t pid;
	int64_t ms;
	uint64_t counter;
} last;

/* The counter begins in the lower half of its range, so it cannot overflow within any
 * millisecond, nor while the clock stands still or is set back. */
static void advance(void)
{
	int64_t ms = clock_now().us / 1000;
	pid_t pid = getpid();

	if (pid == last.pid && ms <= last.ms) {
		last.counter++;
		return;
	}
	/* A forked child has its parent's counter: it starts afresh, or both would go on alike. */
	secret_random(&last.counter, sizeof last.counter);
	last.counter >>= 64 - (COUNTER_BITS - 1);
	last.ms = ms;
	last.pid = pid;
}

static char *print_hex(char *out, uint64_t value, int digits)
{
	static const char hex[] = "0123456789abcdef";

	for (int i = digits - 1; i >= 0; i--)
		*out++ = hex[value >> (4 * i) & 15];
	return out;
}

const char *id_new(struct arena *a)
{
	char *text = arena_alloc_raw(a, ID_TEXT_SIZE), *at = text;
	uint64_t ms, counter;
	uint32_t noise;

	advance();
	secret_random(&noise, sizeof noise);
	ms = (uint64_t)last.ms;
	counter = last.counter;
	at = print_hex(at, ms >> 16, 8);
	*at++ = '-';
	at = print_hex(at, ms, 4);
	*at++ = '-';
	at = print_hex(at, 0x7000 | counter >> 30, 4);
	*at++ = '-';
	at = print_hex(at, 0x8000 | (counter >> 16 & 0x3FFF), 4);
	*at++ = '-';
	at = print_hex(at, counter, 4);
	at = print_hex(at, noise, 8);
	*at = '\0';
	return text;
}

const char *id_floor(struct arena *a, struct instant at)
{
	uint64_t ms = at.us > 0 ? (uint64_t)at.us / 1000 : 0;

	return arena_printf(a, "%08llx-%04llx-7000-8000-000000000000",
			    (unsigned long long)(ms >> 16), (unsigned long long)(ms & 0xffff));
}

struct instant id_time(const char *id)
{
	int64_t ms = 0;

	for (int digits = 0; digits < 12; id++) {
		if (*id == '-')
			continue;
		ms = ms << 4 | ascii_hex(*id);
		digits++;
	}
	return (struct instant){ms * 1000};
}

bool id_is_valid(const char *s)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	for (const char *want = form; *want; want++, s++)
		if (*want == '-' ? *s != '-' : ascii_hex(*s) < 0)
			return false;
	return *s == '\0';
}

const char *id_check(const char *s)
{
	return id_is_valid(s) ? NULL : "must be a UUID";
}
