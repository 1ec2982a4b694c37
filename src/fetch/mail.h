/* A mail to the administrator's own mail server, by libcurl's SMTP, beside the fetches of one
 * fetcher. The server is configured, so the egress rules do not apply to it. */
#ifndef METER_FETCH_MAIL_H
#define METER_FETCH_MAIL_H

#include "fetch/transfer.h"

struct mail_server {
	const char *url;	     /* smtp://host:port or smtps://…; "": there is none */
	const char *user, *password; /* "": it asks for none */
	const char *from;	     /* the sender's address */
	const char *ca_file;	     /* NULL: the system's authorities */
};

struct mail {
	const struct mail_server *server;
	const char *to;	  /* one address, as receiver_mailbox() checks it */
	const char *data; /* headers and text, lines ended by CR LF */
	size_t size;
	int64_t timeout_ms;
};

/* Begins to send it; the mail is copied, its strings live as long as w's arena. `finished` is
 * called once, unless the work ends before: with the server's last reply as status (250: it has
 * taken the mail) and no body; or NULL, and the reason in w. With a password nothing is sent
 * without TLS. */
void mail_start(struct work *w, struct fetcher *f, const struct mail *mail,
		transfer_finished finished, void *data);

/* The same, waiting. */
struct fetch_response *mail_send(struct work *w, struct fetcher *f, const struct mail *mail);

#endif
