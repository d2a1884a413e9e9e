#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The whole road on a real broker: newsroom → fetcher → parser → enricher → sink → public topics."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, Road, check, main, wait_for  # noqa: E402

STORIES = os.path.join(ROOT, "cli/newsroom/stories")
SEED = "tokyo-holds-course"


def field_text(story, field):
    items = story.get({"headline": "headlines", "description": "descriptions", "body": "bodies"}[field], [])
    return next((i["value"] for i in items if i.get("contentType", "text/plain") == "text/plain"), "")


def check_mentions(story):
    for m in story.get("kurilwire", {}).get("mentions", []):
        cut = field_text(story, m["field"])[m["start"]:m["end"]]
        check(cut == m["text"], f"{story['uri']}: {m} cuts {cut!r}")


def settled(road, topics, quiet_s=4):
    """Waits until the topics have had the same number of records for a while; returns the counts."""
    state = {"last": None, "since": 0}
    import time

    def still():
        now = [len(road.read(t)) for t in topics]
        if now != state["last"]:
            state["last"], state["since"] = now, time.monotonic()
        return now[0] > 0 and time.monotonic() - state["since"] > quiet_s
    wait_for(still, f"{topics} settled", 90, 0.5, lambda: f"counts {state['last']}")
    return state["last"]


def once_each(road, topic):
    twice = {k: n for k, n in road.versions(topic).items() if n != 1}
    check(not twice, f"more than once on {topic}: {twice}")


def test_bundled_stories(bin_dir, broker):
    """Every bundled story comes through once, unchanged feeds publish nothing more, an edit is version 2, once."""
    with Road(bin_dir, broker, stories=STORIES) as road:
        road.topics()
        road.start_all()
        settled(road, ["kw.enriched", "news.kurils", "news.peace-treaty"])
        for topic in ("kw.stories", "kw.enriched", "news.kurils", "news.peace-treaty"):
            once_each(road, topic)
        check(all(int(s["version"]) == 1 for s in road.stories("kw.enriched")), "a story has a second version already")
        for topic in ("kw.enriched", "news.kurils", "news.peace-treaty"):
            for s in road.stories(topic):
                check_mentions(s)
        seeds = [s for s in road.stories("news.kurils") if SEED in json.dumps(s)]
        check(len(seeds) == 1, f"the seed story is {len(seeds)} times on news.kurils")
        check(any(SEED in json.dumps(s) for s in road.stories("news.peace-treaty")), "the seed story is not on news.peace-treaty")
        for trap in ("bobtail", "trap-other-treaty"):
            on = [s for t in ("news.kurils", "news.peace-treaty") for s in road.stories(t) if trap in json.dumps(s)]
            check(not on, f"a trap is on a public topic: {trap}")

        before = len(road.read("kw.enriched"))
        road.tell("edit", story=SEED, title="Tokyo holds to treaty course despite strained ties, says premier")
        wait_for(lambda: any(int(s["version"]) == 2 for s in road.stories("news.kurils")), "version 2 on news.kurils", 60, 0.5)
        settled(road, ["kw.enriched"])
        check(len(road.read("kw.enriched")) == before + 1, "the edit made more than one record")
        once_each(road, "news.kurils")

        road.tell("withdraw", story=SEED)
        check_ends_in_time(road)


def check_ends_in_time(road):
    for w in road.workers:
        code = w.end(5)
        check(code == 0, f"{w.name} ended with {code} after SIGTERM")


def test_seed_file(bin_dir, broker):
    """The seed story, given as a file, stands on both topics with its 23 mentions, dated 2023."""
    seed = os.environ.get("KW_SEED_STORY") or os.path.join(ROOT, "../shared/data/seed-story.txt")
    if not os.path.exists(seed):
        print("skipped test_seed_file: no seed story beside the project")
        return
    with Road(bin_dir, broker, files=[seed]) as road:
        road.topics()
        road.start_all()
        for topic in ("news.kurils", "news.peace-treaty"):
            wait_for(lambda t=topic: road.read(t), f"a story on {topic}", 60, 0.5)
        story = road.stories("news.kurils")[0]
        check_mentions(story)
        by_tag = {}
        for m in story["kurilwire"]["mentions"]:
            by_tag[m["tag"]] = by_tag.get(m["tag"], 0) + 1
        check(by_tag == {"kurils": 11, "peace_treaty": 12}, f"mentions: {by_tag}")
        check(story["located"] == "TOKYO", f"located {story.get('located')}")
        check(story["contentCreated"].startswith("2023-01-23"), story["contentCreated"])


def test_bad_input(bin_dir, broker):
    """A feed that answers 500, broken XML, a page that is not HTML: clear lines, right fates, the rest goes on."""
    with Road(bin_dir, broker, stories=STORIES) as road:
        feeds = [l.split("url:")[1].strip().strip('"') for l in road.ask("feeds.yaml?interval=1s").splitlines() if "url:" in l]
        paths = [f[len(road.newsroom_url):] for f in feeds if "/feeds/" in f]
        check(len(paths) >= 2, f"too few feeds: {feeds}")
        road.tell("fault", path=paths[0], kind="status", status=500)
        road.tell("fault", path=paths[1], kind="broken-xml")
        road.topics()
        road.start_all()
        wait_for(lambda: road.read("kw.dead-letter"), "the broken feed among the dead letters", 60, 0.5)
        wait_for(lambda: road.read("news.kurils") or road.read("news.peace-treaty"), "other stories", 60, 0.5)
        letter = road.read("kw.dead-letter")[0]
        check(letter["payload"], "the dead letter has lost its bytes")
        check(any("reason" in k for k in letter["headers"]), f"the letter says no reason: {letter['headers']}")
        check("500" in road.workers[0].text(), "the fetcher's log does not speak of the 500")


def test_unreachable_broker(bin_dir, broker):
    """Without a broker each worker says so in a clear line, keeps trying, and ends when told to."""
    with Road(bin_dir, "127.0.0.1:9", stories=STORIES) as road:
        for p in road.start_all():
            wait_for(lambda p=p: "127.0.0.1:9" in p.text(), f"{p.name} naming the broker", 40)
            check(p.alive(), f"{p.name} gave up: {p.text()[-300:]}")
        check_ends_in_time(road)


if __name__ == "__main__":
    main({n: f for n, f in list(globals().items()) if n.startswith("test_")})
