/* A key of the client's, and one call at a time that has it. */
#include "api/idempotency.h"
#include "bounds.h"
#include "util/id.h"
#include "util/log.h"

static void hash_body(struct call *c, uint8_t out[static SHA256_SIZE])
{
	struct text t = text_new(c->work->arena, SIZE_MAX / 2);

	json_print_sorted(&t, c->body);
	sha256(t.data, t.length, out);
}

static bool take(struct call *c, void *data)
{
	struct idempotent *i = data;

	return idempotency_take(c->work, &i->key, &i->reply);
}

bool idempotent_begin(struct call *c, struct idempotent *i)
{
	const char *key = request_header(c->request, "idempotency-key");

	*i = (struct idempotent){.reply = NULL};
	if (!key || !*key || !(c->route->flags & ROUTE_IDEMPOTENT))
		return true;
	if (strlen(key) > IDEMPOTENCY_KEY_MAX)
		return complain(c->work, ERR_INVALID, "Idempotency-Key",
				"Idempotency-Key has more than %d bytes", IDEMPOTENCY_KEY_MAX);
	i->key.account_id = c->account_id;
	i->key.key = key;
	i->key.holder = id_new(c->work->arena);
	hash_body(c, i->key.request);
	if (!call_transaction(c, take, i)) {
		/* It may have been taken, if only the answer was lost. */
		if (error_is(c->work, ERR_UNAVAILABLE))
			idempotent_release(c, i);
		return false;
	}
	if (i->reply)
		reply_header(c->reply, "Idempotent-Replayed", "true");
	return true;
}

bool idempotent_keep(struct call *c, const struct idempotent *i, const char *strategy_id,
		     const char *reply)
{
	return !i->key.key || idempotency_keep(c->work, &i->key, strategy_id, reply);
}

void idempotent_release(struct call *c, const struct idempotent *i)
{
	/* A work of its own: the call's holds the error that will be told. */
	struct work w = {.arena = c->work->arena,
			 .request_id = c->work->request_id,
			 .account_id = c->account_id};

	if (!i->key.key)
		return;
	if (!db_ready(&w, c->api->db) || !idempotency_release(&w, &i->key))
		log_warning(&w, "an idempotency key stays taken for %d seconds: %s",
			    IDEMPOTENCY_LEASE_S, w.message);
}
