"""The engine as a program: strategies go in, items come out; and a page's tree as it has it."""
import gzip
import html.parser
import json
import os
import subprocess
import tempfile

VOID = set("area base basefont bgsound br col embed frame hr img input keygen link meta param"
           " source track wbr".split())
UNSEEN = {"script", "style", "template", "noscript", "iframe", "noembed", "noframes"}
TOGETHER = 99  # fields that are tried in one run


def plain_page(folder, name, scratch):
    """The path of a file of the corpus, unpacked."""
    path = os.path.join(folder, name)
    if not name.endswith(".gz"):
        return path
    plain = os.path.join(scratch, os.path.basename(name)[:-3])
    if not os.path.exists(plain):
        with gzip.open(path) as packed:
            data = packed.read()
        with tempfile.NamedTemporaryFile(dir=scratch, delete=False) as out:
            out.write(data)
        os.rename(out.name, plain)
    return plain


class Element:
    """An element: start and end are places in Tree.text, the text without white space."""

    def __init__(self, tag, attributes, parent):
        self.tag, self.attributes, self.parent = tag, attributes, parent
        self.children, self.pieces = [], []
        self.classes = (attributes.get("class") or "").split()
        self.start = self.end = self.index = 0

    def up(self):
        at = self
        while at:
            yield at
            at = at.parent

    def down(self):
        stack = [self]
        while stack:
            at = stack.pop()
            yield at
            stack.extend(reversed(at.children))

    def holds(self, other):
        return any(at is self for at in other.up())

    def seen_text(self):
        """White space folded; a space where an element starts or ends."""
        out = []

        def add(e):
            for piece in e.pieces:
                if isinstance(piece, str):
                    out.append(piece)
                elif piece.tag not in UNSEEN:
                    out.append(" ")
                    add(piece)
                    out.append(" ")

        add(self)
        return " ".join("".join(out).split())


class Tree(html.parser.HTMLParser):
    """Of the engine's own serialisation, which is well formed."""

    def __init__(self, source, squeeze):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("html", {}, None)
        self.elements, self.parts, self.length, self.squeeze = [], [], 0, squeeze
        self.feed(source)
        self.close()
        while self.at:
            self.leave()
        self.text = "".join(self.parts)

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {k: v or "" for k, v in attrs}, self.at)
        element.index = len(self.elements)
        element.start = self.length
        self.elements.append(element)
        self.at.children.append(element)
        self.at.pieces.append(element)
        self.at = element
        if tag in VOID:
            self.leave()

    def leave(self):
        self.at.end = self.length
        self.at = self.at.parent

    def handle_endtag(self, tag):
        if self.at.tag == tag and self.at.parent:
            self.leave()

    def handle_data(self, data):
        self.at.pieces.append(data)
        if not any(e.tag in UNSEEN for e in self.at.up()):
            self.parts.append(self.squeeze(data))
            self.length += len(self.parts[-1])


class Engine:
    """One page, and strategies run over it."""

    def __init__(self, build, path, url, scratch):
        self.program, self.path, self.url, self.scratch = \
            os.path.join(build, "meterctl"), path, url, scratch

    def run(self, strategy):
        """The items; None when the strategy is refused."""
        done = subprocess.run([self.program, "extract", "--in-process", "--url", self.url, "-",
                               self.path], input=json.dumps(strategy).encode(),
                              capture_output=True, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def tree(self, squeeze):
        items = self.run({"type": "css", "fields": {"html": {"selector": "html", "take": "html"}}})
        return Tree(items[0]["html"] if items else "", squeeze)

    def try_fields(self, base, rules, exists):
        """What each of the rules gives in each record of the strategy `base`; None for those that
        are refused. `exists` is a rule that every record has."""
        columns = []
        for start in range(0, len(rules), TOGETHER):
            columns += self.try_some(base, rules[start:start + TOGETHER], exists)
        return columns

    def try_some(self, base, rules, exists):
        names = ["f%d" % n for n in range(len(rules))]
        items = self.run(dict(base, fields=dict(zip(names, rules), exists=exists)))
        if items is not None:
            return [[item.get(name) for item in items] for name in names]
        if len(rules) == 1:
            return [None]
        half = len(rules) // 2
        return self.try_some(base, rules[:half], exists) + \
            self.try_some(base, rules[half:], exists)
