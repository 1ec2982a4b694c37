/* Calls as strategies have them. */
#include "strategy/call_plan.h"

#include "tap.h"
#include "util/json.h"

static const struct {
	const char *method, *url, *sent, *type, *want, *secret;
} cases[] = {
    {"GET", "https://a.test/x?page=2&q=tea&limit=050", NULL, NULL,
     "{\"endpoint\":\"https://a.test/x\",\"method\":\"GET\",\"params\":{\"page\":2,\"q\":\"tea\","
     "\"limit\":\"050\"}}",
     NULL},
    {"GET", "https://a.test/x", NULL, NULL,
     "{\"endpoint\":\"https://a.test/x\",\"method\":\"GET\",\"params\":{}}", NULL},
    {"GET", "https://a.test/x?key=abc&_=17&page=1", NULL, NULL,
     "{\"endpoint\":\"https://a.test/x?key=abc\",\"method\":\"GET\",\"params\":{\"page\":1}}",
     "key"},
    {"GET", "https://a.test/x?f[]=a&f[]=b&f[]=3", NULL, NULL,
     "{\"endpoint\":\"https://a.test/x\",\"method\":\"GET\",\"params\":{\"f[]\":[\"a\",\"b\",3]}}",
     NULL},
    {"POST", "https://a.test/x?v=1", "{\"q\":\"a\",\"page\":0,\"all\":true,\"in\":[\"b\"]}", NULL,
     "{\"body\":{\"in\":[\"b\"]},\"endpoint\":\"https://a.test/x?v=1\",\"method\":\"POST\","
     "\"params\":{\"q\":\"a\",\"page\":0,\"all\":true},\"params_in\":\"body\"}",
     NULL},
    {"POST", "https://a.test/x", "a=1&b=x+y", "application/x-www-form-urlencoded",
     "{\"endpoint\":\"https://a.test/x\",\"method\":\"POST\",\"headers\":{\"Content-Type\":"
     "\"application/x-www-form-urlencoded\"},\"params\":{\"a\":1,\"b\":\"x y\"},"
     "\"params_in\":\"body\"}",
     NULL},
    {"POST", "https://a.test/x?p=1", "[1,2]", NULL,
     "{\"body\":[1,2],\"endpoint\":\"https://a.test/x\",\"method\":\"POST\",\"params\":{\"p\":1}}",
     NULL},
    {"POST", "https://a.test/x", "<q/>", "text/xml",
     "{\"body\":\"<q/>\",\"endpoint\":\"https://a.test/x\",\"method\":\"POST\",\"headers\":"
     "{\"Content-Type\":\"text/xml\"},\"params\":{}}",
     NULL},
};

int main(void)
{
	struct work w;

	work_begin(&w);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct capture call = {.method = cases[i].method,
				       .url = cases[i].url,
				       .sent = cases[i].sent,
				       .headers = json_new_object(&w)};
		struct json_object *strategy = json_new_object(&w);
		const char *secret = NULL;

		if (cases[i].type)
			json_put_text(call.headers, "Content-Type", cases[i].type);
		call_plan(&w, &call, strategy, &secret);
		is_text(json_string(&w, strategy), cases[i].want, cases[i].url);
		is_text(secret, cases[i].secret, "a credential in it");
		ok(w.error == ERR_NONE, "no error is left");
	}
	work_end(&w);
	return done();
}
