#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A newcomer's walk: the commands of docs/quickstart.md, one after the other, on a fresh Debian 12.

  walk.py BUILD

The fresh Debian is a root file system of debootstrap, kept in BUILD/clean-root and copied for each walk; the package is the
one that BUILD makes. Commands run in it by chroot, in name spaces of their own, so that nothing of it stays. Kafka, the
publisher and Prometheus run outside and are reached over loopback; systemd does not run, and systemctl.sh stands in. What
the page calls kafka-1:9092, feeds.example.org and 9601 to 9604 is replaced by what is there. Takes minutes the first time:
only with KW_LONG=1, else skipped (77).
"""
import glob
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests/integration"))
from rig import Broker, Failed, check, wait_for  # noqa: E402

BLOCK = re.compile(r"^```sh (?:run|walk)(?: (\w+))?\n(.*?)^```$", re.M | re.S)
MOUNTS = ("proc", "sys", "dev")


def run(*argv, **kw):
    done = subprocess.run([str(a) for a in argv], capture_output=True, text=True, check=False, **kw)
    check(done.returncode == 0, f"{' '.join(map(str, argv))} ended with {done.returncode}:\n{done.stdout[-3000:]}"
          f"{done.stderr[-3000:]}")
    return done.stdout


def free_ports(n):
    held = [socket.socket() for _ in range(n)]
    for s in held:
        s.bind(("127.0.0.1", 0))
    ports = [s.getsockname()[1] for s in held]
    for s in held:
        s.close()
    return ports


class Machine:
    """A fresh Debian with the package beside it, and what is replaced in commands."""

    def __init__(self, build, folder, replaced):
        self.base = os.path.join(build, "clean-root")
        self.root = os.path.join(folder, "root")
        self.replaced = replaced
        self.make_base()
        run("cp", "-a", os.path.join(self.base, "debian"), self.root)
        for name in MOUNTS:
            run("mount", "--rbind", "/" + name, os.path.join(self.root, name))
        archives = os.path.join(self.base, "archives")
        os.makedirs(archives, exist_ok=True)
        run("mount", "--bind", archives, os.path.join(self.root, "var/cache/apt/archives"))
        shutil.copy(os.path.join(HERE, "systemctl.sh"), os.path.join(self.root, "usr/local/bin/systemctl"))

    def make_base(self):
        done = os.path.join(self.base, "complete")
        if os.path.exists(done):
            return
        shutil.rmtree(self.base, ignore_errors=True)
        os.makedirs(self.base)
        debian = os.path.join(self.base, "debian")
        run("debootstrap", "--variant=minbase", "--include=ca-certificates,curl", "bookworm", debian)
        shutil.copy("/etc/resolv.conf", os.path.join(debian, "etc/resolv.conf"))
        with open(os.path.join(debian, "etc/apt/apt.conf.d/walk"), "w", encoding="utf-8") as f:
            f.write('APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\nAcquire::Check-Valid-Until "false";\n'
                    'Binary::apt::APT::Keep-Downloaded-Packages "true";\nAPT::Sandbox::User "root";\n')
        run("chroot", debian, "apt-get", "update")
        open(done, "w", encoding="utf-8").close()

    def sh(self, text, ok=True):
        for old, new in self.replaced.items():
            text = text.replace(old, new)
        env = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8",
               "DEBIAN_FRONTEND": "noninteractive", "KURILWIRE_CONFIG": "/etc/kurilwire"}
        done = subprocess.run(["chroot", self.root, "bash", "-euo", "pipefail", "-c", text], cwd="/", env=env,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False)
        check(not ok or done.returncode == 0, f"ended with {done.returncode}:\n{text}\n{done.stdout[-2000:]}{done.stderr[-3000:]}")
        return done.stdout + done.stderr

    def stories(self, topic):
        out = self.sh(f"kurilwire tail --once --json {topic} 2>/dev/null", ok=False)
        return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


class Publisher:
    """The newsroom, with one feed to poll."""

    def __init__(self, build):
        self.popen = subprocess.Popen([os.path.join(build, "bin/kurilwire-newsroom"), "--folder",
                                       os.path.join(ROOT, "cli/newsroom/stories")], stdout=subprocess.PIPE)
        self.url = re.search(r"http://\S+?(?=/?\s)", self.popen.stdout.readline().decode()).group(0)
        with urllib.request.urlopen(self.url + "/_control/feeds.yaml?interval=1s", timeout=10) as r:
            self.feed = re.search(r"/feeds/([a-z-]+)\.xml", r.read().decode()).group(1)

    def write(self, story, title, text):
        query = urllib.parse.urlencode({"story": story, "feeds": self.feed, "title": title, "text": text})
        request = urllib.request.Request(f"{self.url}/_control/write?{query}", data=b"", method="POST")
        urllib.request.urlopen(request, timeout=10).close()


class Walk:
    """The commands of the page, and what is seen to between them."""

    def __init__(self, machine, publisher, folder, ports):
        self.m, self.publisher, self.folder, self.ports = machine, publisher, folder, ports

    def read(self, out):
        check("news.kurils" in out or "Kuril" in out, f"nothing was read: {out[-500:]}")

    def before_read(self):
        wait_for("a story on news.kurils", lambda: self.m.stories("news.kurils"), 120, 1)

    def reload(self, out):
        check(out.count("told ") == 4, f"not all four were told: {out}")
        log = os.path.join(self.m.root, "var/log/kurilwire-enricher@1.log")
        wait_for("the enricher has reloaded", lambda: "event=config.reloaded" in open(log, encoding="utf-8").read(), 30)
        self.publisher.write("trawlers", "Trawlers return to Iturup", "Two trawlers came back to Iturup on the Kuril Islands.")
        wait_for("a story with the new tag", self.tagged, 60, 1)

    def tagged(self):
        return [s for s in self.m.stories("news.kurils") if "fishing" in json.dumps(s["kurilwire"])]

    def restart(self, _out):
        self.publisher.write("after", "Ferry to Iturup", "The ferry to Iturup on the Kuril Islands is back, its master said.")
        wait_for("a story after the restart",
                 lambda: [s for s in self.m.stories("news.kurils") if s.get("headline", "").startswith("Ferry to Iturup")]
                 or any("Ferry to Iturup" in json.dumps(s) for s in self.m.stories("news.kurils")), 60, 1)
        seen = [(s["uri"], s["version"]) for s in self.m.stories("news.kurils")]
        check(len(seen) == len(set(seen)), f"more than once: {seen}")

    def everything(self):
        with open(os.path.join(ROOT, "docs/quickstart.md"), encoding="utf-8") as f:
            blocks = BLOCK.findall(f.read())
        check(len(blocks) >= 9, "the page has lost commands")
        for name, text in blocks:
            getattr(self, f"before_{name}", lambda: None)()
            out = self.m.sh(text)
            print("---", text.strip().splitlines()[0], flush=True)
            getattr(self, name or "", lambda out: None)(out)
            if "intervall" in text:
                check('unknown setting "intervall"' in out and "did you mean" in out, f"the typo is not told: {out}")
        self.watch()

    def watch(self):
        """Prometheus with the installed rules: each query of the dashboard has an answer, and no alert rings."""
        installed = os.path.join(self.m.root, "usr/share/kurilwire/monitoring")
        port = free_ports(1)[0]
        jobs = [{"job_name": f"kurilwire-{w}", "static_configs": [{"targets": [f"127.0.0.1:{p}"]}]}
                for w, p in zip(("fetcher", "parser", "enricher", "sink"), self.ports)]
        config = os.path.join(self.folder, "prometheus.yml")
        with open(config, "w", encoding="utf-8") as f:
            json.dump({"global": {"scrape_interval": "1s", "evaluation_interval": "1s"}, "scrape_configs": jobs,
                       "rule_files": [os.path.join(installed, "kurilwire.rules.yaml")]}, f)
        prometheus = subprocess.Popen(["prometheus", f"--config.file={config}", f"--web.listen-address=127.0.0.1:{port}",
                                       f"--storage.tsdb.path={self.folder}/tsdb", "--log.level=error"])
        try:
            with open(os.path.join(installed, "kurilwire.json"), encoding="utf-8") as f:
                queries = [t["expr"] for p in json.load(f)["panels"] for t in p["targets"]]
            for query in queries:
                wait_for(f"an answer to {query}", lambda q=query: ask(port, "query", query=q)["result"], 60, 0.5)
            ringing = [a["labels"]["alertname"] for a in ask(port, "alerts")["alerts"] if a["state"] == "firing"]
            check(not ringing, f"alerts: {ringing}")
            print(f"--- {len(queries)} queries of the dashboard answered")
        finally:
            prometheus.terminate()
            prometheus.wait()


def ask(port, what, **arguments):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{what}?{urllib.parse.urlencode(arguments)}", timeout=10) as r:
            return json.load(r)["data"]
    except OSError:
        return {"result": [], "alerts": []}


def package(build, to):
    run("cpack", "--config", os.path.join(build, "CPackConfig.cmake"), "-B", to, "-D", "CPACK_THREADS=1", cwd=build)
    return glob.glob(os.path.join(to, "*.deb"))[0]


def walk(build, folder):
    broker = Broker(os.path.join(folder, "broker")).fresh()
    publisher = Publisher(build)
    ports = free_ports(4)
    replaced = {"kafka-1:9092": broker.address,
                "url: https://feeds.example.org/world.xml":
                f"url: {publisher.url}/feeds/{publisher.feed}.xml\n    allow_private: yes\n    first_poll: all",
                ": 5m": ": 1s", **{str(9601 + i): str(p) for i, p in enumerate(ports)}}
    machine = Machine(build, folder, replaced)
    shutil.copy(package(build, os.path.join(folder, "package")), machine.root)
    Walk(machine, publisher, folder, ports).everything()


def main():
    build = os.path.abspath(sys.argv[1])
    if not os.environ.get("KW_LONG"):
        print("skipped: it takes minutes; tests/run.sh --long walks")
        sys.exit(77)
    if os.getuid() != 0 or not shutil.which("debootstrap"):
        print("skipped: that needs root, and debootstrap")
        sys.exit(77)
    if "--inside" not in sys.argv:
        # All mounts and processes end with it.
        os.execvp("unshare", ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable,
                              os.path.abspath(__file__), build, "--inside"])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = tempfile.mkdtemp(prefix="kurilwire-walk-")
    try:
        walk(build, folder)
        print("ok      walk")
    except Failed as e:
        for log in glob.glob(os.path.join(folder, "root/var/log/kurilwire-*.log")):
            with open(log, encoding="utf-8", errors="replace") as f:
                print(f"--- {log}\n" + "".join(f.readlines()[-6:]))
        sys.exit(f"FAILED  walk: {e}")
    finally:
        subprocess.run(["umount", "-R", "-l", *(os.path.join(folder, "root", n) for n in
                                                MOUNTS + ("var/cache/apt/archives",))], check=False, capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


main()
