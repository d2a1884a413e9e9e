# SPDX-License-Identifier: Apache-2.0
"""A partition moves while what its old owner did is not settled on the broker:
the markers of its last commit are late, or a transaction that nobody ends hides the state."""

from rig import Broker, Proxy, Rig, check, judge_copies, run, wait_for

KEYS = 40


def records(first, n):
    return [(f"k{i % KEYS}", f"v{i}") for i in range(first, first + n)]


def late_markers(rig):
    """The coordinator writes markers over the broker's inner listener, which a proxy holds."""
    proxy = Proxy()
    rig.broker = Broker(rig.work / "broker", proxy=proxy).fresh()
    try:
        rig.topics()
        sent = records(0, 1000)
        rig.produce(sent)
        old = rig.worker("old", "session.timeout.ms=6000").start()
        rig.wait_for_outputs(len(sent))
        proxy.hold()
        commits = old.times("transaction.committed")
        more = records(1000, 400)
        rig.produce(more)
        wait_for("a commit whose markers are held", lambda: proxy.held.is_set() and
                 old.times("transaction.committed") > commits)
        old.kill()
        new = rig.worker("new", "session.timeout.ms=6000").start()
        last = records(1400, 400)
        rig.produce(last)
        wait_for("the new owner waits for the markers", lambda: new.said("offsets.waiting"))
        proxy.release()
        rows = rig.wait_for_outputs(len(sent + more + last))
        judge_copies(rows, [v for _, v in sent + more + last])
        check(new.end() == 0, "an orderly end that was none")
    finally:
        rig.broker.stop()
        proxy.close()
    return "markers held until after the move"


def hidden_state(rig):
    """A transaction opened before the state was written, still open when it is read back."""
    rig.topics()
    sent = records(0, 100)
    rig.produce(sent)
    worker = rig.worker("one").start()
    rig.wait_for_outputs(len(sent))
    holder = rig.hold("kw.parse-state")
    hidden = records(100, 900)
    rig.produce(hidden)
    sent += hidden
    rig.wait_for_outputs(len(sent))
    worker.kill()
    more = records(1000, 1000)
    rig.produce(more)
    worker.start()
    wait_for("restoring waits for the open transaction", lambda: worker.said("state.waiting"))
    holder.stdin.close()
    holder.wait()
    rows = rig.wait_for_outputs(len(sent + more))
    judge_copies(rows, [v for _, v in sent + more])
    check(worker.end() == 0, "an orderly end that was none")
    return "state read back past an open transaction"


def test(rig):
    return "; ".join([hidden_state(rig), late_markers(Rig("late", partitions=4, like=rig))])


run(test, Rig("moves", partitions=4))
