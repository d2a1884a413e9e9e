# SPDX-License-Identifier: Apache-2.0
"""One or three brokers that share no fate: each with a disk of its own that can be filled, behind the wire."""
import json
import os
import re
import subprocess
from pathlib import Path

from rig import BROKER_SH, Broker, check, wait_for

DISK = "3g"
DISK_ROOM = 256 * 1024  # what a full disk has left: it is full in the middle of something


class Node(Broker):
    """A broker with its log on a tmpfs, if we may mount one."""

    def __init__(self, folder, network, disk):
        super().__init__(folder)
        self.disk = disk
        self.data = self.folder / "data"
        subprocess.run([BROKER_SH, "configure", self.folder], check=True)
        self.inner = int((self.folder / "inner").read_text())
        self.outer = network.relay(int((self.folder / "port").read_text()))
        self.controller = int(re.search(r"controller.quorum.voters=1@127.0.0.1:(\d+)", self.properties())[1])
        self.data.mkdir()
        self.mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + disk, "chaos", self.data],
                                      stderr=subprocess.DEVNULL).returncode == 0

    @property
    def address(self):
        return f"127.0.0.1:{self.outer}"

    def properties(self):
        return (self.folder / "server.properties").read_text()

    def configure(self, number, voters):
        """What comes last counts in a file of properties."""
        copies, least = len(voters), min(2, len(voters))
        with open(self.folder / "server.properties", "a", encoding="utf-8") as f:
            f.write(f"""\
node.id={number}
controller.quorum.voters={",".join(f"{i}@127.0.0.1:{port}" for i, port in voters.items())}
advertised.listeners=PLAINTEXT://127.0.0.1:{self.outer},INNER://127.0.0.1:{self.inner}
offsets.topic.replication.factor={copies}
transaction.state.log.replication.factor={copies}
transaction.state.log.min.isr={least}
default.replication.factor={copies}
min.insync.replicas={least}
controlled.shutdown.retry.backoff.ms=500
leader.imbalance.check.interval.seconds=15
""")

    def begin(self):
        return subprocess.Popen([BROKER_SH, "start", self.folder])

    def alive(self):
        try:
            os.kill(int((self.folder / "pid").read_text()), 0)
            return True
        except (OSError, ValueError):
            return False

    def resize(self, size):
        return subprocess.run(["mount", "-o", f"remount,size={size}", self.data]).returncode == 0

    def fill(self):
        """It cannot become smaller than what is on it, which may grow between two looks."""
        def shrink():
            used = os.statvfs(self.data)
            return self.resize((used.f_blocks - used.f_bfree) * used.f_frsize + DISK_ROOM)
        wait_for("the broker's disk is full", shrink)

    def empty(self):
        check(self.resize(self.disk), "the broker's disk keeps its size")

    def remove(self):
        self.kill()
        if self.mounted:
            subprocess.run(["umount", self.data], check=True)
        subprocess.run([BROKER_SH, "remove", self.folder], check=True)


class Cluster:
    def __init__(self, folder, network, size, disk=DISK):
        subprocess.run([BROKER_SH, "jars"], check=True)
        self.nodes = [Node(Path(folder) / f"broker-{i + 1}", network, disk) for i in range(size)]
        voters = {i + 1: node.controller for i, node in enumerate(self.nodes)}
        for i, node in enumerate(self.nodes):
            node.configure(i + 1, voters)

    def start(self):
        begun = [node.begin() for node in self.nodes]
        for popen in begun:
            check(popen.wait() == 0, "a broker does not start")
        return self

    @property
    def address(self):
        """Through the wire, for the workers."""
        return ",".join(f"127.0.0.1:{node.outer}" for node in self.nodes)

    @property
    def inner(self):
        """Past the wire, for those who watch."""
        return ",".join(f"127.0.0.1:{node.inner}" for node in self.nodes)

    def all_alive(self):
        return all(node.alive() for node in self.nodes)

    def wait_whole(self):
        """Every broker serves, and every partition has all its copies."""
        argv = ["kcat", "-b", self.inner, "-L", "-J", "-m", "5"]

        def whole():
            done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            if done.returncode:
                return False
            told = json.loads(done.stdout)
            return len(told["brokers"]) == len(self.nodes) and all(
                len(p["isrs"]) == len(p["replicas"]) for t in told["topics"] for p in t["partitions"])

        wait_for("the brokers have all copies", whole, pause=0.5)

    def remove(self):
        for node in self.nodes:
            node.remove()
