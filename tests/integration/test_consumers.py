# SPDX-License-Identifier: Apache-2.0
"""The examples that subscribers copy, run against what the sink publishes of docs/examples/records:
three stories, an update and a kill. Each has to say so.

  test_consumers.py BIN BROKER_DIR WORK KAFKA_LIB

What a machine cannot run (no Go, no jars, no confluent-kafka: $KW_PYTHON_KAFKA names a python that has it)
is left out with a line that says so.
"""
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from rig import Failed, Worker, check, run, wait_for
from test_sink import SinkRig

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
BROKER_SH = Path(__file__).resolve().parents[1] / "broker" / "broker.sh"
ALL = "3 new, 1 updated, 1 killed"
RECORDS = 5
# Lines that each command of kcat.md prints.
KCAT = [5, 5, 1, 1, 1, 15, 3]


class Skipped(Exception):
    pass


def command(argv, **more):
    done = subprocess.run([str(a) for a in argv], capture_output=True, text=True, timeout=100,
                          check=False, **more)
    check(done.returncode == 0, f"{argv[0]}: {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def says(rig, argv, want=ALL, lines=RECORDS, **more):
    out = command(argv, **more).splitlines()
    check(out[-1:] == [want], f"{argv[0]} says {out[-1:]}, not {want}")
    check(len(out) == lines + 1, f"{argv[0]} printed {len(out)} lines")


def publish(rig):
    rig.sink("consumers").start()
    records = [json.loads(f.read_text()) for f in sorted((EXAMPLES / "records").glob("*.json"))]
    rig.broker.produce(rig.topic("kw.enriched"), [(r["uri"], json.dumps(r)) for r in records])
    rig.wait_for_public(RECORDS)


def kcat(rig):
    commands = re.findall(r"^```sh\n(.*?)\n```", (EXAMPLES / "kcat.md").read_text(), re.M | re.S)
    check(len(commands) == len(KCAT), f"{len(commands)} commands")
    for line, want in zip(commands, KCAT):
        out = command(["bash", "-c", line], env=dict(
            os.environ, BROKER=rig.broker.address, TOPIC=rig.topic("news.kurils")))
        check(len(out.splitlines()) == want, f"{len(out.splitlines())} lines, not {want}: {line}")


def follow_c(rig):
    where = [rig.broker.address, rig.topic("news.kurils")]
    says(rig, [rig.bin / "example_follow", *where, "c", RECORDS])


def headers_alone(rig):
    where = [rig.broker.address, rig.topic("news.kurils")]
    says(rig, [rig.bin / "example_follow", *where, "ja", 1, "kw-lang=ja", "kw-about=peace_treaty"],
         "1 new, 0 updated, 0 killed", 1)
    # Two of the ferry and one of the quake: its kill names no place any more.
    says(rig, [rig.bin / "example_follow", *where, "en", 3, "kw-tags=kurils", "kw-lang=en"],
         "2 new, 1 updated, 0 killed", 3)


def python(rig):
    interpreter = os.environ.get("KW_PYTHON_KAFKA", sys.executable)
    if subprocess.run([interpreter, "-c", "import confluent_kafka"], capture_output=True,
                      check=False).returncode:
        raise Skipped(f"{interpreter} has no confluent-kafka")
    says(rig, [interpreter, EXAMPLES / "python/follow.py", rig.broker.address,
               rig.topic("news.kurils"), "--count", RECORDS])


def java(rig):
    if not shutil.which("javac"):
        raise Skipped("there is no javac")
    jars = f"{sys.argv[4]}/*"
    command(["javac", "-Xlint:all", "-Werror", "-d", rig.work, "-cp", jars,
             EXAMPLES / "java/Follow.java"])
    says(rig, ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{rig.work}:{jars}", "Follow",
               rig.broker.address, rig.topic("news.kurils"), "java", RECORDS])


def go(rig):
    if not shutil.which("go"):
        raise Skipped("there is no go")
    fetched = subprocess.run(["go", "mod", "download"], cwd=EXAMPLES / "go", capture_output=True,
                             text=True, check=False)
    if fetched.returncode:
        raise Skipped(f"Go's modules cannot be had: {fetched.stderr.strip()[-200:]}")
    program = rig.work / "follow-go"
    built = subprocess.run(["go", "build", "-mod=readonly", "-o", program, "."], timeout=400,
                           cwd=EXAMPLES / "go", capture_output=True, text=True, check=False)
    check(built.returncode == 0, built.stderr)
    says(rig, [program, rig.broker.address, rig.topic("news.kurils"), "go", RECORDS])


def with_values(text, values):
    """A file of properties with other values; each has to be there."""
    for name, value in values.items():
        text, n = re.subn(rf"^{re.escape(name)}=.*$", f"{name}={value}", text, flags=re.M)
        check(n == 1, f"{name} is there {n} times")
    return text


def connect(rig):
    """Kafka Connect's file sink, standalone: its file, counted as the example says."""
    got = subprocess.run([BROKER_SH, "connect"], capture_output=True, text=True, check=False,
                         env=dict(os.environ, KW_KAFKA_LIB=sys.argv[4]))
    if got.returncode:
        raise Skipped(f"Connect's jars cannot be had: {got.stderr.strip()[-200:]}")
    folder = EXAMPLES / "connect"
    lines = rig.work / "kurils.ndjson"
    lines.unlink(missing_ok=True)
    worker = {"bootstrap.servers": rig.broker.address, "listeners": "http://127.0.0.1:0",
              "offset.storage.file.filename": rig.work / "connect.offsets", "offset.flush.interval.ms": 500}
    sink = {"topics": rig.topic("news.kurils"), "file": lines}
    arguments = []
    for name, values in (("worker", worker), ("file-sink", sink)):
        arguments.append(rig.work / f"{name}.properties")
        arguments[-1].write_text(with_values((folder / f"{name}.properties").read_text(), values))
    process = Worker(["java", "-XX:TieredStopAtLevel=1", "-cp", f"{got.stdout.strip()}/*",
                      "org.apache.kafka.connect.cli.ConnectStandalone", *arguments], rig.work / "connect.log")
    rig.workers.append(process)
    process.start()
    wait_for("lines of the file sink", lambda: lines.exists() and len(lines.read_text().splitlines()) >= RECORDS)
    process.kill()
    count = re.findall(r"^```sh\n(jq .*?)\n```", (folder / "README.md").read_text(), re.M | re.S)
    check(len(count) == 1, f"{len(count)} commands that count")
    check(len(lines.read_text().splitlines()) == RECORDS, lines.read_text())
    says(rig, ["bash", "-c", count[0]], lines=0, env=dict(os.environ, FILE=str(lines)))
    # What a sink that died writes again counts once.
    lines.write_text(lines.read_text() * 2)
    says(rig, ["bash", "-c", count[0]], lines=0, env=dict(os.environ, FILE=str(lines)))


def consumers(rig):
    rig.topics()
    publish(rig)
    said = []
    for example in (kcat, follow_c, headers_alone, python, java, go, connect):
        try:
            example(rig)
            said.append(example.__name__)
        except Skipped as why:
            said.append(f"{example.__name__} LEFT OUT ({why})")
        except Failed as why:
            raise Failed(f"{example.__name__}: {why}") from None
    return ", ".join(said)


if __name__ == "__main__":
    run(consumers, SinkRig("consumers"))
