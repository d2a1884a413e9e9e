#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The road under a steady load and without harm: memory, descriptors and latency of each worker, as a table and a plot.

  soak.py BIN [the options of chaos.py; --minutes 60 --new 1 --edits 27 --every 5 by default]

Stories are edited rather than written, so that what the workers have to remember stays the same. FOLDER/soak.tsv and, if
gnuplot is there, FOLDER/soak.svg are the run's. Ends with 0 if all has arrived once and in order, and if memory and
descriptors of the last quarter are no more than a tenth above those of the second one.
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
PLOT = """\
set terminal svg size 900,900 background "white"
set output "{folder}/soak.svg"
set datafile separator "\\t"
set key outside right
set xlabel "minutes"
set multiplot layout 3,1
set ylabel "MiB resident"
plot for [i=3:6] "{folder}/soak.tsv" using ($1/60):(column(i)/1048576) with lines title columnheader(i)
set ylabel "descriptors"
plot for [i=7:10] "{folder}/soak.tsv" using ($1/60):i with lines title columnheader(i)
set ylabel "seconds until an edition has arrived"
plot "{folder}/soak.tsv" using ($1/60):2 with lines title "median"
unset multiplot
"""


def resident(pid):
    with open(f"/proc/{pid}/statm", encoding="ascii") as f:
        return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


class Soak(Run):
    def sample(self, seconds):
        pids = {kind: [i.worker.process.pid for i in self.fleet.first if i.kind == kind] for kind in WORKERS}
        took = self.newsroom.take_latencies()
        return ([round(seconds, 1), round(statistics.median(took), 3) if took else ""]
                + [sum(map(resident, pids[kind])) for kind in WORKERS]
                + [sum(map(descriptors, pids[kind])) for kind in WORKERS])

    def soak(self):
        self.fleet.start()
        self.fleet.wait_listening()
        began, rows = time.monotonic(), []
        path = os.path.join(self.options.folder, "soak.tsv")
        with open(path, "w", encoding="ascii") as out:
            out.write("\t".join(["seconds", "latency", *(f"{k} bytes" for k in WORKERS),
                                 *(f"{k} descriptors" for k in WORKERS)]) + "\n")
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
    """Of each column from the second quarter to the last, as a ratio."""
    quarter, out = max(1, len(rows) // 4), {}
    for column, name in enumerate([f"{k} bytes" for k in WORKERS] + [f"{k} descriptors" for k in WORKERS], 2):
        early = statistics.mean(r[column] for r in rows[quarter:2 * quarter] or rows)
        late = statistics.mean(r[column] for r in rows[-quarter:])
        out[name] = late / early
    return out


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
        for name, ratio in growth(rows).items():
            run.say(f"{name:22} {ratio:6.3f} times what it was in the second quarter")
            if ratio > 1.1:
                wrong.append(f"{name} grows")
        early, late = ([r[1] for r in part if r[1] != ""] for part in (rows[:len(rows) // 2], rows[len(rows) // 2:]))
        run.say(f"median seconds until an edition has arrived: {statistics.median(early):.2f}, then "
                f"{statistics.median(late):.2f}; {len(run.newsroom.truth)} versions in {run.options.minutes:g} minutes")
        run.plot()
        run.say("\n".join(wrong) or "passed")
    except Failed as e:
        run.say(f"FAILED: {e}")
    finally:
        run.close()
        shutil.rmtree(run.road.folder, ignore_errors=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
