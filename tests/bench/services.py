#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs parser, enricher and sink one after the other over a backlog on a real broker, with default settings.

  services.py BIN BROKER DOCUMENTS [ROUNDS]

DOCUMENTS as generate.py writes them, taken as polls of up to 1,000 configured feeds. Each service runs alone with the
broker until all is committed, and is then asked to end. Every story goes to one public topic. Prints, for each service
and round: CPU seconds (user and system, of the process that has ended) per 100,000 stories, stories per second between
the first and the last record of its output, the largest resident size, and the CPU seconds of a start and end with
nothing to do, which count once in the first column however many stories there are. Fails if a story is lost or doubled.
"""
import os
import re
import shutil
import struct
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../integration"))
from harness import Road  # noqa: E402
from rig import Failed, check, wait_for  # noqa: E402

FEEDS_MAX, PER_DOCUMENT = 1000, 25
OUTPUT = {"parser": "kw.stories", "enricher": "kw.enriched", "sink": "news.bench"}
ROUTES = """\
topics:
  - name: news.bench
{topics}routes:
  - id: all
    to: news.bench
    when: always
"""


def count_documents(path):
    n = 0
    with open(path, "rb") as f:
        while head := f.read(8):
            key, doc = struct.unpack("<II", head)
            f.seek(key + doc, os.SEEK_CUR)
            n += 1
    return n


def feeds_yaml(n):
    rows = [f"  - id: bench-{i}\n    name: Bench {i}" for i in range(n)]
    feeds = [f"  - id: bench-{i}\n    provider: bench-{i}\n    url: https://feed{i}.example/rss.xml\n    first_poll: all"
             for i in range(n)]
    return "providers:\n" + "\n".join(rows) + "\nfeeds:\n" + "\n".join(feeds) + "\n"


class Service:
    """One service over the whole backlog: started, watched by its metrics, ended."""

    def __init__(self, road, worker, instance="bench"):
        log = os.path.join(road.folder, f"{worker}-{instance}.log")
        command = [road.program("kurilwire-" + worker), "--config", road.config, "--instance", instance]
        with open(log, "wb") as out:
            self.popen = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.worker, self.log = worker, log
        self.port = wait_for(f"{worker}'s port in {log}", self.find_port, 30)

    def find_port(self):
        check(self.popen.poll() is None, f"{self.worker} ended early: {self.log}")
        with open(self.log, encoding="utf-8") as f:
            found = re.search(r"monitor\.\S+.*?port=\"?(\d+)", f.read())
        return int(found.group(1)) if found else None

    def metric(self, name):
        check(self.popen.poll() is None, f"{self.worker} ended early: {self.log}")
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as r:
            text = r.read().decode()
        found = re.search("^" + re.escape(name) + r" (\S+)", text, re.M)
        return float(found.group(1)) if found else 0

    def peak_mib(self):
        """Its own, where wait4(2) would count what this program took before it became the service."""
        with open(f"/proc/{self.popen.pid}/status", encoding="utf-8") as f:
            return int(re.search(r"^VmHWM:\s*(\d+) kB", f.read(), re.M).group(1)) / 1024

    def end(self):
        """CPU seconds and the largest resident size in MiB."""
        mib = self.peak_mib()
        self.popen.terminate()
        _, status, usage = os.wait4(self.popen.pid, 0)
        self.popen.returncode = os.waitstatus_to_exitcode(status)
        check(self.popen.returncode == 0, f"{self.worker} ended with {self.popen.returncode}: {self.log}")
        return usage.ru_utime + usage.ru_stime, mib


def read_back(road, topic):
    """Keys and their times of production in ms."""
    done = subprocess.run(["kcat", "-C", "-b", road.broker, "-t", road.prefix + topic, "-e", "-q", "-o", "beginning", "-f", "%T %k\n",
                           "-X", "isolation.level=read_committed"], capture_output=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()]
    return [key for _, key in rows], [int(t) for t, _ in rows]


def run_until(road, worker, metric, at_least, what):
    service = Service(road, worker)
    try:
        wait_for(f"{worker} {what}", lambda: service.metric(metric) >= at_least, 600, 0.2)
        return service.end()
    finally:
        if service.popen.poll() is None:
            service.popen.kill()


def start_alone(road, worker):
    return run_until(road, worker, "kurilwire_stage_connected", 1, "connected")[0]


class Row:
    """What one service needed: CPU seconds per 100,000 stories, stories a second, MiB at most, CPU of a start alone."""

    def __init__(self, name, cpu, rate, mib, start):
        self.name, self.cpu, self.rate, self.mib, self.start = name, cpu, rate, mib, start

    def __str__(self):
        return f"{self.name:10} {self.cpu:10.2f} {self.rate:12.0f} {self.mib:10.0f} {self.start:10.2f}"


def run_one(road, worker, stories, start):
    cpu, mib = run_until(road, worker, 'kurilwire_stage_entries{disposition="published"}', stories,
                         f"through with {stories} stories")
    keys, times = read_back(road, OUTPUT[worker])
    check(len(keys) == stories, f"{worker} made {len(keys)} of {stories} stories")
    check(len(set(keys)) == stories, f"{worker} made {len(keys) - len(set(keys))} duplicates")
    seconds = (max(times) - min(times)) / 1000
    return Row(worker, (cpu - start) / stories * 1e5 + start, stories / max(seconds, 0.001), mib, start)


def prepare(road, documents, topics=()):
    """Configures the services for the documents, writes them onto kw.raw, and returns how many there are. `topics` are
    made, too."""
    docs = count_documents(documents)
    feeds = min(docs, FEEDS_MAX)
    routes = os.path.join(road.config, "routes.d")
    (os.unlink if os.path.islink(routes) else shutil.rmtree)(routes)
    os.mkdir(routes)
    road.write("routes.d/all.yaml", ROUTES.format(topics="".join(f"  - name: {t}\n" for t in topics)))
    road.write("feeds.d/bench.yaml", feeds_yaml(feeds))
    road.topics()
    done = subprocess.run([road.program("bench_produce"), road.broker, road.prefix + "kw.raw", documents, str(feeds)])
    check(done.returncode == 0, "the documents could not be written")
    return docs


def run_services(road, docs, tell=print):
    """Runs the three services over what is on kw.raw, one after the other: their rows."""
    rows = []
    for worker in OUTPUT:
        # What a start alone costs is measured on topics of its own, with nothing on them.
        with Road(road.bin, road.broker, partitions=6) as idle:
            idle.topics()
            start = start_alone(idle, worker)
        rows.append(run_one(road, worker, docs * PER_DOCUMENT, start))
        tell(rows[-1])
    return rows


def run_all(bin_dir, broker, documents):
    with Road(bin_dir, broker, partitions=6) as road:
        rows = run_services(road, prepare(road, documents), lambda row: print(row, flush=True))
    print(f"{'all three':10} {sum(row.cpu for row in rows):10.2f}", flush=True)


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    bin_dir, broker, documents = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3]
    print(f"{'service':10} {'CPU s/100k':>10} {'stories/s':>12} {'peak MiB':>10} {'start':>10}")
    try:
        for _ in range(int(sys.argv[4]) if len(sys.argv) == 5 else 1):
            run_all(bin_dir, broker, documents)
    except Failed as e:
        sys.exit(f"FAILED: {e}")


if __name__ == "__main__":
    main()
