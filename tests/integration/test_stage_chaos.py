# SPDX-License-Identifier: Apache-2.0
"""Three instances, killed and stopped in open transactions: nothing lost, nothing doubled,
no state stale. Aborted records under read_uncommitted prove that transactions were open."""
import os
import random
import signal
import time

from rig import Rig, check, judge_copies, run, wait_for

RECORDS = 24000
KILLS = 12
KEYS = 150


def instances(rig):
    # By default records wait for the commit; these go out at once, so that a kill leaves some of them open in the log.
    return [rig.worker(name, "slow=1", "session.timeout.ms=6000", "linger.ms=5").start()
            for name in ("one", "two", "three")]


def harm(rig, workers, rng, record):
    """Kills and stops while records keep coming; returns how often a process was stopped."""
    stopped = {}
    sent, stops = 0, 0
    for n in range(KILLS):
        batch = record[sent:sent + RECORDS // KILLS]
        rig.produce(batch)
        sent += len(batch)
        time.sleep(rng.uniform(0.4, 1.6))
        now = time.monotonic()
        for w, until in list(stopped.items()):
            if now > until:
                w.send(signal.SIGCONT)
                del stopped[w]
        if n in (2, 6):
            victim = rng.choice([w for w in workers if w not in stopped])
            victim.send(signal.SIGSTOP)
            stopped[victim] = now + 8
            stops += 1
        victim = rng.choice([w for w in workers if w not in stopped])
        victim.kill()
        victim.start()
    for w, until in stopped.items():
        time.sleep(max(0, until - time.monotonic()))
        w.send(signal.SIGCONT)
    return stops


def copies(rig, workers):
    """All of them, if they are there. A process that was fenced ends and is started again, as its supervisor would."""
    for w in workers:
        if not w.alive():
            w.start()
    rows = rig.outputs()
    return rows if len(rows) >= RECORDS else None


def test(rig):
    seed = int(os.environ.get("KW_SEED", time.time()))
    print(f"KW_SEED={seed}")
    rng = random.Random(seed)
    rig.topics()
    workers = instances(rig)
    records = [(f"k{rng.randrange(KEYS)}", f"v{i}") for i in range(RECORDS)]
    stops = harm(rig, workers, rng, records)
    rows = wait_for("all copies", lambda: copies(rig, workers), pause=0.5)
    judge_copies(rows, [v for _, v in records])
    aborted = len(rig.outputs(committed=False)) - len(rows)
    check(aborted > 0, "no transaction was open when a process was killed")
    check(len(rig.letters()) == 0, "a healthy record became a dead letter")
    for w in workers:  # 1: fenced late, it was about to end by itself
        check(w.end() in (0, 1), f"{w.log.stem} ended with {w.process.returncode}")
    judge_copies(rig.outputs(), [v for _, v in records])
    return f"{RECORDS} records, {KILLS} kills, {stops} stops, {aborted} aborted records"


run(test, Rig("chaos", partitions=6))
