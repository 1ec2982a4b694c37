/* The extractor process: prepares, shuts itself in, and answers one operation after another. */
#include "extract/charset.h"
#include "extract/message.h"
#include "extract/operation.h"
#include "extract/sandbox.h"
#include "bounds.h"
#include "util/json.h"
#include "util/log.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* --- the socket --- */

static bool receive(int fd, void *data, size_t n)
{
	char *p = data;

	while (n > 0) {
		ssize_t got = read(fd, p, n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

/* The head with the descriptor that comes beside it, -1 when there is none. */
static bool receive_head(int fd, struct ask_head *head, int *body_fd)
{
	union {
		struct cmsghdr align;
		char data[CMSG_SPACE(sizeof(int))];
	} control;
	struct iovec piece = {head, sizeof *head};
	struct msghdr message = {.msg_iov = &piece,
				 .msg_iovlen = 1,
				 .msg_control = control.data,
				 .msg_controllen = sizeof control.data};
	const struct cmsghdr *c;
	ssize_t got;

	do
		got = recvmsg(fd, &message, 0);
	while (got < 0 && errno == EINTR);
	if (got <= 0)
		return false;
	*body_fd = -1;
	c = CMSG_FIRSTHDR(&message);
	if (c && c->cmsg_type == SCM_RIGHTS)
		memcpy(body_fd, CMSG_DATA(c), sizeof *body_fd);
	return receive(fd, (char *)head + got, sizeof *head - (size_t)got);
}

static bool send_all(int fd, const void *data, size_t n)
{
	const char *p = data;

	while (n > 0) {
		ssize_t sent = write(fd, p, n);

		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		p += sent;
		n -= (size_t)sent;
	}
	return true;
}

/* The text begins with room for the head, so that both are one message. */
static bool answer(int fd, enum answer_kind kind, struct text *t)
{
	struct answer_head head = {.kind = kind, .size = t->length - sizeof head};

	memcpy(t->data, &head, sizeof head);
	return send_all(fd, t->data, t->length);
}

static struct text answer_new(struct work *w)
{
	static const struct answer_head none;
	struct text t = text_new(w->arena, EXTRACT_REPLY_MAX + sizeof none);

	text_add_bytes(&t, (const char *)&none, sizeof none);
	return t;
}

/* --- one operation --- */

/* The page as memory; NULL when it cannot be mapped. */
static const char *map_page(int fd, size_t n)
{
	void *page = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);

	close(fd);
	return page == MAP_FAILED ? NULL : page;
}

static bool run(struct work *w, const struct operation *table, struct ask *ask, const char *request,
		size_t request_size, struct text *out)
{
	if (!ask->body)
		return fail_class(w, CLASS_TOO_COMPLEX, "no memory for a page of %zu bytes",
				  ask->body_size);
	ask->request = json_parse(w, request, request_size);
	return ask->request && operation_call(w, table, ask, out);
}

static bool reply(struct work *w, int fd, const struct operation *table, struct ask *ask,
		  const char *request, size_t request_size)
{
	struct text out = answer_new(w);

	if (run(w, table, ask, request, request_size, &out))
		return answer(fd, ANSWER_GOOD, &out);
	out = answer_new(w);
	failure_print(&out, w);
	return answer(fd, ANSWER_FAILED, &out);
}

/* n more bytes, in w's arena; NULL when the parent has gone. */
static char *receive_bytes(struct work *w, int fd, size_t n)
{
	char *data = arena_alloc_raw(w->arena, n + 1);

	data[n] = '\0';
	return receive(fd, data, n) ? data : NULL;
}

/* False when the parent has gone. */
static bool serve_one(struct work *w, int fd, const struct operation *table)
{
	struct ask_head head;
	struct ask ask = {.operation = head.operation};
	char *request;
	int body_fd;
	bool good;

	if (!receive_head(fd, &head, &body_fd) || head.request_size > EXTRACT_REQUEST_MAX ||
	    (body_fd < 0 && head.body_size > EXTRACT_BESIDE))
		return false;
	head.operation[OPERATION_NAME_SIZE - 1] = '\0';
	request = receive_bytes(w, fd, (size_t)head.request_size);
	ask.body_size = (size_t)head.body_size;
	ask.body =
	    body_fd < 0 ? receive_bytes(w, fd, ask.body_size) : map_page(body_fd, ask.body_size);
	if (!request || (body_fd < 0 && !ask.body))
		return false;
	good = reply(w, fd, table, &ask, request, (size_t)head.request_size);
	if (ask.body && body_fd >= 0)
		munmap((void *)(uintptr_t)ask.body, ask.body_size);
	return good;
}

/* --- the process --- */

int extractor_serve(int fd, const struct operation *table, const char *argument)
{
	struct work w;
	struct text none;
	bool good = true;

	if (!operations_begin(&w))
		return EXIT_FAILURE;
	if (argument && strcmp(argument, EXTRACTOR_CHARSETS) == 0)
		charset_prepare();
	charset_seal();
	if (!sandbox_enter())
		die("cannot enter the sandbox: %s", strerror(errno));
	none = answer_new(&w);
	if (!answer(fd, ANSWER_READY, &none))
		return EXIT_FAILURE;
	while (good) {
		good = serve_one(&w, fd, table);
		work_renew(&w);
	}
	work_end(&w);
	return EXIT_SUCCESS;
}
