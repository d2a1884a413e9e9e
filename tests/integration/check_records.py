#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks story records, one JSON object a line on standard input.

  check_records.py --schema FILE [--iptc FOLDER]

Each record has to be valid against our schema, with nothing in it that the schema does not
name; without `kurilwire` against IPTC's ninjs 3.1 schema; and each mention's start and end
have to cut its text out of its field. IPTC's schemas are looked for in the folder given, in
$KW_IPTC_SCHEMA_DIR, and in ../shared/data/ninjs beside the project; where they are not, that
part is left out and the last line says so.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import sys

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIELDS = {"headline": "headlines", "description": "descriptions", "body": "bodies"}
UNRESERVED = r"A-Za-z0-9\-._~!$&'()*+,;=%"
URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(//([{UNRESERVED}:]*@)?(\[[0-9a-f:.]+\]|[{UNRESERVED}]*)(:[0-9]*)?"
    rf"(?=[/?#]|$))?[{UNRESERVED}:@/]*(\?[{UNRESERVED}:@/?]*)?(#[{UNRESERVED}:@/?]*)?")

formats = jsonschema.FormatChecker(formats=())


@formats.checks("uri")
def is_uri(value):
    return not isinstance(value, str) or (
        URI.fullmatch(value) is not None and not re.search(r"%(?![0-9A-Fa-f]{2})", value))


@formats.checks("date-time")
def is_date_time(value):
    if not isinstance(value, str):
        return True
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value):
        return False
    try:
        datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return False
    return True


def closed(schema):
    """The schema with unknown members forbidden, so that a test sees what it does not name."""
    if isinstance(schema, dict):
        schema = {key: closed(value) for key, value in schema.items()}
        if "properties" in schema and "type" in schema:
            schema.setdefault("additionalProperties", False)
    elif isinstance(schema, list):
        schema = [closed(value) for value in schema]
    return schema


def iptc_validator(folder):
    for place in (folder, os.environ.get("KW_IPTC_SCHEMA_DIR"), ROOT / "../shared/data/ninjs"):
        file = pathlib.Path(place or "") / "ninjs-schema_3.1.json"
        if place and file.is_file():
            break
    else:
        return None
    schema = json.loads(file.read_text())
    geo = json.loads((file.parent / "GeoJSON-schema.json").read_text())
    resolver = jsonschema.RefResolver.from_schema(
        schema, store={"https://geojson.org/schema/GeoJSON.json": geo})
    return jsonschema.Draft202012Validator(schema, resolver=resolver, format_checker=formats)


def plain_text(record, field):
    texts = [text["value"] for text in record.get(FIELDS[field], [])
             if text.get("contentType", "text/plain") == "text/plain"]
    return texts[0] if texts else ""


def mistakes(record, ours, iptc):
    for error in ours.iter_errors(record):
        yield f"our schema: {error.json_path}: {error.message[:200]}"
    for mention in record.get("kurilwire", {}).get("mentions", []):
        cut = plain_text(record, mention["field"])[mention["start"]:mention["end"]]
        if cut != mention["text"]:
            yield f"mention {mention['text']!r} cuts {cut!r}"
    if iptc:
        bare = {key: value for key, value in record.items() if key != "kurilwire"}
        for error in iptc.iter_errors(bare):
            yield f"IPTC's schema: {error.json_path}: {error.message[:200]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schema", required=True, help="our JSON Schema")
    parser.add_argument("--iptc", help="folder of IPTC's schemas")
    options = parser.parse_args()

    schema = json.loads(pathlib.Path(options.schema).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    ours = jsonschema.Draft202012Validator(closed(schema), format_checker=formats)
    iptc = iptc_validator(options.iptc)
    count = bad = 0
    for line in sys.stdin:
        count += 1
        for mistake in mistakes(json.loads(line), ours, iptc):
            print(f"record {count}: {mistake}", file=sys.stderr)
            bad += 1
    against = "both schemas" if iptc else "our schema; IPTC's is not here"
    print(f"{count} records checked against {against}: {bad} mistakes")
    return 1 if bad or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
