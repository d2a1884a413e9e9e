#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Later looks over the whole road: a page that is edited without a word in its feed becomes a new version on the public topic,
one that is gone becomes a withdrawal, and the page of a story that no route takes is not looked at again. Looks go on, more and
more seldom."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Clock, Road, check, main, wait_for  # noqa: E402
from hostile import Host, respond  # noqa: E402

FERRY = """The ferry to Iturup sails again on Friday after seven weeks in dock, the port of Korsakov said on Monday.
It carries ninety passengers and calls at the island twice a week until the ice comes."""
PRICE = "Tickets cost {} roubles and were sold out within an hour, a clerk of the port told reporters who had waited since dawn."
RICE = """The price of rice rose for the ninth week in a row, the ministry of agriculture said on Monday. Shops in the capital
sold five kilograms for four thousand yen, twice as much as a year before, and some put up signs that limit each family."""
# What a page says each time that it is asked for, the last one for ever; None: it is gone, NOT_FOUND: it is not found.
NOT_FOUND = ()
PAGES = {
    "/ferry.html": ("Ferry to Iturup sails again", [FERRY, PRICE.format(900)], [FERRY, PRICE.format(1900)]),
    "/quake.html": ("Quake shakes Iturup", [FERRY.replace("ferry", "rescue boat"), PRICE.format(10)], None),
    "/rice.html": ("Rice is dear", [RICE, PRICE.format(4000)], [RICE, PRICE.format(5000)]),
}
# The same for a series of looks: what stays as it is, changes late, and goes without a word.
SERIES = {
    "/ferry.html": ("Ferry to Iturup sails again", *[[FERRY, PRICE.format(900)]] * 2, [FERRY, PRICE.format(1900)],
                    [FERRY, PRICE.format(2900)]),
    "/quake.html": ("Quake shakes Iturup", *[[FERRY.replace("ferry", "rescue boat"), PRICE.format(10)]] * 2, NOT_FOUND),
}


def feed(host, pages):
    items = "".join(f"<item><title>{title}</title><guid>{path}</guid><link>{host.url}{path}</link>"
                    f"<description>{title}, the port said.</description></item>" for path, (title, *_) in pages.items())
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Site</title>{items}</channel></rss>"


def page(title, paragraphs):
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"<!DOCTYPE html><html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"


def site(pages):
    def answer(r, near):
        if r.path == "/feed":
            if r.headers.get("if-none-match") == '"v1"':
                respond(near, b"", "304 Not Modified", more=['ETag: "v1"'])
            else:
                respond(near, feed(r.host, pages), more=['ETag: "v1"'])
            return
        title, *said = pages.get(r.path, ("", NOT_FOUND))
        paragraphs = said[min(r.host.paths().count(r.path), len(said)) - 1]
        if paragraphs:
            respond(near, page(title, paragraphs), kind="text/html; charset=utf-8")
        else:
            respond(near, b"", "410 Gone" if paragraphs is None else "404 Not Found")
    return Host(answer)


def by_headline(road, topic):
    """The versions of each story in their order, under the headline that its first one had."""
    found, names = {}, {}
    for s in road.stories(topic):
        if s["pubStatus"] == "usable":
            names.setdefault(s["uri"], s["headlines"][0]["value"])
        found.setdefault(names.get(s["uri"], s["uri"]), []).append(s)
    return found


def plain(story):
    return next(b["value"] for b in story["bodies"] if b["contentType"] == "text/plain")


def looks_wanted(road):
    """{url: how often a later look was asked for}"""
    counts = {}
    for want in road.stories("kw.fetch"):
        if "not_before" in want:
            counts[want["url"]] = counts.get(want["url"], 0) + 1
    return counts


def open_road(bin_dir, broker, host):
    road = Road(bin_dir, broker, settings="sink:\n  later_look: 2s\n")
    road.write("feeds.d/site.yaml", "providers:\n  - id: site\n    name: Site\nfeeds:\n"
               f"  - id: site\n    provider: site\n    url: {host.url}/feed\n    allow_private: yes\n    full_text: yes\n"
               "    first_poll: all\n    interval: 1s\n    host_delay: 50ms\n    timeout: 3s\n")
    road.topics()
    return road


def wait_for_versions(road, n):
    """{headline of the first version: its versions}, when there are so many."""
    def came():
        found = by_headline(road, "news.kurils")
        return found if sum(map(len, found.values())) >= n else None
    return wait_for(f"{n} versions on the public topic", came, pause=0.3)


def test_silent_edits_and_withdrawals(bin_dir, broker):
    host = site(PAGES)
    with open_road(bin_dir, broker, host) as road:
        road.start_all()
        found = wait_for_versions(road, 4)
        first, second = found["Ferry to Iturup sails again"]
        check((first["version"], second["version"]) == ("1", "2"), f"versions {first['version']} and {second['version']}")
        check(" 900 roubles" in plain(first) and "1900 roubles" in plain(second), "the edit is not in the second version")
        check(second["kurilwire"]["textFrom"] == "page" and second["kurilwire"]["mentions"], "the second version was not read and tagged anew")
        _, gone = found["Quake shakes Iturup"]
        check(gone["pubStatus"] == "canceled" and not gone.get("bodies"), f"withdrawn: {json.dumps(gone)[:300]}")
        check(set(found) == {"Ferry to Iturup sails again", "Quake shakes Iturup"}, f"{set(found)}")
        # Each published version with a text wants a look; a story that no route takes wants none.
        wait_for("the look at the second version", lambda: looks_wanted(road) == {
            host.url + "/ferry.html": 2, host.url + "/quake.html": 1}, 30, tell=lambda: str(looks_wanted(road)))
        check(host.paths().count("/rice.html") == 1, "a page of no interest was looked at again")
        check(len(road.read("news.kurils")) == 4, "more came than there was")
    host.close()


def test_a_series_of_looks(bin_dir, broker):
    """After the first look the next one comes in 6 hours, the one behind it in a day, by the fetcher's clock; a page that is not found
    is asked for once more after an hour."""
    host = site(SERIES)
    with open_road(bin_dir, broker, host) as road:
        clock = Clock(road)
        for worker in ("parser", "enricher", "sink"):
            road.start(worker)
        road.start("fetcher", before=clock.before)
        wait_for("the first looks", lambda: asked(host) == {"/ferry.html": 2, "/quake.html": 2}, pause=0.1, tell=lambda: str(asked(host)))
        check(len(wait_for_versions(road, 2)) == 2, "not one version of each")
        clock.set(6.7)  # a tenth more or less
        found = wait_for_versions(road, 3)["Ferry to Iturup sails again"]
        check("1900 roubles" in plain(found[1]), "the first edit is not in the second version")
        wait_for("a look at what is gone", lambda: asked(host) == {"/ferry.html": 3, "/quake.html": 3}, pause=0.1, tell=lambda: str(asked(host)))
        clock.set(6.7 + 1.1)
        gone = wait_for_versions(road, 4)["Quake shakes Iturup"][1]
        check(gone["pubStatus"] == "canceled" and not gone.get("bodies"), f"withdrawn: {json.dumps(gone)[:300]}")
        check(asked(host) == {"/ferry.html": 3, "/quake.html": 4}, f"asked for {asked(host)}")
        clock.set(6.7 + 26.5)
        found = wait_for_versions(road, 5)["Ferry to Iturup sails again"]
        check("2900 roubles" in plain(found[2]) and found[2]["version"] == "3", "the second edit is not in the third version")
        check(asked(host) == {"/ferry.html": 4, "/quake.html": 4}, f"asked for {asked(host)}")
    host.close()


def asked(host):
    return {path: host.paths().count(path) for path in SERIES}


if __name__ == "__main__":
    main({n: f for n, f in list(globals().items()) if n.startswith("test_")})
