#include "util/work.h"

#include "bounds.h"
#include "util/clock.h"

#include "tap.h"

static bool fails(struct work *w)
{
	return fail(w, ERR_NOT_FOUND, "%s not found", "Strategy");
}

static void errors(struct work *w)
{
	ok(!fails(w), "fail() serves functions that return bool");
	ok(error_is(w, ERR_NOT_FOUND), "the kind is kept");
	is_text(w->message, "Strategy not found", "and the message");
	is_int(error_status(w->error), 404, "and its status");
	work_forgive(w);
	ok(error_is(w, ERR_NONE) && !w->message, "forgiven");

	ok(!fails(w) && work_forgive_missing(w), "what is missing is forgiven");
	ok(error_is(w, ERR_NONE), "then there is no error");
	fail(w, ERR_INTERNAL, "no");
	ok(!work_forgive_missing(w) && error_is(w, ERR_INTERNAL), "what else failed is not");
	work_forgive(w);

	fail_class(w, CLASS_DNS, "Could not resolve host");
	ok(error_is(w, ERR_UPSTREAM) && w->class == CLASS_DNS, "a class makes it upstream");
	fail(w, ERR_INTERNAL, "no");
	ok(w->class == CLASS_NONE, "another failure takes the class away");
	work_forgive(w);
}

static void parts(struct work *w)
{
	struct work part;

	w->account_id = "one";
	work_begin_part(&part, w);
	ok(part.arena != w->arena, "a part has memory of its own");
	is_text(part.account_id, "one", "and is for the same account");
	fail(&part, ERR_NOT_FOUND, "no such row");
	work_renew_part(&part);
	ok(error_is(&part, ERR_NONE), "each row begins without a failure");
	is_text(part.account_id, "one", "for the account");
	ok(work_end_part(&part, w) && error_is(w, ERR_NONE), "one that ends well says nothing");
	work_begin_part(&part, w);
	fail_class(&part, CLASS_DNS, "no such name");
	part.retry_after_s = 3;
	ok(!work_end_part(&part, w), "one that failed");
	ok(error_is(w, ERR_UPSTREAM) && w->class == CLASS_DNS, "leaves its failure");
	is_text(w->message, "no such name", "with its message");
	is_int(w->retry_after_s, 3, "and the time to wait");
	work_forgive(w);
	w->account_id = NULL;
}

static void complaints(struct work *w)
{
	int n = 0;

	complain(w, ERR_UNACCEPTABLE, "url", "Invalid URL format");
	is_text(w->message, "Invalid URL format", "the first complaint is the message");
	complain(w, ERR_INVALID, "name", "name is required");
	ok(error_is(w, ERR_INVALID), "bad structure outranks an unacceptable value");
	is_text(w->message, "name is required", "and is the message");
	complain(w, ERR_UNACCEPTABLE, "limit", "too small");
	is_text(w->message, "name is required", "later ones do not replace it");
	is_text(w->complaints->next->next->field, "limit", "all are kept in order");
	for (int i = 0; i < 2 * COMPLAINTS_MAX; i++)
		complain(w, ERR_INVALID, "x", "again");
	for (struct complaint *c = w->complaints; c; c = c->next)
		n++;
	is_int(n, COMPLAINTS_MAX, "their number is bounded");
	work_forgive(w);
}

static void classes(void)
{
	is_text(error_class_word(CLASS_TOO_COMPLEX), "too_complex", "a class has a word");
	ok(error_class_of("robots") == CLASS_ROBOTS, "a word has a class");
	ok(error_class_of("nonsense") == CLASS_INTERNAL, "an unknown word is internal");
}

static void deadlines(struct work *w)
{
	is_int(work_left_ms(w, 500), 500, "without a deadline the most is allowed");
	clock_set((struct instant){5000000000});
	w->deadline_ms = clock_monotonic_ms() + 300;
	is_int(work_left_ms(w, 500), 300, "what is left");
	clock_set((struct instant){9000000000});
	is_int(work_left_ms(w, 500), 0, "never less than nothing");
	clock_set((struct instant){0});
}

static void renewal(struct work *w)
{
	struct arena *arena = w->arena;

	w->deadline_ms = 1;
	complain(w, ERR_INVALID, "name", "name is required");
	work_renew(w);
	ok(w->arena == arena, "the next piece of work has the same arena");
	ok(error_is(w, ERR_NONE) && !w->complaints && !w->deadline_ms, "and nothing else");
}

int main(void)
{
	struct work w;

	work_begin(&w);
	errors(&w);
	parts(&w);
	complaints(&w);
	classes();
	deadlines(&w);
	renewal(&w);
	work_end(&w);
	return done();
}
