#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`kurilwire replay` beside enricher and sink: packs that came later, a shadow topic, a replay that is killed and goes on,
and what is sent again to subscribers."""
import collections
import json
import os
import re
import signal
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Failed, Road, check, main, wait_for  # noqa: E402

STORIES = 1500
TEXTS = ("The ferry to Iturup sails on Friday, the port said.",
         "Talks on a peace treaty between Russia and Japan go on in spring.",
         "A new bus line opens in town on Monday.")


PACKS = {
    "kurils": "id: kurils\nsubjects:\n  - {id: iturup, name: {en: Iturup}, forms: {en: [Iturup]}}\n",
    "peace_treaty": "id: peace_treaty\nsubjects:\n  - {id: treaty, name: {en: treaty}, forms: {en: [peace treaty]}}\n",
}


def story(n, version=1):
    uri = f"urn:kurilwire:story:{n:032x}"
    return uri, json.dumps({
        "uri": uri, "type": "text", "version": str(version), "pubStatus": "usable", "language": "en",
        "bodies": [{"role": "main", "contentType": "text/plain", "value": f"{TEXTS[n % 3]} Version {version}."}],
        "kurilwire": {"feed": "test", "textFrom": "entry"}})


def produce(road, records):
    """As the parser does, each with the header that names its version."""
    lines = "".join(f"{uri}#1.0\t{uri}\t{value}\n" for uri, value in records)
    subprocess.run([road.program("stage_tool"), road.broker, "put", road.prefix + "kw.stories"], input=lines.encode(), check=True)


def packs(road, *names):
    """Packs of one name each, alone."""
    folder = os.path.join(road.config, "tags.d")
    if os.path.islink(folder):
        os.unlink(folder)
        os.mkdir(folder)
    for name in names:
        road.write(f"tags.d/{name}.yaml", PACKS[name])


def replay(road, *options):
    done = road.cli("replay", *options)
    found = re.search(r"(\d+) records?, (\d+) written", done.stdout.decode())
    check(found, f"replay says {done.stdout}")
    return int(found.group(1)), int(found.group(2))


def differences(road, *options):
    """What `kurilwire tags diff` finds between the packs of before and of today: a count for each change."""
    os.makedirs(os.path.join(road.config, "before"), exist_ok=True)
    road.write("before/kurils.yaml", PACKS["kurils"])
    done = road.cli("tags", "diff", os.path.join(road.config, "before"), os.path.join(road.config, "tags.d"), "--json", *options)
    *changes, total = [json.loads(line) for line in done.stdout.splitlines()]
    found = collections.Counter((c["change"], (c.get("after") or c["before"])["subject"]) for c in changes)
    return found, total


def keys(rows):
    return collections.Counter(r["key"] for r in rows)


def written(road, topic):
    """Records of a topic that may not be there yet."""
    try:
        return len(road.read(topic))
    except Failed:
        return 0


def killed_once(road, *options):
    """The same replay, killed as soon as something of it is committed; then to its end."""
    with open(os.path.join(road.config, "kurilwire.yaml"), encoding="utf-8") as f:
        settings = f.read()
    road.write("kurilwire.yaml", settings.replace("  replication: 1", "  replication: 1\n  batch_records: 5"))
    command = [road.program("kurilwire"), "replay", "--config", road.config, *options]
    first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for("something in the shadow", lambda: written(road, "kw.shadow-killed") or first.poll() is not None, pause=0.01)
    first.send_signal(signal.SIGKILL)
    first.wait()
    road.write("kurilwire.yaml", settings)
    records, _ = replay(road, *options)
    check(0 < records < STORIES, f"went on with {records} of {STORIES}")


def test_replay(bin_dir, broker):
    with Road(bin_dir, broker) as road:
        packs(road, "kurils")
        road.topics()
        produce(road, [story(n) for n in range(STORIES)])
        enricher = road.start("enricher")
        road.start("sink")
        kurils, treaty = STORIES // 3, STORIES // 3
        wait_for("all of it published", lambda: len(road.read("news.kurils")) == kurils)
        check(enricher.end() == 0, "an orderly end that was none")
        packs(road, "peace_treaty")

        check(differences(road) == ({("gained", "treaty"): treaty}, {"records": STORIES, "differ": treaty, "others": 0}),
              f"between the packs: {differences(road)}")
        check(differences(road, "--last", "1s")[1]["records"] == 0, "what is older than asked for")

        # Tagged and routed by what is there today; subscribers see nothing of it.
        check(replay(road, "enrich") == (STORIES, kurils + treaty), "the shadow of all stories")
        shadow = road.read("kw.shadow")
        check(collections.Counter(r["headers"].get("kw-topics") for r in shadow) ==
              {"news.kurils": kurils, "news.peace-treaty": treaty}, "kw-topics")
        check(not road.read("news.peace-treaty"), "subscribers were sent a shadow")
        check(replay(road, "route", "--to", "kw.shadow-routes") == (STORIES, kurils), "routed as it is")

        killed_once(road, "enrich", "--every", "--to", "kw.shadow-killed", "--name", "again")
        found = keys(road.read("kw.shadow-killed"))
        check(len(found) == STORIES and set(found.values()) == {1}, "lost or doubled by a kill")
        check(replay(road, "enrich", "--every", "--to", "kw.shadow-killed", "--name", "again")[1] == 0, "done, and done again")
        check(replay(road, "enrich", "--since", "1s")[1] == 0, "what is older than asked for")

        # Sent again is what is tagged otherwise now, as another revision of the same version.
        check(replay(road, "enrich", "--republish")[1] == treaty, "stories of the treaty")
        rows = wait_for("stories of the treaty", lambda: (lambda r: r if len(r) == treaty else None)(
            road.read("news.peace-treaty")))
        for r in rows:
            check(r["headers"]["ce_id"] == f"{r['key']}#1.1", r["headers"]["ce_id"])
            check(json.loads(r["payload"])["kurilwire"]["revision"] == 1, "no revision")
        check(replay(road, "enrich", "--republish")[1] == 0, "sent again without a reason")
        check(len(road.read("news.kurils")) == kurils, "a topic got again what it had")


def test_what_a_route_has_is_not_sent_to_it_again(bin_dir, broker):
    """A route that tells copies apart remembers by itself what it got."""
    routes = "routes:\n  - id: copies\n    to: news.copies\n    copies: first\n    when: {mentions: kurils}\n"
    with Road(bin_dir, broker, routes=routes) as road:
        packs(road, "kurils")
        road.topics()
        produce(road, [story(n) for n in range(30)])
        enricher = road.start("enricher")
        road.start("sink")
        wait_for("all of it published", lambda: len(road.read("news.kurils")) == len(road.read("news.copies")) == 10)
        check(enricher.end() == 0, "an orderly end that was none")
        check(replay(road, "enrich", "--republish")[1] == 0, "sent again without a reason")


if __name__ == "__main__":
    main({n: f for n, f in list(globals().items()) if n.startswith("test_")})
