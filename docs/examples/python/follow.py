#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Follows a topic of stories: follow.py BROKER TOPIC [--group G] [--count N]

Prints one line for each version that comes, and knows new stories, updates and kills apart. What
was read is committed after it was dealt with: after a crash some records come again, and the
version that is kept for each story tells them apart. Needs confluent-kafka (pip install
confluent-kafka).
"""
import argparse
import json

from confluent_kafka import Consumer, KafkaException


def headline(story):
    texts = [t["value"] for t in story.get("headlines", []) if t.get("contentType") == "text/plain"]
    return texts[0] if texts else ""


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("broker")
    arguments.add_argument("topic")
    arguments.add_argument("--group", default="example-python")
    arguments.add_argument("--count", type=int, default=0, help="end after so many records")
    options = arguments.parse_args()

    consumer = Consumer({
        "bootstrap.servers": options.broker,
        "group.id": options.group,
        "auto.offset.reset": "earliest",
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
    })
    consumer.subscribe([options.topic])
    latest = {}  # uri: version; a program of use keeps this where it keeps the stories
    counts = {"new": 0, "update": 0, "kill": 0}
    try:
        while not options.count or sum(counts.values()) < options.count:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            story = json.loads(message.value())
            uri, version = story["uri"], int(story["version"])
            if version > latest.get(uri, 0):
                kind = ("kill" if story["pubStatus"] != "usable"
                        else "update" if uri in latest else "new")
                counts[kind] += 1
                latest[uri] = version
                print(f"{kind:6} {uri} {version} {headline(story)}", flush=True)
            consumer.commit(message)
    finally:
        consumer.close()
    print(f"{counts['new']} new, {counts['update']} updated, {counts['kill']} killed")


if __name__ == "__main__":
    main()
