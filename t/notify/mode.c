/* Every mode, receiver and end of a run. */
#include "notify/mode.h"

#include "tap.h"

#include <string.h>

static const struct {
	const char *mode;
	enum receiver receiver;
	bool failed_before;
	const char *told; /* first, unchanged, changed, failed: 1 is told */
} cases[] = {
    {"always", RECEIVER_STANDARD, false, "1111"},
    {"always", RECEIVER_SLACK, false, "0011"},
    {"always", RECEIVER_SLACK_WORKFLOW, true, "0011"},
    {"always", RECEIVER_DISCORD, false, "0011"},
    {"always", RECEIVER_EMAIL, false, "0011"},
    {"changes", RECEIVER_STANDARD, true, "0010"},
    {"changes", RECEIVER_EMAIL, false, "0010"},
    {"failures", RECEIVER_STANDARD, true, "0001"},
    {"failures", RECEIVER_SLACK, false, "0001"},
    {"first_failure", RECEIVER_STANDARD, false, "0001"},
    {"first_failure", RECEIVER_STANDARD, true, "1110"},
    {"first_failure", RECEIVER_EMAIL, true, "1110"},
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char told[] = "0000";

		for (enum occasion o = OCCASION_FIRST; o <= OCCASION_FAILED; o++)
			told[o] = notify_wants(cases[i].mode, cases[i].receiver, o,
					       cases[i].failed_before)
				      ? '1'
				      : '0';
		is_text(told, cases[i].told, cases[i].mode);
	}
	is_text(occasion_word(OCCASION_FAILED), "failed", "an end has its word");
	return done();
}
