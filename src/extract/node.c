/* Reading a parsed page: siblings, attributes, text as a person sees it, and HTML again. Subtrees
 * are slices of one array, so all of it is loops. */
#include "extract/html.h"
#include "bounds.h"
#include "extract/fold.h"

enum role {
	ROLE_BLOCK = 1 << 0,  /* a reader sees a gap before and after it */
	ROLE_UNSEEN = 1 << 1, /* its content is not text of the page */
	ROLE_VOID = 1 << 2,   /* it has no end tag (HTML standard, 13.1.2 and 13.3) */
	ROLE_RAW = 1 << 3,    /* its text is written without escapes (13.3) */
};

static const unsigned char roles[TAG__MAX] = {
    [TAG_address] = ROLE_BLOCK,
    [TAG_article] = ROLE_BLOCK,
    [TAG_aside] = ROLE_BLOCK,
    [TAG_blockquote] = ROLE_BLOCK,
    [TAG_body] = ROLE_BLOCK,
    [TAG_br] = ROLE_BLOCK | ROLE_VOID,
    [TAG_button] = ROLE_BLOCK,
    [TAG_caption] = ROLE_BLOCK,
    [TAG_center] = ROLE_BLOCK,
    [TAG_dd] = ROLE_BLOCK,
    [TAG_details] = ROLE_BLOCK,
    [TAG_dialog] = ROLE_BLOCK,
    [TAG_dir] = ROLE_BLOCK,
    [TAG_div] = ROLE_BLOCK,
    [TAG_dl] = ROLE_BLOCK,
    [TAG_dt] = ROLE_BLOCK,
    [TAG_fieldset] = ROLE_BLOCK,
    [TAG_figcaption] = ROLE_BLOCK,
    [TAG_figure] = ROLE_BLOCK,
    [TAG_footer] = ROLE_BLOCK,
    [TAG_form] = ROLE_BLOCK,
    [TAG_frameset] = ROLE_BLOCK,
    [TAG_h1] = ROLE_BLOCK,
    [TAG_h2] = ROLE_BLOCK,
    [TAG_h3] = ROLE_BLOCK,
    [TAG_h4] = ROLE_BLOCK,
    [TAG_h5] = ROLE_BLOCK,
    [TAG_h6] = ROLE_BLOCK,
    [TAG_head] = ROLE_BLOCK,
    [TAG_header] = ROLE_BLOCK,
    [TAG_hgroup] = ROLE_BLOCK,
    [TAG_hr] = ROLE_BLOCK | ROLE_VOID,
    [TAG_html] = ROLE_BLOCK,
    [TAG_legend] = ROLE_BLOCK,
    [TAG_li] = ROLE_BLOCK,
    [TAG_main] = ROLE_BLOCK,
    [TAG_marquee] = ROLE_BLOCK,
    [TAG_menu] = ROLE_BLOCK,
    [TAG_nav] = ROLE_BLOCK,
    [TAG_ol] = ROLE_BLOCK,
    [TAG_optgroup] = ROLE_BLOCK,
    [TAG_option] = ROLE_BLOCK,
    [TAG_p] = ROLE_BLOCK,
    [TAG_plaintext] = ROLE_BLOCK | ROLE_RAW,
    [TAG_pre] = ROLE_BLOCK,
    [TAG_search] = ROLE_BLOCK,
    [TAG_section] = ROLE_BLOCK,
    [TAG_select] = ROLE_BLOCK,
    [TAG_summary] = ROLE_BLOCK,
    [TAG_table] = ROLE_BLOCK,
    [TAG_tbody] = ROLE_BLOCK,
    [TAG_td] = ROLE_BLOCK,
    [TAG_textarea] = ROLE_BLOCK,
    [TAG_tfoot] = ROLE_BLOCK,
    [TAG_th] = ROLE_BLOCK,
    [TAG_thead] = ROLE_BLOCK,
    [TAG_title] = ROLE_BLOCK,
    [TAG_tr] = ROLE_BLOCK,
    [TAG_ul] = ROLE_BLOCK,
    [TAG_xmp] = ROLE_BLOCK | ROLE_RAW,
    [TAG_iframe] = ROLE_UNSEEN | ROLE_RAW,
    [TAG_noembed] = ROLE_UNSEEN | ROLE_RAW,
    [TAG_noframes] = ROLE_UNSEEN | ROLE_RAW,
    [TAG_noscript] = ROLE_UNSEEN,
    [TAG_script] = ROLE_UNSEEN | ROLE_RAW,
    [TAG_style] = ROLE_UNSEEN | ROLE_RAW,
    [TAG_template] = ROLE_UNSEEN,
    [TAG_SVG_TITLE] = ROLE_UNSEEN,
    [TAG_desc] = ROLE_UNSEEN,
    [TAG_area] = ROLE_VOID,
    [TAG_base] = ROLE_VOID,
    [TAG_basefont] = ROLE_VOID,
    [TAG_bgsound] = ROLE_VOID,
    [TAG_col] = ROLE_VOID,
    [TAG_embed] = ROLE_VOID,
    [TAG_frame] = ROLE_VOID,
    [TAG_img] = ROLE_VOID,
    [TAG_input] = ROLE_VOID,
    [TAG_keygen] = ROLE_VOID,
    [TAG_link] = ROLE_VOID,
    [TAG_meta] = ROLE_VOID,
    [TAG_param] = ROLE_VOID,
    [TAG_source] = ROLE_VOID,
    [TAG_track] = ROLE_VOID,
    [TAG_wbr] = ROLE_VOID,
};

bool tag_is_block(enum tag tag)
{
	return roles[tag] & ROLE_BLOCK;
}

/* --- neighbours and attributes --- */

struct node *node_next_element(const struct node *n)
{
	struct node *s = n->next;

	while (s && s->kind != NODE_ELEMENT)
		s = s->next;
	return s;
}

struct node *node_previous_element(const struct node *n)
{
	struct node *s = n->previous;

	while (s && s->kind != NODE_ELEMENT)
		s = s->previous;
	return s;
}

struct node *node_first_element(const struct node *n)
{
	struct node *s = n->first_child;

	return s && s->kind != NODE_ELEMENT ? node_next_element(s) : s;
}

const char *node_attribute(const struct node *n, const char *name)
{
	for (uint32_t i = 0; i < n->n_attributes; i++)
		if (strcmp(n->attributes[i].name, name) == 0)
			return n->attributes[i].value;
	return NULL;
}

/* --- text --- */

bool node_ends_block(const struct node *n)
{
	for (const struct node *e = n - 1; e && e->end <= n->index; e = e->parent)
		if (roles[e->tag] & ROLE_BLOCK)
			return true;
	return false;
}

/* A block starts or ends: a space is due, or a new line. */
static void fold_break(struct fold *f, bool in_lines)
{
	f->gap = !in_lines;
	if (in_lines && f->out->length > f->start) {
		text_add_char(f->out, '\n');
		f->start = f->out->length;
	}
}

static void add_text(struct text *t, const struct node *n, bool in_lines)
{
	struct fold f = {.out = t, .start = t->length};
	const struct node *end = n + (n->end - n->index);

	if (n->kind == NODE_TEXT)
		fold_add(&f, n->text, n->text_length);
	for (const struct node *x = n + 1; x < end;) {
		if (roles[x->tag] & ROLE_BLOCK || node_ends_block(x))
			fold_break(&f, in_lines);
		if (x->kind == NODE_TEXT)
			fold_add(&f, x->text, x->text_length);
		x += roles[x->tag] & ROLE_UNSEEN ? x->end - x->index : 1;
	}
}

void node_add_text(struct text *t, const struct node *n)
{
	add_text(t, n, false);
}

char *node_text(struct arena *a, const struct node *n)
{
	struct text t = text_new(a, HTML_SIZE_MAX);

	node_add_text(&t, n);
	return t.data;
}

char *node_lines(struct arena *a, const struct node *n)
{
	struct text t = text_new(a, HTML_SIZE_MAX);

	add_text(&t, n, true);
	return t.data;
}

char *node_own_text(struct arena *a, const struct node *n)
{
	struct text t = text_new(a, HTML_SIZE_MAX);
	struct fold f = {.out = &t};

	NODE_EACH (child, n) {
		if (child->kind == NODE_TEXT)
			fold_add(&f, child->text, child->text_length);
		else if (roles[child->tag] & ROLE_BLOCK)
			f.gap = true;
	}
	return t.data;
}

/* --- HTML --- */

static void add_escaped(struct text *t, const char *s, size_t n, bool in_attribute)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] == '&')
			text_add(t, "&amp;");
		else if (s[i] == '<')
			text_add(t, "&lt;");
		else if (s[i] == '>')
			text_add(t, "&gt;");
		else if (s[i] == '"' && in_attribute)
			text_add(t, "&quot;");
		else if (s[i] == '\xc2' && i + 1 < n && s[i + 1] == '\xa0')
			text_add(t, "&nbsp;"), i++;
		else
			text_add_char(t, s[i]);
	}
}

static void add_start_tag(struct text *t, const struct node *n)
{
	text_add_char(t, '<');
	text_add(t, n->name);
	for (uint32_t i = 0; i < n->n_attributes; i++) {
		const struct attribute *at = &n->attributes[i];

		text_add_char(t, ' ');
		text_add(t, at->name);
		text_add(t, "=\"");
		add_escaped(t, at->value, strlen(at->value), true);
		text_add_char(t, '"');
	}
	text_add_char(t, '>');
}

/* End tags of the elements inside of `outer` that end before index. */
static void add_end_tags(struct text *t, const struct node *outer, const struct node *last,
			 uint32_t index)
{
	for (const struct node *e = last; e != outer && e->end <= index; e = e->parent) {
		if (e->kind == NODE_ELEMENT && !(roles[e->tag] & ROLE_VOID)) {
			text_add(t, "</");
			text_add(t, e->name);
			text_add_char(t, '>');
		}
	}
}

char *node_inner_html(struct arena *a, const struct node *n)
{
	struct text t = text_new(a, HTML_SIZE_MAX);
	const struct node *end = n + (n->end - n->index);

	for (const struct node *x = n + 1; x < end; x++) {
		add_end_tags(&t, n, x - 1, x->index);
		if (x->kind == NODE_ELEMENT)
			add_start_tag(&t, x);
		else if (roles[x->parent->tag] & ROLE_RAW)
			text_add_bytes(&t, x->text, x->text_length);
		else
			add_escaped(&t, x->text, x->text_length, false);
	}
	if (n->first_child)
		add_end_tags(&t, n, end - 1, n->end);
	return t.data;
}
