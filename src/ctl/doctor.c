/* meterctl doctor: a line for each thing that has to be right. */
#include "ctl/doctor.h"

#include "bounds.h"
#include "ctl/probe.h"
#include "store/db.h"
#include "store/runners.h"
#include "store/llm_usage.h"
#include "store/schema.h"
#include "store/server.h"
#include "util/seal.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLOCK_APART_MS 2000 /* leases and schedules are in the database's time */
#define PACKET_LEAST   (DB_VALUE_MAX + (1 << 20))

struct examination {
	struct ctl *ctl;
	int problems;
};

__attribute__((format(printf, 3, 4), nonnull(3))) static void
finding(struct examination *e, bool good, const char *format, ...)
{
	va_list args;

	printf("%s\t", good ? "ok" : "problem");
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	e->problems += !good;
}

/* UUIDs of version 7 sort by time from 10.11.5 on. */
static bool version_is_enough(const char *version)
{
	static const unsigned long least[] = {10, 11, 5};
	const char *p = version;

	for (size_t i = 0; i < sizeof least / sizeof least[0]; i++) {
		char *end;
		unsigned long number = strtoul(p, &end, 10);

		if (end == p || number != least[i])
			return end != p && number > least[i];
		p = end + (*end == '.');
	}
	return true;
}

static void examine_configuration(struct examination *e, const struct server *server)
{
	/* One a worker, and while a pool is renewed its old workers still have theirs. */
	const struct settings *s = e->ctl->settings;
	int64_t connections = 2 * (s->workers_fast + s->workers_slow + s->runners + 1) + 1;
	int64_t apart_ms = (clock_now().us - server->now.us) / 1000;

	finding(e, version_is_enough(server->version), "version: %s (10.11.5 or later is needed)",
		server->version);
	finding(e, strstr(server->sql_mode, "STRICT_ALL_TABLES"), "strict mode: sql_mode is %s",
		server->sql_mode);
	finding(e, server->max_packet >= PACKET_LEAST,
		"packets: max_allowed_packet is %" PRId64 " (at least %d is needed)",
		server->max_packet, PACKET_LEAST);
	finding(e, server->is_durable == 1,
		"durability: innodb_flush_log_at_trx_commit is %" PRId64
		" (with 1 an accepted job outlives a power cut)",
		server->is_durable);
	finding(e, server->max_connections > connections,
		"connections: max_connections is %" PRId64 ", we use up to %" PRId64,
		server->max_connections, connections);
	finding(e, apart_ms > -CLOCK_APART_MS && apart_ms < CLOCK_APART_MS,
		"clock: the database's differs by %" PRId64 " ms (run an NTP client on both)",
		apart_ms);
}

static void examine_server(struct examination *e)
{
	struct work *w = e->ctl->work;
	const char *missing;
	struct server server;

	if (!server_look(w, &server) || !server_missing_rights(w, &missing)) {
		finding(e, false, "database: %s", w->message);
		return;
	}
	examine_configuration(e, &server);
	if (*missing)
		finding(e, false, "rights: %s lacks %s: GRANT them on the database", server.user,
			missing);
	else
		finding(e, true, "rights: %s may all that is needed", server.user);
}

static void examine_runners(struct examination *e)
{
	int64_t runners;

	if (!runner_count(e->ctl->work, "runner", &runners))
		finding(e, false, "runners: %s", e->ctl->work->message);
	else if (runners == 0)
		finding(e, false, "runners: none is alive: is \"meter-cron\" running?");
	else
		finding(e, true, "runners: %" PRId64 " are alive", runners);
}

static void examine_database(struct examination *e)
{
	const struct settings *s = e->ctl->settings;
	struct work *w = e->ctl->work;
	int found;

	if (!db_ready(w, e->ctl->db)) {
		finding(e, false,
			"database: cannot connect to \"%s\" at %s as %s (the log above says why):"
			" start it, or mend METER_DB_...",
			s->db_name, *s->db_host ? s->db_host : s->db_socket, s->db_user);
		return;
	}
	finding(e, true, "database: connected to \"%s\" at %s", s->db_name,
		*s->db_host ? s->db_host : s->db_socket);
	examine_server(e);
	if (!schema_is_current(w, &found)) {
		finding(e, false, "schema: %s", w->message);
		return;
	}
	finding(e, true, "schema: version %d, as new as is needed", found);
	examine_runners(e);
}

/* The model is not asked: that would cost. */
static void examine_llm(struct examination *e)
{
	const struct settings *s = e->ctl->settings;
	struct llm_usage usage;

	if (!*s->llm_url || !e->ctl->work->db)
		return;
	if (!llm_usage_look(e->ctl->work, &usage)) {
		finding(e, false, "llm: %s", e->ctl->work->message);
		return;
	}
	finding(e, s->llm_tokens_month < 0 || usage.tokens < s->llm_tokens_month,
		"llm: %s has used %" PRId64 " tokens in %" PRId64
		" calls this month (METER_LLM_TOKENS_MONTH is %" PRId64 ")",
		s->llm_model, usage.tokens, usage.calls, s->llm_tokens_month);
}

static void examine_pool(struct examination *e, const char *name, const char *address)
{
	const char *why = probe_pool(address);

	if (why)
		finding(e, false, "%s pool: %s: %s: is \"meter-fcgi --pool=%s\" running?", name,
			address, why, name);
	else
		finding(e, true, "%s pool: answers at %s", name, address);
}

/* Read by whoever asks; the workers may be somebody else. */
static void examine_key(struct examination *e)
{
	const char *path = e->ctl->settings->secrets_key;
	struct work *w = e->ctl->work;
	struct seal_key key;

	if (access(path, F_OK) != 0)
		finding(e, false, "secrets: %s: %s: run \"meterctl secrets create\"", path,
			strerror(errno));
	else if (access(path, R_OK) == 0 && !seal_key_load(w, path, &key))
		finding(e, false, "secrets: %s", w->message);
	else
		finding(e, true, "secrets: %s has the key", path);
	work_forgive(w);
}

static void examine_files(struct examination *e)
{
	const struct settings *s = e->ctl->settings;
	struct stat st;

	finding(e, access(s->extractor, X_OK) == 0, "extractor: %s: %s", s->extractor,
		access(s->extractor, X_OK) == 0 ? "is there" : strerror(errno));
	if (stat(s->run_dir, &st) != 0)
		finding(e, false, "run folder: %s: %s: make it, or mend METER_RUN_DIR", s->run_dir,
			strerror(errno));
	else
		finding(e, access(s->run_dir, W_OK) == 0, "run folder: %s is %swritable for us",
			s->run_dir, access(s->run_dir, W_OK) == 0 ? "" : "not ");
	examine_key(e);
}

static void examine_settings(struct examination *e)
{
	const char *path = settings_file();

	if (access(path, F_OK) == 0)
		finding(e, true, "settings: read from the environment and %s", path);
	else
		finding(e, true,
			"settings: read from the environment, there is no %s (METER_CONFIG names "
			"another)",
			path);
}

int doctor(struct ctl *c)
{
	struct examination e = {.ctl = c};

	if (ctl_option(c, NULL) != -1 || !ctl_has(c, 0))
		return CTL_MISUSED;
	examine_settings(&e);
	examine_database(&e);
	examine_llm(&e);
	examine_pool(&e, "fast", c->settings->listen_fast);
	examine_pool(&e, "slow", c->settings->listen_slow);
	examine_files(&e);
	work_forgive(c->work); /* everything was told */
	return e.problems ? CTL_FAILED : CTL_OK;
}
