#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The alerts, by promtool: each rings on what it is for and alone, and none rings when all is well. The operator's page has
each of them.

promtool computes them from series that are written down here. Skipped (77) where it is not installed.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RULES = os.path.join(ROOT, "deploy/prometheus/kurilwire.rules.yaml")
OPERATING = os.path.join(ROOT, "docs/operating.md")
SINK = 'job="kurilwire-sink"'
FETCHER = 'job="kurilwire-fetcher"'
LATENCY = "kurilwire_sink_latency_seconds_bucket{" + SINK + ',instance="a",le="%s"}'
EVENTS = "kurilwire_fetcher_events_total{" + FETCHER + ',instance="a",event="%s"}'

# By minutes, for four hours: value, or first value and step of each minute.
WELL = {
    f'up{{{SINK},instance="a"}}': "1x240",
    f'kurilwire_ready{{{SINK},instance="a"}}': "1x240",
    f'kurilwire_stage_partitions_assigned{{{SINK},instance="a"}}': "6x240",
    f'kurilwire_stage_lag_records{{{SINK},instance="a"}}': "3x240",
    f'kurilwire_stage_committed_timestamp_seconds{{{SINK},instance="a"}}': "0+60x240",
    f'kurilwire_stage_records_total{{{SINK},instance="a"}}': "0+10x240",
    f'kurilwire_stage_letters_total{{{SINK},instance="a"}}': "3x240",
    f'kurilwire_stage_retries_total{{{SINK},instance="a"}}': "0+1x240",
    f'kurilwire_stage_aborts_total{{{SINK},instance="a"}}': "2x240",
    f'kurilwire_config_refused{{{SINK},instance="a"}}': "0x240",
    f'kurilwire_config_restart_needed{{{SINK},instance="a"}}': "0x240",
    f'kurilwire_config_info{{{SINK},instance="a",sha256="x"}}': "1x240",
    f'kurilwire_config_info{{{SINK},instance="b",sha256="x"}}': "1x240",
    f'kurilwire_config_info{{{FETCHER},instance="a",sha256="y"}}': "1x240",
    f'kurilwire_build_info{{{SINK},instance="a",version="1"}}': "1x240",
    f'kurilwire_fetcher_feeds{{{FETCHER},instance="a"}}': "5x240",
    f'kurilwire_fetcher_pending_bytes{{{FETCHER},instance="a"}}': "1000x240",
    EVENTS % "feed.polled": "0+2x240",
    EVENTS % "feed.failed": "0+1x240",
    EVENTS % "feed.gap": "0x240",
    EVENTS % "feed.gone": "0x240",
    f'kurilwire_sink_published_total{{{SINK},instance="a",topic="news.kurils"}}': "0+1x240",
    f'kurilwire_feed_troubled{{{FETCHER},instance="a",feed="f"}}': "0x800",
    LATENCY % "60": "0+10x240",
    LATENCY % "+Inf": "0+10x240",
    f'kurilwire_kafka_produce_throttle_seconds{{{SINK},instance="a",broker="1"}}': "0x240",
    f'kurilwire_kafka_fetch_throttle_seconds{{{SINK},instance="a",broker="1"}}': "0x240",
    f'kurilwire_kafka_timeouts_total{{{SINK},instance="a",client="producer"}}': "1x240",
}

# Alert: what is otherwise than well.
RINGS = {
    "KurilwireWorkerAway": {f'up{{{SINK},instance="a"}}': "0x240"},
    "KurilwireNotReady": {f'kurilwire_ready{{{SINK},instance="a"}}': "0x240"},
    "KurilwireNothingAssigned": {f'kurilwire_stage_partitions_assigned{{{SINK},instance="a"}}': "0x240"},
    "KurilwireLag": {f'kurilwire_stage_lag_records{{{SINK},instance="a"}}': "20000x240"},
    "KurilwireStuck": {f'kurilwire_stage_committed_timestamp_seconds{{{SINK},instance="a"}}': "60x240"},
    "KurilwireDeadLetters": {f'kurilwire_stage_letters_total{{{SINK},instance="a"}}': "0+1x240"},
    "KurilwireRetries": {f'kurilwire_stage_retries_total{{{SINK},instance="a"}}': "0+90x240"},
    "KurilwireAborts": {f'kurilwire_stage_aborts_total{{{SINK},instance="a"}}': "0+9x240"},
    "KurilwireReloadRefused": {f'kurilwire_config_refused{{{SINK},instance="a"}}': "1x240"},
    "KurilwireRestartNeeded": {f'kurilwire_config_restart_needed{{{SINK},instance="a"}}': "1x240"},
    "KurilwireConfigsDiffer": {f'kurilwire_config_info{{{SINK},instance="c",sha256="z"}}': "1x240"},
    "KurilwireVersionsDiffer": {f'kurilwire_build_info{{{SINK},instance="b",version="2"}}': "1x240"},
    "KurilwireNothingPolled": {EVENTS % "feed.polled": "7x240", EVENTS % "feed.failed": "7x240"},
    "KurilwireFeedsFail": {EVENTS % "feed.failed": "0+3x240"},
    "KurilwireGapSuspected": {EVENTS % "feed.gap": "0+1x240"},
    "KurilwireFeedGone": {EVENTS % "feed.gone": "0+1x240"},
    "KurilwireFetcherHoldsBack": {f'kurilwire_fetcher_pending_bytes{{{FETCHER},instance="a"}}': "60000000x240"},
    "KurilwireNothingPublished": {
        f'kurilwire_sink_published_total{{{SINK},instance="a",topic="news.kurils"}}': "7x240"},
    "KurilwireFeedTroubled": {f'kurilwire_feed_troubled{{{FETCHER},instance="a",feed="f"}}': "1x800"},
    "KurilwireSlowRoad": {LATENCY % "60": "0+9x240", LATENCY % "300": "0+10x240"},
    "KurilwireThrottled": {
        f'kurilwire_kafka_fetch_throttle_seconds{{{SINK},instance="a",broker="1"}}': "2x240"},
    "KurilwireBrokerTimeouts": {f'kurilwire_kafka_timeouts_total{{{SINK},instance="a",client="producer"}}': "0+1x240"},
}


# Alerts that wait for a day are looked at each half hour, which is too seldom for the others.
SLOW = ("KurilwireRestartNeeded", "KurilwireVersionsDiffer", "KurilwireFeedTroubled")


def case(name, otherwise, ringing):
    slow = ringing in SLOW
    series = [{"series": s, "values": v} for s, v in {**WELL, **otherwise}.items()]
    samples = [{"labels": f'{{alertname="{ringing}"}}', "value": 1}] if ringing else []
    return {"name": name, "interval": "30m" if slow else "1m", "input_series": series, "promql_expr_test": [
        {"expr": 'count by (alertname) (ALERTS{alertstate="firing",alertname=~"%s"})' % (ringing if slow else ".*"), "eval_time": "26h" if slow else "4h", "exp_samples": samples}]}


def promtool(what, path):
    done = subprocess.run(["promtool", what, "rules", path], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"promtool {what} rules {path}\n{done.stdout}{done.stderr}"[-4000:])


def test(cases, each):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as f:
        json.dump({"rule_files": [RULES], "evaluation_interval": each, "tests": cases}, f)
        f.flush()
        promtool("test", f.name)


def main():
    with open(RULES, encoding="utf-8") as f:
        alerts = re.findall(r"- alert: (\w+)", f.read())
    if sorted(alerts) != sorted(RINGS):
        sys.exit(f"without a test, or a test without an alert: {sorted(set(alerts) ^ set(RINGS))}")
    with open(OPERATING, encoding="utf-8") as f:
        told = re.findall(r"^\| (Kurilwire\w+) \|", f.read(), re.M)
    if sorted(alerts) != sorted(told):
        sys.exit(f"not told of in {OPERATING}, or told of and no alert: {sorted(set(alerts) ^ set(told))}")
    if not shutil.which("promtool"):
        print("skipped: promtool is not installed (package prometheus)")
        sys.exit(77)
    cases = [case("all is well", {}, None)] + [case(a, otherwise, a) for a, otherwise in RINGS.items()]
    promtool("check", RULES)
    test([c for c in cases if c["name"] not in SLOW], "1m")
    test([c for c in cases if c["name"] in SLOW], "30m")
    print(f"{len(alerts)} alerts")


main()
