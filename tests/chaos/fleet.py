# SPDX-License-Identifier: Apache-2.0
"""The workers under chaos: instances, each with a clock and a configuration, and the supervisor that starts again what
ended by itself."""
import collections
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time

from harness import WORKERS, Worker, wait_for

CLOCKED = "two"  # the instances whose clock can jump; the others' is right, so that they differ
RESTART_S = 1.0
END_LIMIT = 30.0
# One that runs through each bound of a transaction, and formats that are read whichever wrote them.
VARIANTS = ("", "  batch_records: 1\n", "  batch_records: 7\n  compression: zstd\n", "  batch_time: 5s\n",
            "  compression: none\n  batch_bytes: 64KiB\n", "  retry_first: 100ms\n  batch_records: 100000\n")

CLIENT_ABORTS = "rd_kafka_txn_set_state: Assertion"


class Instance:
    def __init__(self, fleet, kind, name):
        self.fleet, self.kind, self.name = fleet, kind, name
        self.wanted, self.lock, self.variant = False, threading.Lock(), 0
        self.worker = Worker([], os.path.join(fleet.road.folder, f"{kind}-{name}.log"))
        self.worker.name = f"{kind}-{name}"
        self.clock = os.path.join(fleet.road.folder, f"{kind}-{name}.clock")
        with open(self.clock, "wb") as f:
            f.write(bytes(8))

    @property
    def transactional_id(self):
        return f"kurilwire.{self.kind}.{self.name}"

    @property
    def client_id(self):
        return f"{self.kind}.{self.name}"

    def set_clock(self, seconds):
        """The file is mapped by the worker (clock.c)."""
        with open(self.clock, "r+b", buffering=0) as f:
            f.write(seconds.to_bytes(8, sys.byteorder, signed=True))

    def command(self):
        library = os.path.join(self.fleet.road.bin, "..", "lib", "libkw_clock.so")
        clocked = ["env", "LD_PRELOAD=" + library, "KW_CLOCK=" + self.clock] if self.name == CLOCKED else []
        return [*clocked, *self.fleet.before.get(self.kind, ()), self.fleet.road.program("kurilwire-" + self.kind),
                "--config", self.fleet.variants[self.variant], "--instance", self.name]

    def start(self):
        self.wanted = True
        self.worker.command = self.command()
        self.worker.start()

    def alive(self):
        return self.worker.alive()

    def end(self):
        """As its supervisor asks it to. 1 is an end of somebody who was fenced while ending."""
        self.wanted = False
        if self.alive():
            began = time.monotonic()
            self.worker.send(signal.SIGTERM)
            try:
                code = self.worker.process.wait(END_LIMIT)
            except subprocess.TimeoutExpired:
                self.show_stacks()
                self.fleet.troubles.append(f"{self.worker.name} does not end within {END_LIMIT:.0f} s")
                self.kill()
                return
            self.fleet.slowest_end = max(self.fleet.slowest_end, time.monotonic() - began)
            if code not in (0, 1) and (code != -signal.SIGTERM or self.worker.listens()):
                self.fleet.troubles.append(f"{self.worker.name} ended with {code} after SIGTERM")

    def show_stacks(self):
        """What its threads are doing, beside its log, for those who look at a failure."""
        if shutil.which("gdb"):
            with open(self.worker.log.with_suffix(".stacks"), "w", encoding="utf-8") as out:
                subprocess.run(["gdb", "-p", str(self.worker.process.pid), "-batch", "-ex", "thread apply all bt"],
                               stdout=out, stderr=out, stdin=subprocess.DEVNULL)

    def kill(self):
        self.wanted = False
        if self.alive():
            self.worker.kill()


class Fleet:
    """`before` has what goes before the command of a kind of worker."""

    def __init__(self, road, instances, before=None):
        self.road, self.before, self.slowest_end = road, before or {}, 0.0
        self.troubles = []  # ends that are none of those that are promised
        self.variants = [self.variant(i, text) for i, text in enumerate(VARIANTS)]
        self.all = {(k, n): Instance(self, k, n) for k in WORKERS for n in (*instances, "more")}
        self.first = [i for i in self.all.values() if i.name in instances]
        self.own_ends, self.closing = collections.Counter(), False
        self.read = {}

    def variant(self, number, text):
        """A configuration folder that differs from the first one in its Kafka settings."""
        if number == 0:
            return self.road.config
        folder = f"{self.road.config}-{number}"
        os.mkdir(folder)
        for name in os.listdir(self.road.config):
            if name != "kurilwire.yaml":
                os.symlink(os.path.join(self.road.config, name), os.path.join(folder, name))
        with open(os.path.join(self.road.config, "kurilwire.yaml"), encoding="utf-8") as f:
            yaml = f.read()
        with open(os.path.join(folder, "kurilwire.yaml"), "w", encoding="utf-8") as f:
            f.write(yaml.replace("kafka:\n", "kafka:\n" + text))
        return folder

    def start(self):
        for i in self.first:
            i.start()
        self.road.workers = [i.worker for i in self.first]
        threading.Thread(target=self.supervise, daemon=True).start()

    def supervise(self):
        while not self.closing:
            for i in self.all.values():
                if i.wanted and not i.alive() and i.lock.acquire(blocking=False):
                    try:
                        self.revive(i)
                    finally:
                        i.lock.release()
            time.sleep(0.1)

    def revive(self, instance):
        code = instance.worker.process.returncode
        self.own_ends[self.why(instance, code)] += 1
        if code != 1 and instance.kind not in self.before and not self.client_gave_up(instance, code):
            self.troubles.append(f"{instance.worker.name} ended by itself with {code}")
        time.sleep(RESTART_S)
        if not self.closing:
            instance.start()

    @staticmethod
    def client_gave_up(instance, code):
        """librdkafka 2.0.2 aborts the process when a late answer finds a transaction that was given up. Nothing of it is
        committed, and the table shows how often it came to that."""
        return code == -signal.SIGABRT and CLIENT_ABORTS in instance.worker.text()[-20000:]

    @classmethod
    def why(cls, instance, code):
        """What it said when it ended: its last words, without what differs each time."""
        if cls.client_gave_up(instance, code):
            return f"{instance.kind}: librdkafka aborted it: invalid transaction state transition"
        said = re.findall(r"event=service\.stopped why=(\".*?\"|\S+) exit=1", instance.worker.text()[-20000:])
        text = said[-1].strip('"') if code == 1 and said else f"exit code {code}"
        return f"{instance.kind}: " + re.sub(r"t\d+x\d+\.", "", text)[:110]

    @contextlib.contextmanager
    def taken(self, rng, may=lambda i: True):
        """One that runs and that nobody else harms just now, or None."""
        choice = [i for i in self.all.values() if i.wanted and may(i)]
        rng.shuffle(choice)
        for i in choice:
            if i.lock.acquire(blocking=False):
                try:
                    yield i if i.alive() else None
                finally:
                    i.lock.release()
                return
        yield None

    @contextlib.contextmanager
    def all_of(self, kind, seconds):
        """All of a kind of worker that run, for the with statement, harmed by nobody else; none, if others have one in hand
        for too long."""
        end, held = time.monotonic() + seconds, []
        try:
            wanted = [i for i in self.all.values() if i.kind == kind]
            for i in wanted:
                if i.lock.acquire(timeout=max(end - time.monotonic(), 0)):
                    held.append(i)
            yield [i for i in held if i.wanted and i.alive()] if held == wanted else []
        finally:
            for i in held:
                i.lock.release()

    def calm(self):
        """The first instances run, with the clock right, and no others."""
        for i in self.all.values():
            with i.lock:
                i.set_clock(0)
                if i not in self.first:
                    i.end()
                elif not i.alive():
                    i.start()

    def end(self):
        self.closing = True
        for i in self.first:
            with i.lock:
                i.end()

    def close(self):
        self.closing = True
        for i in self.all.values():
            i.kill()

    def wait_listening(self):
        wait_for("the workers run", lambda: all(i.worker.said("partitions.assigned") for i in self.first))
