/* The operations "condense" and "propose" of the extractor process. */
#include "strategy/llm.h"

#include "bounds.h"
#include "extract/body.h"
#include "extract/output.h"
#include "strategy/llm_prompt.h"
#include "strategy/llm_report.h"
#include "strategy/quote.h"

#include <math.h>

/* What both operations begin with. */
struct subject {
	struct work *work;
	struct document *document;
	struct page *page;
	struct vocabulary *vocabulary;
	struct output output;
	struct request *request; /* as the embedded generator understands it */
	bool is_understood;	 /* the words or the schema name fields */
	struct hypotheses all;
	struct condensed condensed;
};

static const char *text_or(struct json_object *o, const char *key, const char *fallback)
{
	const char *text = json_text(o, key);

	return text ? text : fallback;
}

/* A request for these fields. */
static struct request *request_for(struct subject *s, const char *description,
				   struct json_object *schema)
{
	struct schema *parsed = schema_parse(s->work, schema);

	return parsed ? request_read(s->work, s->vocabulary, description, parsed) : NULL;
}

/* Words that name no field: any will do to find groups of records with. */
static struct request *request_of_nothing(struct subject *s)
{
	struct json_object *schema = json_new_object(s->work);

	json_put_text(schema, "title", "string");
	return request_for(s, "", schema);
}

static bool subject_read(struct work *w, struct json_object *request, const char *body,
			 size_t body_size, struct subject *out)
{
	const char *description = text_or(request, "description", "");
	int64_t budget = json_int(request, "budget", CONDENSED_MAX);

	*out = (struct subject){.work = w};
	if (!output_parse(w, request, &out->output))
		return false;
	out->document = body_parse(w, body, body_size, json_text(request, "content_type"),
				   json_text(request, "url"), NULL);
	if (!out->document)
		return false;
	out->vocabulary = vocabulary_new(w);
	out->request = request_read(w, out->vocabulary, description, out->output.schema);
	out->is_understood = out->request != NULL;
	work_forgive(w);
	if (!out->request && !(out->request = request_of_nothing(out)))
		return false;
	out->page = page_read(w, out->vocabulary, out->document);
	out->all = hypotheses_make(out->page, out->request, NULL);
	out->condensed =
	    condense(out->page, out->request, &out->all,
		     budget > 0 && budget <= CONDENSED_MAX ? (size_t)budget : CONDENSED_MAX);
	return true;
}

static void member_add(struct text *out, const char *name, const char *value)
{
	text_addf(out, ",\"%s\":", name);
	text_add_json(out, value, strlen(value));
}

bool condense_operation(struct work *w, struct json_object *request, const char *body,
			size_t body_size, struct text *out)
{
	struct llm_question question = {.url = text_or(request, "url", ""),
					.description = text_or(request, "description", ""),
					.schema = json_object_of(request, "output_schema")};
	const char *user;
	struct subject s;

	if (!subject_read(w, request, body, body_size, &s))
		return false;
	question.request = s.is_understood ? s.request : NULL;
	question.page = &s.condensed;
	user = llm_question_text(w, &question);
	text_add(out, "{\"system\":");
	text_add_json(out, llm_system, strlen(llm_system));
	member_add(out, "user", user);
	text_add_char(out, '}');
	return true;
}

/* --- propose --- */

/* Without a schema the fields are those that the model named. */
static struct request *request_of_answer(struct subject *s, const char *description,
					 const struct llm_answer *answer)
{
	struct json_object *schema = json_new_object(s->work);
	struct request *r;

	for (size_t i = 0; i < answer->n; i++)
		json_put_text(schema, answer->fields[i].name,
			      answer->fields[i].is_number ? "number" : "string");
	r = request_for(s, description, schema);
	/* A list that the words asked for stays one. */
	for (size_t i = 0; r && i < r->n; i++)
		for (size_t k = 0; k < s->request->n; k++)
			if (strcmp(r->wishes[i].name, s->request->wishes[k].name) == 0)
				r->wishes[i].is_array = s->request->wishes[k].is_array;
	return r;
}

struct judged {
	struct llm_plan *made;
	struct verdict verdict;
	const struct proposal *own;
	const char *report;
};

/* Many were wanted and are there, and one was found: no column can tell. */
static bool is_too_few(const struct request *r, const struct proposal *own, const struct verdict *v)
{
	return r->many > 0 && own->strategy && own->items->n >= 3 && v->items && v->items->n == 1;
}

/* The values of one record may be equal by chance, those of many are not. */
static bool are_one(const struct slot *a, const struct slot *b, size_t n_samples)
{
	return a && b && (a == b || (n_samples > 1 && slots_agree(a, b, n_samples)));
}

/* Two fields cannot both mean one place: a number read from a name is one, and wrong. */
static size_t count_twice(const struct assignment *a, size_t n_samples)
{
	size_t twice = 0;

	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < i; k++)
			if (are_one(a->choices[i].slot, a->choices[k].slot, n_samples)) {
				twice++;
				break;
			}
	return twice;
}

static void add_warning(struct work *w, struct verdict *v, const char *warning)
{
	const char **more = ARENA_ARRAY(w->arena, v->n_warnings + 1, const char *);

	memcpy(more, v->warnings, v->n_warnings * sizeof *more);
	more[v->n_warnings++] = warning;
	v->warnings = more;
}

/* What the judge, who sees values alone, cannot see. */
static void judge_further(struct subject *s, const struct judged *j, struct verdict *v)
{
	const struct assignment *fields = j->made->hypothesis.fields;
	size_t twice = count_twice(fields, j->made->hypothesis.slots->n_samples);

	if (twice) {
		v->merit *= 1 - 0.5 * (double)twice / (double)fields->n;
		add_warning(s->work, v, "two fields are read from the same place");
	}
	if (is_too_few(s->request, j->own, v)) {
		v->merit /= 2;
		add_warning(s->work, v, "one record was found where many are wanted");
	}
	v->holds = v->holds && !twice && v->merit > 0.5;
}

static double confidence_of(const struct llm_plan *made, const struct verdict *v)
{
	double agreed = (double)made->agreed / (double)made->hypothesis.fields->n;
	double x = -1.6 + 2.6 * v->merit + 0.5 * made->plan->stability + 0.8 * agreed;
	double confidence = 1 / (1 + exp(-x));

	return v->n_warnings ? fmin(confidence, 0.6) : confidence;
}

static bool judged_write(struct subject *s, const struct judged *j, struct text *out)
{
	const struct verdict *v = &j->verdict;
	bool better = !j->own->strategy || v->merit >= j->own->merit;

	text_addf(out, ",\"holds\":%s,\"merit\":%.4f,\"agreed\":%zu",
		  v->holds && better ? "true" : "false", v->merit, j->made->agreed);
	member_add(out, "report", j->report);
	if (!v->items)
		return true;
	text_add(out, ",\"strategy\":");
	json_print(out, j->made->plan->strategy);
	text_addf(out, ",\"confidence\":%.2f,\"attempts\":1,", confidence_of(j->made, v));
	s->output.warnings = v->warnings;
	s->output.n_warnings = v->n_warnings;
	return output_print(s->work, &s->output, s->document, v->items, out);
}

/* False with ERR_UNACCEPTABLE and a message for the model. */
static bool answer_judge(struct subject *s, const char *description, const char *content,
			 struct judged *out)
{
	struct work *w = s->work;
	struct llm_answer *answer = llm_answer_parse(w, content, s->condensed.n);
	struct llm_input in = {s->page, s->request, &s->all, &s->condensed, answer};
	size_t expected = 1;

	if (!answer)
		return false;
	if (!s->output.schema && !(in.request = request_of_answer(s, description, answer)))
		return false;
	out->made = llm_plan_make(w, &in);
	if (!out->made)
		return false;
	if (answer->is_list)
		expected = out->made->hypothesis.candidate->n;
	out->verdict = judge(w, in.request, s->document, out->made->plan->strategy, expected);
	out->own = proposal_best(s->page, s->request, &s->all, NULL);
	judge_further(s, out, &out->verdict);
	out->report =
	    llm_report_text(w, &(struct llm_report_input){&in, out->made, &out->verdict, out->own});
	return true;
}

static const char *shown_answer(struct work *w, const char *content)
{
	size_t n = strlen(content);

	if (n <= LLM_ANSWER_SHOWN)
		return content;
	for (n = LLM_ANSWER_SHOWN; n > 0 && ((unsigned char)content[n] & 0xc0) == 0x80;)
		n--;
	return arena_copy(w->arena, content, n);
}

static void outcome_write(struct text *out, const char *outcome, int64_t tokens)
{
	text_addf(out, "{\"outcome\":\"%s\",\"tokens\":%lld", outcome, (long long)tokens);
}

bool propose_operation(struct work *w, struct json_object *request, const char *body,
		       size_t body_size, struct text *out)
{
	const char *data = text_or(request, "reply", "");
	struct judged judged = {0};
	struct llm_reply reply;
	struct subject s;

	if (!llm_reply_read(w, data, strlen(data), &reply)) {
		outcome_write(out, "unusable", reply.tokens);
		member_add(out, "complaint", w->message);
		text_add_char(out, '}');
		work_forgive(w);
		return true;
	}
	if (!subject_read(w, request, body, body_size, &s))
		return false;
	if (!answer_judge(&s, text_or(request, "description", ""), reply.content, &judged)) {
		if (!error_is(w, ERR_UNACCEPTABLE))
			return false;
		outcome_write(out, "malformed", reply.tokens);
		member_add(out, "complaint",
			   reply.is_cut ? "the answer was too long and was cut off" : w->message);
		member_add(out, "answer", shown_answer(w, reply.content));
		text_add_char(out, '}');
		work_forgive(w);
		return true;
	}
	outcome_write(out, "judged", reply.tokens);
	member_add(out, "answer", shown_answer(w, reply.content));
	if (!judged_write(&s, &judged, out))
		return false;
	text_add_char(out, '}');
	return true;
}
