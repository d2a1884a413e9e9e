# SPDX-License-Identifier: Apache-2.0
"""Every nth read, write, connection and look-up fails, or the process dies there; allocations fail at random: whatever
becomes of the worker, no copy is lost, doubled or made of stale state. KW_LONG=1 takes 200 allocations instead of 12.
"""
import os
import random
import re
import signal
import time

from rig import Rig, check, judge_copies, run, wait_for

LONG = bool(os.environ.get("KW_LONG"))
FAULTS = [(call, n, how) for call, numbers in (("read", (3, 40, 150)), ("write", (3, 40, 150)), ("connect", (2, 5)),
                                               ("lookup", (1, 2)))
          for n in numbers for how in ("fail", "die")]
ALLOCATIONS = 200 if LONG else 12
RECORDS = 40  # for each process
TURN_S = 20.0  # so long a worker has that neither ends nor gets through
ENDS = (0, 1, -signal.SIGKILL, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, 127)


class Shim:
    def __init__(self, rig):
        self.rig, self.sent, self.ends, self.finished = rig, [], {}, 0
        self.worker = rig.worker("shim")
        self.plain = list(self.worker.command)

    def commits(self):
        """Transactions with records in them."""
        return len(re.findall(r"transaction\.committed records=[1-9]", self.worker.text()))

    def turn(self, fault):
        """One process that meets the fault, until it ends, or its records are copied, or its time is over."""
        more = [(f"k{i % 30}", f"v{i}") for i in range(len(self.sent), len(self.sent) + RECORDS)]
        self.rig.produce(more)
        self.sent += more
        library = self.rig.bin.parent / "lib" / "libkw_shim.so"
        self.worker.command = ["env", f"LD_PRELOAD={library}", f"KW_SHIM={fault[0]}:{fault[1]}:{fault[2]}", *self.plain]
        self.worker.start()
        began, commits = time.monotonic(), self.commits()
        while self.worker.alive() and time.monotonic() - began < TURN_S:
            if self.commits() > commits:
                self.finished += 1
                break
            time.sleep(0.1)
        if self.worker.alive():
            self.worker.kill()
        else:
            code = self.worker.process.returncode
            check(code in ENDS, f"{fault}: it ended with {code}")
            self.ends[code] = self.ends.get(code, 0) + 1


def test(rig):
    seed = int(os.environ.get("KW_SEED", time.time()))
    print(f"KW_SEED={seed}")
    rng = random.Random(seed)
    rig.topics()
    shim = Shim(rig)
    for fault in FAULTS if LONG else rng.sample(FAULTS, 8):
        shim.turn(fault)
    for _ in range(ALLOCATIONS):
        shim.turn(("memory", int(10 ** rng.uniform(1, 4.5)), "fail"))
    shim.worker.command = shim.plain
    shim.worker.start()
    wait_for("all copies", lambda: len(rig.outputs()) >= len(shim.sent), pause=0.5)
    judge_copies(rig.outputs(), [v for _, v in shim.sent])
    check(not rig.letters(), "a healthy record became a letter")
    check(shim.worker.end() == 0, "an orderly end that was none")
    return f"{len(shim.sent)} records; ends by code {shim.ends}; {shim.finished} that got through"


run(test, Rig("shim", partitions=4))
