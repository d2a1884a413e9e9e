#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A poller as it would be written in Python: aiohttp, 64 at a time, validators kept in memory. poll.py BASE FEEDS ROUNDS"""
import asyncio
import json
import resource
import sys

import aiohttp

WORKERS = 64


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def poll(session, url, known):
    headers = {"If-None-Match": known[0], "If-Modified-Since": known[1]} if known else {}
    async with session.get(url, headers=headers) as answer:
        await answer.read()
        return answer.status, (answer.headers["ETag"], answer.headers["Last-Modified"])


async def one_round(session, base, feeds, status):
    numbers = iter(range(len(feeds)))

    async def work():
        for n in numbers:
            got, feeds[n] = await poll(session, f"{base}/f{n:05d}.xml", feeds[n])
            assert got == status, got
    await asyncio.gather(*(work() for _ in range(WORKERS)))


async def main(base, count, rounds):
    figures = {}
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=WORKERS)) as session:
        for status in (200, 304):
            used = 0
            for _ in range(rounds):
                feeds = [None] * count if status == 200 else feeds
                began = cpu()
                await one_round(session, base, feeds, status)
                used += cpu() - began
            figures[str(status)] = used / (count * rounds) * 1e4
    print(json.dumps(figures))


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
