#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The road under a steady load and without harm: memory, descriptors and latency of each worker, as a table and a plot.

  soak.py BIN [the options of chaos.py; --minutes 60 --new 1 --edits 27 --every 5 by default]

What a worker remembers of stories grows with them, for ninety days; by its own count this is its state. FOLDER/soak.tsv
and, if gnuplot is there, FOLDER/soak.svg are the run's. Ends with 0 if all has arrived once and in order, and if in the
last quarter memory beside the state and descriptors are no more than a tenth above those of the second one, and the time
until an edition has arrived, which other work on the machine moves, is no more than twice as long.
"""
import os
import shutil
import statistics
import subprocess
import sys
import time

from chaos import Run, options
from harness import WORKERS, Failed
from oracle import CHAIN, judge_stories

SAMPLE_S = 5
OF_EACH = ("bytes", "state", "descriptors")
MORE, SLOWER = 1.1, 2.0
PLOT = """\
set terminal svg size 900,900 background "white"
set output "{folder}/soak.svg"
set datafile separator "\\t"
set lmargin 10
set rmargin 26
set key outside right
set yrange [0:*]
set xlabel "minutes"
set multiplot layout 3,1
set ylabel "MiB (dashed: state)"
plot for [i=3:6] "{folder}/soak.tsv" using ($1/60):(column(i)/1048576) with lines lc i title columnheader(i), \\
     for [i=7:10] "{folder}/soak.tsv" using ($1/60):(column(i)/1048576) with lines dt 2 lc (i-4) notitle
set ylabel "descriptors"
plot for [i=11:14] "{folder}/soak.tsv" using ($1/60):i with lines lc (i-8) title columnheader(i)
set ylabel "seconds until an edition has arrived"
plot "{folder}/soak.tsv" using ($1/60):2 with lines lc "black" title "median"
unset multiplot
"""


def resident(pid):
    with open(f"/proc/{pid}/statm", encoding="ascii") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def state(worker):
    return int(worker.metric("kurilwire_stage_state_bytes") or 0)


class Soak(Run):
    def sample(self, seconds):
        workers = {kind: [i.worker for i in self.fleet.first if i.kind == kind] for kind in WORKERS}
        took = self.newsroom.take_latencies()
        return ([round(seconds, 1), round(statistics.median(took), 3) if took else ""]
                + [sum(resident(w.process.pid) for w in workers[kind]) for kind in WORKERS]
                + [sum(map(state, workers[kind])) for kind in WORKERS]
                + [sum(descriptors(w.process.pid) for w in workers[kind]) for kind in WORKERS])

    def soak(self):
        self.fleet.start()
        self.fleet.wait_listening()
        began, rows = time.monotonic(), []
        path = os.path.join(self.options.folder, "soak.tsv")
        with open(path, "w", encoding="ascii") as out:
            out.write("\t".join(["seconds", "latency", *(f"{k} {what}" for what in OF_EACH for k in WORKERS)]) + "\n")
            while time.monotonic() - began < self.options.minutes * 60:
                time.sleep(SAMPLE_S)
                rows.append(self.sample(time.monotonic() - began))
                out.write("\t".join(map(str, rows[-1])) + "\n")
                out.flush()
        return rows

    def plot(self):
        if shutil.which("gnuplot"):
            subprocess.run(["gnuplot"], input=PLOT.format(folder=self.options.folder), text=True, check=False)


def growth(rows):
    """Of memory beside the state, of descriptors and of latency, from the second quarter to the last: name, ratio, allowed."""
    n, quarter = len(WORKERS), max(1, len(rows) // 4)
    early, late = rows[quarter:2 * quarter] or rows, rows[-quarter:]

    def of(part, value):
        return statistics.mean(value(r) for r in part)
    for i, kind in enumerate(WORKERS):
        def beside(row, i=i):
            return row[2 + i] - row[2 + n + i]

        def held(row, i=i):
            return row[2 + 2 * n + i]
        yield f"{kind} memory beside its state", of(late, beside) / of(early, beside), MORE
        yield f"{kind} descriptors", of(late, held) / of(early, held), MORE
    yield "latency", (statistics.median(r[1] for r in late if r[1] != "")
                      / statistics.median(r[1] for r in early if r[1] != "")), SLOWER


def main():
    run = Soak(options(minutes=60, new=1, edits=27, every=5.0))
    wrong = ["it did not come to its end"]
    try:
        run.open()
        rows = run.soak()
        run.calm()
        run.fleet.end()
        verdicts = [judge_stories(run.road, t, run.newsroom.truth, True) for t in CHAIN]
        wrong = [e for v in verdicts for e in v.examples] + run.fleet.troubles
        for name, ratio, allowed in growth(rows):
            run.say(f"{name:32} {ratio:6.3f} times what it was in the second quarter")
            if ratio > allowed:
                wrong.append(f"{name} grows")
        early, late = ([r[1] for r in part if r[1] != ""] for part in (rows[:len(rows) // 2], rows[len(rows) // 2:]))
        run.say(f"median seconds until an edition has arrived: {statistics.median(early):.2f}, then "
                f"{statistics.median(late):.2f}; {len(run.newsroom.truth)} versions in {run.options.minutes:g} minutes")
        run.plot()
        run.say("\n".join(wrong) or "passed")
    except Failed as e:
        run.say(f"FAILED: {e}")
    finally:
        run.close(keep_logs=wrong)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
