#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long a story takes from the HTTP response that brings it to the public topic, through all four services.

  latency.py BIN BROKER [STORIES]

A feed is polled every second; each answer holds one story more. Measured is from the moment the answer was sent to the moment
a subscriber (kcat, read_committed) has the record. Services run with default settings. Prints the distribution; with
KW_LATENCY_GOAL=1 it fails when p50 is 300 ms or more, or p99 800 ms or more, which is meant for an idle machine.
"""
import http.server
import os
import subprocess
import sys
import threading
import time
from email.utils import formatdate

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../integration"))
from harness import Road, harbour_feed  # noqa: E402
from rig import check, wait_for  # noqa: E402

KEPT = 10  # items of the feed


class Feed(http.server.ThreadingHTTPServer):
    """One story more in each answer; remembers when it was sent."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.sent, self.items, self.open = {}, [], False
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def add(self):
        n = len(self.sent) + 1
        self.items.insert(0, f"<item><title>Ferry number {n} returns to Iturup</title><link>{self.url}/{n}</link><guid>n{n}</guid>"
                          f"<pubDate>{formatdate(time.time())}</pubDate><description>It sails on Friday, said the port of Korsakov, "
                          f"for the {n}th time this year, with {n + 7} passengers and their luggage.</description></item>")
        del self.items[KEPT:]
        return n


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/feed.xml":
            self.send_error(404)
            return
        number = self.server.add() if self.server.open else None
        body = ("<?xml version='1.0'?><rss version='2.0'><channel><title>Harbour</title><link>https://harbour.example/</link>"
                "<description>x</description>" + "".join(self.server.items) + "</channel></rss>").encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
        if number:
            self.server.sent[number] = time.time()

    def log_message(self, *_):
        pass


class Subscriber:
    """When each story arrived."""

    def __init__(self, road):
        self.arrived = {}
        self.kcat = subprocess.Popen(["kcat", "-C", "-u", "-q", "-b", road.broker, "-t", road.prefix + "news.kurils", "-o", "beginning",
                                      "-X", "isolation.level=read_committed", "-X", "fetch.wait.max.ms=50", "-f", "%s\n"],
                                     stdout=subprocess.PIPE)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.kcat.stdout:
            now = time.time()
            at = line.find(b"Ferry number ")
            if at >= 0:
                self.arrived.setdefault(int(line[at + 13:].split(b" ", 1)[0]), now)


def percentile(values, p):
    return values[min(len(values) - 1, int(len(values) * p / 100))]


def measure(bin_dir, broker, stories):
    with Road(bin_dir, broker) as road:
        feed = Feed()
        road.write("feeds.d/harbour.yaml", harbour_feed(feed.url + "/feed.xml"))
        road.topics()
        subscriber = Subscriber(road)
        road.start_all()
        feed.open = True
        # The first ones come while everything starts.
        wait_for("a first story", lambda: subscriber.arrived, 90)
        first = max(feed.sent, default=0) + 2
        wait_for("all stories", lambda: len(feed.sent) >= first + stories, stories * 5 + 60, 0.5)
        feed.open = False
        wait_for("the last story", lambda: all(n in subscriber.arrived for n in feed.sent), 60)
        subscriber.kcat.kill()
        return sorted((subscriber.arrived[n] - at) * 1000 for n, at in feed.sent.items() if n >= first)


def main():
    bin_dir, broker = os.path.abspath(sys.argv[1]), sys.argv[2]
    stories = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    ms = measure(bin_dir, broker, stories)
    print(f"{len(ms)} stories, ms from HTTP response to public topic:")
    print("  " + "  ".join(f"{name} {percentile(ms, p):.0f}" for name, p in (("min", 0), ("p10", 10), ("p50", 50), ("p90", 90),
                                                                            ("p95", 95), ("p99", 99), ("max", 100))))
    if os.environ.get("KW_LATENCY_GOAL"):
        check(percentile(ms, 50) < 300 and percentile(ms, 99) < 800, "slower than p50 300 ms, p99 800 ms")


if __name__ == "__main__":
    main()
