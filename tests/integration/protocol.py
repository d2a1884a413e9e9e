# SPDX-License-Identifier: Apache-2.0
"""What is asked of a broker in Kafka's protocol since kcat does not ask it: which producers have records of an open
transaction in a topic, and that a group lets a member go."""
import socket
import struct

DESCRIBE_PRODUCERS, LEAVE_GROUP = 61, 13  # types of requests; of the versions 0 and 4


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def packed(t):
    return varint(len(t) + 1) + t.encode()


class Reader:
    """The answer's fields, in the protocol's compact form."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def bytes(self, n):
        self.at += n
        return self.data[self.at - n:self.at]

    def number(self, form):
        return struct.unpack(">" + form, self.bytes(struct.calcsize(form)))[0]

    def varint(self):
        n = shift = 0
        while True:
            byte = self.bytes(1)[0]
            n |= (byte & 127) << shift
            if byte < 128:
                return n
            shift += 7

    def text(self):
        return self.bytes(max(self.varint() - 1, 0))

    def list(self, one):
        return [one() for _ in range(max(self.varint() - 1, 0))]

    def tags(self):
        for _ in range(self.varint()):
            self.varint()
            self.bytes(self.varint())


def ask(broker, api, version, body):
    host, port = broker.rsplit(":", 1)
    head = struct.pack(">hhih", api, version, 1, 4) + b"test" + b"\0"
    with socket.create_connection((host, int(port)), 10) as s, s.makefile("rb") as answer:
        s.sendall(struct.pack(">i", len(head + body)) + head + body)
        size = int.from_bytes(answer.read(4), "big")
        data = answer.read(size)
    if not size or len(data) < size:
        raise OSError(f"{broker} does not answer")
    reader = Reader(data)
    reader.number("i")
    reader.tags()
    return reader


def with_open_records(broker, topics, partitions):
    """The ids of producers that have written to one of the topics in a transaction that is still open."""
    wanted = b"".join(packed(t) + varint(partitions + 1)
                      + b"".join(struct.pack(">i", p) for p in range(partitions)) + b"\0" for t in topics)
    r = ask(broker, DESCRIBE_PRODUCERS, 0, varint(len(topics) + 1) + wanted + b"\0")
    found = set()

    def producer():
        pid, _, _, _, _, start = (r.number(form) for form in "qiiqiq")
        r.tags()
        if start >= 0:
            found.add(pid)

    def partition():
        r.number("i"), r.number("h"), r.text(), r.list(producer), r.tags()

    def topic():
        r.text(), r.list(partition), r.tags()

    r.number("i")
    r.list(topic)
    return found


def leave_group(broker, group, instance):
    """A static member is taken out of its group, as when its session is over; whether this broker did it, which only the
    group's coordinator does."""
    r = ask(broker, LEAVE_GROUP, 4, packed(group) + varint(2) + packed("") + packed(instance) + b"\0" + b"\0")
    r.number("i")
    error = r.number("h")
    return not error and r.list(lambda: (r.text(), r.text(), r.number("h"), r.tags())[2]) == [0]
