#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Polls of an nginx on loopback, in CPU seconds for 10,000: ours, a bare libcurl loop, Go and Python where they are.

poll.py BIN [TURNS]: 2,000 feeds of 48 KB, five rounds for bodies and five for 304s, each program in turn; medians. The
Python poller needs aiohttp: KW_PYTHON names an interpreter that has it.
"""
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", "poll")
FEEDS, ROUNDS = 2000, 5


def write_feeds(folder):
    item = "<item><title>Ferry {0}</title><link>https://tide.example/{0}</link><description>" + "The ferry sails. " * 110
    for n in range(FEEDS):
        items = "".join(item.format(f"{n}-{i}") + "</description></item>" for i in range(24))
        with open(os.path.join(folder, f"f{n:05d}.xml"), "w", encoding="ascii") as f:
            f.write(f"<?xml version='1.0'?><rss version='2.0'><channel><title>{n}</title>{items}</channel></rss>")


def serve(folder):
    """An nginx with one worker; its process and port."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in
                        ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    os.mkdir(os.path.join(folder, "feeds"))
    write_feeds(os.path.join(folder, "feeds"))
    with open(os.path.join(folder, "nginx.conf"), "w", encoding="ascii") as f:
        f.write(f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;"
                f"events {{ worker_connections 1024; }} http {{ access_log off; sendfile on; tcp_nopush on;"
                f"keepalive_requests 1000000; types {{ application/rss+xml xml; }} {temporary}"
                f"server {{ listen {port}; root {folder}/feeds; etag on; }} }}")
    process = subprocess.Popen([nginx(), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"])
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, port
        except OSError:
            if process.poll() is not None:
                sys.exit("nginx did not start")
            time.sleep(0.05)


def nginx():
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or sys.exit("nginx is not installed")


def output(*argv):
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout


def ours(bin_dir, port):
    text = output(os.path.join(bin_dir, "bench_fetcher"), "poll", str(port), str(FEEDS), str(ROUNDS))
    found = {m[0]: (float(m[1]), float(m[2])) for m in
             re.findall(r"^(\d+): ([\d.]+) CPU s for 10,000 polls, ([\d.]+)", text, re.M)}
    return {"ours": {k: v[0] for k, v in found.items()}, "a bare libcurl loop": {k: v[1] for k, v in found.items()}}


def peers(folder):
    """Names of those that are there, to their commands."""
    found = {}
    if shutil.which("go"):
        subprocess.run(["go", "build", "-o", f"{folder}/poll-go", os.path.join(PEERS, "poll.go")], check=True)
        found["Go, net/http"] = [f"{folder}/poll-go"]
    python = os.environ.get("KW_PYTHON", "/usr/bin/python3")
    if subprocess.run([python, "-c", "import aiohttp"], capture_output=True, check=False).returncode == 0:
        found["Python, aiohttp"] = [python, os.path.join(PEERS, "poll.py")]
    return found


def main(bin_dir, turns):
    with tempfile.TemporaryDirectory(prefix="kurilwire-poll-") as folder:
        os.chmod(folder, 0o755)
        server, port = serve(folder)
        try:
            taken = {}
            commands = peers(folder)
            for _ in range(turns):
                now = ours(bin_dir, port)
                for name, argv in commands.items():
                    now[name] = json.loads(output(*argv, f"http://127.0.0.1:{port}", str(FEEDS), str(ROUNDS)))
                for name, figures in now.items():
                    taken.setdefault(name, []).append(figures)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
    middle = {name: {k: statistics.median(f[k] for f in all_of) for k in ("200", "304")} for name, all_of in taken.items()}
    bare = middle["a bare libcurl loop"]
    print("| CPU s for 10,000 polls | 200 | to the bare loop | 304 | to the bare loop |\n| --- | --- | --- | --- | --- |")
    for name, f in middle.items():
        print(f"| {name} | {f['200']:.3f} | {f['200'] / bare['200']:.2f} | {f['304']:.3f} | {f['304'] / bare['304']:.2f} |")


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
