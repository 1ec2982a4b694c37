/* UUIDv7: form, order, and that a forked child does not repeat its parent's ids. */
#include "util/id.h"
#include "util/clock.h"

#include "tap.h"

#include <sys/wait.h>
#include <unistd.h>

#define MANY 20000

static void test_form(struct arena *a)
{
	const char *id;

	clock_set((struct instant){INT64_C(0x0123456789AB) * 1000});
	id = id_new(a);
	ok(id_is_valid(id), "%s is valid", id);
	ok(strncmp(id, "01234567-89ab-7", 15) == 0, "begins with the milliseconds and version 7");
	ok(strchr("89ab", id[19]) != NULL, "has the variant of RFC 9562");
	clock_set((struct instant){0});
}

static void test_times(struct arena *a)
{
	const struct instant at = {INT64_C(0x0123456789AB) * 1000 + 7};
	const char *least = id_floor(a, at);

	is_text(least, "01234567-89ab-7000-8000-000000000000", "the least id of a millisecond");
	clock_set(at);
	ok(strcmp(least, id_new(a)) <= 0, "no id of then is less");
	clock_set((struct instant){0});
	is_int(id_time(least).us, INT64_C(0x0123456789AB) * 1000, "tells its time");
	is_int(id_time(id_floor(a, (struct instant){-5})).us, 0, "before all time there is 0");
}

static void test_order(struct arena *a)
{
	const char *last = id_new(a), *next;
	int wrong = 0;

	clock_set(clock_now());
	for (int i = 0; i < MANY; i++, last = next) {
		next = id_new(a);
		wrong += strcmp(last, next) >= 0;
	}
	is_int(wrong, 0, "ids of one millisecond are in order");
	clock_set((struct instant){clock_now().us - 5000000});
	next = id_new(a);
	ok(strcmp(last, next) < 0, "a clock set back does not break the order");
	clock_set((struct instant){0});
}

static void test_fork(struct arena *a)
{
	int ends[2];
	char theirs[ID_TEXT_SIZE] = "";
	const char *ours;
	pid_t child;

	clock_set(clock_now());
	(void)id_new(a);
	if (pipe(ends) != 0 || (child = fork()) < 0) {
		ok(false, "fork");
		return;
	}
	if (child == 0) {
		const char *id = id_new(a);
		_exit(write(ends[1], id, ID_TEXT_SIZE) == ID_TEXT_SIZE ? 0 : 1);
	}
	ours = id_new(a);
	is_int(read(ends[0], theirs, sizeof theirs), ID_TEXT_SIZE, "the child made an id");
	waitpid(child, NULL, 0);
	ok(id_is_valid(theirs), "%s of the child is valid", theirs);
	ok(strncmp(ours + 15, theirs + 15, 8) != 0, "its counter is not the parent's: %s", ours);
	clock_set((struct instant){0});
}

static void test_check(void)
{
	static const struct {
		const char *text;
		bool valid;
	} cases[] = {
	    {"01234567-89ab-7cde-8f01-23456789abcd", true},
	    {"01234567-89AB-4CDE-8F01-23456789ABCD", true},
	    {"00000000-0000-0000-0000-000000000000", true},
	    {"01234567-89ab-7cde-8f01-23456789abc", false},
	    {"01234567-89ab-7cde-8f01-23456789abcde", false},
	    {"0123456789ab-7cde-8f01-23456789abcd", false},
	    {"01234567-89ab-7cde-8f01-23456789abcg", false},
	    {"{1234567-89ab-7cde-8f01-23456789abc}", false},
	    {"01234567089ab-7cde-8f01-23456789abcd", false},
	    {"01234567-89ab-7cde-8f01-23456789abcd ", false},
	    {"", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		ok(id_is_valid(cases[i].text) == cases[i].valid, "\"%s\" is %s", cases[i].text,
		   cases[i].valid ? "an id" : "no id");
	is_text(id_check("x"), "must be a UUID", "the complaint");
	is_text(id_check(cases[0].text), NULL, "no complaint");
}

int main(void)
{
	struct arena *a = arena_new();

	test_form(a);
	test_times(a);
	test_order(a);
	test_fork(a);
	test_check();
	arena_free(a);
	return done();
}
