/* Sealed secrets: they open with their key, for their owner, unchanged, and not otherwise. */
#include "util/seal.h"

#include "tap.h"

#include <sys/stat.h>
#include <unistd.h>

static void test_file(struct work *w, const char *dir)
{
	const char *path = arena_printf(w->arena, "%s/key", dir);
	struct seal_key key, again;
	struct stat st;
	FILE *f;

	ok(seal_key_create(w, path), "a new key");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "is its owner's alone");
	ok(!seal_key_create(w, path), "and is not written over");
	ok(seal_key_load(w, path, &key) && seal_key_load(w, path, &again) &&
	       memcmp(&key, &again, sizeof key) == 0,
	   "it can be read");
	f = fopen(path, "a");
	fputs("00\n", f);
	fclose(f);
	ok(!seal_key_load(w, path, &key) && error_is(w, ERR_INTERNAL), "more digits are refused");
	f = fopen(path, "w");
	fputs("not a key\n", f);
	fclose(f);
	ok(!seal_key_load(w, path, &key) && !strstr(w->message, "not a key"),
	   "as are others, without saying which");
	unlink(path);
	ok(!seal_key_load(w, path, &key), "a file that is not there is none");
}

static void test_sealing(struct work *w)
{
	const struct seal_key key = {{1, 2, 3}}, other = {{1, 2, 4}};
	struct blob a = seal(w, &key, "owner", "whsec_secret"),
		    b = seal(w, &key, "owner", "whsec_secret"), empty = seal(w, &key, "x", "");
	uint8_t *bytes = (uint8_t *)arena_copy(w->arena, a.data, a.size);
	int opened = 0;

	is_text(unseal(w, &key, "owner", a), "whsec_secret", "it opens");
	is_text(unseal(w, &key, "x", empty), "", "as does nothing");
	ok(a.size == b.size && memcmp(a.data, b.data, a.size) != 0, "no two look alike");
	ok(!memmem(a.data, a.size, "whsec", 5), "nor like what is inside");
	ok(!unseal(w, &other, "owner", a), "another key does not open it");
	ok(!unseal(w, &key, "another", a), "nor does it open for another");
	for (size_t i = 0; i < a.size; i++) {
		bytes[i] ^= 1;
		opened += unseal(w, &key, "owner", (struct blob){bytes, a.size}) != NULL;
		bytes[i] ^= 1;
	}
	for (size_t n = 0; n < a.size; n++)
		opened += unseal(w, &key, "owner", (struct blob){bytes, n}) != NULL;
	is_int(opened, 0, "no byte may change or be missing");
	ok(error_is(w, ERR_INTERNAL), "which is our own trouble");
}

int main(void)
{
	char dir[] = "/tmp/meter-seal-XXXXXX";
	struct work w;

	if (!mkdtemp(dir))
		return skip_all("no folder under /tmp");
	work_begin(&w);
	test_file(&w, dir);
	test_sealing(&w);
	work_end(&w);
	rmdir(dir);
	return done();
}
