/* Values that say the page's title, and values that only say what the field is called. */
#include "strategy/score.h"

#include "page.h"
#include "tap.h"

static struct slots *page_slots(struct page *p)
{
	struct candidate *c = ARENA_NEW(p->work->arena, struct candidate);

	c->is_page = true;
	c->n = 1;
	c->records = ARENA_ARRAY(p->work->arena, 1, struct node *);
	c->records[0] = p->document->nodes;
	return slots_read(p, c, false);
}

static const struct slot *slot_of(const struct slots *slots, const char *value)
{
	for (size_t i = 0; i < slots->n; i++)
		if (slots->items[i].values[0] && strcmp(slots->items[i].values[0], value) == 0)
			return &slots->items[i];
	return NULL;
}

static int title(const char *html, const char *value)
{
	struct work w;
	struct page *p;
	struct slots *slots;
	struct request *r;
	int percent;

	work_begin(&w);
	p = page_of(&w, html);
	r = request_read(&w, p->vocabulary, "title and price", NULL);
	slots = page_slots(p);
	percent = (int)(100 * title_said(p, &r->wishes[0], slots, slot_of(slots, value)));
	work_end(&w);
	return percent;
}

static int label(const char *value, const char *description)
{
	struct work w;
	struct page *p;
	struct request *r;
	int said;

	work_begin(&w);
	p = page_of(&w, arena_printf(w.arena, "<p>%s</p><p>x</p>", value));
	r = request_read(&w, p->vocabulary, description, NULL);
	said = (int)field_said(p, &r->wishes[0], slot_of(page_slots(p), value));
	work_end(&w);
	return said;
}

int main(void)
{
	is_int(title("<title>Why kettles sing | The Pot</title><p>Why kettles sing</p><b>x</b>",
		     "Why kettles sing"),
	       100, "the title");
	is_int(title("<title>Why kettles sing | The Pot</title><p>The Pot</p><b>x</b>", "The Pot"),
	       -50, "the site's name");
	is_int(title("<title>Leek soup - Grandmother's kitchen</title><h1>Leek soup</h1><b>x</b>",
		     "Leek soup"),
	       100, "the heading tells which part is the title");
	is_int(title("<title>Why kettles sing - The Pot</title><p>Why kettles sing in winter</p>"
		     "<b>x</b>",
		     "Why kettles sing in winter"),
	       100, "the title at greater length");
	is_int(title("<title>Why kettles sing - The Pot</title><p>Call the shop now</p><b>x</b>",
		     "Call the shop now"),
	       0, "another text");
	is_int(label("About the author", "the author"), 1, "a label");
	is_int(label("Preis", "der Preis"), 1, "in another language");
	is_int(label("Ann Author", "the author"), 0, "somebody of that name");
	is_int(label("12 comments", "number of comments"), 0, "a value with its unit");
	return done();
}
