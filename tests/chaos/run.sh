#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Chaos over several seeds: one broker, then three, in turns.
#   tests/chaos/run.sh [--minutes 60] [--seed 1] [--runs 3] [--bin build/release/bin] [--out DIR]
# The minutes are those of all runs together; run N has the seed N - 1 further. DIR gets a report of each run.
set -eu
cd "$(dirname "$0")/../.."

minutes=60 seed=1 runs=3 bin=build/release/bin out=build/chaos
while [ $# -gt 0 ]; do
  case "$1" in
  --minutes) minutes=$2 ;;
  --seed) seed=$2 ;;
  --runs) runs=$2 ;;
  --bin) bin=$2 ;;
  --out) out=$2 ;;
  *) sed -n 3,6p "$0" >&2; exit 64 ;;
  esac
  shift 2
done

mkdir -p "$out"
each=$(awk "BEGIN { print $minutes / $runs }")
failed=0
for ((n = 0; n < runs; n++)); do
  brokers=$((n % 2 ? 3 : 1))
  rm -rf "$out/run-$n"
  /usr/bin/python3 tests/chaos/chaos.py "$bin" --minutes "$each" --seed $((seed + n)) --brokers "$brokers" \
    --feeds 200 --every 50 --folder "$out/run-$n" 2>&1 | tee "$out/run-$n.txt"
  [ "${PIPESTATUS[0]}" = 0 ] || failed=1
done
exit $failed
