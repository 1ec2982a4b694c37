/* The table of weights. */
#include "strategy/weights.h"
#include "tap.h"

int main(void)
{
	bool good = true;

	for (int i = 0; i < WEIGHT__MAX; i++)
		good = good && weights[i] > 0 && weights[i] < 10;
	ok(good, "all of them are numbers of one magnitude");
	is_text(weight_names[WEIGHT_INDEX_NAMES], "NAMES", "names stand beside their numbers");
	is_int((int)(10 * weights[WEIGHT_INDEX_NAMES]), 22, "and the number is the table's");
	return done();
}
