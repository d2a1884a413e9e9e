#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The fetcher by itself, as a real process: hostile servers, folders that files are delivered into."""
import base64
import collections
import email.utils
import gzip
import json
import os
import random
import ssl
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Road, check, main, wait_for  # noqa: E402
from hostile import (Authority, Host, Tunnel, brotli, good, http2_goaway, http2_good, http2_reset,  # noqa: E402
                     respond, rss, zstandard)

LONG = os.environ.get("KW_LONG") == "1"


# --- hostile servers ---------------------------------------------------------------------------


class Feeds:
    """Feeds on hosts of their own: ids to hosts, and the file for feeds.d."""

    def __init__(self):
        self.hosts, self.rows = {}, []

    def add(self, name, answer, path="/feed", more="", **kw):
        host = self.hosts[name] = Host(answer, **kw)
        self.rows.append(f"  - id: {name}\n    provider: web\n    url: {host.url}{path}\n    allow_private: yes\n"
                         f"    interval: 1s\n    host_delay: 50ms\n    timeout: 3s\n    size: 64KiB\n{more}")
        return host

    def yaml(self):
        return "providers:\n  - id: web\n    name: Web\nfeeds:\n" + "".join(self.rows)

    def asked(self, name, path=None):
        return [r for r in self.hosts[name].asked if path is None or r.path == path]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for host in self.hosts.values():
            host.close()


def status(road):
    return {s["id"]: s for s in map(json.loads, road.cli("feeds", "status", "--json").stdout.splitlines())}


def raws(road):
    """What is on kw.raw: ids of feeds to their documents."""
    found = collections.defaultdict(list)
    for r in road.read("kw.raw"):
        found[r["headers"]["kw-feed"]].append(r["payload"])
    return found


def wait_for_documents(road, names):
    """Until each of the feeds has one; says of those that have none what the fetcher says."""
    def missing():
        there = raws(road)
        return [n for n in names if n not in there]
    wait_for("a document of each feed", lambda: not missing(), 60, 0.3,
             lambda: json.dumps({n: status(road)[n]["error"] for n in missing()}))


SETTINGS = "  slow_timeout: 1s\n  connect_timeout: 2s\n"


def hang(_, near):
    near.settimeout(60)
    near.recv(1)  # until the client is gone


def endless(_, near):
    near.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n")
    while True:
        near.sendall(b"<!-- more and more -->" * 1000)


def drip(_, near):
    near.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n")
    while True:
        near.sendall(b" ")
        time.sleep(0.2)


def big_header(_, near):
    near.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(100):
        near.sendall(b"X-Filler: " + b"x" * 4000 + b"\r\n")
    near.sendall(b"Content-Length: 0\r\n\r\n")


def test_a_hostile_web(bin_dir, broker):
    """Whatever servers do wrong is told by its name, ends in time, and keeps no other feed waiting."""
    with Feeds() as web, Road(bin_dir, broker, settings=SETTINGS) as road:
        web.add("good", good("Good"))
        web.add("torn", lambda r, near: (respond(near, rss("Torn"), length=5000), False)[1])
        web.add("hanging", hang)
        web.add("endless", endless)
        web.add("dripping", drip)
        web.add("headers", big_header)
        web.add("reset", lambda r, near: False)
        web.add("bomb", lambda r, near: respond(near, gzip.compress(b" " * 10**7), more=["Content-Encoding: gzip"]))
        web.add("loop", lambda r, near: respond(near, status="302 Found", more=["Location: " + r.path]))
        web.add("chain", lambda r, near: respond(near, status="302 Found", more=[f"Location: {r.path}x"]))
        web.add("file", lambda r, near: respond(near, status="302 Found", more=["Location: file:///etc/passwd"]))
        web.add("gone", lambda r, near: respond(near, status="410 Gone"))
        web.add("absent", lambda r, near: respond(near, status="404 Not Found"))
        web.add("garbage", lambda r, near: near.sendall(b"\x00\x01\x02 not HTTP\r\n\r\n"))
        consent = web.add("consent", lambda r, near: respond(near, rss("Consent")) if len(consent.asked) < 2 else
                          respond(near, "<!DOCTYPE html><html><p>We value your choice</p></html>", kind="text/html"))
        # A length that is too small: what is left over must not be taken for the next answer.
        web.add("short", lambda r, near: respond(near, rss("Short") + rss("Left over"), length=len(rss("Short"))))
        road.write("feeds.d/web.yaml", web.yaml())
        road.topics()
        fetcher = road.start("fetcher")
        expected = {
            "good": ("ok", ""), "torn": ("failing", ""), "hanging": ("failing", ""), "dripping": ("failing", ""),
            "endless": ("failing", "the body is over 65536 bytes"), "bomb": ("failing", "the body is over 65536 bytes"),
            "headers": ("failing", "the headers are over 65536 bytes"), "reset": ("failing", ""),
            "loop": ("failing", "is one too many"), "chain": ("failing", "is one too many"),
            "file": ("failing", "is not an address of the web"), "gone": ("gone", "status 410"),
            "absent": ("failing", "status 404"), "garbage": ("failing", ""),
            "consent": ("failing, page instead", "a page where the feed was"), "short": ("ok", ""),
        }

        def all_told():
            now = status(road)
            return now if all(now[n]["condition"] == c and e in now[n]["error"] and (c == "ok" or now[n]["error"])
                              for n, (c, e) in expected.items()) else None
        wait_for("each fault told by its name", all_told, pause=0.5, tell=lambda: json.dumps(
            {n: (s["condition"], s["error"]) for n, s in status(road).items() if s["condition"] != expected[n][0]}))
        wait_for("the short one polled again", lambda: len(web.asked("short")) > 2)
        there = raws(road)
        for name in expected:
            documents = there[name]
            check(len(documents) == (1 if name in ("good", "short", "consent") else 0),
                  f"{name} has {len(documents)} documents on kw.raw")
        check(there["short"] == [rss("Short")], "what was left over was taken for a document")
        polls = len(web.asked("good"))
        wait_for("the good one polled on", lambda: len(web.asked("good")) >= polls + 3)
        check(len(web.asked("gone")) == 1, "410 does not end polling")
        wait_for("the absent one asked for again", lambda: len(web.asked("absent")) >= 4)
        at = [r.at for r in web.asked("absent")]
        check(all(at[i + 1] - at[i] >= 0.9 * 2**i for i in range(3)), f"404 does not slow polling down: {at}")
        check(fetcher.alive(), "the fetcher is dead")


def test_http_as_it_should_be(bin_dir, broker):
    """Validators, redirects, Retry-After, encodings, credentials, proxies, IPv6: what a server sees, and what comes."""
    with Feeds() as web, Road(bin_dir, broker, settings=SETTINGS) as road:
        web.add("kept", good("Kept"))

        def renewed(r, near):  # another ETag with each 304
            n = len(web.asked("renewed"))
            if "if-none-match" in r.headers:
                respond(near, status="304 Not Modified", more=[f'ETag: "{n}"'])
            else:
                respond(near, rss("Renewed"), more=[f'ETag: "{n}"', "Last-Modified: Mon, 02 Nov 2026 08:00:00 GMT"])
        web.add("renewed", renewed)
        web.add("same", lambda r, near: respond(near, rss("Same"), more=[f'ETag: "{len(web.asked("same"))}"']))
        web.add("liar", lambda r, near: respond(near, rss(f"Liar {len(web.asked('liar'))}"), more=['ETag: "always"']))

        def moved(r, near):
            if r.path == "/feed":
                respond(near, status="301 Moved Permanently", more=["Location: /new"])
            elif r.path == "/new":
                respond(near, status="307 Temporary Redirect", more=["Location: /today"])
            else:
                respond(near, rss("Moved"))
        web.add("moved", moved)

        def busy(r, near):
            if len(web.asked("busy")) == 1:
                respond(near, status="503 Service Unavailable", more=["Retry-After: 4"])
            else:
                respond(near, rss("Busy"))
        web.add("busy", busy)

        def dated(r, near):
            if len(web.asked("dated")) == 1:
                when = email.utils.formatdate(time.time() + 5, usegmt=True)
                respond(near, status="429 Too Many Requests", more=["Retry-After: " + when])
            else:
                respond(near, rss("Dated"))
        web.add("dated", dated)
        for name, body in (("gzip", gzip.compress(rss("Packed").encode())), ("br", brotli(rss("Packed"))),
                           ("zstd", zstandard(rss("Packed")))):
            web.add(name, lambda r, near, name=name, body=body: respond(near, body, more=["Content-Encoding: " + name]))
        stranger = Host(good("Elsewhere"))
        web.add("secret", lambda r, near: respond(near, status="302 Found", more=[f"Location: {stranger.url}/there"]),
                more="    user: me\n    password: hush\n    cookie: a=b\n    headers:\n      X-Key: k1\n")
        web.add("bearer", good("Bearer"), more="    bearer: token1\n")
        web.add("six", good("Six"), address="::1")

        def proxied(r, near):  # a proxy sees whole addresses
            respond(near, rss("Of " + r.path))
        proxy = Host(proxied)
        web.add("proxied", good("Never asked"), more=f"    proxy: http://us:pw@{proxy.name}:{proxy.port}\n")
        road.write("feeds.d/web.yaml", web.yaml())
        road.topics()
        fetcher = road.start("fetcher")
        wait_for_documents(road, web.hosts)
        wait_for("more polls", lambda: all(len(web.asked(n)) >= 4 for n in ("kept", "renewed", "same", "liar")))

        check(web.hosts["kept"].connections < len(web.asked("kept")), "connections are not kept")
        check(all(r.headers.get("if-none-match") == '"v1"' for r in web.asked("kept")[1:]), "the ETag is not sent")
        asked = web.asked("renewed")
        check([r.headers.get("if-none-match") for r in asked[1:4]] == [f'"{n}"' for n in (1, 2, 3)],
              "the ETag of a 304 is not the next one sent")
        check("if-modified-since" in asked[-1].headers, "the second validator is not sent")
        there = raws(road)
        for name in ("kept", "renewed", "same", "moved", "gzip", "br", "zstd"):
            check(len(there[name]) == 1, f"{name} came {len(there[name])} times")
        check("feed.lied" in fetcher.text() and "if-none-match" not in web.asked("liar")[-1].headers,
              "a server that gives one ETag to two bodies is believed")
        check(len(web.asked("moved", "/feed")) == 1, "a 301 is not remembered")
        check(len(web.asked("moved", "/new")) > 1 and len(web.asked("moved", "/new")) == len(web.asked("moved", "/today")),
              "a 307 is remembered")
        check(status(road)["moved"]["condition"] == "moved", "that the feed moved is not told")
        for name in ("busy", "dated"):
            first, second = web.asked(name)[:2]
            check(second.at - first.at >= 3.9, f"{name} was asked again after {second.at - first.at:.1f} s")
        for name in ("gzip", "br", "zstd"):
            check(there[name] == [rss("Packed")], f"{name} is not decoded")
        us = web.asked("secret")[0].headers
        check(us.get("authorization") == "Basic " + base64.b64encode(b"me:hush").decode() and us.get("cookie") == "a=b"
              and us.get("x-key") == "k1", f"credentials are not sent: {us}")
        them = stranger.asked[0].headers
        check(not {"authorization", "cookie", "x-key"} & set(them), f"credentials went to a stranger: {them}")
        check(web.asked("bearer")[0].headers.get("authorization") == "Bearer token1", "the token is not sent")
        check("(+desk@example.org)" in us["user-agent"], f"the User-Agent is {us['user-agent']}")
        check(there["proxied"] == [rss(f"Of {web.hosts['proxied'].url}/feed")] and not web.asked("proxied"),
              "the proxy was not gone through")
        check(proxy.asked[0].headers.get("proxy-authorization", "").startswith("Basic "), "the proxy's password is missing")
        stranger.close()
        proxy.close()


def chunked(near, text, trailer=""):
    near.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n")
    for i in range(0, len(text), 50):
        piece = text[i:i + 50].encode()
        near.sendall(b"%x;part=%d\r\n%s\r\n" % (len(piece), i, piece))
    near.sendall(b"0\r\n" + trailer.encode() + b"\r\n")


def raw_answer(head, text=""):
    """Bytes as they are, then the end of the connection."""
    return lambda r, near: (near.sendall(head.replace("\n", "\r\n").encode() + text.encode()), False)[1]


def test_answers_that_are_odd(bin_dir, broker):
    """What servers do that is legal and rare comes through; what is not is told by its name."""
    odd = rss("Odd")
    length = f"Content-Length: {len(odd)}\n"
    good_ones = {
        "trailers": lambda r, near: chunked(near, odd, "X-Sum: 1\r\nETag: \"late\"\r\n"),
        "hints": raw_answer("HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </x>\nETag: \"hint\"\n\n"
                            f"HTTP/1.1 200 OK\n{length}\n", odd),
        "folded": raw_answer(f"HTTP/1.1 200 OK\nX-Long: a\n ETag: \"folded\"\n{length}\n", odd),
        "old": raw_answer("HTTP/1.0 200 OK\n\n", odd),
        "bare": raw_answer(f"HTTP/1.1 200\n{length}\n", odd),
        "twice": lambda r, near: respond(near, gzip.compress(gzip.compress(odd.encode())),
                                         more=["Content-Encoding: gzip, gzip"]),
        "identity": lambda r, near: respond(near, odd, more=["Content-Encoding: identity"]),
        "seen": lambda r, near: respond(near, status="303 See Other", more=["Location: there"]) if r.path == "/feed"
        else respond(near, odd),
        "same-length": raw_answer(f"HTTP/1.1 200 OK\n{length}{length}\n", odd),
        "203": lambda r, near: respond(near, odd, "203 Non-Authoritative Information"),
    }
    bad_ones = {
        "not-packed": (lambda r, near: respond(near, odd, more=["Content-Encoding: gzip"]), ""),
        "unknown": (lambda r, near: respond(near, odd, more=["Content-Encoding: rot13"]), "Unrecognized content encoding"),
        "negative": (raw_answer("HTTP/1.1 200 OK\nContent-Length: -5\n\n", odd), "Content-Length"),
        "without-head": (raw_answer("", odd), "HTTP/0.9"),
        "part": (lambda r, near: respond(near, odd, "206 Partial Content", more=["Content-Range: bytes 0-9/99"]),
                 "status 206"),
        "choices": (lambda r, near: respond(near, odd, "300 Multiple Choices"), "status 300"),
        "proxy-only": (lambda r, near: respond(near, status="305 Use Proxy", more=["Location: /proxy"]), "status 305"),
        "not-asked": (lambda r, near: respond(near, status="304 Not Modified"), "status 304"),
        "nowhere": (lambda r, near: respond(near, status="302 Found"), "status 302"),
        "for-good": (lambda r, near: respond(near, status="308 Permanent Redirect", more=["Location: " + r.path]),
                     "is one too many"),
        "401": (lambda r, near: respond(near, status="401 Unauthorized", more=["WWW-Authenticate: Basic"]), "status 401"),
        "403": (lambda r, near: respond(near, status="403 Forbidden"), "status 403"),
        "451": (lambda r, near: respond(near, status="451 Unavailable For Legal Reasons"), "status 451"),
        "over": (lambda r, near: respond(near, status="429 Too Many Requests", more=[
            "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT"]), "status 429"),
        "minus": (lambda r, near: respond(near, status="503 Service Unavailable", more=["Retry-After: -5"]), "status 503"),
    }
    validators = {  # what was said of a body, and what is sent back
        "weak": ("ETag: W/\"1\"", "if-none-match", 'W/"1"'), "unquoted": ("ETag: 1", "if-none-match", "1"),
        "no-date": ("Last-Modified: last Tuesday", "if-modified-since", "last Tuesday"),
        "huge": ("ETag: \"" + "x" * 9000 + "\"", "if-none-match", None),
    }
    with Feeds() as web, Road(bin_dir, broker, settings=SETTINGS) as road:
        for name, answer in good_ones.items():
            web.add(name, answer)
        for name, (answer, _) in bad_ones.items():
            web.add(name, answer)
        for name, (header, _, _) in validators.items():
            web.add(name, lambda r, near, header=header: respond(near, odd, more=[header]))
        road.write("feeds.d/web.yaml", web.yaml())
        road.topics()
        road.start("fetcher")
        wait_for_documents(road, [*good_ones, *validators])
        wait_for("the others told", lambda: (lambda s: all(s[n]["error"] and e in s[n]["error"] for n, (_, e) in
                                                           bad_ones.items()))(status(road)), 60, 0.5,
                 lambda: json.dumps({n: status(road)[n]["error"] for n in bad_ones}))
        there = raws(road)
        check(all(there[n] == [odd] for n in good_ones), f"came: { {n: there[n] for n in good_ones if there[n] != [odd]} }")
        check(not any(n in there for n in bad_ones), f"documents came of {list(there)}")
        check(not web.asked("proxy-only", "/proxy"), "a 305 was followed")
        wait_for("more polls", lambda: all(len(web.asked(n)) >= 2 for n in [*validators, "over", "minus", "hints", "folded"]))
        for name, (_, header, value) in validators.items():
            sent = web.asked(name)[1].headers.get(header)
            check(sent == value, f"{name} was sent {header}: {sent}")
        for name in ("hints", "folded"):
            check("if-none-match" not in web.asked(name)[1].headers, f"an ETag was taken from what is none of {name}")


def test_tls_and_http2(bin_dir, broker):
    """Certificates are checked as they should be; HTTP/2 is spoken, and survives being reset."""
    with Feeds() as web, Road(bin_dir, broker, settings=SETTINGS) as road:
        ca = Authority(os.path.join(road.folder, "ca"))
        ours = f"    ca_file: {ca.ca}\n"
        pem, key = ca.issue("us", "127.0.0.1")

        def add(name, address, answer=None, more=ours, issued_for=None, **kw):
            http2 = kw.pop("http2", None)
            context = ca.server(name, issued_for or address, http2=http2 is not None, **kw)
            web.add(name, answer or good(name), tls=context, address=address, http2=http2, more=more)
        add("trusted", "127.0.1.1")
        add("unknown", "127.0.1.2", more="")
        add("misnamed", "127.0.1.3", issued_for="127.0.1.99")
        add("expired", "127.0.1.4", expired=True)
        add("client", "127.0.1.5", client=True, more=ours + f"    client_certificate: {pem}\n    client_key: {key}\n")
        add("no-client", "127.0.1.6", client=True)
        add("two", "127.0.1.7", http2=http2_good("Two"))

        def mended(kind):
            def answer(r, near, stream):
                bad = len(r.host.asked) < 3
                return (kind if bad else http2_good("Mended"))(r, near, stream)
            return answer
        add("resets", "127.0.1.8", http2=mended(http2_reset))
        add("goes", "127.0.1.9", http2=mended(http2_goaway))
        web.add("plain", lambda r, near: False, path="/feed")
        web.rows[-1] = web.rows[-1].replace("http://", "https://")  # TLS where none is spoken
        road.write("feeds.d/web.yaml", web.yaml())
        road.topics()
        road.start("fetcher")
        wait_for_documents(road, ("trusted", "client", "two", "resets", "goes"))
        refused = ("unknown", "misnamed", "expired", "no-client", "plain")
        wait_for("the others refused", lambda: (lambda s: all(s[n]["error"] for n in refused))(status(road)), 60, 0.5,
                 lambda: json.dumps({n: status(road)[n]["error"] for n in refused}))
        told = {n: status(road)[n]["error"] for n in refused}
        check("certificate" in told["unknown"] and "certificate" in told["expired"], f"the reasons are {told}")
        there = raws(road)
        check(not any(n in there for n in refused), f"documents came of {list(there)}")
        check(there["resets"] == [rss("Mended")] and there["goes"] == [rss("Mended")], "half a document came")
        wait_for("HTTP/2 polled on", lambda: len(web.asked("two")) >= 3)
        check(web.hosts["two"].connections < len(web.asked("two")), "connections of HTTP/2 are not kept")


def once(title):
    """A feed on connections that are not kept."""
    return lambda r, near: (respond(near, rss(title), more=["Connection: close"]), False)[1]


def test_proxies(bin_dir, broker):
    """HTTP and SOCKS proxies for http and https: what they are told, and where they are not asked to go."""
    with Feeds() as web, Road(bin_dir, broker, settings=SETTINGS) as road:
        ca = Authority(os.path.join(road.folder, "ca"))
        names = {}
        tunnels = {"http": Tunnel(names), "socks5h": Tunnel(names, socks=True, password=("us", "pw")),
                   "socks5": Tunnel(names, socks=True)}

        def add(name, proxy, tls=False, answer=None, more=""):
            """A feed on a name that only the proxy knows."""
            host = f"{name}.example"
            tunnel = tunnels[proxy]
            login = "us:pw@" if proxy != "socks5" else ""
            web.add(name, answer or once(name), tls=ca.server(name, host) if tls else None)
            names[host] = web.hosts[name]
            web.rows[-1] = (web.rows[-1].replace(web.hosts[name].url, f"{'https' if tls else 'http'}://{host}:8080")
                            .replace("    allow_private: yes\n", f"    proxy: {proxy}://{login}{tunnel.name}:{tunnel.port}\n"
                                     + (f"    ca_file: {ca.ca}\n" if tls else "") + more))
        secrets = "    user: me\n    password: hush\n    cookie: a=b\n    headers:\n      X-Key: k1\n"
        add("plain", "http", more=secrets)
        add("sealed", "http", tls=True, more=secrets)
        add("socks", "socks5h", more=secrets)
        add("sealed-socks", "socks5h", tls=True, more=secrets)
        for n, to in enumerate(("http://127.0.0.1:8080/", "http://2130706433:8080/", "http://[::1]:8080/",
                                "http://localhost:8080/", "http://169.254.169.254/latest")):
            for proxy in ("http", "socks5h"):
                add(f"inside-{n}-{proxy}", proxy, answer=lambda r, near, to=to: (
                    respond(near, status="302 Found", more=["Location: " + to, "Connection: close"]), False)[1])
        add("absent", "http")
        del names["absent.example"]
        add("absent-socks", "socks5h")
        del names["absent-socks.example"]
        # With socks5: the name is resolved here.
        web.add("here", once("here"), more=f"    proxy: socks5://{tunnels['socks5'].name}:{tunnels['socks5'].port}\n")
        names[web.hosts["here"].name] = web.hosts["here"]
        road.write("feeds.d/web.yaml", web.yaml())
        road.topics()
        road.start("fetcher")
        through = ("plain", "sealed", "socks", "sealed-socks", "here")
        wait_for_documents(road, through)
        inside = [n for n in web.hosts if n.startswith("inside")]
        refused = "the proxy is not asked for an address that is not public"
        wait_for("redirects inside refused", lambda: (lambda s: all(s[n]["error"] == refused for n in inside))(status(road)),
                 pause=0.5, tell=lambda: json.dumps({n: status(road)[n]["error"] for n in inside}))
        wait_for("the absent told", lambda: (lambda s: s["absent"]["error"] and s["absent-socks"]["error"])(status(road)))
        there = raws(road)
        check(all(there[n][0] == rss(n) for n in through), f"documents came of {list(there)}")
        asked = [a for t in tunnels.values() for a in t.asked]
        check(not {"127.0.0.1", "::1", "localhost", "169.254.169.254", "2130706433"} & {a for a, _ in asked},
              f"a proxy was asked for {asked}")
        for name in ("plain", "sealed", "socks", "sealed-socks"):
            us = web.asked(name)[0].headers
            check(us.get("authorization") == "Basic " + base64.b64encode(b"me:hush").decode() and us.get("cookie") == "a=b"
                  and us.get("x-key") == "k1", f"{name} got {us}")
            check("proxy-authorization" not in us, f"the proxy's password went to {name}")
        connects = [h for h in tunnels["http"].heads if h.startswith("CONNECT sealed.example:8080 ")]
        check(connects and all("proxy-authorization: basic" in h.lower() for h in connects), f"{tunnels['http'].heads}")
        check(not any(secret in h.lower() for h in connects for secret in ("\r\nauthorization", "cookie", "x-key")),
              f"a proxy was told what is the host's: {connects}")
        for tunnel in tunnels.values():
            tunnel.close()


def test_what_is_given_for_one_host_goes_to_no_other(bin_dir, broker):
    """Redirects to other hosts, ports and schemes: no password, token, header, cookie, certificate goes along."""
    with Feeds() as web, Road(bin_dir, broker, settings=SETTINGS) as road:
        ca = Authority(os.path.join(road.folder, "ca"))
        pem, key = ca.issue("us", "127.0.0.1")
        certificates = []

        def stranger(context, address):
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(ca.ca)

            def answer(r, near):
                certificates.append(near.getpeercert())
                respond(near, rss("Elsewhere"), more=["Set-Cookie: theirs=1"])
            return Host(answer, tls=context, address=address)
        others = {"host": stranger(ca.server("other", "127.0.2.2"), "127.0.2.2"),
                  "port": stranger(ca.server("same", "127.0.2.1"), "127.0.2.1"),
                  "scheme": Host(good("Elsewhere"), address="127.0.2.1")}
        gifts = {"basic": "    user: me\n    password: hush\n", "bearer": "    bearer: token1\n",
                 "cookie": "    cookie: a=b\n", "header": "    headers:\n      X-Key: k1\n      Authorization: Own k2\n",
                 "certificate": f"    client_certificate: {pem}\n    client_key: {key}\n"}
        for n, (where, other) in enumerate(others.items()):
            for gift, more in gifts.items():
                context = ca.server(f"{where}-{gift}", "127.0.2.1", client=gift == "certificate")
                web.add(f"{where}-{gift}", lambda r, near, to=f"{other.url}/{gift}": respond(
                    near, status="302 Found", more=["Location: " + to, "Set-Cookie: ours=1"]),
                    tls=context, address="127.0.2.1", more=more + f"    ca_file: {ca.ca}\n")
        road.write("feeds.d/web.yaml", web.yaml())
        road.topics()
        road.start("fetcher")
        wait_for_documents(road, web.hosts)
        told = [r.headers for other in others.values() for r in other.asked]
        check(len(told) >= len(web.hosts), f"{len(told)} requests came")
        check(not any({"authorization", "cookie", "x-key"} & set(h) for h in told), f"strangers were told {told}")
        check(certificates and not any(certificates), f"strangers were shown {certificates}")
        check(not any("cookie" in r.headers for n in web.hosts if "cookie" not in n for r in web.asked(n)),
              "cookies that a server set are kept")
        for other in others.values():
            other.close()


def test_robots_in_all_shapes(bin_dir, broker):
    """Pages are asked for as RFC 9309 says, whatever robots.txt is."""
    shapes = {
        "none": ("404 Not Found", "", True), "broken": ("500 Internal Server Error", "", False),
        "closed": ("403 Forbidden", "", True), "forbids": ("200 OK", "User-agent: *\nDisallow: /\n", False),
        "names-us": ("200 OK", "User-agent: KURILWIRE\nDisallow: /page\n\nUser-agent: *\nAllow: /\n", False),
        "names-others": ("200 OK", "User-agent: otherbot\nDisallow: /\n", True),
        "longest": ("200 OK", "User-agent: *\nDisallow: /\nAllow: /page$\n", True),
        "html": ("200 OK", "<html><body>Not found</body></html>", True),
        "huge": ("200 OK", "User-agent: *\nAllow: /page\n" + "# filler\n" * 100000 + "Disallow: /page\n", True),
    }
    with Feeds() as web, Road(bin_dir, broker, settings=SETTINGS) as road:
        for name, (code, text, _) in shapes.items():
            def answer(r, near, code=code, text=text):
                if r.path == "/robots.txt":
                    respond(near, text, code, "text/plain")
                else:
                    respond(near, rss("Page") if r.path == "/feed" else "<p>page</p>")
            web.add(name, answer)

        def moves(r, near):
            if r.path == "/robots.txt":
                respond(near, status="301 Moved", more=["Location: /there/robots.txt"])
            elif r.path == "/there/robots.txt":
                respond(near, "User-agent: *\nDisallow: /page\n", kind="text/plain")
            else:
                respond(near, rss("Page"))
        web.add("moves", moves)
        road.write("feeds.d/web.yaml", web.yaml())
        road.topics()
        fetcher = road.start("fetcher")
        for name, host in web.hosts.items():
            road.cli("fetch", host.url + "/page")
        settled = {web.hosts[n].url + "/page" for n in web.hosts if n != "broken"}
        wait_for("an answer about each page", lambda: settled <= {r["headers"]["kw-url"] for r in road.read("kw.raw")},
                 pause=0.5)
        wait_for("the page behind a broken robots.txt put off", lambda: fetcher.said("robots.txt could not be had"))
        for name in web.hosts:
            expected = name in shapes and shapes[name][2]
            check(bool(web.asked(name, "/page")) == expected,
                  f"the page of \"{name}\" was {'not ' if expected else ''}asked for")
            check(len(web.asked(name, "/robots.txt")) >= 1, f"the robots.txt of {name} was not asked for")


# --- folders -------------------------------------------------------------------------------------


def folder_yaml(folder, instance="one"):
    return (f"providers:\n  - id: wire\n    name: Wire\nfeeds:\n  - id: wire\n    provider: wire\n"
            f"    folder: {folder}\n    instance: {instance}\n    first_poll: all\n")


def body(n):
    return f"WIRE-{n:05}\nFerry {n} leaves the harbour at noon, the harbour office says.\n"


class Agency(threading.Thread):
    """Delivers numbered files, as agencies do: by renaming, or by writing bit by bit."""

    def __init__(self, folder, files):
        super().__init__(daemon=True)
        self.folder, self.files, self.delivered = folder, files, 0

    def run(self):
        for n in range(self.files):
            path = os.path.join(self.folder, f"story-{n:05}.txt")
            text = body(n)
            if n % 5:
                with open(path + ".part", "w", encoding="utf-8") as f:
                    f.write(text)
                os.rename(path + ".part", path)
            else:
                with open(path, "w", encoding="utf-8") as f:
                    f.write(text[:20])
                    f.flush()
                    time.sleep(0.1)  # the upload of an agency with a slow line
                    f.write(text[20:])
            self.delivered += 1
            time.sleep(random.uniform(0, 0.05))


def bodies(road):
    return collections.Counter(raws(road)["wire"])


def left(folder):
    return [f for f in os.listdir(folder) if not os.path.isdir(os.path.join(folder, f))]


def test_drop_folder_under_kills(bin_dir, broker):
    """Each file that an agency delivers is on kw.raw once and in `done`, whoever dies meanwhile."""
    files, kills = (2000, 40) if LONG else (120, 5)
    with Road(bin_dir, broker) as road:
        folder = os.path.join(road.folder, "in")
        os.mkdir(folder)
        road.write("feeds.d/wire.yaml", folder_yaml(folder))
        road.topics()
        other, ours = road.start("fetcher", "two"), road.start("fetcher", "one")
        agency = Agency(folder, files)
        agency.start()
        for i in range(kills):
            done = os.path.join(folder, "done")
            had = len(os.listdir(done)) if os.path.isdir(done) else 0
            wait_for("a file taken", lambda: not left(folder) and not agency.is_alive()
                     or os.path.isdir(done) and len(os.listdir(done)) > had, pause=0.01)
            victim = other if i % 3 == 2 else ours
            victim.kill()
            victim.start()
        wait_for("all files delivered", lambda: not agency.is_alive())
        wait_for("all files taken", lambda: not left(folder), pause=0.2, tell=lambda: str(left(folder)[:5]))
        seen = bodies(road)
        lost = [n for n in range(files) if seen[body(n)] == 0]
        twice = [b for b, times in seen.items() if times > 1]
        check(not lost, f"{len(lost)} files are lost, the first is {lost[:1]}")
        check(not twice, f"{len(twice)} are there twice, the first is {twice[:1]}")
        check(len(seen) == files, f"{len(seen)} documents of {files} files")
        check(len(os.listdir(os.path.join(folder, "done"))) == files, "they were not moved to done")
        shown = status(road)["wire"]["condition"]
        check(shown == f"folder of instance one: 0 waiting, {files} done, 0 refused", f"feeds status says {shown}")
        check("file.taken" in ours.text(), "the log does not tell of them")


if __name__ == "__main__":
    main({n: f for n, f in list(globals().items()) if n.startswith("test_")})
