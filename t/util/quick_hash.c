/* The quick hash: every byte and the length count, wherever they are. */
#include "util/quick_hash.h"

#include "tap.h"

int main(void)
{
	char bytes[40] = {0};
	bool bytes_count = true, lengths_count = true, stays = true;

	for (size_t n = 0; n <= sizeof bytes; n++) {
		uint64_t h = quick_hash(bytes, n, 1);

		stays &= h == quick_hash(bytes, n, 1);
		lengths_count &= n == 0 || h != quick_hash(bytes, n - 1, 1);
		for (size_t i = 0; i < n; i++) {
			bytes[i] = 1;
			bytes_count &= h != quick_hash(bytes, n, 1);
			bytes[i] = 0;
		}
	}
	ok(stays, "the same bytes have the same hash");
	ok(bytes_count, "each byte of every length counts");
	ok(lengths_count, "and the length");
	ok(quick_hash("abc", 3, 1) != quick_hash("abc", 3, 2), "and the seed");
	ok(quick_hash_seed() != 0 && quick_hash_seed() == quick_hash_seed(),
	   "a process has one seed");
	return done();
}
