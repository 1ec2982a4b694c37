/* Every setting of the programs: one table (settings.c) with name, type, default, bounds and a
 * sentence. The environment wins over the file named by METER_CONFIG (default
 * $sysconfdir/meter/meter.conf, lines of NAME=value). Constant after start.
 */
#ifndef METER_SETTINGS_H
#define METER_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct settings {
	/* METER_DB_SOCKET, _HOST, _PORT, _USER, _PASSWORD, _PASSWORD_FILE, _NAME, _CA_FILE */
	const char *db_socket, *db_host, *db_user, *db_password, *db_password_file, *db_name;
	const char *db_ca_file;
	int64_t db_port;

	/* METER_LISTEN_FAST, _SLOW: unix:/path or host:port; METER_WORKERS_FAST, _SLOW */
	const char *listen_fast, *listen_slow;
	int64_t workers_fast, workers_slow;
	int64_t recycle;        /* METER_RECYCLE: requests of a worker's life, jobs of a runner's */
	int64_t runners;        /* METER_RUNNERS: processes of meter-cron that run jobs */
	int64_t fetches;        /* METER_FETCHES: of one runner at once */
	/* METER_KEEP_JOBS_DAYS, _JOBS, _RESULTS_MB, _UNSEEN_DAYS, _PAGES_DAYS, _TRACES_DAYS,
	 * _TICKS_DAYS, _DELIVERIES_DAYS: see queue/retention.h */
	int64_t keep_jobs_days, keep_jobs, keep_results_mb, keep_unseen_days;
	int64_t keep_pages_days, keep_traces_days, keep_ticks_days, keep_deliveries_days;
	int64_t host_gap_ms;    /* METER_HOST_GAP_MS: between two requests to one host */
	const char *robots;     /* METER_ROBOTS */
	/* METER_DISCOVER_URLS, _PAGES, _DEPTH, _VISITS: see job/discovery_config.h */
	int64_t discover_urls, discover_pages, discover_depth, discover_visits;
	bool keep_connections;  /* METER_KEEP_CONNECTIONS: of the fast pool */
	int64_t drain_seconds;  /* METER_DRAIN_SECONDS */
	const char *user;       /* METER_USER: whom a root master's workers become; "" stays */
	const char *socket_group; /* METER_SOCKET_GROUP: of unix sockets, e.g. www-data; "" keeps */

	const char *log_file;   /* METER_LOG_FILE: "" is standard error */
	const char *log_level;  /* METER_LOG_LEVEL */
	const char *run_dir;    /* METER_RUN_DIR: the shared-memory file lies here */

	/* METER_RATE, _BURST (per key and minute), METER_GENERATION_RATE, _BURST: as in nginx */
	int64_t rate, burst, generation_rate, generation_burst;

	const char *egress_allow; /* METER_EGRESS_ALLOW */
	const char *user_agent;   /* METER_USER_AGENT */
	const char *dns_server;   /* METER_DNS_SERVER */
	const char *ca_file;      /* METER_CA_FILE: trusted for fetches */
	const char *extractor;    /* METER_EXTRACTOR: path of meter-extractor */

	/* METER_LLM_URL, _KEY, _KEY_FILE, _MODEL, _TIMEOUT (s), _TOKENS_MONTH; url "" is off */
	const char *llm_url, *llm_key, *llm_key_file, *llm_model;
	int64_t llm_timeout, llm_tokens_month;
	const char *secrets_key;  /* METER_SECRETS_KEY_FILE */
	/* METER_SMTP_URL, _USER, _PASSWORD, _PASSWORD_FILE, _FROM; url "": no mail is sent */
	const char *smtp_url, *smtp_user, *smtp_password, *smtp_password_file, *smtp_from;

	int64_t quota_free, quota_hobby, quota_pro; /* METER_QUOTA_…; enterprise is unlimited */
};

/* Reads file and environment. Bad or unknown METER_ names end the program with all complaints at
 * once (exit 1). The strings live as long as the process. */
const struct settings *settings_load(void);

/* The file that is read: the one of METER_CONFIG, or else the installation's, which may be missing. */
const char *settings_file(void);

/* A setting's text; NULL where it is empty. */
static inline const char *setting_given(const char *value)
{
	return *value ? value : NULL;
}

/* The same for a program that goes on with what it has: NULL after all complaints were printed,
 * one a line. */
const struct settings *settings_read(FILE *complaints);

/* Prints the table: names, defaults and sentences (for --help); with show, the values in force,
 * secrets masked. */
void settings_print(FILE *out, bool show);

#endif
