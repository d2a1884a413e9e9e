#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""`kurilwire feeds` and `kurilwire fetch` beside a running fetcher and parser, on a site of the test's own."""
import http.server
import json
import os
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, main, wait_for  # noqa: E402


class Site:
    """A web site on loopback: paths to (content type, text), or to a status."""

    def __init__(self):
        self.pages, self.asked = {}, []
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                site.asked.append(self.path)
                page = site.pages.get(self.path, 404)
                kind, text = page if isinstance(page, tuple) else ("text/plain", "")
                body = text.encode()
                self.send_response(200 if isinstance(page, tuple) else page)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def item(site, n, date):
    return (f"<item><title>Ferry timetable number {n} is announced</title><link>{site.url}/story/{n}</link>"
            f"<guid>{site.url}/story/{n}</guid><pubDate>{date}</pubDate>"
            f"<description>Ferries leave pier {n} at noon, the harbour office says.</description></item>")


def rss(*items, head=""):
    return ("application/rss+xml", "<?xml version='1.0'?><rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'>"
            f"<channel><title>Harbour news</title>{head}{''.join(items)}</channel></rss>")


def article(n):
    text = " ".join(f"The harbour office says that ferry number {n} will call at every island of the bay, "
                    f"whatever the weather brings on day {d} of the month." for d in range(1, 9))
    return ("text/html", f"<html><head><title>Ferry {n} calls at every island</title></head><body><article>"
            f"<h1>Ferry {n} calls at every island</h1><p>{text}</p><p>{text}</p></article></body></html>")


def feeds_yaml(site, more="", path="/feed"):
    return (f"providers:\n  - id: harbour\n    name: Harbour\nfeeds:\n  - id: harbour\n    provider: harbour\n"
            f"    url: {site.url}{path}\n    allow_private: yes\n    host_delay: 50ms\n    first_poll: all\n{more}")


def status(road):
    return {s["id"]: s for s in map(json.loads, road.cli("feeds", "status", "--json").stdout.splitlines())}


DATES = [f"Mon, {d:02} Nov 2026 08:00:00 GMT" for d in range(1, 28)]


def test_status_why_poll_fetch(bin_dir, broker):
    """What the fetcher knows is told, a poll is asked for and made, and a page comes without an entry."""
    with Site() as site, Road(bin_dir, broker) as road:
        site.pages["/feed"] = rss(item(site, 1, DATES[0]), item(site, 2, DATES[1]))
        site.pages["/extra"] = article(77)
        road.write("feeds.d/harbour.yaml", feeds_yaml(site, "    interval: 1h\n"))
        road.topics()
        check(status(road)["harbour"]["condition"] == "new", "a feed that was never polled is not new")
        road.start("fetcher")
        road.start("parser")
        s = wait_for("two entries reported", lambda: (lambda s: s if s["entries"] == 2 else None)(status(road)["harbour"]))
        check(s["new"] == 2 and s["condition"] == "ok" and s["polls"] == 1, f"status is {s}")
        table = road.cli("feeds", "status").stdout.decode()
        check("harbour" in table and "CONDITION" in table, table)
        why = road.cli("feeds", "why", "harbour").stdout.decode()
        check("2 entries, 2 of them new" in why and "interval" in why, why)

        site.pages["/feed"] = rss(item(site, 1, DATES[0]), item(site, 2, DATES[1]), item(site, 3, DATES[2]))
        road.cli("feeds", "poll", "harbour")
        s = wait_for("the poll that was asked for", lambda: (lambda s: s if s["entries"] == 3 else None)(status(road)["harbour"]))
        check(s["new"] == 1 and s["gaps"] == 0, f"status is {s}")

        road.cli("fetch", site.url + "/extra")
        wait_for("the page as a story", lambda: any("Ferry 77" in json.dumps(x) for x in road.stories("kw.stories")))
        check("/robots.txt" in site.asked, "robots.txt was not asked for")
        check("127.0.0.1" in road.cli("feeds", "courtesy").stdout.decode(), "the host is not told of")
        bad = road.cli("feeds", "why", "nosuch", ok=False)
        check(bad.returncode == 64 and b"nosuch" in bad.stderr, "an unknown feed is no error")


def test_add_finds_the_feed_of_a_site(bin_dir, broker):
    """A site's page names its feed, and a file for feeds.d that `check` likes is written, once."""
    with Site() as site, Road(bin_dir, broker) as road:
        site.pages["/"] = ("text/html", "<html><head><link rel='stylesheet' href='/x.css'><link rel=alternate "
                           "type='application/rss+xml' title='All &amp; new' href='the-feed'></head><body>Hi</body></html>")
        site.pages["/the-feed"] = rss(item(site, 1, DATES[0]))
        site.pages["/plain"] = ("text/html", "<html><body><p>Nothing</p></body></html>")
        out = road.cli("feeds", "add", site.url + "/", "--provider", "harbour").stdout.decode()
        written = os.listdir(os.path.join(road.config, "feeds.d"))
        check(written == ["harbour-news.yaml"], f"{written}: {out}")
        road.cli("check", "--offline")
        listed = road.cli("feeds", "list").stdout.decode()
        check(site.url + "/the-feed" in listed, listed)
        road.cli("feeds", "add", site.url + "/the-feed", "--provider", "harbour")
        check(len(os.listdir(os.path.join(road.config, "feeds.d"))) == 1, "the same feed was written twice")
        del site.pages["/the-feed"], site.pages["/"]
        site.pages["/rss.xml"] = rss(item(site, 1, DATES[0]))
        out = road.cli("feeds", "add", site.url + "/plain", "--stdout").stdout.decode()
        check(site.url + "/rss.xml" in out, "the usual places were not looked at: " + out)
        opml = road.cli("feeds", "export").stdout
        path = os.path.join(road.folder, "feeds.opml")
        open(path, "wb").write(opml.replace(b"the-feed", b"other feed?a=1&amp;b=2"))
        again = road.cli("feeds", "import", path, "--stdout").stdout.decode()
        check(site.url + "/other%20feed?a=1&b=2" in again, "what was exported is not imported: " + again)


def refused(road, code, words, *argv, config=None):
    """What `kurilwire feeds` says and ends with when it cannot do what it is asked to."""
    argv = [road.program("kurilwire"), "feeds", "--config", config or road.config, *argv]
    done = subprocess.run(argv, capture_output=True, check=False)
    said = done.stderr.decode()
    check(done.returncode == code, f"{argv}: ends with {done.returncode}, not {code}: {said}")
    check(words in said and "%3|" not in said, f"{argv}: {said}")
    check(not done.stdout, f"{argv}: prints {done.stdout}")


def test_errors_say_what_to_do(bin_dir, broker):
    """A mistyped folder, id or address, a broker that is away: an exit code and a sentence each, nothing on standard output."""
    with Site() as site, Road(bin_dir, broker) as road:
        os.mkdir(os.path.join(road.folder, "drop"))
        road.write("feeds.d/harbour.yaml", feeds_yaml(site) + "  - {id: quiet, provider: harbour, enabled: no, url: "
                   f"\"{site.url}/q\"}}\n  - {{id: drop, provider: harbour, folder: {road.folder}/drop, instance: one}}\n")
        nowhere = os.path.join(road.folder, "nowhere")
        for verb in ("list", "status", "export", "courtesy"):
            refused(road, 78, "no such folder", verb, config=nowhere)
        for argv in (("status", "harbor"), ("why", "harbor"), ("poll", "harbour", "harbor")):
            refused(road, 64, 'no feed "harbor"', *argv)
        refused(road, 64, "is a folder", "poll", "drop")
        refused(road, 64, "is off", "poll", "quiet")
        for address in ("mailto:desk@example.org", "ftp://example.org/feed", "file:///etc/passwd"):
            refused(road, 64, "is no address of the web", "add", address)
        refused(road, 65, "127.0.0.1:1/feed: ", "add", "127.0.0.1:1/feed")
        refused(road, 65, "the server answers 404, and there is no feed in the usual places", "add", site.url + "/x")
        refused(road, 65, "no outline", "import", os.path.join(road.config, "kurilwire.yaml"))
        refused(road, 65, "nowhere", "import", nowhere)
        refused(road, 1, 'there is no topic', "status")
        refused(road, 1, "no broker answers at 127.0.0.1:1", "--broker", "127.0.0.1:1", "status")
        listed = road.cli("feeds", "list").stdout.decode().splitlines()
        check([line.split()[2] for line in listed] == ["POLLED", "yes", "no", "yes"], f"{listed}")


def test_a_gap_is_closed_from_the_archive(bin_dir, broker):
    """Entries that fell out of the feed between two polls come from its older pages; what was there before stays out."""
    with Site() as site, Road(bin_dir, broker) as road:
        def page(*numbers, after=None):
            head = f"<atom:link rel='next' href='{after}'/>" if after else ""
            return rss(*(item(site, n, DATES[n]) for n in numbers), head=head)
        site.pages["/feed"] = page(6, 5, 4)
        road.write("feeds.d/harbour.yaml", feeds_yaml(site, "    interval: 1h\n"))
        road.topics()
        fetcher = road.start("fetcher")
        road.start("parser")
        wait_for("the first poll's stories", lambda: len(road.stories("kw.stories")) == 3)
        site.pages["/feed"] = page(20, 19, 18, after="/feed2")
        site.pages["/feed2"] = page(17, 16, 15, 14, 13, after="/feed3")
        site.pages["/feed3"] = page(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, after="/feed4")
        road.cli("feeds", "poll", "harbour")
        wait_for("the stories of the gap", lambda: len(road.stories("kw.stories")) == 17, pause=0.5, tell=lambda: str(len(road.stories("kw.stories"))))
        s = wait_for("the gap closed", lambda: (lambda s: s if s["condition"] == "ok" else None)(status(road)["harbour"]))
        check(s["gaps"] == 1, f"status is {s}")
        check("/feed4" not in site.asked, "it went on after the gap was closed")
        log = fetcher.text()
        check("feed.gap" in log and "feed.gap_closed" in log, "the log does not tell of the gap")
        heads = [json.dumps(x) for x in road.stories("kw.stories")]
        check(not any(f"number {n} " in h for n in (1, 2, 3) for h in heads), "what was there before came out")


def test_sitemaps_lead_to_pages(bin_dir, broker):
    """An index of sitemaps as a feed: the sitemaps that are new, their pages as stories, an advert's not."""
    with Site() as site, Road(bin_dir, broker) as road:
        site.pages["/index.xml"] = ("application/xml", f"<sitemapindex><sitemap><loc>{site.url}/s1.xml</loc></sitemap>"
                                    "<sitemap><loc>http://ads.example.net/s.xml</loc></sitemap></sitemapindex>")
        site.pages["/s1.xml"] = ("application/xml", "<urlset>" + "".join(
            f"<url><loc>{site.url}/story/{n}</loc></url>" for n in (1, 2)) + "</urlset>")
        for n in (1, 2):
            site.pages[f"/story/{n}"] = article(n)
        road.write("feeds.d/harbour.yaml", feeds_yaml(site, "    interval: 1h\n    full_text: yes\n", "/index.xml"))
        road.topics()
        road.start("fetcher")
        road.start("parser")
        wait_for("both pages as stories", lambda: len(road.stories("kw.stories")) == 2, pause=0.5, tell=lambda: str(site.asked))
        check(all("calls at every island" in json.dumps(x) for x in road.stories("kw.stories")), "their texts are missing")
        check(not road.read("kw.dead-letter"), "there are dead letters")


if __name__ == "__main__":
    main({n: f for n, f in list(globals().items()) if n.startswith("test_")})
