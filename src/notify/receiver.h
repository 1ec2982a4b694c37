/* Whom a webhook goes to: the kinds of receivers, and how an address tells its kind. */
#ifndef METER_NOTIFY_RECEIVER_H
#define METER_NOTIFY_RECEIVER_H

#include <stdbool.h>

enum receiver {
	RECEIVER_STANDARD,
	RECEIVER_SLACK,
	RECEIVER_SLACK_WORKFLOW,
	RECEIVER_DISCORD,
	RECEIVER_EMAIL,
};

/* The contract's words, for shapes. */
#define RECEIVER_WORDS "standard|slack|slack_workflow|discord|email"

const char *receiver_word(enum receiver r);

/* False for any other word. */
bool receiver_of(const char *word, enum receiver *out);

/* The kind that an address speaks for (contract, 7.3): hooks.slack.com, discord.com, mailto: or a
 * bare mail address; everything else is standard. */
enum receiver receiver_detect(const char *address);

/* NULL, or a complaint that goes on after the field's name: an http or https URL, or a mail
 * address with or without "mailto:". */
const char *receiver_check(const char *address);

/* The mail address of an e-mail receiver, without "mailto:"; NULL when it is none. */
const char *receiver_mailbox(const char *address);

/* A mail address takes mail, and nothing else does: NULL, or a complaint about webhook_type. */
const char *receiver_mismatch(enum receiver r, const char *address);

/* Whether a person reads what arrives there: such receivers hear of changes and failures only. */
bool receiver_is_human(enum receiver r);

#endif
