/* Replies of the database that are lost: between us and it stands a proxy that lets what it is told
 * to through to the server, waits for the answer, and then cuts the line. */
#include "store/tasks.h"

#include "store/database.h"
#include "store/jobs.h"

#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#define OWNER	   "01890000-0000-7000-8000-00000000000a"
#define QUERY	   0x03 /* commands of the protocol: a text, */
#define EXECUTE	   0x17 /* a prepared statement */
#define COMMAND_AT 4	/* in a packet */

static volatile int *lost_command; /* shared with the proxy: the next one of these; 0: none */
static char proxy_path[64];
static const char *account, *strategy;

/* --- the proxy --- */

static int connect_server(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(at.sun_path, sizeof at.sun_path, "%s", test_socket());
	return connect(fd, (struct sockaddr *)&at, sizeof at) == 0 ? fd : -1;
}

/* What is readable on one goes to the other; false: the line is dead. */
static bool pass(int from, int to, bool is_client)
{
	static char data[1 << 16];
	ssize_t n = read(from, data, sizeof data);
	bool is_lost = is_client && n > COMMAND_AT && *lost_command == data[COMMAND_AT];

	if (n <= 0 || write(to, data, (size_t)n) != n)
		return false;
	if (is_lost) {
		*lost_command = 0;
		(void)!read(to, data, sizeof data); /* it has been done */
	}
	return !is_lost;
}

static void serve(int client)
{
	int server = connect_server();
	struct pollfd fds[2] = {{.fd = client, .events = POLLIN}, {.fd = server, .events = POLLIN}};
	bool is_alive = server >= 0;

	while (is_alive && poll(fds, 2, -1) > 0) {
		if (fds[0].revents)
			is_alive = pass(client, server, true);
		if (is_alive && fds[1].revents)
			is_alive = pass(server, client, false);
	}
	close(client);
	close(server);
}

static pid_t start_proxy(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	int listening = socket(AF_UNIX, SOCK_STREAM, 0);
	pid_t pid;

	lost_command = mmap(NULL, sizeof *lost_command, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	snprintf(proxy_path, sizeof proxy_path, "/tmp/meter-proxy-%d.sock", (int)getpid());
	snprintf(at.sun_path, sizeof at.sun_path, "%s", proxy_path);
	if (bind(listening, (struct sockaddr *)&at, sizeof at) != 0 || listen(listening, 5) != 0)
		return -1;
	pid = fork();
	if (pid == 0)
		for (;;)
			serve(accept(listening, NULL, NULL));
	close(listening);
	return pid;
}

/* --- what is lost --- */

static const char *add_task(struct work *w)
{
	const struct job j = {.id = "01890000-0000-7000-8000-000000000013",
			      .account_id = account,
			      .strategy_id = strategy,
			      .url = "https://shop.test/"};
	const struct new_task t = {
	    .id = j.id, .account_id = account, .kind = "job", .priority = TASK_ASKED};

	ok(db_begin(w) && job_insert(w, &j) && task_insert(w, &t, 1) && db_commit(w), "a task");
	return j.id;
}

/* A lost connection is tried again after a moment. */
static bool reconnect(struct work *w, struct db *db)
{
	work_forgive(w);
	for (int tries = 0; !db_ready(w, db) && tries < 100; tries++) {
		work_forgive(w);
		(void)poll(NULL, 0, 50);
	}
	return !w->error;
}

static void test_claim(struct work *w, struct db *db)
{
	const char *id = add_task(w), *ids[1] = {id};
	struct task *t = NULL;
	int64_t taken;
	size_t n = 0;

	*lost_command = EXECUTE;
	ok(!task_take(w, OWNER, 77, ids, 1, &taken) && error_is(w, ERR_UNAVAILABLE),
	   "a claim whose reply is lost is not known");
	is_int(*lost_command, 0, "the server had it");
	ok(reconnect(w, db), "on another connection");
	ok(task_taken(w, OWNER, 76, &t, &n) && n == 0, "another claim's is not ours");
	ok(task_taken(w, OWNER, 77, &t, &n) && n == 1, "it is found by its nonce");
	is_text(t->id, id, "with its task");
	is_int(t->attempts, 1, "taken once");

	ok(db_begin(w) && task_done(w, t), "its end");
	*lost_command = QUERY;
	ok(!db_commit(w) && error_is(w, ERR_UNAVAILABLE), "whose commit is not known");
	db_rollback(w);
	ok(reconnect(w, db) && db_begin(w), "on another connection");
	ok(!task_done(w, t) && error_is(w, ERR_CONFLICT), "cannot happen again");
	db_rollback(w);
}

int main(void)
{
	struct db_settings settings;
	struct work w, direct;
	pid_t proxy;

	if (!test_socket())
		return skip_all(TEST_NO_SOCKET);
	work_begin(&direct);
	struct db *own = test_database(&direct);
	account = account_add(&direct, "shop", "pro");
	strategy = test_strategy(&direct, account);
	proxy = start_proxy();
	if (!ok(proxy > 0, "a proxy"))
		return done();
	settings = test_settings(test_database_name);
	settings.socket = proxy_path;
	struct db *db = db_new(&settings);
	work_begin(&w);
	ok(db_ready(&w, db), "a connection through it");
	test_claim(&w, db);
	work_end(&w);
	db_free(db);
	work_end(&direct);
	db_free(own);
	kill(proxy, SIGKILL);
	(void)waitpid(proxy, NULL, 0);
	(void)unlink(proxy_path);
	return done();
}
