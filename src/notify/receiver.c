/* Kinds of receivers. */
#include "notify/receiver.h"

#include "bounds.h"
#include "util/text.h"
#include "util/url.h"

#include <string.h>

static const char *const words[] = {
    [RECEIVER_STANDARD] = "standard",
    [RECEIVER_SLACK] = "slack",
    [RECEIVER_SLACK_WORKFLOW] = "slack_workflow",
    [RECEIVER_DISCORD] = "discord",
    [RECEIVER_EMAIL] = "email",
};

/* The first that fits counts: a host, and what its path begins with. */
static const struct {
	const char *host, *path;
	enum receiver receiver;
} known[] = {
    {"hooks.slack.com", "/triggers/", RECEIVER_SLACK_WORKFLOW},
    {"hooks.slack.com", "/workflows/", RECEIVER_SLACK_WORKFLOW},
    {"hooks.slack.com", "/", RECEIVER_SLACK},
    {"discord.com", "/api/webhooks/", RECEIVER_DISCORD},
    {"discordapp.com", "/api/webhooks/", RECEIVER_DISCORD},
};

const char *receiver_word(enum receiver r)
{
	return words[r];
}

bool receiver_of(const char *word, enum receiver *out)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strcmp(word, words[i]) == 0) {
			*out = (enum receiver)i;
			return true;
		}
	}
	return false;
}

/* One address of RFC 5321 in its common form: what may go into a mail's header untouched. */
const char *receiver_mailbox(const char *address)
{
	static const char local[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "!#$%&'*+-/=?^_`{|}~.";
	static const char domain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789-.";
	const char *s = ascii_starts(address, "mailto:") ? address + strlen("mailto:") : address;
	size_t before = strspn(s, local), after;

	if (before == 0 || before > 64 || s[before] != '@')
		return NULL;
	after = strspn(s + before + 1, domain);
	if (after < 1 || s[before + 1 + after] != '\0' || s[before + 1] == '.' ||
	    before + 1 + after > MAILBOX_MAX)
		return NULL;
	return s;
}

enum receiver receiver_detect(const char *address)
{
	struct arena *a = arena_new();
	enum receiver found = RECEIVER_STANDARD;
	const char *why;
	const struct url *u = url_parse(a, address, &why);

	for (size_t i = 0; u && i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(u->host, known[i].host) == 0 &&
		    strncmp(u->path, known[i].path, strlen(known[i].path)) == 0) {
			found = known[i].receiver;
			break;
		}
	}
	if (!u && receiver_mailbox(address))
		found = RECEIVER_EMAIL;
	arena_free(a);
	return found;
}

const char *receiver_check(const char *address)
{
	return receiver_mailbox(address) ? NULL : url_check(address);
}

const char *receiver_mismatch(enum receiver r, const char *address)
{
	const bool is_mailbox = receiver_mailbox(address) != NULL;

	if ((r == RECEIVER_EMAIL) == is_mailbox)
		return NULL;
	return is_mailbox ? "webhook_type of a mail address must be email"
			  : "webhook_type email needs a mail address as webhook_url";
}

bool receiver_is_human(enum receiver r)
{
	return r != RECEIVER_STANDARD;
}
