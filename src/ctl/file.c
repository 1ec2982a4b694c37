/* Files that commands read. */
#include "ctl/ctl.h"

#include "util/text.h"

#include <errno.h>

static void read_all(struct work *w, const char *name, FILE *f, struct text *t)
{
	char part[65536];
	size_t got;

	while ((got = fread(part, 1, sizeof part, f)) > 0 && !text_is_full(t))
		text_add_bytes(t, part, got);
	if (ferror(f))
		fail(w, ERR_NOT_FOUND, "cannot read \"%s\": %s", name, strerror(errno));
	else if (text_is_full(t))
		fail(w, ERR_TOO_LARGE, "\"%s\" has more than %zu bytes", name, t->limit);
}

char *ctl_read_file(struct work *w, const char *name, size_t most, size_t *n)
{
	struct text t = text_new(w->arena, most);
	FILE *f;

	if (strcmp(name, "-") == 0) {
		read_all(w, name, stdin, &t);
	} else {
		f = fopen(name, "rb");
		if (!f)
			return fail(w, ERR_NOT_FOUND, "cannot open \"%s\": %s", name,
				    strerror(errno));
		read_all(w, name, f, &t);
		(void)fclose(f);
	}
	*n = t.length;
	return w->error ? NULL : t.data;
}
