/* Answers of all kinds, and what models are told of the wrong ones. */
#include "strategy/llm_answer.h"

#include "bounds.h"
#include "tap.h"

static void replies(struct work *w)
{
	static const struct {
		const char *reply, *content, *name;
		int64_t tokens;
	} rows[] = {
	    {"{\"choices\":[{\"message\":{\"content\":\"hi\"}}],\"usage\":{\"total_tokens\":7}}",
	     "hi", "a completion", 7},
	    {"{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{"
	     "\"text\":\"b\"},"
	     "{\"type\":\"image\"}]}}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}",
	     "ab", "content in parts", 7},
	    {"{\"choices\":[{\"message\":{\"content\":null,\"reasoning_content\":\"x\"}}]}", "",
	     "thoughts alone", -1},
	    {"{\"choices\":[{\"message\":{\"content\":\"\\ud800\"}}],\"usage\":{\"total_tokens\":-"
	     "5}}",
	     "\xef\xbf\xbd", "half a character, and fewer than no tokens", 0},
	    {"{\"choices\":[{\"message\":{}}],\"usage\":{\"total_tokens\":99999999999}}", "",
	     "more tokens than there are", -1},
	};
	static const char *const others[] = {"",
					     "null",
					     "[]",
					     "{}",
					     "<html>",
					     "{\"choices\":[]}",
					     "{\"choices\":[1]}",
					     "{\"choices\":{\"0\":1}}",
					     "{\"error\":{\"message\":\"no\"}}",
					     "{\"choices\":[{}]"};
	struct llm_reply reply;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		ok(llm_reply_read(w, rows[i].reply, strlen(rows[i].reply), &reply), "%s",
		   rows[i].name);
		is_text(reply.content, rows[i].content, "what it says");
		is_int(reply.tokens, rows[i].tokens, "what it cost");
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		ok(!llm_reply_read(w, others[i], strlen(others[i]), &reply), "no completion: %s",
		   others[i]);
		ok(error_is(w, ERR_UNACCEPTABLE), "is told");
		work_forgive(w);
	}
}

#define FIELDS                                                                                     \
	"\"fields\":{\"a\":{\"node\":2,\"take\":\"href\",\"transform\":\"number\",\"x\":1},\"b\":" \
	"null}"

static void found(struct work *w)
{
	static const char *const around[] = {
	    "{\"kind\":\"list\",\"record\":{\"node\":1}," FIELDS "}",
	    "```json\n{\"kind\":\"list\",\"record\":{\"node\":1}," FIELDS "}\n```",
	    "Sure {really}! {\"kind\":\"list\",\"record\":{\"node\":\"[1]\"}," FIELDS
	    "} {\"fields\":{}}",
	    "<think>{\"kind\":\"list\"," FIELDS
	    "} no</think>{\"kind\":\"list\",\"record\":{\"node\":1},"
	    "\"fields\":{\"a\":{\"node\":\"2\",\"take\":\"href\",\"transform\":\"number\"},\"b\":"
	    "null},"
	    "\"tools\":[\"delete\"]}",
	};

	for (size_t i = 0; i < sizeof around / sizeof around[0]; i++) {
		struct llm_answer *a = llm_answer_parse(w, around[i], 2);
		ok(a && a->is_list && a->record == 1 && a->n == 1, "found in: %s", around[i]);
		if (!a)
			continue;
		is_text(a->fields[0].name, "a", "a field");
		is_int((int64_t)a->fields[0].node, 2, "its element");
		is_text(a->fields[0].take, "href", "what of it");
		ok(a->fields[0].is_number, "as a number");
	}
}

static void refused(struct work *w)
{
	static const struct {
		const char *answer, *complaint;
	} rows[] = {
	    {"", "there is no JSON object in the answer"},
	    {"I cannot.", "there is no JSON object in the answer"},
	    {"{\"kind\":\"list\",", "the JSON object does not end"},
	    {"{'kind':'list'}", "not JSON: "},
	    {"{\"kind\":\"list\"}", "the object has no member \"fields\" that is an object"},
	    {"{\"fields\":[]}", "the object has no member \"fields\" that is an object"},
	    {"{\"kind\":\"api\"," FIELDS "}", "\"kind\" must be \"list\" or \"detail\""},
	    {"{\"kind\":\"list\"," FIELDS "}", "a list needs \"record\": {\"node\": number}"},
	    {"{\"kind\":\"list\",\"record\":{\"node\":3}," FIELDS "}",
	     "record: \"node\" must be a number"},
	    {"{\"kind\":\"list\",\"record\":{\"node\":0}," FIELDS "}",
	     "record: \"node\" must be a number"},
	    {"{\"kind\":\"list\",\"record\":{\"node\":-1}," FIELDS "}",
	     "record: \"node\" must be a number"},
	    {"{\"kind\":\"list\",\"record\":{\"node\":1e9}," FIELDS "}",
	     "record: \"node\" must be a number"},
	    {"{\"kind\":\"list\",\"record\":{\"node\":{}}," FIELDS "}",
	     "record: \"node\" must be a number"},
	    {"{\"kind\":\"list\",\"record\":{\"selector\":\"li >\"}," FIELDS "}",
	     "record: selector \"li >\""},
	    {"{\"kind\":\"list\",\"record\":{}," FIELDS "}", "record: must have \"node\""},
	    {"{\"kind\":\"detail\",\"fields\":{}}", "no field has a place"},
	    {"{\"kind\":\"detail\",\"fields\":{\"a\":null}}", "no field has a place"},
	    {"{\"kind\":\"detail\",\"fields\":{\"a\":1}}",
	     "field \"a\": must be an object or null"},
	    {"{\"kind\":\"detail\",\"fields\":{\"a\":{}}}",
	     "field \"a\": must have \"node\" or be null"},
	    {"{\"kind\":\"detail\",\"fields\":{\"a\":{\"node\":1,\"take\":\"on click\"}}}",
	     "field \"a\": \"take\" must be"},
	    {"{\"kind\":\"detail\",\"fields\":{\"\xc3\xa4\\n\":1}}", "field \"\xc3\xa4\": must be"},
	    {"{\"kind\":\"detail\",\"fields\":{\"a\":{\"selector\":\"::before\"}}}",
	     "field \"a\": selector"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		ok(!llm_answer_parse(w, rows[i].answer, 2), "refused: %s", rows[i].answer);
		ok(error_is(w, ERR_UNACCEPTABLE) &&
		       strncmp(w->message, rows[i].complaint, strlen(rows[i].complaint)) == 0,
		   "told: %s", rows[i].complaint);
		if (w->message && strncmp(w->message, rows[i].complaint, strlen(rows[i].complaint)))
			printf("# but: %s\n", w->message);
		work_forgive(w);
	}
}

/* What takes long or grows is bounded. */
static void monsters(struct work *w)
{
	struct text t = text_new(w->arena, LLM_REPLY_MAX);

	for (size_t i = 0; i + 1 < LLM_REPLY_MAX; i++)
		text_add_char(&t, '{');
	ok(!llm_answer_parse(w, t.data, 2), "a million braces");
	work_forgive(w);
	text_clear(&t);
	text_add(&t, "{\"kind\":\"detail\",\"fields\":{");
	for (int i = 0; i <= FIELDS_MAX; i++)
		text_addf(&t, "%s\"f%d\":{\"node\":1}", i ? "," : "", i);
	text_add(&t, "}}");
	ok(!llm_answer_parse(w, t.data, 2), "too many fields");
	is_text(w->message, "more than 100 fields", "are told");
	work_forgive(w);
}

int main(void)
{
	struct work w;

	work_begin(&w);
	replies(&w);
	found(&w);
	refused(&w);
	monsters(&w);
	work_end(&w);
	return done();
}
