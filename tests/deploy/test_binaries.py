#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The programs as shipped are hardened: what the linker and the compiler were told is in them."""
import platform
import subprocess
import sys

PROGRAMS = ("kurilwire", "kurilwire-fetcher", "kurilwire-parser", "kurilwire-enricher", "kurilwire-sink")


def readelf(path, *options):
    done = subprocess.run(["readelf", "--wide", *options, path], capture_output=True, text=True, check=True)
    return done.stdout


def main_begins(path):
    """The first instruction of main(). The note in the ELF file says less: Debian 12's start code has none, so the
    linker leaves it out of every program."""
    done = subprocess.run(["objdump", "--disassemble=main", "--no-show-raw-insn", path], capture_output=True, text=True,
                          check=True)
    code = done.stdout.split("<main>:")
    return code[1].split("\n")[1].split(":")[1].strip() if len(code) == 2 else ""


def faults(path):
    header, segments = readelf(path, "--file-header"), readelf(path, "--segments")
    dynamic, symbols = readelf(path, "--dynamic"), readelf(path, "--dyn-syms")
    stack = next((line for line in segments.splitlines() if "GNU_STACK" in line), "")
    checks = {
        "is position independent (PIE)": "DYN" in header and "INTERP" in segments,
        "has its relocations read-only (RELRO)": "GNU_RELRO" in segments,
        "resolves all symbols at start (BIND_NOW)": "BIND_NOW" in dynamic or "NOW" in dynamic.split("FLAGS_1")[-1],
        "has no executable stack": "RW " in stack and "RWE" not in stack,
        "has no segment that can be written and run": not any(" RWE " in s for s in segments.splitlines()),
        "guards the stack": "__stack_chk_fail" in symbols,
        "checks buffers of the C library (_FORTIFY_SOURCE)": "_chk@" in symbols.replace("__stack_chk_fail@", ""),
        "searches libraries in the system's folders alone": "RPATH" not in dynamic and "RUNPATH" not in dynamic,
    }
    if platform.machine() == "x86_64":
        checks["marks where jumps may land (CET)"] = main_begins(path) == "endbr64"
    return [what for what, holds in checks.items() if not holds]


def main():
    failed = False
    for program in PROGRAMS:
        for what in faults(f"{sys.argv[1]}/{program}"):
            failed = True
            print(f"{program}: it is not true that it {what}")
    if failed:
        sys.exit(1)
    print(f"{len(PROGRAMS)} programs are hardened")


main()
