#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the peers whose languages are on this machine: build.sh FOLDER. Says which are not.
set -u
here=$(cd "$(dirname "$0")" && pwd)
to=$1
mkdir -p "$to"

missing() { echo "no $1 peer: $2"; }

python_peer() {
  [ -x "$to/venv/bin/python" ] || python3 -m venv "$to/venv" || return 1
  "$to/venv/bin/pip" -q install -r "$here/python/requirements.txt"
}

go_peer() {
  (cd "$here/go" && go build -o "$to/peer-go" .)
}

rust_peer() {
  (cd "$here/rust" && CARGO_TARGET_DIR="$to/rust" cargo build -q --release) &&
    cp "$to/rust/release/peer" "$to/peer-rust"
}

python_peer >"$to/python.log" 2>&1 || { rm -rf "$to/venv"; missing Python "$to/python.log"; }
if command -v go >/dev/null; then
  go_peer >"$to/go.log" 2>&1 || missing Go "$to/go.log"
else
  missing Go 'go is not installed'
fi
if command -v cargo >/dev/null; then
  rust_peer >"$to/rust.log" 2>&1 || missing Rust "$to/rust.log"
else
  missing Rust 'cargo is not installed'
fi
exit 0
