/* What of a page is no content. An element is judged by its tag, its role, the words of its class
 * and id, and always by its size too: names lie, and what holds most of the text is no side bar. */
#include "extract/content_parts.h"

#include "bounds.h"

enum hint {
	HINT_NONE,
	HINT_NOISE,   /* never content, in headings and lines too */
	HINT_CHROME,  /* a part of the site around the page */
	HINT_TAIL,    /* what follows an article */
	HINT_LINKS,   /* the same, if it consists of links */
	HINT_WEAK,    /* says little: only if small and without headings */
	HINT_CONSENT, /* a banner in front of the page */
};

static const struct chrome_word {
	const char *word;
	enum hint hint;
} words[] = {
#define HINT(word, kind) {#word, HINT_##kind},
#include "extract/content_chrome.def"
#undef HINT
};

#define N_WORDS (sizeof words / sizeof words[0])

bool chrome_words_sorted(void)
{
	for (size_t i = 1; i < N_WORDS; i++) {
		if (strcmp(words[i - 1].word, words[i].word) >= 0)
			return false;
	}
	return true;
}

/* --- names --- */

static int compare_words(const void *key, const void *row)
{
	return strcmp(key, ((const struct chrome_word *)row)->word);
}

static enum hint hint_of_word(const char *word)
{
	const struct chrome_word *found =
	    bsearch(word, words, N_WORDS, sizeof words[0], compare_words);

	return found ? found->hint : HINT_NONE;
}

/* "has-sidebar" is no side bar, "js-nav" what a script looks for, and "tag-newsletter" an article
 * about one: systems write their keywords into classes. */
static bool is_about_something_else(const char *first_word)
{
	static const char *const others[] = {"has",	 "no",	 "with",   "without", "is",
					     "hide",	 "show", "js",	   "tag",     "category",
					     "template", "type", "format", "status"};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		if (strcmp(first_word, others[i]) == 0)
			return true;
	}
	return false;
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_word_char(char c)
{
	return is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       (unsigned char)c >= 0x80;
}

/* The next word of the name in lower case; false when there is none. */
static bool next_word(const char **p, char *word)
{
	const char *s = *p;
	size_t n = 0;

	while (*s && !is_word_char(*s))
		s++;
	while (is_word_char(*s) && n + 1 < CHROME_WORD_SIZE) {
		if (n && is_upper(*s) && !is_upper(s[-1]))
			break;
		word[n++] = ascii_lower(*s++);
	}
	word[n] = '\0';
	*p = s;
	return n > 0;
}

/* The strongest hint is the first of the enum. */
static enum hint stronger(enum hint a, enum hint b)
{
	if (a == HINT_NONE || b == HINT_NONE)
		return a ? a : b;
	return a < b ? a : b;
}

static enum hint hint_of_name(const char *name)
{
	char word[CHROME_WORD_SIZE], all[CHROME_WORD_SIZE] = "";
	enum hint hint = HINT_NONE;
	size_t n_all = 0, n_words = 0;

	for (; next_word(&name, word); n_words++) {
		size_t n = strlen(word);
		if (n_words == 0 && is_about_something_else(word) && *name)
			return HINT_NONE;
		hint = stronger(hint, hint_of_word(word));
		if (n_all + n >= sizeof all)
			break; /* longer than any word of ours */
		memcpy(all + n_all, word, n + 1);
		n_all += n;
	}
	return n_words > 1 ? stronger(hint, hint_of_word(all)) : hint;
}

static enum hint hint_of(const struct node *n)
{
	enum hint hint = n->id ? hint_of_name(n->id) : HINT_NONE;

	for (uint32_t i = 0; i < n->n_classes; i++)
		hint = stronger(hint, hint_of_name(n->classes[i]));
	return hint;
}

/* --- judgement --- */

enum use {
	USE_NO_TEXT = 1 << 0, /* what is in it is not text of the page */
	USE_CHROME = 1 << 1,  /* never content */
	/* Its class may say that it is a part of the page; rows, items and headings are parts of
	 * such parts. */
	USE_CONTAINER = 1 << 2,
};

static const unsigned char uses[TAG__MAX] = {
    [TAG_head] = USE_NO_TEXT,	    [TAG_script] = USE_NO_TEXT,	   [TAG_style] = USE_NO_TEXT,
    [TAG_noscript] = USE_NO_TEXT,   [TAG_template] = USE_NO_TEXT,  [TAG_iframe] = USE_NO_TEXT,
    [TAG_noembed] = USE_NO_TEXT,    [TAG_noframes] = USE_NO_TEXT,  [TAG_object] = USE_NO_TEXT,
    [TAG_embed] = USE_NO_TEXT,	    [TAG_svg] = USE_NO_TEXT,	   [TAG_canvas] = USE_NO_TEXT,
    [TAG_video] = USE_NO_TEXT,	    [TAG_audio] = USE_NO_TEXT,	   [TAG_map] = USE_NO_TEXT,
    [TAG_select] = USE_NO_TEXT,	    [TAG_datalist] = USE_NO_TEXT,  [TAG_button] = USE_NO_TEXT,
    [TAG_input] = USE_NO_TEXT,	    [TAG_textarea] = USE_NO_TEXT,  [TAG_progress] = USE_NO_TEXT,
    [TAG_meter] = USE_NO_TEXT,	    [TAG_nav] = USE_CHROME,	   [TAG_search] = USE_CHROME,
    [TAG_dialog] = USE_CHROME,	    [TAG_div] = USE_CONTAINER,	   [TAG_section] = USE_CONTAINER,
    [TAG_aside] = USE_CONTAINER,    [TAG_header] = USE_CONTAINER,  [TAG_footer] = USE_CONTAINER,
    [TAG_ul] = USE_CONTAINER,	    [TAG_ol] = USE_CONTAINER,	   [TAG_dl] = USE_CONTAINER,
    [TAG_table] = USE_CONTAINER,    [TAG_td] = USE_CONTAINER,	   [TAG_p] = USE_CONTAINER,
    [TAG_form] = USE_CONTAINER,	    [TAG_center] = USE_CONTAINER,  [TAG_figure] = USE_CONTAINER,
    [TAG_fieldset] = USE_CONTAINER, [TAG_details] = USE_CONTAINER, [TAG_menu] = USE_CONTAINER,
};

struct judge {
	struct reading *r;
	uint32_t chars, prose; /* of the page */
	/* Indexes of nodes: inside until there. */
	uint32_t code_end, section_end;
};

/* Percent of the page's text that is in n. */
static unsigned share(const struct judge *j, const struct node *n)
{
	return j->chars ? (unsigned)(100 * (uint64_t)measure_of(j->r, n)->chars / j->chars) : 0;
}

/* Custom elements are containers too. */
static bool is_container(const struct node *n)
{
	return uses[n->tag] & USE_CONTAINER || (n->tag == TAG_OTHER && strchr(n->name, '-'));
}

static bool hint_drops(const struct judge *j, const struct node *n)
{
	const struct measure *m = measure_of(j->r, n);
	enum hint hint = n->id || n->n_classes ? hint_of(n) : HINT_NONE;

	if (hint == HINT_NOISE)
		return share(j, n) <= 50;
	if (hint == HINT_NONE || !is_container(n) || m->marks & (MARK_TITLE | MARK_MAIN))
		return false;
	switch (hint) {
	case HINT_CHROME:
		return share(j, n) <= 50;
	case HINT_TAIL:
		return share(j, n) <= 50 || m->before >= ARTICLE_MIN;
	case HINT_LINKS:
		return share(j, n) <= 50 && (uint64_t)m->linked * 10 >= (uint64_t)m->chars * 6;
	case HINT_WEAK:
		return share(j, n) <= 20 && !(m->marks & MARK_HEADING);
	case HINT_CONSENT:
		return share(j, n) <= 80;
	case HINT_NONE:
	case HINT_NOISE:
		break;
	}
	return false;
}

static bool is_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; word && i < n; i++) {
		if (ascii_equal(word, list[i]))
			return true;
	}
	return false;
}

static bool role_drops(const struct node *n)
{
	static const char *const roles[] = {"navigation", "banner",  "contentinfo", "complementary",
					    "search",	  "dialog",  "alertdialog", "menu",
					    "menubar",	  "toolbar", "tooltip",	    "doc-toc"};

	return is_one_of(node_attribute(n, "role"), roles, sizeof roles / sizeof roles[0]);
}

static bool is_hidden(const struct node *n)
{
	const char *hidden = node_attribute(n, "aria-hidden"), *style = node_attribute(n, "style");

	if (node_attribute(n, "hidden") || (hidden && ascii_equal(hidden, "true")))
		return true;
	for (; style && *style;
	     style += strcspn(style, ";") + (style[strcspn(style, ";")] == ';')) {
		const char *value;
		style += strspn(style, " \t\r\n");
		value = style + strcspn(style, ":;");
		if (*value != ':')
			continue;
		value += 1 + strspn(value + 1, " \t\r\n");
		if ((ascii_starts(style, "display") && ascii_starts(value, "none")) ||
		    (ascii_starts(style, "visibility") && ascii_starts(value, "hidden")))
			return true;
	}
	return false;
}

/* A note beside the text is a part of it. */
static bool is_note(const struct node *n)
{
	static const char *const kinds[] = {"note",    "admonition", "footnote", "footnotes",
					    "warning", "tip",	     "callout",	 "important",
					    "caution", "example",    "topic",	 "pullquote"};
	const char *role = node_attribute(n, "role");

	for (uint32_t i = 0; i < n->n_classes; i++) {
		if (is_one_of(n->classes[i], kinds, sizeof kinds / sizeof kinds[0]))
			return true;
	}
	return role && (ascii_equal(role, "note") || ascii_starts(role, "doc-"));
}

static bool tag_drops(const struct judge *j, const struct node *n)
{
	if (n->tag == TAG_footer)
		return !n->parent || n->parent->tag != TAG_blockquote;
	if (n->tag == TAG_aside)
		return !is_note(n);
	if (n->tag == TAG_header) /* that of an article has its title, that of a page the site's */
		return n->index >= j->section_end;
	if (n->tag == TAG_form) /* some systems wrap the whole page in one */
		return measure_of(j->r, n)->prose < ARTICLE_MIN && share(j, n) <= 20;
	return uses[n->tag] & USE_CHROME;
}

static bool is_main_column(const struct judge *j, const struct node *n)
{
	return n && (uint64_t)measure_of(j->r, n)->prose * 2 > j->prose;
}

/* A column of links beside the text, as in the days of layout tables. One under a heading of its
 * own is a part of the text. */
static bool is_link_column(const struct judge *j, const struct node *n)
{
	const struct measure *m = measure_of(j->r, n);
	const struct node *next, *previous;

	if (m->prose || m->chars < DROPPED_MIN || (uint64_t)m->linked * 10 < (uint64_t)m->chars * 6)
		return false;
	if (n->tag != TAG_td && n->tag != TAG_div && n->tag != TAG_ul && n->tag != TAG_table)
		return false;
	next = node_next_element(n);
	previous = node_previous_element(n);
	return is_main_column(j, next) || is_main_column(j, previous);
}

/* A link to the very place, as generators put beside headings and terms. */
static bool is_sign(const struct judge *j, const struct node *n)
{
	static const char *const signs[] = {"#",      "\u00b6", "\u00a7",
					    "\u2693", "\u21a9", "\U0001f517"};
	const char *href = n->tag == TAG_a ? node_attribute(n, "href") : NULL;

	return href && strchr(href, '#') && measure_of(j->r, n)->chars <= 4 &&
	       is_one_of(node_text(j->r->w->arena, n), signs, sizeof signs / sizeof signs[0]);
}

static bool is_chrome(const struct judge *j, const struct node *n)
{
	const char *role;

	if (n->tag == TAG_html || n->tag == TAG_body || n->tag == TAG_main)
		return false;
	role = node_attribute(n, "role");
	if (role && ascii_equal(role, "main"))
		return false;
	if (is_hidden(n))
		return share(j, n) <= 50;
	if (measure_of(j->r, n)->marks & MARK_MAIN)
		return false;
	if (tag_drops(j, n) || role_drops(n))
		return share(j, n) <= 90;
	return hint_drops(j, n) || is_sign(j, n) || is_link_column(j, n);
}

static bool is_noise(const struct node *n)
{
	return n->n_classes && hint_of(n) == HINT_NOISE;
}

/* Code is full of classes that mean something else. */
static bool drops(const struct judge *j, const struct node *n)
{
	return n->index < j->code_end ? is_noise(n) : is_chrome(j, n);
}

static void note_ends(struct judge *j, const struct node *n)
{
	bool is_code = n->tag == TAG_pre || n->tag == TAG_code;
	bool is_section = n->tag == TAG_article || n->tag == TAG_main || n->tag == TAG_section;

	if (is_code && n->end > j->code_end)
		j->code_end = n->end;
	if (is_section && n->end > j->section_end)
		j->section_end = n->end;
}

void drop_chrome(struct reading *r)
{
	const struct node *end = r->d->nodes + r->d->n_nodes;
	struct judge j = {.r = r};

	for (const struct node *x = r->d->nodes; x < end; x++) {
		if (uses[x->tag] & USE_NO_TEXT)
			measure_of(r, x)->marks |= MARK_DROPPED;
	}
	measure_all(r);
	j.chars = r->of[0].chars;
	j.prose = r->of[0].prose;
	for (const struct node *x = r->d->nodes; x < end;) {
		if (x->kind == NODE_ELEMENT && !is_dropped(r, x) && drops(&j, x))
			measure_of(r, x)->marks |= MARK_DROPPED;
		note_ends(&j, x);
		x = is_dropped(r, x) ? node_after(r, x) : x + 1;
	}
	measure_all(r);
}
