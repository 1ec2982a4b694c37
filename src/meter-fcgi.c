/* meter-fcgi: one pool of FastCGI workers behind nginx. Reads the settings, opens the socket,
 * and leaves the rest to the master and, in each worker, to the API. */
#include "settings.h"

#include "api/api.h"
#include "bounds.h"
#include "database.h"
#include "http/fcgi.h"
#include "master.h"
#include "program.h"
#include "util/log.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRAM "meter-fcgi"
#define BACKLOG 1024 /* waiting connections; the kernel's somaxconn may allow fewer */

struct pool {
	const char *name;
	bool is_slow;
	int listen_fd;
	const char *path; /* of a unix socket, else NULL */
	dev_t device;	  /* of that socket, to know it again */
	ino_t inode;
};

static struct pool pool;

static const char *pool_address(const struct settings *s)
{
	return pool.is_slow ? s->listen_slow : s->listen_fast;
}

static int pool_count(const struct settings *s)
{
	return (int)(pool.is_slow ? s->workers_slow : s->workers_fast);
}

/* --- the worker --- */

static struct api *worker_api(const struct settings *s)
{
	struct api_config config = {
	    .slow = pool.is_slow,
	    .db = database_settings(s),
	    .fetch = program_fetch(s),
	    .mail = program_mail(s),
	    .extractor = s->extractor,
	    .run_dir = s->run_dir,
	    .rate = s->rate,
	    .burst = s->burst,
	    .generation_rate = s->generation_rate,
	    .generation_burst = s->generation_burst,
	    .quota_free = s->quota_free,
	    .quota_hobby = s->quota_hobby,
	    .quota_pro = s->quota_pro,
	    .crawls_freely = strcmp(s->robots, "never") == 0,
	    .gap_ms = s->host_gap_ms,
	    .discovery = {.urls = s->discover_urls,
			  .pages = s->discover_pages,
			  .depth = s->discover_depth,
			  .visits = s->discover_visits},
	    .llm = program_llm(s),
	    .llm_tokens_month = s->llm_tokens_month,
	    .secrets_key = s->secrets_key,
	};
	/* Whoever waits in the fast pool waits behind the statement of another. */
	config.db.statement_ms = pool.is_slow ? 0 : FAST_STATEMENT_MS;
	return api_new(&config);
}

static void worker_idle(void *data)
{
	worker_tick();
	api_idle(data);
}

static void worker_leaving(void *data)
{
	(void)data;
	worker_note(NOTE_LEAVING);
}

static int worker_run(const struct settings *s, int seat, void *data)
{
	(void)seat, (void)data;
	struct fcgi_loop loop = {
	    .listen_fd = pool.listen_fd,
	    .keep_connections = s->keep_connections && !pool.is_slow,
	    .recycle = s->recycle < INT_MAX ? (int)s->recycle : INT_MAX,
	    .serve = api_serve,
	    .idle = worker_idle,
	    .leaving = worker_leaving,
	    .data = worker_api(s),
	};
	worker_note(NOTE_READY);
	fcgi_run(&loop, (int)s->drain_seconds * 1000);
	api_free(loop.data);
	return 0;
}

/* --- the master --- */

static const struct settings *begin(void)
{
	return program_begin(PROGRAM);
}

static void socket_group_set(const char *path, const char *name)
{
	const struct group *group = getgrnam(name);
	if (!group)
		die("METER_SOCKET_GROUP \"%s\" is unknown", name);
	if (chown(path, (uid_t)-1, group->gr_gid) < 0)
		die("cannot give \"%s\" to METER_SOCKET_GROUP \"%s\": %s", path, name,
		    strerror(errno));
}

static void socket_open(const struct settings *s)
{
	const char *address = pool_address(s), *why = NULL;
	struct stat st;
	pool.listen_fd = fcgi_listen(address, BACKLOG, &why);
	if (pool.listen_fd < 0)
		die("cannot listen on \"%s\": %s", address, why);
	if (strncmp(address, "unix:", 5) != 0)
		return;
	pool.path = address + 5;
	if (s->socket_group[0] != '\0')
		socket_group_set(pool.path, s->socket_group);
	if (stat(pool.path, &st) == 0) {
		pool.device = st.st_dev;
		pool.inode = st.st_ino;
	}
}

/* Takes the socket's file away, unless a successor has put its own there. */
static void socket_remove(void)
{
	struct stat st;
	if (pool.path && stat(pool.path, &st) == 0 && st.st_dev == pool.device &&
	    st.st_ino == pool.inode)
		unlink(pool.path);
}

static void options_read(int argc, char **argv)
{
	static const char synopsis[] = " --pool=fast|slow";
	static const struct option options[] = {
	    {"pool", required_argument, NULL, 'p'}, PROGRAM_OPTIONS, {NULL, 0, NULL, 0}};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == 'p')
			pool.name = optarg;
		else
			program_option(c, PROGRAM, synopsis);
	}
	if (optind < argc || !pool.name)
		program_misused(PROGRAM, synopsis);
	pool.is_slow = strcmp(pool.name, "slow") == 0;
	if (!pool.is_slow && strcmp(pool.name, "fast") != 0)
		program_misused(PROGRAM, synopsis);
}

int main(int argc, char **argv)
{
	options_read(argc, argv);
	const struct settings *s = begin();
	program_check_schema(s, FAST_STATEMENT_MS);
	socket_open(s);
	struct master master = {
	    .settings = s,
	    .count = pool_count,
	    .work = worker_run,
	    .signals = {fcgi_stop, fcgi_retire},
	    .reload = begin,
	};
	log_info(NULL, "%s pool: %d workers on %s", pool.name, pool_count(s), pool_address(s));
	int status = master_run(&master);
	socket_remove();
	log_info(NULL, "%s pool ended", pool.name);
	return status;
}
