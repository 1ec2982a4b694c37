/* An error survives the way between two processes, and a forged one does no harm. */
#include "extract/message.h"
#include "util/json.h"

#include "tap.h"

/* What the reader makes of what the writer wrote. */
static void carry(const struct work *from, struct work *to)
{
	struct text t = text_new(to->arena, 100000);

	failure_print(&t, from);
	failure_read(to, json_parse(to, t.data, t.length));
}

static void kinds(void)
{
	for (enum error_kind kind = ERR_INVALID; kind <= ERR_UNAVAILABLE; kind++) {
		struct work from, to;

		work_begin(&from);
		work_begin(&to);
		fail(&from, kind, "about \"%s\"\n", "\xc3\xa9");
		carry(&from, &to);
		is_int(to.error, kind, error_word(kind));
		is_text(to.message, from.message, "with its message");
		work_end(&from);
		work_end(&to);
	}
}

static void classes(void)
{
	struct work from, to;

	work_begin(&from);
	work_begin(&to);
	fail_class(&from, CLASS_EMPTY, "nothing there");
	carry(&from, &to);
	is_int(to.error, ERR_UPSTREAM, "a failure with a class is upstream's");
	is_int(to.class, CLASS_EMPTY, "the class");
	work_end(&from);
	work_end(&to);
}

static void forgeries(void)
{
	static const char *const forged[] = {
	    "{}",
	    "[]",
	    "{\"kind\":\"none\",\"class\":\"\"}",
	    "{\"kind\":7,\"class\":[],\"message\":{}}",
	    "{\"kind\":\"nonsense\",\"class\":\"nonsense\",\"complaints\":[1,{},{\"field\":1}]}",
	};

	for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++) {
		struct work w;

		work_begin(&w);
		failure_read(&w, json_parse(&w, forged[i], strlen(forged[i])));
		ok(w.error == ERR_INTERNAL && w.message && !w.complaints, "%s", forged[i]);
		work_end(&w);
	}
}

int main(void)
{
	kinds();
	classes();
	forgeries();
	return done();
}
