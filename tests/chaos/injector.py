# SPDX-License-Identifier: Apache-2.0
"""Does harm, as a seed says: which fault, to whom, for how long. Lanes go on side by side, so that faults meet.

How long a run's steps take is the machine's; what is chosen, and in which order in each lane, is the seed's.
"""
import collections
import signal
import threading
import time

from harness import WORKERS, check, wait_for
from protocol import with_open_records
from witness import ONGOING, Transactions
from zombies import STATE, Zombies

OUTPUTS = {"fetcher": ("kw.raw", "kw.fetch-state"), "parser": ("kw.stories", "kw.fetch", "kw.parse-state"),
           "enricher": ("kw.enriched",), "sink": ("news.all", "kw.sink-state")}
LANES = {  # the kinds of a lane, by how often they come, the longest pause between two at pace 1, and whom they hit
    "workers": ({"kill": 6, "reconfigure": 1, "scale": 1, "clock": 1}, 10.0, WORKERS),
    "stops of those without much state": ({"stop": 1}, 30.0, ("fetcher", "enricher")),
    "stops of those with state": ({"stop": 1}, 30.0, ("parser", "sink")),
    "zombies without state": ({"zombie": 1}, 20.0, ("enricher",)),
    "zombies with state": ({"zombie": 1}, 20.0, tuple(STATE)),
    "network": ({"cut": 1, "delay": 1, "web": 1}, 40.0, WORKERS),
    "brokers": ({"broker": 1, "disk": 1}, 40.0, WORKERS),
}
WHAT = {
    "kill": "a worker killed (SIGKILL)",
    "stop": "a worker stopped and continued (SIGSTOP), up to 20 s",
    "zombie": "a worker stopped, its offsets on their way, until heirs worked",
    "reconfigure": "a worker restarted with other settings",
    "scale": "an instance added or taken away",
    "clock": "a worker's clock jumped, up to two days",
    "cut": "workers cut off from the brokers, or held",
    "delay": "workers and brokers slowed down",
    "web": "fetchers cut off from the newsroom, or slowed",
    "broker": "a broker killed (SIGKILL) and started",
    "disk": "a broker's disk full",
    "leader": "a broker restarted, its leaders moved",
}
HEIRS_DIE_S = 11.5
JUMPS = (30, -30, 3000, -3000, 10800, -10800, 172800, -172800)


class Fault:
    def __init__(self, kind, who, open_at, proven):
        self.kind, self.who, self.open_at, self.proven = kind, who, open_at, proven


class Deck:
    """Each kind as often as it is to come, shuffled, again and again."""

    def __init__(self, cards, rng):
        self.cards, self.rng, self.left = cards, rng, []

    def draw(self):
        if not self.left:
            self.left = [kind for kind, n in sorted(self.cards.items()) for _ in range(n)]
            self.rng.shuffle(self.left)
        return self.left.pop()


class Injector:
    def __init__(self, road, fleet, cluster, network, web_port, rng_of, tell, pace):
        self.road, self.fleet, self.cluster, self.network, self.web_port = road, fleet, cluster, network, web_port
        self.rng_of, self.tell, self.pace = rng_of, tell, pace
        self.transactions = Transactions(road)
        self.faults, self.error, self.stopping, self.threads = [], None, False, []
        self.zombies = Zombies(self)
        self.do = {kind: getattr(self, kind, None) for kind in WHAT}
        self.do.update(stop=self.stop_awhile, zombie=self.zombies.make)

    def kinds(self):
        has = dict.fromkeys(WHAT, True)
        has["leader"] = len(self.cluster.nodes) > 1
        has["disk"] = all(node.mounted for node in self.cluster.nodes)
        return [kind for kind in WHAT if has[kind]]

    def start(self):
        kinds = self.kinds()
        for name, (cards, pause, among) in LANES.items():
            if name == "brokers" and "leader" in kinds:
                cards = dict(cards, leader=1)
            cards = {kind: n for kind, n in cards.items() if kind in kinds}
            self.threads.append(threading.Thread(target=self.run, args=(self.rng_of(name), cards, pause, among),
                                                 daemon=True))
            self.threads[-1].start()

    def run(self, rng, cards, pause, among):
        deck = Deck(cards, rng)
        try:
            while not self.stopping:
                self.do[deck.draw()](rng, among)
                self.rest(rng.uniform(0, pause / self.pace))
        except Exception as e:  # of any kind: the run ends with it
            self.error = self.error or e

    def rest(self, seconds):
        """Not longer than the run is to go on."""
        self.until(seconds, lambda: False)

    def stop(self):
        self.stopping = True
        for thread in self.threads:
            thread.join()

    def note(self, kind, who, instances, proven=False):
        """A fault is done now, to the transactions that are open just now."""
        names = [i.transactional_id for i in instances]
        open_at = {n: len(self.transactions.history[n]) for n in names if self.transactions.open(n)}
        self.faults.append(Fault(kind, who, open_at, proven))
        self.tell(f"{kind} {who}" + (f", {len(open_at)} transactions open" if open_at else ""))

    def running(self):
        return [i for i in self.fleet.all.values() if i.wanted]

    def tally(self):
        """By kind: faults, and those that threw away a transaction."""
        count, hit = collections.Counter(), collections.Counter()
        for f in self.faults:
            count[f.kind] += 1
            hit[f.kind] += any(self.transactions.aborted_after(n, at) for n, at in f.open_at.items())
        return count, hit

    def proven(self):
        """Kills and stops in a transaction that had records in the log and was then aborted."""
        return sum(f.proven and any(self.transactions.aborted_after(n, at) for n, at in f.open_at.items())
                   for f in self.faults)

    # --- workers

    def in_transaction(self, rng, among):
        """One of a kind of worker with an open transaction, if one comes, for the with statement: None if it is in
        other hands."""
        kind, wait, moment = rng.choice(among), rng.uniform(1, 4), rng.uniform(0, 0.012)
        found = self.transactions.wait_any([i.transactional_id for i in self.running() if i.kind == kind], wait)
        time.sleep(moment)
        return self.fleet.taken(rng, lambda i: i.kind == kind and found in (None, i.transactional_id))

    def freeze(self, instance):
        """Stops it; whether there are records of its open transaction in the log."""
        instance.worker.send(signal.SIGSTOP)
        return self.in_log(instance, OUTPUTS[instance.kind])

    def in_log(self, instance, topics):
        """Whether there are records of its open transaction in one of the topics; no, if a broker does not say so."""
        past = self.transactions.history.get(instance.transactional_id)
        if not past or past[-1][0] != ONGOING:
            return False
        topics = [self.road.prefix + t for t in topics]
        try:
            return any(past[-1][1] in with_open_records(address, topics, self.road.partitions)
                       for address in self.cluster.inner.split(","))
        except OSError:
            return False

    def kill(self, rng, among):
        pause = rng.choice((0, 0.1, 0.3, 0.5, 1, 8))
        with self.in_transaction(rng, among) as i:
            if i:
                proven = self.freeze(i)
                self.note("kill", i.client_id, [i], proven)
                i.worker.kill()
                self.rest(pause)
                i.start()

    def stop_awhile(self, rng, among):
        """Past the session's end (10 s) its partitions are another's; before the transaction's (15 s) what it has
        open still hides state. The heirs die once in between, and read their state back then."""
        seconds, heirs = rng.choice((3, 12.5, 13.2, 14, 17)), rng.random() < 0.5
        with self.in_transaction(rng, among) as i:
            if i:
                proven = self.freeze(i)
                self.note("stop", f"{i.client_id} for {seconds} s", [i], proven)
                if heirs and seconds > HEIRS_DIE_S:
                    self.rest(HEIRS_DIE_S)
                    self.kill_heirs(i)
                    self.rest(seconds - HEIRS_DIE_S)
                else:
                    self.rest(seconds)
                i.worker.send(signal.SIGCONT)

    def until(self, seconds, condition):
        """What the condition says in the end, within a time; less if the run is to end."""
        end = time.monotonic() + seconds
        while not (got := condition()) and time.monotonic() < end and not self.stopping:
            time.sleep(0.02)
        return got

    def kill_heirs(self, stopped):
        for i in self.running():
            if i.kind == stopped.kind and i is not stopped and i.lock.acquire(blocking=False):
                self.note("kill", f"{i.client_id}, an heir", [i])
                i.kill()
                i.start()
                i.lock.release()

    def reconfigure(self, rng, among):
        variant = rng.randrange(len(self.fleet.variants))
        with self.fleet.taken(rng) as i:
            if i:
                self.note("reconfigure", f"{i.client_id} as {variant}", [i])
                i.end()
                i.variant = variant
                i.start()

    def scale(self, rng, among):
        kind, orderly = rng.choice(among), rng.random() < 0.7
        i = self.fleet.all[kind, "more"]
        with i.lock:
            self.note("scale", f"{i.client_id} {'away' if i.wanted else 'added'}", [i] if i.wanted else [])
            if not i.wanted:
                i.start()
            elif orderly:
                i.end()
            else:
                i.kill()

    def clock(self, rng, among):
        seconds, how_long = rng.choice(JUMPS), rng.uniform(2, 8)
        with self.fleet.taken(rng, lambda i: i.name == "two") as i:
            if i:
                self.note("clock", f"{i.client_id} by {seconds} s", [i])
                i.set_clock(seconds)
                self.rest(how_long)
                i.set_clock(0)

    # --- network

    def some(self, rng):
        """One instance, or all: (client id or None, those it hits)."""
        running = self.running()
        if rng.random() < 0.35 or not running:
            return None, running
        one = rng.choice(running)
        return one.client_id, [one]

    def ports(self):
        return [node.outer for node in self.cluster.nodes]

    def impair(self, kind, what, seconds, ports, who, hit, ms=0):
        self.note(kind, f"{who or 'all'}: {what} for {seconds:.1f} s", hit)
        rule = self.network.rule(what, ports, who, ms)
        self.rest(seconds)
        self.network.end(rule)

    def cut(self, rng, _):
        who, hit = self.some(rng)
        if who:
            self.transactions.wait_open(hit[0].transactional_id, rng.uniform(0.5, 2))
        ports = rng.choice([self.ports(), *([p] for p in self.ports())])
        self.impair("cut", rng.choice(("cut", "hold")), rng.choice((1, 3, 8, 13, 18)), ports, who, hit)

    def delay(self, rng, _):
        who, hit = self.some(rng)
        self.impair("delay", "delay", rng.uniform(3, 10), self.ports(), who, hit, rng.choice((20, 100, 400)))

    def web(self, rng, _):
        fetchers = [i for i in self.running() if i.kind == "fetcher"]
        self.impair("web", rng.choice(("cut", "hold", "delay")), rng.uniform(1, 8), [self.web_port], None, fetchers,
                    rng.choice((100, 900)))

    # --- brokers

    def again(self, node):
        node.kill()
        check(node.begin().wait() == 0, "a broker does not start again")
        if len(self.cluster.nodes) > 1:
            self.cluster.wait_whole()

    def broker(self, rng, _):
        node, pause = rng.choice(self.cluster.nodes), rng.choice((0, 1, 3, 8))
        self.note("broker", f"{node.folder.name}, down for {pause} s", self.running())
        node.kill()
        self.rest(pause)
        self.again(node)

    def disk(self, rng, _):
        node, seconds = rng.choice(self.cluster.nodes), rng.uniform(4, 10)
        self.note("disk", node.folder.name, self.running())
        node.fill()
        until = time.monotonic() + seconds
        while node.alive() and time.monotonic() < until:
            time.sleep(0.1)
        node.empty()
        self.again(node)

    def leader(self, rng, _):
        node = rng.choice(self.cluster.nodes)
        self.note("leader", node.folder.name, self.running())
        node.stop()
        check(node.begin().wait() == 0, "a broker does not start again")
        wait_for("all brokers are up", self.cluster.all_alive)
        self.cluster.wait_whole()
