/* Which encoding wins, and what becomes of its bytes. */
#include "extract/charset.h"
#include "util/text.h"

#include "tap.h"

static void choosing(void)
{
	static const struct {
		const char *label, *type, *page, *charset, *text;
	} cases[] = {
	    {"nothing said, ASCII", NULL, "abc", "UTF-8", "abc"},
	    {"nothing said, valid UTF-8", NULL, "\u00e9", "UTF-8", "\u00e9"},
	    {"nothing said, not UTF-8", NULL, "caf\xe9", "windows-1252", "caf\u00e9"},
	    {"header", "text/html; charset=iso-8859-2", "\xb1", "ISO-8859-2", "\u0105"},
	    {"header in quotes", "text/html;charset=\"KOI8-R\"; x=y", "\xc1", "KOI8-R", "\u0430"},
	    {"header, unknown label", "text/html; charset=nonsense", "\xe9", "windows-1252",
	     "\u00e9"},
	    {"header before meta", "text/html; charset=windows-1251",
	     "<meta charset=iso-8859-2>\xe0", "windows-1251", "<meta charset=iso-8859-2>\u0430"},
	    {"meta charset", NULL, "<META CharSet = 'windows-1251'>\xe0", "windows-1251",
	     "<META CharSet = 'windows-1251'>\u0430"},
	    {"meta http-equiv", NULL,
	     "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>\xe0",
	     "windows-1251",
	     "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>\u0430"},
	    {"content without http-equiv means nothing", NULL,
	     "<meta content='text/html; charset=windows-1251'>\xe0", "windows-1252",
	     "<meta content='text/html; charset=windows-1251'>\u00e0"},
	    {"meta in a comment means nothing", NULL, "<!-- <meta charset=koi8-r> -->\xe9",
	     "windows-1252", "<!-- <meta charset=koi8-r> -->\u00e9"},
	    {"meta in an attribute means nothing", NULL, "<a title='<meta charset=koi8-r>'>\xe9",
	     "windows-1252", "<a title='<meta charset=koi8-r>'>\u00e9"},
	    {"a later meta", NULL, "<meta name=x><title>t</title><meta charset=koi8-r>\xc1",
	     "KOI8-R", "<meta name=x><title>t</title><meta charset=koi8-r>\u0430"},
	    {"meta UTF-16 was ASCII", NULL, "<meta charset=utf-16>x", "UTF-8",
	     "<meta charset=utf-16>x"},
	    {"xml declaration", NULL, "<?xml version='1.0' encoding='iso-8859-2'?>\xb1",
	     "ISO-8859-2", "<?xml version='1.0' encoding='iso-8859-2'?>\u0105"},
	    {"latin1 declared, UTF-8 sent", "text/html; charset=ISO-8859-1", "caf\u00e9", "UTF-8",
	     "caf\u00e9"},
	    {"UTF-8 declared, a broken byte", "text/html; charset=utf-8", "\u00e9\u00e8 \xe9 x",
	     "UTF-8", "\u00e9\u00e8 \ufffd x"},
	    {"UTF-8 declared, not UTF-8 at all", "text/html; charset=utf-8", "caf\xe9",
	     "windows-1252", "caf\u00e9"},
	    {"UTF-8 in the header, truth in meta", "text/html; charset=utf-8",
	     "<meta charset=iso-8859-2>\xb1", "ISO-8859-2", "<meta charset=iso-8859-2>\u0105"},
	    {"UTF-8 BOM beats the header", "text/html; charset=koi8-r", "\xef\xbb\xbfx", "UTF-8",
	     "x"},
	    {"UTF-16 declared, ASCII sent", "text/html; charset=utf-16", "<p>x", "UTF-8", "<p>x"},
	    {"UTF-16 in the header, truth in meta", "text/html; charset=utf-16le",
	     "<meta charset=koi8-r>\xc1", "KOI8-R", "<meta charset=koi8-r>\u0430"},
	    {"UTF-7 is not known", "text/html; charset=utf-7", "+ADw-", "UTF-8", "+ADw-"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct decoded d;

		work_begin(&w);
		d = charset_decode(&w, cases[i].page, strlen(cases[i].page), cases[i].type);
		is_text(d.charset, cases[i].charset, cases[i].label);
		is_text(arena_copy(w.arena, d.text, d.size), cases[i].text, cases[i].label);
		work_end(&w);
	}
}

/* Bytes and what the Encoding Standard's decoder makes of them. */
static void decoding(void)
{
	static const struct {
		const char *label, *bytes;
		size_t n;
		const char *text;
	} cases[] = {
	    {"latin1", "\x80\x93\x81\xff", 4, "\u20ac\u201c\xc2\x81\u00ff"},
	    {"windows-1251", "\xcf\xf0\xe8\x98", 4, "\u041f\u0440\u0438\xc2\x98"},
	    {"iso-8859-8-i", "\xf9\xec", 2, "\u05e9\u05dc"},
	    {"iso-8859-6", "\xa1\xc7", 2, "\ufffd\u0627"},
	    {"windows-874", "\xa1\x80", 2, "\u0e01\u20ac"},
	    {"windows-1258", "a\xcc", 2, "\u00e0"},
	    {"gb2312", "\xc4\xe3\xba\xc3", 4, "\u4f60\u597d"},
	    {"gbk", "\x81\x30\x81\x30", 4, "\xc2\x80"},
	    {"gb18030", "\xc4<b>", 4, "\ufffd<b>"},
	    {"big5", "\xa7\x41\xa6\x6e", 4, "\u4f60\u597d"},
	    {"shift_jis", "\x93\xfa\x96\x7b\x87\x40", 6, "\u65e5\u672c\u2460"},
	    {"euc-jp", "\xc6\xfc\xcb\xdc", 4, "\u65e5\u672c"},
	    {"iso-2022-jp", "\x1b$BF|K\\\x1b(Bx", 11, "\u65e5\u672cx"},
	    {"euc-kr", "\xb0\xa1\x81\x41", 4, "\uac00\uac02"},
	    {"utf-16le", "a\0\x3d\xd8\x00\xde", 6, "a\U0001F600"},
	    {"utf-16be", "\xd8\x3d\0a", 4, "\ufffda"},
	    {"utf-16le", "a\0b", 3, "a\ufffd"},
	    {"replacement", "<b>", 3, "\ufffd"},
	    {"iso-2022-kr", "<b>", 3, "\ufffd"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		struct decoded d;
		char *type;

		work_begin(&w);
		type = arena_printf(w.arena, "text/html; charset=%s", cases[i].label);
		d = charset_decode(&w, cases[i].bytes, cases[i].n, type);
		is_text(arena_copy(w.arena, d.text, d.size), cases[i].text, cases[i].label);
		work_end(&w);
	}
}

/* Every label of the standard is known and every name that iconv must open opens. */
static void labels(void)
{
	static const char *const table[][3] = {
#define CHARSET(name, how, iconv_name, labels) {name, iconv_name, labels},
#include "extract/charset.def"
#undef CHARSET
	};
	size_t n_labels = 0, n = sizeof table / sizeof table[0];

	for (size_t i = 0; i < n; i++) {
		struct work w;
		struct decoded d;

		work_begin(&w);
		d = charset_decode(&w, "a\0\xe9", 4,
				   arena_printf(w.arena, "x; charset=%.*s",
						(int)strcspn(table[i][2], " "), table[i][2]));
		ok(strcmp(d.charset, table[i][0]) == 0 || !table[i][1], "%s opens", table[i][0]);
		ok(utf8_is_valid(d.text, d.size), "%s gives UTF-8", table[i][0]);
		for (const char *s = table[i][2]; *s; s += strcspn(s, " "), s += *s == ' ')
			n_labels++;
		work_end(&w);
	}
	is_int(n, 40, "encodings");
	is_int(n_labels, 228, "labels");
}

static void copying(void)
{
	static const char page[] = "\xef\xbb\xbf<p>\u00e9";
	struct work w;
	struct decoded d;

	work_begin(&w);
	d = charset_decode(&w, page, strlen(page), NULL);
	ok(d.text == page + 3, "valid UTF-8 is not copied");
	is_int(d.size, strlen(page) - 3, "and has its BOM behind it");
	d = charset_decode(&w, "", 0, NULL);
	is_int(d.size, 0, "nothing gives nothing");
	d = charset_decode(&w, "\xff\xfe", 2, NULL);
	is_int(d.size, 0, "a BOM alone too");
	work_end(&w);
}

/* Whatever the bytes and the label, the answer is UTF-8 and nothing was dropped unseen. */
static void noise(void)
{
	static const char *const labels[] = {"gbk",	 "big5",	"shift_jis",
					     "euc-jp",	 "iso-2022-jp", "euc-kr",
					     "utf-16le", "utf-8",	"windows-1258"};
	uint32_t x = 1;

	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
		struct work w;
		struct decoded d;
		char bytes[20000];

		work_begin(&w);
		for (size_t k = 0; k < sizeof bytes; k++) {
			x = x * 1664525 + 1013904223;
			bytes[k] = (char)(x >> 24);
		}
		d = charset_decode(&w, bytes, sizeof bytes,
				   arena_printf(w.arena, "x; charset=%s", labels[i]));
		ok(utf8_is_valid(d.text, d.size), "noise as %s gives UTF-8", labels[i]);
		ok(d.size > sizeof bytes / 4, "and most of it");
		work_end(&w);
	}
}

int main(void)
{
	charset_prepare();
	choosing();
	decoding();
	labels();
	copying();
	noise();
	return done();
}
