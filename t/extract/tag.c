/* Tags read from the source. */
#include "extract/tag.h"
#include "util/text.h"

#include "tap.h"

static void attributes(struct arena *a)
{
	static const struct {
		const char *label, *source, *list;
	} cases[] = {
	    {"none", ">", ""},
	    {"three forms", " a=1 b='2' c=\"3\">", "a=1;b=2;c=3;"},
	    {"no value", " a b>", "a=;b=;"},
	    {"empty values", " a='' b=>", "a=;b=;"},
	    {"space around =", " a = 1 b\n=\t2>", "a=1;b=2;"},
	    {"slashes", "/a/b=/c/>", "a=;b=/c/;"},
	    {"a leading = is part of the name", " =a=b>", "=a=b;"},
	    {"> in quotes", " a='>' b>", "a=>;b=;"},
	    {"< is an ordinary byte", " a=<b c>", "a=<b;c=;"},
	    {"quotes may touch", " a='1'b=\"2\">", "a=1;b=2;"},
	    {"an open quote runs to the end", " a='1 b=2>", "a=1 b=2>;"},
	    {"the end of the input", " a", "a=;"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *p = cases[i].source, *end = p + strlen(p);
		struct text t = text_new(a, 1000);
		struct piece name, value;

		while (tag_attribute(&p, end, &name, &value))
			text_addf(&t, "%.*s=%.*s;", (int)name.size, name.start, (int)value.size,
				  value.start);
		is_text(t.data, cases[i].list, cases[i].label);
		ok(p == end || *p == '>', "and stops at the end of the tag");
	}
}

static void declarations(void)
{
	static const struct {
		const char *label, *source, *rest;
	} cases[] = {
	    {"comment", "<!-- <b> -- > -->x", "x"},
	    {"empty comment", "<!---->x", "x"},
	    {"shorter", "<!-->x", "x"},
	    {"shorter by one", "<!--->x", "x"},
	    {"closed with a bang", "<!--a--!>x", "x"},
	    {"open comment", "<!-- a", ""},
	    {"doctype", "<!DOCTYPE html>x", "x"},
	    {"processing instruction", "<?php a ?>x", "x"},
	    {"end tag without a name", "</ a>x", "x"},
	    {"the end", "<!", ""},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const char *p = cases[i].source;

		is_text(tag_skip_declaration(p, p + strlen(p)), cases[i].rest, cases[i].label);
	}
}

int main(void)
{
	struct arena *a = arena_new();
	const char *source = "My-Tag/>", *p = source;
	struct piece name = tag_name(&p, source + strlen(source));

	ok(piece_is(name, "my-tag"), "a name in any case");
	ok(!piece_is(name, "my-ta") && !piece_is(name, "my-tagx"), "the whole name");
	is_text(p, "/>", "ends at the slash");
	attributes(a);
	declarations();
	arena_free(a);
	return done();
}
