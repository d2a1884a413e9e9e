#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Several fetchers on the same hosts, while instances come, are killed and go: no host is asked twice at once or without
its pause, whoever asks; each body is on kw.raw once; and what was known of a feed is known to its next owner.

  test_fleet.py BIN BROKER

KW_LONG=1 goes on for twenty rounds instead of one, and stops a broker of its own.
"""
import collections
import os
import signal
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, main, wait_for  # noqa: E402
from hostile import Host, respond, rss  # noqa: E402
from rig import Broker  # noqa: E402

HOSTS, FEEDS, PAUSE = 8, 2, 0.4
LONG = os.environ.get("KW_LONG") == "1"
ROUNDS = 20 if LONG else 1


class Newspaper:
    """A host with feeds that change at every third request; knows when it was busy, and with how many at once."""

    def __init__(self, filler=0):
        self.filler = "x" * filler
        self.lock, self.now, self.most, self.spans, self.without, self.served = threading.Lock(), 0, 0, [], [], {}
        self.numbers = collections.Counter()
        self.host = Host(self.answer)

    def answer(self, r, near):
        begun = time.monotonic()
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.numbers[r.path] += 1
            edition = f"{r.path} {self.numbers[r.path] // 3}"
            if "if-none-match" not in r.headers:
                self.without.append((begun, r.path))
        time.sleep(0.02)  # a server is not infinitely quick: two at once would be seen
        # Over before the answer goes out: whoever gets it may ask again sooner than this thread runs on.
        with self.lock:
            self.now -= 1
            self.spans.append((begun, time.monotonic()))
        if r.headers.get("if-none-match") == f'"{edition}"':
            respond(near, status="304 Not Modified", more=[f'ETag: "{edition}"'])
        else:
            text = self.served[(r.path, edition)] = rss(edition, "One ferry" + self.filler)
            respond(near, text, more=[f'ETag: "{edition}"'])

    def yaml(self, n):
        return "".join(f"  - id: paper-{n}-{f}\n    provider: web\n    url: {self.host.url}/{n}-{f}\n    allow_private: yes\n"
                       f"    interval: 1s\n    host_delay: {int(PAUSE * 1000)}ms\n    timeout: 3s\n" for f in range(FEEDS))

    def pauses(self):
        spans = sorted(self.spans)
        return [b[0] - a[1] for a, b in zip(spans, spans[1:])]


def polled_on(papers, what):
    before = [len(p.spans) for p in papers]
    wait_for("each host polled on " + what, lambda: all(len(p.spans) >= b + 2 * FEEDS for p, b in zip(papers, before)),
             60, 0.1, lambda: str([len(p.spans) - b for p, b in zip(papers, before)]))


def settled(papers):
    """Waits until nothing was asked for in three seconds; how many requests there were."""
    def count():
        return sum(len(p.spans) for p in papers)
    first, seen = count(), [(time.monotonic(), -1)]

    def quiet():
        if count() != seen[0][1]:
            seen[0] = (time.monotonic(), count())
        return time.monotonic() - seen[0][0] > 3
    wait_for("no more requests", quiet, 60, 0.1, lambda: f"{count() - first} so far")
    return count() - first


def politely(papers):
    for p in papers:
        check(p.most == 1, f"{p.host.name} was asked for {p.most} things at once")
        check(min(p.pauses()) >= PAUSE - 0.05, f"{p.host.name} was asked again after {min(p.pauses()):.3f} s")


def once(road, papers):
    """Each body is on kw.raw once, but for those that were on their way when somebody was killed."""
    there = collections.Counter(r["payload"] for r in road.read("kw.raw"))
    served = {text for p in papers for text in p.served.values()}
    twice = [text[:100] for text, n in there.items() if n > 1]
    check(not twice, f"on kw.raw more than once: {twice}")
    check(set(there) <= served and len(there) >= HOSTS * FEEDS, "not what was served")
    unknown = [text[:100] for text in served if text not in there]
    check(len(unknown) <= HOSTS * FEEDS, f"served, and not on kw.raw: {unknown}")


def test_hosts_move_and_notice_nothing(bin_dir, broker):
    """Instances join, are killed and are ended in order: see above."""
    papers = [Newspaper() for _ in range(HOSTS)]
    with Road(bin_dir, broker, partitions=8) as road:
        road.write("feeds.d/web.yaml", "providers:\n  - id: web\n    name: Web\nfeeds:\n" +
                   "".join(p.yaml(n) for n, p in enumerate(papers)))
        road.topics()

        one = road.start("fetcher", "one")
        polled_on(papers, "by one")
        known = time.monotonic()
        for n in range(ROUNDS):
            two = road.start("fetcher", "two")
            wait_for("the second one to have partitions", lambda n=n, two=two: two.times("partitions.assigned") > n, 60)
            polled_on(papers, "by two")
            one.kill()  # and comes back under its name at once, as a supervisor lets it
            one = road.start("fetcher", "one")
            polled_on(papers, "after a kill")
            two.end()
            polled_on(papers, "by the other alone")
        politely(papers)
        for p in papers:
            late = [path for at, path in p.without if at > known]
            check(not late, f"of {late} it was not known what had come before")
        once(road, papers)
    for p in papers:
        p.host.close()


def test_a_broker_that_is_away(bin_dir, _):
    """While the broker does not answer, polling stops within `pending`; then it goes on with its pauses, and nothing that
    was fetched is lost or doubled."""
    with tempfile.TemporaryDirectory(prefix="kurilwire-test-") as folder:
        own = Broker(os.path.join(folder, "broker")).start()
        papers = [Newspaper(filler=300 * 1024) for _ in range(HOSTS)]
        jvm = int((own.folder / "pid").read_text())
        try:
            with Road(bin_dir, own.address, partitions=2, settings="  pending: 1MiB\n") as road:
                road.write("feeds.d/web.yaml", "providers:\n  - id: web\n    name: Web\nfeeds:\n" +
                           "".join(p.yaml(n) for n, p in enumerate(papers)))
                road.topics()
                fetcher = road.start("fetcher")
                polled_on(papers, "before")
                os.kill(jvm, signal.SIGSTOP)
                asked = settled(papers)
                os.kill(jvm, signal.SIGCONT)
                polled_on(papers, "after")
                check(fetcher.alive(), "the fetcher gave up")
                # Three bodies fill it; what is under way by then, one a host, comes too.
                check(asked <= HOSTS + 6, f"{asked} requests for nobody to take")
                politely(papers)
                once(road, papers)
        finally:
            own.kill()
            for p in papers:
                p.host.close()


if __name__ == "__main__":
    tests = {n: f for n, f in list(globals().items()) if n.startswith("test_")}
    if not LONG:  # the crawl's unit tests have it, too
        del tests["test_a_broker_that_is_away"]
    main(tests)
