#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the pipeline costs, and how far that is from the goals: pure steps without Kafka, then the
# services on a real broker, in turn with the peers whose languages are on this machine
# (tests/bench/peers), polls, memory, latency, growth; in the end, one table of all goals.
#   tests/bench/run.sh               1,000 documents, 25,000 stories
#   tests/bench/run.sh full          4,000 documents, 100,000 stories
#   tests/bench/run.sh DOCS [ROUNDS] any number; services and peers are run ROUNDS (3) times
# Where ../shared/bench/gen.py lies beside the project, the workload is its W1, on which other
# pipelines were measured; else generate.py's.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
docs=${1:-1000}
[ "$docs" != full ] || docs=4000
rounds=${2:-3}
bin=$root/build/release/bin
work=${KW_BENCH_FOLDER:-$root/build/bench}
broker=$work/broker
out=$work/out

cd "$root"
cmake --preset release >/dev/null
cmake --build --preset release -- --quiet
rm -rf "$out"
mkdir -p "$out"

generator=$here/generate.py
[ ! -e ../shared/bench/gen.py ] || generator=../shared/bench/gen.py
generator=${KW_BENCH_GENERATOR:-$generator}

# made KIND N: the generator's file of that kind, made once.
made() {
  local file
  file=$work/$(cksum <"$generator" | cut -d' ' -f1)-$1-$2.bin
  if [ ! -e "$file" ]; then
    /usr/bin/python3 "$generator" "$1" "$2" "$file.part" >&2
    mv "$file.part" "$file"
  fi
  echo "$file"
}

# show NAME COMMAND …: what it prints, kept for the table as well. The others go on if it fails.
failed=
show() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  "$@" | tee "$out/$name.txt" || failed="$failed $name"
}

workload=$(made docs "$docs")
echo "$docs documents by $generator"
echo "$(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg), $(gcc -dumpfullversion | sed 's/^/gcc /')," \
  "librdkafka $(pkg-config --modversion rdkafka), libxml2 $(pkg-config --modversion libxml-2.0)," \
  "vectorscan $(pkg-config --modversion libhs)"
show steps "$bin/bench_steps" "$workload" config/tags.d 6
show tag "$bin/bench_tag" "$(made text 100)" config/tags.d 2
show memory "$bin/bench_memory" "$(made docs 40)"
show polls /usr/bin/python3 "$here/poll.py" "$bin"

trap '"$root/tests/broker/broker.sh" remove "$broker"' EXIT
"$root/tests/broker/broker.sh" fresh "$broker"
address=127.0.0.1:$(cat "$broker/port")
"$here/peers/build.sh" "$work/peers"
show compare /usr/bin/python3 "$here/compare.py" "$bin" "$work/peers" "$address" "$workload" "$rounds"
show sink /usr/bin/python3 "$here/sink_ratio.py" "$bin" "$address"
show latency /usr/bin/python3 "$here/latency.py" "$bin" "$address" 60
show start /usr/bin/python3 "$here/fetcher_start.py" "$bin" "$address" 100000 12
show growth /usr/bin/python3 "$here/growth.py" "$bin" "$address" "$workload" "$work/plots"
show table /usr/bin/python3 "$here/table.py" "$out"
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
