# SPDX-License-Identifier: Apache-2.0
"""Web servers that behave as the worst of the real ones do, each host with an address of its own in 127/8.

A host is a function that gets a request and answers on its socket, byte by byte if it likes. HTTP/2 is spoken
frame by frame (RFC 9113), so that streams can be reset where it hurts.
"""
import itertools
import os
import socket
import ssl
import struct
import subprocess
import threading
import time

ADDRESSES = itertools.count(2)


class Request:
    """A request as it came; headers by their names in lower case."""

    def __init__(self, path, headers, host, connection):
        self.path, self.headers, self.host, self.connection = path, headers, host, connection
        self.at = time.monotonic()


class Listener:
    """Listens on an address of its own, and serves each connection by a thread."""

    def __init__(self, address=None):
        self.connections, self.open = 0, True
        self.name = address or f"127.0.0.{next(ADDRESSES)}"
        family = socket.AF_INET6 if ":" in self.name else socket.AF_INET
        self.listener = socket.create_server((self.name, 0), family=family, backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while self.open:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(near, self.connections), daemon=True).start()

    def serve(self, near, number):
        raise NotImplementedError

    def close(self):
        self.open = False
        self.listener.close()


class Host(Listener):
    """One host: remembers what it was asked."""

    def __init__(self, answer, tls=None, address=None, http2=None):
        self.answer, self.tls, self.http2, self.asked = answer, tls, http2, []
        super().__init__(address)
        shown = f"[{self.name}]" if ":" in self.name else self.name
        self.url = f"{'https' if tls else 'http'}://{shown}:{self.port}"

    def serve(self, near, number):
        try:
            if self.tls:
                near = self.tls.wrap_socket(near, server_side=True)
                if near.selected_alpn_protocol() == "h2":
                    serve_http2(self, near, number)
                    return
            lines = near.makefile("rb")
            while True:
                first = lines.readline().split()
                if len(first) < 2:
                    break
                headers = {}
                while (line := lines.readline().strip()):
                    name, _, value = line.decode("latin-1").partition(":")
                    headers[name.strip().lower()] = value.strip()
                request = Request(first[1].decode("latin-1"), headers, self, number)
                self.asked.append(request)
                if self.answer(request, near) is False:
                    break
        except OSError:
            pass
        finally:
            try:
                near.close()
            except OSError:
                pass

    def paths(self):
        return [r.path for r in self.asked]


# --- HTTP/1.1

def respond(near, body=b"", status="200 OK", kind="application/rss+xml", more=(), length=None):
    """A whole answer; `length` is what it claims to be long."""
    if isinstance(body, str):
        body = body.encode()
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}",
            f"Content-Length: {len(body) if length is None else length}", *more]
    near.sendall("\r\n".join(head).encode() + b"\r\n\r\n" + body)


def rss(title, *entries):
    items = "".join(f"<item><title>{e}</title><guid>{e}</guid></item>" for e in (entries or ("One ferry",)))
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


def good(title, more=()):
    """A feed that behaves, with an ETag."""
    def answer(r, near):
        if r.headers.get("if-none-match") == '"v1"':
            respond(near, b"", "304 Not Modified", more=['ETag: "v1"', *more])
        else:
            respond(near, rss(title), more=['ETag: "v1"', *more])
    return answer


def brotli(text):
    """As one block that is not compressed (RFC 7932 §9.2), and the empty last one."""
    data = text.encode()
    return ((len(data) - 1) << 4 | 1 << 20).to_bytes(3, "little") + data + b"\x03"


def zstandard(text):
    """A frame of one raw block (RFC 8878 §3.1)."""
    data = text.encode()
    return (b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data)) + (len(data) << 3 | 1).to_bytes(3, "little")
            + data)


# --- HTTP/2

FRAME_DATA, FRAME_HEADERS, FRAME_RESET, FRAME_SETTINGS, FRAME_PING, FRAME_GOAWAY = 0, 1, 3, 4, 6, 7
END_STREAM, END_HEADERS, ACK = 1, 4, 1


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def headers_frame(stream, kind=b"application/rss+xml"):
    # :status 200 is 8 of HPACK's static table, content-type 31 (RFC 7541).
    return frame(FRAME_HEADERS, END_HEADERS, stream, b"\x88\x0f\x10" + bytes([len(kind)]) + kind)


def read_exactly(near, n):
    data = b""
    while len(data) < n:
        more = near.recv(n - len(data))
        if not more:
            raise OSError("closed")
        data += more
    return data


def serve_http2(host, near, number):
    read_exactly(near, 24)
    near.sendall(frame(FRAME_SETTINGS, 0, 0))
    while True:
        head = read_exactly(near, 9)
        read_exactly(near, int.from_bytes(head[:3], "big"))
        kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
        if kind == FRAME_SETTINGS and not flags & ACK:
            near.sendall(frame(FRAME_SETTINGS, ACK, 0))
        elif kind == FRAME_HEADERS:
            request = Request("h2", {}, host, number)
            host.asked.append(request)
            if host.http2(request, near, stream) is False:
                return


def http2_good(title):
    def answer(_, near, stream):
        near.sendall(headers_frame(stream) + frame(FRAME_DATA, END_STREAM, stream, rss(title).encode()))
    return answer


def http2_reset(_, near, stream):
    near.sendall(headers_frame(stream) + frame(FRAME_DATA, 0, stream, b"<rss>half")
                 + frame(FRAME_RESET, 0, stream, struct.pack(">I", 2)))


def http2_goaway(_, near, stream):
    near.sendall(headers_frame(stream) + frame(FRAME_DATA, 0, stream, b"<rss>half")
                 + frame(FRAME_GOAWAY, 0, 0, struct.pack(">II", 0, 1)))
    return False


# --- proxies

class Tunnel(Listener):
    """A proxy on an address of its own: knows the hosts by the names it is asked for, and remembers what it was told.

    HTTP (RFC 9112 §3.2.2, RFC 9110 §9.3.6): whole addresses for http, CONNECT for https. SOCKS 5 (RFC 1928) with a
    password (RFC 1929) when it is given one."""

    def __init__(self, names, socks=False, password=None):
        self.names, self.socks, self.password, self.asked, self.heads = names, socks, password, [], []
        super().__init__()

    def serve(self, near, number):
        try:
            far, first = self.greet_socks(near) if self.socks else self.greet_http(near)
            if far:
                far.sendall(first)
                threading.Thread(target=self.pump, args=(far, near), daemon=True).start()
                self.pump(near, far)
        except OSError:
            pass
        finally:
            near.close()

    def reach(self, name, port):
        self.asked.append((name, port))
        host = self.names.get(name)
        return host and socket.create_connection((host.name, host.port))

    def greet_http(self, near):
        head = b""
        while b"\r\n\r\n" not in head:
            head += near.recv(65536) or b"\r\n\r\n"
        self.heads.append(head.decode("latin-1"))
        method, target, _ = head.split(b"\r\n")[0].decode("latin-1").split(" ")
        tunnel = method == "CONNECT"
        authority, _, path = target.partition("://")[2].partition("/") if not tunnel else (target, "", "")
        name, _, port = authority.rpartition(":") if ":" in authority else (authority, "", "80")
        far = self.reach(name, int(port))
        if not far:
            near.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        elif tunnel:
            near.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            return far, b""
        else:  # the rest of a kept connection is passed on as it comes: the test asks each host once
            kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"proxy-")]
            kept[0] = f"{method} /{path} HTTP/1.1".encode()
            return far, b"\r\n".join(kept)
        return None, b""

    def greet_socks(self, near):
        read_exactly(near, read_exactly(near, 2)[1])
        near.sendall(b"\x05" + (b"\x02" if self.password else b"\x00"))
        if self.password:
            user = read_exactly(near, read_exactly(near, 2)[1])
            given = (user.decode(), read_exactly(near, read_exactly(near, 1)[0]).decode())
            near.sendall(b"\x01" + (b"\x00" if given == self.password else b"\x01"))
        kind = read_exactly(near, 4)[3]
        if kind == 3:
            name = read_exactly(near, read_exactly(near, 1)[0]).decode()
        else:
            name = socket.inet_ntop(*((socket.AF_INET, read_exactly(near, 4)) if kind == 1 else
                                      (socket.AF_INET6, read_exactly(near, 16))))
        far = self.reach(name, struct.unpack(">H", read_exactly(near, 2))[0])
        near.sendall(b"\x05" + (b"\x00" if far else b"\x04") + b"\x00\x01\x00\x00\x00\x00\x00\x00")
        return far, b""

    @staticmethod
    def pump(source, sink):
        try:
            while (block := source.recv(65536)):
                sink.sendall(block)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


# --- TLS

class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.ca = self.path("ca.pem")
        self.run("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                 "-subj", "/CN=Test CA", "-keyout", self.path("ca.key"), "-out", self.ca)

    def path(self, name):
        return os.path.join(self.folder, name)

    @staticmethod
    def run(*argv):
        subprocess.run(["openssl", *argv], check=True, capture_output=True)

    def issue(self, name, address, expired=False):
        """A certificate for an address; its PEM and its key."""
        key, request, pem = self.path(name + ".key"), self.path(name + ".csr"), self.path(name + ".pem")
        names = self.path(name + ".names")
        with open(names, "w", encoding="utf-8") as f:
            f.write(f"subjectAltName={'IP' if address[0].isdigit() else 'DNS'}:{address}\n")
        self.run("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={name}",
                 "-keyout", key, "-out", request)
        days = ["-days", "-1"] if expired else ["-days", "2"]
        self.run("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.path("ca.key"), "-CAcreateserial",
                 *days, "-extfile", names, "-out", pem)
        return pem, key

    def server(self, name, address, expired=False, client=False, http2=False):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.issue(name, address, expired))
        if client:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.ca)
        if http2:
            context.set_alpn_protocols(["h2", "http/1.1"])
        return context
