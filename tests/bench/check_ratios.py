#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Guards the speed of the pure steps: ratios to reference loops over the same bytes in the same run.

  check_ratios.py BIN PACKS

Runs bench_steps and bench_memory over generate.py's workload. A step may cost so many times its reference, libxml2's bare
SAX pass, or for a page libxml2's HTML parser; twice to three times what was measured when the limit was set. A machine
that is busy makes ratios waver, so the least of a few runs counts, and no more are made than it takes.
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DOCUMENTS = 40
SECONDS = 1
RUNS = 4
# Measured: 1.6, 0.65, 0.35, 0.55, 1.7, 0.4, 0.7.
LIMITS = {
    "parse, text and HTML": 2.6,
    "identity": 1.3,
    "encode": 0.8,
    "decode": 1.3,
    "tag": 3.5,
    "encode, tagged": 0.9,
    "article page of 100 KB": 1.6,
}


def ratios(bin_dir, documents, packs):
    done = subprocess.run([os.path.join(bin_dir, "bench_steps"), documents, packs, str(SECONDS)],
                          capture_output=True, text=True, check=True)
    rows = {}
    for line in done.stdout.splitlines():
        name, figures = line[:32].strip(), line[32:].split()
        if name in LIMITS:
            rows[name] = float(figures[1])
    return rows


def least(bin_dir, documents, packs):
    best = {}
    for _ in range(RUNS):
        for name, ratio in ratios(bin_dir, documents, packs).items():
            best[name] = min(ratio, best.get(name, ratio))
        if all(best.get(name, limit) < limit for name, limit in LIMITS.items()):
            break
    return best


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    bin_dir, packs = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="kurilwire-bench-") as folder:
        documents = os.path.join(folder, "documents")
        subprocess.run([sys.executable, os.path.join(HERE, "generate.py"), "docs", str(DOCUMENTS), documents], check=True)
        found = least(bin_dir, documents, packs)
        bad = 0
        for name, limit in LIMITS.items():
            ok = found.get(name, limit) < limit
            bad += not ok
            print(f"{name:32} {found.get(name, float('nan')):8.2f} {'below' if ok else 'NOT below'} {limit}")
        print(flush=True)
        bad += subprocess.run([os.path.join(bin_dir, "bench_memory"), documents]).returncode != 0
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
