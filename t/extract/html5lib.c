/* The tree construction tests of html5lib, through our tree: whole documents must agree but for
 * the cases listed in html5lib.known, and nothing may crash. What our tree leaves out by design
 * (comments, doctypes, namespaces, upper case of SVG names) is taken out of the answers first. */
#include "extract/html.h"

#include "tap.h"

#include <glob.h>

#define CASES	     1796
#define WHOLE_CASES  1592
#define ATTRIBUTES   100
#define LEVELS	     64
#define EXPECTED_MAX 200000

struct test {
	const char *data;
	size_t size;
	const char *document; /* NUL-terminated */
	bool is_whole;	      /* no fragment, no script needed */
};

/* --- the answer, brought to our form --- */

enum entry_kind { ENTRY_ELEMENT, ENTRY_ATTRIBUTE, ENTRY_TEXT, ENTRY_CONTENT, ENTRY_DROPPED };

struct normal {
	struct text *out;
	int contents[LEVELS]; /* depths of the open "content" lines: ours has no such level */
	int n_contents;
	int text_depth; /* of the text that ends out; -1 when it does not end in one */
	char *attributes[ATTRIBUTES]; /* not written yet: their order is that of our names */
	int n_attributes;
};

static enum entry_kind kind_of(const char *s)
{
	if (strncmp(s, "<!--", 4) == 0 || strncmp(s, "<!DOCTYPE", 9) == 0 ||
	    strncmp(s, "<?", 2) == 0)
		return ENTRY_DROPPED;
	if (*s == '<')
		return ENTRY_ELEMENT;
	if (*s == '"')
		return ENTRY_TEXT;
	return strcmp(s, "content") == 0 ? ENTRY_CONTENT : ENTRY_ATTRIBUTE;
}

static void add_indent(struct text *t, int depth)
{
	while (depth-- > 0)
		text_add(t, "  ");
}

static void add_lower(struct text *t, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_add_char(t, ascii_lower(s[i]));
}

static void keep_attribute(struct normal *a, int depth, const char *s)
{
	struct text t = text_new(a->out->arena, EXPECTED_MAX);
	size_t n = strcspn(s, "=");

	add_indent(&t, depth);
	add_lower(&t, s, n);
	if (memchr(s, ' ', n)) /* "xlink href" */
		*strrchr(t.data, ' ') = ':';
	text_add(&t, s + n);
	text_add_char(&t, '\n');
	a->attributes[a->n_attributes++] = t.data;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void flush_attributes(struct normal *a)
{
	qsort(a->attributes, (size_t)a->n_attributes, sizeof a->attributes[0], compare_lines);
	for (int i = 0; i < a->n_attributes; i++)
		text_add(a->out, a->attributes[i]);
	a->n_attributes = 0;
}

static void add_entry(struct normal *a, int depth, const char *s)
{
	enum entry_kind kind = kind_of(s);

	while (a->n_contents > 0 && depth <= a->contents[a->n_contents - 1])
		a->n_contents--;
	if (kind == ENTRY_DROPPED)
		return;
	if (kind == ENTRY_CONTENT) {
		a->contents[a->n_contents++] = depth;
		return;
	}
	depth -= a->n_contents;
	if (kind == ENTRY_TEXT && a->text_depth == depth) {
		a->out->length -= 2; /* quote and newline: texts around a comment are one */
		text_add(a->out, s + 1);
		text_add_char(a->out, '\n');
		return;
	}
	a->text_depth = kind == ENTRY_TEXT ? depth : -1;
	if (kind == ENTRY_ATTRIBUTE) {
		keep_attribute(a, depth, s);
		return;
	}
	flush_attributes(a);
	add_indent(a->out, depth);
	if (kind == ENTRY_ELEMENT) {
		const char *name = strncmp(s, "<svg ", 5) == 0	  ? s + 5
				   : strncmp(s, "<math ", 6) == 0 ? s + 6
								  : s + 1;

		text_add_char(a->out, '<');
		add_lower(a->out, name, strlen(name));
	} else {
		text_add(a->out, s);
	}
	text_add_char(a->out, '\n');
}

/* Entries start with "| " and two spaces a level; a text may have further lines. */
static char *expected_tree(struct arena *a, const char *document)
{
	struct text out = text_new(a, EXPECTED_MAX), entry = text_new(a, EXPECTED_MAX);
	struct normal normal = {.out = &out, .text_depth = -1};
	const char *line = document;

	while (*line) {
		int depth = 0;
		const char *end;

		text_clear(&entry);
		line += 2;
		while (strncmp(line, "  ", 2) == 0) {
			line += 2;
			depth++;
		}
		do {
			end = strchrnul(line, '\n');
			text_add_bytes(&entry, line, (size_t)(end - line));
			line = *end ? end + 1 : end;
			if (*line && strncmp(line, "| ", 2) != 0)
				text_add_char(&entry, '\n');
		} while (*line && strncmp(line, "| ", 2) != 0);
		add_entry(&normal, depth, entry.data);
	}
	flush_attributes(&normal);
	return out.data;
}

/* --- our tree in the same form --- */

static int compare_attributes(const void *a, const void *b)
{
	const struct attribute *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static char *our_tree(struct arena *a, const struct document *d)
{
	struct text out = text_new(a, EXPECTED_MAX);

	for (size_t i = 1; i < d->n_nodes; i++) {
		const struct node *n = &d->nodes[i];
		struct attribute *list = ARENA_ARRAY(a, n->n_attributes, struct attribute);
		int depth = -1;

		for (const struct node *p = n->parent; p; p = p->parent)
			depth++;
		add_indent(&out, depth);
		if (n->kind == NODE_TEXT) {
			text_addf(&out, "\"%s\"\n", n->text);
			continue;
		}
		text_addf(&out, "<%s>\n", n->name);
		if (n->n_attributes > 0)
			memcpy(list, n->attributes, n->n_attributes * sizeof *list);
		qsort(list, n->n_attributes, sizeof *list, compare_attributes);
		for (uint32_t k = 0; k < n->n_attributes; k++) {
			add_indent(&out, depth + 1);
			text_addf(&out, "%s=\"%s\"\n", list[k].name, list[k].value);
		}
	}
	return out.data;
}

/* --- the files --- */

/* Whether the list names "file:number" at the start of a line. */
static bool is_known(const char *list, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = list; (p = strstr(p, name)); p += n)
		if ((p == list || p[-1] == '\n') && (p[n] == ' ' || p[n] == '\n'))
			return true;
	return false;
}

/* The section that starts with the line `#head`, or NULL; ended by `stop` or the end. */
static const char *section(struct arena *a, const char *from, const char *end, const char *head,
			   const char *stop, size_t *n)
{
	const char *start = memmem(from, (size_t)(end - from), head, strlen(head));
	const char *close;

	if (!start)
		return NULL;
	start += strlen(head);
	close = memmem(start - 1, (size_t)(end - start + 1), stop, strlen(stop));
	if (!close)
		close = end;
	*n = close < start ? 0 : (size_t)(close - start);
	return arena_copy(a, start, *n);
}

static struct test read_test(struct arena *a, const char *from, const char *end)
{
	struct test t = {.is_whole = true};
	size_t n;

	t.data = section(a, from, end, "#data\n", "\n#errors\n", &t.size);
	t.document = section(a, from, end, "\n#document\n", "\n\n#data\n", &n);
	if (memmem(from, (size_t)(end - from), "\n#document-fragment\n", 20) ||
	    memmem(from, (size_t)(end - from), "\n#script-on\n", 12))
		t.is_whole = false;
	return t;
}

struct tally {
	int cases, whole, agree, known, surprises, mended;
	const char *known_list;
	bool verbose;
};

static void run_test(struct tally *tally, const struct test *t, const char *name, bool scripted)
{
	struct work w;
	struct document *d;
	char *ours, *theirs;
	bool same;

	work_begin(&w);
	tally->cases++;
	d = html_parse(&w, t->data, t->size, NULL);
	if (!t->is_whole || scripted || !d) {
		tally->surprises += !d;
		work_end(&w);
		return;
	}
	tally->whole++;
	ours = our_tree(w.arena, d);
	theirs = expected_tree(w.arena, t->document ? t->document : "");
	same = strcmp(ours, theirs) == 0;
	tally->agree += same;
	if (same && is_known(tally->known_list, name)) {
		tally->mended++;
		printf("# %s is listed but agrees\n", name);
	} else if (!same && is_known(tally->known_list, name)) {
		tally->known++;
	} else if (!same) {
		tally->surprises++;
		printf("# %s differs\n", name);
	}
	if (!same && tally->verbose)
		printf("%s\n-- ours\n%s-- theirs\n%s\n", t->data, ours, theirs);
	work_end(&w);
}

static void run_file(struct tally *tally, const char *path)
{
	size_t size;
	char *file = read_file(path, &size);
	const char *end = file + size, *from = file;
	bool scripted = strstr(path, "/scripted/");

	for (int number = 1; from < end; number++) {
		const char *next = memmem(from + 1, (size_t)(end - from - 1), "\n\n#data\n", 8);
		struct arena *a = arena_new();
		struct test t = read_test(a, from, next ? next : end);

		run_test(tally, &t,
			 arena_printf(a, "%s%s:%d", scripted ? "scripted/" : "",
				      strrchr(path, '/') + 1, number),
			 scripted);
		arena_free(a);
		from = next ? next + 2 : end;
	}
	free(file);
}

int main(int argc, char **argv)
{
	struct tally tally = {.verbose = argc > 1 && strcmp(argv[1], "-v") == 0};
	const char *source = getenv("METER_TEST_SOURCE");
	struct arena *a = arena_new();
	char *known =
	    read_file(arena_printf(a, "%s/t/extract/html5lib.known", source ? source : "."), NULL);
	char *folder = arena_printf(a, "%s/conformance/html5lib/tree-construction", test_data());
	glob_t found;

	tally.known_list = known ? known : "";
	(void)glob(arena_printf(a, "%s/*.dat", folder), 0, NULL, &found);
	(void)glob(arena_printf(a, "%s/scripted/*.dat", folder), GLOB_APPEND, NULL, &found);
	if (found.gl_pathc == 0)
		return skip_all(arena_printf(a, "%s is not here", folder));
	for (size_t i = 0; i < found.gl_pathc; i++)
		run_file(&tally, found.gl_pathv[i]);
	is_int(tally.cases, CASES, "all cases were run");
	is_int(tally.whole, WHOLE_CASES, "whole documents were compared");
	is_int(tally.surprises, 0, "no difference that is not listed");
	is_int(tally.mended, 0, "no case is listed without need");
	printf("# %d of %d agree, %d known differences\n", tally.agree, tally.whole, tally.known);
	globfree(&found);
	free(known);
	arena_free(a);
	return done();
}
