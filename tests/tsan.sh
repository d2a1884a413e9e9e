#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The programs built with ThreadSanitizer on a real broker: any race that it sees is a failure.
#   tests/tsan.sh build/tsan [TESTS]     TESTS is a pattern of integration tests
# Criterion's own processes do not run under it, so threads are watched in the programs as they work.
set -eu
cd "$(dirname "$0")/.."
build=$(cd "${1:?which build folder?}" && pwd)
tests=${2:-stage\.(fates|moves|zombie)|road|sink|fetcher|clusters}

rm -f "$build"/race.*
TSAN_OPTIONS="log_path=$build/race:exitcode=0:suppressions=$PWD/tests/tsan.supp" \
  ctest --test-dir "$build" --output-on-failure -R "^integration\.(broker\.(start|stop)|$tests)\$"
if races=$(grep -l 'WARNING: ThreadSanitizer' "$build"/race.* 2>/dev/null); then
  cat $races
  exit 1
fi
echo 'no race was seen'
