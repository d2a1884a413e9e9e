#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`kurilwire explain` beside the four workers: what was published and where, and why another was not."""
import os
import sys
import time
from email.utils import formatdate

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, harbour_feed, main, wait_for  # noqa: E402
from test_feeds import Site, rss  # noqa: E402

def item(site, name, title, text, age_s=60):
    return (f"<item><title>{title}</title><link>{site.url}/{name}</link><guid>{name}</guid>"
            f"<pubDate>{formatdate(time.time() - age_s)}</pubDate><description>{text}</description></item>")


def has(text, *wanted):
    for want in wanted:
        check(want in text, f"{want!r} is not in:\n{text}")


def test_life_of_a_story(bin_dir, broker):
    """An update is on the topic, another story matches no route, a third was too old, a fourth never seen."""
    with Road(bin_dir, broker) as road, Site() as site:
        road.write("feeds.d/harbour.yaml", harbour_feed(site.url + "/feed.xml"))
        other = (item(site, "bus", "New bus line opens in town", "The line runs every ten minutes."),
                 item(site, "old", "Ferry to Iturup in dock", "It is an old story.", 30 * 86400))
        site.pages["/feed.xml"] = rss(item(site, "ferry", "Ferry returns to Iturup", "It sails on Friday."), *other)
        road.topics()
        road.start_all()
        wait_for("the story on news.kurils", lambda: road.read("news.kurils"), pause=0.3)
        site.pages["/feed.xml"] = rss(item(site, "ferry", "Ferry returns to Iturup", "It sails on Monday."), *other)
        rows = wait_for("its update", lambda: (lambda r: r if len(r) == 2 else None)(road.read("news.kurils")), pause=0.3)
        wait_for("all stories enriched", lambda: len(road.read("kw.enriched")) == 3, pause=0.3)

        def explain(what):
            return road.cli("explain", what).stdout.decode()

        by_url = explain(f"{site.url}/ferry?utm_source=x")
        uri = rows[0]["key"]
        has(by_url, uri, "Ferry returns to Iturup", "feed harbour-en, HTTP 200, application/rss+xml", "hash ",
            "version 1 usable, from its ", "version 2 usable, from its ", "mentions kurils", "scores kurils=",
            "remembers version 2", "\npublished\n",
            *(f"news.kurils {r['partition']}/{r['offset']}  version {n}.0 usable" for n, r in enumerate(rows, 1)))
        check(explain(uri).count("news.kurils ") == 2, "asked by uri it says something else")
        has(explain(f"{site.url}/bus"), "not published: no route takes it", "kurils → news.kurils: no")
        has(explain(f"{site.url}/old"), "passed over", "too old")
        has(explain(f"{site.url}/nowhere"), "never seen")
        check(road.cli("explain", "ferry", ok=False).returncode == 64, "no address, and no complaint")


LONG = ("The ferry to Iturup sails again on Friday after seven weeks in dock, the port said. It carries 90 passengers and calls at "
        "both islands twice a week. Tickets had been sold out within an hour, said a clerk. Villagers had waited for medicine.")
FIRSTS = """\
routes:
  - id: firsts
    to: news.firsts
    copies: first
    when: {mentions: kurils}
"""


def test_copies_of_a_story(bin_dir, broker):
    """Of two copies the first is on the topic, with its cluster; the second says of which story it is a copy, and why it is not."""
    with Road(bin_dir, broker, routes=FIRSTS) as road, Site() as site:
        road.write("feeds.d/harbour.yaml", harbour_feed(site.url + "/feed.xml"))
        first, copy = (item(site, name, f"{name} returns to Iturup", LONG) for name in ("ferry", "ship"))
        site.pages["/feed.xml"] = rss(first)
        road.topics()
        road.start_all()
        rows = wait_for("the first on news.firsts", lambda: road.read("news.firsts"), pause=0.3)
        site.pages["/feed.xml"] = rss(first, copy)

        def explain(what):
            return road.cli("explain", f"{site.url}/{what}").stdout.decode()
        wait_for("the copy told apart", lambda: "the route firsts" in explain("ship"), pause=0.5, tell=lambda: explain("ship"))
        uri = rows[0]["key"]
        has(explain("ferry"), "the route firsts knew no copy of it when it came, sent to news.firsts as version 1.0",
            f"cluster {uri}, stories 1, sources 1", "\npublished\n")
        # The shipped route of news.kurils takes it all the same.
        has(explain("ship"), f"the route firsts takes it for a copy of {uri}, not sent: it wants the first of each cluster")
        check(len(road.read("news.firsts")) == 1, "the copy was sent")


if __name__ == "__main__":
    main({name: f for name, f in list(globals().items()) if name.startswith("test_")})
