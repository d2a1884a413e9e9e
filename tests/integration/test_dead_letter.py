#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kurilwire dead-letter on a real broker: listing, showing, retrying once, dropping."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, main, wait_for  # noqa: E402

JUNK = bytes(range(1, 10)) + b"\xff\xfe not a story\n" + bytes(range(128, 256))


def produce(road, topic, key, value, **headers):
    """One record of any bytes."""
    path = os.path.join(road.folder, "record")
    with open(path, "wb") as f:
        f.write(value)
    options = [o for name, v in headers.items() for o in ("-H", f"{name.replace('_', '-')}={v}")]
    subprocess.run(["kcat", "-P", "-b", road.broker, "-t", road.prefix + topic, "-k", key, "-X",
                    "partitioner=murmur2_random", *options, path], check=True, timeout=60)


def letters(road, *argv):
    return [json.loads(line) for line in road.cli("dead-letter", "list", "--json", *argv).stdout.splitlines()]


def values(road, topic):
    """The bytes of each record, in hex, with the headers' names."""
    done = subprocess.run(["kcat", "-C", "-b", road.broker, "-t", road.prefix + topic, "-e", "-q", "-X",
                           "isolation.level=read_committed", "-f", "%p:%o %k %S %h\n"],
                          capture_output=True, timeout=60, check=True)
    return done.stdout.decode(errors="replace").splitlines()


def test_letters(bin_dir, broker):
    """A letter is listed, shown, retried once with its bytes and headers, and dropped."""
    with Road(bin_dir, broker) as road:
        road.topics()
        check(letters(road) == [], "there are letters already")
        sink = road.start("sink")
        produce(road, "kw.enriched", "first", JUNK, kw_feed="feed-a", kw_odd="kept")
        produce(road, "kw.enriched", "second", b"not JSON", kw_feed="feed-b")
        wait_for("two letters", lambda: len(letters(road)) == 2)
        a = next(x for x in letters(road) if x["key"] == "first")
        b = next(x for x in letters(road) if x["key"] == "second")
        check(a["bytes"] == len(JUNK) and a["worker"] == "sink" and a["state"] == "open", a)
        check(a["topic"] == road.prefix + "kw.enriched" and a["part"] is False, a)

        for option, value, wrong in (("--feed", "feed-a", "feed-c"), ("--topic", "kw.enriched", "kw.raw"),
                                     ("--worker", "sink", "parser"), ("--since", "1h", None),
                                     ("--reason", a["reason"][:10].upper(), "no such reason")):
            check(a in letters(road, option, value), f"{option} {value} leaves the letter out")
            check(wrong is None or letters(road, option, wrong) == [], f"{option} {wrong} finds some")
        check(len(letters(road, "--limit", "1")) == 1, "--limit")

        raw = road.cli("dead-letter", "show", "--raw", a["id"]).stdout
        check(raw == JUNK, f"the bytes have changed: {raw!r}")
        shown = json.loads(road.cli("dead-letter", "show", "--json", a["id"]).stdout)
        check(shown["headers"]["kw-odd"] == "kept", shown)
        text = road.cli("dead-letter", "show", a["id"]).stdout.decode()
        check("kw-odd: kept" in text and "\x01" not in text, f"as text: {text!r}")

        check(road.cli("dead-letter", "retry", ok=False).returncode == 64, "retried all without being told so")
        check(road.cli("dead-letter", "show", "9:999", ok=False).returncode == 65, "showed what is not there")
        done = road.cli("dead-letter", "retry", a["id"]).stdout.decode()
        check(done == "1 retried\n", done)
        wait_for("it fails again", lambda: sum(x["key"] == "first" for x in letters(road, "--settled")) == 2)
        old = next(x for x in letters(road, "--settled") if x["id"] == a["id"])
        check(old["state"] == "retried" and "settled" in old, old)
        new = next(x for x in letters(road) if x["key"] == "first")
        check(new["id"] != a["id"] and new["partition"] == a["partition"] and new["offset"] > a["offset"], new)
        check(road.cli("dead-letter", "show", "--raw", new["id"]).stdout == JUNK, "the retried bytes differ")
        headers = json.loads(road.cli("dead-letter", "show", "--json", new["id"]).stdout)["headers"]
        check(headers["kw-odd"] == "kept", f"the retried headers differ: {headers}")
        records = [v for v in values(road, "kw.enriched") if " first " in v]
        check(len(records) == 2 and not any("kw-letter" in r for r in records), records)

        again = road.cli("dead-letter", "retry", a["id"], ok=False)
        check(again.returncode == 65 and b"has been retried already" in again.stderr, again.stderr)
        check(road.cli("dead-letter", "drop", "--feed", "feed-b").stdout == b"1 dropped\n", "drop")
        check([x["id"] for x in letters(road)] == [new["id"]], letters(road))
        check(road.cli("dead-letter", "drop", b["id"], ok=False).returncode == 65, "dropped twice")
        road.cli("dead-letter", "drop", "--every")
        check(letters(road) == [], "some are left")
        states = sorted(v.split()[1] for v in values(road, "kw.dead-letter-state"))
        check(states == sorted([a["id"], b["id"], new["id"]]), states)
        check(sink.end() == 0, "the sink did not end well")


def test_parts(bin_dir, broker):
    """What is not a whole record is never put back."""
    with Road(bin_dir, broker) as road:
        road.topics()
        produce(road, "kw.dead-letter", "k", b"<entry/>", kw_letter_reason="no title", kw_letter_worker="parser",
                kw_letter_topic=road.prefix + "kw.raw", kw_letter_partition=0, kw_letter_offset=0, kw_letter_part="yes")
        one = wait_for("the letter", lambda: letters(road))[0]
        done = road.cli("dead-letter", "retry", one["id"], ok=False)
        check(done.returncode == 65 and b"is a part of a record" in done.stderr, done.stderr)
        check(not road.read("kw.raw"), "it was put back")
        road.cli("dead-letter", "drop", one["id"])
        check(letters(road) == [], "it is still there")


main({"letters": test_letters, "parts": test_parts})
