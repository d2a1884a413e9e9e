#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What is said of a wrong configuration, all of it: `kurilwire check` on tests/golden/check, compared with what is kept; and
no message of the sources is missing in what golden and unit tests keep: this one, golden.commands, and those of unit tests.

  check_errors.py KURILWIRE     KW_GOLDEN_WRITE=1 writes tests/golden/check/errors.txt anew
"""
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "tests/golden/check")
KEPT = os.path.join(FOLDER, "errors.txt")
FOLDERS = (".", "properties", "unread", "nowhere", "packs")
# Who says what is wrong with a configuration, who with a command or a record, and who with a document, a state or Kafka.
CONFIGURATION = re.compile(r"\b(?:settings_complain|settings_complain_suggest|complain|refuse)\("), (
    "common/kafka/", "common/service/", "enricher/", "sink/")
INPUT = re.compile(r"\b(?:settings_complain|complain|err_set|subcommand_usage|feeds_failed|refuse)\("), (
    "cli/", "common/story/")
WORK = re.compile(r"\b(?:err_set|err_prefix|wire_nothing|lose|entry_drop)\("), (
    "parser/", "enricher/", "sink/", "fetcher/", "common/service/", "common/kafka/")
# What no file of a sensible size says, or only one table's row could: limits of numbers and memory.
UNREACHED = (
    "more than %d feeds", "more than %d packs", "more than %d routes", 'more than %d routes say "copies"', "the feeds up to this file fill the memory for settings",
    "not read: the files before it fill the memory for settings",
    "more than %d values, or more memory than settings may take; split the file",
    "at most %d files", "more than %d files", "%s: too large", "more than %d surface forms", "%s/%s has %d files named %s",
    "has a form of more than %d bytes", "the document needs more than %zu bytes of memory",
    "the story is too large to be held: over %d bytes",
    '"timezone": %s', '"%.*s" has a form that can never match',
    # What only a broker says, a server, a full disk, or memory at its bound.
    "%zu topics are missing; kurilwire topics makes them",
    "%zu topics may not be described (--rights WORKER looks at what one worker needs; kurilwire topics --acls prints what to "
    "grant)", "%zu rights are missing; kurilwire topics --acls prints what to grant",
    "%s: the broker sends nothing more",
    "%.*s: the server answers %d", "%s: over %zu bytes", "%.*s: over %zu bytes",
    "no feed at %.*s, none named by it, and none in the usual places", "%s, and there is no feed in the usual places",
    "%s is damaged", "%s cannot be written", "%s: the path is too long", "%s cannot be written: %s", "configured already: %zu",
    "%s: cannot be written", "standard output cannot be written", "%s: cannot be read, or is over %d bytes",
    "the story needs more than %d bytes of memory", "not all stories arrived within %d s; the logs are in %s",
    "the %s has ended; its log is %s/%s.log", "the routes of %s cannot be used",
    # What a library or the kernel says when it cannot give what every machine gives.
    "kafka client: %s", "embedded broker: %s", "embedded broker: cannot listen on loopback", "libcurl cannot be set up",
    "no memory to unpack gzip data", "the kernel has no Landlock (%s)", "Landlock: no set of rules: %s",
    "Landlock: rules are refused: %s", "the kernel's Landlock (version %d) knows no ports",
    "seccomp: the filter is refused: %s",
    # What a broker says when it fails in the midst of a call, or is not there for as long as is waited.
    "no broker answers: %s", "no broker answers at %s: %s", "looking up offsets: %s", "assigning partitions: %s", "reading: %s",
    "writing to %s: %s", "subscribing to topics: %s", "transactions cannot begin: %s", "a transaction cannot be aborted",
    "kafka: %s", "topic %s: %s", "%s [%d]: %s", "%s cannot be read again for a retry",
    "%s cannot be read again after an abort",
    "topic %s refuses what a timer emitted: %s", "stopped while offsets were asked for", "stopped while state was restored",
    # The embedded broker keeps no offsets, adds no partitions, and takes no admin's requests.
    "%s [%d]: offset %lld is not there (the topic begins at %lld, its next is %lld): start again with --from",
    "%s has a partition %d, but had %d partitions when the worker started: see `kurilwire topics --repartition`",
    "partitions: %s, not %d", "no answer to the creation of topics",
    "creating topics: %s", "the topics were made, but the brokers do not show them",
)


def literals(call):
    """The format of a call: its string literals, joined, from the first to the last that touch."""
    found = re.search(r'"(?:[^"\\]|\\.)*"(?:\s*(?:"(?:[^"\\]|\\.)*"|PRI[a-z]\w+))*', call)
    if not found:
        return None
    whole = re.sub(r'"\s*PRI[a-z]\w+(\s*")?', lambda m: "d" if m.group(1) else 'd"', found.group(0))
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', whole))
    return text.replace('\\"', '"').replace('\\\\', '\\').replace("\\n", "\n")


def calls(text, call):
    for m in call.finditer(text):
        depth, i = 1, m.end()
        while depth and i < len(text):
            depth += {"(": 1, ")": -1}.get(text[i], 0)
            i += 1
        yield text[m.end():i]


def messages():
    out = {}
    for path in sorted(glob.glob(os.path.join(ROOT, "**/*.c"), recursive=True)):
        name = os.path.relpath(path, ROOT)
        with open(path, encoding="utf-8") as f:
            source = f.read()
        for form, layers in (CONFIGURATION, INPUT, WORK):
            for call in calls(source, form) if name.startswith(layers) else ():
                text = literals(call)
                if text and re.sub(r"%[.*]*[a-z]+", "", text).strip(" :;"):
                    out.setdefault(text, name)
    return out


def is_kept(text, lines):
    """Is there a line with all the parts of the format, in order?"""
    parts = [p for p in re.split(r"%(?:[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|j|z|t)?[a-zA-Z%])", text) if p]

    def holds(line):
        at = 0
        for part in parts:
            found = line.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return True
    return any(holds(line) for line in lines)


def kept_lines():
    """What the golden files keep, and the texts that unit tests compare with."""
    out = []
    for path in glob.glob(os.path.join(ROOT, "tests/golden/**/errors.txt"), recursive=True):
        with open(path, encoding="utf-8", errors="replace") as f:
            out += f.read().split("\n")
    for path in glob.glob(os.path.join(ROOT, "tests/unit/**/*.c"), recursive=True):
        with open(path, encoding="utf-8") as f:
            source = f.read()
        for m in re.finditer(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*', source):
            out.append("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', m.group(0))).replace('\\"', '"').replace("\\n", "\n"))
    return out


def check(program):
    """What it says of each folder."""
    env = {**os.environ, "KW_TEST_LATIN": b"x\xff".decode(errors="surrogateescape")}
    said = ""
    for folder in FOLDERS:
        done = subprocess.run([program, "check", "--offline", "--config", folder], capture_output=True, cwd=FOLDER, env=env,
                              check=False)
        if done.returncode != 78:
            sys.exit(f"check of {folder} ended with {done.returncode}")
        said += done.stderr.decode()
    return said


def main():
    said = check(os.path.abspath(sys.argv[1]))
    if os.environ.get("KW_GOLDEN_WRITE"):
        with open(KEPT, "w", encoding="utf-8") as f:
            f.write(said)
    with open(KEPT, encoding="utf-8") as f:
        if f.read() != said:
            sys.exit(f"{KEPT} has changed (KW_GOLDEN_WRITE=1 writes it anew) to\n{said}")
    kept = kept_lines()
    missing = [f"{name}: {text}" for text, name in messages().items()
               if text not in UNREACHED and not is_kept(text, kept)]
    if missing:
        sys.exit("kept by no golden test:\n" + "\n".join(missing))


if __name__ == "__main__":
    main()
