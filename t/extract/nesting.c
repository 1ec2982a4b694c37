/* The depth that tags alone give, against the depth of the tree that Gumbo makes of them. */
#include "extract/nesting.h"
#include "util/text.h"

#include "tap.h"

#define REPEATS 60

/* Plays the tags of s, n times over; the greatest depth. No values with ">" in them. */
static size_t modelled(struct work *w, const char *s, int n)
{
	struct names *names = names_new(w->arena);
	struct nesting *nesting = nesting_new(w->arena, names);
	size_t most = 0;

	while (n-- > 0) {
		for (const char *p = s; (p = strchr(p, '<')); p++) {
			const char *close = strchr(p, '>'), *name = p + 1 + (p[1] == '/');
			size_t depth;

			if (p[1] == '/') {
				depth = nesting_end_tag(
				    nesting, names_add(names, name, strcspn(name, " />")));
			} else {
				struct start_tag tag = {
				    .name = names_add(names, name, strcspn(name, " />")),
				    .source = {name, (size_t)(close - name)},
				    .closes_itself = close[-1] == '/',
				};
				depth = nesting_start_tag(nesting, &tag);
			}
			most = depth > most ? depth : most;
		}
	}
	return most;
}

/* Elements below body on the longest path. */
static size_t true_depth(struct work *w, const char *s, int n)
{
	struct text t = text_new(w->arena, 1u << 20);
	struct document *d;
	size_t most = 0;

	while (n-- > 0)
		text_add(&t, s);
	d = html_parse(w, t.data, t.length, NULL);
	for (size_t i = 0; i < d->n_nodes; i++) {
		size_t depth = 0;

		for (const struct node *e = &d->nodes[i]; e; e = e->parent)
			depth +=
			    e->kind == NODE_ELEMENT && e->tag != TAG_body && e->tag != TAG_html;
		most = depth > most ? depth : most;
	}
	return most;
}

static const struct {
	const char *tags;
	bool grows; /* with every repetition */
} cases[] = {
    /* what real pages leave open */
    {"<p>1", false},
    {"<ul><li>1<li>2<ul><li>3</ul></ul>", false},
    {"<dl><dt>1<dd>2<dt>3<dd>4</dl>", false},
    {"<table><tr><td>1<td>2<tr><td>3</table>", false},
    {"<table><tr><td><p>1<b>2</table>", false},
    {"<select><option>1<option>2</select>", false},
    {"<select><optgroup><option>1<optgroup><option>2</select>", false},
    {"<p><font color=red>1</p>", false},
    {"<p><b>1<p><i>2", false},
    {"<h2>1</h3>", false},
    {"<h2>1", false},
    {"<a href=x>1", false},
    {"<a href=x><div>1</div></a>", false},
    {"<br><img><input><hr><meta><link>", false},
    {"<svg><path/><g><path/></g></svg>", false},
    {"<svg><path d=x><p>1", false},
    {"<ruby>1<rt>2<rt>3</ruby>", false},
    {"<button>1", false},
    {"<form><input>", false},
    {"</div></p></b>", false},
    {"<html><head><body>", false},
    {"<tr><td>", false},
    {"<select><div>1</select>", false},
    {"<object><b>1</object>", false},
    /* what nests */
    {"<div>", true},
    {"<span>", true},
    {"<x-y>", true},
    {"<b>", true},
    {"<b><div></b>", true},
    {"<a><b>", true},
    {"<span><div></span>", true},
    {"<ul><li>", true},
    {"<li><section>", true},
    {"<table><tr><td>", true},
    {"<div><table><tr><td></div>", true},
    {"<svg>", true},
    {"<svg><title>", true},
    {"<svg><foreignobject><div>", true},
    {"<math><mi>", true},
    {"<template>", true},
    {"<object>", true},
    {"<button><object>", true},
    {"<div></p>", true},
};

/* Formatting elements that are never closed are reopened in every paragraph. */
static void reopening(void)
{
	struct work w;
	struct text t;

	work_begin(&w);
	t = text_new(w.arena, 1u << 20);
	for (int i = 0; i < REPEATS; i++)
		text_addf(&t, "<p><b id=x%d>", i);
	ok(modelled(&w, t.data, 1) >= REPEATS, "different ones add up");
	text_clear(&t);
	for (int i = 0; i < REPEATS; i++)
		text_add(&t, "<p><b id=x>");
	ok(modelled(&w, t.data, 1) <= 5, "at most three equal ones do");
	text_clear(&t);
	text_add(&t, "<table>");
	for (int i = 0; i < REPEATS; i++)
		text_addf(&t, "<tr><td><b id=x%d>", i);
	ok(modelled(&w, t.data, 1) <= 6, "a cell keeps its own");
	work_end(&w);
}

int main(void)
{
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct work w;
		size_t model, tree;

		work_begin(&w);
		model = modelled(&w, cases[i].tags, REPEATS);
		tree = true_depth(&w, cases[i].tags, REPEATS);
		/* tbody and such are implied and not counted */
		ok(model + 3 >= tree / 2 && (cases[i].grows || model <= tree + 3),
		   "%s: model %zu, tree %zu", cases[i].tags, model, tree);
		ok(cases[i].grows == (model >= REPEATS), "%s %s", cases[i].tags,
		   cases[i].grows ? "nests" : "does not nest");
		work_end(&w);
	}
	reopening();
	return done();
}
