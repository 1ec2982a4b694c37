/* All that libcurl is told of a mail. */
#include "fetch/mail.h"

#include "bounds.h"
#include "fetch/failure.h"
#include "fetch/fetcher.h"
#include "util/log.h"

struct sent_mail {
	struct exchange_owner owner;
	struct work *work;
	struct fetcher *fetcher;
	struct mail mail;
	size_t n_sent;
	CURL *easy; /* NULL: it is over */
	struct curl_slist *to;
	transfer_finished finished;
	void *data;
	char detail[CURL_ERROR_SIZE];
};

static void must(CURLcode code)
{
	if (code != CURLE_OK)
		bug("libcurl refuses an option: %s", curl_easy_strerror(code));
}

#define SET(m, option, value) must(curl_easy_setopt((m)->easy, option, value))

static size_t read_more(char *to, size_t size, size_t n, void *data)
{
	struct sent_mail *m = data;
	size_t left = m->mail.size - m->n_sent;

	n *= size;
	if (n > left)
		n = left;
	memcpy(to, m->mail.data + m->n_sent, n);
	m->n_sent += n;
	return n;
}

static void set_server(struct sent_mail *m)
{
	const struct mail_server *s = m->mail.server;
	bool has_password = s->user && *s->user;

	SET(m, CURLOPT_URL, s->url);
	SET(m, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(m, CURLOPT_PROXY, "");
	SET(m, CURLOPT_NOPROXY, "*");
	SET(m, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(m, CURLOPT_NOSIGNAL, 1L);
	SET(m, CURLOPT_FORBID_REUSE, 1L); /* mail servers count who stays */
	SET(m, CURLOPT_USE_SSL, (long)(has_password ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	SET(m, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (s->ca_file)
		SET(m, CURLOPT_CAINFO, s->ca_file);
	if (has_password) {
		SET(m, CURLOPT_USERNAME, s->user);
		SET(m, CURLOPT_PASSWORD, s->password);
	}
}

static void set_mail(struct sent_mail *m)
{
	struct arena *a = m->work->arena;

	m->to = curl_slist_append(NULL, arena_printf(a, "<%s>", m->mail.to));
	if (!m->to)
		abort();
	SET(m, CURLOPT_MAIL_FROM, arena_printf(a, "<%s>", m->mail.server->from));
	SET(m, CURLOPT_MAIL_RCPT, m->to);
	SET(m, CURLOPT_UPLOAD, 1L);
	SET(m, CURLOPT_READFUNCTION, read_more);
	SET(m, CURLOPT_READDATA, m);
	SET(m, CURLOPT_INFILESIZE_LARGE, (curl_off_t)m->mail.size);
	SET(m, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	SET(m, CURLOPT_TIMEOUT_MS, (long)m->mail.timeout_ms);
}

static void mail_drop(void *data)
{
	struct sent_mail *m = data;

	if (!m->easy)
		return;
	m->fetcher->active--;
	curl_multi_remove_handle(m->fetcher->multi, m->easy);
	curl_easy_cleanup(m->easy);
	curl_slist_free_all(m->to);
	m->easy = NULL;
}

/* A reply that is no success is a result, too: 4xx may pass, 5xx will not. */
static void exchanged(struct exchange_owner *owner, CURLcode code)
{
	struct sent_mail *m = (struct sent_mail *)owner;
	struct fetch_response *r = ARENA_NEW(m->work->arena, struct fetch_response);
	long status = 0;

	curl_easy_getinfo(m->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK)
		log_debug(m->work, "mail to %s: libcurl %d, \"%s\"", m->mail.to, (int)code,
			  m->detail);
	mail_drop(m);
	r->body = "";
	r->status = (int)status;
	if (code != CURLE_OK && status < 400) {
		fail_mail(m->work, code);
		r = NULL;
	}
	m->finished(m->data, r);
}

void mail_start(struct work *w, struct fetcher *f, const struct mail *mail,
		transfer_finished finished, void *data)
{
	struct sent_mail *m = ARENA_NEW(w->arena, struct sent_mail);

	*m = (struct sent_mail){.owner.exchanged = exchanged,
				.work = w,
				.fetcher = f,
				.mail = *mail,
				.easy = curl_easy_init(),
				.finished = finished,
				.data = data};
	if (!m->easy)
		abort();
	SET(m, CURLOPT_PRIVATE, &m->owner);
	SET(m, CURLOPT_ERRORBUFFER, m->detail);
	set_server(m);
	set_mail(m);
	f->active++;
	arena_defer(w->arena, mail_drop, m);
	if (curl_multi_add_handle(f->multi, m->easy) != CURLM_OK)
		bug("libcurl refuses a new handle");
}

/* --- waiting --- */

struct fetch_response *mail_send(struct work *w, struct fetcher *f, const struct mail *mail)
{
	struct waiting one = {.is_over = false};

	mail_start(w, f, mail, waiting_end, &one);
	while (!one.is_over)
		fetcher_step(f, 1000);
	return one.response;
}
