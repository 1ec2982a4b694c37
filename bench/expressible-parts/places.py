"""Where the page has a value, and the ways there from a record: selectors, labels, siblings, and
the patterns that cut the value out of what stands around it."""
import json
import re
from collections import Counter
from urllib.parse import urljoin

SAMPLES_MAX = 10     # records whose places are looked at
RULES_MAX = 2000     # ways tried for one field
TEXT_MAX = 4000      # characters of a text that a pattern may have to cut
NUMBER_TEXT_MAX = 120
NO_HEADING = r"^(?!\p{Lu}{2}).+"  # leaves out lines that begin in capitals
SPECIAL = re.compile(r"[\\^$.|?*+(){}\[\]/-]")


def css_name(name):
    """As CSS.escape() does it, for the names that pages have."""
    out = "".join(c if c.isalnum() or c in "-_" or ord(c) > 127 else "\\" + c for c in name)
    return "\\%x %s" % (ord(out[0]), out[1:]) if out[:1].isdigit() else out


def quoted(value):
    return '"%s"' % value.replace("\\", "\\\\").replace('"', '\\"')


def simple_selectors(e):
    """Names of one element, the telling ones first; remembered."""
    if not hasattr(e, "simple"):
        names = ["%s.%s" % (e.tag, css_name(c)) for c in e.classes[:4]]
        names += ["%s[%s=%s]" % (e.tag, css_name(a), quoted(e.attributes[a]))
                  for a in ("itemprop", "property", "name", "rel", "data-label", "headers", "id")
                  if e.attributes.get(a) and len(e.attributes[a]) < 60]
        e.simple = names + [e.tag]
    return e.simple


def of_type(e):
    return sum(c.tag == e.tag for c in e.parent.children[:e.parent.children.index(e) + 1])


def step(e):
    return "%s:nth-of-type(%d)" % (e.tag, of_type(e))


def paths(e, top):
    """Selectors from the element top to e."""
    way = []
    for at in e.up():
        if at is top:
            break
        way.append(at)
    else:
        return
    if not way:
        yield None
        return
    way.reverse()
    for name in simple_selectors(e):
        yield name
        if len(way) > 1:
            for outer in simple_selectors(way[-2]):
                yield "%s > %s" % (outer, name)
            yield "%s > %s" % (step(way[-2]), name)
    yield step(e)
    for at in way[:-1]:
        for outer in simple_selectors(at)[:2]:
            yield "%s %s" % (outer, simple_selectors(e)[0])
            yield "%s %s" % (outer, step(e))
    yield "> " + " > ".join(step(at) for at in way)
    yield "> " + " > ".join(simple_selectors(at)[0] for at in way)


def escaped(text):
    return re.sub(r"\\? ", r"\\s*", SPECIAL.sub(lambda m: "\\" + m[0], text))


def shape(value):
    """A pattern for values like this one."""
    out = re.sub(r"\d+", "0", value)
    out = SPECIAL.sub(lambda m: "\\" + m[0], out)
    out = re.sub(r"\s+", r"\\s+", re.sub(r"[^\W\d_]+", "[^\\\\W\\\\d_]+", out))
    return out.replace("0", r"\d+")


def patterns(text, start, end):
    """Patterns that cut text[start:end] out of the text."""
    before, value, after = text[:start], text[start:end], text[end:]
    word_before = re.search(r"\S+\s*$", before)
    word_after = re.match(r"\s*\S+", after)
    lefts = [r"^\s*"] if not before.strip() else [escaped(before.rstrip()[-1]) + r"\s*"]
    if word_before:
        lefts += [escaped(word_before[0]), escaped(re.sub(r"\d+$", "", before[-20:])), ""]
    rights = [r"\s*$"] if not after.strip() else [r"\s*" + escaped(after.strip()[0])]
    if word_after:
        rights += [escaped(word_after[0]), ""]
    for left in lefts:
        for right in rights:
            for body in (".+?", ".+", shape(value), r"[\d.,']+" if value[:1].isdigit() else r"\S+"):
                yield "(?s)%s(%s)%s" % (left, body, right)


class Places:
    """The page, and where it has what."""

    def __init__(self, engine, tree, values):
        self.engine, self.tree, self.values, self.score = engine, tree, values, values.score
        self.dates = None
        self.known = {}

    def smallest(self, start, end):
        """The smallest elements that have this part of the text."""
        best = [e for e in self.tree.elements if e.start <= start and end <= e.end]
        size = min((e.end - e.start for e in best), default=0)
        return [e for e in best if e.end - e.start == size] if size else []

    def elements_of(self, wanted):
        """The smallest elements in which the value stands; alone in them come first."""
        key = json.dumps(wanted, sort_keys=True)
        if key not in self.known:
            self.known[key] = list(self.look(wanted))
        return self.known[key]

    def look(self, wanted):
        for value in self.values.options(wanted):
            if isinstance(value, bool):
                continue
            if isinstance(value, (int, float)):
                yield from self.with_number(value)
            elif isinstance(value, str):
                needle, at = self.score.squeeze(value), -1
                for _ in range(200):
                    at = self.tree.text.find(needle, at + 1) if needle else -1
                    if at < 0:
                        break
                    yield from self.smallest(at, at + len(needle))
                yield from self.with_attribute(value)
                if re.match(r"\d{4}-\d\d-\d\d", value):
                    yield from self.with_date(value)

    def with_number(self, value):
        for e in self.tree.elements:
            size = e.end - e.start
            is_shell = len(e.children) == 1 and e.children[0].end - e.children[0].start == size
            if 0 < size <= NUMBER_TEXT_MAX and not is_shell:
                text = e.seen_text()
                if any(self.score.equal(value, number, "")
                       for number in re.findall(r"-?\d[\d.,'\u2019 ]*", text)):
                    yield e
            elif any(self.score.equal(value, a, "") for a in e.attributes.values() if len(a) < 30):
                yield e

    def with_attribute(self, value):
        needle = self.score.squeeze(value)
        for e in self.tree.elements:
            for name, text in e.attributes.items():
                if self.attribute_has(value, needle, text):
                    yield e
                    break

    def attribute_has(self, value, needle, text):
        if self.score.is_url(value):
            return self.score.url_key(value, self.values.url) == \
                self.score.url_key(urljoin(self.values.url, text.strip()), self.values.url)
        return needle in self.score.squeeze(text)

    def with_date(self, value):
        if self.dates is None:
            items = self.engine.run({"type": "css", "container": {"selector": "html *"}, "fields": {
                "exists": {"take": "exists"}, "text": {"type": "date"}}}) or []
            self.dates = [item.get("text") or "" for item in items]
        if len(self.dates) == len(self.tree.elements):
            for e, date in zip(self.tree.elements, self.dates):
                if date[:10] == value[:10] and not any(
                        self.dates[c.index][:10] == value[:10] for c in e.children):
                    yield e

    def seen(self, wanted):
        """How many of the values stand somewhere in the page, data included."""
        return sum(1 for value in wanted if self.score.is_empty(value) or all(
            self.elements_of(one) for one in (value if isinstance(value, list) else [value])))

    # --- ways ---

    def takes(self, e, wanted):
        """What can be done at the element e to get the value: parts of rules."""
        for value in self.values.options(wanted):
            yield {}
            yield {"take": "own"}
            if isinstance(value, (int, float)):
                yield {"type": "number"}
            text = " ".join(self.score.norm(str(value)).split())
            if self.score.is_url(text):
                yield {"attribute": "href", "type": "url"}
                yield {"attribute": "src", "type": "url"}
            if re.match(r"\d{4}-\d\d", text):
                yield {"type": "date"}
            for name, attribute in e.attributes.items():
                if self.attribute_has(text, self.score.squeeze(text), attribute):
                    yield {"attribute": name}
                    yield {"attribute": name, "type": "url"}
                    yield from self.cuts({"attribute": name}, self.score.norm(attribute), text)
            if e.end - e.start < TEXT_MAX:
                yield from self.cuts({}, e.seen_text(), text)

    def cuts(self, rule, text, value):
        """Patterns, where the value is a part of the text, white space aside. A whole text may have
        to be told from others: by a mark that stands in it once at the most."""
        if self.score.squeeze(text) == self.score.squeeze(value):
            for mark in sorted(set(re.findall(r"[^\w\s]", value)))[:3]:
                other = "[^%s]*" % ("\\" + mark if ord(mark) < 128 else mark)
                yield dict(rule, regex="(?s)^(%s(?:%s%s)?)$" % (other, escaped(mark), other))
        loose = r"\s*".join(re.escape(c) for c in self.score.squeeze(value))
        for n, m in enumerate(re.finditer(loose, text[:TEXT_MAX])):
            if n == 2 or m.end() - m.start() == len(text):
                break
            for pattern in patterns(text, m.start(), m.end()):
                yield dict(rule, regex=pattern)

    def anchors(self, box, e):
        """The value beside a label: what stands before it in a short text."""
        before = None
        for at in e.up():
            if at is box or not at.parent:
                break
            before = next((c for c in reversed(at.parent.children[:at.parent.children.index(at)])
                           if 0 < c.end - c.start < 40), None)
            if before:
                break
        if before and box.holds(before):
            yield {"anchor": {"text": before.seen_text()}}
            yield {"anchor": {"text": before.seen_text()}, "take": "rest"}
        label = re.match(r"([^:]{2,40}):", e.seen_text()[:60])
        if label:
            yield {"anchor": {"text": label[1]}, "take": "rest"}

    def ways(self, box, wanted):
        """Rules from one record to one of its values."""
        for e in self.elements_of(wanted)[:60]:
            if box.holds(e):
                for css in paths(e, box):
                    for take in self.takes(e, wanted):
                        yield dict({"selector": css} if css else {}, **take)
                for anchor in self.anchors(box, e):
                    for take in self.takes(e, wanted):
                        yield dict(take, **anchor)
                continue
            siblings = box.parent.children if box.parent else []
            place = siblings.index(box) if box in siblings else 0
            for k, sibling in enumerate(siblings[place + 1:place + 6], 1):
                if sibling.holds(e):
                    for css in paths(e, sibling):
                        for take in self.takes(e, wanted):
                            yield dict({"selector": css} if css else {}, following=k, **take)

    def lists(self, box, wanted):
        """Rules for a value that is a list."""
        for one in wanted[:4]:
            for e in self.elements_of(one)[:12]:
                if box.holds(e):
                    for css in paths(e, box):
                        for take in ({}, {"take": "own"}, {"take": "lines"},
                                     {"take": "lines", "regex": NO_HEADING}):
                            yield dict({"selector": re.sub(r":nth-of-type\(\d+\)$", "", css or "*"),
                                        "many": True}, **take)

    def rules(self, boxes, wanted):
        """Ways to a field's values, those that several records propose first."""
        counts = Counter()
        rows = [i for i, value in enumerate(wanted) if not self.score.is_empty(value)]
        for i in rows[::max(1, len(rows) // SAMPLES_MAX)][:SAMPLES_MAX]:
            ways = self.lists(boxes[i], wanted[i]) if isinstance(wanted[i], list) \
                else self.ways(boxes[i], wanted[i])
            counts.update({json.dumps(way, sort_keys=True) for way in ways})
        ranked = sorted(counts, key=lambda way: (-counts[way], len(way)))
        return [json.loads(way) for way in ranked[:RULES_MAX]]
