/* An event on its way to one receiver: what is sent there, and how it is signed. */
#ifndef METER_NOTIFY_MESSAGE_H
#define METER_NOTIFY_MESSAGE_H

#include "fetch/mail.h"
#include "notify/event.h"

#define MESSAGE_SECRETS 2 /* the present one, and for a day the one before */

struct message {
	enum receiver receiver;
	const char *address;
	const char *id; /* of the delivery: the same at each attempt */
	const struct run_event *event;
	const char *secrets[MESSAGE_SECRETS];
	size_t n_secrets;
	struct instant at; /* of this attempt */
};

/* The POST, for receivers other than mailboxes. Slack and Discord know no signatures and are not
 * told the secret. False with ERR_TOO_LARGE, or ERR_INTERNAL when a secret cannot sign. */
bool message_request(struct work *w, const struct message *m, struct fetch_request *out);

/* The mail, to a mailbox. False with ERR_NOT_FOUND when no server is configured. */
bool message_mail(struct work *w, const struct message *m, const struct mail_server *server,
		  struct mail *out);

#endif
