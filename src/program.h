/* What meter-fcgi and meter-cron begin with, and hand their workers of the settings. */
#ifndef METER_PROGRAM_H
#define METER_PROGRAM_H

#include "fetch/fetch.h"
#include "fetch/mail.h"
#include "job/llm.h"
#include "settings.h"

#include <getopt.h>

/* --- the command line --- */

/* clang-format off */
#define PROGRAM_OPTIONS                                                                            \
	{"show", no_argument, NULL, 's'},                                                          \
	{"help", no_argument, NULL, 'h'},                                                          \
	{"version", no_argument, NULL, 'v'}
/* clang-format on */

/* Does what getopt_long() found of them, or tells how the program is called, and ends the process.
 * `synopsis`: what follows its name, with a space before it. */
_Noreturn void program_option(int c, const char *name, const char *synopsis);

/* Tells how it is called, for it was called otherwise, and ends the process. */
_Noreturn void program_misused(const char *name, const char *synopsis);

/* --- before there is a worker --- */

/* The settings, read anew, with the log that they name opened under the program's name. Ends the
 * process where either cannot be had. */
const struct settings *program_begin(const char *name);

/* Ends the process when the database answers with a schema that is not ours: a database that is
 * away will come back, one with old tables will not mend itself. statement_ms as in
 * database_new(). */
void program_check_schema(const struct settings *s, int statement_ms);

/* How pages are fetched, the mail server, and the model without its budget. The strings are those
 * of s. */
struct fetch_settings program_fetch(const struct settings *s);
struct mail_server program_mail(const struct settings *s);
struct llm_settings program_llm(const struct settings *s);

#endif
