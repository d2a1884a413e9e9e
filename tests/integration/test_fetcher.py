#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The fetcher by itself, as a real process: folders that files are delivered into."""
import collections
import os
import random
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, main, wait_for  # noqa: E402

LONG = os.environ.get("KW_LONG") == "1"


def folder_yaml(folder, instance="one"):
    return (f"providers:\n  - id: wire\n    name: Wire\nfeeds:\n  - id: wire\n    provider: wire\n"
            f"    folder: {folder}\n    instance: {instance}\n    first_poll: all\n")


def body(n):
    return f"WIRE-{n:05}\nFerry {n} leaves the harbour at noon, the harbour office says.\n"


class Agency(threading.Thread):
    """Delivers numbered files, as agencies do: by renaming, or by writing bit by bit."""

    def __init__(self, folder, files):
        super().__init__(daemon=True)
        self.folder, self.files, self.delivered = folder, files, 0

    def run(self):
        for n in range(self.files):
            path = os.path.join(self.folder, f"story-{n:05}.txt")
            text = body(n)
            if n % 5:
                with open(path + ".part", "w", encoding="utf-8") as f:
                    f.write(text)
                os.rename(path + ".part", path)
            else:
                with open(path, "w", encoding="utf-8") as f:
                    f.write(text[:20])
                    f.flush()
                    time.sleep(0.1)  # the upload of an agency with a slow line
                    f.write(text[20:])
            self.delivered += 1
            time.sleep(random.uniform(0, 0.05))


def bodies(road):
    return collections.Counter(r["payload"] for r in road.read("kw.raw") if r["headers"].get("kw-feed") == "wire")


def left(folder):
    return [f for f in os.listdir(folder) if not os.path.isdir(os.path.join(folder, f))]


def test_drop_folder_under_kills(bin_dir, broker):
    """Each file that an agency delivers is on kw.raw once and in `done`, whoever dies meanwhile."""
    files, kills = (2000, 40) if LONG else (120, 5)
    with Road(bin_dir, broker) as road:
        folder = os.path.join(road.folder, "in")
        os.mkdir(folder)
        road.write("feeds.d/wire.yaml", folder_yaml(folder))
        road.topics()
        other, ours = road.start("fetcher", "two"), road.start("fetcher", "one")
        agency = Agency(folder, files)
        agency.start()
        for i in range(kills):
            done = os.path.join(folder, "done")
            had = len(os.listdir(done)) if os.path.isdir(done) else 0
            wait_for("a file taken", lambda: not left(folder) and not agency.is_alive()
                     or os.path.isdir(done) and len(os.listdir(done)) > had, 120, 0.01)
            victim = other if i % 3 == 2 else ours
            victim.kill()
            victim.start()
        wait_for("all files delivered", lambda: not agency.is_alive(), 120)
        wait_for("all files taken", lambda: not left(folder), 120, 0.2, lambda: str(left(folder)[:5]))
        seen = bodies(road)
        lost = [n for n in range(files) if seen[body(n)] == 0]
        twice = [b for b, times in seen.items() if times > 1]
        check(not lost, f"{len(lost)} files are lost, the first is {lost[:1]}")
        check(not twice, f"{len(twice)} are there twice, the first is {twice[:1]}")
        check(len(seen) == files, f"{len(seen)} documents of {files} files")
        check(len(os.listdir(os.path.join(folder, "done"))) == files, "they were not moved to done")
        check("file.taken" in ours.text(), "the log does not tell of them")


if __name__ == "__main__":
    main({n: f for n, f in list(globals().items()) if n.startswith("test_")})
