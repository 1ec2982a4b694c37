/* A zone: a table of changes, and a rule for what comes after it. */
#include "schedule/zone.h"

#include "bounds.h"
#include "schedule/zone_rule.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONES "/usr/share/zoneinfo/"
#define HEAD  44 /* bytes of a TZif header */

struct change {
	int64_t at, offset;
};

struct zone {
	int64_t first; /* offset before the first change */
	struct change *changes;
	size_t n;
	bool has_rule;
	struct zone_rule rule;
};

/* --- names and files --- */

/* Names of zones are letters, digits and "_+-" between slashes; nothing that leads elsewhere. */
static bool is_name(const char *s)
{
	size_t n = strlen(s);

	if (n == 0 || n > ZONE_NAME_MAX || !((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z')))
		return false;
	return strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == n;
}

/* The file's bytes; NULL when there is none. Folders and other things are no zones. */
static char *zone_file(struct arena *a, const char *name, size_t *n)
{
	const char *path = arena_printf(a, ZONES "%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *data = NULL;
	struct stat st;
	ssize_t got;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= ZONE_FILE_MAX) {
		data = arena_alloc(a, (size_t)st.st_size + 1);
		got = read(fd, data, (size_t)st.st_size);
		*n = got > 0 ? (size_t)got : 0;
	}
	close(fd);
	return data && *n > HEAD && memcmp(data, "TZif", 4) == 0 ? data : NULL;
}

/* --- TZif --- */

static int64_t big_endian(const char *p, int n)
{
	uint64_t v = (unsigned char)*p & 0x80 ? UINT64_MAX : 0;

	for (int i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return (int64_t)v;
}

/* What a header counts. */
struct counts {
	size_t utc, standard, leaps, times, types, letters;
};

static struct counts counts_of(const char *head)
{
	size_t n[6];

	for (int i = 0; i < 6; i++)
		n[i] = (size_t)(big_endian(head + 20 + 4 * i, 4) & 0x7fffffff);
	return (struct counts){n[0], n[1], n[2], n[3], n[4], n[5]};
}

static size_t block_size(const struct counts *c, size_t time_size)
{
	return c->times * (time_size + 1) + c->types * 6 + c->letters + c->leaps * (time_size + 4) +
	       c->standard + c->utc;
}

static bool read_table(struct arena *a, const char *data, const struct counts *c, struct zone *z)
{
	const char *index = data + 8 * c->times, *types = index + c->times;

	if (c->types == 0)
		return false;
	z->first = big_endian(types, 4);
	z->n = c->times;
	z->changes = ARENA_ARRAY(a, z->n, struct change);
	for (size_t i = 0; i < z->n; i++) {
		size_t type = (unsigned char)index[i];

		if (type >= c->types)
			return false;
		z->changes[i].at = big_endian(data + 8 * i, 8);
		z->changes[i].offset = big_endian(types + 6 * type, 4);
	}
	return true;
}

/* The second block of a file has times of 8 bytes, and behind it stands the rule. */
static bool zone_parse(struct arena *a, const char *data, size_t n, struct zone *z)
{
	struct counts c = counts_of(data);
	size_t skip = HEAD + block_size(&c, 4), size;
	const char *rule, *end;

	if (data[4] < '2' || skip > n || n - skip < HEAD)
		return false;
	data += skip;
	n -= skip + HEAD;
	c = counts_of(data);
	size = block_size(&c, 8);
	if (size > n || !read_table(a, data + HEAD, &c, z))
		return false;
	rule = data + HEAD + size;
	n -= size;
	end = n > 1 && *rule == '\n' ? memchr(rule + 1, '\n', n - 1) : NULL;
	if (!end)
		return false;
	rule = arena_copy(a, rule + 1, (size_t)(end - rule - 1));
	z->has_rule = *rule != '\0';
	return !z->has_rule || zone_rule_parse(rule, &z->rule);
}

const struct zone *zone_load(struct work *w, const char *name)
{
	struct zone *z = ARENA_NEW(w->arena, struct zone);
	size_t n = 0;
	char *data;

	if (!name || strcmp(name, "UTC") == 0)
		return z;
	data = is_name(name) ? zone_file(w->arena, name, &n) : NULL;
	if (!data)
		return fail(w, ERR_UNACCEPTABLE, "\"%.*s\" is no time zone", ZONE_NAME_MAX, name);
	if (!zone_parse(w->arena, data, n, z))
		return fail(w, ERR_INTERNAL, "the file of time zone %s is damaged", name);
	return z;
}

const char *zone_check(const char *name)
{
	struct work w;
	bool is_good;

	work_begin(&w);
	is_good = zone_load(&w, name) != NULL;
	work_end(&w);
	return is_good ? NULL : "must be the name of a time zone, such as Europe/Berlin";
}

/* --- reckoning --- */

/* How many changes of the table are at or before t. */
static size_t changes_until(const struct zone *z, int64_t t)
{
	size_t low = 0, high = z->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->changes[middle].at <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t zone_offset(const struct zone *z, int64_t t)
{
	size_t n = changes_until(z, t);

	if (n == z->n && z->has_rule)
		return zone_rule_offset(&z->rule, t);
	return n ? z->changes[n - 1].offset : z->first;
}

int64_t zone_next_change(const struct zone *z, int64_t t)
{
	size_t n = changes_until(z, t);

	if (n < z->n)
		return z->changes[n].at;
	return z->has_rule ? zone_rule_next(&z->rule, t) : INT64_MAX;
}

int64_t zone_moment(const struct zone *z, int64_t local)
{
	const int64_t day = 86400;
	int64_t before = zone_offset(z, local - day), after = zone_offset(z, local + day);
	int64_t change = local - day;

	/* Clocks that are put back show the time twice: with the offset from before first. */
	if (zone_offset(z, local - before) == before)
		return local - before;
	if (zone_offset(z, local - after) == after)
		return local - after;
	/* In a gap: the change that makes it is the one that the old offset leads beyond. */
	for (;;) {
		int64_t next = zone_next_change(z, change);

		if (next > local - before)
			return change;
		change = next;
	}
}
