#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Sets everything up and runs the main job: an embedded broker, a small news server and the four
# services, ending with tagged stories on the screen.
#   deploy/try.sh            bundled stories
#   deploy/try.sh FILE...    your own: feeds, pages, wire stories
# Options go to `kurilwire try`: --stay, --once, --json.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# quietly WHAT COMMAND...: one line on the screen; what the command says only if it fails.
quietly() {
  what=$1
  shift
  printf '%s ...\n' "$what" >&2
  "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    printf '%s: failed\n' "$what" >&2
    exit 1
  }
}

"$here/deploy/deps.sh" run
quietly 'configuring' cmake -S "$here" --preset release -DBUILD_TESTING=OFF
quietly 'building (a minute or two the first time)' cmake --build "$here/build/release" -j "$(nproc)"
exec "$here/build/release/bin/kurilwire" try "$@"
