#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kurilwire check in its stages: files, brokers, topics."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, main  # noqa: E402


def expect(road, code, text, *argv):
    done = road.cli("check", *argv, ok=False)
    said = done.stdout.decode() + done.stderr.decode()
    check(done.returncode == code and text in said, f"check {argv} ended with {done.returncode}: {said}")
    return done.stdout.decode()


def test_stages(bin_dir, broker):
    """Each stage says what it finds, and can be left out."""
    with Road(bin_dir, broker) as road:
        expect(road, 1, f"there is no topic {road.prefix}kw.raw", )
        expect(road, 0, "is good", "--no-topics")
        expect(road, 0, "is good", "--offline")
        road.topics()
        expect(road, 0, "is good")
        path = os.path.join(road.config, "kurilwire.yaml")
        with open(path, encoding="utf-8") as f:
            good = f.read()
        road.write("kurilwire.yaml", good.replace("partitions: 4", "partitions: 5"))
        expect(road, 1, "kw.fetch has 4, ")
        expect(road, 0, "is good", "--no-topics")
        road.write("kurilwire.yaml", good.replace("127.0.0.1", "127.0.0.2").replace("localhost", "127.0.0.2"))
        expect(road, 1, "no broker answers", "--no-topics")
        road.write("kurilwire.yaml", good.replace("kafka:", "kafak:"))
        wrong = json.loads(expect(road, 78, "kafak", "--json"))
        check(wrong[0]["suggestion"] == "kafka" and wrong[0]["line"] == 1, wrong)


def test_references(bin_dir, broker):
    """Routes that wait for what no pack and no feed has are named, with their place."""
    with Road(bin_dir, broker) as road:
        road.write("feeds.d/a.yaml", "providers:\n  - {id: harbour, name: Harbour}\nfeeds:\n"
                   "  - {id: harbour-en, provider: harbour, url: 'https://example.org/feed.xml'}\n")
        road.write("routes.d/x.yaml", "routes:\n  - id: x\n    to: news.x\n    when:\n      any_of:\n"
                   "        - {subject: iturpu}\n        - {score: {kuril: 40}}\n        - {feed: [harbour-en, harbour-em]}\n"
                   "        - {provider: harbor}\n        - {language: [zh-Hant, xx]}\n        - {not: {mentions: peace}}\n")
        wrong = json.loads(expect(road, 78, "iturpu", "--json", "--offline"))
        found = [(w["line"], w["message"].split('"')[1], w.get("suggestion")) for w in wrong]
        check(found == [(6, "iturpu", "iturup"), (7, "kuril", "kurils"), (8, "harbour-em", "harbour-en"),
                        (9, "harbor", "harbour"), (10, "xx", None), (11, "peace", None)], found)


def test_print(bin_dir, broker):
    """What was understood is shown with its source, and no secret."""
    with Road(bin_dir, broker) as road:
        road.write("feeds.d/a.yaml", "feeds:\n  - id: one\n    url: https://example.org/${KW_TEST_PATH}\n    bearer: hunter2\n")
        os.environ["KW_TEST_PATH"] = "feed.xml"
        text = expect(road, 0, f'kafka.brokers: {broker}', "--print", "--offline")
        for want in ("url: https://example.org/feed.xml ", "bearer: (secret) ", "/feeds.d/a.yaml:3\n", "log.level: info ",
                     "# default\n"):
            check(want in text, f"{want!r} is not in\n{text}")
        check("hunter2" not in text, "a secret is shown")


main({"stages": test_stages, "references": test_references, "print": test_print})
