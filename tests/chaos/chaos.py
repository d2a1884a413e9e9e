#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Nothing lost, nothing twice: a newsroom whose truth is known, all workers twice, and harm by a seed.

  chaos.py BIN [--minutes 2] [--seed N] [--brokers 1|3] [--feeds 60] [--every 20] [--pace 1] [--no-faults] [--folder DIR]

Ends with 0 if every topic, read as subscribers read it, holds what was served: nothing lost, doubled, out of order or of
a wrong version, and every entry accounted for. README.md beside this file says more.
"""
import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "integration")]
from cluster import Cluster  # noqa: E402
from fleet import Fleet  # noqa: E402
from harness import Failed, Road, check, wait_for  # noqa: E402
from injector import OUTPUTS, WHAT, Injector  # noqa: E402
from newsroom import Newsroom  # noqa: E402
from oracle import (CHAIN, WRONG, aborted, judge_dispositions, judge_letters, judge_raw, judge_stories,  # noqa: E402
                    unaccounted)
from wire import Network  # noqa: E402
from witness import Follower, named  # noqa: E402

INSTANCES = ("one", "two")
ROUTES = "routes:\n  - id: all\n    to: news.all\n    when: always\n"
CALM_LIMIT = 240.0
EDITIONS_LIMIT = 45.0
DISK_GB, MINUTES_A_GB = 3, 10  # of memory, as the logs grow; sixteen minutes of a soak take one


class Subscriber:
    """A downstream consumer; the newsroom hears from it what has arrived."""

    def __init__(self, road, newsroom):
        self.names, self.newsroom = {}, newsroom
        self.follower = Follower(road.broker, road.prefix + "news.all", road.partitions, "%s", self.take)

    def take(self, line):
        self.newsroom.arrived(named(json.loads(line), self.names)[0])


class Run:
    def __init__(self, options):
        self.options, self.began = options, time.monotonic()
        self.journal = open(os.path.join(options.folder, "journal"), "w", encoding="utf-8")
        self.closers, self.road = [], None

    def rng_of(self, what):
        return random.Random(f"{self.options.seed} {what}")

    def tell(self, text):
        line = f"{time.monotonic() - self.began:7.1f} {text}"
        self.journal.write(line + "\n")
        self.journal.flush()

    def say(self, text):
        self.tell(text)
        print(text, flush=True)

    def open(self):
        o = self.options
        self.network = Network()
        self.closers.append(self.network.close)
        disk = f"{DISK_GB + o.minutes / MINUTES_A_GB:.0f}g"
        self.cluster = Cluster(os.path.join(o.folder, "brokers"), self.network, o.brokers, disk)
        self.closers.append(self.cluster.remove)
        self.cluster.start()
        self.newsroom = Newsroom(o, self.rng_of)
        self.closers.append(self.newsroom.close)
        self.web_port = self.network.relay(self.newsroom.port, kafka=False)
        self.road = Road(o.bin, self.cluster.address, routes=ROUTES, replication=o.brokers)
        self.road.write("feeds.d/newsroom.yaml", self.newsroom.yaml(self.web_port))
        self.road.topics()
        self.road.broker = self.cluster.inner
        self.fleet = Fleet(self.road, INSTANCES)
        self.closers.append(self.fleet.close)
        self.subscriber = Subscriber(self.road, self.newsroom)
        self.closers.append(self.subscriber.follower.close)
        self.injector = Injector(self.road, self.fleet, self.cluster, self.network, self.web_port, self.rng_of, self.tell,
                                 o.pace)
        self.closers.append(self.injector.transactions.follower.close)

    def close(self, keep_logs):
        for close in reversed(self.closers):
            close()
        if self.road and keep_logs:
            print(f"logs are in {self.road.folder}", file=sys.stderr)
        elif self.road:
            shutil.rmtree(self.road.folder, ignore_errors=True)

    def go_on(self):
        if self.injector.error:
            raise self.injector.error

    def harm(self):
        self.fleet.start()
        self.fleet.wait_listening()
        began, told = time.monotonic(), 0
        if not self.options.no_faults:
            self.opening()
            self.injector.start()
        seconds = self.options.minutes * 60
        until = max(began + seconds, time.monotonic() + seconds / 2)
        while time.monotonic() < until:
            time.sleep(0.5)
            self.go_on()
            if time.monotonic() - told > 30:
                told = time.monotonic()
                stories, changed = self.newsroom.stories()
                self.say(f"{until - told:.0f} s to go: {stories} stories, {changed} changed, "
                         f"{self.newsroom.missing()} under way, {len(self.injector.faults)} faults; " + self.ends())

    def opening(self):
        """A zombie of each kind of worker while nothing else is wrong; stale state shows when its stories come again."""
        def editions_come():
            self.tell("the next editions")
            self.newsroom.next_editions(EDITIONS_LIMIT)
        self.injector.zombies.opening(self.rng_of, editions_come)
        self.go_on()
        self.say(f"zombies that woke up behind their heirs: {self.injector.zombies.told()}")

    def ends(self):
        """Where the topics end just now, if a broker answers."""
        argv = ["kcat", "-Q", "-m", "5", "-b", self.road.broker]
        for topic in CHAIN:
            argv += [a for p in range(self.road.partitions) for a in ("-t", f"{self.road.prefix}{topic}:{p}:-1")]
        told = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
        if not told:
            return "no broker answers"
        sums = {t: sum(int(n) for n in re.findall(re.escape(t) + r" \[\d+\] offset (\d+)", told)) for t in CHAIN}
        return ", ".join(f"{t} {n}" for t, n in sums.items())

    def calm(self):
        """No more harm: everything that was served has to arrive."""
        self.newsroom.stop_publishing()
        self.injector.stop()
        self.go_on()
        self.fleet.calm()
        self.tell("calm")
        try:
            wait_for("all has arrived", lambda: not self.newsroom.missing(), CALM_LIMIT, 0.2)
        except Failed:
            self.say(f"after {CALM_LIMIT:.0f} s of calm {self.newsroom.missing()} have not arrived")
            for feed in self.newsroom.feeds:
                if feed.missing:
                    self.tell(f"edition {feed.edition} of {feed.id} misses {sorted(feed.missing)}")
        self.go_on()

    def judge(self):
        truth = self.newsroom.truth
        raw, offered = judge_raw(self.road)
        dispositions = judge_dispositions(self.road, offered, len(truth))
        self.fleet.end()
        verdicts = [raw] + [judge_stories(self.road, t, truth, True) for t in CHAIN]
        verdicts += [judge_letters(self.road)]
        return verdicts, dispositions

    def report(self, verdicts, dispositions):
        count, hit = self.injector.tally()
        stories, changed = self.newsroom.stories()
        rows = [f"seed {self.options.seed}, {self.options.brokers} broker(s), {self.options.minutes:g} minutes: "
                f"{stories} stories, {changed} edited or withdrawn, {len(self.newsroom.truth)} versions", "",
                f"{'fault':58} {'times':>6} {'in an open transaction':>23}"]
        for kind in self.injector.kinds():
            rows.append(f"{WHAT[kind]:58} {count[kind]:6} {hit[kind]:23}")
        rows.append(f"{'all':58} {sum(count.values()):6} {sum(hit.values()):23}")
        lost = aborted(self.road, [t for topics in OUTPUTS.values() for t in topics])
        rows += [f"  with their records seen in the log before the abort: {self.injector.proven()}; aborted records: "
                 + ", ".join(f"{t} {n}" for t, n in lost.items()),
                 f"  zombies that woke up behind their heirs: {self.injector.zombies.told()}", "",
                 f"{'topic':16} {'records':>8} " + " ".join(f"{w:>13}" for w in WRONG)]
        for v in verdicts:
            rows.append(f"{v.topic:16} {v.records:8} " + " ".join(f"{v.count[w]:13}" for w in WRONG))
        rows.append("")
        for worker, (total, found) in dispositions.items():
            rows.append(f"{worker}: {total} entries = " + " + ".join(f"{n} {what}" for what, n in sorted(found.items())
                                                                     if n))
        rows += ["", f"slowest orderly end {self.fleet.slowest_end:.1f} s; workers that ended by themselves:"]
        rows += [f"  {n:4} {why}" for why, n in self.fleet.own_ends.most_common()]
        rows += [e for v in verdicts for e in v.examples] + self.fleet.troubles
        self.say("\n".join(rows))
        return (sum(sum(v.count.values()) for v in verdicts) + unaccounted(dispositions, len(self.newsroom.truth))
                + len(self.fleet.troubles))


def options(minutes=2, new=28, edits=7, every=20.0):
    p = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    p.add_argument("bin")
    p.add_argument("--minutes", type=float, default=minutes)
    p.add_argument("--seed", type=int, default=int(time.time()))
    p.add_argument("--brokers", type=int, choices=(1, 3), default=1)
    p.add_argument("--feeds", type=int, default=60)
    p.add_argument("--new", type=int, default=new, help="stories that are new in an edition of a feed")
    p.add_argument("--edits", type=int, default=edits, help="stories that are edited in one")
    p.add_argument("--every", type=float, default=every, help="seconds between two editions of a feed, at least")
    p.add_argument("--pace", type=float, default=1, help="how much faster than one fault in about six seconds")
    p.add_argument("--no-faults", action="store_true")
    p.add_argument("--folder", default=None)
    o = p.parse_args()
    o.bin = os.path.abspath(o.bin)
    o.folder = os.path.abspath(o.folder or tempfile.mkdtemp(prefix="kurilwire-chaos-"))
    os.makedirs(o.folder, exist_ok=True)
    tempfile.tempdir = o.folder
    return o


def main():
    run = Run(options())
    wrong = 1
    try:
        run.say(f"seed {run.options.seed}, folder {run.options.folder}")
        run.open()
        run.harm()
        run.calm()
        wrong = run.report(*run.judge())
        run.say("passed" if not wrong else f"FAILED: {wrong} wrong")
    except Failed as e:
        run.say(f"FAILED: {e}")
    finally:
        run.close(keep_logs=wrong)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
