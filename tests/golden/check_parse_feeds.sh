#!/usr/bin/env bash
# check_parse_feeds.sh KURILWIRE [--write]: what `parse --feed` makes of a document for each feed of
# tests/golden/parse_feeds/feeds.d, against FEED.records beside it; --write makes those anew.
set -u
program=$1 write=${2:-}
cd "$(dirname "$0")/parse_feeds"
bad=0

while read -r feed document; do
  got=$("$program" parse --json --explain --config . --feed "$feed" --fetched-at 2023-05-01T00:00:00Z "$document" 2>&1
        echo "exit $?")
  if [ "$write" = --write ]; then
    printf '%s\n' "$got" >"$feed.records"
  elif ! diff -u "$feed.records" <(printf '%s\n' "$got"); then
    bad=1
  fi
done < <(sed -n 's/^  - {id: \([a-z-]*\), .*# \(.*\)$/\1 \2/p' feeds.d/sweep.yaml | grep -v '^island')

if "$program" parse --config . --feed nobody entries.xml >/dev/null 2>&1 || [ $? != 78 ]; then
  echo "a feed that is not there is no configuration mistake" >&2
  bad=1
fi
exit $bad
