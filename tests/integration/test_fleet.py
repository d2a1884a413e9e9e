#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Several fetchers on the same hosts, while instances come, are killed and go: no host is asked twice at once or without
its pause, whoever asks; each body is on kw.raw once; and what was known of a feed is known to its next owner.

  test_fleet.py BIN BROKER

KW_LONG=1 goes on for twenty rounds instead of one.
"""
import collections
import os
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, main, wait_for  # noqa: E402
from hostile import Host, respond, rss  # noqa: E402

HOSTS, FEEDS, PAUSE = 8, 2, 0.4
ROUNDS = 20 if os.environ.get("KW_LONG") == "1" else 1


class Newspaper:
    """A host with feeds that change at every third request; knows when it was busy, and with how many at once."""

    def __init__(self):
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
            self.served[(r.path, edition)] = rss(edition)
            respond(near, rss(edition), more=[f'ETag: "{edition}"'])

    def yaml(self, n):
        return "".join(f"  - id: paper-{n}-{f}\n    provider: web\n    url: {self.host.url}/{n}-{f}\n    allow_private: yes\n"
                       f"    interval: 1s\n    host_delay: {int(PAUSE * 1000)}ms\n    timeout: 3s\n" for f in range(FEEDS))

    def pauses(self):
        spans = sorted(self.spans)
        return [b[0] - a[1] for a, b in zip(spans, spans[1:])]


def test_hosts_move_and_notice_nothing(bin_dir, broker):
    """Instances join, are killed and are ended in order: see above."""
    papers = [Newspaper() for _ in range(HOSTS)]
    with Road(bin_dir, broker, partitions=8) as road:
        road.write("feeds.d/web.yaml", "providers:\n  - id: web\n    name: Web\nfeeds:\n" +
                   "".join(p.yaml(n) for n, p in enumerate(papers)))
        road.topics()

        def polled_on(what):
            before = [len(p.spans) for p in papers]
            wait_for("each host polled on " + what, lambda: all(len(p.spans) >= b + 2 * FEEDS for p, b in zip(papers, before)),
                     60, 0.1, lambda: str([len(p.spans) - b for p, b in zip(papers, before)]))
        one = road.start("fetcher", "one")
        polled_on("by one")
        known = time.monotonic()
        for n in range(ROUNDS):
            two = road.start("fetcher", "two")
            wait_for("the second one to have partitions", lambda n=n, two=two: two.times("partitions.assigned") > n, 60)
            polled_on("by two")
            one.kill()  # and comes back under its name at once, as a supervisor lets it
            one = road.start("fetcher", "one")
            polled_on("after a kill")
            two.end()
            polled_on("by the other alone")
        for p in papers:
            check(p.most == 1, f"{p.host.name} was asked for {p.most} things at once")
            check(min(p.pauses()) >= PAUSE - 0.05, f"{p.host.name} was asked again after {min(p.pauses()):.3f} s")
            late = [path for at, path in p.without if at > known]
            check(not late, f"of {late} it was not known what had come before")
        there = collections.Counter(r["payload"] for r in road.read("kw.raw"))
        served = {text for p in papers for text in p.served.values()}
        twice = [text for text, n in there.items() if n > 1]
        check(not twice, f"on kw.raw more than once: {twice}")
        check(set(there) <= served and len(there) >= HOSTS * FEEDS, "not what was served")
        unknown = [text for text in served if text not in there]
        check(len(unknown) <= HOSTS * FEEDS, f"served, and not on kw.raw: {unknown}")
    for p in papers:
        p.host.close()


if __name__ == "__main__":
    main({n: f for n, f in list(globals().items()) if n.startswith("test_")})
