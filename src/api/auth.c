/* From an API key to an account, with a small memory; and the rate headers of the key. */
#include "api/api.h"
#include "bounds.h"
#include "store/keys.h"
#include "util/clock.h"
#include "util/id.h"
#include "util/log.h"
#include "util/secret.h"

#define TIER_SIZE    16
#define TOUCH_MS     60000 /* last_used_at is kept to the minute */
#define KEY_TEXT_MAX 200   /* bytes; ours have 51 */

struct cached_key {
	uint8_t hash[SHA256_SIZE];
	int64_t until_ms; /* 0: the slot is empty */
	int64_t touched_ms;
	char key_id[ID_TEXT_SIZE], account_id[ID_TEXT_SIZE], tier[TIER_SIZE];
};

struct key_cache {
	struct cached_key slots[KEY_CACHE_SLOTS];
};

struct key_cache *key_cache_new(void)
{
	struct key_cache *cache = calloc(1, sizeof *cache);

	if (!cache)
		die("out of memory");
	return cache;
}

/* The key in "Authorization: Bearer <key>", or NULL. */
static const char *bearer_key(const struct request *r)
{
	const char *text = r->authorization, *key;

	if (!text || !ascii_starts(text, "Bearer "))
		return NULL;
	key = text + strlen("Bearer ");
	while (*key == ' ')
		key++;
	if (!*key || strlen(key) > KEY_TEXT_MAX)
		return NULL;
	return key;
}

static struct cached_key *cache_slot(struct key_cache *cache, const uint8_t hash[SHA256_SIZE])
{
	size_t at = hash[0] | (size_t)hash[1] << 8;

	return &cache->slots[at % KEY_CACHE_SLOTS];
}

static bool look_up(struct call *c, const uint8_t hash[SHA256_SIZE], struct cached_key *slot,
		    int64_t now_ms)
{
	struct key_owner owner;

	if (!db_ready(c->work, c->api->db))
		return false;
	if (!key_find_owner(c->work, hash, &owner)) {
		if (!work_forgive_missing(c->work))
			return false;
		return fail(c->work, ERR_UNAUTHORIZED, "Invalid or missing API key");
	}
	if (memcmp(slot->hash, hash, SHA256_SIZE) != 0)
		slot->touched_ms = 0;
	memcpy(slot->hash, hash, SHA256_SIZE);
	slot->until_ms = now_ms + KEY_CACHE_MS;
	(void)snprintf(slot->key_id, sizeof slot->key_id, "%s", owner.key_id);
	(void)snprintf(slot->account_id, sizeof slot->account_id, "%s", owner.account_id);
	(void)snprintf(slot->tier, sizeof slot->tier, "%s", owner.tier);
	if (!slot->touched_ms || now_ms - slot->touched_ms > TOUCH_MS) {
		slot->touched_ms = now_ms;
		if (!key_touch(c->work, slot->key_id)) /* a statistic: the call goes on */
			work_forgive(c->work);
	}
	return true;
}

bool call_authenticate(struct call *c)
{
	const char *key = bearer_key(c->request);
	uint8_t hash[SHA256_SIZE];
	int64_t now_ms = clock_monotonic_ms();
	struct cached_key *slot;

	if (!key) {
		reply_header(c->reply, "WWW-Authenticate", "Bearer");
		return fail(c->work, ERR_UNAUTHORIZED, "Invalid or missing API key");
	}
	sha256(key, strlen(key), hash);
	slot = cache_slot(c->api->keys, hash);
	if (slot->until_ms < now_ms || !secret_equal(slot->hash, hash, SHA256_SIZE)) {
		if (!look_up(c, hash, slot, now_ms)) {
			if (error_is(c->work, ERR_UNAUTHORIZED))
				reply_header(c->reply, "WWW-Authenticate", "Bearer");
			return false;
		}
	}
	/* Copies: the slot may change hands before the call ends. */
	memcpy(&c->key_hash, hash, sizeof c->key_hash);
	c->key_id = arena_text(c->work->arena, slot->key_id);
	c->account_id = arena_text(c->work->arena, slot->account_id);
	c->tier = arena_text(c->work->arena, slot->tier);
	c->work->account_id = c->account_id;
	return true;
}

void call_count(struct call *c)
{
	const struct api_config *config = &c->api->config;
	bool generation = c->route->flags & ROUTE_GENERATION;
	struct bucket_state state;

	if (!c->api->buckets)
		return;
	state =
	    bucket_take(c->api->buckets, c->key_hash ^ (generation ? 1 : 0), clock_now().us / 1000,
			generation ? config->generation_rate : config->rate,
			generation ? config->generation_burst : config->burst);
	reply_header(c->reply, "X-RateLimit-Limit", "%lld", (long long)state.limit);
	reply_header(c->reply, "X-RateLimit-Remaining", "%lld", (long long)state.remaining);
	reply_header(c->reply, "X-RateLimit-Reset", "%lld", (long long)state.reset_s);
}
