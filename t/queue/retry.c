/* Which failures are tried again, and when. */
#include "queue/retry.h"

#include "bounds.h"

#include "tap.h"

static const struct {
	const char *what;
	struct failure failure;
	struct task task;
	bool again;
	int64_t least_ms, most_ms;
} cases[] = {
    {"a name that was not found",
     {.class = CLASS_DNS},
     {.priority = 1, .attempts = 1},
     true,
     2500,
     7500},
    {"the same for the second time",
     {.class = CLASS_DNS},
     {.priority = 1, .attempts = 2},
     true,
     10000,
     30000},
    {"and for the third", {.class = CLASS_DNS}, {.priority = 1, .attempts = 3}, false, 0, 0},
    {"while somebody waits", {.class = CLASS_DNS}, {.priority = 0, .attempts = 1}, false, 0, 0},
    {"404", {.class = CLASS_HTTP, .status = 404}, {.priority = 2, .attempts = 1}, false, 0, 0},
    {"503", {.class = CLASS_HTTP, .status = 503}, {.priority = 2, .attempts = 1}, true, 2500, 7500},
    {"503 with Retry-After",
     {.class = CLASS_HTTP, .status = 503, .retry_after_s = 60},
     {.priority = 2, .attempts = 1},
     true,
     60000,
     60000},
    {"429",
     {.class = CLASS_BLOCKED, .status = 429},
     {.priority = 2, .attempts = 1},
     true,
     15000,
     45000},
    {"403", {.class = CLASS_BLOCKED, .status = 403}, {.priority = 2, .attempts = 1}, false, 0, 0},
    {"an address that is denied",
     {.class = CLASS_BLOCKED},
     {.priority = 2, .attempts = 1},
     false,
     0,
     0},
    {"another layout", {.class = CLASS_LAYOUT}, {.priority = 2, .attempts = 1}, false, 0, 0},
    {"a crash", {.class = CLASS_CRASHED}, {.priority = 0, .attempts = 1}, true, 0, 0},
    {"the third crash",
     {.class = CLASS_CRASHED},
     {.priority = 0, .attempts = 3, .crashes = 2},
     false,
     0,
     0},
    {"a crash after many attempts",
     {.class = CLASS_CRASHED},
     {.attempts = ATTEMPTS_MAX},
     false,
     0,
     0},
};

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t ms = -1;

		ok(retry_after(&cases[i].task, &cases[i].failure, &ms) == cases[i].again,
		   "%s: whether it is tried again", cases[i].what);
		ok(ms >= cases[i].least_ms && ms <= cases[i].most_ms, "%s: in time", cases[i].what);
	}
	return done();
}
