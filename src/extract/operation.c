/* Finding an operation and running it, in whatever process this is. */
#include "extract/operation.h"
#include "bounds.h"
#include "util/json.h"
#include "util/memory.h"

bool operations_begin(struct work *w)
{
	static const char sample[] = "{\"a\":[1,2.5,\"\"]}"; /* json-c: its hash seed */
	bool good;

	memory_spare(EXTRACT_MALLOC);
	work_begin(w);
	arena_keep(w->arena, EXTRACT_KEPT);
	good = json_parse(w, sample, strlen(sample)) != NULL;
	work_renew(w);
	return good;
}

bool operation_call(struct work *w, const struct operation *table, const struct ask *ask,
		    struct text *out)
{
	const struct operation *o = table;

	while (o->name && strcmp(o->name, ask->operation) != 0)
		o++;
	if (!o->name)
		return fail(w, ERR_INTERNAL, "no operation \"%s\"", ask->operation);
	if (!o->run(w, ask->request, ask->body, ask->body_size, out)) {
		if (w->error == ERR_NONE)
			fail(w, ERR_INTERNAL, "operation \"%s\" failed", o->name);
		return false;
	}
	if (text_is_full(out))
		return fail_class(w, CLASS_TOO_COMPLEX, "the answer has more than %u bytes",
				  EXTRACT_REPLY_MAX);
	return true;
}

struct json_object *operation_run(struct work *w, const struct operation *table, const char *name,
				  struct json_object *request, const char *body, size_t body_size)
{
	struct ask ask = {name, request, body, body_size, NULL};
	struct text out = text_new(w->arena, EXTRACT_REPLY_MAX);

	if (!operation_call(w, table, &ask, &out))
		return NULL;
	return json_parse(w, out.data, out.length);
}
