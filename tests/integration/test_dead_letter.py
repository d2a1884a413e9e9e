#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kurilwire dead-letter on a real broker: listing, showing, retrying once, dropping."""
import json
import os
import signal
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


FEED = """\
feeds:
  - id: late
    url: http://127.0.0.1:9/feed.xml
    first_poll: all
"""
ITEM = "<item><guid>{0}</guid><title>{1}</title><link>https://late.example/{0}</link><description>{2}</description></item>"


def document(*items, pad=0):
    return ("<rss version='2.0'><channel><title>Late</title><link>https://late.example/</link>"
            + "".join(ITEM.format(*i) for i in items) + "<!--" + "x" * pad + "--></channel></rss>").encode()


def fetched(road, minute, value):
    """A document on kw.raw that was fetched at that minute."""
    produce(road, "kw.raw", "late", value, kw_feed="late", kw_url="http://127.0.0.1:9/archive.xml",
            kw_requested_url="http://127.0.0.1:9/archive.xml", kw_fetched_at=f"2026-01-23T12:{minute:02}:00Z",
            kw_status="200", content_type="application/rss+xml",
            traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")


def headlines(road, topic):
    return [(s["headlines"][0]["value"], int(s["version"])) for s in road.stories(topic)]


def test_late(bin_dir, broker):
    """A retried letter is a late document: it adds the stories that are missing, and no topic gets an older version after
    a newer one, whether it was the parser or the sink that had given up."""
    with Road(bin_dir, broker, settings="limits:\n  text: 64KiB\n") as road:
        road.write("feeds.d/late.yaml", FEED)
        road.topics()
        parser, _, _ = [road.start(w) for w in ("parser", "enricher", "sink")]
        fetched(road, 0, document(("ferry", "Old ferry to Iturup", "The ferry sails to the Kuril Islands."),
                                  ("crane", "Crane on Kunashir", "A crane stands on the Kuril Islands."), pad=70000))
        old = wait_for("the letter of a document over the limit", lambda: letters(road))[0]
        check(old["worker"] == "parser" and not old["part"], old)

        with open(os.path.join(road.config, "kurilwire.yaml"), encoding="utf-8") as f:
            settings = f.read()
        road.write("kurilwire.yaml", settings.replace("64KiB", "1MiB"))
        parser.send(signal.SIGHUP)
        wait_for("the higher limit", lambda: "event=config.reloaded" in parser.text())
        fetched(road, 10, document(("ferry", "New ferry to Iturup", "A new ferry sails to the Kuril Islands.")))
        wait_for("the newer document", lambda: road.read("news.kurils"))
        first = road.read("kw.enriched")[0]

        road.cli("dead-letter", "retry", old["id"])
        wait_for("the story that was missing", lambda: ("Crane on Kunashir", 1) in headlines(road, "news.kurils"))
        for topic in ("kw.stories", "news.kurils"):
            check(headlines(road, topic) == [("New ferry to Iturup", 1), ("Crane on Kunashir", 1)],
                  f"{topic}: {headlines(road, topic)}")

        fetched(road, 20, document(("ferry", "Newest ferry to Iturup", "The newest ferry sails to the Kuril Islands.")))
        wait_for("version 2", lambda: ("Newest ferry to Iturup", 2) in headlines(road, "news.kurils"))
        produce(road, "kw.dead-letter", first["key"], first["payload"].encode(),
                **{name.replace("-", "_"): v for name, v in first["headers"].items()}, kw_letter_reason="tried",
                kw_letter_worker="sink", kw_letter_topic=road.prefix + "kw.enriched",
                kw_letter_partition=first["partition"], kw_letter_offset=first["offset"])
        late = wait_for("the sink's letter", lambda: letters(road))[0]
        road.cli("dead-letter", "retry", late["id"])
        fetched(road, 30, document(("pier", "Pier on Iturup", "A pier is built on the Kuril Islands.")))
        wait_for("what comes behind it", lambda: any(h == "Pier on Iturup" for h, _ in headlines(road, "news.kurils")))
        ferry = [v for h, v in headlines(road, "news.kurils") if "ferry" in h]
        check(len(road.read("kw.enriched")) == 5 and ferry == [1, 2], f"versions of the ferry: {ferry}")
        check(letters(road) == [], f"open letters: {letters(road)}")


def test_together(bin_dir, broker):
    """The retried input and the letter's mark stand together or not at all."""
    with Road(bin_dir, broker) as road:
        road.topics()
        for key, partition in (("good", 0), ("", 99)):
            produce(road, "kw.dead-letter", key, b"bytes", kw_letter_reason="tried", kw_letter_worker="sink",
                    kw_letter_topic=road.prefix + "kw.enriched", kw_letter_partition=partition, kw_letter_offset=0)
        found = wait_for("two letters", lambda: len(letters(road)) == 2 and letters(road))
        done = road.cli("dead-letter", "retry", "--every", ok=False)
        check(done.returncode == 1 and b"kw.enriched" in done.stderr, f"{done.returncode}: {done.stderr}")
        check(not road.read("kw.enriched"), "an input was put back without its mark")
        check(letters(road) == found, f"letters are marked without their input: {letters(road)}")
        good = next(x["id"] for x in found if x["partition"] == 0)
        road.cli("dead-letter", "retry", good)
        check([r["key"] for r in road.read("kw.enriched")] == ["good"], "the input is not back")
        check([x["partition"] for x in letters(road)] == [99], letters(road))


main({"letters": test_letters, "parts": test_parts, "late": test_late, "together": test_together})
