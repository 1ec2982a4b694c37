/* Encodings as the extractor's parent sees them: a process that needs a converter which is not open
 * gives way to one that has them all, and nobody notices. */
#include "extract/charset.h"
#include "extract/operation.h"
#include "util/json.h"

#include "extract/own_program.h"

#include <unistd.h>

/* --- the process side --- */

static bool run_decode(struct work *w, struct json_object *request, const char *body, size_t n,
		       struct text *out)
{
	struct decoded d = charset_decode(w, body, n, json_text(request, "type"));

	text_addf(out, "{\"pid\":%d,\"text\":", (int)getpid());
	text_add_json(out, d.text, d.size);
	text_add_char(out, '}');
	return true;
}

static bool run_end(struct work *w, struct json_object *request, const char *body, size_t n,
		    struct text *out)
{
	(void)w, (void)request, (void)body, (void)n, (void)out;
	_exit(0);
}

static const struct operation table[] = {{"decode", run_decode}, {"end", run_end}, {NULL, NULL}};

/* --- the parent --- */

static struct json_object *ask(struct work *w, struct extractor *x, const char *operation,
			       const char *type, const char *body)
{
	struct json_object *request = json_new_object(w);
	const struct ask ask = {operation, request, body, strlen(body), NULL};

	json_put_text(request, "type", type);
	return extractor_run(w, x, &ask, NULL, NULL);
}

/* The process that read the body, which is to be `text`. */
static int64_t decode(struct work *w, struct extractor *x, const char *type, const char *body,
		      const char *text)
{
	struct json_object *o = ask(w, x, "decode", type, body);

	is_text(o ? json_text(o, "text") : w->message, text, type);
	return o ? json_int(o, "pid", 0) : 0;
}

static void encodings(struct extractor *x)
{
	static const char latin[] = "x; charset=iso-8859-1", russian[] = "x; charset=koi8-r",
			  japanese[] = "x; charset=shift_jis";
	struct work w;
	int64_t first, second;

	work_begin(&w);
	first = decode(&w, x, latin, "\x93quoted\x94", "\u201cquoted\u201d");
	is_int(decode(&w, x, "x", "\xe6\x97\xa5", "\u65e5"), first, "by the same process");
	second = decode(&w, x, japanese, "\x93\xfa\x96\x7b", "\u65e5\u672c");
	ok(second != first, "by another process");
	is_int(decode(&w, x, russian, "\xc1", "\u0430"), second,
	       "which reads other encodings, too");
	is_int(decode(&w, x, latin, "\x93", "\u201c"), second, "and the usual ones");
	ok(!ask(&w, x, "end", latin, ""), "when that ends");
	is_int(w.class, CLASS_CRASHED, "it is a crash");
	work_forgive(&w);
	first = decode(&w, x, latin, "\x93", "\u201c");
	ok(first != second, "another process goes on");
	is_int(decode(&w, x, japanese, "\x93\xfa", "\u65e5"), first, "which needs no successor");
	work_end(&w);
}

int main(int argc, char **argv)
{
	(void)argc;
	return own_extractor(argv, "pool_charsets", table, encodings);
}
