#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How the cost grows: with the size of documents, of packs, with the number of feeds and of instances.

  growth.py BIN BROKER DOCUMENTS FOLDER

DOCUMENTS is the backlog for the instances (see services.py). For each question a table is printed, written to
FOLDER/NAME.tsv and drawn by gnuplot, where it is installed, as FOLDER/NAME.svg.
"""
import html
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

import services
from harness import ROOT, Road
from rig import Failed, check

ITEM = """<item><title>Item {n} of the {word} review</title><link>https://feed.example/{n}</link><guid>g-{n}</guid>
<pubDate>Thu, 26 Jan 2023 08:{m:02}:00 GMT</pubDate><description><![CDATA[{body}]]></description></item>
"""
PARAGRAPH = "<p>The {word} of the region was discussed on day {n}; <b>none</b> of those present asked for a vote &amp; all left.</p>"
HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>Growth</title><link>https://feed.example/</link>'
TAIL = "</channel></rss>"
BODY_PARAGRAPHS = 12
TOTAL_BYTES = 20 * 1000 * 1000


class Table:
    """Rows of numbers under a name, printed, kept and drawn."""

    def __init__(self, name, title, columns, logarithmic=True):
        self.name, self.title, self.columns, self.logarithmic = name, title, columns, logarithmic
        self.rows = []
        print(f"\n{title}\n" + "".join(f"{c:>24}" for c in columns))

    def add(self, *values):
        self.rows.append(values)
        print("".join(f"{v:>24g}" for v in values), flush=True)

    def save(self, folder):
        path = os.path.join(folder, self.name)
        with open(path + ".tsv", "w", encoding="utf-8") as f:
            f.write("\t".join(self.columns) + "\n")
            f.writelines("\t".join(f"{v:g}" for v in row) + "\n" for row in self.rows)
        if not shutil.which("gnuplot"):
            print("not drawn: gnuplot is not installed")
            return
        plots = ", ".join(f'"{path}.tsv" using 1:{i + 2} with linespoints title columnheader' for i in range(len(self.columns) - 1))
        script = f"""set terminal svg size 720,420 font "sans,12"
set output "{path}.svg"
set title "{self.title}"
set xlabel "{self.columns[0]}"
{'set logscale x' if self.logarithmic else ''}
set yrange [0:*]
set grid
set key top left
set datafile separator "\\t"
plot {plots}
"""
        subprocess.run(["gnuplot"], input=script, text=True, check=True)


def run(*argv):
    # The shell between keeps the memory of this program out of the account.
    done = subprocess.run(["sh", "-c", '"$@"; exit $?', "sh"] + [str(a) for a in argv], capture_output=True, text=True, cwd=ROOT)
    check(done.returncode == 0, f"{argv[0]} ended with {done.returncode}: {done.stderr[-400:]}")
    return done.stdout


def number(pattern, text):
    found = re.search(pattern, text, re.M)
    check(found, f"no {pattern!r} in:\n{text}")
    return float(found.group(1))


# --- documents ---------------------------------------------------------------------------------


def feed_of(size, seed):
    """A feed of about `size` bytes."""
    parts, length, n = [HEAD], len(HEAD) + len(TAIL), seed * 100000
    while length < size:
        body = "".join(PARAGRAPH.format(word=f"w{(n * 7 + i) % 997}", n=i) for i in range(BODY_PARAGRAPHS))
        part = ITEM.format(n=n, word=f"w{n % 991}", m=n % 60, body=body)
        parts.append(part)
        length += len(part)
        n += 1
    return "".join(parts + [TAIL]).encode()


def by_document_size(bin_dir, work):
    table = Table("documents", "Parsing, by the size of documents", ["bytes of a document", "CPU s per GB", "MiB at most"])
    for size in (10 ** 4, 10 ** 5, 10 ** 6, 10 ** 7):
        path = os.path.join(work, f"documents-{size}.bin")
        with open(path, "wb") as f:
            for i in range(max(1, TOTAL_BYTES // size)):
                doc = feed_of(size, i)
                f.write(struct.pack("<II", 1, len(doc)) + b"g" + doc)
        out = run(os.path.join(bin_dir, "bench_steps"), path, "config/tags.d", 1)
        speed = number(r"^parse, text and HTML +[\d.]+ +[\d.]+ +(\d+)", out)
        documents = number(r", (\d+) of them documents", out)
        table.add(size, 1000 / speed, number(r"at most (\d+) MiB", out) - documents)
    return table


# --- feeds -------------------------------------------------------------------------------------


def by_feeds(bin_dir, _work):
    table = Table("feeds", "One fetcher, by the number of feeds (an hour of polling)",
                  ["feeds", "MiB at most", "us of CPU a poll", "CPU s to start again"])
    for n in (1000, 10000, 100000):
        out = run(os.path.join(bin_dir, "bench_fetcher"), "scale", n)
        table.add(n, number(r"(\d+) MiB at most", out), number(r"([\d.]+) us of CPU", out),
                  number(r"started again in ([\d.]+) s", out))
    return table


# --- packs -------------------------------------------------------------------------------------


STEMS = "bor vel dan kor mil nas per rud sol tam ul vik zor gal fen hed".split()


def name_of(n):
    """The nth of many invented names."""
    out = ""
    while n:
        out, n = out + STEMS[n % len(STEMS)], n // len(STEMS)
    return out.title()


def texts_of(documents, path):
    """The stories' texts without markup, as bench_tag reads them."""
    with open(documents, "rb") as f, open(path, "wb") as to:
        while head := f.read(8):
            key, size = struct.unpack("<II", head)
            f.read(key)
            for item in re.findall(r"<item>(.*?)</item>", f.read(size).decode(), re.S):
                text = re.sub(r"<[^>]*>", " ", re.sub(r"<!\[CDATA\[|\]\]>", "", html.unescape(item))).encode()
                to.write(struct.pack("<I", len(text)) + text)


def by_forms(bin_dir, work, documents):
    table = Table("forms", "Tagging, by the number of forms", ["forms", "MB of text per CPU s", "CPU s to load"])
    texts = os.path.join(work, "texts.bin")
    texts_of(documents, texts)
    for n in (200, 2000, 20000):
        folder = os.path.join(work, f"packs-{n}")
        os.mkdir(folder)
        with open(os.path.join(folder, "growth.yaml"), "w", encoding="utf-8") as f:
            f.write("id: growth\nsubjects:\n  - id: all\n    name: {en: All}\n    forms:\n      en:\n")
            f.writelines(f"        - {name_of(i + 4096)}\n" for i in range(n))
        out = run(os.path.join(bin_dir, "bench_tag"), texts, folder, 1).splitlines()
        heads = re.sub(r"(\w) s\b", r"\1_s", next(line for line in out if line.startswith("packs"))).split()
        row = dict(zip(heads, next(line for line in out if line.startswith("shipped")).split()))
        table.add(n, float(row["tag"]), float(row["load_s"]))
    return table


# --- instances ---------------------------------------------------------------------------------


def entries(instances):
    return sum(i.metric('kurilwire_stage_entries{disposition="published"}') for i in instances)


def run_instances(road, worker, n, stories):
    """CPU seconds per 100,000 stories of all instances, and stories a second."""
    instances = [services.Service(road, worker, f"{worker}-{i}") for i in range(n)]
    try:
        services.wait_for(f"{n} {worker}s", lambda: entries(instances) >= stories, 600, 0.2)
        cpu = sum(i.end()[0] for i in instances)
    finally:
        for i in instances:
            if i.popen.poll() is None:
                i.popen.kill()
    keys, times = services.read_back(road, services.OUTPUT[worker])
    check(len(keys) == stories and len(set(keys)) == stories, f"{worker}: {len(keys)} records of {stories} stories")
    return cpu / stories * 1e5, stories / max((max(times) - min(times)) / 1000, 0.001)


def by_instances(bin_dir, broker, documents):
    table = Table("instances", "All instances of a service together", ["instances"] + [f"{w}: {what}" for w in services.OUTPUT
                                                                               for what in ("CPU s/100k", "stories/s")], False)
    for n in (1, 2, 4):
        with Road(bin_dir, broker, partitions=8) as road:
            stories = services.prepare(road, documents) * services.PER_DOCUMENT
            table.add(n, *[v for worker in services.OUTPUT for v in run_instances(road, worker, n, stories)])
    return table


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    bin_dir, broker, documents, folder = os.path.abspath(sys.argv[1]), *sys.argv[2:]
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kurilwire-growth-") as work:
        for question in (by_document_size, by_feeds):
            question(bin_dir, work).save(folder)
        by_forms(bin_dir, work, documents).save(folder)
    by_instances(bin_dir, broker, documents).save(folder)


if __name__ == "__main__":
    try:
        main()
    except Failed as e:
        sys.exit(f"FAILED: {e}")
