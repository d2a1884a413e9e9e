#!/usr/bin/env bash
# What a compiler does not see: licence lines, layers, words, formatting.
set -u
cd "$(dirname "$0")/.."
bad=0

# complain TEXT LINES: prints both if there are any lines.
complain() {
  [ -n "$2" ] || return 0
  printf '%s\n%s\n' "$1" "$2" >&2
  bad=1
}

sources=$(git ls-files --cached --others --exclude-standard '*.c' '*.h')
complain 'without an SPDX line:' \
  "$(for f in $sources; do head -n 1 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$f"; done)"
complain 'rdkafka.h outside of common/kafka:' \
  "$(grep -lE 'include <librdkafka/' $sources | grep -vE '^(common/kafka/|tests/|docs/examples/)')"
complain 'a worker that uses another worker:' \
  "$(for w in fetcher parser enricher sink; do
       grep -nE '#include "(fetcher|parser|enricher|sink|cli)/' $(printf '%s\n' $sources | grep "^$w/") | grep -v "\"$w/"
     done)"
complain 'left open in the source:' \
  "$(grep -nE '\b(TODO|FIXME|XXX)\b' $sources deploy/*.sh tests/*.sh CMakeLists.txt | grep -v '^tests/lint.sh')"
complain 'white space at the end of a line:' \
  "$(git grep -nIE '[ 	]+$' -- '*.c' '*.h' '*.sh' '*.cmake' '*.yaml' 'CMakeLists.txt' | grep -v '^tests/\(data\|golden\|fuzz/corpus\)/')"
if command -v clang-format >/dev/null; then
  complain 'not as .clang-format has it (clang-format -i FILE):' \
    "$(printf '%s\n' $sources | xargs clang-format --dry-run 2>&1 | sed -n 's/^\([^:]*\):.*Wclang-format.*/\1/p' | sort -u)"
fi
exit $bad
