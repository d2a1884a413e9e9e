# SPDX-License-Identifier: Apache-2.0
"""Compares every topic, as subscribers see it, with what the newsroom served."""
import collections
import json
import re
import subprocess

from harness import Failed, check, wait_for
from witness import entries, named

CHAIN = ("kw.stories", "kw.enriched", "news.all")
ENTRY = re.compile(rb"<item>|<entry>|<at:deleted-entry")
DISPOSITIONS_LIMIT = 60.0
WRONG = ("lost", "doubled", "out of order", "wrong version", "never served")


def lines(road, topic, form, committed=True):
    """The records of a topic up to its end, as they come."""
    argv = ["kcat", "-C", "-b", road.broker, "-t", road.prefix + topic, "-e", "-q", "-o", "beginning", "-X",
            "isolation.level=" + ("read_committed" if committed else "read_uncommitted"), "-f", form]
    popen = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    yield from popen.stdout
    check(popen.wait() == 0, f"{topic} cannot be read")


class Verdict:
    """What is wrong with a topic: how often, and the first few by name."""

    def __init__(self, topic):
        self.topic, self.records, self.count, self.examples = topic, 0, collections.Counter(), []

    def blame(self, what, text):
        self.count[what] += 1
        if self.count[what] <= 5:
            self.examples.append(f"{self.topic}: {what}: {text}")


def judge_stories(road, topic, truth, expect):
    """Each (story, version) once, with its headline, versions going up by one. `expect` is whether all have to be."""
    v, names, last, seen = Verdict(topic), {}, {}, set()
    for line in lines(road, topic, "%s\n"):
        v.records += 1
        key, headline = named(json.loads(line), names)
        if key not in truth:
            v.blame("never served", f"{key}: {headline!r}")
            continue
        if key in seen:
            v.blame("doubled", str(key))
            continue
        if headline != truth[key]:
            v.blame("wrong version", f"{key} says {headline!r}, served was {truth[key]!r}")
        if key[1] != last.get(key[0], 0) + 1 and expect:
            v.blame("out of order", f"{key} after {last.get(key[0], 0)}")
        seen.add(key)
        last[key[0]] = key[1]
    for key in sorted(set(truth) - seen) if expect else ():
        v.blame("lost", str(key))
    return v


def judge_raw(road):
    """Each document once and a feed's editions in order; the entries in them all."""
    v, seen, last, offered = Verdict("kw.raw"), set(), {}, 0
    edition = re.compile(rb"<title>Edition (\d+) of (\w+)</title>")
    text = b"".join(lines(road, "kw.raw", "%s\n\x1e"))
    for document in text.split(b"\x1e"):
        found = edition.search(document)
        if not found:
            continue
        v.records += 1
        number, feed = int(found[1]), found[2]
        if (feed, number) in seen:
            v.blame("doubled", f"edition {number} of {feed.decode()}")
            continue
        if number <= last.get(feed, 0):
            v.blame("out of order", f"edition {number} of {feed.decode()} after {last[feed]}")
        seen.add((feed, number))
        last[feed] = number
        offered += len(ENTRY.findall(document))
    return v, offered


def judge_letters(road):
    """Nothing here may have become a letter."""
    v = Verdict("kw.dead-letter")
    for line in lines(road, "kw.dead-letter", "%h\n"):
        v.records += 1
        v.blame("never served", line.decode(errors="replace")[:300])
    return v


def judge_dispositions(road, offered, versions):
    """Conservation, of all instances together, whoever died: by worker, what came in and what became of it."""
    out = {}
    for worker, total in (("parser", offered), ("enricher", versions), ("sink", versions)):
        def settled():
            found = entries(road, worker)
            out[worker] = (total, found)
            return found.get("published") == versions and sum(found.values()) == total
        try:
            wait_for("dispositions add up", settled, DISPOSITIONS_LIMIT, 0.5)
        except Failed:
            pass
    return out


def unaccounted(dispositions, versions):
    return sum(abs(total - sum(found.values())) + abs(versions - found.get("published", 0))
               for total, found in dispositions.values())


def aborted(road, topics):
    """Records that only a reader of uncommitted ones gets."""
    count = lambda topic, committed: sum(1 for _ in lines(road, topic, "x\n", committed))  # noqa: E731
    return {t: count(t, False) - count(t, True) for t in topics}
