# SPDX-License-Identifier: Apache-2.0
"""Zombies: workers that are stopped in an open transaction, lose their partitions, and wake up behind heirs that have
worked. Each step waits for what the step before was for, and nobody else harms that kind of worker meanwhile.

What an enricher had sent, its offsets, arrives when an heir has done the same records: if it counts, they are doubled. What
has state is stopped before its offsets, with state in the log: its heirs have to wait for the end of it. Those who do not
write state behind it; so they die once, and the next ones, which read only up to it, know nothing of what was done. That
shows when its stories come again, unless the zombie has joined its group by then and got its partitions back.
"""
import collections
import signal
import threading
import time

from protocol import leave_group
from witness import ONGOING, PREPARE_COMMIT

STATE = {"fetcher": "kw.fetch-state", "parser": "kw.parse-state", "sink": "kw.sink-state"}
KINDS = ("enricher", *STATE)
JOIN_GROUP, ADD_OFFSETS, TXN_OFFSET_COMMIT = 11, 25, 28  # API keys
ASSIGNED, WAITING = "event=partitions.assigned", "event=state.waiting"
OTHERS_DONE_S = 20.0       # others have this kind of worker in hand
CAUGHT_S = 20.0            # a transaction comes to its end
ADDED_S, LINGER_S = 1.0, 3.0  # partitions are in the broker's note, records in the log: later is too late
HEIRS_WORK_S = 12.0        # the broker ends the transaction after 15 s
HEIR_COMMITS = 3           # the first is of marks, those that follow have records
TRIES = 3


class Zombies:
    """Of an injector. `behind` counts those that woke up behind heirs, by kind of worker, `all` all."""

    def __init__(self, harm):
        self.harm, self.behind, self.all = harm, collections.Counter(), collections.Counter()
        self.outside = []  # rules that keep the opening's out of their groups

    def told(self):
        return ", ".join(f"{self.behind[kind]} of {self.all[kind]} {kind}s" for kind in KINDS)

    def opening(self, rng_of, editions_come):
        """One of each kind of worker, at the same time, which stays out of its group until `editions_come` returns."""
        threads = [threading.Thread(target=self.one, args=(kind, rng_of(f"opening {kind}")), daemon=True) for kind in KINDS]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        editions_come()
        for rule in self.outside:
            self.harm.network.end(rule)

    def one(self, kind, rng):
        try:
            for _ in range(TRIES):
                self.outside.append(self.one_of(rng, kind))
                if self.behind[kind]:
                    return
        except Exception as e:  # of any kind: the run ends with it
            self.harm.error = self.harm.error or e

    def make(self, rng, among):
        self.harm.network.end(self.one_of(rng, rng.choice(among)))

    def one_of(self, rng, kind):
        """Makes one, if it can be. When it is no more than one that has to join its group, it cannot before this rule ends."""
        network = self.harm.network
        with self.harm.fleet.all_of(kind, OTHERS_DONE_S) as running:
            if len(running) < 2:
                return None
            zombie, *heirs = rng.sample(running, len(running))
            offsets = self.catch(zombie)
            if offsets is None:
                return None
            try:
                self.bury(zombie, heirs)
            finally:
                stay_out = network.rule("catch", self.harm.ports(), zombie.client_id, api=JOIN_GROUP)
                past = self.ended(zombie)
                network.end(offsets)
                zombie.worker.send(signal.SIGCONT)
            self.harm.until(HEIRS_WORK_S, lambda: self.ended(zombie) > past or not zombie.alive())
            return stay_out

    # --- the zombie

    def catch(self, zombie):
        """Its offsets are held on their way, with the records of its state in the log: the rule, or None."""
        api = ADD_OFFSETS if zombie.kind in STATE else TXN_OFFSET_COMMIT
        end = time.monotonic() + CAUGHT_S
        while (left := end - time.monotonic()) > 0 and not self.harm.stopping:
            rule = self.harm.network.rule("catch", self.harm.ports(), zombie.client_id, api=api)
            if self.harm.until(left, lambda: self.harm.network.caught(rule)) and self.ripe(zombie):  # noqa: B023
                return rule
            self.harm.network.end(rule)
        return None

    def ripe(self, zombie):
        harm = self.harm
        return (harm.until(ADDED_S, lambda: harm.transactions.open(zombie.transactional_id))
                and (zombie.kind not in STATE or harm.until(LINGER_S, lambda: harm.in_log(zombie, [STATE[zombie.kind]]))))

    def bury(self, zombie, heirs):
        harm, kind = self.harm, zombie.kind
        before = [self.said(heir) for heir in heirs]
        proven = harm.freeze(zombie)
        harm.note("zombie", zombie.client_id, [zombie], proven)
        worked = self.out_of_group(zombie) and self.work(heirs, before)
        if worked and kind in STATE:
            worked = self.work(heirs, [self.again(heir) for heir in heirs])
        behind = bool(worked) and harm.transactions.open(zombie.transactional_id)
        self.all[kind] += 1
        self.behind[kind] += behind
        harm.tell(f"zombie {zombie.client_id} wakes up{' behind its heirs' if behind else ''}")

    def out_of_group(self, zombie):
        """No, if the group's coordinator is away."""
        group = f"{self.harm.road.prefix}kurilwire.{zombie.kind}"
        try:
            return any([leave_group(address, group, zombie.client_id) for address in self.harm.cluster.inner.split(",")])
        except OSError:
            return False

    # --- those who have its partitions now

    def again(self, heir):
        """It dies and starts; what it had said before."""
        self.harm.note("kill", f"{heir.client_id}, an heir", [heir])
        heir.kill()
        said = self.said(heir)
        heir.start()
        return said

    def said(self, heir):
        return heir.worker.times(ASSIGNED), heir.worker.times(WAITING)

    def history(self, instance):
        return self.harm.transactions.history.get(instance.transactional_id, [])

    def ended(self, instance):
        return sum(state != ONGOING for state, _ in self.history(instance))

    def committed(self, instance):
        return sum(state == PREPARE_COMMIT for state, _ in self.history(instance))

    def work(self, heirs, before):
        """Each has got partitions, and committed something of them or waits for what is open."""
        end = time.monotonic() + HEIRS_WORK_S
        return all(self.works(heir, *said, end) for heir, said in zip(heirs, before))

    def works(self, heir, assigned, waiting, end):
        waits = lambda: heir.worker.times(WAITING) > waiting  # noqa: E731
        if not self.harm.until(end - time.monotonic(), lambda: waits() or heir.worker.times(ASSIGNED) > assigned):
            return False
        past = self.committed(heir)
        return self.harm.until(end - time.monotonic(), lambda: waits() or self.committed(heir) >= past + HEIR_COMMITS)
