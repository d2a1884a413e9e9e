#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a running pipeline tells and what it keeps to itself: one trace from the fetch to the last topic, and no secrets.

  test_told.py BIN BROKER [TEST ...]
"""
import base64
import http.server
import json
import os
import re
import sys
import threading
import urllib.error
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, Road, check, main, wait_for  # noqa: E402

STORIES = os.path.join(ROOT, "cli/newsroom/stories")
TRACE = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-01")
TOPICS = ("kw.fetch", "kw.fetch-state", "kw.raw", "kw.parse-state", "kw.stories", "kw.enriched", "kw.sink-state",
          "kw.matched", "kw.cluster-state", "kw.dead-letter", "news.kurils")
CLUSTERED = """\
routes:
  - id: alike
    to: news.alike
    copies: all
    when: {mentions: kurils}
"""
RSS = """<rss version="2.0"><channel><title>T</title><link>https://t.example/</link><item><guid>1</guid>
<title>Ferry to Iturup</title><link>https://t.example/1</link><description>It sails to the Kuril Islands.</description>
</item></channel></rss>"""
# Each its own, so that a find says where it came from.
SECRETS = {name: f"s3cret-{name}-of-ours" for name in (
    "password", "bearer", "cookie", "header", "parameter", "proxy", "failing", "sasl", "key")}
FEEDS = """\
feeds:
  - id: basic
    url: {url}/basic.xml?token={parameter}
    secret_parameters: [token]
    user: me
    password: {password}
    allow_private: yes
    first_poll: all
    interval: 1s
  - id: bearer
    url: {url}/bearer.xml
    bearer: {bearer}
    cookie: id={cookie}
    headers: {{X-Key: {header}}}
    allow_private: yes
    interval: 1s
  - id: failing
    url: {url}/failing.xml?token={parameter}
    secret_parameters: [token]
    user: me
    password: {failing}
    allow_private: yes
    interval: 1s
  - id: behind
    url: http://behind.example/feed.xml
    proxy: http://me:{proxy}@127.0.0.1:1
    interval: 1s
"""
SETTINGS = """\
log:
  level: debug
"""


def trace_of(record):
    found = TRACE.fullmatch(record["headers"].get("traceparent", ""))
    check(found, f"no traceparent: {record['headers']}")
    return found.group(1)


def traces(road, topic):
    """Event → trace, of a topic of stories."""
    return {r["headers"]["ce_id"]: trace_of(r) for r in road.read(topic)}


def test_trace(bin_dir, broker):
    """The trace that a fetch began stands on each topic that its stories reach, and a page is of its feed's trace."""
    with Road(bin_dir, broker, stories=STORIES, routes=CLUSTERED) as road:
        road.topics()
        # Two sinks: what one has of a route that the other sees goes over kw.matched.
        for sink in [road.start("sink", instance) for instance in ("one", "two")]:
            wait_for(f"{sink.name} has partitions", lambda s=sink: re.search("partitions.assigned .*count=4$", s.text(), re.M))
        for worker in ("fetcher", "parser", "enricher"):
            road.start(worker)
        for topic in ("news.kurils", "news.alike", "kw.matched"):
            wait_for(f"stories on {topic}", lambda t=topic: road.read(t), pause=0.3)
        wait_for("a story with its page", lambda: [s for s in road.stories("kw.enriched")
                                                  if s["kurilwire"].get("textFrom") == "page"], pause=0.3)
        for w in road.workers:
            check(w.end() == 0, f"{w.name} did not end well")
        raw = road.read("kw.raw")
        begun = {trace_of(r) for r in raw}
        parsed = traces(road, "kw.stories")
        check(set(parsed.values()) <= begun, "a story has a trace that no fetch began")
        check(len(set(parsed.values())) > 1, f"one trace for everything: {parsed}")
        for topic in ("kw.enriched", "kw.matched", "news.kurils", "news.alike"):
            seen = traces(road, topic)
            check(seen, f"nothing on {topic}")
            for event, trace in seen.items():
                check(parsed.get(event) == trace, f"{event} on {topic} has trace {trace}, not {parsed.get(event)}")
        pages = [r for r in raw if "kw-story" in r["headers"] and r.get("payload")]
        polls = {trace_of(r) for r in raw if "kw-story" not in r["headers"]}
        check(pages and all(trace_of(r) in polls for r in pages), "a page has another trace than the poll that led to it")


class Publisher(http.server.BaseHTTPRequestHandler):
    """Serves a feed, fails where it is told to, and remembers what it was told."""
    heard = []

    def do_GET(self):
        self.heard.append(self.path + "\n" + str(self.headers))
        good = not self.path.startswith("/failing")
        body = RSS.encode() if good else f"no entry for {self.headers.get('Authorization')}".encode()
        self.send_response(200 if good else 403)
        self.send_header("Content-Type", "application/rss+xml" if good else "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def ask(worker, path):
    port = wait_for("a port", lambda: re.search(r"event=monitor.listening .*port=(\d+)", worker.text())).group(1)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as r:
            return r.read().decode()
    except urllib.error.HTTPError as e:
        return e.read().decode()


def told(road):
    """All that can be read of it, by where it stands."""
    out = {}
    for w in road.workers:
        out[w.name + "'s log"] = w.text()
        for path in ("/health", "/metrics"):
            out[w.name + path] = ask(w, path)
    for argv in (("check", "--print"), ("check", "--print", "--json"), ("feeds", "status"), ("feeds", "show", "basic"),
                 ("feeds", "status", "--json"), ("topics", "--acls")):
        done = road.cli(*argv, ok=False)
        out["kurilwire " + " ".join(argv)] = (done.stdout + done.stderr).decode()
    for topic in TOPICS:
        out[topic] = json.dumps(road.read(topic))
    return out


def test_secrets(bin_dir, broker):
    """Credentials reach the publisher that they are for, and no log, no /health, no /metrics, no --print, no topic."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with Road(bin_dir, broker, settings=SETTINGS) as road:
        with open(os.path.join(road.config, "kurilwire.yaml"), encoding="utf-8") as f:
            settings = f.read()
        road.write("kurilwire.yaml", settings.replace("kafka:\n", "kafka:\n  properties:\n    sasl.password: "
                   f"{SECRETS['sasl']}\n    ssl.key.password: {SECRETS['key']}\n"))
        road.write("feeds.d/secret.yaml", FEEDS.format(url=f"http://127.0.0.1:{server.server_port}", **SECRETS))
        road.topics()
        fetcher, *_ = road.start_all()
        wait_for("the story", lambda: road.read("news.kurils"), pause=0.3)
        for feed in ("failing", "behind"):
            wait_for(f"a line on the feed {feed}", lambda f=feed: re.search(rf"event=feed.failed feed={f}\b", fetcher.text()))
        basic = {n: base64.b64encode(f"me:{SECRETS[n]}".encode()).decode() for n in ("password", "failing")}
        for text in list(basic.values()) + [SECRETS[n] for n in ("bearer", "cookie", "header", "parameter")]:
            wait_for(f"the publisher is told {text}", lambda t=text: t in "".join(Publisher.heard))
        places = told(road)
        check("(secret)" in places["kurilwire check --print"] and "feed=failing" in places["fetcher-one's log"],
              "nothing is told at all")
        for where, text in places.items():
            for name, secret in list(SECRETS.items()) + list(basic.items()):
                check(secret not in text, f"the {name} is told by {where}: "
                      + text[max(text.find(secret) - 200, 0):text.find(secret) + 100])
    server.shutdown()


main({"trace": test_trace, "secrets": test_secrets})
