# SPDX-License-Identifier: Apache-2.0
"""The whole road for the integration tests: a configuration, a newsroom, the four workers.

Each test makes topics of its own under a prefix of its own, so that tests share one broker.
"""
import json
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

from rig import Failed, Worker, check, wait_for  # noqa: F401

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WORKERS = ("fetcher", "parser", "enricher", "sink")


def harbour_feed(url):
    """The file for feeds.d of one feed that is polled every second and has its whole text."""
    return f"""\
providers:
  - id: harbour
    name: Harbour News
feeds:
  - id: harbour-en
    provider: harbour
    url: "{url}"
    interval: 1s
    host_delay: 50ms
    allow_private: yes
    full_text: no
"""


class Clock:
    """The wall clock of a worker that is started behind `before`: as far ahead of the machine's as it was told, with stamps of
    records that are right all the same."""

    def __init__(self, road):
        self.path = os.path.join(road.folder, "clock")
        self.set(0)
        library = os.path.join(road.bin, "..", "lib", "libkw_clock.so")
        self.before = ("env", "LD_PRELOAD=" + library, "KW_CLOCK=" + self.path, "KW_CLOCK_STAMPS=true")

    def set(self, hours):
        with open(self.path, "r+b" if os.path.exists(self.path) else "wb", buffering=0) as f:
            f.write(struct.pack("=q", int(hours * 3600)))


class Road:
    """A configuration, a newsroom and any number of workers on one broker."""

    def __init__(self, bin_dir, broker, stories=None, files=(), interval="1s", partitions=4, settings="",
                 routes=None, replication=1):
        self.bin, self.broker, self.partitions = bin_dir, broker, partitions
        self.folder = tempfile.mkdtemp(prefix="kurilwire-test-")
        self.config = os.path.join(self.folder, "config")
        self.prefix = f"t{os.getpid()}x{random.randrange(10**6)}."
        self.workers = []
        self.newsroom_url = None
        self.keep = False
        os.mkdir(self.config)
        os.mkdir(os.path.join(self.config, "feeds.d"))
        os.mkdir(os.path.join(self.config, "routes.d"))
        for name in ["tags.d"] + ["routes.d/" + f for f in os.listdir(os.path.join(ROOT, "config/routes.d"))]:
            os.symlink(os.path.join(ROOT, "config", name), os.path.join(self.config, name))
        if routes:
            self.write("routes.d/tested.yaml", routes)
        self.write("kurilwire.yaml", f"""\
kafka:
  brokers: "{broker}"
  prefix: "{self.prefix}"
  partitions: {partitions}
  replication: {replication}
fetcher:
  contact: "desk@example.org"
{settings}""")
        if stories or files:
            self.open_newsroom(stories, files)
            self.write("feeds.d/newsroom.yaml", self.ask(f"feeds.yaml?interval={interval}"))

    def write(self, name, text):
        with open(os.path.join(self.config, name), "w", encoding="utf-8") as f:
            f.write(text)

    def program(self, name):
        return os.path.join(self.bin, name)

    # --- newsroom

    def open_newsroom(self, stories, files):
        argv = [self.program("kurilwire-newsroom")] + (["--folder", stories] if stories else []) + list(files)
        popen = subprocess.Popen(argv, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd=ROOT)
        self.newsroom = popen
        line = popen.stdout.readline().decode()
        at = line.find("http://")
        check(at >= 0, f"the newsroom said {line!r} instead of its address")
        self.newsroom_url = line[at:].split()[0].rstrip("/")

    def requests(self):
        """What the newsroom was asked for: path → {status: times}."""
        out = {}
        for line in self.ask("counts").splitlines():
            path, _, *answers = line.split(" ")
            out[path] = {int(status): int(n) for status, n in (a.split(":") for a in answers)}
        return out

    def ask(self, path):
        with urllib.request.urlopen(f"{self.newsroom_url}/_control/{path}", timeout=10) as r:
            return r.read().decode()

    def tell(self, what, **arguments):
        query = urllib.parse.urlencode(arguments)
        request = urllib.request.Request(f"{self.newsroom_url}/_control/{what}?{query}", data=b"", method="POST")
        with urllib.request.urlopen(request, timeout=10) as r:
            return r.read().decode()

    # --- workers

    def cli(self, *argv, ok=True, **kw):
        done = subprocess.run([self.program("kurilwire"), argv[0], "--config", self.config, *argv[1:]],
                              capture_output=True, cwd=ROOT, **kw)
        if ok:
            check(done.returncode == 0, f"kurilwire {' '.join(argv)} ended with {done.returncode}: "
                  + done.stderr.decode(errors="replace"))
        return done

    def topics(self):
        self.cli("topics")

    def start(self, worker, instance="one", *more, before=()):
        name = f"{worker}-{instance}"
        w = Worker([*before, self.program(f"kurilwire-{worker}"), "--config", self.config, "--instance", instance, *more],
                   os.path.join(self.folder, name + ".log"))
        w.name = name
        self.workers.append(w)
        return w.start()

    def start_all(self, instances=("one",)):
        return [self.start(w, i) for i in instances for w in WORKERS]

    # --- topics

    def read(self, topic, committed=True):
        """All records of a topic up to its end: dicts with key, payload, partition, offset, headers."""
        argv = ["kcat", "-C", "-b", self.broker, "-t", self.prefix + topic, "-e", "-q", "-J", "-o", "beginning",
                "-X", "isolation.level=" + ("read_committed" if committed else "read_uncommitted")]
        done = subprocess.run(argv, capture_output=True, timeout=120)
        check(done.returncode == 0, f"kcat {topic}: {done.stderr.decode(errors='replace')}")
        out = []
        for line in done.stdout.split(b"\n"):
            if line.strip():
                r = json.loads(line)
                flat = r.get("headers") or []
                r["headers"] = dict(zip(flat[0::2], flat[1::2]))
                out.append(r)
        return out

    def places(self, topic, committed=True):
        """(partition, offset) of all records of a topic."""
        level = "read_committed" if committed else "read_uncommitted"
        done = subprocess.run(["kcat", "-C", "-b", self.broker, "-t", self.prefix + topic, "-e", "-q", "-f", "%p %o\n",
                               "-o", "beginning", "-X", "isolation.level=" + level], capture_output=True, timeout=120)
        check(done.returncode == 0, f"kcat {topic}: {done.stderr.decode(errors='replace')}")
        return set(done.stdout.splitlines())

    def stories(self, topic):
        return [json.loads(r["payload"]) for r in self.read(topic) if r.get("payload")]

    def versions(self, topic):
        """Counts each (uri, version) on a topic."""
        seen = {}
        for s in self.stories(topic):
            key = (s["uri"], int(s["version"]))
            seen[key] = seen.get(key, 0) + 1
        return seen

    # --- the end

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        for w in self.workers:
            if w.alive():
                w.kill()
        if self.newsroom_url:
            self.newsroom.terminate()
            self.newsroom.wait()
        if kind or self.keep:
            print(f"logs are in {self.folder}", file=sys.stderr)
            for w in self.workers:
                print(f"--- {w.name}\n" + "\n".join(w.text().splitlines()[-8:]), file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def main(tests):
    """Runs the named test functions (all, if none is named) with (bin, broker)."""
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} BIN BROKER [TEST ...]")
    bin_dir, broker, names = os.path.abspath(sys.argv[1]), sys.argv[2], sys.argv[3:]
    failed = 0
    for name, test in tests.items():
        if names and name not in names:
            continue
        begin = time.monotonic()
        try:
            test(bin_dir, broker)
            print(f"ok      {name} ({time.monotonic() - begin:.1f} s)", flush=True)
        except Failed as e:
            failed += 1
            print(f"FAILED  {name}: {e}", flush=True)
    sys.exit(1 if failed else 0)
