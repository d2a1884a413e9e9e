# SPDX-License-Identifier: Apache-2.0
"""A process that was stopped wakes up after another has taken its partitions over, and its
timer fires: what it emits must not count, for it has read nothing that would fence it."""
import re
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


def total(rig):
    return sum(len(n) for n in ticks(rig).values())


def fenced(worker):
    """Was a transaction of it aborted, or the process itself fenced?"""
    return re.search(r"event=worker.ended .* aborts=[1-9]", worker.log.read_text()) is not None


def stop_and_wake(rig, stopped, heir):
    """One takes over while the other is stopped, which then wakes up."""
    stopped.start()
    before = total(rig)
    wait_for("ticks", lambda: total(rig) > before + 6)
    stopped.send(signal.SIGSTOP)
    owned = heir.times(f"count={rig.partitions}")
    heir.start()
    wait_for("the heir owns all", lambda: heir.times(f"count={rig.partitions}") > owned)
    before = total(rig)
    wait_for("the heir's ticks", lambda: total(rig) > before + 6)
    mine = stopped.times("partitions.assigned")
    stopped.send(signal.SIGCONT)
    # Fenced in the middle of a transaction it ends, else it joins again.
    wait_for("the zombie is fenced", lambda: not stopped.alive() or
             stopped.times("partitions.assigned") > mine)
    before = total(rig)
    wait_for("more ticks", lambda: total(rig) > before + 12)
    check(heir.end() == 0, "an orderly end that was none")
    if stopped.alive():
        check(stopped.end() in (0, 1), "an end that was none of a zombie")  # 1: it was about to end, fenced


def test(rig):
    rig.topics()
    # Seldom enough to be stopped between two transactions: an open one would be ended by its
    # time-out before the other takes over.
    options = ("timer=200", "session.timeout.ms=6000")
    stopped, heir = rig.worker("stopped", *options), rig.worker("heir", *options)
    stop_and_wake(rig, stopped, heir)
    n = judge(rig)
    check(fenced(stopped), "the zombie's timer never fired")
    return f"{n} ticks in a row, those of the zombie aborted"


run(test, Rig("zombie", partitions=3))
