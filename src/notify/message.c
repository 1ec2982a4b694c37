/* Headers and body of a webhook (contract, 7.2; Standard Webhooks 1.0). */
#include "notify/message.h"

#include "bounds.h"
#include "notify/mail.h"
#include "notify/signature.h"

#define HEADERS 6

static bool sign(struct work *w, const struct message *m, const struct event_body *body,
		 struct fetch_header *headers, size_t *n)
{
	const struct signed_message what = {.id = m->id,
					    .timestamp = m->at.us / 1000000,
					    .body = body->data,
					    .body_size = body->size};
	const char *signature = webhook_sign(w->arena, &what, m->secrets, m->n_secrets);

	if (m->n_secrets == 0 || !signature)
		return fail(w, ERR_INTERNAL, "webhook %s cannot be signed", m->id);
	headers[(*n)++] = (struct fetch_header){"X-Webhook-Secret", m->secrets[0]};
	headers[(*n)++] = (struct fetch_header){"webhook-id", m->id};
	headers[(*n)++] = (struct fetch_header){
	    "webhook-timestamp", arena_printf(w->arena, "%lld", (long long)what.timestamp)};
	headers[(*n)++] = (struct fetch_header){"webhook-signature", signature};
	return true;
}

bool message_request(struct work *w, const struct message *m, struct fetch_request *out)
{
	struct fetch_header *headers = ARENA_ARRAY(w->arena, HEADERS, struct fetch_header);
	struct event_body body;
	size_t n = 0;

	if (!event_body(w, m->receiver, m->event, &body))
		return false;
	headers[n++] = (struct fetch_header){"Content-Type", body.content_type};
	headers[n++] = (struct fetch_header){"User-Agent", "meter/" METER_VERSION};
	if (m->receiver == RECEIVER_STANDARD && !sign(w, m, &body, headers, &n))
		return false;
	*out = (struct fetch_request){.method = "POST",
				      .url = m->address,
				      .headers = headers,
				      .n_headers = n,
				      .body = body.data,
				      .body_size = body.size,
				      .accept = "*/*",
				      .max_bytes = WEBHOOK_ANSWER_MAX,
				      .cut = true,
				      .timeout_ms = WEBHOOK_TIMEOUT_MS,
				      .any_status = true,
				      .is_patient = true,
				      .no_redirects = true};
	return true;
}

bool message_mail(struct work *w, const struct message *m, const struct mail_server *server,
		  struct mail *out)
{
	const char *to = receiver_mailbox(m->address);
	struct event_body body;
	struct text letter;

	if (!*server->url)
		return fail(w, ERR_NOT_FOUND, "No mail can be sent: METER_SMTP_URL is not set");
	if (!to || !event_body(w, m->receiver, m->event, &body))
		return to ? false : fail(w, ERR_NOT_FOUND, "The address is no mailbox");
	letter = letter_print(w, &(struct letter){.from = server->from,
						  .to = to,
						  .subject = body.subject,
						  .text = body.data,
						  .size = body.size,
						  .id = m->id,
						  .at = m->event->completed_at});
	*out = (struct mail){.server = server,
			     .to = to,
			     .data = letter.data,
			     .size = letter.length,
			     .timeout_ms = WEBHOOK_TIMEOUT_MS};
	return true;
}
