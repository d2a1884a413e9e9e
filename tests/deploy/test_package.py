#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The Debian package: built, looked into, installed into an empty root, upgraded, removed, purged.

Installing runs the maintainer scripts with DPKG_ROOT, as dpkg --root does, and needs root; without it the package is only
looked into. Skipped (77) without dpkg-deb.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

WANTED = ["/usr/bin/kurilwire", "/usr/bin/kurilwire-fetcher", "/usr/bin/kurilwire-parser", "/usr/bin/kurilwire-enricher",
          "/usr/bin/kurilwire-sink", "/usr/bin/kurilwire-newsroom", "/etc/kurilwire/kurilwire.yaml",
          "/etc/kurilwire/feeds.d/example.yaml", "/etc/kurilwire/tags.d/kurils.yaml", "/etc/kurilwire/routes.d/kurils.yaml",
          "/etc/kurilwire/schema/feeds.json", "/usr/share/man/man1/kurilwire.1", "/usr/share/man/man1/kurilwire-dead-letter.1",
          "/usr/share/man/man5/kurilwire.yaml.5", "/usr/share/bash-completion/completions/kurilwire",
          "/usr/share/zsh/vendor-completions/_kurilwire", "/usr/lib/systemd/system/kurilwire-fetcher@.service",
          "/usr/lib/systemd/system/kurilwire.target", "/usr/lib/sysusers.d/kurilwire.conf",
          "/usr/share/kurilwire/stories/feeds.conf", "/usr/share/kurilwire/monitoring/kurilwire.rules.yaml",
          "/usr/share/doc/kurilwire/copyright", "/usr/share/doc/kurilwire/operating.md"]


def run(*argv, binary=False, stdin_bytes=None, **kw):
    done = subprocess.run([str(a) for a in argv], capture_output=True, input=stdin_bytes, check=False, **kw)
    if done.returncode:
        said = (done.stdout[-2000:] + done.stderr[-4000:]).decode(errors="replace")
        sys.exit(f"{' '.join(map(str, argv))} ended with {done.returncode}:\n{said}")
    return done.stdout if binary else done.stdout.decode()


def check(condition, what):
    if not condition:
        sys.exit(f"FAILED: {what}")


def build(build_dir, folder):
    build_dir = os.path.abspath(build_dir)
    run("cpack", "--config", os.path.join(build_dir, "CPackConfig.cmake"), "-B", folder, "-D", "CPACK_THREADS=1",
        cwd=build_dir)
    found = glob.glob(os.path.join(folder, "*.deb"))
    check(len(found) == 1, f"packages: {found}")
    return found[0]


def look_into(package):
    there = {line.split()[5].lstrip(".").rstrip("/") for line in run("dpkg-deb", "-c", package).splitlines()}
    for path in WANTED:
        check(path in there, f"{path} is not in the package")
    check(not any("/build/" in p or p.endswith(".in") for p in there), "something of the build is in the package")
    for worker in ("fetcher", "parser", "enricher", "sink"):
        unit = run("dpkg-deb", "--fsys-tarfile", package, binary=True)
        unit = run("tar", "-xO", f"./usr/lib/systemd/system/kurilwire-{worker}@.service", stdin_bytes=unit)
        program = re.search(r"^ExecStart=(\S+)", unit, re.M).group(1)
        # systemd looks for a bare name in /usr/local/bin, /usr/bin and so on.
        check(program in (f"kurilwire-{worker}", f"/usr/bin/kurilwire-{worker}"), f"the unit starts {program}")
    control = run("dpkg-deb", "-f", package)
    for library in ("librdkafka1", "libcurl4", "libmicrohttpd12"):
        check(library in control, f"the package does not depend on {library}: {control}")
    check("/etc/kurilwire/kurilwire.yaml" in run("dpkg-deb", "-I", package, "conffiles"), "the configuration is no conffile")


def empty_root(folder):
    for path in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "etc", "var/log"):
        os.makedirs(os.path.join(folder, path))
    open(os.path.join(folder, "var/lib/dpkg/status"), "w").close()
    for name, text in (("passwd", "root:x:0:0:root:/root:/bin/sh\n"), ("group", "root:x:0:\n")):
        with open(os.path.join(folder, "etc", name), "w", encoding="utf-8") as f:
            f.write(text)


def read(folder, path):
    with open(os.path.join(folder, path.lstrip("/")), encoding="utf-8") as f:
        return f.read()


def install(package, root):
    dpkg = ["dpkg", f"--root={root}", "--force-depends", "--force-script-chrootless", "--no-triggers", "--force-confold"]
    run(*dpkg, "-i", package)
    for path in WANTED:
        check(os.path.exists(root + path), f"{path} is not installed")
    check("kurilwire:" in read(root, "/etc/passwd"), "there is no user")
    gid = next(int(l.split(":")[2]) for l in read(root, "/etc/group").splitlines() if l.startswith("kurilwire:"))
    state = os.stat(root + "/etc/kurilwire")
    check(state.st_mode & 0o777 == 0o750 and state.st_gid == gid, "others can read /etc/kurilwire")
    text = run(root + "/usr/bin/kurilwire", "parse", "--json", root + "/usr/share/kurilwire/stories/wire-tokyo.txt")
    check('"TOKYO"' in text, f"the installed program does not read the installed story: {text[:200]}")

    # What the operator has written stays, through an upgrade and a removal; a purge takes it.
    with open(root + "/etc/kurilwire/kurilwire.yaml", "a", encoding="utf-8") as f:
        f.write("# ours\n")
    run(*dpkg, "-i", package)
    check(read(root, "/etc/kurilwire/kurilwire.yaml").endswith("# ours\n"), "an upgrade overwrote the configuration")
    check(read(root, "/etc/passwd").count("kurilwire:") == 1, "the user is there twice")
    run(*dpkg, "-r", "kurilwire")
    check(not os.path.exists(root + "/usr/bin/kurilwire"), "a removal left the program")
    check(os.path.exists(root + "/etc/kurilwire/kurilwire.yaml"), "a removal took the configuration")
    run(*dpkg, "-P", "kurilwire")
    check(not os.path.exists(root + "/etc/kurilwire"), "a purge left the configuration")


def main():
    if not shutil.which("dpkg-deb") or not shutil.which("cpack"):
        print("skipped: there is no dpkg-deb")
        sys.exit(77)
    with tempfile.TemporaryDirectory(prefix="kurilwire-package-") as folder:
        package = build(sys.argv[1], os.path.join(folder, "out"))
        print(os.path.basename(package), os.path.getsize(package), "bytes")
        look_into(package)
        if os.getuid() != 0:
            print("not installed: that needs root")
            return
        root = os.path.join(folder, "root")
        empty_root(root)
        install(package, root)


main()
