#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The pipeline as it would be written in Python: feedparser, pyahocorasick, confluent-kafka, one process, transactions.

  peer.py BROKER IN OUT DOCUMENTS      reads documents from IN, writes a record for each story to OUT, once each
  peer.py --steps FILE                 the same work without Kafka; prints CPU seconds per 100,000 stories
"""
import html
import os
import re
import resource
import struct
import sys
import time

import ahocorasick
import feedparser
import orjson
from confluent_kafka import Consumer, KafkaException, Producer

FORMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../forms.tsv")
STORIES_MAX, SECONDS_MAX = 10000, 0.5
TAG = re.compile(r"<[^>]*>")


def load_forms():
    automaton = ahocorasick.Automaton()
    with open(FORMS, encoding="utf-8") as f:
        for line in f:
            subject, form = line.rstrip("\n").split("\t")
            automaton.add_word(form, (subject, len(form)))
    automaton.make_automaton()
    return automaton


def mentions(automaton, text):
    """Longest matches from the left, as offsets in code points."""
    return [{"subject": subject, "start": end - n + 1, "end": end + 1}
            for end, (subject, n) in automaton.iter_long(text.lower())]


def stories(automaton, document):
    feed = feedparser.parse(document, sanitize_html=False, resolve_relative_uris=False)
    for e in feed.entries:
        body = e.content[0].value if "content" in e else e.get("summary", "")
        text = e.get("title", "") + "\n" + html.unescape(TAG.sub(" ", body))
        at = e.get("published_parsed")
        record = {"id": e.get("id"), "url": e.get("link"), "title": e.get("title"), "author": e.get("author"),
                  "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", at) if at else None,
                  "categories": [t.term for t in e.get("tags", [])], "language": feed.feed.get("language"), "text": text,
                  "mentions": mentions(automaton, text)}
        yield e.get("id"), orjson.dumps(record)


def produce(producer, topic, key, value):
    while True:
        try:
            return producer.produce(topic, value, key)
        except BufferError:
            producer.poll(0.05)


def run(broker, topic_in, topic_out, documents):
    automaton = load_forms()
    consumer = Consumer({"bootstrap.servers": broker, "group.id": topic_out, "auto.offset.reset": "earliest",
                         "enable.auto.commit": False, "isolation.level": "read_committed"})
    producer = Producer({"bootstrap.servers": broker, "transactional.id": topic_out, "compression.type": "zstd", "linger.ms": 20})
    consumer.subscribe([topic_in])
    producer.init_transactions(30)
    done, in_transaction, opened = 0, 0, None
    while done < documents:
        batch = consumer.consume(50, 0.1)
        for message in batch:
            if message.error():
                raise KafkaException(message.error())
            if opened is None:
                producer.begin_transaction()
                opened = time.monotonic()
            for key, value in stories(automaton, message.value()):
                produce(producer, topic_out, key, value)
                in_transaction += 1
            done += 1
            producer.poll(0)
        full = in_transaction >= STORIES_MAX or not batch or done >= documents
        if opened is not None and (full or time.monotonic() - opened > SECONDS_MAX):
            producer.send_offsets_to_transaction(consumer.position(consumer.assignment()), consumer.consumer_group_metadata())
            producer.commit_transaction()
            in_transaction, opened = 0, None
    consumer.close()


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def steps(path):
    automaton, documents = load_forms(), []
    with open(path, "rb") as f:
        while head := f.read(8):
            key, size = struct.unpack("<II", head)
            f.read(key)
            documents.append(f.read(size))
    begun, count, found = cpu(), 0, 0
    for document in documents:
        for _, value in stories(automaton, document):
            count += 1
            found += value.count(b'"subject"')
    print(f"{(cpu() - begun) / count * 1e5:.2f} {found}")


if __name__ == "__main__":
    if sys.argv[1] == "--steps":
        steps(sys.argv[2])
    else:
        run(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
