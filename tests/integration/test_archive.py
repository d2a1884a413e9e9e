#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`kurilwire archive`: every record of a topic in a file, whoever dies; an update and a kill are there, files are whole."""
import collections
import json
import os
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, main, wait_for  # noqa: E402

STORIES, KILLS = 300, 3


def record(n, version, status="usable"):
    uri = f"urn:kurilwire:story:{n:032x}"
    text = json.dumps({"uri": uri, "version": str(version), "pubStatus": status, "headlines": [{"value": f"Story {n}, again"}]})
    return f"{uri}#{version}.0\t{uri}\t{text}\n"


def put(road, lines):
    subprocess.run([road.program("stage_tool"), road.broker, "put", road.prefix + "news.kurils"], input="".join(lines).encode(),
                   check=True)


def lines_of(folder):
    """All lines of all finished files, and how many files there are."""
    files = sorted(f for f in os.listdir(folder) if f.endswith(".ndjson.zst"))
    found = []
    for name in files:
        text = subprocess.run(["zstd", "-dcq", os.path.join(folder, name)], capture_output=True, check=True).stdout
        found += [json.loads(line) for line in text.splitlines()]
    return found, len(files)


def archive(road, folder, *options):
    return [road.program("kurilwire"), "archive", "--config", road.config, "--folder", folder, *options, "news.kurils"]


def test_archive(bin_dir, broker):
    with Road(bin_dir, broker) as road:
        folder = os.path.join(road.folder, "files")
        os.mkdir(folder)
        road.topics()
        for part in range(KILLS):
            put(road, [record(n, part + 1) for n in range(STORIES)])
            before = lines_of(folder)[1]
            writer = subprocess.Popen(archive(road, folder, "--every", "1s"), stdout=subprocess.DEVNULL)
            wait_for("another file", lambda b=before: lines_of(folder)[1] > b, pause=0.05)
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        put(road, [record(1, 9, "canceled")])
        done = subprocess.run(archive(road, folder, "--until-end"), capture_output=True, text=True, check=False, timeout=120)
        check(done.returncode == 0 and " in " in done.stdout, f"{done.returncode}: {done.stdout}{done.stderr}")
        found, files = lines_of(folder)
        times = collections.Counter((r["uri"], r["version"]) for r in found)
        check(len(times) == KILLS * STORIES + 1, f"{len(times)} records of {KILLS * STORIES + 1}")
        # The files stay, so a part that was written twice took its own place.
        check(set(times.values()) == {1}, "a record is in two files")
        check([r["pubStatus"] for r in found if r["version"] == "9"] == ["canceled"], "the kill")
        check(files > KILLS, f"{files} files")
        check(not [f for f in os.listdir(folder) if f.endswith(".part")], "something unfinished was left")
        again = subprocess.run(archive(road, folder, "--until-end"), capture_output=True, text=True, check=True, timeout=120)
        check(again.stdout == "0 records in 0 files\n", again.stdout)


if __name__ == "__main__":
    main({"archive": test_archive})
