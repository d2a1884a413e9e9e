#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Kubernetes manifests by their schemas, and what the compose file and the manifests name exists.

  test_containers.py VENV     where the validator of PyPI is installed, once
"""
import os
import subprocess
import sys

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COMPOSE = os.path.join(ROOT, "deploy/container/compose.yaml")
MANIFESTS = os.path.join(ROOT, "deploy/kubernetes/kurilwire.yaml")
VALIDATOR, KUBERNETES = "kubernetes-validate==1.37.0", "1.30"
WORKERS = ["fetcher", "parser", "enricher", "sink"]


def check(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}")


def run(*argv):
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    check(done.returncode == 0, f"{' '.join(argv)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def schemas(venv):
    program = os.path.join(venv, "bin/kubernetes-validate")
    if not os.path.exists(program):
        run(sys.executable, "-m", "venv", "--clear", venv)
        run(os.path.join(venv, "bin/pip"), "install", "-q", VALIDATOR)
    run(program, "--strict", "-k", KUBERNETES, MANIFESTS)


def manifests():
    with open(MANIFESTS, encoding="utf-8") as f:
        parts = [p for p in yaml.safe_load_all(f) if p]
    for worker in WORKERS:
        name = f"kurilwire-{worker}"
        mine = {p["kind"]: p for p in parts if p["metadata"]["name"] == name}
        check({"StatefulSet", "Service", "PodDisruptionBudget"} <= set(mine), f"{name} has only {sorted(mine)}")
        pod = mine["StatefulSet"]["spec"]["template"]["spec"]
        [container] = pod["containers"]
        check(container["command"] == [name], f"{name} starts {container['command']}")
        check("$(POD_NAME)" in container["args"], f"{name} has no stable name")
        check(container["securityContext"]["readOnlyRootFilesystem"] and pod["securityContext"]["runAsNonRoot"],
              f"{name} may write, or be root")
        for probe in ("livenessProbe", "readinessProbe"):
            check(container[probe]["httpGet"]["path"].startswith("/health/"), f"{name}: {probe}")
    check(sum(p["kind"] == "NetworkPolicy" for p in parts) >= 2, "a network policy is missing")


def compose():
    with open(COMPOSE, encoding="utf-8") as f:
        services = yaml.safe_load(f)["services"]
    check(set(WORKERS) | {"kafka", "topics", "prometheus", "grafana"} == set(services), f"services: {sorted(services)}")
    for name, service in services.items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            path = os.path.join(os.path.dirname(COMPOSE), source)
            check(not source.startswith(".") or os.path.exists(path), f"{name} mounts {source}, which is not there")
    for worker in WORKERS:
        command = services[worker]["command"]
        check(command[0] == f"kurilwire-{worker}" and services[worker]["read_only"], f"{worker}: {command}")


def main():
    manifests()
    compose()
    schemas(os.path.abspath(sys.argv[1]))


main()
