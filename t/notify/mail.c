/* Letters: what is in them is data, in lines that every server takes. */
#include "notify/mail.h"

#include "tap.h"


#include <string.h>

static struct letter letter = {.from = "meter@shop.test",
			       .to = "me@home.test",
			       .subject = "Pans: 1 added",
			       .text = "hello\r\n.\r\n",
			       .size = 10,
			       .id = "01",
			       .at = {INT64_C(1780396209000000)}};

static void test_lines(struct work *w)
{
	struct text t;
	size_t longest = 0;
	bool is_ascii = true;

	letter.subject = "Pfannen \xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC"
			 "\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC\xC3\xBC"
			 "\xC3\xBC\xC3\xBC\xC3\xBC\r\nBcc: all@world.test";
	letter.size = 3000;
	letter.text = memset(arena_alloc(w->arena, 3000), 'x', 3000);
	t = letter_print(w, &letter);
	for (const char *line = t.data; *line;) {
		size_t n = strcspn(line, "\n");

		longest = n > longest ? n : longest;
		line += n + (line[n] == '\n');
	}
	for (size_t i = 0; i < t.length; i++)
		is_ascii = is_ascii && (unsigned char)t.data[i] < 0x80;
	ok(longest <= 78, "no line is longer than RFC 5322 likes");
	ok(is_ascii, "nothing but ASCII goes over the wire");
	ok(!strstr(t.data, "Bcc"), "a subject is no header");
	ok(!strstr(t.data, "\n."), "and no line can end the mail");
	ok(!text_is_full(&t), "all of it is there");
}

int main(void)
{
	struct work w;
	struct text t;

	work_begin(&w);
	t = letter_print(&w, &letter);
	is_text(t.data,
		"From: <meter@shop.test>\r\nTo: <me@home.test>\r\n"
		"Subject: =?UTF-8?B?UGFuczogMSBhZGRlZA==?=\r\n"
		"Date: Tue, 02 Jun 2026 10:30:09 +0000\r\n"
		"Message-ID: <01@shop.test>\r\nMIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n"
		"Auto-Submitted: auto-generated\r\n\r\naGVsbG8NCi4NCg==\r\n",
		"a letter");
	test_lines(&w);
	work_end(&w);
	return done();
}
