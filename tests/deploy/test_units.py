#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The systemd units are valid, and exposed by at most 1.5. Skipped (77) without systemd-analyze."""
import glob
import os
import re
import shutil
import subprocess
import sys

EXPOSURE_MAX = 1.5


def main():
    folder = sys.argv[1]
    units = sorted(glob.glob(os.path.join(folder, "kurilwire-*@.service")))
    if len(units) != 4:
        sys.exit(f"{folder} has {len(units)} units, not 4")
    if not shutil.which("systemd-analyze"):
        print("skipped: systemd-analyze is not installed (package systemd)")
        sys.exit(77)
    failed = False
    for unit in units:
        done = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", unit],
                              capture_output=True, text=True, check=False)
        found = re.search(r"Overall exposure level for .*?: ([0-9.]+)", done.stdout)
        if not found:
            sys.exit(f"{unit}: {done.stdout[-500:]}{done.stderr}")
        exposure = float(found.group(1))
        print(f"{os.path.basename(unit)}: {exposure}")
        if exposure > EXPOSURE_MAX:
            failed = True
            print("\n".join(l for l in done.stdout.splitlines() if l.startswith("✗")))
        with open(unit, encoding="utf-8") as f:
            text = f.read()
        for want in ("Type=notify", "WatchdogSec=", "RestartPreventExitStatus=64 78", "ExecReload="):
            if want not in text:
                failed = True
                print(f"{unit} has no {want}")
        if "@" in re.sub(r"SystemCallFilter=.*|kurilwire-[a-z]+@|-%i|@%i", "", text):
            failed = True
            print(f"{unit} has a variable that was not replaced")
    sys.exit(1 if failed else 0)


main()
