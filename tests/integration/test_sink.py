# SPDX-License-Identifier: Apache-2.0
"""kurilwire-sink on a real broker: what goes out once, what is held, what a kill reaches, and
that dying in between changes nothing."""
import datetime
import json
import subprocess
import sys
import time
import traceback

from rig import Rig, Worker, check, wait_for

ROUTES = """
routes:
  - id: kurils
    to: news.kurils
    when: {mentions: kurils}
"""


class SinkRig(Rig):
    """The sink, as it is shipped, on topics with a prefix of their own."""

    def __init__(self, name):
        super().__init__(name, partitions=2)
        self.config = self.work / "config"
        (self.config / "routes.d").mkdir(parents=True, exist_ok=True)
        (self.config / "routes.d" / "kurils.yaml").write_text(ROUTES)
        (self.config / "kurilwire.yaml").write_text(
            f"kafka:\n  brokers: {self.broker.address}\n  prefix: {self.prefix}\n"
            f"  partitions: {self.partitions}\nmonitor:\n  enabled: no\n")

    def sink(self, instance):
        w = Worker([self.bin / "kurilwire-sink", "--config", self.config, "--instance",
                    instance], self.work / f"{instance}.log")
        self.workers.append(w)
        return w

    def send(self, *stories):
        """Stories as the enricher writes them, each with its headers."""
        for story in stories:
            headers = [option for name, value in headers_of(story).items()
                       for option in ("-H", f"{name}={value}")]
            subprocess.run(["kcat", "-b", self.broker.address, "-P", "-t",
                            self.topic("kw.enriched"), "-K", "\t", "-X",
                            "partitioner=murmur2_random", *headers],
                           input=f"{story['uri']}\t{json.dumps(story)}\n".encode(), check=True)

    def public(self):
        """(key, version, status) of all that subscribers see."""
        rows = self.broker.consume(self.topic("news.kurils"), form="%k\t%s\n")
        return [(key, int(value["version"]), value["pubStatus"])
                for key, value in ((key, json.loads(text)) for key, text in rows)]

    def wait_for_public(self, n):
        return wait_for(f"{n} stories on news.kurils",
                        lambda: (lambda r: r if len(r) >= n else None)(self.public()))


def story(n, version=1, mention=True, embargo=None, status="usable"):
    record = {"uri": f"urn:kurilwire:story:{n:032x}", "type": "text", "version": str(version),
              "pubStatus": status, "kurilwire": {"feed": "test", "textFrom": "page"}}
    if embargo:
        record["embargoedUntil"] = embargo
    if status != "canceled":
        record["bodies"] = [{"contentType": "text/plain", "value": "Iturup"}]
        if mention:
            record["kurilwire"]["mentions"] = [
                {"subject": "urn:kurilwire:subject:iturup", "tag": "kurils", "text": "Iturup",
                 "field": "body", "start": 0, "end": 6}]
    return record


def headers_of(record):
    headers = {"ce_id": f"{record['uri']}#{record['version']}.0",
               "kw-status": record["pubStatus"]}
    if record["kurilwire"].get("mentions"):
        headers["kw-tags"] = "kurils"
    if "embargoedUntil" in record:
        headers["kw-embargo"] = record["embargoedUntil"]
    return headers


def keys(rows):
    return sorted((int(key.rsplit(":", 1)[1], 16), version, status)
                  for key, version, status in rows)


def updates(rig):
    """Corrections and kills go where the story went, older versions and repeats nowhere."""
    sink = rig.sink("updates").start()
    rig.send(story(1), story(2, mention=False), story(3), story(1), story(3, 2),
             story(1, 2, mention=False), story(3), story(2, 2, status="canceled"),
             story(1, 3, status="canceled"), story(4))
    rows = rig.wait_for_public(6)
    want = [(1, 1, "usable"), (1, 2, "usable"), (1, 3, "canceled"), (3, 1, "usable"),
            (3, 2, "usable"), (4, 1, "usable")]
    check(keys(rows) == want, f"{keys(rows)}")
    check(sink.end() == 0, "an orderly end that was none")


def without_headers(rig):
    """A record from elsewhere is read; what is none becomes a letter."""
    rig.sink("bare").start()
    record = story(20)
    rig.broker.produce(rig.topic("kw.enriched"),
                       [("odd", "not JSON"), (record["uri"], json.dumps(record))])
    rig.wait_for_public(7)
    wait_for("a letter", lambda: len(rig.letters()) == 1)
    check(rig.letters()[0][1] == "not JSON", f"{rig.letters()}")


def embargo(rig):
    """Held, taken over by another instance, released by its clock; a kill drops it."""
    first = rig.workers[-1]
    due = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=12)
    text = due.strftime("%Y-%m-%dT%H:%M:%SZ")
    rig.send(story(10, embargo=text), story(11, embargo=text), story(12),
             story(11, 2, status="canceled"))
    rig.wait_for_public(8)
    first.kill()
    second = rig.sink("second").start()
    rows = rig.wait_for_public(9)
    check(time.time() >= due.timestamp() - 1, "out before its time")
    check(keys(rows)[-3:] == [(10, 1, "usable"), (12, 1, "usable"), (20, 1, "usable")],
          f"{keys(rows)}")
    rig.send(story(10, embargo=text), story(13))
    check(len(rig.wait_for_public(10)) == 10, "sent again")
    check(second.end() == 0, "an orderly end that was none")


def deaths(rig):
    """Killed again and again under a load: each version once, none before an older one."""
    sink = rig.sink("deaths").start()
    records = [(story(100 + i, v)["uri"], json.dumps(story(100 + i, v)))
               for v in (1, 2, 3) for i in range(400)]
    rig.broker.produce(rig.topic("kw.enriched"), records)
    for goal in (200, 600, 900):
        wait_for("under way", lambda: len(rig.public()) > goal)
        sink.kill()
        sink.start()
    rows = rig.wait_for_public(10 + len(records))
    versions = {}
    for key, version, _ in rows:
        versions.setdefault(key, []).append(version)
    for n in range(100, 500):
        got = versions[f"urn:kurilwire:story:{n:032x}"]
        check(got == [1, 2, 3], f"story {n}: {got}")
    check(sink.end() == 0, "an orderly end that was none")


def main():
    rig = SinkRig("sink")
    try:
        rig.topics()
        for test in (updates, without_headers, embargo, deaths):
            began = time.monotonic()
            test(rig)
            print(f"{test.__name__}: {time.monotonic() - began:.1f} s")
        return 0
    except Exception:
        traceback.print_exc()
        for w in rig.workers:
            if w.log.exists():
                print(f"--- {w.log.name}\n{w.log.read_text(errors='replace')[-3000:]}")
        return 1
    finally:
        rig.close()


if __name__ == "__main__":
    sys.exit(main())
