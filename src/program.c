/* What the two servers have in common before there is a worker. */
#include "program.h"

#include "database.h"
#include "store/schema.h"
#include "util/log.h"
#include "util/secret.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the command line --- */

static void print_usage(FILE *out, const char *name, const char *synopsis)
{
	fprintf(out,
		"usage: %s%s\n"
		"       %s --show | --help | --version\n",
		name, synopsis, name);
}

void program_misused(const char *name, const char *synopsis)
{
	print_usage(stderr, name, synopsis);
	exit(1);
}

void program_option(int c, const char *name, const char *synopsis)
{
	switch (c) {
	case 's':
		settings_print(stdout, true);
		break;
	case 'v':
		printf("%s " METER_VERSION "\n", name);
		break;
	case 'h':
		print_usage(stdout, name, synopsis);
		printf("\nSettings, from the environment or the file METER_CONFIG:\n\n");
		settings_print(stdout, false);
		break;
	default:
		program_misused(name, synopsis);
	}
	exit(0);
}

/* --- before there is a worker --- */

const struct settings *program_begin(const char *name)
{
	const struct settings *s = settings_load();
	enum log_level level = LOG_INFO_LEVEL;

	log_level_parse(s->log_level, &level);
	if (!log_open(name, s->log_file, level))
		die("cannot open METER_LOG_FILE \"%s\": %s", s->log_file, strerror(errno));
	secret_prepare();
	return s;
}

void program_check_schema(const struct settings *s, int statement_ms)
{
	struct db *db = database_new(s, statement_ms);
	struct work w;
	int found = 0;

	work_begin(&w);
	if (!(db_ready(&w, db) && schema_is_current(&w, &found))) {
		if (!error_is(&w, ERR_UNAVAILABLE))
			die("%s", w.message);
		log_warning(&w, "starting without a database: %s", w.message);
	}
	db_free(db);
	work_end(&w);
}

struct fetch_settings program_fetch(const struct settings *s)
{
	return (struct fetch_settings){.user_agent = s->user_agent,
				       .allow = s->egress_allow,
				       .dns_server = setting_given(s->dns_server),
				       .ca_file = setting_given(s->ca_file)};
}

struct mail_server program_mail(const struct settings *s)
{
	return (struct mail_server){.url = s->smtp_url,
				    .user = s->smtp_user,
				    .password = s->smtp_password,
				    .from = s->smtp_from,
				    .ca_file = setting_given(s->ca_file)};
}

struct llm_settings program_llm(const struct settings *s)
{
	return (struct llm_settings){.url = s->llm_url,
				     .key = s->llm_key,
				     .model = s->llm_model,
				     .timeout_ms = s->llm_timeout * 1000};
}

/* libcurl brings GnuTLS along for protocols that are not used here (LDAP, RTMP); loaded, it reads
 * its tables and asks for hardware, half a megabyte in all, unless this says that it is not wanted
 * (GNUTLS_SKIP_GLOBAL_INIT of gnutls.h). Whoever uses it sets it up by himself, as libcurl does. */
int _gnutls_global_init_skip(void);
int _gnutls_global_init_skip(void)
{
	return 1;
}
