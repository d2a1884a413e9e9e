#!/usr/bin/env bash
# check_schema.sh STORY_SAMPLES: the shipped schema is the one that the code makes, the records
# that the code writes are valid against it, and what they must not hold is found.
set -eu
samples=$1
here=$(cd "$(dirname "$0")" && pwd)
shipped=$here/../../docs/schema/story-1.schema.json

"$samples" schema | diff -u "$shipped" - ||
  { echo "write the schema anew: $samples schema >docs/schema/story-1.schema.json" >&2; exit 1; }
"$samples" | "$here/check_records.py" --schema "$shipped"

spoil() {
  if "$samples" | head -1 | python3 -c "
import json, sys
record = json.load(sys.stdin)
$1
print(json.dumps(record))" | "$here/check_records.py" --schema "$shipped" >/dev/null 2>&1; then
    echo "not found: $1" >&2
    exit 1
  fi
}
spoil 'record["version"] = 2'
spoil 'record["odd"] = 1'
spoil 'record["kurilwire"]["odd"] = 1'
spoil 'record["kurilwire"]["mentions"][0]["start"] += 1'
spoil 'record["kurilwire"]["url"] = "http://a b/"'
spoil 'record["pubStatus"] = "canceled"'
spoil 'record["firstCreated"] = "2023-02-30T00:00:00Z"'
spoil 'del record["uri"]'
