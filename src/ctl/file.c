/* Files that commands read. */
#include "ctl/ctl.h"

#include "util/text.h"

#include <errno.h>

char *ctl_read_file(struct work *w, const char *name, size_t most, size_t *n)
{
	struct text t = text_new(w->arena, most);
	bool is_input = strcmp(name, "-") == 0;
	FILE *f = is_input ? stdin : fopen(name, "rb");
	char part[65536];
	size_t got;

	if (!f)
		return fail(w, ERR_NOT_FOUND, "cannot open \"%s\": %s", name, strerror(errno));
	while ((got = fread(part, 1, sizeof part, f)) > 0 && !text_is_full(&t))
		text_add_bytes(&t, part, got);
	if (ferror(f))
		fail(w, ERR_NOT_FOUND, "cannot read \"%s\": %s", name, strerror(errno));
	else if (text_is_full(&t))
		fail(w, ERR_TOO_LARGE, "\"%s\" has more than %zu bytes", name, most);
	if (!is_input)
		(void)fclose(f);
	*n = t.length;
	return w->error ? NULL : t.data;
}
