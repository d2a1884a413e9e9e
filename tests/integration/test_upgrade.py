#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Restarting one instance after the other while stories come: nothing lost or doubled, and no other instance is disturbed.

With KW_LONG=1 also upgrades from older builds of this repository's history, in mixed versions, and the way back.
"""
import os
import re
import subprocess
import sys
import threading
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, WORKERS, Road, check, main, wait_for  # noqa: E402

STORIES = os.path.join(ROOT, "cli/newsroom/stories")
INSTANCES = ("a", "b")
# Older builds: one whose state is of the format before, which the present one takes over; and one that writes the same
# formats, so that each reads what the other has written.
FORMAT_BEFORE, SAME_FORMAT = "b733364", "02bbeaf"


def ready(process):
    """Of what is logged since its last start: its port, then what it answers."""
    text = process.text().rsplit("event=service.starting", 1)[-1]
    found = re.search(r"event=monitor.listening .*port=(\d+)", text)
    if not found:
        return False
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{found.group(1)}/health", timeout=10) as r:
            return r.status == 200 and "event=partitions.assigned" in text
    except OSError:
        return False


class Fleet:
    """Two instances of each worker, and stories all the time."""

    def __init__(self, road):
        self.road = road
        self.feed = re.search(r"/feeds/([a-z-]+)\.xml", road.ask("feeds.yaml?interval=1s")).group(1)
        self.running = {}
        self.written, self.stop = [], threading.Event()
        self.writer = threading.Thread(target=self.write)

    def write(self):
        while not self.stop.is_set():
            n = len(self.written)
            self.road.tell("write", story=f"rolling-{n}", feeds=self.feed, title=f"Iturup harbour report {n}",
                           text=f"The harbour of Iturup on the Kuril Islands counted {n} ships this week, its master said.")
            self.written.append(f"rolling-{n}")
            self.stop.wait(0.2)

    def start(self, worker, instance):
        self.running[worker, instance] = self.road.start(worker, instance)

    def wait_ready(self, worker, instance):
        wait_for(f"{worker} {instance} is ready", lambda: ready(self.running[worker, instance]), pause=0.1)

    def start_all(self):
        for worker in WORKERS:
            for instance in INSTANCES:
                self.start(worker, instance)
        for key in self.running:
            self.wait_ready(*key)

    def assignments(self, worker, instance):
        text = self.running[worker, instance].text()
        return text.count("event=partitions.assigned") + text.count("event=partitions.revoked")

    def roll(self, undisturbed):
        """Each instance is replaced; the other one of its worker keeps its partitions meanwhile."""
        for worker in WORKERS:
            for instance, other in (INSTANCES, INSTANCES[::-1]):
                before = self.assignments(worker, other)
                code = self.running[worker, instance].end()
                check(code == 0, f"{worker} {instance} ended with {code}")
                self.start(worker, instance)
                self.wait_ready(worker, instance)
                moved = self.assignments(worker, other) - before
                check(not undisturbed or moved == 0, f"{worker} {other} was rebalanced {moved} times by {instance}'s restart")

    def arrived(self):
        text = "\n".join(r["payload"] for r in self.road.read("news.kurils") if r.get("payload"))
        return sum(f"/{s}.html" in text for s in self.written)

    def judge(self):
        self.stop.set()
        self.writer.join()
        wait_for("all stories have arrived", lambda: self.arrived() == len(self.written), 90, 1.0,
                 tell=lambda: f"{self.arrived()} of {len(self.written)}")
        for topic in ("kw.stories", "kw.enriched", "news.kurils"):
            twice = {k: n for k, n in self.road.versions(topic).items() if n != 1}
            check(not twice, f"more than once on {topic}: {twice}")
        letters = self.road.read("kw.dead-letter")
        check(not letters, f"{len(letters)} dead letters, the first: {letters[:1]}")


def settle(fleet):
    """The second instance's coming is a rebalance; wait until none is under way."""
    seen = []

    def same():
        seen.append(sum(fleet.assignments(*key) for key in fleet.running))
        return len(seen) > 30 and len(set(seen[-30:])) == 1
    wait_for("the groups are at rest", same, pause=0.1)


def use(road, build):
    """The programs of a build with the packs and routes that came with it, as a package brings them."""
    road.bin = build
    for name in ("tags.d", "routes.d"):
        path = os.path.join(road.config, name)
        subprocess.run(["rm", "-r", path], check=True)
        os.symlink(os.path.join(build, "../../../config", name), path)


def rolled(road, before, after, undisturbed):
    """Starts the fleet of one build and rolls to another one, and back."""
    with road:
        use(road, before)
        road.topics()
        fleet = Fleet(road)
        fleet.start_all()
        settle(fleet)
        fleet.writer.start()
        try:
            for build in after:
                use(road, build)
                fleet.roll(undisturbed)
            fleet.judge()
        finally:
            fleet.stop.set()
            fleet.writer.join()


def test_restart(bin_dir, broker):
    """Static members come back to their partitions: no rebalance, no gap."""
    rolled(Road(bin_dir, broker, stories=STORIES), bin_dir, [bin_dir], True)


def old_build(commit):
    """The programs of an older commit, built once and kept."""
    tree = os.path.join(ROOT, "build/old", commit)
    bin_dir = os.path.join(tree, "build/release/bin")
    if not os.path.exists(os.path.join(bin_dir, "complete")):
        os.makedirs(tree, exist_ok=True)
        archive = subprocess.run(["git", "-C", ROOT, "archive", commit], capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", tree], input=archive, check=True)
        subprocess.run(["cmake", "--preset", "release", "-DBUILD_TESTING=OFF"], cwd=tree, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["cmake", "--build", "build/release", "-j", str(os.cpu_count())], cwd=tree, check=True,
                       stdout=subprocess.DEVNULL)
        open(os.path.join(bin_dir, "complete"), "w", encoding="utf-8").close()
    return bin_dir


def test_upgrade(bin_dir, broker):
    """From old builds to this one, instance by instance; and back again, where formats of state allow it."""
    if not os.environ.get("KW_LONG"):
        print("skipped: it builds an older commit; tests/run.sh --long does")
        return
    rolled(Road(bin_dir, broker, stories=STORIES), old_build(FORMAT_BEFORE), [bin_dir], False)
    old = old_build(SAME_FORMAT)
    rolled(Road(bin_dir, broker, stories=STORIES), old, [bin_dir, old], False)


main({"restart": test_restart, "upgrade": test_upgrade})
