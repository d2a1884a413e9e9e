#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Later looks over the whole road: a page that is edited without a word in its feed becomes a new version on the public topic,
one that is gone becomes a withdrawal, and the page of a story that no route takes is not looked at again."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, main, wait_for  # noqa: E402
from hostile import Host, respond  # noqa: E402

FERRY = """The ferry to Iturup sails again on Friday after seven weeks in dock, the port of Korsakov said on Monday.
It carries ninety passengers and calls at the island twice a week until the ice comes."""
PRICE = "Tickets cost {} roubles and were sold out within an hour, a clerk of the port told reporters who had waited since dawn."
RICE = """The price of rice rose for the ninth week in a row, the ministry of agriculture said on Monday. Shops in the capital
sold five kilograms for four thousand yen, twice as much as a year before, and some put up signs that limit each family."""
# What a page says when it is first asked for, and from then on; None: it is gone.
PAGES = {
    "/ferry.html": ("Ferry to Iturup sails again", [FERRY, PRICE.format(900)], [FERRY, PRICE.format(1900)]),
    "/quake.html": ("Quake shakes Iturup", [FERRY.replace("ferry", "rescue boat"), PRICE.format(10)], None),
    "/rice.html": ("Rice is dear", [RICE, PRICE.format(4000)], [RICE, PRICE.format(5000)]),
}


def feed(host):
    items = "".join(f"<item><title>{title}</title><guid>{path}</guid><link>{host.url}{path}</link>"
                    f"<description>{title}, the port said.</description></item>" for path, (title, *_) in PAGES.items())
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>Site</title>{items}</channel></rss>"


def page(title, paragraphs):
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return f"<!DOCTYPE html><html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></body></html>"


def site(r, near):
    if r.path == "/feed":
        if r.headers.get("if-none-match") == '"v1"':
            respond(near, b"", "304 Not Modified", more=['ETag: "v1"'])
        else:
            respond(near, feed(r.host), more=['ETag: "v1"'])
        return
    if r.path not in PAGES:
        respond(near, b"", "404 Not Found")
        return
    title, first, later = PAGES[r.path]
    paragraphs = first if r.host.paths().count(r.path) == 1 else later
    if paragraphs:
        respond(near, page(title, paragraphs), kind="text/html; charset=utf-8")
    else:
        respond(near, b"", "410 Gone")


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


def test_silent_edits_and_withdrawals(bin_dir, broker):
    host = Host(site)
    with Road(bin_dir, broker, settings="sink:\n  later_look: 2s\n") as road:
        road.write("feeds.d/site.yaml", "providers:\n  - id: site\n    name: Site\nfeeds:\n"
                   f"  - id: site\n    provider: site\n    url: {host.url}/feed\n    allow_private: yes\n    full_text: yes\n"
                   "    first_poll: all\n    interval: 1s\n    host_delay: 50ms\n    timeout: 3s\n")
        road.topics()
        road.start_all()

        def came():
            found = by_headline(road, "news.kurils")
            return found if sum(map(len, found.values())) >= 4 else None
        found = wait_for("a new version and a withdrawal", came, 90, 0.5)
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


if __name__ == "__main__":
    main({n: f for n, f in list(globals().items()) if n.startswith("test_")})
