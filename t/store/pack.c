/* Compressing and back, and what is not what it claims to be. */
#include "store/pack.h"

#include "bounds.h"

#include "tap.h"

int main(void)
{
	struct work w;
	struct blob packed;
	char data[10000];

	work_begin(&w);
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (char)(i % 251);
	ok(pack(&w, data, sizeof data, &packed), "bytes are packed");
	ok(packed.size < sizeof data / 2, "to fewer");
	char *back = unpack(&w, packed, sizeof data, sizeof data);
	ok(back && memcmp(back, data, sizeof data) == 0, "and back");
	is_int(back[sizeof data], 0, "with a NUL behind them");
	ok(pack(&w, "", 0, &packed), "nothing is packed");
	is_text(unpack(&w, packed, 0, 10), "", "and back");
	pack(&w, data, sizeof data, &packed);
	ok(!unpack(&w, packed, sizeof data - 1, sizeof data), "another size than claimed");
	ok(!unpack(&w, packed, sizeof data + 1, sizeof data + 1), "either way");
	ok(!unpack(&w, packed, sizeof data, 100), "more than wanted");
	ok(!unpack(&w, packed, -1, 100), "less than nothing");
	packed.size /= 2;
	ok(!unpack(&w, packed, sizeof data, sizeof data), "half of it");
	is_int(w.error, ERR_INTERNAL, "are all told");
	work_end(&w);
	return done();
}
