#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The container file, built by buildah on a root file system of debootstrap that stands for its base images.

  test_image.py BUILD

Nothing is pulled: the base is BUILD/clean-root, made as walk.py makes it. The file's own steps run in a chroot. Then the image
is looked at: whose processes they are, what they say, and that the four workers and the command line are there. Compiles
everything anew: only with KW_LONG=1, else skipped (77).
"""
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BASES = ("docker.io/library/debian:12", "docker.io/library/debian:12-slim")
WORKERS = ("fetcher", "parser", "enricher", "sink")


def check(condition, what):
    if not condition:
        raise SystemExit(f"FAILED: {what}")


class Store:
    """Images and containers in a folder of their own."""

    def __init__(self, folder):
        self.options = ["--root", os.path.join(folder, "images"), "--runroot", os.path.join(folder, "run"),
                        "--storage-driver", "vfs"]

    def __call__(self, *argv):
        done = subprocess.run(["buildah", *self.options, *argv], capture_output=True, text=True, check=False)
        check(done.returncode == 0, f"buildah {' '.join(argv)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout.strip()

    def run(self, container, *argv):
        return self("run", "--isolation", "chroot", container, "--", *argv)


def context(folder):
    """The tree as it would be checked out."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    for name in filter(None, files):
        to = os.path.join(os.fsencode(folder), name)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        shutil.copy2(os.path.join(os.fsencode(ROOT), name), to, follow_symlinks=False)


def build(store, debian, folder):
    base = store("from", "scratch")
    store("add", "--quiet", base, debian, "/")
    store("commit", "--quiet", base, BASES[0])
    store("tag", *BASES)
    store("rm", base)
    store("build", "--isolation", "chroot", "--pull-never", "--network", "host", "--layers=false", "-f",
          os.path.join(folder, "deploy/container/Containerfile"), "-t", "kurilwire", folder)


def look(store):
    user = store("inspect", "--type", "image", "--format", "{{.OCIv1.Config.User}}", "kurilwire")
    check(user == "kurilwire", f"the image's user is {user!r}")
    container = store("from", "--pull-never", "kurilwire")
    check(store.run(container, "id", "-u") != "0", "its processes are root's")
    for program in ["kurilwire"] + [f"kurilwire-{w}" for w in WORKERS]:
        told = store.run(container, program, "--version")
        check(told.startswith(program.split("-")[0]), f"{program} --version says {told!r}")
    told = store.run(container, "sh", "-c", "echo 'A boat left Iturup, one of the Kuril Islands.' | kurilwire tag --json -")
    check('"kurils"' in told, f"what is tagged in it: {told[-500:]}")
    return store.run(container, "kurilwire", "--version")


def main():
    clean = os.path.join(os.path.abspath(sys.argv[1]), "clean-root")
    if not os.environ.get("KW_LONG"):
        print("skipped: it compiles everything anew; tests/run.sh --long builds the image")
        sys.exit(77)
    if os.getuid() != 0 or not shutil.which("buildah") or not os.path.exists(os.path.join(clean, "complete")):
        print("skipped: that needs root, buildah, and the clean root that deploy.walk makes")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="kurilwire-image-") as folder:
        sources = os.path.join(folder, "sources")
        os.mkdir(sources)
        context(sources)
        store = Store(folder)
        build(store, os.path.join(clean, "debian"), sources)
        print(f"ok      image: {look(store)}")


main()
