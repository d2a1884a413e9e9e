#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The goals and what was reached, out of what the benches of one run have printed.

  table.py FOLDER     FOLDER/*.txt, as run.sh keeps them

A row whose bench did not run, or printed something else, says so. Peers and limits are those of the same run where they
are there.
"""
import os
import re
import sys

NUMBER = r"([\d.]+)"


class Results:
    def __init__(self, folder):
        self.folder = folder

    def text(self, name):
        try:
            with open(os.path.join(self.folder, name + ".txt"), encoding="utf-8") as f:
                return f.read()
        except OSError:
            return ""

    def find(self, name, pattern):
        """The number in the first line that has the pattern, or None."""
        found = re.search(pattern, self.text(name), re.M)
        return float(found.group(1)) if found else None

    def all(self, name, pattern):
        return [float(n) for n in re.findall(pattern, self.text(name), re.M)]


def least(values):
    values = [v for v in values if v is not None]
    return min(values) if values else None


def inverse(value):
    return 1 / value if value else None


def rows(r):
    """(work, unit, peer, limit, goal, is more better, ours)"""
    peers = re.search(r"^without Kafka.*?: (.*)$", r.text("compare"), re.M)
    steps = [float(n) for n in re.findall(r"\w+ " + NUMBER, peers.group(1))] if peers else []
    one_hop = r.all("compare", r"^\w+, one process\s+" + NUMBER)
    rates = [r.find("compare", rf"^  {worker}\s+\S+ \S+\s+{NUMBER}") for worker in ("parser", "enricher", "sink")]
    memory = [r.find("compare", rf"^  {worker}\s+\S+ \S+\s+\S+ \S+\s+{NUMBER}") for worker in ("parser", "enricher", "sink")]
    yield ("parse a feed, text and HTML", "CPU s/100k", None, r.find("steps", rf"^bare libxml2 SAX pass\s+{NUMBER}"), 1.15, False,
           r.find("steps", rf"^parse, text and HTML\s+{NUMBER}"))
    yield ("parse + text + tag + encode", "CPU s/100k", least(steps), None, 1.45, False,
           r.find("steps", rf"^parse \+ tag \+ encode\s+{NUMBER}"))
    yield ("article page of 100 KB", "ms", None, None, 3.0, False, r.find("steps", rf"^article page of 100 KB\s+{NUMBER}"))
    for packs, name, goal in (("shipped", "tag, shipped packs", 500), ("invented", "tag, 20,000 forms", 300)):
        column = [r.find("tag", rf"^{packs}(?:\s+\S+){{{n}}}\s+{NUMBER}") for n in range(10)]
        yield (name, "MB/s", None, None, goal, True, column[9])
        yield ("the same in turns with its peers", "MB/s", column[5], column[4], None, True, column[6])
    copy = r.find("sink", rf"^copy loop\s+{NUMBER}")
    yield ("raw topic to public topic, three hops", "CPU s/100k", least(one_hop), 3 * copy if copy else None, 3.9, False,
           r.find("compare", rf"^ours, three hops\s+{NUMBER}"))
    yield ("the slowest of the three services", "stories/s", None, None, 36000, True, least(rates))
    yield ("the largest of the three services", "MiB", None, None, 64, False, max(filter(None, memory), default=None))
    yield ("sink, plain", "of a copy loop", None, 1.0, 1.1, False, r.find("sink", rf"^sink, plain.*, {NUMBER} of the loop"))
    yield ("sink, clusters", "of a copy loop", None, 1.0, 1.6, False, r.find("sink", rf"^sink, clusters.*, {NUMBER} of the loop"))
    not_modified = r"[^|]+\|[^|]+\| " + NUMBER
    yield ("304 polls, whole", "CPU s/10k", least(r.all("polls", rf"^\| (?:Go|Python)[^|]*\|{not_modified}")),
           r.find("polls", rf"^\| a bare libcurl loop \|{not_modified}"), 0.22, False, r.find("polls", rf"^\| ours \|{not_modified}"))
    yield ("200 polls, whole", "polls of a bare loop", None, 1.0, 0.8, True, inverse(r.find("polls", rf"^\| ours \|[^|]+\| {NUMBER}")))
    yield ("start with 100,000 feeds", "s", None, None, 5.0, False, r.find("start", rf"first poll after {NUMBER} s"))
    yield ("the same", "MiB", None, None, 400 / 1.048576, False, r.find("start", rf"under way: {NUMBER} MiB"))
    yield ("HTTP response to public topic, p50", "ms", None, None, 300, False, r.find("latency", rf"p50 {NUMBER}"))
    yield ("the same, p99", "ms", None, None, 800, False, r.find("latency", rf"p99 {NUMBER}"))


def shown(value):
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def verdict(goal, more, ours):
    if ours is None:
        return "not measured"
    if goal is None:
        return ""
    return "reached" if (ours >= goal if more else ours <= goal) else f"{max(ours / goal, goal / ours):.2f} times off"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(f"{'work':38} {'unit':>20} {'best peer':>10} {'limit':>8} {'goal':>8} {'ours':>8}")
    for work, unit, peer, limit, goal, more, ours in rows(Results(sys.argv[1])):
        print(f"{work:38} {unit:>20} {shown(peer):>10} {shown(limit):>8} {shown(goal):>8} {shown(ours):>8}  {verdict(goal, more, ours)}".rstrip())


if __name__ == "__main__":
    main()
