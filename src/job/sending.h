/* One attempt to deliver a message: a conversation that ends well whatever the receiver does. */
#ifndef METER_JOB_SENDING_H
#define METER_JOB_SENDING_H

#include "job/conversation.h"
#include "notify/message.h"
#include "notify/retry.h"

struct sending {
	struct conversation conversation;
	struct instant started_at;
	int64_t began_ms, duration_ms;

	/* once it is done: */
	struct attempt_result result;
	const char *error;  /* why there was no answer, or what was wrong with it; NULL: nothing */
	const char *answer; /* its beginning; NULL when there was none */
};

/* In w's arena; the message's strings and the mail server must live as long. NULL with the reason
 * in w when there is nothing that could be sent; ERR_NOT_FOUND when it is a mail and there is no
 * server.
 */
struct sending *sending_begin(struct work *w, const struct message *m,
			      const struct mail_server *server);

#endif
