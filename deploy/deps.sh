#!/usr/bin/env bash
# Installs the Debian packages that are missing to build, run and test Kurilwire.
#   deploy/deps.sh [run|build|test]     the default is test: everything
# Needs root, or sudo, only if something is missing.
set -eu

build='gcc g++ make cmake ninja-build pkg-config librdkafka-dev libcurl4-openssl-dev libxml2-dev
  libyajl-dev libmicrohttpd-dev libyaml-dev libvectorscan-dev libuchardet-dev libexttextcat-dev
  libutf8proc-dev libseccomp-dev libxxhash-dev libssl-dev zlib1g-dev libzstd-dev'
try='kcat'
test='libcriterion-dev zstd clang clang-tidy clang-format libclang-rt-14-dev maven default-jdk-headless
  kcat jq prometheus debootstrap buildah python3 python3-venv python3-yaml python3-jsonschema nginx-light
  valgrind dpkg-dev file systemd gnuplot-nox'

case "${1:-test}" in
build) want=$build ;;
run) want="$build $try" ;;
test) want="$build $try $test" ;;
*) sed -n 2,4p "$0" >&2; exit 64 ;;
esac

missing=
for package in $want; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get update -q
# shellcheck disable=SC2086
$sudo apt-get install -y -q --no-install-recommends $missing
