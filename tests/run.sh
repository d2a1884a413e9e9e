#!/usr/bin/env bash
# Sets everything up, builds and passes all tests.
set -eu
cd "$(dirname "$0")/.."
deploy/deps.sh
cmake --preset release
cmake --build --preset release
ctest --test-dir build/release --output-on-failure
