#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two instances of each worker, killed with SIGKILL in open transactions while thousands of stories, edits and
withdrawals are under way: each (story, version) is on its topic once, as the newsroom served it.

  test_kills.py BIN BROKER

KW_LONG=1 takes 10,000 stories instead of 1,000. KW_TEST_SEED repeats the choices of a run: who is killed, how long
after its transaction began, which stories are edited. A process is stopped before it is killed, so that the broker can
say whether records of its open transaction are in the log; a kill counts if they are, and if what follows in the
broker's own log of transactions is an abort.
"""
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, WORKERS, Road, check, main, wait_for  # noqa: E402
from protocol import with_open_records  # noqa: E402
from witness import ONGOING, Follower, Transactions, entries, named  # noqa: E402

LONG = bool(os.environ.get("KW_LONG"))
FEEDS, PER_FEED, HOSTS = (400 if LONG else 40), 25, 8
KILLS = 10  # of each worker, each in an open transaction
EDITS, WITHDRAWALS = FEEDS * PER_FEED // 20, FEEDS // 20  # in each round
ROUNDS_MIN, ROUNDS_MAX = 3, 40
INSTANCES = ("one", "two")
ROUTES = "routes:\n  - id: all\n    to: news.all\n    when: always\n"
OUTPUTS = {"fetcher": ("kw.raw", "kw.fetch-state"), "parser": ("kw.stories", "kw.fetch", "kw.parse-state"),
           "enricher": ("kw.enriched",), "sink": ("news.all", "kw.sink-state")}


class Killer:
    """Kills one worker after the other while its transaction is open, and starts it again, as a supervisor does."""

    def __init__(self, road, rng):
        self.road, self.rng, self.transactions = road, rng, Transactions(road)
        self.kills, self.own_ends, self.error, self.stopping = [], 0, None, False
        self.workers = {w.name: w for w in road.workers}
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def proven(self):
        """Kills in an open transaction, by worker."""
        count = dict.fromkeys(WORKERS, 0)
        for kind, name, place in self.kills:
            count[kind] += self.transactions.aborted_after(name, place) is True
        return count

    def done(self):
        return all(n >= KILLS for n in self.proven().values())

    def restart_the_fenced(self):
        for w in self.workers.values():
            if not w.alive():
                check(w.process.returncode == 1, f"{w.name} ended by itself with {w.process.returncode}")
                self.own_ends += 1
                w.start()

    def with_open_records(self, kind):
        return with_open_records(self.road.broker, [self.road.prefix + t for t in OUTPUTS[kind]], self.road.partitions)

    def kill_one(self, kind):
        instance = self.rng.choice(INSTANCES)
        delay = self.rng.uniform(0, 0.01)
        rest = self.rng.uniform(0, 0.3)
        name, w = f"kurilwire.{kind}.{instance}", self.workers[f"{kind}-{instance}"]
        if not self.transactions.wait_open(name, 1.5):
            return
        time.sleep(delay)
        if not w.alive():
            return
        w.send(signal.SIGSTOP)
        history = self.transactions.history[name]
        place = len(history)
        if history[-1][0] != ONGOING or history[-1][1] not in self.with_open_records(kind):
            w.send(signal.SIGCONT)
            return
        w.kill()
        self.kills.append((kind, name, place))
        time.sleep(rest)
        w.start()

    def run(self):
        try:
            while not self.stopping:
                proven = self.proven()
                for kind in WORKERS:
                    self.restart_the_fenced()
                    if proven[kind] < KILLS and not self.stopping:
                        self.kill_one(kind)
                if self.done():
                    time.sleep(0.2)
        except Exception as e:
            self.error = e

    def stop(self):
        self.stopping = True
        self.thread.join()
        if self.error:
            raise self.error


class Truth:
    """What the newsroom served: (story, version) → headline, None for a withdrawal."""

    def __init__(self, road, folder, rng):
        self.road, self.rng, self.served, self.version, self.atom = road, rng, {}, {}, set()
        for name in sorted(os.listdir(folder)):
            if not name.endswith(".story"):
                continue
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                title = next(line[7:].strip() for line in f if line.startswith("Title: "))
            story = name[:-len(".story")]
            self.version[story] = 1
            self.served[story, 1] = title
            if int(story[1:5]) % 2:
                self.atom.add(story)
        self.living = sorted(self.version)

    def round(self, number):
        """Edits and withdraws; each change is a version of its own, for the round before has arrived."""
        edited = self.rng.sample(self.living, EDITS)
        for story in edited:
            title = f"Round {number} of {story}: {self.rng.randrange(10**6)}"
            self.road.tell("edit", story=story, title=title)
            self.next(story, title)
        rest = sorted(self.atom.intersection(self.living).difference(edited))
        for story in self.rng.sample(rest, WITHDRAWALS):
            self.road.tell("withdraw", story=story)
            self.next(story, None)
            self.living.remove(story)

    def next(self, story, headline):
        self.version[story] += 1
        self.served[story, self.version[story]] = headline


class Subscriber:
    """A downstream consumer: counts what reaches the public topic."""

    def __init__(self, road):
        self.names, self.count = {}, {}
        self.follower = Follower(road.broker, road.prefix + "news.all", road.partitions, "%s", self.take)

    def take(self, line):
        key, _ = named(json.loads(line), self.names)
        self.count[key] = self.count.get(key, 0) + 1


def spread_hosts(road):
    """The newsroom under several names, so that both fetchers have hosts."""
    port = road.newsroom_url.rsplit(":", 1)[1]
    feeds, n = [], 0
    for line in road.ask("feeds.yaml?interval=2s").splitlines():
        if "url:" in line:
            line = line.replace(f"127.0.0.1:{port}", f"h{n % HOSTS}.localhost:{port}")
            n += 1
        feeds.append(line.replace("host_delay: 50ms", "host_delay: 10ms"))
    road.write("feeds.d/newsroom.yaml", "\n".join(feeds) + "\n")


def judge(road, topic, truth):
    """Each (story, version) once, with the headline that was served, and none before an older one."""
    names, last, seen = {}, {}, {}
    for record in road.stories(topic):
        key, headline = named(record, names)
        check(key in truth.served, f"{topic}: {key} was never served: {headline}")
        check(key not in seen, f"{topic}: {key} doubled")
        check(headline == truth.served[key], f"{topic}: {key} says {headline!r}, served was {truth.served[key]!r}")
        check(key[1] == last.get(key[0], 0) + 1, f"{topic}: version {key[1]} of {key[0]} after {last.get(key[0], 0)}")
        seen[key], last[key[0]] = True, key[1]
    lost = sorted(set(truth.served) - set(seen))
    check(not lost, f"{topic}: {len(lost)} lost, the first is {lost[:1]}")


def judge_raw(road):
    """Each document once, though a kill repeats the requests that were open."""
    seen = set()
    for r in road.read("kw.raw"):
        key = (r["headers"]["kw-feed"], r["headers"]["kw-body-hash"])
        check(key not in seen, f"kw.raw has a document twice: {key}")
        seen.add(key)


def judge_dispositions(road, killer, versions):
    """Nothing is in flight any more: what came in is the sum of what became of it, whoever died."""
    offered = sum(len(re.findall(r"<item>|<entry>|<at:deleted-entry", r["payload"] or "")) for r in road.read("kw.raw"))
    for worker, total in (("parser", offered), ("enricher", versions), ("sink", versions)):
        def settled():
            killer.restart_the_fenced()
            found = entries(road, worker)  # noqa: B023
            return found.get("published") == versions and sum(found.values()) == total  # noqa: B023
        wait_for(f"the {worker}'s dispositions add up: {versions} published of {total}", settled, pause=0.5)
    return offered


def aborted(road):
    """Records that only a reader of uncommitted ones gets, by the worker that wrote them."""
    return {worker: sum(len(road.places(t, False) - road.places(t)) for t in topics)
            for worker, topics in OUTPUTS.items()}


def drive(road, rng, truth):
    """Rounds of edits, each awaited, until each worker was killed often enough; the kills that count."""
    subscriber, killer = Subscriber(road), Killer(road, rng)
    try:
        number = 0
        while number < ROUNDS_MIN or (not killer.done() and number < ROUNDS_MAX):
            if number:
                truth.round(number)
            wait_for(f"round {number} on news.all", lambda: killer.error or len(subscriber.count) >= len(truth.served),
                     240 if LONG else 90, 0.2)
            number += 1
        killer.stop()
        check(killer.done(), f"too few kills in open transactions: {killer.proven()}")
        wait_for("nothing doubled late", lambda: len(subscriber.count) == len(truth.served))
        return killer, number
    finally:
        killer.stopping = True
        killer.thread.join()
        subscriber.follower.close()
        killer.transactions.follower.close()


def test_kills(bin_dir, broker):
    seed = int(os.environ.get("KW_TEST_SEED") or time.time())
    print(f"KW_TEST_SEED={seed}", flush=True)
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="kurilwire-kills-") as folder:
        subprocess.run([sys.executable, os.path.join(ROOT, "tests/bench/generate.py"), "folder", str(FEEDS), folder],
                       check=True)
        with Road(bin_dir, broker, stories=folder, routes=ROUTES) as road:
            spread_hosts(road)
            road.topics()
            truth = Truth(road, folder, random.Random(rng.random()))
            road.start_all(INSTANCES)
            killer, rounds = drive(road, rng, truth)
            offered = judge_dispositions(road, killer, len(truth.served))
            for w in road.workers:
                check(w.end() in (0, 1), f"{w.name} ended with {w.process.returncode} after SIGTERM")  # 1: fenced late
            for topic in ("kw.stories", "kw.enriched", "news.all"):
                judge(road, topic, truth)
            judge_raw(road)
            check(not road.read("kw.dead-letter"), "there are dead letters")
            lost = aborted(road)
            check(all(lost.values()), f"a worker without aborted records: {lost}")
            print(f"{FEEDS * PER_FEED} stories, {rounds} rounds, {len(truth.served)} versions, {offered} entries; "
                  f"{len(killer.kills)} kills, in open transactions {killer.proven()}, "
                  f"{killer.own_ends} ends of fenced workers; aborted records {lost}")


if __name__ == "__main__":
    main({"test_kills": test_kills})
