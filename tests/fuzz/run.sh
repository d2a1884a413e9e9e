#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fuzzes the decoders, each until it has had its share of processor time; runs add up until build/fuzz/runs is removed.
#   tests/fuzz/run.sh [--minutes 10] [TARGET ...]      all of them, if none is named
#   tests/fuzz/run.sh --merge [TARGET ...]             keeps in tests/fuzz/corpus what reaches code that it did not
# What is found lies in build/fuzz/runs/TARGET/found, and the run ends with 1.
set -eu
cd "$(dirname "$0")/../.."

SLICE_S=120 # of a round; after each the time is counted
MERGED_MAX=3000 # bytes; larger inputs are not kept for replay
minutes=10 merge=
while [ $# -gt 0 ]; do
  case $1 in
  --minutes) minutes=$2; shift 2 ;;
  --merge) merge=1; shift ;;
  -*) sed -n 3,6p "$0" >&2; exit 64 ;;
  *) break ;;
  esac
done
[ $# -gt 0 ] || set -- $(basename -s .c -a tests/fuzz/fuzz_*.c | sed 's/^fuzz_//')

for target; do
  [ -e "tests/fuzz/fuzz_$target.c" ] || { echo "tests/fuzz/run.sh: there is no target $target" >&2; exit 64; }
done

mkdir -p build/fuzz
{
  flock 9 # two runs at once build in turn
  cmake --preset fuzz >/dev/null
  cmake --build --preset fuzz -- --quiet
} 9>build/fuzz/lock
work=$PWD/build/fuzz/runs corpus=$PWD/tests/fuzz/corpus
program() { find build/fuzz -name "fuzz_$1" -type f -executable; }
spent() { cat "$work/$1/cpu" 2>/dev/null || echo 0; }

# The dictionary of a target: its own, or that of the formats it reads.
dictionary() {
  case $1 in
  xml) echo feed ;;
  article | document) echo html ;;
  json_feed | json_mend | ninjs | record_text | member) echo json ;;
  iptc7901 | wire_text) echo wire ;;
  *) echo "$1" ;;
  esac
}

fuzz() {
  local name=$1 here=$work/$1 program dict TIMEFORMAT='%U %S'
  program=$PWD/$(program "$1")
  dict=$PWD/tests/fuzz/dict/$(dictionary "$1").dict
  mkdir -p "$here/corpus" "$here/found"
  while [ "$(spent "$name")" -lt $((minutes * 60)) ]; do
    { time "$program" -max_total_time=$SLICE_S -timeout=20 -rss_limit_mb=2500 -artifact_prefix="$here/found/" \
      $([ ! -e "$dict" ] || echo "-dict=$dict") "$here/corpus" "$corpus/$name" >"$here/log" 2>&1 || true; } 2>"$here/time"
    awk -v before="$(spent "$name")" '{ printf "%d\n", before + $1 + $2 + 0.5 }' "$here/time" >"$here/cpu.new"
    mv "$here/cpu.new" "$here/cpu"
    [ -z "$(ls "$here/found")" ] || break
  done
}

report() {
  local executions
  executions=$(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$work/$1/log")
  printf '%-14s %6s s %9s runs in the last round, %6s inputs kept, %s found\n' "$1" "$(spent "$1")" "${executions:--}" \
    "$(ls "$work/$1/corpus" | wc -l)" "$(ls "$work/$1/found" | wc -l)"
}

# The fewest inputs that reach all edges; how often they do does not count. Files are named by their SHA-1.
merge() {
  local kept known file
  kept=$(mktemp -d)
  "$(program "$1")" -set_cover_merge=1 -use_counters=0 -max_len=$MERGED_MAX "$kept" "$corpus/$1" "$work/$1/corpus" \
    >"$work/$1/merge.log" 2>&1
  known=$(sha1sum "$corpus/$1"/* | cut -d' ' -f1)
  for file in "$kept"/*; do
    [[ $known == *"${file##*/}"* ]] || cp "$file" "$corpus/$1/"
  done
  rm -r "$kept"
  echo "$1: $(ls "$corpus/$1" | wc -l) inputs, $(cat "$corpus/$1"/* | wc -c) bytes"
}

found=0
for target; do
  if [ -n "$merge" ]; then
    merge "$target"
  else
    fuzz "$target"
    report "$target"
    [ -z "$(ls "$work/$target/found")" ] || found=1
  fi
done
exit $found
