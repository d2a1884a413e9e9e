#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What the pipeline costs: pure steps without Kafka, then the services on a real broker, in turn with
# the peers whose languages are on this machine (tests/bench/peers).
#   tests/bench/run.sh               1,000 documents, 25,000 stories
#   tests/bench/run.sh full          4,000 documents, 100,000 stories
#   tests/bench/run.sh DOCS [ROUNDS] any number; services and peers are run ROUNDS (3) times
# Where ../shared/bench/gen.py lies beside the project, the workload is its W1, on which other
# pipelines were measured; else generate.py's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
docs=${1:-1000}
[ "$docs" != full ] || docs=4000
rounds=${2:-3}
bin=$root/build/release/bin
work=${KW_BENCH_FOLDER:-$root/build/bench}
broker=$work/broker

cd "$root"
cmake --preset release >/dev/null
cmake --build --preset release --target bench_steps bench_produce bench_tag bench_fetcher kurilwire kurilwire-parser \
  kurilwire-enricher kurilwire-sink -- --quiet
mkdir -p "$work"

generator=$here/generate.py
[ ! -e ../shared/bench/gen.py ] || generator=../shared/bench/gen.py
generator=${KW_BENCH_GENERATOR:-$generator}
workload=$work/$(cksum <"$generator" | cut -d' ' -f1)-$docs.bin
if [ ! -e "$workload" ]; then
  /usr/bin/python3 "$generator" docs "$docs" "$workload.part"
  mv "$workload.part" "$workload"
fi

echo "$docs documents by $generator"
echo "$(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg), $(gcc -dumpfullversion | sed 's/^/gcc /')," \
  "librdkafka $(pkg-config --modversion rdkafka), libxml2 $(pkg-config --modversion libxml-2.0)," \
  "vectorscan $(pkg-config --modversion libhs)"
"$bin/bench_steps" "$workload" config/tags.d 6

trap '"$root/tests/broker/broker.sh" remove "$broker"' EXIT
"$root/tests/broker/broker.sh" fresh "$broker"
"$here/peers/build.sh" "$work/peers"
/usr/bin/python3 "$here/compare.py" "$bin" "$work/peers" "127.0.0.1:$(cat "$broker/port")" "$workload" "$rounds"
/usr/bin/python3 "$here/growth.py" "$bin" "127.0.0.1:$(cat "$broker/port")" "$workload" "$work/plots"
