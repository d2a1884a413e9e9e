#!/usr/bin/env bash
# check_parse.sh KURILWIRE [--write]: the records of each document in tests/golden/parse, with
# what parse says of it, against the .records beside it; --write makes those anew.
set -u
program=$1 write=${2:-}
cd "$(dirname "$0")/parse"
bad=0

# records DOCUMENT: what is said of it, the records, the exit code.
records() {
  local out code
  out=$("$program" parse --json --explain --provider golden \
    --fetched-at 2023-02-01T00:00:00Z --url "https://golden.example/dir/$1" "$1" 2>&3)
  code=$?
  printf '%s\nexit %s\n' "$out" "$code"
}

for document in $(find . -type f ! -name '*.records' -printf '%P\n' | sort); do
  got=$(records "$document" 3>&1)
  if [ "$write" = --write ]; then
    printf '%s\n' "$got" > "$document.records"
  elif ! diff -u "$document.records" <(printf '%s\n' "$got"); then
    bad=1
  fi
done
exit $bad
