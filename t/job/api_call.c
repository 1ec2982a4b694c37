/* API strategies' calls: one line a request. */
#include "job/api_call.h"

#include "tap.h"

#define PAGE "http://shop.test/en/cups"

static const char *line(struct work *w, const struct fetch_request *r)
{
	struct text t = text_new(w->arena, 10000);

	text_addf(&t, "%s %s", r->method, r->url);
	for (size_t i = 0; i < r->n_headers; i++)
		text_addf(&t, " %s: %s", r->headers[i].name, r->headers[i].value);
	if (r->body)
		text_addf(&t, " | %s", r->body);
	is_int(r->body ? strlen(r->body) : 0, r->body_size, "the body's size");
	return t.data;
}

static const char *call(struct work *w, const char *plan, const char *made_from, const char *url,
			const char *given)
{
	struct json_object *p = json_parse(w, plan, strlen(plan));
	struct json_object *g = given ? json_parse(w, given, strlen(given)) : NULL, *parameters;
	struct api_call *c = api_call_new(w, p, made_from, url);
	struct fetch_request r;

	if (!c || !(parameters = api_call_parameters(w, c, g)) ||
	    !api_call_request(w, c, parameters, &r))
		return w->message;
	return line(w, &r);
}

#define PLAIN                                                                                      \
	"{\"endpoint\":\"http://shop.test/api/"                                                    \
	"list?v=3\",\"params\":{\"page\":1,\"q\":\"cups\",\"x\":null}"

static const struct {
	const char *label, *plan, *made_from, *url, *given, *line;
} cases[] = {
    {"as captured", PLAIN "}", PAGE, PAGE, NULL, "GET http://shop.test/api/list?v=3&page=1&q=cups"},
    {"with parameters", PLAIN "}", PAGE, PAGE, "{\"page\":2,\"x\":[\"a b\",true]}",
     "GET http://shop.test/api/list?v=3&page=2&q=cups&x=a%20b&x=true"},
    {"without one", PLAIN "}", PAGE, PAGE, "{\"page\":null}",
     "GET http://shop.test/api/list?v=3&q=cups"},
    {"a text for a number", PLAIN "}", PAGE, PAGE, "{\"page\":\"2\"}",
     "GET http://shop.test/api/list?v=3&page=2&q=cups"},
    {"the endpoint itself", PLAIN "}", PAGE, "http://shop.test/api/list?page=5&more=1", NULL,
     "GET http://shop.test/api/list?v=3&more=1&page=5&q=cups"},
    {"its query below the client's", PLAIN "}", PAGE, "http://shop.test/api/list?page=5",
     "{\"page\":7}", "GET http://shop.test/api/list?v=3&page=7&q=cups"},
    {"its own query changed", PLAIN "}", PAGE, "http://shop.test/api/list?v=4", NULL,
     "GET http://shop.test/api/list?v=4&page=1&q=cups"},
    {"made from the endpoint, for another", PLAIN "}", "http://shop.test/api/list?v=3",
     "http://other.test/feed/list", NULL, "GET http://other.test/feed/list?v=3&page=1&q=cups"},
    {"another page: a parameter", PLAIN "}", PAGE, "http://shop.test/en/pots", NULL,
     "GET http://shop.test/api/list?v=3&page=1&q=pots"},
    {"another page: the path", "{\"endpoint\":\"http://shop.test/api/cups/all\"}", PAGE,
     "http://shop.test/en/pots%20and%20pans", NULL,
     "GET http://shop.test/api/pots%20and%20pans/all"},
    {"another page: the body",
     "{\"endpoint\":\"http://shop.test/"
     "graph\",\"body\":{\"cups\":1,\"variables\":{\"category\":"
     "\"cups\",\"note\":\"not cups\"}}}",
     PAGE, "http://shop.test/en/pots", NULL,
     "POST http://shop.test/graph Content-Type: application/json |"
     " {\"cups\":1,\"variables\":{\"category\":\"pots\",\"note\":\"not cups\"}}"},
    {"another page: its query", PLAIN "}", "http://shop.test/s?term=cups",
     "http://shop.test/s?term=pots&utm=1", NULL, "GET http://shop.test/api/list?v=3&page=1&q=pots"},
    {"a page's query that names a parameter", PLAIN "}", PAGE, PAGE "?page=4&utm=1", NULL,
     "GET http://shop.test/api/list?v=3&page=4&q=cups"},
    {"another site with the same API", PLAIN "}", PAGE, "https://mugs.test/en/cups", NULL,
     "GET https://mugs.test/api/list?v=3&page=1&q=cups"},
    {"another customer of a service",
     "{\"endpoint\":\"https://api.jobs.test/board/acme\",\"params\":{\"n\":9}}",
     "https://acme.jobs.test/", "https://zeta.jobs.test/", NULL,
     "GET https://api.jobs.test/board/zeta?n=9"},
    {"a page of which the call has nothing", PLAIN "}", "http://shop.test/list/a",
     "http://shop.test/list/b", NULL,
     "The strategy's API call cannot be pointed to http://shop.test/list/b: nothing in the"
     " call stands for what this URL has instead of http://shop.test/list/a"},
    {"a page of another depth", PLAIN "}", PAGE, "http://shop.test/", NULL,
     "The strategy's API call cannot be pointed to http://shop.test/: nothing in the call"
     " stands for what this URL has instead of http://shop.test/en/cups"},
    {"another fragment and nothing else", PLAIN "}", PAGE, PAGE "#top", NULL,
     "GET http://shop.test/api/list?v=3&page=1&q=cups"},
    {"headers", PLAIN ",\"headers\":{\"X-App\":\"1\",\"Referer\":\"" PAGE "\",\"N\":1}}", PAGE,
     "http://shop.test/en/pots", NULL,
     "GET http://shop.test/api/list?v=3&page=1&q=pots X-App: 1 Referer:"
     " http://shop.test/en/pots"},
    {"credentials stay at home", PLAIN ",\"headers\":{\"Cookie\":\"a=b\",\"X\":\"y\"}}", PAGE,
     "http://mugs.test/en/cups", NULL, "GET http://mugs.test/api/list?v=3&page=1&q=cups X: y"},
    {"and are used there", PLAIN ",\"headers\":{\"Cookie\":\"a=b\"}}", PAGE, PAGE, NULL,
     "GET http://shop.test/api/list?v=3&page=1&q=cups Cookie: a=b"},
    {"a header of the connection", PLAIN ",\"headers\":{\"Host\":\"x\"}}", PAGE, PAGE, NULL,
     "Header not allowed: \"Host\": name is set by the server"},
    {"parameters in a JSON body",
     PLAIN ",\"params_in\":\"body\",\"body\":{\"sort\":\"asc\",\"page\":0}}", PAGE, PAGE,
     "{\"page\":\"3\"}",
     "POST http://shop.test/api/list?v=3 Content-Type: application/json |"
     " {\"sort\":\"asc\",\"page\":3,\"q\":\"cups\",\"x\":null}"},
    {"in a form", PLAIN ",\"params_in\":\"body\",\"method\":\"PUT\"}", PAGE, PAGE, NULL,
     "PUT http://shop.test/api/list?v=3 Content-Type: application/x-www-form-urlencoded |"
     " page=1&q=cups"},
    {"a body of text", PLAIN ",\"body\":\"a=1\",\"headers\":{\"content-type\":\"x/y\"}}", PAGE,
     PAGE, NULL, "POST http://shop.test/api/list?v=3&page=1&q=cups content-type: x/y | a=1"},
    {"an unknown parameter", PLAIN "}", PAGE, PAGE, "{\"pge\":2}",
     "unknown parameter \"pge\": the strategy has page, q, x"},
    {"of none", "{\"endpoint\":\"http://shop.test/\"}", NULL, "http://shop.test/", "{\"a\":2}",
     "unknown parameter \"a\": the strategy has none"},
    {"that is free", PLAIN ",\"free_params\":true}", PAGE, PAGE, "{\"pge\":2}",
     "GET http://shop.test/api/list?v=3&page=1&q=cups&pge=2"},
    {"an object", PLAIN "}", PAGE, PAGE, "{\"page\":{}}",
     "parameters.page must be a text, a number, a boolean or a list of them"},
    {"no endpoint", "{\"type\":\"api\"}", PAGE, PAGE, NULL, "the strategy has no endpoint"},
    {"a bad endpoint", "{\"endpoint\":\"ftp://x.test/\"}", PAGE, PAGE, NULL,
     "the strategy's endpoint \"ftp://x.test/\" is no URL: not an http or https URL"},
};

static void requests(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;

		work_begin(&w);
		is_text(call(&w, cases[i].plan, cases[i].made_from, cases[i].url, cases[i].given),
			cases[i].line, cases[i].label);
		work_end(&w);
	}
}

/* What is stored with the job: the same for what is the same call. */
static void parameters(void)
{
	static const char plan[] = PLAIN ",\"free_params\":true}";
	struct api_call *c;
	struct work w;

	work_begin(&w);
	c = api_call_new(&w, json_parse(&w, plan, strlen(plan)), PAGE, PAGE "?page=2");
	is_text(json_string(&w, api_call_parameters(&w, c, NULL)),
		"{\"page\":2,\"q\":\"cups\",\"x\":null}", "from the URL");
	c = api_call_new(&w, json_parse(&w, plan, strlen(plan)), PAGE, PAGE);
	is_text(json_string(
		    &w, api_call_parameters(&w, c, json_parse(&w, "{\"q\":5,\"page\":\"2\"}", 18))),
		"{\"page\":2,\"q\":\"5\",\"x\":null}", "given, in the strategy's order and types");
	is_text(json_string(&w, api_call_parameters(&w, c, json_parse(&w, "{\"page\":\"x\"}", 12))),
		"{\"page\":\"x\",\"q\":\"cups\",\"x\":null}", "what does not fit is sent as it is");
	work_end(&w);
}

int main(void)
{
	requests();
	parameters();
	return done();
}
