#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What checkers find without running the programs: gcc -fanalyzer and clang-tidy over all sources.
#   tests/analyze.sh build/release [PATTERN]     PATTERN limits it to sources whose path matches
set -u
cd "$(dirname "$0")/.."
build=${1:?which build folder?}
pattern=${2:-.}
export build

# analyze SOURCE: what both say of it.
analyze() {
  local command
  command=$(jq -r --arg f "$PWD/$1" '[.[] | select(.file == $f)][0].command // empty' "$build/compile_commands.json")
  [ -n "$command" ] || return 0
  command=${command% -o *}
  { (cd "$build" && eval "$command -fanalyzer -w -Wanalyzer-double-free -Wanalyzer-use-after-free \
      -Wanalyzer-null-dereference -Wanalyzer-malloc-leak -Wanalyzer-file-leak -Wanalyzer-free-of-non-heap \
      -o /dev/null -c $PWD/../../$1") 2>&1
    clang-tidy --quiet -p "$build" "$1" 2>/dev/null; } | grep -E '^[^ ].*(warning|error):' | sed "s|^$PWD/||; s|^\.\./\.\./||"
}
export -f analyze

found=$(git ls-files '*.c' | grep -vE '^(tests|docs)/' | grep -E "$pattern" |
  xargs -P "${KW_JOBS:-$(nproc)}" -I{} bash -c 'analyze {}' | tee >(cat >&2) | wc -l)
[ "$found" = 0 ] || exit 1
echo 'nothing found'
