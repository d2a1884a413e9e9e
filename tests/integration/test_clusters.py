# SPDX-License-Identifier: Apache-2.0
"""Clusters of copies on a real broker: the labelled set through kw.enriched and kw.matched, two instances of the sink,
both killed again and again. Each version comes out once, and the members of the clusters are those that the pure core
finds, whatever the order was.

  test_clusters.py BIN BROKER_DIR WORK
"""
import collections
import json
import os
import random
import subprocess
import sys
from pathlib import Path

from rig import check, run, wait_for
from test_sink import SinkRig, headers_of

SET = Path(__file__).resolve().parents[1] / "data" / "clusters" / "stories.tsv"
ROUTES = """
routes:
  - id: copies
    to: news.kurils
    copies: all
    when: {mentions: kurils}
  - id: firsts
    to: news.firsts
    copies: first
    when: {mentions: kurils}
"""
SEED = int(os.environ.get("KW_TEST_SEED", random.randrange(1 << 30)))
KILLS = 12 if os.environ.get("KW_LONG") else 5


def uri(n):
    return f"urn:kurilwire:story:{n:032x}"


def record(n, body, version=1, status="usable"):
    r = {"uri": uri(n), "type": "text", "version": str(version), "pubStatus": status,
         "kurilwire": {"feed": "test", "textFrom": "page", "mentions": [
             {"subject": "urn:kurilwire:subject:iturup", "tag": "kurils", "text": "Iturup", "field": "body",
              "start": 0, "end": 6}]}}
    if status == "usable":
        r["bodies"] = [{"contentType": "text/plain", "value": body}]
    else:
        del r["kurilwire"]["mentions"]
    return r["uri"], json.dumps(r)


def bodies():
    with open(SET, encoding="utf-8") as f:
        return [line.rstrip("\n").split("\t")[4].replace("\\n", "\n") for line in f]


def versions(rig, topic):
    """{uri: [its records in the order in which they came]}"""
    found = collections.defaultdict(list)
    for key, text in rig.broker.consume(rig.topic(topic), form="%k\t%s\n"):
        found[key].append(json.loads(text))
    return found


def count(found):
    return sum(len(v) for v in found.values())


def wait_for_count(rig, topic, n):
    return wait_for(f"{n} records on {topic}", lambda: (lambda f: f if count(f) >= n else None)(versions(rig, topic)))


def groups(pairs):
    """Sets of the members that have the same mark."""
    found = collections.defaultdict(set)
    for member, mark in pairs:
        found[mark].add(member)
    return sorted(map(sorted, found.values()))


def expected(rig):
    out = subprocess.run([rig.bin / "cluster_groups", SET], capture_output=True, text=True, check=True).stdout
    return groups(line.split("\t") for line in out.splitlines())


def send_under_kills(rig, records, goal):
    """In parts; after each, one of the two instances is killed as soon as something of it came through."""
    rng, sinks = random.Random(SEED), [w for w in rig.workers if w.alive()]
    size = len(records) // KILLS + 1
    for i in range(0, len(records), size):
        before = count(versions(rig, "news.kurils"))
        rig.broker.produce(rig.topic("kw.enriched"), records[i:i + size])
        wait_for("something to come through", lambda b=before: count(versions(rig, "news.kurils")) > b)
        victim = rng.choice(sinks)
        victim.kill()
        victim.start()
    return wait_for_count(rig, "news.kurils", goal)


def clusters(rig):
    print(f"KW_TEST_SEED={SEED}")
    texts = bodies()
    order = list(range(len(texts)))
    random.Random(SEED).shuffle(order)
    for instance in ("one", "two"):
        rig.sink(instance).start()
    send_under_kills(rig, [record(n, texts[n]) for n in order], len(texts))
    # Once more, now that all are there: each tells its whole cluster.
    rig.broker.produce(rig.topic("kw.enriched"), [record(n, texts[n], 2) for n in order])
    found = wait_for_count(rig, "news.kurils", 2 * len(texts))
    for key, records in found.items():
        check([r["version"] for r in records] == ["1", "2"], f"{key}: {[r['version'] for r in records]}")
    check(len(found) == len(texts), f"{len(found)} stories")

    last = {key: records[-1]["kurilwire"]["cluster"] for key, records in found.items()}
    got = groups((str(int(key[-32:], 16)), c["id"]) for key, c in last.items())
    check(got == expected(rig), "the members are not those of the pure core")
    for key, c in last.items():
        size = sum(1 for other in last.values() if other["id"] == c["id"])
        check(c["size"] == size and c["first"] == c["id"], f"{key}: {c}, {size} have its id")
        ids = c.get("ids", [c["id"]])
        check(found[key][0]["kurilwire"]["cluster"]["id"] in ids or len(ids) == 8, f"{key}: an id that was published is gone")
    first_of_each(rig, texts, last)
    return f"{len(texts)} stories in {len(got)} clusters, {KILLS} kills"


def first_of_each(rig, texts, last):
    """The other route sends one story of each cluster, and takes back what it sent."""
    firsts = versions(rig, "news.firsts")
    check(all(len(v) == 2 for v in firsts.values()), "a version is missing or doubled")
    check({c["id"] for c in last.values()} <= set(firsts), "a cluster without its first story")
    copy = next(key for key in last if key not in firsts)
    first = next(iter(firsts))
    rig.broker.produce(rig.topic("kw.enriched"), [record(int(k[-32:], 16), "", 3, "canceled") for k in (copy, first)])
    wait_for_count(rig, "news.kurils", 2 * len(texts) + 2)
    firsts = wait_for(f"the kill of {first}", lambda: (lambda f: f if len(f[first]) == 3 else None)(versions(rig, "news.firsts")))
    check(firsts[first][-1]["pubStatus"] == "canceled", f"{firsts[first][-1]}")
    check(copy not in firsts, "a kill of what was never sent")


def send(rig, topic, key, story, times=1):
    """A story as the enricher writes it, with its headers."""
    headers = [option for name, value in headers_of(story).items() for option in ("-H", f"{name}={value}")]
    subprocess.run(["kcat", "-b", rig.broker.address, "-P", "-t", rig.topic(topic), "-K", "\t", "-X",
                    "partitioner=murmur2_random", *headers], input=f"{key}\t{json.dumps(story)}\n".encode() * times, check=True)


def handed_over(rig):
    """What an instance finds on kw.matched that another has sent there is older than what it reads of the same stories."""
    for w in rig.workers:
        w.end()
    stories = [json.loads(record(9000 + n, "", version)[1]) for n in range(4) for version in (1, 2)]
    # So much lies before them that what is on kw.enriched is read long before.
    send(rig, "kw.matched", "copies", json.loads(record(8999, "x" * 2000)[1]), 5000)
    for r in stories:
        first = r["version"] == "1"
        send(rig, "kw.matched" if first else "kw.enriched", "copies" if first else r["uri"], r)
    rig.sink("three").start()
    want = {r["uri"]: ["1", "2"] for r in stories}

    def came():
        found = versions(rig, "news.kurils")
        return {key: [r["version"] for r in found[key]] for key in want} == want
    wait_for("both versions of each story in their order", came)


def older_state(rig):
    """State of the format before, where the sink's own listed routes: an update that matches no more goes where the story went."""
    for w in rig.workers:
        w.end()
    story, route = uri(9100), "copies"
    place = next(p for p, key in rig.broker.consume(rig.topic("kw.matched"), form="%p\t%k\n") if key == route)
    times = "1764150000000 1.0 -\n"
    for topic, key, value, where in (("kw.sink-state", story, f"\x01{times}@{route} 1.0\n\n", ()),
                                     ("kw.cluster-state", f"{route} {story}", f"\x011 0 + 0 \n{times}news.kurils 1.0\n\n", ("-p", place))):
        subprocess.run(["kcat", "-b", rig.broker.address, "-P", "-t", rig.topic(topic), "-K", "\t", "-D", "\x02", *where, "-X",
                        "partitioner=murmur2_random"], input=f"{key}\t{value}".encode(), check=True)
    update = json.loads(record(9100, "It is over.", 2)[1])
    del update["kurilwire"]["mentions"]
    rig.broker.produce(rig.topic("kw.enriched"), [(story, json.dumps(update))])
    rig.sink("four").start()
    got = wait_for("the update", lambda: versions(rig, "news.kurils").get(story), 60)
    check([r["version"] for r in got] == ["2"], f"{got}")


class ClusterRig(SinkRig):
    def __init__(self, name):
        super().__init__(name)
        (self.config / "routes.d" / "kurils.yaml").write_text(ROUTES)


def main(rig):
    subprocess.run([rig.bin / "kurilwire", "topics", "--config", rig.config], check=True, capture_output=True)
    said = clusters(rig)
    handed_over(rig)
    older_state(rig)
    return said


if __name__ == "__main__":
    run(main, ClusterRig("clusters"))
