#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the sink costs beside a bare transactional copy loop over the same records, in turn.

  sink_ratio.py BIN BROKER [RECORDS [ROUNDS]]

CPU seconds (user and system, of processes that have ended) per 100,000 records of 1.5 KB, and the largest resident size: the copy
loop; two of them one behind the other, which is the least that a way over another topic would cost; the sink with a route that
takes all, plain; the same with clusters, each story compared with all before it. 200,000 records fill the window. Of several
rounds each row shows its cheapest: what others do on the machine only adds.
"""
import os
import resource
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../integration"))
from harness import Road  # noqa: E402
from rig import wait_for  # noqa: E402

ROUTE = "routes:\n  - id: all\n    to: news.all\n    {copies}when: {{mentions: kurils}}\n"


def high(road, topic):
    out = subprocess.run(["kcat", "-Q", "-b", road.broker] + [x for p in range(road.partitions) for x in ("-t", f"{road.prefix}{topic}:{p}:-1")],
                         capture_output=True, text=True, check=True).stdout
    return sum(int(line.split()[-1]) for line in out.splitlines() if line.strip())


def settled(road, topic, least):
    """The topic has at least so many records and grows no more."""
    last = {"n": -1, "at": time.monotonic()}

    def look():
        n = high(road, topic)
        if n != last["n"]:
            last["n"], last["at"] = n, time.monotonic()
        return n >= least and time.monotonic() - last["at"] > 1.0
    wait_for(f"{least} records on {topic}", look, 300, 0.3)


def sink(bin_dir, broker, records, copies, tool):
    with Road(bin_dir, broker) as road:
        road.write("routes.d/all.yaml", ROUTE.format(copies=f"copies: {copies}\n    " if copies else ""))
        for name in ("kurils.yaml", "peace-treaty.yaml"):
            os.unlink(os.path.join(road.config, "routes.d", name))
        road.topics()
        subprocess.run([tool, broker, "fill", road.prefix + "kw.enriched", str(records)], check=True)
        argv = [road.program("kurilwire-sink"), "--config", road.config]
        with open(os.path.join(road.folder, "sink.log"), "wb") as log:
            p = subprocess.Popen(argv, stdout=log, stderr=log)
            settled(road, "news.all", records)
            p.terminate()
            _, _, used = os.wait4(p.pid, 0)
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def copy_loops(bin_dir, broker, records, tool):
    """CPU seconds of a copy of the records, and of a copy of the copy."""
    with Road(bin_dir, broker) as road:
        road.write("routes.d/all.yaml", ROUTE.format(copies=""))
        road.topics()
        subprocess.run([tool, broker, "fill", road.prefix + "kw.enriched", str(records)], check=True)
        return [float(subprocess.run([tool, broker, "copy", road.prefix + a, road.prefix + b, str(records)],
                                     capture_output=True, text=True, check=True).stdout)
                for a, b in (("kw.enriched", "kw.matched"), ("kw.matched", "news.all"))]


def one_round(bin_dir, broker, records):
    """{row: (CPU seconds, MiB or 0)}"""
    tool = os.path.join(bin_dir, "bench_copy")
    floor, second = copy_loops(bin_dir, broker, records, tool)
    rows = {"copy loop": (floor, 0), "two copy loops": (floor + second, 0)}
    for name, copies in (("sink, plain", ""), ("sink, clusters", "all")):
        rows[name] = sink(bin_dir, broker, records, copies, tool)
    return rows


def main():
    bin_dir, broker = os.path.abspath(sys.argv[1]), sys.argv[2]
    records = int(sys.argv[3]) if len(sys.argv) > 3 else 100000
    rounds = [one_round(bin_dir, broker, records) for _ in range(int(sys.argv[4]) if len(sys.argv) > 4 else 1)]
    best = {name: min(r[name] for r in rounds) for name in rounds[0]}
    floor = best["copy loop"][0]
    for name, (cpu, mib) in best.items():
        print(f"{name:15} {cpu * 1e5 / records:6.2f} CPU s per 100,000, {cpu / floor:.2f} of the loop" + (f", {mib:.0f} MiB" if mib else ""))


if __name__ == "__main__":
    main()
