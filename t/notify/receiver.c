/* Kinds of receivers, and the addresses that tell them. */
#include "notify/receiver.h"

#include "tap.h"

int main(void)
{
	static const struct {
		const char *address, *word;
		bool is_good;
	} cases[] = {
	    {"https://app.example/hook", "standard", true},
	    {"https://hooks.slack.com/services/T/B/x", "slack", true},
	    {"https://hooks.slack.com/triggers/T/1/x", "slack_workflow", true},
	    {"https://hooks.slack.com/workflows/T/1/x", "slack_workflow", true},
	    {"https://discord.com/api/webhooks/1/x", "discord", true},
	    {"https://discordapp.com/api/webhooks/1/x", "discord", true},
	    {"https://discord.com/channels/1", "standard", true},
	    {"https://evil.example/?hooks.slack.com", "standard", true},
	    {"https://hooks.slack.com.evil.example/services/x", "standard", true},
	    {"mailto:me@example.org", "email", true},
	    {"me.too+tag@mail.example.org", "email", true},
	    {"me@example.org\tBcc: you@example.org", "standard", false},
	    {"me@example.org?cc=you@example.org", "standard", false},
	    {"me@", "standard", false},
	    {"@example.org", "standard", false},
	    {"mailto:", "standard", false},
	    {"ftp://example.org/", "standard", false},
	    {"", "standard", false},
	};
	enum receiver r;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		is_text(receiver_word(receiver_detect(cases[i].address)), cases[i].word,
			cases[i].address);
		ok((receiver_check(cases[i].address) == NULL) == cases[i].is_good, "%s",
		   cases[i].is_good ? "is accepted" : "is refused");
	}
	is_text(receiver_mailbox("mailto:me@example.org"), "me@example.org", "a mailbox");
	ok(receiver_of("slack_workflow", &r) && r == RECEIVER_SLACK_WORKFLOW, "a word");
	ok(!receiver_of("teams", &r), "and another");
	ok(receiver_is_human(RECEIVER_EMAIL) && !receiver_is_human(RECEIVER_STANDARD),
	   "people read mail");
	return done();
}
