"""A strategy for a page whose records are known.

The values of a field that tells records apart are looked up in the page; the largest elements that
hold one of them each are the records. Selectors for them are proposed, and for each field the ways
to its values (places.py); the engine says what they give.
"""
from collections import Counter, defaultdict

from places import Places, css_name, simple_selectors

SETS_MAX = 24        # sets of elements that may be the records
CONDITIONS_MAX = 4   # that a selector gets to leave other elements out
CHAIN_MAX = 6        # a way and its fallbacks
EXISTS = {"take": "exists"}


class Values:
    """What is expected, and how values are compared."""

    def __init__(self, score, case):
        self.score, self.url = score, case["url"]
        self.records = case["expected"]
        self.fields = score.fields_of(self.records)
        self.squeeze = score.squeeze

    def options(self, value):
        """The values that a single expected one may have."""
        return [] if self.score.is_empty(value) else self.score.options(value)

    def column(self, field):
        return [record.get(field) for record in self.records]

    def judge(self, wanted, got):
        """1: right; 0: nothing where something is wanted; -1: wrong."""
        right, extra, missing = self.score.compare(wanted, got, self.url, self.score.equal)
        if not extra and not missing:
            return 1
        return 0 if self.score.is_empty(got) else -1


class Found:
    """The best strategy, and the fields for which it is wrong."""

    def __init__(self):
        self.strategy, self.left, self.n_right = None, [("(records)", 0, 0, 0)], -1

    def offer(self, strategy, left, n_right):
        if n_right > self.n_right:
            self.strategy, self.left, self.n_right = strategy, left, n_right


def chain(values, wanted, rules, columns):
    """Rules each of which gives no wrong value where those before it give none; (rules, right)."""
    judged = []
    for rule, column in zip(rules, columns):
        if column is not None and len(column) == len(wanted):
            judged.append((rule, [values.judge(w, g) for w, g in zip(wanted, column)],
                           [values.score.is_empty(g) for g in column]))
    open_rows, chosen, right = set(range(len(wanted))), [], 0
    while open_rows and len(chosen) < CHAIN_MAX:
        best = None
        for rule, marks, empty in judged:
            given = [i for i in open_rows if not empty[i]]
            good = sum(marks[i] > 0 for i in given)
            bad = len(given) - good
            key = (not bad, good - bad, -len(str(rule)))
            if good > bad and (best is None or key > best[0]):
                best = (key, rule, given, good)
        if not best:
            break
        chosen.append(best[1])
        right += best[3]
        open_rows -= set(best[2])
    return chosen, right + sum(values.score.is_empty(wanted[i]) for i in open_rows)


def field_of(chosen):
    if not chosen:
        return {"constant": None}
    return dict(chosen[0], fallbacks=chosen[1:]) if len(chosen) > 1 else chosen[0]


def fields_in(engine, values, base, boxes, places):
    """The strategy with the best ways for each field; what is left; how many values are right."""
    fields, left, n_right = {}, [], 0
    for field in values.fields:
        wanted = values.column(field)
        rules = places.rules(boxes, wanted)
        columns = engine.try_fields(base, rules, EXISTS)
        chosen, right = chain(values, wanted, rules, columns)
        n_right += right
        if chosen:
            fields[field] = field_of(chosen)
        if right < len(wanted):
            left.append((field, right, len(wanted), places.seen(wanted)))
    return dict(base, fields=fields), left, n_right


# --- the records ---

def signature(element):
    return "/".join(e.tag + "." + ".".join(e.classes[:1]) for e in element.up())


def around(element, others):
    """The largest element around it that holds none of the others."""
    last = element
    for e in element.up():
        if any(e.start <= o.start and o.end <= e.end and e.holds(o)
               for o in others if o is not element):
            break
        last = e
    return last


def increasing(rows, n):
    """An element for each record, in the order of the page; None where there is none."""
    chosen, last = [None] * n, -1
    for i in sorted(rows):
        after = [e for e in rows[i] if e.index > last]
        if after:
            chosen[i], last = after[0], after[0].index
    return chosen


def filled(chosen, others):
    """With what elements of another kind have where the first has none."""
    merged = list(chosen)
    for i, e in enumerate(others):
        before = max((o.index for o in merged[:i] if o), default=-1)
        after = min((o.index for o in merged[i + 1:] if o), default=1 << 30)
        if e and not merged[i] and before < e.index < after:
            merged[i] = e
    return merged


def n_known(chosen):
    return sum(e is not None for e in chosen)


def pivots(values, places):
    """Lists of an element for each record, None where it has none: those with most first."""
    found = []
    for field in values.fields:
        by_signature, anywhere = defaultdict(dict), defaultdict(list)
        for i, value in enumerate(values.column(field)):
            for e in places.elements_of(value):
                by_signature[signature(e)].setdefault(i, []).append(e)
                anywhere[i].append(e)
        one_kind = sorted((increasing(rows, len(values.records)) for rows in by_signature.values()),
                          key=lambda chosen: -n_known(chosen))
        found += one_kind
        for first in one_kind[:2]:
            merged = first
            for other in one_kind:
                merged = filled(merged, other)
            if n_known(merged) > n_known(first):
                found.append(merged)
    found.sort(key=lambda chosen: -n_known(chosen))
    return found


def levels(known):
    """From the largest to the smallest: elements around the known ones that hold one each, those of
    one kind at one height."""
    kinds = defaultdict(list)
    for k, e in enumerate(known):
        top = around(e, known[max(0, k - 1):k] + known[k + 1:k + 2])
        kinds[signature(e)].append((e, sum(1 for at in e.up() if top.holds(at))))
    heights = {kind: min(height for _, height in of_kind) for kind, of_kind in kinds.items()}
    for lower in range(max(heights.values())):
        yield sorted((list(e.up())[max(0, heights[kind] - 1 - lower)]
                      for kind, of_kind in kinds.items() for e, _ in of_kind), key=lambda e: e.index)


def record_sets(values, places):
    """Sets of elements that may be the records, the likely ones first."""
    seen, sets = set(), []
    for chosen in pivots(values, places):
        known = [e for e in chosen if e is not None]
        if len(known) * 2 < len(chosen):
            break
        for level in levels(known):
            key = tuple(e.index for e in level)
            if key not in seen and len(set(key)) == len(key):
                seen.add(key)
                sets.append(level)
    sets.sort(key=lambda level: -len(level))
    return sets[:SETS_MAX]


def matches(condition, element):
    kind, value = condition
    if kind == "tag":
        return element.tag == value
    if kind == "class":
        return value in element.classes
    if kind == "attribute":
        return value in element.attributes
    if kind == "parent":
        return element.parent is not None and signature(element.parent) == value[0]
    if kind == "has":
        return any(value in simple_selectors(e) for e in element.down() if e is not element)
    return False


def condition_css(condition, negated):
    kind, value = condition
    css = {"tag": lambda: value, "class": lambda: "." + css_name(value),
           "attribute": lambda: "[%s]" % css_name(value), "has": lambda: ":has(%s)" % value}[kind]()
    return ":not(%s)" % css if negated else css


def conditions_of(elements):
    """What some of the elements have."""
    found = Counter()
    for e in elements:
        own = {("class", c) for c in e.classes} | {("attribute", a) for a in e.attributes}
        own |= {("has", s) for d in e.down() if d is not e for s in simple_selectors(d)}
        found.update(own)
    return found


def bases_for(tree, boxes):
    """(selector, the elements it finds) by the tag and what is around it."""
    tags = {e.tag for e in boxes}
    css = next(iter(tags)) if len(tags) == 1 else ":is(%s)" % ", ".join(sorted(tags))
    elements = [e for e in tree.elements if e.tag in tags]
    parents = {id(e.parent): e.parent for e in boxes}
    outer = boxes[0].parent
    if len(parents) == 1 and outer.parent:
        path = " > ".join("%s:nth-child(%d)" % (e.tag, e.parent.children.index(e) + 1)
                          for e in reversed([e for e in outer.up() if e.parent]))
        yield path + " > " + css, [e for e in elements if e.parent is outer]
    common = set.intersection(*(set(simple_selectors(p)) for p in parents.values()))
    for name in sorted(common, key=len, reverse=True)[:2]:
        yield name + " > " + css, [e for e in elements if name in simple_selectors(e.parent)]
    yield css, elements


def selectors_for(tree, boxes):
    """(selector, the elements it finds): all the boxes, and with each condition less else."""
    wanted = set(id(e) for e in boxes)
    for css, found in bases_for(tree, boxes):
        ours, theirs = conditions_of(boxes), None
        conditions = []
        while True:
            others = [e for e in found if id(e) not in wanted]
            yield css + "".join(sorted(conditions, key=lambda c: c.startswith(":"))), found
            theirs = theirs or conditions_of(others)
            pool = [(c, False) for c, n in ours.items() if n == len(boxes)]
            pool += [(c, True) for c in theirs if c not in ours]
            best = max(pool, default=None, key=lambda p: (
                sum(matches(p[0], e) == p[1] for e in others), -len(str(p))))
            kept = [e for e in found if not best or matches(best[0], e) != best[1]]
            if len(kept) == len(found) or len(conditions) == CONDITIONS_MAX:
                break
            found = kept
            conditions.append(condition_css(*best))


def containers_for(tree, boxes, n):
    """Selectors that find n elements, the boxes among them: (selector, elements). Boxes of several
    kinds have one each."""
    for css, found in selectors_for(tree, boxes):
        if len(found) == n:
            yield css, found
    kinds = defaultdict(list)
    for e in boxes:
        kinds[signature(e)].append(e)
    if len(kinds) > 1:
        best = [min(selectors_for(tree, of_kind), key=lambda s: len(s[1]))
                for of_kind in kinds.values()]
        found = {e.index: e for _, elements in best for e in elements}
        if len(found) == n:
            yield ", ".join(css for css, _ in best), [found[i] for i in sorted(found)]


def search(engine, values):
    """A Found for a page of HTML."""
    tree = engine.tree(values.squeeze)
    places = Places(engine, tree, values)
    found, n = Found(), len(values.records)
    if n == 1:
        base = {"type": "css", "container": None}
        found.offer(*fields_in(engine, values, base, [tree.root], places))
        return found
    for boxes in record_sets(values, places):
        for css, elements in containers_for(tree, boxes, n):
            base = {"type": "css", "container": {"selector": css}}
            if len(engine.run(dict(base, fields={"exists": EXISTS})) or []) != n:
                continue
            found.offer(*fields_in(engine, values, base, elements, places))
            break
        if not found.left:
            break
    return found
