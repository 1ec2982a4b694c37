/* The stack of open elements as an array of levels. Each name remembers its innermost open level
 * (name->level) and each level what the walls were before it, so that nothing is searched. */
#include "extract/nesting.h"
#include "bounds.h"

/* Innermost levels of some kind; 0: none. */
struct walls {
	unsigned int scope;	/* ends the search for an open element ("in scope") */
	unsigned int special;	/* ends it for ordinary elements */
	unsigned int item;	/* ends it for li, dd and dt */
	unsigned int table;	/* table or template: the context of rows and cells */
	unsigned int foreign;	/* the outermost svg or math that we are in */
	unsigned int marker;	/* formats[marker] is the first that may be reopened here */
	unsigned int formats;	/* open formatting elements since that marker */
	unsigned int forgotten; /* of these, what "Noah's Ark" struck off the list */
	unsigned int reopened;	/* open levels that have no entry of their own */
};

struct level {
	struct name *name;     /* NULL when its end tag came out of turn */
	unsigned int previous; /* the next outer level of the same name */
	struct walls before;
};

/* An active formatting element; name NULL is a marker. */
struct format {
	const struct name *name;
	struct piece source;
};

struct nesting {
	const struct names *names;
	struct walls walls;
	unsigned int depth;	/* levels[1..depth] are open */
	unsigned int n_formats; /* markers included */
	struct level levels[HTML_DEPTH_MAX + 2];
	struct format formats[2 * HTML_DEPTH_MAX + 4];
};

enum trait {
	VOID = 1 << 0,
	SPECIAL = 1 << 1,
	SCOPE = 1 << 2, /* a wall for the scopes */
	FORMAT = 1 << 3,
	MARKER = 1 << 4, /* formatting outside is not reopened inside */
	CLOSES_P = 1 << 5,
	GRID = 1 << 6,	      /* only means something in a table */
	IGNORED = 1 << 7,     /* opened by the parser itself */
	BREAKS_OUT = 1 << 8,  /* ends svg and math */
	ENTERS_HTML = 1 << 9, /* inside of svg and math: HTML again */
};

static const unsigned short traits[TAG__MAX] = {
#define TRAIT(name, set) [TAG_##name] = (set),
#include "extract/nesting.def"
#undef TRAIT
};

/* svg's and math's other elements with HTML inside, which tags.def has no number for. */
static bool enters_html(const struct name *name)
{
	static const char *const names[] = {
	    "foreignobject", "annotation-xml", "mi", "mo", "mn", "ms", "mtext"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name->text, names[i]) == 0)
			return true;
	return traits[name->tag] & ENTERS_HTML;
}

struct nesting *nesting_new(struct arena *a, const struct names *names)
{
	struct nesting *s = ARENA_NEW(a, struct nesting);

	s->names = names;
	return s;
}

bool nesting_is_foreign(const struct nesting *s)
{
	return s->walls.foreign > 0;
}

/* Active formatting elements that are not open: the next text reopens them. */
static unsigned int lost_formats(const struct nesting *s)
{
	unsigned int active = s->n_formats - s->walls.marker;
	unsigned int open = s->walls.formats - s->walls.forgotten;

	return active > open ? active - open : 0;
}

static size_t depth_of(const struct nesting *s)
{
	return (size_t)s->depth + s->walls.reopened + lost_formats(s);
}

/* --- levels --- */

static unsigned int level_of(const struct nesting *s, enum tag tag)
{
	return names_of_tag(s->names, tag)->level;
}

static bool level_is(const struct nesting *s, unsigned int level, enum tag tag)
{
	return level > 0 && s->levels[level].name && s->levels[level].name->tag == tag;
}

static bool top_is(const struct nesting *s, enum tag tag)
{
	return level_is(s, s->depth, tag);
}

static unsigned int larger(unsigned int a, unsigned int b)
{
	return a > b ? a : b;
}

static unsigned int smaller(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

static struct walls *open_level(struct nesting *s, struct name *name)
{
	s->levels[++s->depth] =
	    (struct level){.name = name, .previous = name->level, .before = s->walls};
	name->level = s->depth;
	return &s->walls;
}

static void open_foreign(struct nesting *s, struct name *name)
{
	struct walls *walls = open_level(s, name);

	if (enters_html(name)) {
		walls->foreign = 0;
		walls->scope = walls->special = walls->item = s->depth;
	}
}

static void open_html(struct nesting *s, struct name *name)
{
	unsigned int trait = traits[name->tag];
	struct walls *walls = open_level(s, name);

	if (trait & SCOPE)
		walls->scope = s->depth;
	if (trait & SPECIAL) {
		walls->special = s->depth;
		if (name->tag != TAG_address && name->tag != TAG_div && name->tag != TAG_p)
			walls->item = s->depth;
	}
	if (name->tag == TAG_table || name->tag == TAG_template)
		walls->table = s->depth;
	if (name->tag == TAG_svg || name->tag == TAG_math)
		walls->foreign = s->depth;
	if (trait & FORMAT)
		walls->formats++;
	if (trait & MARKER) {
		s->formats[s->n_formats++] = (struct format){.name = NULL};
		walls->marker = s->n_formats;
		walls->formats = walls->forgotten = 0;
	}
}

static void close_top(struct nesting *s)
{
	const struct level *l = &s->levels[s->depth--];
	unsigned int forgotten = s->walls.forgotten;
	bool ends_marker = s->walls.marker != l->before.marker;

	if (l->name)
		l->name->level = l->previous;
	if (ends_marker)
		s->n_formats = s->walls.marker - 1;
	s->walls = l->before;
	if (!ends_marker)
		s->walls.forgotten = smaller(forgotten, s->walls.formats);
}

/* Closes this level and all inside of it. */
static void close_level(struct nesting *s, unsigned int level)
{
	while (s->depth >= level && s->depth > 0)
		close_top(s);
	while (s->depth > 0 && !s->levels[s->depth].name)
		close_top(s);
}

/* Closes it while what is inside stays open. */
static void bury_level(struct nesting *s, unsigned int level)
{
	struct level *l = &s->levels[level];

	if (level == s->depth) {
		close_level(s, level);
		return;
	}
	l->name->level = l->previous;
	l->name = NULL;
}

/* --- formatting --- */

static void forget_format(struct nesting *s, unsigned int i)
{
	memmove(&s->formats[i], &s->formats[i + 1], (--s->n_formats - i) * sizeof s->formats[0]);
}

/* Reopens what was lost, then adds one; at most three equal ones are kept ("Noah's Ark"). */
static void note_format(struct nesting *s, const struct start_tag *tag)
{
	unsigned int equal = 0, first = 0, lost = lost_formats(s);

	s->walls.reopened += lost;
	s->walls.formats += lost;
	for (unsigned int i = s->n_formats; i-- > s->walls.marker;) {
		const struct piece *other = &s->formats[i].source;

		if (other->size != tag->source.size ||
		    memcmp(other->start, tag->source.start, other->size) != 0)
			continue;
		equal++;
		first = i;
	}
	if (equal >= 3) {
		forget_format(s, first);
		s->walls.forgotten = smaller(s->walls.forgotten + 1, s->walls.formats);
	}
	s->formats[s->n_formats++] = (struct format){tag->name, tag->source};
}

/* The adoption agency, as far as the depth is concerned. */
static void end_format(struct nesting *s, struct name *name)
{
	unsigned int level = name->level, i = s->n_formats;

	while (i > s->walls.marker && s->formats[i - 1].name != name)
		i--;
	if (i == s->walls.marker) {
		if (level > 0 && level >= s->walls.special)
			close_level(s, level);
		return;
	}
	if (level > 0 && level < s->walls.scope)
		return;
	forget_format(s, i - 1);
	if (level == 0 && s->walls.reopened > 0) {
		s->walls.reopened--;
		s->walls.formats--;
		s->walls.forgotten = smaller(s->walls.forgotten, s->walls.formats);
	}
	if (level > 0 && s->walls.special > level)
		bury_level(s, level);
	else if (level > 0)
		close_level(s, level);
}

static bool is_formatting(const struct nesting *s, const struct name *name)
{
	for (unsigned int i = s->n_formats; i > s->walls.marker; i--)
		if (s->formats[i - 1].name == name)
			return true;
	return false;
}

/* --- start tags --- */

bool nesting_drops(const struct nesting *s, enum tag tag)
{
	unsigned int select = level_of(s, TAG_select);

	if (select == 0 || select < s->walls.scope || traits[tag] & GRID)
		return false;
	return tag != TAG_option && tag != TAG_optgroup && tag != TAG_script &&
	       tag != TAG_template && tag != TAG_select && tag != TAG_input && tag != TAG_keygen &&
	       tag != TAG_textarea && tag != TAG_table;
}

/* Rows and cells close what stands between them and their table, body or row. */
static void close_to_grid(struct nesting *s, enum tag tag)
{
	unsigned int level = s->walls.table;

	if (tag == TAG_tr || tag == TAG_td || tag == TAG_th) {
		level = larger(level, level_of(s, TAG_tbody));
		level = larger(level, level_of(s, TAG_thead));
		level = larger(level, level_of(s, TAG_tfoot));
	}
	if (tag == TAG_td || tag == TAG_th)
		level = larger(level, level_of(s, TAG_tr));
	close_level(s, level + 1);
}

static void close_top_of(struct nesting *s, enum tag tag)
{
	if (top_is(s, tag))
		close_level(s, s->depth);
}

static void close_if_open(struct nesting *s, enum tag tag, unsigned int wall)
{
	unsigned int level = level_of(s, tag);

	if (level > 0 && level >= wall)
		close_level(s, level);
}

/* End tags that this start tag implies. */
static void close_implied(struct nesting *s, const struct name *name)
{
	enum tag tag = name->tag;

	if (traits[tag] & GRID)
		close_to_grid(s, tag);
	if (tag == TAG_li && level_is(s, s->walls.item, TAG_li))
		close_level(s, s->walls.item);
	if ((tag == TAG_dd || tag == TAG_dt) &&
	    (level_is(s, s->walls.item, TAG_dd) || level_is(s, s->walls.item, TAG_dt)))
		close_level(s, s->walls.item);
	if (tag == TAG_table && s->walls.scope == s->walls.table)
		close_if_open(s, TAG_table, larger(s->walls.scope, 1));
	if (tag == TAG_option || tag == TAG_optgroup)
		close_top_of(s, TAG_option);
	if (tag == TAG_optgroup)
		close_top_of(s, TAG_optgroup);
	if (tag == TAG_button)
		close_if_open(s, TAG_button, s->walls.scope);
	if (tag == TAG_select || tag == TAG_input || tag == TAG_keygen || tag == TAG_textarea)
		close_if_open(s, TAG_select, s->walls.scope);
	if (traits[tag] & CLOSES_P)
		close_if_open(s, TAG_p, larger(s->walls.scope, level_of(s, TAG_button)));
	if (tag == TAG_h1)
		close_top_of(s, TAG_h1);
	if (tag == TAG_rb || tag == TAG_rt || tag == TAG_rtc || tag == TAG_rp) {
		close_top_of(s, TAG_rb);
		close_top_of(s, TAG_rt);
		close_top_of(s, TAG_rp);
	}
}

/* Any heading's end tag closes any heading. */
static struct name *canonical(const struct nesting *s, struct name *name)
{
	bool is_heading = name->tag >= TAG_h1 && name->tag <= TAG_h6;

	return is_heading ? names_of_tag(s->names, TAG_h1) : name;
}

size_t nesting_start_tag(struct nesting *s, const struct start_tag *tag)
{
	struct name *name = canonical(s, tag->name);
	unsigned int trait = traits[name->tag];

	if (nesting_is_foreign(s) && !(trait & BREAKS_OUT)) {
		if (!tag->closes_itself)
			open_foreign(s, name);
		return depth_of(s);
	}
	if (nesting_is_foreign(s))
		close_level(s, s->walls.foreign);
	if (trait & IGNORED || nesting_drops(s, name->tag) ||
	    (trait & GRID && s->walls.table == 0) ||
	    (name->tag == TAG_form && level_of(s, TAG_form) > 0))
		return depth_of(s);
	if ((name->tag == TAG_a || name->tag == TAG_nobr) && is_formatting(s, name))
		end_format(s, name);
	close_implied(s, name);
	if (trait & FORMAT)
		note_format(s, tag);
	if (!(trait & VOID) &&
	    !((name->tag == TAG_svg || name->tag == TAG_math) && tag->closes_itself))
		open_html(s, name);
	return depth_of(s);
}

/* --- end tags --- */

/* The innermost level that ends the search for this element. */
static unsigned int wall_of(const struct nesting *s, enum tag tag)
{
	unsigned int trait = traits[tag];

	if (tag == TAG_template)
		return 0;
	if (tag == TAG_table || trait & GRID)
		return s->walls.table;
	if (tag == TAG_p)
		return larger(s->walls.scope, level_of(s, TAG_button));
	if (tag == TAG_li)
		return larger(s->walls.scope, larger(level_of(s, TAG_ul), level_of(s, TAG_ol)));
	return trait & SPECIAL ? s->walls.scope : s->walls.special;
}

size_t nesting_end_tag(struct nesting *s, struct name *name)
{
	unsigned int level;

	name = canonical(s, name);
	level = name->level;
	if (traits[name->tag] & FORMAT && !nesting_is_foreign(s))
		end_format(s, name);
	else if (level == 0)
		return depth_of(s);
	else if (nesting_is_foreign(s) && level >= s->walls.foreign)
		close_level(s, level);
	else if (name->tag == TAG_form && level >= s->walls.scope)
		bury_level(s, level);
	else if (level >= wall_of(s, name->tag))
		close_level(s, level);
	return depth_of(s);
}
