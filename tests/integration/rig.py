# SPDX-License-Identifier: Apache-2.0
"""What the integration tests share: a broker, topics, records, and worker processes.

Every wait is for a condition, with a limit that only a failure reaches: PATIENCE is what the slowest machine that runs the
tests, and a loaded one, has to be allowed for what takes a quiet one a second.
"""
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
BROKER_SH = HERE.parent / "broker" / "broker.sh"
PATIENCE = 180.0
ENDS_S = 30.0  # a worker, after SIGTERM: promised are five on a machine that has time for it
STARTING = "service.starting"  # from then on it listens to signals


class Failed(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Failed(text)


def wait_for(what, condition, limit=PATIENCE, pause=0.05, tell=None):
    """Waits until condition() is true and returns what it gave; `tell` adds to what a failure says."""
    until = time.monotonic() + limit
    while time.monotonic() < until:
        got = condition()
        if got:
            return got
        time.sleep(pause)
    raise Failed(f"not within {limit} s: {what}" + (f" ({tell()})" if tell else ""))


WRITE_TXN_MARKERS = 27  # a request type of Kafka's protocol


class Proxy:
    """A proxy for a broker's talk to itself, on loopback, that can hold back the markers that
    end transactions."""

    def __init__(self):
        self.target = None
        self.open = threading.Event()
        self.open.set()
        self.held = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def hold(self):
        self.held.clear()
        self.open.clear()

    def release(self):
        self.open.set()

    def close(self):
        self.release()
        self.listener.close()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            threading.Thread(target=self.requests, args=(near, far), daemon=True).start()
            threading.Thread(target=self.answers, args=(far, near), daemon=True).start()

    def requests(self, near, far):
        source = near.makefile("rb")
        try:
            while size := source.read(4):
                request = source.read(int.from_bytes(size, "big"))
                if int.from_bytes(request[:2], "big") == WRITE_TXN_MARKERS:
                    if not self.open.is_set():
                        self.held.set()
                    self.open.wait()
                far.sendall(size + request)
        except OSError:
            pass
        near.close()
        far.close()

    @staticmethod
    def answers(far, near):
        try:
            while data := far.recv(65536):
                near.sendall(data)
        except OSError:
            pass


class Broker:
    """A running broker, by its folder; start() and kill() are for tests that own one. With a
    proxy, the broker talks to itself through it."""

    def __init__(self, folder, proxy=None):
        self.folder, self.proxy = Path(folder), proxy

    def start(self):
        inner = {"KW_BROKER_INNER": str(self.proxy.port)} if self.proxy else {}
        subprocess.run([BROKER_SH, "configure", self.folder], check=True,
                       env=dict(os.environ, **inner))
        if self.proxy:
            self.proxy.target = int((self.folder / "inner").read_text())
        subprocess.run([BROKER_SH, "start", self.folder], check=True)
        return self

    def fresh(self):
        """Starts one without the data and the ports of an earlier run."""
        subprocess.run([BROKER_SH, "remove", self.folder], check=True)
        return self.start()

    def stop(self):
        subprocess.run([BROKER_SH, "stop", self.folder], check=True)

    def kill(self):
        subprocess.run([BROKER_SH, "kill", self.folder], check=True)

    @property
    def address(self):
        return "127.0.0.1:" + (self.folder / "port").read_text().strip()

    def produce(self, topic, records):
        """records: (key, value) texts without tabs and newlines."""
        text = "".join(f"{k}\t{v}\n" for k, v in records)
        done = subprocess.run(
            ["kcat", "-b", self.address, "-P", "-t", topic, "-K", "\t", "-X",
             "partitioner=murmur2_random", "-X", "acks=all", "-H", "from=rig"],
            input=text.encode(), stderr=subprocess.PIPE)
        check(done.returncode == 0 and b"failed" not in done.stderr, done.stderr[-300:])

    def consume(self, topic, committed=True, form="%p\t%o\t%k\t%s\n"):
        """All records of a topic, as lists of the form's fields."""
        level = "read_committed" if committed else "read_uncommitted"
        command = ["kcat", "-b", self.address, "-C", "-t", topic, "-o", "beginning", "-e", "-q",
                   "-X", f"isolation.level={level}", "-X", "fetch.wait.max.ms=20", "-f", form]

        def read():
            # It fails on a topic that has just been made, and while a broker starts.
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            return done if done.returncode == 0 else None

        done = wait_for(f"{topic} can be read", read, pause=0.1)
        return [line.split("\t") for line in done.stdout.decode().splitlines()]

    def wait_for_records(self, topic, n):
        return wait_for(f"{n} records on {topic}",
                        lambda: (lambda r: r if len(r) >= n else None)(self.consume(topic)), pause=0.3)


class Worker:
    """One process, its log in a file."""

    def __init__(self, command, log):
        self.command, self.log = [str(c) for c in command], Path(log)
        self.process, self.starts = None, 0

    def start(self):
        self.starts = self.times(STARTING)
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen(self.command, stdout=out, stderr=out,
                                            stdin=subprocess.DEVNULL)
        return self

    def send(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.send(signal.SIGKILL)
        self.process.wait()

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def ask(self, path):
        """What its monitor answers, "/metrics" for one, whatever the status."""
        found = wait_for(f"{self.log.stem} says its port",
                         lambda: re.findall(r"event=monitor.listening .*port=(\d+)", self.text()))
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{found[-1]}{path}", timeout=PATIENCE) as r:
                return r.read().decode()
        except urllib.error.HTTPError as e:
            return e.read().decode()

    def metric(self, name):
        """A series of it, with its labels if it has any; None if there is no such."""
        found = re.search(rf"^{re.escape(name)} (\S+)$", self.ask("/metrics"), re.M)
        return float(found.group(1)) if found else None

    def listens(self):
        """Whether it listens to signals by now; before, SIGTERM ends it as it ends any program."""
        return self.times(STARTING) > self.starts

    def end(self):
        """SIGTERM, to one that listens to it; the exit code."""
        wait_for(f"{self.log.stem} listens to signals", lambda: self.listens() or not self.alive())
        self.send(signal.SIGTERM)
        try:
            return self.process.wait(ENDS_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failed(f"{self.command[0]} does not end") from None

    def text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def said(self, text):
        return text in self.text()

    def times(self, text):
        return self.text().count(text)


class Rig:
    """The copy worker on topics with a prefix of their own; `like` another one, which then
    owns its workers."""

    def __init__(self, name, partitions=4, like=None):
        self.bin, self.work = Path(sys.argv[1]), Path(sys.argv[3]) / name
        self.broker = Broker(sys.argv[2])
        self.partitions = partitions
        self.prefix = f"{name}-{os.getpid()}."
        self.work.mkdir(parents=True, exist_ok=True)
        for old in self.work.glob("*.log"):
            old.unlink()
        self.workers = like.workers if like else []
        self.holders = like.holders if like else []

    def tool(self, *arguments):
        subprocess.run([self.bin / "stage_tool", self.broker.address, *arguments], check=True)

    def topics(self):
        self.tool("topics", self.prefix, str(self.partitions))
        return self

    def hold(self, topic):
        """A process with an open transaction on every partition of a topic."""
        holder = subprocess.Popen([self.bin / "stage_tool", self.broker.address, "hold",
                                   self.topic(topic), str(self.partitions)],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.holders.append(holder)
        check(holder.stdout.readline() == b"open\n", "no transaction could be opened")
        return holder

    def worker(self, instance, *options):
        w = Worker([self.bin / "copy_worker", self.broker.address, self.prefix, instance,
                    self.partitions, *options], self.work / f"{instance}.log")
        self.workers.append(w)
        return w

    def topic(self, name):
        return self.prefix + name

    def produce(self, records):
        self.broker.produce(self.topic("kw.raw"), records)

    def outputs(self, committed=True):
        return self.broker.consume(self.topic("kw.stories"), committed)

    def wait_for_outputs(self, n):
        return self.broker.wait_for_records(self.topic("kw.stories"), n)

    def letters(self):
        return self.broker.consume(self.topic("kw.dead-letter"), form="%k\t%s\t%h\n")

    def close(self):
        for w in self.workers:
            if w.alive():
                w.send(signal.SIGCONT)
                w.kill()
        for h in self.holders:
            if h.poll() is None:
                h.kill()


def judge_copies(rows, expected):
    """Each input once, and each key's counts 1, 2, 3 … in order: nothing lost, nothing
    doubled, no state stale."""
    seen, counts = {}, {}
    for partition, offset, key, text in rows:
        value, n = text.rsplit(" ", 1)
        check(value not in seen, f"doubled: {value} at {partition}/{offset} and {seen.get(value)}")
        seen[value] = f"{partition}/{offset}"
        check(int(n) == counts.get(key, 0) + 1,
              f"state of {key}: {n} after {counts.get(key, 0)} at {partition}/{offset}")
        counts[key] = int(n)
    lost = [v for v in expected if v not in seen]
    check(not lost, f"lost: {len(lost)}, the first is {lost[:1]}")
    check(len(seen) == len(expected), f"{len(seen)} copies of {len(expected)}")


def run(test, rig):
    """Runs one test, prints what it found, and exits."""
    began = time.monotonic()
    try:
        found = test(rig)
        print(f"passed in {time.monotonic() - began:.1f} s: {found or ''}")
        code = 0
    except Failed as e:
        print(f"FAILED after {time.monotonic() - began:.1f} s: {e}")
        for w in rig.workers:
            print(f"--- {w.log}")
            print("\n".join(w.log.read_text(errors="replace").splitlines()[-12:])
                  if w.log.exists() else "")
        code = 1
    finally:
        rig.close()
    sys.exit(code)
