#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""check_contract.py KURILWIRE STORY_SAMPLES: what the project promises its subscribers.

The shipped AsyncAPI document is the one that the program prints, its references lead somewhere,
and it names the headers that the fetcher sets. The examples' records are valid, and what the
program writes. Records of version 1 stay readable, and the schema only grew since.
"""
import copy
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMAS, EXAMPLES = ROOT / "docs/schema", ROOT / "docs/examples/records"
OLD = ROOT / "tests/data/records-v1"
failures = []


def check(condition, text):
    if not condition:
        failures.append(text)


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            yield from references(inner)


def resolves(document, reference):
    if not reference.startswith("#/"):
        return (SCHEMAS / reference).is_file()
    for step in reference[2:].split("/"):
        if step not in document:
            return False
        document = document[step]
    return True


def asyncapi(kurilwire):
    printed = subprocess.run([kurilwire, "schema", "--asyncapi"], capture_output=True, text=True,
                             check=True).stdout
    check(printed == (SCHEMAS / "asyncapi-1.json").read_text(),
          "write it anew: kurilwire schema --asyncapi >docs/schema/asyncapi-1.json")
    document = json.loads(printed)
    check(document["asyncapi"] == "3.0.0", "not AsyncAPI 3.0")
    for reference in references(document):
        check(resolves(document, reference), f"{reference} leads nowhere")
    for operation in document["operations"].values():
        check(operation["action"] in ("send", "receive"), f"odd operation {operation}")
    topics = sorted(c["address"] for c in document["channels"].values())
    check(len(topics) == len(set(topics)) and "news.{name}" in topics, f"topics {topics}")
    raw = document["components"]["messages"]["raw"]["headers"]["properties"]
    code = "".join(f.read_text() for f in (ROOT / "fetcher").glob("crawl*.c"))
    found = set(re.findall(r'headers_set\(\s*&?\w+,\s*[\w>-]+,\s*VIEW\("([^"]+)"\)', code))
    check(found == set(raw), f"kw.raw: the fetcher sets {sorted(found)}, named are {sorted(raw)}")


def grown(old, new, at="$"):
    """What a reader of the old schema could stumble over in the new one."""
    if old.get("description") != new.get("description"):
        old, new = dict(old), dict(new)
        old.pop("description", None)
        new.pop("description", None)
    for key, value in old.items():
        if key in ("properties", "$defs"):
            for name, inner in value.items():
                if name not in new.get(key, {}):
                    yield f"{at}.{name} is gone"
                else:
                    yield from grown(inner, new[key][name], f"{at}.{name}")
        elif key == "items":
            yield from grown(value, new.get(key, {}), f"{at}[]")
        elif key == "required":
            for name in set(value) - set(new.get(key, [])):
                yield f"{at}.{name} was in every record"
        elif key == "enum":
            for name in set(value) - set(new.get(key, [])):
                yield f"{at}: the value {name} is gone"
        elif key == "maxItems":
            continue
        elif key not in ("$comment", "title") and new.get(key) != value:
            yield f"{at}: {key} was {value}, is {new.get(key)}"


def spoiled(schema):
    def change(what):
        other = copy.deepcopy(schema)
        what(other)
        return other

    yield change(lambda s: s["properties"].pop("slugline"))
    yield change(lambda s: s["required"].remove("uri"))
    yield change(lambda s: s["properties"]["pubStatus"]["enum"].remove("withheld"))
    yield change(lambda s: s["properties"]["urgency"].update(type="string"))
    yield change(lambda s: s["$defs"].pop(next(iter(s["$defs"]))))


def evolution():
    old = json.loads((OLD / "story-1.schema.json").read_text())
    new = json.loads((SCHEMAS / "story-1.schema.json").read_text())
    for mistake in grown(old, new):
        failures.append("within v1 members are only added: " + mistake)
    for number, bad in enumerate(spoiled(old)):
        check(list(grown(old, bad)), f"a change that breaks readers was not found: {number}")


def records(folder, schema, samples):
    """Each record is valid against the schema, and the program writes it as it reads it."""
    files = sorted(folder.glob("*.json"))
    files = [f for f in files if not f.name.endswith(".schema.json")]
    lines = "".join(json.dumps(json.loads(f.read_text())) + "\n" for f in files)
    checked = subprocess.run([ROOT / "tests/integration/check_records.py", "--schema", schema],
                             input=lines, capture_output=True, text=True, check=False)
    check(checked.returncode == 0, f"{folder}: {checked.stderr}")
    again = subprocess.run([samples, "again"], input=lines, capture_output=True, text=True,
                           check=False)
    check(again.returncode == 0, f"{folder}: {again.stderr}")
    for file, line in zip(files, again.stdout.splitlines()):
        check(json.loads(line) == json.loads(file.read_text()),
              f"{file.name} is written otherwise: {line}")
    check(len(files) >= 5 and len(again.stdout.splitlines()) == len(files),
          f"{folder}: {len(files)} records")


def main():
    kurilwire, samples = sys.argv[1:3]
    asyncapi(kurilwire)
    evolution()
    records(EXAMPLES, SCHEMAS / "story-1.schema.json", samples)
    records(OLD, SCHEMAS / "story-1.schema.json", samples)
    records(OLD, OLD / "story-1.schema.json", samples)
    print("\n".join(failures) or "the contract holds")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
