#!/usr/bin/env bash
# Sets everything up, builds with gcc and clang, and passes all tests, a real Kafka broker included.
#   tests/run.sh           everything once
#   tests/run.sh --long    adds valgrind on all unit tests and the long runs of the chaos tests
set -eu
cd "$(dirname "$0")/.."

long=
case "${1:-}" in
'') ;;
--long) long=1 ;;
*) sed -n 2,4p "$0" >&2; exit 64 ;;
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
ctest --test-dir build/asan --output-on-failure -j2 -LE 'integration|bench'

if [ -n "$long" ]; then
  step "unit tests under valgrind"
  tests/valgrind.sh build/release
fi

step "all tests, with the programs as shipped"
KW_LONG=$long ctest --test-dir build/release --output-on-failure -j2
