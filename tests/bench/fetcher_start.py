#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""From the start of kurilwire-fetcher to its first poll, with many feeds and an hour of polling behind them.

fetcher_start.py BIN BROKER [FEEDS [POLLS]]: each feed on a host of its own in 127/8, with POLLS records of state on the
topic, as they lie there before the broker compacts it; prints seconds, CPU seconds and memory.
"""
import os
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
from harness import Road, wait_for  # noqa: E402

RHYTHM = "0123456789" * 16 + "01234567"


def address(n):
    n += 256
    return f"127.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"


def record(n, port, poll, polls, now):
    polled = int(1000 * (now - (polls - poll) * 300 - n % 300))
    return (f'feed feed-{n}\t\0{{"v":1,"configured":"http://{address(n)}:{port}/section/rss.xml","etag":"\\"0123456789abcdef\\"",'
            f'"last_modified":"Tue, 14 Nov 2023 22:13:20 GMT","body_hash":"{n:032x}",'
            f'"full_at":{polled},"interval_ms":300000,"content_type":"application/rss+xml","body_bytes":48034,"polled_at":{polled},'
            f'"succeeded_at":{polled},"changed_at":{polled},"next_at":{polled + 300000},'
            f'"status":304,"reason":"interval","polls":{poll},"not_modified":{poll},'
            f'"reported":true,"entries":48,"fresh":0,"newest":{polled},"rhythm":"{RHYTHM}",'
            f'"rhythm_hour":472222}}\n').encode()


class Server:
    """Says when the first request comes, and answers none."""

    def __init__(self):
        self.listener = socket.create_server(("0.0.0.0", 0), backlog=1000)
        self.port, self.first, self.count = self.listener.getsockname()[1], None, 0
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        kept = []
        while True:
            kept.append(self.listener.accept()[0])
            self.first = self.first or time.monotonic()
            self.count += 1


def write_feeds(road, feeds, port):
    for first in range(0, feeds, 5000):
        rows = "".join(f"  - {{id: feed-{n}, provider: p, allow_private: yes, interval: 5m, "
                       f'url: "http://{address(n)}:{port}/section/rss.xml"}}\n'
                       for n in range(first, min(first + 5000, feeds)))
        road.write(f"feeds.d/{first}.yaml", "providers:\n  - id: p\nfeeds:\n" + rows)


def fill(road, feeds, polls, port):
    now = time.time()
    kcat = subprocess.Popen(["kcat", "-P", "-b", road.broker, "-t", road.prefix + "kw.fetch-state", "-p", "0", "-K", "\t",
                             "-X", "linger.ms=50", "-X", "queue.buffering.max.kbytes=1000000", "-z", "lz4"],
                            stdin=subprocess.PIPE)
    for poll in range(1, polls + 1):
        kcat.stdin.write(b"".join(record(n, port, poll, polls, now) for n in range(feeds)))
    kcat.stdin.close()
    assert kcat.wait() == 0


def figures(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as f:
        peak = next(int(line.split()[1]) for line in f if line.startswith("VmHWM"))
    with open(f"/proc/{pid}/stat", encoding="ascii") as f:
        rest = f.read().rsplit(")", 1)[1].split()
    return peak / 1024, (int(rest[11]) + int(rest[12])) / os.sysconf("SC_CLK_TCK")


def run(bin_dir, broker, feeds=100000, polls=12):
    server = Server()
    with Road(bin_dir, broker, partitions=1) as road:
        write_feeds(road, feeds, server.port)
        road.topics()
        fill(road, feeds, polls, server.port)
        began = time.monotonic()
        worker = road.start("fetcher", "one", "--from", "earliest")
        wait_for("the first poll", lambda: server.first or not worker.alive(), 120, 0.01, worker.text)
        peak, cpu = figures(worker.process.pid)
        print(f"{feeds} feeds, {polls} records of state each: first poll after {server.first - began:.1f} s and "
              f"{cpu:.1f} CPU s, {peak:.0f} MiB at most", flush=True)
        wait_for("more polls", lambda: server.count >= 400 or not worker.alive(), 60, 0.1)
        peak, cpu = figures(worker.process.pid)
        print(f"with {server.count} requests under way: {peak:.0f} MiB at most", flush=True)


if __name__ == "__main__":
    run(os.path.abspath(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
