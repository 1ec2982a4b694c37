/* Settings from environment, file and default, and everything that can be wrong with them. */
#include "settings.h"

#include "tap.h"

#include <unistd.h>

static char folder[] = "/tmp/meter-settings-XXXXXX";
static char said[4096];

/* A file in the test's folder; its path. */
static const char *put(const char *name, const char *text)
{
	static char path[256];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
	return path;
}

static const struct settings *read_settings(void)
{
	memset(said, 0, sizeof said);
	FILE *f = fmemopen(said, sizeof said - 1, "w");
	const struct settings *s = settings_read(f);
	fclose(f);
	return s;
}

static const struct settings *read_with(const char *file)
{
	setenv("METER_CONFIG", put("meter.conf", file), 1);
	return read_settings();
}

static void test_defaults(void)
{
	const struct settings *s = read_with("");

	ok(s, "an empty file will do");
	is_text(s->db_socket, "/run/mysqld/mysqld.sock", "Debian's socket");
	is_text(s->db_host, "", "no host");
	is_int(s->db_port, 3306, "the port");
	is_text(s->listen_fast, "unix:/run/meter/fast.sock", "the fast socket");
	is_int(s->rate, 600, "the rate of the contract");
	is_int(s->burst, 100, "and its burst");
	ok(s->keep_connections, "connections are kept");
	is_int(s->quota_pro, 100, "the quota of pro");
}

static void test_llm(void)
{
	const struct settings *s = read_with("METER_LLM_URL=http://127.0.0.1:11434/v1\n"
					     "METER_LLM_MODEL=m\n"
					     "METER_LLM_KEY=secret\n");

	ok(s, "an endpoint with a model and a key");
	is_int(s->llm_tokens_month, 1000000, "has a budget");
	ok(!read_with("METER_LLM_URL=http://127.0.0.1/v1\n"), "one without a model");
	is_text(said, "METER_LLM_MODEL: may not be empty beside METER_LLM_URL\n", "is refused");
	ok(!read_with("METER_LLM_URL=v1\nMETER_LLM_MODEL=m\nMETER_LLM_KEY=my key\n"), "a bad one");
	ok(strstr(said, "METER_LLM_URL: is no URL: "), "is told");
	ok(strstr(said, "METER_LLM_KEY: has a space"), "and a key that is none");
	ok(!strstr(said, "my key"), "without showing it");
}

static void test_sources(void)
{
	const struct settings *s = read_with("# a comment\n"
					     "\n"
					     "METER_DB_USER=from_file\n"
					     "  METER_DB_NAME = 'spaces around' \n"
					     "METER_LOG_LEVEL=\"debug\"\n"
					     "METER_DB_PASSWORD=a=b#c\n"
					     "METER_KEEP_CONNECTIONS=off\n"
					     "METER_QUOTA_FREE=-1");

	ok(s, "a file is read");
	is_text(said, "", "without complaints");
	is_text(s->db_user, "from_file", "a plain value");
	is_text(s->db_name, "spaces around", "spaces and quotes are taken off");
	is_text(s->log_level, "debug", "double ones too");
	is_text(s->db_password, "a=b#c", "what follows the first = is the value");
	ok(!s->keep_connections, "off");
	is_int(s->quota_free, -1, "a negative number");
	setenv("METER_DB_USER", "from_environment", 1);
	is_text(read_settings()->db_user, "from_environment", "the environment wins");
	unsetenv("METER_DB_USER");
	setenv("METER_CONFIG", "/nowhere/meter.conf", 1);
	ok(!read_settings(), "a file that was asked for must be there");
	is_text(said, "/nowhere/meter.conf: No such file or directory\n", "or it is told");
}

static void test_complaints(void)
{
	ok(!read_with("METER_DB_PORT=99999\n"
		      "METER_DB_SOKET=/x\n"
		      "nonsense\n"
		      "METER_RATE=\n"
		      "METER_LISTEN_FAST=unix:fast.sock\n"
		      "METER_LISTEN_SLOW=localhost\n"
		      "METER_DB_NAME=\n"
		      "METER_LOG_LEVEL=loud\n"
		      "METER_KEEP_CONNECTIONS=perhaps\n"
		      "METER_BURST=1\n"
		      "METER_BURST=2\n"),
	   "a file of mistakes");
	char *path = strdup(getenv("METER_CONFIG"));
	char expected[2048];
	snprintf(expected, sizeof expected,
		 "%s:2: METER_DB_SOKET: there is no such setting\n"
		 "%s:3: not a line NAME=value\n"
		 "%s:11: METER_BURST: is given twice\n"
		 "METER_DB_PORT: \"99999\" is no number from 1 to 65535\n"
		 "METER_DB_NAME: \"\" may not be empty\n"
		 "METER_LISTEN_FAST: \"unix:fast.sock\" is no absolute path after unix:\n"
		 "METER_LISTEN_SLOW: \"localhost\" is neither unix:/path nor host:port\n"
		 "METER_KEEP_CONNECTIONS: \"perhaps\" is neither yes nor no\n"
		 "METER_LOG_LEVEL: \"loud\" is none of debug|info|warning|error\n"
		 "METER_RATE: \"\" is no number from 1 to 100000000\n",
		 path, path, path);
	is_text(said, expected, "all are told at once");
	free(path);
}

static void test_names(void)
{
	setenv("METER_API_KEY", "sk_live_x", 1);
	setenv("METER_URL", "http://localhost", 1);
	setenv("METER_TEST_ANYTHING", "x", 1);
	ok(read_with(""), "names of others are left alone");
	setenv("METER_WROKERS", "1", 1);
	ok(!read_with(""), "any other METER_ name is a mistake");
	is_text(said, "METER_WROKERS: there is no such setting\n", "and is told");
	unsetenv("METER_WROKERS");
}

static void test_password(void)
{
	char text[512];
	const struct settings *s;

	int n = snprintf(text, sizeof text, "METER_DB_PASSWORD_FILE=%s\n",
			 put("password", "secret\nx\n"));
	s = read_with(text);
	ok(s, "a password from a file");
	is_text(s->db_password, "secret", "is its first line");
	snprintf(text + n, sizeof text - (size_t)n, "METER_DB_PASSWORD=other\n");
	ok(!read_with(text), "two passwords are a mistake");
	ok(!read_with("METER_DB_PASSWORD_FILE=/nowhere/password\n"),
	   "a file that is not there too");
	is_text(said,
		"METER_DB_PASSWORD_FILE: cannot read \"/nowhere/password\": "
		"No such file or directory\n",
		"and it is told");
}

static void test_print(void)
{
	char shown[16384] = "";
	FILE *f;

	read_with("METER_DB_PASSWORD=secret\nMETER_RATE=7\n");
	f = fmemopen(shown, sizeof shown - 1, "w");
	settings_print(f, true);
	fclose(f);
	ok(strstr(shown, "METER_RATE=7\n"), "values in force are shown");
	ok(strstr(shown, "METER_DB_PASSWORD=********\n"), "secrets are masked");
	ok(!strstr(shown, "=secret"), "wherever");
	memset(shown, 0, sizeof shown);
	f = fmemopen(shown, sizeof shown - 1, "w");
	settings_print(f, false);
	fclose(f);
	ok(strstr(shown, "  METER_RATE (600)\n"), "the table has names and defaults");
}

int main(void)
{
	if (!mkdtemp(folder))
		return skip_all("cannot make a folder");
	test_defaults();
	test_llm();
	test_sources();
	test_complaints();
	test_names();
	test_password();
	test_print();
	unlink(put("meter.conf", ""));
	unlink(put("password", ""));
	rmdir(folder);
	return done();
}
