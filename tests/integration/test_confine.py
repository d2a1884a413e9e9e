#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Running workers have given up what they do not need, and do their work all the same."""
import os
import re
import signal
import socket
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, Road, check, main, wait_for  # noqa: E402

STORIES = os.path.join(ROOT, "cli/newsroom/stories")


def status(worker):
    with open(f"/proc/{worker.process.pid}/status", encoding="utf-8") as f:
        return dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)


def threads_status(worker, key):
    """What /proc says of each thread of it."""
    folder = f"/proc/{worker.process.pid}/task"
    out = set()
    for task in os.listdir(folder):
        with open(f"{folder}/{task}/status", encoding="utf-8") as f:
            out.add(re.search(rf"^{key}:\s*(\d+)", f.read(), re.M).group(1))
    return out


def test_confined(bin_dir, broker):
    """All four workers run confined, publish, reload and stop."""
    with Road(bin_dir, broker, stories=STORIES) as road:
        road.topics()
        workers = road.start_all()
        wait_for("a story on news.kurils", lambda: road.read("news.kurils"), pause=0.5)
        for w in workers:
            check(status(w)["NoNewPrivs"] == "1", f"{w.name} could gain rights")
            check(threads_status(w, "Seccomp") == {"2"}, f"{w.name} has a thread without a filter")
            text = w.ask("/metrics")
            check('kurilwire_confined{wall="calls"} 1' in text, f"{w.name} is not confined")
            check('kurilwire_confined{wall="files"} 1' in text or "confine.incomplete" in w.text(),
                  f"{w.name} does not say whether it is confined")
            w.send(signal.SIGHUP)
            wait_for(f"{w.name} to reload", lambda w=w: "event=config.reloaded" in w.text(), tell=w.text)
        for w in workers:
            check(w.end() == 0, f"{w.name} did not stop in order: {w.text()[-600:]}")


def test_off(bin_dir, broker):
    """The setting leaves a worker as it was."""
    with Road(bin_dir, broker, settings="confine:\n  mode: off\n") as road:
        road.topics()
        w = road.start("parser")
        wait_for("the parser to be ready", lambda: "event=service.ready" in w.text(), tell=w.text)
        check(status(w)["Seccomp"] == "0", "confined though it is off")
        check(w.end() == 0, "the parser did not stop in order")


class Forward:
    """A port that leads to another one."""

    def __init__(self, target):
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", self.target))
            for a, b in ((near, far), (far, near)):
                threading.Thread(target=self.copy, args=(a, b), daemon=True).start()

    @staticmethod
    def copy(a, b):
        try:
            while data := a.recv(65536):
                b.sendall(data)
            b.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.listener.close()


def test_ports(bin_dir, broker):
    """Where ports are named, a broker on another one is out of reach, the log says how to name it, and naming it helps."""
    forward = Forward(int(broker.rsplit(":", 1)[1]))
    with Road(bin_dir, broker) as road:
        road.topics()
        with open(os.path.join(road.config, "kurilwire.yaml"), encoding="utf-8") as f:
            settings = f.read().replace(broker, f"127.0.0.1:{forward.port}")
        road.write("kurilwire.yaml", settings + "confine:\n  ports: [1]\n")
        w = road.start("parser")
        wait_for("what is said of the port",
                 lambda: re.search(r"event=kafka.forbidden.*confine.ports", w.text()) or
                 "the kernel" in w.text(), tell=w.text)
        w.end()
        road.write("kurilwire.yaml", settings + f"confine:\n  ports: [{broker.rsplit(':', 1)[1]}]\n")
        w = road.start("parser", "two")
        wait_for("the parser to be ready", lambda: "event=service.ready" in w.text(), tell=w.text)
        check(w.end() == 0, "the parser did not stop in order")
    forward.close()


main({"confined": test_confined, "off": test_off, "ports": test_ports})
