#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A real Kafka broker on loopback, with a folder of its own, for tests.
#   broker.sh jars            gets the jars (Maven) unless they are there
#   broker.sh connect         the same for Kafka Connect, and prints their folder
#   broker.sh start DIR       starts one on a free port and waits until it answers;
#                             DIR/port, DIR/pid and DIR/log say where
#   broker.sh stop DIR        ends it; kill DIR ends it with SIGKILL
#   broker.sh start DIR       again starts it on the same port with its data
#   broker.sh remove DIR      ends it and removes its data; fresh DIR removes and starts
#   broker.sh run DIR CMD …   runs a command, "@broker@" in it replaced by the address
#   broker.sh configure DIR   writes the configuration alone; with KW_BROKER_INNER=PORT the
#                             broker talks to itself over that port, which leads to the one
#                             in DIR/inner
set -eu

here=$(cd "$(dirname "$0")" && pwd)
lib=${KW_KAFKA_LIB:-$here/../../build/kafka/lib}

# jars_of POM FOLDER: those of the pom as it is now.
jars_of() {
  local pom=$1 lib=$2
  cmp -s "$pom" "$lib/.complete" && return
  mkdir -p "$lib"
  # One at a time: tests of several build folders may ask at once.
  (
    flock 9
    cmp -s "$pom" "$lib/.complete" && exit
    mvn -q -B -f "$pom" dependency:copy-dependencies -DoutputDirectory="$(cd "$lib" && pwd)"
    cp "$pom" "$lib/.complete"
  ) 9>"$lib/.lock"
}

jars() {
  jars_of "$here/pom.xml" "$lib"
}

connect() {
  jars_of "$here/connect.xml" "$lib/../connect" >&2
  (cd "$lib/../connect" && pwd)
}

# Those that the kernel gives to nobody who connects: a broker that is started again needs its own.
free_ports() {
  /usr/bin/python3 - <<'PY'
import random
import socket

with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as f:
    first = int(f.read().split()[0])


def free():
    while True:
        s = socket.socket()
        try:
            s.bind(("127.0.0.1", random.randrange(10000, first)))
            return s
        except OSError:
            s.close()


print(*(s.getsockname()[1] for s in [free() for _ in range(3)]))
PY
}

configure() {
  local dir=$1 port controller inner
  [ ! -e "$dir/server.properties" ] || return 0
  read -r port controller inner <<<"$(free_ports)"
  mkdir -p "$dir"
  echo "$port" >"$dir/port"
  echo "$inner" >"$dir/inner"
  cat >"$dir/server.properties" <<EOT
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,INNER://127.0.0.1:$inner,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port,INNER://127.0.0.1:${KW_BROKER_INNER:-$inner}
inter.broker.listener.name=INNER
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,INNER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$dir/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
log.retention.check.interval.ms=5000
log.cleaner.backoff.ms=2000
EOT
}

# Becomes the JVM, so that the process of a broker is the JVM itself.
java_main() {
  local class=$1
  shift
  exec java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$lib/*" "$class" "$@"
}

format() {
  local dir=$1
  [ -e "$dir/data/meta.properties" ] ||
    (java_main kafka.tools.StorageTool format -t kurilwire-test-brokers -c "$dir/server.properties") \
      >"$dir/format.log" 2>&1 || { cat "$dir/format.log" >&2; return 1; }
}

answers() {
  kcat -b "127.0.0.1:$(cat "$1/port")" -L -m 2 >/dev/null 2>&1
}

start() {
  local dir=$1
  jars
  configure "$dir"
  format "$dir"
  (java_main kafka.Kafka "$dir/server.properties") >>"$dir/log" 2>&1 </dev/null &
  echo $! >"$dir/pid"
  disown
  until answers "$dir"; do
    kill -0 "$(cat "$dir/pid")" 2>/dev/null || { tail -20 "$dir/log" >&2; return 1; }
    sleep 0.2
  done
}

gone() {
  local pid
  pid=$(cat "$2/pid" 2>/dev/null) || return 0
  kill "-$1" "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  rm -f "$2/pid"
}

whole() {
  mkdir -p "$1"
  (cd "$1" && pwd)
}

run() {
  local dir=$1 address
  shift
  address=127.0.0.1:$(cat "$dir/port")
  exec "${@//@broker@/$address}"
}

case "${1:-}" in
jars) jars ;;
connect) connect ;;
configure) configure "$(whole "$2")" ;;
start) start "$(whole "$2")" ;;
stop) gone TERM "$2" ;;
kill) gone KILL "$2" ;;
remove) gone KILL "$2"; rm -rf "$2" ;;
fresh) gone KILL "$2"; rm -rf "$2"; start "$(whole "$2")" ;;
run) shift; run "$@" ;;
*) sed -n 3,17p "$0" >&2; exit 64 ;;
esac
