/* The picture: boxes and curves, on the places that the layout found. */
#include "workflow/picture.h"

#include "workflow/layout.h"

#define BOX_WIDTH     180
#define BOX_HEIGHT    64
#define LAYER_WIDTH   260
#define ROW_HEIGHT    92
#define MARGIN	      24
#define SHOWN_LETTERS 24 /* of a name: what fits into a box */

static const struct {
	const char *status, *fill, *stroke;
} colours[] = {
    {"completed", "#e6f4ea", "#1e8e3e"}, {"running", "#e8f0fe", "#1a73e8"},
    {"failed", "#fce8e6", "#d93025"},	 {"skipped", "#f1f3f4", "#80868b"},
    {"cancelled", "#fef7e0", "#b06000"},
};

/* Text as XML has it, at most so many letters: what no document may have is left out. */
static void add_text(struct text *t, const char *s, size_t letters)
{
	const char *end = s + strlen(s);

	for (; s < end && letters > 0; letters--) {
		const uint32_t c = utf8_next(&s, end);

		if (c == '&')
			text_add(t, "&amp;");
		else if (c == '<')
			text_add(t, "&lt;");
		else if (c == '>')
			text_add(t, "&gt;");
		else if (c == '"')
			text_add(t, "&quot;");
		else if (c >= ' ' && c != 0x7F && c != 0xFFFE && c != 0xFFFF)
			text_add_utf8(t, c);
	}
	if (s < end)
		text_add_utf8(t, 0x2026);
}

static int x_of(const struct layout_point *p)
{
	return MARGIN + (int)p->layer * LAYER_WIDTH;
}

static int y_of(const struct layout_point *p)
{
	return MARGIN + (int)(p->row * ROW_HEIGHT) + BOX_HEIGHT / 2;
}

/* --- edges --- */

/* From the right side of the source through its lane to the left side of the target. */
static void add_edge(struct text *t, const struct layout_path *path, bool is_filtered)
{
	int x = x_of(&path->points[0]) + BOX_WIDTH, y = y_of(&path->points[0]);

	text_addf(t, "<path class=\"edge%s\" marker-end=\"url(#arrow)\" d=\"M%d %d",
		  is_filtered ? " filtered" : "", x, y);
	for (size_t i = 1; i < path->n; i++) {
		const int next_x = x_of(&path->points[i]), next_y = y_of(&path->points[i]);
		const int bend = (next_x - x) / 2;

		text_addf(t, " C%d %d %d %d %d %d", x + bend, y, next_x - bend, next_y, next_x,
			  next_y);
		x = next_x;
		y = next_y;
		if (i + 1 < path->n) { /* straight past the nodes of its layer */
			x += BOX_WIDTH;
			text_addf(t, " L%d %d", x, y);
		}
	}
	text_add(t, is_filtered ? "\"><title>filtered</title></path>\n" : "\"/>\n");
}

/* --- nodes --- */

static void add_line(struct text *t, int y, const char *class, const char *s)
{
	text_addf(t, "<text class=\"%s\" x=\"12\" y=\"%d\">", class, y);
	add_text(t, s, SHOWN_LETTERS);
	text_add(t, "</text>");
}

static void add_node(struct text *t, const struct layout_point *p, const struct picture_node *node)
{
	const char *fill = "#ffffff", *stroke = "#5f6368";

	for (size_t i = 0; node->status && i < sizeof colours / sizeof colours[0]; i++) {
		if (strcmp(colours[i].status, node->status) != 0)
			continue;
		fill = colours[i].fill;
		stroke = colours[i].stroke;
	}
	text_addf(t, "<g transform=\"translate(%d %d)\"><title>", x_of(p),
		  y_of(p) - BOX_HEIGHT / 2);
	add_text(t, node->key, SIZE_MAX);
	text_addf(t,
		  "</title><rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"%s\" stroke=\"%s\"/>",
		  BOX_WIDTH, BOX_HEIGHT, fill, stroke);
	add_line(t, 22, "key", node->key);
	add_line(t, 40, "strategy", node->strategy);
	if (node->note)
		add_line(t, 56, "note", node->note);
	text_add(t, "</g>\n");
}

bool picture_print(struct work *w, struct text *t, const struct picture_node *nodes, size_t n,
		   const struct graph_edge *edges, size_t n_edges)
{
	struct layout layout;
	int width, height;

	if (!layout_make(w, n, edges, n_edges, &layout))
		return false;
	width = 2 * MARGIN + (n ? ((int)layout.n_layers - 1) * LAYER_WIDTH + BOX_WIDTH : 0);
	height = 2 * MARGIN + (n ? (int)(layout.rows - 1) * ROW_HEIGHT + BOX_HEIGHT : 0);
	text_addf(t,
		  "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
		  " viewBox=\"0 0 %d %d\" font-family=\"sans-serif\">\n",
		  width, height, width, height);
	text_add(
	    t,
	    "<style>.edge{fill:none;stroke:#5f6368;stroke-width:1.5}.filtered{stroke-dasharray:6 "
	    "4}.key{font-size:14px;font-weight:bold;fill:#202124}.strategy{font-size:12px;"
	    "fill:#3c4043}.note{font-size:11px;fill:#5f6368}</style>\n"
	    "<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\""
	    " markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\">"
	    "<path d=\"M0 0L10 5L0 10z\" fill=\"#5f6368\"/></marker></defs>\n");
	for (size_t i = 0; i < n_edges; i++)
		add_edge(t, &layout.edges[i], edges[i].filter != NULL);
	for (size_t i = 0; i < n; i++)
		add_node(t, &layout.nodes[i], &nodes[i]);
	text_add(t, "</svg>\n");
	return true;
}
