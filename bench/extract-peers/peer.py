#!/usr/bin/env python3
"""One Python library on pages, again and again; bench/extract measures it beside ours.

    peer.py lxml|parsel|soup REQUEST FILE...

A line "run" on standard input: one run over all files, answered with its milliseconds of CPU time
and the peak of the process's memory in KB. A line "show": the answers, one a line.
"""
import json
import sys
import time

NAME, STRATEGY = sys.argv[1], json.loads(sys.argv[2])["strategy"]
BOX = STRATEGY["container"]["selector"]
FIELDS = [(name, field.get("selector"), field.get("attribute"))
          for name, field in STRATEGY["fields"].items()]
PAGES = []
for path in sys.argv[3:]:
    with open(path, "rb") as page:
        PAGES.append(page.read())

if NAME == "lxml":
    import lxml.html
    from lxml.cssselect import CSSSelector
    box_selector = CSSSelector(BOX)
    selectors = [(name, CSSSelector(selector) if selector else None, attribute)
                 for name, selector, attribute in FIELDS]
elif NAME == "parsel":
    from parsel import Selector
else:
    import warnings
    import bs4
    warnings.simplefilter("ignore", bs4.XMLParsedAsHTMLWarning)  # of pages with an XML declaration


def filled(text):
    return (text or "").strip() or None


def run_lxml(raw):
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = lxml.html.document_fromstring(raw, parser=parser)
    for box in box_selector(tree):
        item = {}
        for name, selector, attribute in selectors:
            found = selector(box) if selector else [box]
            item[name] = filled(found[0].get(attribute) if attribute
                                else found[0].text_content()) if found else None
        yield item


def run_parsel(raw):
    for box in Selector(text=raw.decode("utf-8", "replace")).css(BOX):
        item = {}
        for name, selector, attribute in FIELDS:
            found = box.css(selector) if selector else [box]
            if attribute:
                item[name] = filled(found[0].attrib.get(attribute)) if found else None
            else:
                item[name] = filled("".join(found[0].css("*::text").getall())) if found else None
        yield item


def run_soup(raw):
    for box in bs4.BeautifulSoup(raw.decode("utf-8", "replace"), "lxml").select(BOX):
        item = {}
        for name, selector, attribute in FIELDS:
            found = box.select_one(selector) if selector else box
            value = found and (found.get(attribute) if attribute else found.get_text())
            item[name] = filled(" ".join(value) if isinstance(value, list) else value)
        yield item


def run(raw):
    items = {"lxml": run_lxml, "parsel": run_parsel, "soup": run_soup}[NAME](raw)
    return json.dumps({"items": [item for item in items if any(item.values())]},
                      ensure_ascii=False, separators=(",", ":"))


def peak_kb():
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


for line in sys.stdin:
    start = time.process_time()
    answers = [run(raw) for raw in PAGES]
    spent = (time.process_time() - start) * 1e3
    print("\n".join(answers) if line == "show\n" else "%.4f %d" % (spent, peak_kb()), flush=True)
