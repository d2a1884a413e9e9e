#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the command line says of a wrong command and of what it is given to read: its standard error and exit code, compared
with what is kept. No broker is asked: what Kafka says is the integration tests'.

  check_commands.py KURILWIRE NEWSROOM     KW_GOLDEN_WRITE=1 writes tests/golden/commands/errors.txt anew
"""
import os
import re
import subprocess
import sys

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "commands")
KEPT = os.path.join(FOLDER, "errors.txt")
# "kurilwire" stands before each; "|" gives it what follows on standard input.
COMMANDS = """\
nothing-of-the-kind
archive
archive news.all
archive --every yesterday
check --nonsense
check --print --json
check --rights nobody
check --rights sink --offline
check --config nowhere --offline
dead-letter
dead-letter open
dead-letter retry
dead-letter show --raw
dead-letter list --since yesterday
dead-letter list --limit none
dead-letter list --worker printer
explain
explain not-an-address
explain --days 0 https://one.example/
explain --days 99999 https://one.example/
explain --config config/wrong https://one.example/
feeds
feeds nothing
feeds list one
feeds why
feeds --config config/wrong list
feeds --config nowhere list
feeds why other
feeds poll other
feeds poll folder
feeds import files/missing
feeds import files/no.opml
feeds import files/none.opml
feeds import files/ftp.opml
feeds import --provider No/Name files/none.opml
feeds add --stdout http://127.0.0.1:1/
feeds add http:///feed
feeds add mailto:desk@example.org
fetch
fetch mailto:desk@example.org
fetch https://two.example/1
fetch --feed other https://one.example/1
parse
parse --fetched-at yesterday files/entryless.xml
parse files/missing
parse files/empty
parse files/binary
parse files
parse http://127.0.0.1:1/
reload
reload now
reload --worker printer
reload --config nowhere
replay
replay both
replay enrich --republish --to shadow.x
replay enrich --to news.all
replay enrich --name no/name
route
route --config config/wrong files/record.json
route --config config/packs files/text
route --config nowhere files/missing
route files/missing
route files/binary
schema now
schema --asyncapi=now
tail --from
tag
tag --lines files/empty
tag --config config/wrong files/empty
tag --config files files/empty
tag files/missing
tag files/binary
tag --lines | not JSON
tags
tags diff one
tags diff config/wrong/tags.d config/tags.d
tail
tail --from yesterday news.all
tail --config nowhere news.all
test --config config/wrong
test files/missing
test files/marks.yaml
test files/halves.yaml
test files/no-pack.yaml
topics now
topics --config config/wrong
try --nonsense
try --config nowhere files/missing
""".splitlines()
# The newsroom's.
NEWSROOM = """\
--port none
--port 0 --address nowhere
--port 0 --address 192.0.2.1
--folder files/missing
files/missing
--folder files/stories-a
--folder files/stories-b
--folder files/stories-c
""".splitlines()


def said(program, line):
    words, _, text = line.partition(" | ")
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "KURILWIRE_CONFIG": "config", "HOME": "/nonexistent"}
    done = subprocess.run([program, *words.split()], input=text.encode(), capture_output=True, cwd=FOLDER, env=env, timeout=60,
                          check=False)
    error = done.stderr.decode(errors="replace").replace(os.path.dirname(program) + "/", "")
    error = re.sub(r"after \d+ ms", "after N ms", error)
    error = re.sub(r"/tmp/kurilwire-\w+-\w+", "/tmp/FOLDER", error)
    return f"$ {os.path.basename(program)} {line}\n{error}{done.returncode}\n\n"


def main():
    kurilwire, newsroom = (os.path.abspath(a) for a in sys.argv[1:3])
    text = "".join(said(kurilwire, line) for line in COMMANDS) + "".join(said(newsroom, line) for line in NEWSROOM)
    if os.environ.get("KW_GOLDEN_WRITE"):
        with open(KEPT, "w", encoding="utf-8") as f:
            f.write(text)
    with open(KEPT, encoding="utf-8") as f:
        if f.read() != text:
            sys.exit(f"{KEPT} has changed (KW_GOLDEN_WRITE=1 writes it anew) to\n{text}")


main()
