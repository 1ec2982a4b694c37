/* Two counters are enough: the moment that runs, and the last one, which was whole. */
#include "queue/pace.h"

#include "bounds.h"

void pace_count(struct pace *p, int64_t now_ms)
{
	int64_t moment = now_ms / PACE_MS;

	if (moment != p->moment) {
		p->before = moment == p->moment + 1 ? p->n : 0;
		p->n = 0;
		p->moment = moment;
	}
	p->n++;
}

int pace_ahead(const struct pace *p, int64_t now_ms)
{
	int64_t passed = now_ms / PACE_MS - p->moment;
	int most = 0;

	if (passed == 0)
		most = p->n > p->before ? p->n : p->before;
	else if (passed == 1)
		most = p->n;
	return most < PACE_AHEAD_MAX ? most : PACE_AHEAD_MAX;
}
