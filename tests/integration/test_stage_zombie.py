# SPDX-License-Identifier: Apache-2.0
"""A process that was stopped wakes up after another has taken its partitions over, and its
timer fires: what it emits must not count, for it has read nothing that would fence it."""
import signal

from rig import Rig, check, run, wait_for


def ticks(rig):
    rows = rig.broker.consume(rig.topic("kw.enriched"))
    found = {}
    for _, _, _, text in rows:
        _, partition, n = text.split()
        found.setdefault(int(partition), []).append(int(n))
    return found


def judge(rig):
    found = ticks(rig)
    check(len(found) == rig.partitions, f"only partitions {sorted(found)} ticked")
    for partition, numbers in found.items():
        check(numbers == list(range(1, len(numbers) + 1)),
              f"partition {partition}: a tick lost or doubled near "
              f"{[n for i, n in enumerate(numbers) if n != i + 1][:3]}")
    return sum(len(n) for n in found.values())


def test(rig):
    rig.topics()
    options = ("timer=20", "session.timeout.ms=6000")
    stopped = rig.worker("stopped", *options).start()
    wait_for("ticks", lambda: len(ticks(rig)) == rig.partitions)
    stopped.send(signal.SIGSTOP)
    heir = rig.worker("heir", *options).start()
    wait_for("the heir owns all", lambda: heir.said(f"count={rig.partitions}"))
    before = sum(len(n) for n in ticks(rig).values())
    wait_for("the heir's ticks", lambda: sum(len(n) for n in ticks(rig).values()) > before + 20)
    stopped.send(signal.SIGCONT)
    # Fenced in the middle of a transaction it ends, else it joins again.
    wait_for("the zombie is fenced", lambda: not stopped.alive() or
             stopped.times("partitions.assigned") > 1)
    if not stopped.alive():
        stopped.start()
    before = sum(len(n) for n in ticks(rig).values())
    wait_for("more ticks", lambda: sum(len(n) for n in ticks(rig).values()) > before + 40)
    for w in (heir, stopped):
        if w.alive():
            check(w.end() == 0, "an orderly end that was none")
    n = judge(rig)
    aborted = len(rig.broker.consume(rig.topic("kw.enriched"), committed=False)) - n
    check(aborted > 0, "the zombie's timer never fired")
    return f"{n} ticks in a row, {aborted} of the zombie's aborted"


run(test, Rig("zombie", partitions=3))
