#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reloading running workers: all or nothing, nothing lost, nothing doubled."""
import json
import os
import re
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, Road, check, main, wait_for  # noqa: E402

STORIES = os.path.join(ROOT, "cli/newsroom/stories")
RELOADS = 100
SECONDS = 50


def health(process):
    return json.loads(process.ask("/health"))


def notes(process, part):
    return [n["note"] for n in health(process)["notes"] if n["part"] == part]


def wait_ready(process):
    wait_for(f"{process.name} is ready", lambda: health(process)["ready"], pause=0.2)


def test_refused(bin_dir, broker):
    """A wrong configuration leaves the old one in force, says so, and is forgotten when it is mended."""
    with Road(bin_dir, broker) as road:
        road.topics()
        path = os.path.join(road.config, "kurilwire.yaml")
        with open(path, encoding="utf-8") as f:
            good = f.read()
        workers = road.start_all()
        for p in workers:
            wait_ready(p)
            files = re.search(r'kurilwire_config_info{sha256="([0-9a-f]{64})"} 1\n', p.ask("/metrics"))
            check(files, f"{p.name} does not say which files it has read")
        road.write("kurilwire.yaml", good + "log: {levle: debug}\n")
        for p in workers:
            p.send(signal.SIGHUP)
            wait_for(f"{p.name} refuses", lambda p=p: notes(p, "config"))
            check('unknown setting "levle"' in notes(p, "config")[0], notes(p, "config"))
            check(health(p)["ready"] and p.alive(), f"{p.name} is no longer ready")
            check(p.metric("kurilwire_config_refused") == 1, "the metric says nothing of it")
            check("did you mean" in p.text(), f"{p.name} does not log the reason")
        road.write("kurilwire.yaml", good.replace("kafka:\n", "kafka:\n  batch_time: 500ms\n") + "log: {level: debug}\n")
        for p in workers:
            p.send(signal.SIGHUP)
            wait_for(f"{p.name} takes it", lambda p=p: not notes(p, "config") and notes(p, "restart"))
            check(p.metric("kurilwire_config_refused") == 0, "it still says that it was refused")
            check(p.metric('kurilwire_config_reloads_total{result="refused"}') == 1, "refused is not counted")
            check(p.metric('kurilwire_config_reloads_total{result="taken"}') == 1, "taken is not counted")
            check(p.metric("kurilwire_config_restart_needed") == 1, "no word of the settings of kafka")


def expect_cli(road, code, text, *argv):
    done = road.cli("reload", *argv, ok=False)
    said = done.stdout.decode() + done.stderr.decode()
    check(done.returncode == code and text in said, f"reload {argv} ended with {done.returncode}: {said}")
    return said


def test_command(bin_dir, broker):
    """kurilwire reload tells the workers that run with a configuration, and none when it is wrong."""
    with Road(bin_dir, broker) as road:
        road.topics()
        expect_cli(road, 1, "no worker with the configuration")
        workers = road.start_all()
        for p in workers:
            wait_ready(p)
        said = expect_cli(road, 0, "told sink one")
        for p in workers:
            check(f"process {p.process.pid}\n" in said, f"{p.name} was not told: {said}")
            wait_for(f"{p.name} reloads", lambda p=p: p.metric('kurilwire_config_reloads_total{result="taken"}') == 1)
        path = os.path.join(road.config, "kurilwire.yaml")
        with open(path, encoding="utf-8") as f:
            good = f.read()
        road.write("kurilwire.yaml", good + "log: {levle: debug}\n")
        said = expect_cli(road, 78, 'unknown setting "levle"')
        check("told" not in said, said)
        road.write("kurilwire.yaml", good + "log: {level: debug}\n")
        said = expect_cli(road, 0, "told parser one", "--worker", "parser")
        check(said.count("told") == 1, said)


def write_stories(road, feed, stop, written):
    """New stories all the time, each with a mention."""
    while not stop.is_set():
        n = len(written)
        road.tell("write", story=f"reload-{n}", feeds=feed, title=f"Iturup harbour report {n}",
                  text=f"The harbour of Iturup on the Kuril Islands counted {n} ships this week, its master said.")
        written.append(f"reload-{n}")
        stop.wait(0.2)


def variant(good, n):
    """A third of them is broken, each in its own place."""
    if n % 3 == 2:
        return good + ("log: {level: loud}\n", "limits: {entries: none}\n", "  nonsense: [\n")[n // 3 % 3]
    return good + f"log: {{level: {'debug' if n % 2 else 'info'}}}\nlimits: {{entries: {1000 + n}}}\n"


def test_under_load(bin_dir, broker):
    """A hundred reloads in a minute, a third of them broken, lose nothing and double nothing."""
    with Road(bin_dir, broker, stories=STORIES) as road:
        road.topics()
        with open(os.path.join(road.config, "kurilwire.yaml"), encoding="utf-8") as f:
            good = f.read()
        feed = re.search(r"/feeds/([a-z-]+)\.xml", road.ask("feeds.yaml?interval=1s")).group(1)
        workers = road.start_all()
        for p in workers:
            wait_ready(p)
        stop, written = threading.Event(), []
        writer = threading.Thread(target=write_stories, args=(road, feed, stop, written))
        writer.start()
        try:
            begin = time.monotonic()
            for n in range(RELOADS):
                road.write("kurilwire.yaml", variant(good, n))
                for p in workers:
                    p.send(signal.SIGHUP)
                # The pace is part of what is tested; nothing is taken from it.
                stop.wait(max(0.0, begin + (n + 1) * SECONDS / RELOADS - time.monotonic()))
            road.write("kurilwire.yaml", good)
            for p in workers:
                p.send(signal.SIGHUP)
        finally:
            stop.set()
            writer.join()
        for p in workers:
            check(p.alive(), f"{p.name} has ended")
            wait_for(f"{p.name} has the last one", lambda p=p: health(p)["ready"] and not notes(p, "config"))
            for result in ("taken", "refused"):
                check(p.metric(f'kurilwire_config_reloads_total{{result="{result}"}}') >= 5,
                      f"{p.name}: too few reloads were {result}")

        def arrived():
            text = "\n".join(r["payload"] for r in road.read("news.kurils") if r.get("payload"))
            return sum(f"/{s}.html" in text for s in written)
        wait_for("all stories have arrived", lambda: arrived() == len(written), pause=1.0)
        for topic in ("kw.stories", "kw.enriched", "news.kurils"):
            twice = {k: n for k, n in road.versions(topic).items() if n != 1}
            check(not twice, f"more than once on {topic}: {twice}")
        letters = road.read("kw.dead-letter")
        check(not letters, f"{len(letters)} dead letters, the first: {letters[:1]}")
        for p in workers:
            code = p.end()
            check(code == 0, f"{p.name} ended with {code}")


main({"refused": test_refused, "command": test_command, "under_load": test_under_load})
