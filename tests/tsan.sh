#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The programs built with ThreadSanitizer on a real broker: any race that it sees is a failure.
#   tests/tsan.sh build/tsan [TESTS]     TESTS is a pattern of tests
# Criterion's own processes do not run under it, so threads are watched in the programs as they work.
set -eu
cd "$(dirname "$0")/.."
build=$(cd "${1:?which build folder?}" && pwd)
tests=${2:-unit\.common/service\.threads|integration\.(stage\.(fates|moves|zombie)|road|sink|fetcher|clusters|reload|metrics)}

rm -f "$build"/race.*
failed=0
LD_PRELOAD="$build/lib/libkw_threads.so" \
  TSAN_OPTIONS="log_path=$build/race:exitcode=0:ignore_noninstrumented_modules=1" \
  ctest --test-dir "$build" --no-tests=error --output-on-failure -R "^(integration\.broker\.(start|stop)|$tests)\$" || failed=1
if races=$(grep -l 'WARNING: ThreadSanitizer' "$build"/race.* 2>/dev/null); then
  cat $races
  failed=1
fi
[ "$failed" = 1 ] || echo 'no race was seen'
exit $failed
