/* Ways to write an address that a filter of text does not see: whatever the URL parser makes of
 * them, the guard denies what is not public. Names get a resolver that knows a few. */
#include "fetch/address.h"
#include "fetch/guard.h"
#include "util/json.h"
#include "util/url.h"

#include "tap.h"

#define CASES_SPELLINGS 1028

enum outcome { REFUSED, DENIED, ARRIVED };

struct spelling {
	const char *url, *technique, *ends_at;
	bool allowed, must_accept, needs_dns;
};

/* Names resolve to what the collection says; a name that it wants refused does not exist. */
static bool resolve(const struct spelling *s, const char *host, union address *out)
{
	if (address_parse(host, out))
		return true;
	if (strcmp(host, "localhost") == 0 || strcmp(host, "localhost.") == 0 ||
	    (strlen(host) > 10 && strstr(host, ".localhost")))
		return address_parse("127.0.0.1", out);
	return s->needs_dns && s->ends_at && address_parse(s->ends_at, out);
}

static enum outcome judge(struct arena *a, const struct guard *g, const struct spelling *s,
			  char arrived[static ADDRESS_TEXT_SIZE])
{
	const char *why = NULL;
	struct url *url = url_parse(a, s->url, &why);
	union address address;

	arrived[0] = '\0';
	if (!url || !resolve(s, url->host, &address))
		return REFUSED;
	address_print(&address, arrived);
	return guard_allows(g, &address.any) ? ARRIVED : DENIED;
}

static const char *fault(enum outcome outcome, const struct spelling *s, const char *arrived)
{
	union address want;
	char wanted[ADDRESS_TEXT_SIZE] = "";

	if (s->ends_at && address_parse(s->ends_at, &want))
		address_print(&want, wanted);
	switch (outcome) {
	case REFUSED:
		return s->must_accept ? "is refused" : NULL;
	case DENIED:
		return s->allowed ? "a public address is denied" : NULL;
	case ARRIVED:
		if (!s->allowed)
			return "arrives";
		return strcmp(arrived, wanted) == 0 ? NULL : "arrives elsewhere";
	}
	return "is nothing";
}

struct tally {
	size_t n, wrong, counts[ARRIVED + 1];
};

/* One line, one case. What our JSON parser refuses (a NUL) never gets as far as the URL parser. */
static void try_line(const struct guard *g, const char *line, size_t length, struct tally *tally)
{
	struct work w;
	struct json_object *row;
	char arrived[ADDRESS_TEXT_SIZE] = "";
	enum outcome outcome = REFUSED;
	const char *what;
	struct spelling s = {0};

	work_begin(&w);
	row = json_parse(&w, line, length);
	if (row) {
		s = (struct spelling){
		    .url = json_text(row, "url"),
		    .technique = json_text(row, "technique"),
		    .ends_at = json_text(row, "ends_at"),
		    .allowed = json_bool_of(row, "allowed", false),
		    .must_accept = json_bool_of(row, "must_be_accepted", false),
		    .needs_dns = json_bool_of(row, "needs_dns", false),
		};
		outcome = judge(w.arena, g, &s, arrived);
	}
	what = fault(outcome, &s, arrived);
	tally->n++;
	tally->counts[outcome]++;
	if (what) {
		tally->wrong++;
		printf("# %s (%s): %s %s\n", s.url, s.technique, what, arrived);
	}
	work_end(&w);
}

static void run(const char *data)
{
	const char *why = NULL;
	struct guard *g = guard_new(NULL, &why);
	struct tally tally = {0};

	for (const char *line = data; *line; line += strcspn(line, "\n") + 1) {
		size_t length = strcspn(line, "\n");

		if (line[0] == '{')
			try_line(g, line, line[length - 1] == ',' ? length - 1 : length, &tally);
		if (!line[length])
			break;
	}
	is_int(tally.n, CASES_SPELLINGS, "all spellings were tried");
	is_int(tally.wrong, 0, "none leads where it must not");
	printf("# %zu refused, %zu denied, %zu public\n", tally.counts[REFUSED],
	       tally.counts[DENIED], tally.counts[ARRIVED]);
	guard_free(g);
}

int main(void)
{
	char *data, path[4096];

	snprintf(path, sizeof path, "%s/conformance/egress/spellings.json", test_data());
	data = read_file(path, NULL);
	if (!data)
		return skip_all("the collected spellings are not here");
	run(data);
	free(data);
	return done();
}
