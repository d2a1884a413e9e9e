#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Breaks a promise in a copy of the tree, and expects that a run of CI's length finds it out.
#   tests/chaos/saboteurs.sh [NAME …]     all of saboteurs/, if none is named
# KW_CHAOS_OUT is where copies and reports lie (build/saboteurs).
set -eu
cd "$(dirname "$0")/../.."

out=${KW_CHAOS_OUT:-$PWD/build/saboteurs}
export KW_KAFKA_LIB=${KW_KAFKA_LIB:-$PWD/build/kafka/lib}
[ $# -gt 0 ] || set -- $(cd tests/chaos/saboteurs && ls -- *.patch | sed 's/\.patch$//')

# The copy keeps its build folder, so that the next saboteur builds only what differs. What the last one changed is newer
# when it is as it was, or its objects would stay.
copy() {
  local file
  git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    [ -f "$file" ] && ! cmp -s "$file" "$out/tree/$file" || continue
    mkdir -p "$out/tree/$(dirname "$file")"
    cp --preserve=mode "$file" "$out/tree/$file"
  done
}

build() {
  (cd "$out/tree" && cmake --preset release >/dev/null && cmake --build --preset release --target kw_clock kurilwire \
    kurilwire-fetcher kurilwire-parser kurilwire-enricher kurilwire-sink -- --quiet)
}

escaped=0
for name; do
  copy
  patch -s -d "$out/tree" -p1 <"tests/chaos/saboteurs/$name.patch"
  build
  rm -rf "$out/$name"
  if /usr/bin/python3 tests/chaos/chaos.py "$out/tree/build/release/bin" --minutes 2 --seed 4 --pace 3 \
    --folder "$out/$name" >"$out/$name.txt" 2>&1; then
    echo "$name: not found out"
    escaped=1
  elif grep -qE '^FAILED: [0-9]+ wrong' "$out/$name.txt"; then
    echo "$name: found out: $(grep -m 1 -E '^(kw|news)[.a-z-]*: [a-z ]+: ' "$out/$name.txt" || tail -n 2 "$out/$name.txt" | head -n 1)"
  else
    echo "$name: the run itself failed"
    tail -n 5 "$out/$name.txt"
    escaped=1
  fi
  [ "$escaped" = 1 ] || rm -rf "${out:?}/$name"
done
exit $escaped
