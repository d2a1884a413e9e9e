#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Stands in for systemctl where no systemd runs: starts what the installed units say, as the user they say, and keeps
# each process's id. It knows no dependencies and restarts nothing.
set -eu

state=/run/units
mkdir -p $state

# setting UNIT NAME: the value of a line of the installed unit
setting() {
  sed -n "s|^$2=||p" "/usr/lib/systemd/system/$1" | tail -n 1
}

start() {
  unit=${1%@*}@.service
  export KURILWIRE_PORT=0
  for file in /etc/default/kurilwire "/etc/default/${1%@*}-${1#*@}"; do
    [ ! -e "$file" ] || . "$file"
  done
  command=$(setting "$unit" ExecStart | sed "s|%H|$(hostname)|; s|%i|${1#*@}|; s|\${KURILWIRE_PORT}|$KURILWIRE_PORT|")
  user=$(setting "$unit" User)
  # shellcheck disable=SC2086
  setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs --bounding-set=-all \
    $command </dev/null >>"/var/log/$1.log" 2>&1 &
  echo $! >"$state/$1"
}

stop() {
  pid=$(cat "$state/$1")
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; do sleep 0.1; done
}

verb=$1
shift
for unit; do
  case "$verb $unit" in
  'enable --now') ;;
  *.target) ;;
  enable*) start "${unit%.service}" ;;
  restart*) stop "${unit%.service}"; start "${unit%.service}" ;;
  reload*) kill -HUP "$(cat "$state/${unit%.service}")" ;;
  esac
done
