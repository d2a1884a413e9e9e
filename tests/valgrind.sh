#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs all unit tests of a build folder under valgrind.
#   tests/valgrind.sh build/release [PATTERN]     PATTERN limits it to programs whose path matches
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:?which build folder?}
pattern=${2:-.}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
for test in $(find "$build" -type f -executable -name 'test_*' | grep -E "$pattern" | sort); do
  leaks=full
  # A process that is forked beside threads has lost what these had.
  [[ $test != *_kafka_trial ]] || leaks=no
  if valgrind --quiet --suppressions="$here/valgrind.supp" --leak-check=$leaks --show-leak-kinds=definite \
      --errors-for-leak-kinds=definite --error-exitcode=99 --trace-children=yes "$test" >"$log" 2>&1 &&
    ! grep -qE 'definitely lost|Invalid (read|write)' "$log"; then
    echo "ok      $(basename "$test")"
  else
    echo "FAILED  $(basename "$test")"
    tail -n 40 "$log"
    failed=1
  fi
done
exit $failed
