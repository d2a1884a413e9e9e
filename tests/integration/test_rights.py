#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A broker with SASL_SSL and access control: each worker has the rights that `kurilwire topics --acls` prints and no other.

  test_rights.py BIN FOLDER LIB     a broker of its own in FOLDER; LIB holds Kafka's jars

The broker's other listener, on loopback and without a password, is the administrator's.
"""
import os
import re
import socket
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import ROOT, WORKERS, Road, check, wait_for  # noqa: E402
from rig import Broker, Failed  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
STORIES = os.path.join(ROOT, "cli/newsroom/stories")
USERS = WORKERS + ("cli",)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def certificate(folder):
    """A key and a certificate that vouches for itself, in one file."""
    key, cert, both = (os.path.join(folder, n) for n in ("key.pem", "cert.pem", "server.pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=broker",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert], check=True,
                   capture_output=True)
    with open(both, "w", encoding="utf-8") as out:
        for path in (key, cert):
            with open(path, encoding="utf-8") as f:
                out.write(f.read())
    return cert, both


def secure(broker):
    """A further listener for users with passwords, and rights for those that have been granted them. Returns its port."""
    folder = str(broker.folder)
    cert, both = certificate(folder)
    port = free_port()
    path = os.path.join(folder, "server.properties")
    with open(path, encoding="utf-8") as f:
        had = dict(line.strip().split("=", 1) for line in f if "=" in line)
    users = " ".join(f'user_kurilwire-{u}="secret-{u}"' for u in USERS)
    login = "org.apache.kafka.common.security.plain.PlainLoginModule required"
    with open(path, "a", encoding="utf-8") as f:
        f.write(f"""\
listeners={had["listeners"]},SECURE://127.0.0.1:{port}
advertised.listeners={had["advertised.listeners"]},SECURE://127.0.0.1:{port}
listener.security.protocol.map={had["listener.security.protocol.map"]},SECURE:SASL_SSL
listener.name.secure.sasl.enabled.mechanisms=PLAIN
listener.name.secure.plain.sasl.jaas.config={login} {users};
listener.name.secure.ssl.keystore.type=PEM
listener.name.secure.ssl.keystore.location={both}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
""")
    return port, cert


def start_broker(folder):
    broker = Broker(folder)
    subprocess.run([os.path.join(ROOT, "tests/broker/broker.sh"), "remove", folder], check=True)
    subprocess.run([os.path.join(ROOT, "tests/broker/broker.sh"), "configure", folder], check=True)
    port, cert = secure(broker)
    return broker.start(), f"127.0.0.1:{port}", cert


class Access:
    """The workers' configuration, and whose password each process has."""

    def __init__(self, road, address, cert, lib):
        self.road, self.lib = road, lib
        with open(os.path.join(road.config, "kurilwire.yaml"), encoding="utf-8") as f:
            text = f.read()
        road.write("kurilwire.yaml", text.replace(f'brokers: "{road.broker}"', f'''brokers: "{address}"
  properties:
    security.protocol: sasl_ssl
    sasl.mechanism: PLAIN
    sasl.username: kurilwire-${{KW_TEST_USER}}
    sasl.password: secret-${{KW_TEST_USER}}
    ssl.ca.location: {cert}'''))

    def become(self, user):
        os.environ["KW_TEST_USER"] = user

    def cli(self, user, code, text, *argv):
        self.become(user)
        done = self.road.cli(*argv, ok=False)
        said = done.stdout.decode() + done.stderr.decode()
        check(done.returncode == code and text in said, f"{argv} as {user} ended with {done.returncode}: {said}")
        return said

    def commands(self):
        """What `kurilwire topics --acls` prints, for the administrator's listener."""
        said = self.cli("cli", 0, "kafka-acls.sh", "topics", "--acls", "--broker", self.road.broker)
        return said.splitlines()

    def run(self, lines):
        done = subprocess.run(["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", self.lib + "/*",
                               os.path.join(HERE, "Acls.java")], input="\n".join(lines) + "\n", capture_output=True,
                              text=True, timeout=300, check=False)
        check(done.returncode == 0, f"kafka-acls failed: {done.stdout[-1000:]}{done.stderr[-2000:]}")

    def start(self, worker):
        self.become(worker)
        return self.road.start(worker)


def nothing_is_granted(access):
    said = access.cli("fetcher", 1, "--rights WORKER looks at what one worker needs", "check")
    check(f"topic {access.road.prefix}kw.raw: this user may not describe it" in said, said)
    said = access.cli("fetcher", 1, "rights are missing; kurilwire topics --acls prints", "check", "--rights", "fetcher")
    check("fetcher needs Read on the topic" in said and "fetcher needs Write on the transactional id" in said, said)
    access.cli("cli", 1, "uthorization failed", "topics")


def all_is_granted(access, commands):
    access.run(commands)
    access.cli("cli", 0, "made ", "topics")
    access.cli("cli", 0, "is good", "check")
    for worker in WORKERS:
        access.cli(worker, 0, "is good", "check", "--rights", worker)
    said = access.cli("enricher", 1, "rights are missing", "check", "--rights", "sink")
    check("sink needs Write on the transactional id" in said and "sink needs Write on the topic" in said, said)


def arrived(road):
    return road.read("news.kurils")


def one_right_is_taken(access, commands):
    """The worker says which and ends; started again with the right back, as by its supervisor, it has lost nothing."""
    road = access.road
    enriched = road.prefix + "kw.enriched"
    granted = next(c for c in commands if "User:kurilwire-enricher" in c and "Write" in c and enriched in c)
    access.run([re.sub(r"--topic .*", f"--topic {enriched}", granted).replace("--add", "--remove --force")])
    said = access.cli("enricher", 1, "1 rights are missing", "check", "--rights", "enricher")
    check(f"enricher needs Write on the topic {enriched}: " in said, said)
    enricher = next(w for w in road.workers if w.name == "enricher-one")
    road.tell("write", story="late", feeds=road.feed, title="Iturup harbour closed by ice",
              text="The harbour of Iturup on the Kuril Islands is closed by ice, its master said.")
    wait_for("the enricher says why", lambda: enriched in enricher.text() and "Topic authorization failed" in enricher.text())
    wait_for("the enricher's end", lambda: not enricher.alive())
    check(enricher.process.returncode == 1, f"the enricher ended with {enricher.process.returncode}")
    access.run([granted])
    access.start("enricher")
    wait_for("the story arrives", lambda: any("/late.html" in r["payload"] for r in arrived(road)), pause=0.5)
    check(not road.read("kw.dead-letter"), "there are dead letters")


def test(bin_dir, broker, address, cert, lib):
    with Road(bin_dir, broker.address, stories=STORIES) as road:
        road.feed = re.search(r"/feeds/([a-z-]+)\.xml", road.ask("feeds.yaml?interval=1s")).group(1)
        access = Access(road, address, cert, lib)
        commands = access.commands()
        nothing_is_granted(access)
        all_is_granted(access, commands)
        for worker in WORKERS:
            access.start(worker)
        wait_for("a story on news.kurils", lambda: arrived(road), pause=0.5)
        # Asking while they work disturbs nobody.
        for worker in WORKERS:
            access.cli(worker, 0, "is good", "check", "--rights", worker)
        one_right_is_taken(access, commands)
        twice = {k: n for k, n in road.versions("news.kurils").items() if n != 1}
        check(not twice, f"more than once: {twice}")
        access.cli("cli", 0, "/late.html", "tail", "--once", "--json", "news.kurils")
        access.cli("cli", 0, "", "dead-letter", "retry", "--every")
        access.cli("nobody", 1, "no broker answers", "check", "--no-topics")
        for w in road.workers:
            check(not w.alive() or w.end() == 0, f"{w.name} did not end well")


def main():
    bin_dir, folder, lib = (os.path.abspath(a) for a in sys.argv[1:4])
    os.makedirs(folder, exist_ok=True)
    broker, address, cert = start_broker(folder)
    try:
        test(bin_dir, broker, address, cert, lib)
        print("ok      rights")
    except Failed as e:
        sys.exit(f"FAILED  rights: {e}")
    finally:
        subprocess.run([os.path.join(ROOT, "tests/broker/broker.sh"), "remove", folder], check=True)


main()
