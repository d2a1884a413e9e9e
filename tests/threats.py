#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each line of docs/threat-model.md names a test that is there: FILE: NAME."""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/threat-model.md"


def main():
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    rows = [row for row in rows if row[-1] != "shown by" and not set(row[0]) <= {"-"}]
    wrong = []
    for row in rows:
        found = re.fullmatch(r"(tests/[\w/.]+): (\w+)", row[-1])
        if len(row) != 3 or not found:
            wrong.append(f"no test is named: {row[0]}")
            continue
        file, name = ROOT / found[1], found[2]
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        if not re.search(rf"^(Test\(\w+, {name}\b|def {name}\()", text, re.M):
            wrong.append(f"{found[1]} has no test {name}: {row[0]}")
    print("\n".join(wrong) or f"{len(rows)} threats, each with a test")
    sys.exit(1 if wrong or not rows else 0)


main()
