# SPDX-License-Identifier: Apache-2.0
"""Point by point through a transaction and a start, on a real broker: at each kind of request, and at its answer, the
worker is killed or cut off, and with KW_LONG=1 the broker is killed, too. A request of a killed worker still arrives,
when its heir is at work. Nothing is lost, nothing doubled, no state stale."""
import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "chaos"))
from cluster import Cluster  # noqa: E402
from rig import Rig, check, judge_copies, run, wait_for  # noqa: E402
from wire import Network  # noqa: E402

POINTS = {"AddPartitionsToTxn": 24, "Produce": 0, "AddOffsetsToTxn": 25, "TxnOffsetCommit": 28, "EndTxn": 26}
STARTS = {"FindCoordinator": 10, "InitProducerId": 22, "JoinGroup": 11, "SyncGroup": 14, "OffsetFetch": 9}
BATCH = 20
WHO = "copy.one"  # the worker's client id


class Walk:
    """One worker on a broker behind the wire, and what it was given."""

    def __init__(self, rig, network, cluster):
        self.rig, self.network, self.cluster, self.sent = rig, network, cluster, []
        self.ports = [node.outer for node in cluster.nodes]
        self.worker = rig.worker("one")

    def feed(self):
        batch = [(f"k{i % 5}", f"v{len(self.sent) + i}") for i in range(BATCH)]
        self.rig.produce(batch)
        self.sent += batch

    def kill_worker(self, rule):
        """What was caught arrives when the heir has done all."""
        self.worker.kill()
        self.worker.start()
        self.settle()
        self.network.end(rule)

    def cut(self, rule):
        cut = self.network.rule("cut", self.ports, WHO)
        self.network.end(rule)
        self.network.end(cut)
        self.settle()

    def kill_broker(self, rule):
        node = self.cluster.nodes[0]
        node.kill()
        self.network.end(rule)
        check(node.begin().wait() == 0, "the broker does not start again")
        self.settle()

    def settle(self):
        """All copies are there; a worker that was fenced is started again, as its supervisor would."""
        def done():
            if not self.worker.alive():
                self.worker.start()
            return len(self.rig.outputs()) >= len(self.sent)
        wait_for(f"{len(self.sent)} copies", done, pause=0.1)

    def case(self, api, answer, harm, starts):
        if starts and self.worker.alive():
            self.worker.end()  # in order, or fenced by what was caught and came late
        rule = self.network.rule("catch", self.ports, WHO, api=api, answer=answer)
        if starts:
            self.worker.start()
        self.feed()
        wait_for("it is caught", lambda: self.network.caught(rule), pause=0.01)
        harm(rule)
        judge_copies(self.rig.outputs(), [value for _, value in self.sent])


def walk(rig, network, cluster):
    w = Walk(rig, network, cluster)
    harms = [w.kill_worker, w.cut] + ([w.kill_broker] if os.environ.get("KW_LONG") else [])
    w.worker.start()
    cases = 0
    for names, starts in ((POINTS, False), (STARTS, True)):
        for name, api in names.items():
            for answer in (False, True):
                for harm in harms:
                    began = time.monotonic()
                    where = f"{harm.__name__} at {'the answer to ' if answer else ''}{name}"
                    try:
                        w.case(api, answer, harm, starts)
                    except Exception:
                        print(where, flush=True)
                        raise
                    print(f"{where} ({time.monotonic() - began:.1f} s)", flush=True)
                    cases += 1
    check(not rig.letters(), "a dead letter")
    return f"{cases} points, {len(w.sent)} records"


def test(rig):
    network = Network()
    cluster = Cluster(rig.work / "points", network, 1)
    try:
        rig.broker = cluster.start().nodes[0]
        rig.topics()
        return walk(rig, network, cluster)
    finally:
        rig.close()
        network.close()
        for node in cluster.nodes:
            node.remove()


if __name__ == "__main__":
    run(test, Rig("points", partitions=2))
