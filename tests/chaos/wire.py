#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The network between the parts, as a process of its own: TCP relays on loopback that can be cut, held and delayed.

  wire.py    speaks JSON lines: {"do": "relay", "to": PORT, "kafka": true} is answered by {"port": N};
             {"do": "rule", "id": 1, "what": "cut" | "hold" | "delay" | "catch", "ports": [N], "who": CLIENT or null,
             "ms": N, "api": KEY, "answer": BOOL} and {"do": "end", "id": 1} by {"ok": true}, {"do": "caught", "id": 1} by {"ok": BOOL}

A connection to a broker is known by the client id in its first request, so that one instance can be cut off while the
others go on. Cut: closed, and new ones refused. Held: open, and nothing passes. Delayed: each piece waits its time.
Caught: the first request of a kind (its API key in the protocol of Kafka) waits before the broker until the rule ends, and
what its connection brings behind it; or it passes, and its answer waits.
"""
import asyncio
import itertools
import json
import struct
import subprocess
import sys
import threading
from pathlib import Path

PIECE = 65536


def client_id(request):
    """Of a request, or None: size, API key, version, correlation, then the client's id."""
    if len(request) < 14:
        return None
    size = struct.unpack(">h", request[12:14])[0]
    return request[14:14 + size].decode(errors="replace") if 0 < size <= len(request) - 14 else None


async def read_request(reader):
    """One request of a Kafka client; empty at the end."""
    try:
        head = await reader.readexactly(4)
        return head + await reader.readexactly(struct.unpack(">i", head)[0])
    except asyncio.IncompleteReadError:
        return b""


class Wire:
    def __init__(self):
        self.rules, self.links, self.changed = {}, set(), asyncio.Event()

    def rules_of(self, what, link):
        """The rules of a kind that hold for a link."""
        return [r for r in self.rules.values()
                if r["what"] == what and link.port in r["ports"] and r["who"] in (None, link.who)]

    def rule(self, what, link):
        """The first of them, or None."""
        return next(iter(self.rules_of(what, link)), None)

    def renew(self):
        self.changed.set()
        self.changed = asyncio.Event()
        for link in list(self.links):
            if self.rule("cut", link):
                link.close()

    async def relay(self, to, kafka):
        port = None

        async def accepted(reader, writer):
            link = Link(self, port, kafka, writer)
            if not self.rule("cut", link):
                self.links.add(link)
                await link.run(reader, to)
            link.close()
            self.links.discard(link)

        server = await asyncio.start_server(accepted, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        return port

    async def obey(self, order):
        if order["do"] == "relay":
            return {"port": await self.relay(order["to"], order["kafka"])}
        if order["do"] == "caught":
            return {"ok": "met" in self.rules[order["id"]]}
        if order["do"] == "rule":
            self.rules[order["id"]] = order
        else:
            self.rules.pop(order["id"], None)
        self.renew()
        return {"ok": True}


class Link:
    """A connection through the wire."""

    def __init__(self, wire, port, kafka, near):
        self.wire, self.port, self.kafka, self.near, self.far, self.who = wire, port, kafka, near, None, None

    def close(self):
        for writer in (self.near, self.far):
            if writer:
                writer.transport.abort()

    async def run(self, reader, to):
        try:
            back, self.far = await asyncio.open_connection("127.0.0.1", to)
        except OSError:
            return
        there = asyncio.ensure_future(self.pump(reader, self.far, self.kafka))
        await self.pump(back, self.near, False)
        self.close()
        await there

    async def pump(self, reader, writer, asks):
        """One direction; `asks` is a Kafka client's, taken request by request."""
        try:
            while data := await (read_request(reader) if asks else reader.read(PIECE)):
                if asks and self.who is None:
                    self.who = client_id(data)
                    if self.wire.rule("cut", self):
                        break
                await self.wait(data if asks else None)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        if writer.transport and not writer.transport.is_closing():
            writer.close()

    async def wait(self, request):
        """As the rules want it."""
        for r in self.wire.rules_of("catch", self):
            if request and "met" not in r and struct.unpack(">h", request[4:6])[0] == r["api"]:
                r["met"] = self
            holds = r.get("met") is self and r["answer"] == (request is None)
            while holds and r["id"] in self.wire.rules:
                await self.wire.changed.wait()
        while self.wire.rule("hold", self):
            await self.wire.changed.wait()
        if r := self.wire.rule("delay", self):
            await asyncio.sleep(r["ms"] / 1000)


class Network:
    """The wire's process, as those see it who give the orders."""

    def __init__(self):
        self.popen = subprocess.Popen([sys.executable, str(Path(__file__).resolve())], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True, bufsize=1)
        self.rules, self.lock = itertools.count(1), threading.Lock()

    def order(self, **what):
        with self.lock:
            self.popen.stdin.write(json.dumps(what) + "\n")
            return json.loads(self.popen.stdout.readline())

    def relay(self, to, kafka=True):
        return self.order(do="relay", to=to, kafka=kafka)["port"]

    def rule(self, what, ports, who=None, ms=0, api=None, answer=False):
        rule = next(self.rules)
        self.order(do="rule", id=rule, what=what, ports=ports, who=who, ms=ms, api=api, answer=answer)
        return rule

    def caught(self, rule):
        """Has a request met this rule of what is to be caught?"""
        return self.order(do="caught", id=rule)["ok"]

    def end(self, rule):
        self.order(do="end", id=rule)

    def close(self):
        self.popen.kill()
        self.popen.wait()


async def main():
    wire, loop = Wire(), asyncio.get_running_loop()
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        print(json.dumps(await wire.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
