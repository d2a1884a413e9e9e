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


def total(rig):
    return sum(len(n) for n in ticks(rig).values())


def aborted(rig):
    return len(rig.broker.consume(rig.topic("kw.enriched"), committed=False)) - total(rig)


def stop_and_wake(rig, stopped, heir):
    """One takes over while the other is stopped, which then wakes up."""
    assigned = heir.times("partitions.assigned")
    stopped.send(signal.SIGSTOP)
    if heir.alive():
        wait_for("the heir is alone", lambda: heir.times("partitions.assigned") > assigned)
    else:
        heir.start()
        wait_for("the heir owns all", lambda: heir.said(f"count={rig.partitions}"))
    before = total(rig)
    wait_for("the heir's ticks", lambda: total(rig) > before + 20)
    mine = stopped.times("partitions.assigned")
    stopped.send(signal.SIGCONT)
    # Fenced in the middle of a transaction it ends, else it joins again.
    wait_for("the zombie is fenced", lambda: not stopped.alive() or
             stopped.times("partitions.assigned") > mine)
    if not stopped.alive():
        stopped.start()
    before = total(rig)
    wait_for("more ticks", lambda: total(rig) > before + 40)


def test(rig):
    rig.topics()
    options = ("timer=20", "session.timeout.ms=6000")
    stopped = rig.worker("stopped", *options).start()
    heir = rig.worker("heir", *options)
    wait_for("ticks", lambda: len(ticks(rig)) == rig.partitions)
    rounds = 0
    # Whether the timer fires before the loss is known is a race: until it was won.
    while rounds < 5 and aborted(rig) == 0:
        stop_and_wake(rig, stopped, heir)
        judge(rig)
        rounds += 1
    for w in (heir, stopped):
        check(w.end() == 0, "an orderly end that was none")
    check(aborted(rig) > 0, "the zombie's timer never fired")
    return f"{judge(rig)} ticks in a row, {aborted(rig)} of a zombie aborted in {rounds} rounds"


run(test, Rig("zombie", partitions=3))
