/* The database that the settings name. */
#include "database.h"

struct db_settings database_settings(const struct settings *s)
{
	return (struct db_settings){.host = setting_given(s->db_host),
				    .socket = s->db_socket,
				    .port = (int)s->db_port,
				    .user = s->db_user,
				    .password = s->db_password,
				    .name = s->db_name,
				    .ca_file = setting_given(s->db_ca_file)};
}

struct db *database_new(const struct settings *s, int statement_ms)
{
	struct db_settings settings = database_settings(s);

	settings.statement_ms = statement_ms;
	return db_new(&settings);
}

struct db *database_new_patient(const struct settings *s)
{
	struct db_settings settings = database_settings(s);

	settings.patient = true;
	return db_new(&settings);
}

struct retention_limits database_limits(const struct settings *s)
{
	return (struct retention_limits){.jobs_days = s->keep_jobs_days,
					 .jobs = s->keep_jobs,
					 .results_mb = s->keep_results_mb,
					 .unseen_days = s->keep_unseen_days,
					 .pages_days = s->keep_pages_days,
					 .traces_days = s->keep_traces_days,
					 .ticks_days = s->keep_ticks_days,
					 .deliveries_days = s->keep_deliveries_days};
}
