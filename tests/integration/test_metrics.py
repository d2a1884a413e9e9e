#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every metric that the alerts and the dashboard name exists in a scrape of running workers, with the labels they use."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, WORKERS, Road, check, main, wait_for  # noqa: E402

STORIES = os.path.join(ROOT, "cli/newsroom/stories")
RULES = os.path.join(ROOT, "deploy/prometheus/kurilwire.rules.yaml")
DASHBOARD = os.path.join(ROOT, "deploy/grafana/kurilwire.json")
NAME = re.compile(r"\b((?:kurilwire|process)_[a-z_]+)\b(?:\{([^}]*)\})?")
# What the scrape itself adds.
ADDED = {"job", "instance"}


def expressions():
    with open(RULES, encoding="utf-8") as f:
        rules = f.read()
    found = re.findall(r"^\s+expr: (.+)$", rules, re.M)
    check(len(found) == rules.count("- alert:"), "a rule has its expression elsewhere")
    for part in rules.split("- alert:")[1:]:
        check("runbook:" in part and "summary:" in part and "severity:" in part, f"incomplete:{part.splitlines()[0]}")
    with open(DASHBOARD, encoding="utf-8") as f:
        for panel in json.load(f)["panels"]:
            found += [t["expr"] for t in panel["targets"]]
    return found


def labels_of(text):
    """Metric to the labels that its series have."""
    seen = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, labels = re.match(r"([a-z_]+)(?:\{(.*)\})? ", line).groups()
            seen.setdefault(name, set()).update(re.findall(r'([a-z0-9_]+)="', labels or ""))
    return seen


def test_names(bin_dir, broker):
    """A scrape has every metric and label of the rules and the dashboard."""
    with Road(bin_dir, broker, stories=STORIES) as road:
        road.topics()
        road.start_all()
        wait_for("a story on news.kurils", lambda: road.read("news.kurils"), pause=0.5)
        # Clients tell of themselves every five seconds.
        wait_for("what consumers and producers tell of themselves", lambda: all(
            re.search(r"^kurilwire_stage_partition_lag_records{", text, re.M)
            and re.search(r"^kurilwire_kafka_rtt_seconds{", text, re.M) for text in (w.ask("/metrics") for w in road.workers)), pause=0.5)
        text = "\n".join(p.ask("/metrics") for p in road.workers)
        check(len(road.workers) == len(WORKERS), "not all workers run")
    seen = labels_of(text)
    for expression in expressions():
        used = set(re.findall(r"by \(([^)]*)\)", expression))
        by = {label.strip() for group in used for label in group.split(",")} - ADDED
        names = NAME.findall(expression)
        check(names or expression.startswith("up"), f"no metric of ours: {expression}")
        for name, selector in names:
            check(name in seen, f"{name} is in no scrape: {expression}")
            for label in re.findall(r"([a-z0-9_]+)\s*=", selector):
                check(label in ADDED or label in seen[name], f"{name} has no label {label}: {expression}")
        for label in by - {""}:
            check(any(label in seen[n] for n, _ in names), f"nothing has a label {label}: {expression}")


main({"names": test_names})
