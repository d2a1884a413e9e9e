# SPDX-License-Identifier: Apache-2.0
"""A newsroom whose truth is known: feeds that publish, edit, withdraw, repeat and reorder stories.

A feed shows the newest of its stories, as real ones do. Its next edition comes when all that is new in the current one
has arrived at the subscriber: so each version that was served is due, in order, and exactly once. Editions of different
feeds know nothing of each other. In each one are new stories, edits of stories that are in it, now and then a
withdrawal (Atom), stories that had left it and come back, one of the provider's other feed, and no order at all.
"""
import datetime
import email.utils
import html
import http.server
import os
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench"))
from generate import LANGUAGES, ON_BEAT, PLAIN, WORDS  # noqa: E402

RETURNS, KEPT = 2, 30  # stories of an edition that were gone; old ones that stay in the feed
TOMBSTONES = 10
LEFT_MAX = 200  # of those that left it, these may come back
HOSTS = 8


class Story:
    def __init__(self, name, language, rng):
        self.name, self.language, self.version = name, language, 0
        self.published = self.updated = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        self.text = self.sentence(rng) + " " + self.sentence(rng)
        self.rewrite(rng)

    def sentence(self, rng):
        kind = ON_BEAT if rng.random() < 0.1 else PLAIN
        return WORDS[self.language].fill(rng, rng.choice(kind[self.language]))

    def rewrite(self, rng):
        self.version += 1
        self.title = f"{self.name} {self.version} {self.sentence(rng)}".strip()
        self.updated = max(self.updated + datetime.timedelta(seconds=1),
                           datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0))

    @property
    def guid(self):
        return "urn:chaos:" + self.name

    def rss(self):
        return (f"<item><title>{html.escape(self.title, False)}</title><link>http://chaos.example/{self.name}</link>"
                f'<guid isPermaLink="false">{self.guid}</guid>'
                f"<pubDate>{email.utils.format_datetime(self.published)}</pubDate>"
                f"<description>{html.escape(self.text, False)}</description></item>\n")

    def atom(self):
        return (f"<entry><title>{html.escape(self.title, False)}</title><id>{self.guid}</id>"
                f'<link rel="alternate" href="http://chaos.example/{self.name}"/>'
                f"<published>{self.published:%Y-%m-%dT%H:%M:%SZ}</published>"
                f"<updated>{self.updated:%Y-%m-%dT%H:%M:%SZ}</updated>"
                f'<content type="text">{html.escape(self.text, False)}</content></entry>\n')

    def tombstone(self):
        return f'<at:deleted-entry ref="{self.guid}" when="{self.updated:%Y-%m-%dT%H:%M:%SZ}"/>\n'


class Feed:
    def __init__(self, number, rng, options):
        self.new, self.edits = options.new, options.edits
        self.id, self.provider, self.number = f"c{number:04d}", f"p{number // 2:04d}", number
        self.atom, self.language = number % 2 == 1, LANGUAGES[number // 2 % 10]
        self.rng, self.edition, self.count = rng, 0, 0
        self.window, self.left, self.withdrawn = [], [], []
        self.foreign = []    # of the provider's other feed
        self.missing = set()  # what of this edition has not arrived
        self.due = self.published = 0.0

    def next(self, truth):
        """The next edition: what is new in it goes into the truth."""
        self.edition += 1
        rng, old = self.rng, self.window[-KEPT:]
        left = self.left + self.window[:-KEPT]
        for story in rng.sample(old, min(self.edits, len(old))):
            story.rewrite(rng)
            self.serve(truth, story, story.title)
        if self.atom and self.new > 1 and len(old) > KEPT // 2:
            story = rng.choice([s for s in old if s.version == 1] or old)
            story.rewrite(rng)
            self.serve(truth, story, None)
            old.remove(story)
            self.withdrawn = (self.withdrawn + [story])[-TOMBSTONES:]
        back = rng.sample(left, min(RETURNS, len(left)))
        self.left = [s for s in left if s not in back][-LEFT_MAX:]
        self.window = old + back + [self.write(truth) for _ in range(self.new if old else KEPT)]
        shown = self.window + self.foreign
        rng.shuffle(shown)
        return self.render(shown)

    def write(self, truth):
        story = Story(f"{self.id}-{self.count}", self.language, self.rng)
        self.count += 1
        self.serve(truth, story, story.title)
        return story

    def serve(self, truth, story, headline):
        truth[story.name, story.version] = headline
        self.missing.add((story.name, story.version))

    def render(self, shown):
        if self.atom:
            return ('<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
                    'xmlns:at="http://purl.org/atompub/tombstones/1.0">\n'
                    f"<title>Edition {self.edition} of {self.id}</title><id>urn:chaos:feed:{self.id}</id>\n"
                    + "".join(s.atom() for s in shown) + "".join(s.tombstone() for s in self.withdrawn) + "</feed>\n")
        return ('<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>'
                f"<title>Edition {self.edition} of {self.id}</title><link>http://chaos.example/</link>"
                f"<description>chaos</description><language>{self.language}</language>\n"
                + "".join(s.rss() for s in shown) + "</channel></rss>\n")


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Who asked went away: so it goes here."""


class Newsroom:
    def __init__(self, options, rng_of):
        self.feeds = [Feed(i, rng_of(f"feed {i}"), options) for i in range(options.feeds)]
        self.by_id = {f.id: f for f in self.feeds}
        self.truth, self.bodies, self.every = {}, {}, options.every
        self.latencies = []  # seconds from an edition's publication to its whole arrival
        self.lock, self.publishing, self.closing = threading.Lock(), True, False
        spread = rng_of("editions")
        for feed in self.feeds:
            feed.due = time.monotonic() + spread.random() * self.every
            self.publish(feed)
        self.server = Server(("127.0.0.1", 0), self.handler())
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        threading.Thread(target=self.run, daemon=True).start()

    def publish(self, feed):
        feed.published = time.monotonic()
        self.bodies[feed.id] = (feed.edition + 1, feed.next(self.truth).encode())

    def arrived(self, key):
        """The subscriber got a (story, version)."""
        with self.lock:
            feed = self.by_id.get(key[0].split("-")[0]) if key[0] else None
            if feed and key in feed.missing:
                feed.missing.discard(key)
                if not feed.missing:
                    self.latencies.append(time.monotonic() - feed.published)

    def take_latencies(self):
        with self.lock:
            taken, self.latencies = self.latencies, []
        return taken

    def missing(self):
        with self.lock:
            return sum(len(f.missing) for f in self.feeds)

    def run(self):
        while not self.closing:
            time.sleep(0.1)
            now = time.monotonic()
            with self.lock:
                for feed in self.feeds if self.publishing else ():
                    if feed.missing or now < feed.due:
                        continue
                    feed.due = now + self.every
                    partner = self.feeds[feed.number ^ 1]
                    feed.foreign = [] if partner.missing else partner.window[:2]
                    self.publish(feed)

    def next_editions(self, seconds):
        """Each feed's next edition is due now: waits until they have arrived, or for so long."""
        end = time.monotonic() + seconds
        with self.lock:
            before = {f: f.edition for f in self.feeds}
            for f in self.feeds:
                f.due = 0.0
        while any(f.edition == n or f.missing for f, n in before.items()) and time.monotonic() < end:
            time.sleep(0.1)

    def stop_publishing(self):
        with self.lock:
            self.publishing = False

    def stories(self):
        """Stories, and those of them that were edited or withdrawn."""
        with self.lock:
            return sum(f.count for f in self.feeds), len({name for name, version in self.truth if version > 1})

    def yaml(self, port):
        """The feeds as configuration, the newsroom being reached at a port under several names."""
        out = ["providers:"] + [f"  - id: {p}" for p in sorted({f.provider for f in self.feeds})] + ["feeds:"]
        for f in self.feeds:
            out.append(f"  - id: {f.id}\n    provider: {f.provider}\n"
                       f"    url: http://h{f.number // 2 % HOSTS}.localhost:{port}/{f.id}\n"
                       "    interval: 3s\n    host_delay: 10ms\n    allow_private: true\n    first_poll: all\n"
                       "    timeout: 10s")
        return "\n".join(out) + "\n"

    def handler(self):
        newsroom = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                with newsroom.lock:
                    edition, body = newsroom.bodies.get(self.path[1:], (0, b""))
                etag = f'"{edition}"'
                status = 404 if not edition else 304 if self.headers["If-None-Match"] == etag else 200
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)) if status == 200 else "0")
                if edition:
                    self.send_header("ETag", etag)
                    self.send_header("Content-Type", "application/xml")
                self.end_headers()
                if status == 200:
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler

    def close(self):
        self.closing = True
        self.server.shutdown()
