/* The seed. A process that starts before the system has any randomness takes a fixed one. */
#include "util/quick_hash.h"

#include <sys/random.h>

uint64_t quick_hash_seed(void)
{
	static uint64_t seed;

	if (!seed && getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
		seed = 0xcbf29ce484222325u;
	return seed;
}
