#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Ours and the peers that are there, in turn, over the same documents on the same broker.

  compare.py BIN PEERS BROKER DOCUMENTS [ROUNDS]

PEERS is the folder that peers/build.sh has filled. Ours are three services, one after the other, the sum of their CPU; each
peer is one process that does the same work in one hop. Rounds (3) go forwards and backwards in turn, and the table has
medians with the least and the most. Every run is checked: each story once, the mentions of a peer as many as its own code
finds without Kafka, ours on a sample as `kurilwire tag` marks them. The last column is ours divided by the peer's CPU.
"""
import json
import os
import statistics
import subprocess
import sys
import time

import services
from harness import ROOT, Road
from rig import Failed, check

FORMS = os.path.join(ROOT, "tests/bench/peers/forms.tsv")
SAMPLE = 10  # documents


class Run:
    """One run of one contender."""

    def __init__(self, cpu, rate, mib):
        self.cpu, self.rate, self.mib = cpu, rate, mib


def consume(road, topic, form):
    done = subprocess.run(["kcat", "-C", "-b", road.broker, "-t", topic, "-e", "-q", "-o", "beginning", "-f", form,
                           "-X", "isolation.level=read_committed"], capture_output=True, check=True)
    return done.stdout.splitlines()


# --- peers -------------------------------------------------------------------------------------


def peers_of(folder):
    """Name → command, of those that were built."""
    there = {"Python": [os.path.join(folder, "venv/bin/python"), os.path.join(ROOT, "tests/bench/peers/python/peer.py")],
             "Go": [os.path.join(folder, "peer-go")], "Rust": [os.path.join(folder, "peer-rust")]}
    return {name: command for name, command in there.items() if os.path.exists(command[0])}


def environment():
    return dict(os.environ, FORMS=FORMS)


def steps(command, documents):
    """CPU seconds per 100,000 stories without Kafka, and how many mentions there are."""
    done = subprocess.run(command + ["--steps", documents], capture_output=True, text=True, check=True, env=environment())
    cpu, mentions = done.stdout.split()
    return float(cpu), int(mentions)


def topic_of(name):
    return "news." + name.lower()


def run_peer(road, name, command, docs, mentions):
    topic = road.prefix + topic_of(name)
    # The shell between keeps the memory of this program out of the peer's account.
    process = subprocess.Popen(["sh", "-c", '"$@"; exit $?', "sh"] + command + [road.broker, road.prefix + "kw.raw", topic, str(docs)],
                               env=environment())
    _, status, usage = os.wait4(process.pid, 0)
    check(os.waitstatus_to_exitcode(status) == 0, f"the {name} peer failed")
    rows = [line.split(b"\t", 2) for line in consume(road, topic, "%T\t%k\t%s\n")]
    stories = docs * services.PER_DOCUMENT
    keys = {row[1] for row in rows}
    check(len(rows) == stories and len(keys) == stories, f"{name}: {len(rows)} records, {len(keys)} keys of {stories}")
    found = sum(row[2].count(b'"subject"') for row in rows)
    check(found == mentions, f"{name}: {found} mentions on the topic, {mentions} without Kafka")
    times = [int(row[0]) for row in rows]
    seconds = max((max(times) - min(times)) / 1000, 0.001)
    cpu = usage.ru_utime + usage.ru_stime
    return Run(cpu / stories * 1e5, stories / seconds, usage.ru_maxrss / 1024)


# --- ours --------------------------------------------------------------------------------------


def marks(record):
    return sorted((m["subject"], m["field"], m["start"], m["end"]) for m in record["kurilwire"].get("mentions", []))


def guid(record):
    return next(a["value"] for a in record["altIds"] if a["role"] == "guid")


def sample_of(road, documents):
    """guid → mentions of the first documents, by the command line."""
    out = {}
    with open(documents, "rb") as f:
        for i in range(SAMPLE):
            key, size = services.struct.unpack("<II", f.read(8))
            f.seek(key, os.SEEK_CUR)
            path = os.path.join(road.folder, f"sample-{i}.xml")
            with open(path, "wb") as to:
                to.write(f.read(size))
            done = road.cli("tag", "--json", path)
            out.update((guid(r), marks(r)) for r in map(json.loads, done.stdout.splitlines()))
    return out


def run_ours(road, docs, sample):
    rows = services.run_services(road, docs, lambda row: None)
    records = map(json.loads, consume(road, road.prefix + services.OUTPUT["sink"], "%s\n"))
    found = {g: marks(r) for r in records if (g := guid(r)) in sample}
    wrong = [g for g in sample if found.get(g) != sample[g]]
    check(not wrong, f"{len(wrong)} stories have other mentions than kurilwire tag finds, the first is {wrong[:1]}")
    return rows


# --- table -------------------------------------------------------------------------------------


def middle(values, digits=2):
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def tell(name, runs, ours):
    cpu = [r.cpu for r in runs]
    ratio = f"{ours / statistics.median(cpu):.2f}" if ours else ""
    print(f"{name:22} {middle(cpu):>22} {middle([r.rate for r in runs], 0):>26} {max(r.mib for r in runs):>9.0f} {ratio:>6}")


def one_round(bin_dir, broker, documents, contenders, results, forwards):
    with Road(bin_dir, broker, partitions=6) as road:
        docs = services.prepare(road, documents, [topic_of(name) for name in contenders])
        sample = sample_of(road, documents)
        for name in contenders if forwards else reversed(contenders):
            begun = time.monotonic()
            if name == "ours":
                for row in run_ours(road, docs, sample):
                    results.setdefault(row.name, []).append(row)
            else:
                command, mentions = contenders[name]
                results.setdefault(name, []).append(run_peer(road, name, command, docs, mentions))
            print(f"  {name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)


def main():
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    bin_dir, peers, broker, documents = os.path.abspath(sys.argv[1]), *sys.argv[2:5]
    rounds = int(sys.argv[5]) if len(sys.argv) == 6 else 3
    contenders, results, alone = {"ours": None}, {}, {}
    for name, command in peers_of(peers).items():
        alone[name], mentions = steps(command, documents)
        contenders[name] = (command, mentions)
    for i in range(rounds):
        one_round(bin_dir, broker, documents, contenders, results, i % 2 == 0)
    ours = [results[worker] for worker in services.OUTPUT]
    total = [Run(sum(r.cpu for r in rows), min(r.rate for r in rows), max(r.mib for r in rows)) for rows in zip(*ours)]
    print(f"{'raw topic → public':22} {'CPU s/100k':>22} {'stories/s':>26} {'peak MiB':>9} {'ours/':>6}")
    for worker in services.OUTPUT:
        tell("  " + worker, results[worker], None)
    tell("ours, three hops", total, None)
    least = statistics.median(r.cpu for r in total)
    for name in alone:
        tell(f"{name}, one process", results[name], least)
    print("\nwithout Kafka (parse, text, tag, encode), CPU s/100k: " + ", ".join(f"{n} {c:.2f}" for n, c in alone.items()))


if __name__ == "__main__":
    try:
        main()
    except Failed as e:
        sys.exit(f"FAILED: {e}")
