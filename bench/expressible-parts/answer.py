"""A strategy for an API's answer whose records are known."""
import json
from collections import Counter

from places import patterns
from search import EXISTS, Found, chain, field_of

SAMPLES_MAX = 10
RULES_MAX = 600
DEPTH_MAX = 8


def name_of(key):
    return key if key.replace("_", "").isalnum() and not key[:1].isdigit() else None


def leaves(value, path=""):
    """(path, value) of everything inside."""
    if isinstance(value, dict):
        for key, inner in value.items():
            step = ("." if path else "") + key if name_of(key) else "['%s']" % key
            yield from leaves(inner, path + step)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from leaves(inner, "%s[%d]" % (path, n))
    else:
        yield path, value


def lists(value, path="", depth=0):
    """(path, list) of every list of objects."""
    if isinstance(value, list):
        if any(isinstance(one, dict) for one in value):
            yield path, value
        inside = enumerate(value[:1])
        steps = lambda n: "[*]"
    elif isinstance(value, dict):
        inside = value.items()
        steps = lambda key: ("." if path else "") + key if name_of(key) else "['%s']" % key
    else:
        return
    if depth < DEPTH_MAX:
        for key, inner in inside:
            yield from lists(inner, path + steps(key), depth + 1)


def ways(values, record, wanted):
    for path, value in leaves(record):
        if value is None or value == "":
            continue
        text = " ".join(str(value).split())
        for want in values.options(wanted):
            if values.score.equal(want, value, values.url):
                yield {"path": path}
            for kind in ("date", "url", "number"):
                yield {"path": path, "type": kind}
            at = text.find(str(want))
            if at >= 0:
                for pattern in patterns(text, at, at + len(str(want))):
                    yield {"path": path, "regex": pattern}


def search(engine, values, data):
    found = Found()
    for path, rows in lists(data):
        base = {"type": "api", "items_path": path} if path else {"type": "api"}
        if len(rows) != len(values.records):
            continue
        fields, left, n_right = {}, [], 0
        for field in values.fields:
            wanted = values.column(field)
            counts = Counter()
            for row, value in list(zip(rows, wanted))[:SAMPLES_MAX]:
                counts.update({json.dumps(way, sort_keys=True) for way in ways(values, row, value)})
            rules = [json.loads(way) for way in
                     sorted(counts, key=lambda way: (-counts[way], len(way)))[:RULES_MAX]]
            columns = engine.try_fields(base, rules, EXISTS)
            chosen, right = chain(values, wanted, rules, columns)
            n_right += right
            if chosen:
                fields[field] = field_of(chosen)
            if right < len(wanted):
                left.append((field, right, len(wanted), 0))
        found.offer(dict(base, fields=fields), left, n_right)
    return found
