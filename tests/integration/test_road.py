#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The whole road on a real broker: newsroom → fetcher → parser → enricher → sink → public topics.

  test_road.py BIN BROKER [TEST ...]

The seed story is tried where KW_SEED_STORY or ../shared/data/seed-story.txt beside the project names its file.
"""
import datetime
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, Road, check, main, wait_for  # noqa: E402
from rig import Proxy  # noqa: E402

STORIES = os.path.join(ROOT, "cli/newsroom/stories")
SEED = "tokyo-holds-course"
PUBLIC = ("news.kurils", "news.peace-treaty")
WORKED_ON = ("kw.stories", "kw.enriched") + PUBLIC
# A topic whose records live for a second: when one has gone, the broker has checked retention.
CANARY = """\
topics:
  - name: news.canary
    retention: 1s
routes:
  - id: canary
    to: news.canary
    when: {provider: nobody}
"""
NEXT_YEAR = """\
Feeds: severny-kurier
Title: Паром на Кунашир пойдёт по новому расписанию
Date: {year}-06-01T00:00:00Z
Summary: Расписание вступит в силу летом.

Паром на Кунашир и Шикотан пойдёт по новому расписанию, сообщили в порту.
"""


def newsroom_folder(to):
    """The bundled stories and one that is dated next year; how many stories that are."""
    shutil.copytree(STORIES, to)
    with open(os.path.join(to, "parom.story"), "w", encoding="utf-8") as f:
        f.write(NEXT_YEAR.format(year=datetime.date.today().year + 1))
    return sum(name.endswith((".story", ".txt")) for name in os.listdir(to))


def check_records(lines):
    """Both schemas and the offsets of mentions, by the tool that tests the samples too."""
    argv = ["/usr/bin/python3", os.path.join(ROOT, "tests/integration/check_records.py"), "--schema",
            os.path.join(ROOT, "docs/schema/story-1.schema.json")]
    done = subprocess.run(argv, input="".join(line + "\n" for line in lines).encode(), capture_output=True)
    check(done.returncode == 0, (done.stderr + done.stdout).decode()[-2000:])
    return done.stdout.decode().strip()


def of(stories, what):
    return [s for s in stories if what in json.dumps(s)]


def versions_of(road, topic, what):
    return [(int(s["version"]), s["pubStatus"]) for s in of(road.stories(topic), what)]


def once_each(road, topic, count):
    versions = road.versions(topic)
    check(all(n == 1 for n in versions.values()), f"more than once on {topic}: {versions}")
    check(len(versions) == count, f"{len(versions)} on {topic}, expected were {count}: {sorted(versions)}")


def end_in_time(road):
    for w in road.workers:
        code = w.end()
        check(code == 0, f"{w.name} ended with {code} after SIGTERM")
        w.process = None


def polled(road, times):
    """Each feed was asked for so often, and answered."""
    feeds = {path: sum(n for status, n in answers.items() if status in (200, 304))
             for path, answers in road.requests().items() if path.startswith("/feeds/")}
    return len(feeds) == 4 and min(feeds.values()) >= times


def readers_agree(road):
    """kcat and `kurilwire tail` give the same records."""
    for topic in PUBLIC:
        tailed = road.cli("tail", "--once", "--json", topic).stdout.decode().splitlines()
        check(sorted(tailed) == sorted(r["payload"] for r in road.read(topic)), f"tail and kcat differ on {topic}")
        shown = road.cli("tail", "--once", topic).stdout.decode()
        check("Kuril" in shown or "Курил" in shown or "Kishida" in shown, f"tail shows {shown[:200]!r}")


def retention_was_checked(road):
    subprocess.run(["kcat", "-P", "-b", road.broker, "-t", road.prefix + "news.canary"], input=b"tweet\n", check=True)
    wait_for("the canary has gone by retention", lambda: not road.read("news.canary"), pause=0.5)


def unchanged_feeds(road, count):
    """Ten polls and more of each feed make each story once. One is in two feeds of a provider with different guid and
    summary; one feed has no validators, and its build date changes each time."""
    wait_for("ten polls of each feed", lambda: polled(road, 10), pause=0.3, tell=lambda: road.requests())
    front = road.requests()["/feeds/tidewire-front.xml"]
    check(set(front) == {200}, f"the feed without validators was answered {front}")
    check(304 in road.requests()["/feeds/tidewire-asia.xml"], "no conditional request had its answer")
    wait_for("all stories", lambda: len(road.stories("kw.enriched")) >= count, pause=0.3)
    # What is published later comes behind what the polls so far have made.
    for story in (SEED, "iturup-zavod", "hoppo-yondo"):
        road.tell("edit", story=story, title=f"Edited: {story}, Kunashir, peace treaty with Russia")
        wait_for(f"version 2 of {story}", lambda s=story: (2, "usable") in versions_of(road, "news.kurils", s), pause=0.3)
    for topic in ("kw.stories", "kw.enriched"):
        once_each(road, topic, count + 3)
    for topic in PUBLIC:
        check(versions_of(road, topic, SEED) == [(1, "usable"), (2, "usable")],
              f"{SEED} on {topic}: {versions_of(road, topic, SEED)}")
    seed = of(road.stories("news.kurils"), SEED)[0]
    guids = {i["value"] for i in seed["altIds"] if i["role"] == "guid"}
    check(guids, "a story without its guid")
    polls = of(road.stories("kw.stories"), SEED)
    check(len({s["uri"] for s in polls}) == 1, "two stories out of one")


def withdrawal(road):
    """A tombstone reaches each public topic that has the story; a story that only left its RSS feed stays."""
    road.tell("withdraw", story="trap-quake")
    road.tell("withdraw", story="mirny-dogovor")
    key = of(road.stories("news.kurils"), "mirny-dogovor")[0]["uri"]
    for topic in PUBLIC:
        wait_for(f"the withdrawal on {topic}",
                 lambda t=topic: any(s["uri"] == key and s["pubStatus"] == "canceled" for s in road.stories(t)), pause=0.3)
        last = [s for s in road.stories(topic) if s["uri"] == key][-1]
        check(last["version"] == "2" and "bodies" not in last and "headlines" not in last, f"{last}")
    canceled = {s["uri"] for s in road.stories("kw.enriched") if s["pubStatus"] == "canceled"}
    check(canceled == {key}, f"canceled: {canceled}")


def test_news(bin_dir, broker):
    """Each bundled story once; edits, withdrawals, retention, readers, schemas; an end in time."""
    with tempfile.TemporaryDirectory(prefix="kurilwire-stories-") as folder:
        folder = os.path.join(folder, "stories")
        count = newsroom_folder(folder)
        with Road(bin_dir, broker, stories=folder, routes=CANARY) as road:
            road.topics()
            road.start_all()
            unchanged_feeds(road, count)
            for trap in ("bobtail", "trap-other-treaty"):
                on = [s["uri"] for t in PUBLIC for s in of(road.stories(t), trap)]
                check(not on, f"a trap is on a public topic: {trap}")
            withdrawal(road)
            retention_was_checked(road)
            old, new = of(road.stories("news.kurils"), SEED)[0], of(road.stories("news.kurils"), "parom")[0]
            check(old["firstCreated"] == "2023-01-23T09:40:00Z", f"the old story is dated {old.get('firstCreated')}")
            check(new["firstCreated"][:4] == str(datetime.date.today().year + 1),
                  f"next year's story is dated {new.get('firstCreated')}")
            readers_agree(road)
            print("        " + check_records([r["payload"] for t in WORKED_ON for r in road.read(t)]))
            check(not road.read("kw.dead-letter"), "there are dead letters")
            end_in_time(road)


def test_seed_story(bin_dir, broker):
    """The seed story, given as a file, stands on both topics with its 23 mentions, dated 2023."""
    seed = os.environ.get("KW_SEED_STORY") or os.path.join(ROOT, "../shared/data/seed-story.txt")
    if not os.path.exists(seed):
        print("skipped test_seed_story: no seed story beside the project")
        return
    with Road(bin_dir, broker, files=[seed], routes=CANARY) as road:
        road.topics()
        road.start_all()
        for topic in PUBLIC:
            wait_for(f"a story on {topic}", lambda t=topic: road.read(t), pause=0.5)
        retention_was_checked(road)
        for topic in PUBLIC:
            once_each(road, topic, 1)
        story = road.stories("news.kurils")[0]
        tags = [m["tag"] for m in story["kurilwire"]["mentions"]]
        check((tags.count("kurils"), tags.count("peace_treaty"), len(tags)) == (11, 12, 23), f"mentions: {tags}")
        check(story["located"] == "TOKYO", f"located {story.get('located')}")
        check(story["contentCreated"].startswith("2023-01-23"), story["contentCreated"])
        agencies = [i["name"] for i in story["infoSources"] if i.get("role") == "agency"]
        check(agencies == ["UrduPoint News", "Sputnik"], f"agencies {agencies}")
        check([p["name"] for p in story["people"] if p.get("rel") == "author"] == ["ChaudhryMAli88"], "the author")
        body = next(b["value"] for b in story["bodies"] if b["contentType"] == "text/plain")
        check(len(body.split("\n\n")) == 9, f"{len(body.split(chr(10) * 2))} paragraphs")
        print("        " + check_records([r["payload"] for t in WORKED_ON for r in road.read(t)]))
        end_in_time(road)


def test_bad_input(bin_dir, broker):
    """A feed that answers 500, broken XML, pages that are none: clear lines, the right fates, the rest goes on."""
    with Road(bin_dir, broker, stories=STORIES) as road:
        road.tell("fault", path="/feeds/kitaguni-dayori.xml", kind="status", status=500)
        road.tell("fault", path="/feeds/severny-kurier.xml", kind="broken-xml")
        pages = {"rice-price": "binary", "harbour-crane": "consent", "ferry-yuzhno-kurilsk": "status"}
        for story, kind in pages.items():
            road.tell("fault", path=f"/en/stories/{story}.html", kind=kind, status=404)
        road.topics()
        road.start_all()
        letter = wait_for("the broken feed among the dead letters", lambda: road.read("kw.dead-letter"), pause=0.3)[0]
        check(letter["payload"].endswith("<item><title>torn & "), "the dead letter has lost its bytes")
        reason = letter["headers"].get("kw-letter-reason", "")
        check("damaged" in reason and "ends within an entry" in reason, f"the letter says {reason!r}")
        check(letter["headers"].get("kw-letter-topic", "").endswith("kw.raw"), f"{letter['headers']}")
        marked = {}

        def without_page():
            marked.update({p: s for s in road.stories("kw.enriched") for p in pages
                           if p in json.dumps(s) and "pageError" in s["kurilwire"]})
            return len(marked) == len(pages)
        wait_for("stories without their pages", without_page, pause=0.5, tell=lambda: f"so far {list(marked)}")
        for name, story in marked.items():
            check(story["kurilwire"]["textFrom"] == "summary" and story["version"] == "1", f"{name}: {story}")
            print(f"        {name}: {story['kurilwire']['pageError']}")
        check("404" in marked["ferry-yuzhno-kurilsk"]["kurilwire"]["pageError"], "the page's error is not told")
        wait_for("a story with its page", lambda: of(road.stories("kw.enriched"), "archive-1956"), pause=0.5)
        fetcher = road.workers[0].text()
        check(re.search(r"kitaguni-dayori.*500|500.*kitaguni-dayori", fetcher), "no line tells of the feed's 500")
        # The world recovers: so does the road.
        road.tell("fault", path="/feeds/severny-kurier.xml", kind="none")
        wait_for("the mended feed", lambda: of(road.stories("news.kurils"), "iturup-zavod"), pause=0.5)
        check(len(road.read("kw.dead-letter")) == 1, "the same document makes more than one letter")
        check_records([r["payload"] for r in road.read("kw.enriched")])
        end_in_time(road)


class LateDoor(Proxy):
    """An address of the broker that refuses connections until it is opened."""

    def __init__(self, target):
        super().__init__()
        self.listener.close()
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.port, self.target = self.listener.getsockname()[1], target

    def unlock(self):
        self.listener.listen()
        threading.Thread(target=self.accept, daemon=True).start()


def test_unreachable_broker(bin_dir, broker):
    """Without a broker each worker says so in a clear line and keeps trying; it ends when told to, and works when the
    broker answers."""
    door = LateDoor(int(broker.rsplit(":", 1)[1]))
    away = f"127.0.0.1:{door.port}"
    with Road(bin_dir, broker, stories=STORIES) as road:
        road.topics()
        with open(os.path.join(road.config, "kurilwire.yaml"), encoding="utf-8") as f:
            settings = f.read().replace(broker, away)
        road.write("kurilwire.yaml", settings)
        for w in road.start_all():
            wait_for(f"{w.name} naming the broker", lambda w=w: "event=kafka.waiting" in w.text() and away in w.text())
            check(w.alive(), f"{w.name} gave up: {w.text()[-300:]}")
        end_in_time(road)
        road.start_all(("two",))
        door.unlock()
        wait_for("stories once the broker answers", lambda: road.read("news.kurils"), pause=0.5)
    door.close()


def test_embedded_broker(bin_dir, _):
    """kcat and `kurilwire tail` read the embedded broker of `kurilwire try`, in another process."""
    try_it = subprocess.Popen([os.path.join(bin_dir, "kurilwire"), "try", "--stay", "--json"], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
    watchdog = threading.Timer(180, try_it.kill)
    watchdog.start()
    try:
        text = ""
        while (line := try_it.stderr.readline().decode()) and not (told := re.search(r"kcat -b (\S+) -C -t news", line)):
            text += line
        check(told, f"try says no address: {text}")
        kcat = subprocess.run(["kcat", "-b", told[1], "-C", "-t", "news.kurils", "-o", "beginning", "-e", "-q"],
                              capture_output=True, timeout=60).stdout.decode().splitlines()
        tail = subprocess.run([os.path.join(bin_dir, "kurilwire"), "tail", "--broker", told[1], "--once", "--json",
                               "news.kurils"], capture_output=True, timeout=60).stdout.decode().splitlines()
        check(kcat and sorted(kcat) == sorted(tail), f"kcat reads {len(kcat)} records, tail {len(tail)}")
        check(of(map(json.loads, kcat), SEED), "the story is not there")
        print("        " + check_records(kcat))
        try_it.send_signal(signal.SIGTERM)
        check(try_it.wait(20) == 0, f"try ended with {try_it.returncode}")
    finally:
        watchdog.cancel()
        try_it.kill()
        try_it.wait()


if __name__ == "__main__":
    main({n: f for n, f in list(globals().items()) if n.startswith("test_")})
