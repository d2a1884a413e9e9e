# SPDX-License-Identifier: Apache-2.0
"""What becomes of a record and of a worker: killer records, letters, retries, stops, an
orderly end, a broker that is not there, records that have fallen to retention."""
import time

from rig import Broker, Rig, check, judge_copies, run, wait_for


def killer(rig):
    """A record that kills its process becomes a letter at its third death; nothing else does."""
    sent = [(f"k{i % 7}", f"v{i}") for i in range(300)]
    sent[150] = ("k3", "kill me not")
    rig.produce(sent)
    worker = rig.worker("killer")
    deaths = 0
    while deaths < 12:
        worker.start()
        wait_for("done or dead", lambda: not worker.alive() or
                 len(rig.outputs()) == len(sent) - 1)
        if worker.alive():
            break
        deaths += 1
    judge_copies(rig.outputs(), [v for _, v in sent if not v.startswith("kill")])
    letters = rig.letters()
    check(len(letters) == 1 and letters[0][1] == "kill me not", f"letters: {letters}")
    check("died 3 times" in letters[0][2], letters[0][2])
    check(worker.end() == 0, "an orderly end that was none")
    return f"letter after {deaths} deaths in all"


def fates(rig):
    flag = rig.work / "flag"
    flag.unlink(missing_ok=True)
    worker = rig.worker("fates").start()
    rig.produce([("a", "one"), ("a", "reject\u00a0\u2620"), ("a", f"retry {flag}"),
                 ("a", "last")])
    wait_for("two retries", lambda: worker.times("record.retry") >= 2)
    check(len(rig.outputs()) == 1, "a record overtook one that waits")
    flag.touch()
    rows = rig.wait_for_outputs(3)
    judge_copies(rows, ["one", f"retry {flag}", "last"])
    letters = rig.letters()
    check([row[1] for row in letters] == ["reject\u00a0\u2620"], f"letters: {letters}")
    for want in ("from=rig", "kw-letter-reason=asked to be rejected",
                 "kw-letter-worker=copy", f"kw-letter-topic={rig.topic('kw.raw')}",
                 "kw-letter-offset=1"):
        check(want in letters[0][2], f"{want} is not in {letters[0][2]}")
    rig.produce([("a", "before"), ("a", "stop here")])
    wait_for("the stop", lambda: not worker.alive())
    check(worker.process.returncode == 1, "a STOP that did not say 1")
    check(worker.said("asked to stop"), "a STOP without its reason")
    rig.wait_for_outputs(4)
    return "fates"


def ends(rig):
    """SIGTERM in the middle of a backlog: within five seconds, and nothing is half done."""
    sent = [(f"k{i % 50}", f"v{i}") for i in range(3000)]
    rig.produce(sent)
    worker = rig.worker("ends", "slow=1").start()
    for goal in (200, 900):
        wait_for("under way", lambda: len(rig.outputs()) > goal)
        check(worker.end() == 0, "an orderly end that was none")
        if goal == 200:
            worker.start()
    rows = rig.outputs()
    check(len(rows) == len(rig.outputs(committed=False)), "an aborted record after an orderly end")
    rig.worker("ends").start()
    judge_copies(rig.wait_for_outputs(len(sent)), [v for _, v in sent])
    return "orderly ends"


def late_broker(rig):
    """No broker at the start: a clear line, and the work begins when it comes."""
    broker = Broker(rig.work / "broker").fresh()
    rig.broker = broker
    rig.topics()
    rig.produce([("a", "one")])
    broker.stop()
    worker = rig.worker("late").start()
    wait_for("a clear line", lambda: worker.said("kafka.waiting"))
    check(worker.alive(), "it ended without a broker")
    broker.start()
    rig.wait_for_outputs(1)
    # And away again in the middle, by SIGKILL.
    broker.kill()
    wait_for("it notices", lambda: worker.said("kafka.unreachable"))
    broker.start()
    rig.produce([("a", "two")])
    judge_copies(rig.wait_for_outputs(2), ["one", "two"])
    check(worker.end() == 0, "an orderly end that was none")
    broker.kill()
    return "late broker"


def gap(rig):
    """Records that were deleted unread: a stop that names them, until --from."""
    worker = rig.worker("gap").start()
    rig.produce([("a", "one")])
    rows = rig.wait_for_outputs(1)
    partition = rows[0][0]
    check(worker.end() == 0, "an orderly end that was none")
    rig.produce([("a", "lost"), ("a", "found")])
    rig.tool("delete", rig.topic("kw.raw"), partition, "2")
    worker.start()
    wait_for("the stop", lambda: not worker.alive())
    check(worker.process.returncode == 1 and worker.said("offsets 1 to 1 have fallen"),
          "a gap without its name")
    rig.worker("gap", "from=earliest").start()
    judge_copies(rig.wait_for_outputs(2), ["one", "found"])
    return "gap"


def test(rig):
    found = []
    for part in (killer, fates, ends, gap, late_broker):
        one = Rig(part.__name__, partitions=2, like=rig)
        if part is not late_broker:
            one.topics()
        began = time.monotonic()
        found.append(part(one))
        print(f"{found[-1]} ({time.monotonic() - began:.1f} s)", flush=True)
        one.close()
    return "; ".join(found)


run(test, Rig("fates", partitions=2))
