#!/usr/bin/env bash
# Sets everything up, builds with gcc and clang, and passes all tests, a real Kafka broker included.
#   tests/run.sh           everything once
#   tests/run.sh --long    adds checkers, valgrind, ThreadSanitizer, the long runs of the tests, the saboteurs and
#                          an hour of chaos: some four hours
set -eu
cd "$(dirname "$0")/.."

long=
case "${1:-}" in
'') ;;
--long) long=1 ;;
*) sed -n 2,5p "$0" >&2; exit 64 ;;
esac

step() { printf '\n== %s\n' "$*"; }

build() {
  step "build: $1"
  cmake --preset "$1" >/dev/null
  cmake --build --preset "$1" -- --quiet
}

step "packages"
deploy/deps.sh test

step "lint"
tests/lint.sh

build release
build clang
build asan

step "unit, golden and fuzz tests under ASan and UBSan"
ctest --test-dir build/asan --no-tests=error --output-on-failure -j2 -LE 'integration|bench'

if [ -n "$long" ]; then
  step "gcc -fanalyzer and clang-tidy"
  tests/analyze.sh build/release
  step "unit tests under valgrind"
  tests/valgrind.sh build/release
  build tsan
  step "the programs on a real broker, under ThreadSanitizer"
  tests/tsan.sh build/tsan
fi

step "all tests, with the programs as shipped"
KW_LONG=$long ctest --test-dir build/release --no-tests=error --output-on-failure -j2

if [ -n "$long" ]; then
  step "saboteurs"
  tests/chaos/saboteurs.sh
  step "an hour of chaos"
  tests/chaos/run.sh --minutes 60
fi
