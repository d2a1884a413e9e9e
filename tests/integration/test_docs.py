#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the commands that the documents show: each block that is marked "sh run", by bash, from the top of the tree.

The programs are in PATH, and KURILWIRE_CONFIG is a folder of its own for each document, with the shipped tags and routes and
a broker whose topics have been made. A block ends well, or the document is wrong.
"""
import glob
import os
import re
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, Road, check, main  # noqa: E402

BLOCK = re.compile(r"^```sh run(?: \w+)?\n(.*?)^```$", re.M | re.S)
DOCUMENTS = sorted(glob.glob(os.path.join(ROOT, "docs/*.md")) + glob.glob(os.path.join(ROOT, "*/README.md")))


def own_config(road):
    """Copies instead of links, so that a document may change them."""
    for name in ("tags.d", "routes.d"):
        path = os.path.join(road.config, name)
        if os.path.islink(path):
            os.unlink(path)
            shutil.copytree(os.path.join(ROOT, "config", name), path)


def run_document(path, bin_dir, broker):
    with open(path, encoding="utf-8") as f:
        blocks = BLOCK.findall(f.read())
    if not blocks:
        return 0
    name = os.path.relpath(path, ROOT)
    with Road(bin_dir, broker) as road:
        own_config(road)
        road.topics()
        env = {**os.environ, "PATH": bin_dir + ":" + os.environ["PATH"], "KURILWIRE_CONFIG": road.config}
        for block in blocks:
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=ROOT, env=env, capture_output=True,
                                  text=True, timeout=120, check=False, stdin=subprocess.DEVNULL)
            check(done.returncode == 0, f"{name}: ended with {done.returncode}:\n{block}\n{done.stdout[-1000:]}"
                  f"{done.stderr[-2000:]}")
    return len(blocks)


def test_documents(bin_dir, broker):
    """Every block that is marked ends well."""
    ran = {os.path.relpath(p, ROOT): run_document(p, bin_dir, broker) for p in DOCUMENTS}
    check(sum(ran.values()) >= 10, f"too few blocks: {ran}")


main({"documents": test_documents})
