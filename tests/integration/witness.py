# SPDX-License-Identifier: Apache-2.0
"""Who watches the broker while a test does harm: followers of topics, what the broker notes of transactions, and what
records and metrics say."""
import json
import re
import subprocess
import threading
import time
import urllib.request

# States of a transaction in __transaction_state.
ONGOING, PREPARE_COMMIT, PREPARE_ABORT, FENCING = 1, 2, 3, 7


class Follower:
    """Reads a topic as it grows, each partition by a kcat of its own, which begins again where it was when a broker that
    goes away ends it; `take` gets each line, from several threads."""

    def __init__(self, broker, topic, partitions, form, take, *options):
        self.argv = ["kcat", "-C", "-u", "-q", "-b", broker, "-t", topic, "-X", "isolation.level=read_committed", "-X",
                     "fetch.wait.max.ms=20", *options, "-f", "%o\t" + form + "\n"]
        self.take, self.closing, self.popens = take, False, {}
        for partition in range(partitions):
            threading.Thread(target=self.run, args=(partition,), daemon=True).start()

    def run(self, partition):
        offset = 0
        while not self.closing:
            popen = subprocess.Popen([*self.argv, "-p", str(partition), "-o", str(offset)], stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            self.popens[partition] = popen
            for line in popen.stdout:
                at, text = line.rstrip(b"\n").split(b"\t", 1)
                offset = int(at) + 1
                self.take(text)
            popen.wait()
            time.sleep(0.2)

    def close(self):
        self.closing = True
        for popen in list(self.popens.values()):
            popen.kill()
            popen.wait()


TRANSACTION_PARTITIONS = 4  # of __transaction_state, as tests/broker/broker.sh sets them


class Transactions:
    """What the broker notes of the transactions of each transactional id."""

    def __init__(self, road):
        self.prefix, self.history, self.news = road.prefix, {}, threading.Condition()
        self.follower = Follower(road.broker, "__transaction_state", TRANSACTION_PARTITIONS, "%k|%s", self.take,
                                 "-s", "key=>h h s", "-s", "value=>h q h i b")

    def take(self, line):
        key, value = line.decode(errors="replace").split("|", 1)
        name, fields = key.split(" ", 2)[-1], value.split(" ")
        if not name.startswith(self.prefix) or len(fields) < 5:
            return
        with self.news:
            self.history.setdefault(name[len(self.prefix):], []).append((int(fields[4]), int(fields[1])))
            self.news.notify_all()

    def open(self, name):
        past = self.history.get(name)
        return bool(past) and past[-1][0] == ONGOING

    def wait_open(self, name, seconds):
        with self.news:
            return self.news.wait_for(lambda: self.open(name), seconds)

    def wait_any(self, names, seconds):
        """The first of them that has one open, or None."""
        with self.news:
            self.news.wait_for(lambda: any(map(self.open, names)), seconds)
            return next(filter(self.open, names), None)

    def aborted_after(self, name, place):
        """Whether what was open at `place` of the history was aborted; None as long as it is not known."""
        for state, _ in self.history[name][place:]:
            if state != ONGOING:
                return state in (PREPARE_ABORT, FENCING)
        return None


def named(record, names):
    """(story, version), headline of a record; a withdrawal has only the uri that `names` knows."""
    if record["pubStatus"] == "canceled":
        return (names.get(record["uri"]), int(record["version"])), None
    guid = next(i["value"] for i in record["altIds"] if i["role"] == "guid")
    names[record["uri"]] = guid.rsplit(":", 1)[1]
    return (names[record["uri"]], int(record["version"])), record["headlines"][0]["value"]


def entries(road, worker):
    """What became of all entries, of all instances together, by their metrics; nothing, as long as one of them does not
    answer, which has just been started."""
    total = {}
    for w in road.workers:
        if not w.name.startswith(worker):
            continue
        try:
            port = re.findall(r"monitor\.listening.* port=(\d+)", w.text())[-1]
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as r:
                text = r.read().decode()
        except (OSError, IndexError):
            return {}
        for what, n in re.findall(r'kurilwire_stage_entries\{disposition="(\w+)"\} (\d+)', text):
            total[what] = total.get(what, 0) + int(n)
    return total
