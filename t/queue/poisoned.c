/* An extractor that a page with the word "poison" ends, as a fault in a parser would: what
 * METER_EXTRACTOR names in t/cron_poison.t. */
#include "extract/extract.h"
#include "extract/operation.h"
#include "strategy/generate.h"

#include <stdlib.h>
#include <string.h>

static bool run_poisoned(struct work *w, struct json_object *request, const char *body, size_t n,
			 struct text *out)
{
	if (memmem(body, n, "poison", 6))
		abort();
	return extract_operation(w, request, body, n, out);
}

static const struct operation poisoned[] = {
    {"extract", run_poisoned}, {"generate", generate_operation}, {NULL, NULL}};

int main(int argc, char **argv)
{
	(void)argc;
	return extractor_serve(3, poisoned, argv[1]);
}
