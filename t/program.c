/* What the servers begin with: the log, the schema that must be ours, and what workers are given. */
#include "program.h"

#include "store/database.h"

#include <sys/wait.h>

static char folder[] = "/tmp/meter-program-XXXXXX";
static char log_path[64];

/* What the log holds; it is emptied. */
static const char *logged(void)
{
	static char text[4096];
	FILE *f = fopen(log_path, "r");
	size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;

	text[n] = '\0';
	if (f)
		fclose(f);
	return truncate(log_path, 0) == 0 ? text : "";
}

static void begin(void)
{
	(void)program_begin("meter-test");
}

static void check_schema(void)
{
	program_check_schema(program_begin("meter-test"), 1000);
}

/* The exit status of a process that does this; 0 when it gets to its end. */
static int status_of(void (*act)(void))
{
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		act();
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void test_log(void)
{
	setenv("METER_LOG_FILE", log_path, 1);
	setenv("METER_LOG_LEVEL", "warning", 1);
	is_text(program_begin("meter-test")->log_file, log_path, "the settings are read");
	log_info(NULL, "below the level");
	log_warning(NULL, "told");
	const char *text = logged();
	ok(strstr(text, "told") && strstr(text, " meter-test "), "the log has the program's name");
	ok(!strstr(text, "below"), "and its level");
	setenv("METER_LOG_FILE", "/nowhere/log", 1);
	is_int(status_of(begin), 1, "a log that cannot be written ends the program");
	setenv("METER_LOG_FILE", log_path, 1);
}

static void test_parts(void)
{
	const struct settings *s;

	setenv("METER_USER_AGENT", "tester", 1);
	setenv("METER_DNS_SERVER", "127.0.0.1", 1);
	setenv("METER_SMTP_URL", "smtp://127.0.0.1:25", 1);
	setenv("METER_SMTP_FROM", "meter@shop.test", 1);
	s = program_begin("meter-test");
	is_text(program_fetch(s).user_agent, "tester", "fetches introduce themselves");
	is_text(program_fetch(s).dns_server, "127.0.0.1", "by that resolver");
	ok(!program_fetch(s).ca_file, "with the system's authorities when none are named");
	is_text(program_mail(s).url, "smtp://127.0.0.1:25", "mails have a server");
	is_text(program_mail(s).from, "meter@shop.test", "and a sender");
	ok(!program_mail(s).ca_file, "and the same authorities");
}

static void test_schema(struct work *w)
{
	setenv("METER_DB_SOCKET", "/nowhere/mysqld.sock", 1);
	is_int(status_of(check_schema), 0, "a database that is away is waited for");
	ok(strstr(logged(), "starting without a database"), "which is told");
	if (!test_socket())
		return;
	struct db *db = test_empty_database(w);

	setenv("METER_DB_SOCKET", test_socket(), 1);
	setenv("METER_DB_USER", "meter", 1);
	setenv("METER_DB_PASSWORD", "meter", 1);
	setenv("METER_DB_NAME", test_database_name, 1);
	is_int(status_of(check_schema), 1, "one without tables ends the program");
	ok(schema_migrate(w, test_migrations(), NULL), "with all tables");
	is_int(status_of(check_schema), 0, "it goes on");
	ok(!strstr(logged(), "without a database"), "with the database");
	db_free(db);
}

int main(void)
{
	struct work w;

	if (!mkdtemp(folder))
		return skip_all("cannot make a folder");
	snprintf(log_path, sizeof log_path, "%s/log", folder);
	setenv("METER_CONFIG", "/dev/null", 1);
	work_begin(&w);
	test_log();
	test_parts();
	test_schema(&w);
	work_end(&w);
	unlink(log_path);
	rmdir(folder);
	return done();
}
