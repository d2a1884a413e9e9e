#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shipped JSON Schemas and the loader accept and refuse the same files.

  check_schemas.py KURILWIRE [SEED]     a part of the files, by the seed; all of them with KW_LONG=1

Files are made from the reference of all settings, docs/settings.md, which is the tables' own text: a good file for each
folder of the configuration, then each setting with values that are right and wrong by its type, missing, doubled in an
unknown neighbour, or of another shape; then files with several such changes at once. What the schema refuses the loader
must refuse; what the loader refuses the schema must refuse too, unless all its complaints are of a kind that a schema has
no words for (BEYOND).
"""
import copy
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import jsonschema
import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SEVERAL = 150
PART = 5  # of so many files one is tried
# What a schema has no words for: the inside of a text, a range in units, two settings together, what is there besides the
# file; and the shapes of conditions and surface forms, which their own readers know.
BEYOND = re.compile("|".join((
    r'^"\w+" is .*(characters|bytes|to .*), not ".*"$', r"^a port is 1 to 65535", r"^a public topic is",
    r'^"address" is an IP address', r'^"read" is whole paths', r'^"brokers" has ', r'^"(prefix|instance)" is at most', r"which is not there$",
    r'^"(language|charset|timezone|body_selector|first_poll)" is ', r'^"proxy" begins with', r"^the point of .* is not two numbers",
    r"^No such configuration property", r'has neither "url" nor "folder"$', r'^"contact" is missing in "fetcher"$',
    r'^"folder" (and "url" exclude each other|is a whole path)', r'^"instance" is for feeds', r'^"interval_min" is longer', r"twice", r"is defined",
    r"is not defined", r"which is no subject$", r"needs",
    r"^forms are given for each language", r"^surface forms are a list", r"^a condition says where and what",
    r"^conditions are a map", r"^unknown (place|condition)", r"^words are name", r"^pieces are name",
)))
# What stands in a file of each kind so that the rest of the configuration is good.
BASES = {
    "kurilwire": ("kurilwire.yaml", {"fetcher": {"contact": "desk@example.org"}}),
    "feeds": ("feeds.d/a.yaml", {"providers": [{"id": "p"}], "feeds": [
        {"id": "f", "provider": "p", "url": "https://example.org/feed.xml"}]}),
    "routes": ("routes.d/a.yaml", {"topics": [{"name": "news.a"}], "routes": [
        {"id": "r", "to": ["news.a"], "when": "always"}]}),
    "tags": ("tags.d/a.yaml", {"id": "t", "subjects": [
        {"id": "s", "name": {"en": "Ship"}, "forms": {"en": ["ship"]}}]}),
}
# A value that is right for a setting which asks for more than its type.
RIGHT = {
    "feeds[].language": "ja", "feeds[].charset": "shift_jis", "feeds[].timezone": "+09:00", "feeds[].first_poll": "3d",
    "feeds[].provider": "p", "feeds[].body_selector": ".text", "feeds[].proxy": "http://127.0.0.1:3128",
    "routes[].to": ["news.a"], "routes[].when": {"age": "2d"}, "topics[].name": "news.a",
    "subjects[].name": {"en": "Boat"}, "subjects[].point": "45.03 147.62", "subjects[].wikidata": "Q1",
    "subjects[].geonames": "1", "monitor.address": "127.0.0.1", "kafka.brokers": "kafka-1:9092", "kafka.prefix": "test.",
    "kafka.instance": "one",
}
# Settings that only go together with others, or name what must be there: their good values are other tests'.
TOGETHER = {"feeds[].folder", "feeds[].instance", "feeds[].user", "feeds[].password", "feeds[].bearer", "feeds[].client_key",
            "feeds[].client_certificate", "feeds[].ca_file", "feeds[].was", "subjects[].part_of", "fetcher.ca_file",
            "confine.read", "confine.ports", "pieces", "words", "extend", "modifiers", "unless", "subjects[].forms",
            "subjects[].needs", "subjects[].unless"}
SCALARS = {"text": ["a word", "5", 5, 1.5, True], "id": ["an-id_1", 7], "address": ["http://example.org/", "HTTPS://example.org"],
           "true or false": [True, False, "yes", "Off", "ON", "no"], "secret": ["hush", 12]}
ODD = [{"a": {"b": 1}}, [["x"]], "", None, -1, "no such thing!", "5 fortnights", "maybe", 10 ** 12, 1.25, True, []]


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema, as editors read it: no dates, no "yes"."""


Core.yaml_implicit_resolvers = {}
for tag, form, first in (
        ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]), ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
        ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
        ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", list("-+0123456789."))):
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(form), first)


def tables():
    """Kind of file → {path: what the reference says of it}."""
    with open(os.path.join(ROOT, "docs/settings.md"), encoding="utf-8") as f:
        parts = re.findall(r"^## (?:kurilwire-)?(\w+).*?```text\n(.*?)```", f.read(), re.M | re.S)
    return {name: dict(re.findall(r"^([a-z_.\[\]]+): (.+)$", text, re.M)) for name, text in parts}


def parent(tree, path):
    """The maps that hold the setting, and its key."""
    *above, key = path.split(".")
    for step in above:
        name = step.replace("[]", "")
        tree = tree.setdefault(name, [{}] if step.endswith("[]") else {})
        if step.endswith("[]"):
            tree = tree[0]
    return tree, key.replace("[]", "")


def right(path, what):
    if path in RIGHT:
        return [RIGHT[path]]
    if path in TOGETHER or "section" in what or "anything" in what:
        return []
    choices = re.findall(r'"(\w+)"', what.split(", default")[0])
    if choices:
        return choices
    low = re.search(r"(\S+?) to (\S+?)(?:,|$)", what)
    if what.startswith(("duration", "size")):
        return [low.group(2), "0"] if low.group(1) == "0" else [low.group(1), low.group(2)]
    if what.startswith("whole number"):
        return [int(low.group(1)), int(low.group(2)), low.group(1)]
    if what.startswith("number"):
        return [float(low.group(1))]
    if what.startswith("list of texts"):
        return [["one", "two"], "one", [5, True]]
    if what.startswith("map"):
        return [{"a": "b", "c": 5}]
    return next(values for form, values in SCALARS.items() if what.startswith(form))


def changes(kind, rows):
    """(what it is, function that does it to a tree), each of one setting."""
    def setter(path, value):
        def change(tree):
            where, key = parent(tree, path)
            where[key] = copy.deepcopy(value)
        return change

    def remover(path):
        def change(tree):
            where, key = parent(tree, path)
            where.pop(key, None)
        return change

    for path, what in rows.items():
        for value in right(path, what):
            yield f"{kind}: {path}: {json.dumps(value)}", setter(path, value)
        for value in ODD:
            yield f"{kind}: {path}: {json.dumps(value)}", setter(path, value)
        numbers = re.match(r"whole number, (\S+) to (\S+?)(,|$)", what)
        for value in (int(numbers.group(1)) - 1, int(numbers.group(2)) + 1) if numbers else ():
            yield f"{kind}: {path}: {value}", setter(path, value)
        yield f"{kind}: without {path}", remover(path)
        yield f"{kind}: {path}x", setter(path.replace("[]", "") + "x", "y") if "." not in path else setter(
            path + "x", "y")


def complaints(program, folder):
    done = subprocess.run([program, "check", "--offline", "--json", "--config", folder], capture_output=True, check=False)
    if done.returncode not in (0, 78):
        sys.exit(f"check ended with {done.returncode}: {done.stderr.decode()}")
    return [c["message"] for c in json.loads(done.stdout or b"[]")]


def write(folder, trees):
    for name in ("feeds.d", "tags.d", "routes.d"):
        os.mkdir(os.path.join(folder, name))
    for name, tree in trees.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            yaml.safe_dump(tree, f, allow_unicode=True, sort_keys=False)


def verdict(program, validators, kind, name, change):
    """None, or how schema and loader disagree about the file."""
    trees = {path: copy.deepcopy(tree) for path, tree in BASES.values()}
    change(trees[BASES[kind][0]])
    with tempfile.TemporaryDirectory(prefix="kurilwire-schemas-") as folder:
        write(folder, trees)
        path = os.path.join(folder, BASES[kind][0])
        with open(path, encoding="utf-8") as f:
            text = f.read()
        wrong = [e.message for e in validators[kind].iter_errors(yaml.load(text, Core))]
        said = complaints(program, folder)
    if wrong and not said:
        return f"{name}\n  the schema alone refuses it: {wrong[0][:200]}\n{text}"
    clear = [c for c in said if not BEYOND.search(c)]
    if clear and not wrong:
        return f"{name}\n  the loader alone refuses it: {clear[0]}\n{text}"
    return None


def several(dice, kind, pool):
    some = dice.sample(pool, dice.randint(2, 4))

    def change(tree):
        for _, one in some:
            try:
                one(tree)
            except (AttributeError, KeyError, IndexError, TypeError):
                pass  # an earlier change has taken away what this one is about
    return kind, " + ".join(name for name, _ in some), change


def main():
    program, dice = os.path.abspath(sys.argv[1]), random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    validators, cases = {}, []
    for kind, rows in tables().items():
        with open(os.path.join(ROOT, f"config/schema/{kind}.json"), encoding="utf-8") as f:
            validators[kind] = jsonschema.Draft202012Validator(json.load(f))
        pool = list(changes(kind, rows))
        files = [(kind, *c) for c in pool] + [several(dice, kind, pool) for _ in range(SEVERAL)]
        cases += [(kind, kind + ": as it is", lambda tree: None)]
        cases += files if os.environ.get("KW_LONG") else dice.sample(files, len(files) // PART)
    with ThreadPoolExecutor(2) as threads:
        found = [f for f in threads.map(lambda c: verdict(program, validators, *c), cases) if f]
    if found:
        sys.exit(f"{len(found)} of {len(cases)} files:\n" + "\n".join(found[:int(os.environ.get("KW_SHOW", 5))]))
    print(f"{len(cases)} files")


main()
