#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes the guards of S7 to S12 out, one at a time: guards.py BUILD [PROMISE …]

Each row of guards.txt is a guard: its promise, what it guards, its source, the tests that have to
fail without it, what stands there, what stands there instead. BUILD is made anew from what is
committed; the sources that it holds are changed, never those of the tree. A guard that no test
misses is printed, and the exit status is 1 then. guards.py --look says only whether each guard
still stands where its row says, once."""
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def rows():
    """(promise, what, path, tests, old, new)"""
    for block in Path(__file__).with_name("guards.txt").read_text().split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if not lines:
            continue
        promise, what = lines[0].split(" ", 1)
        path, *tests = lines[1].split()
        old = "\n".join(line[2:] for line in lines[2:] if line.startswith("- "))
        new = "\n".join(line[2:] for line in lines[2:] if line.startswith("+ "))
        yield promise, what, path, tests, old, new


def look():
    lost = [f"{promise} {what}: not once in {path}" for promise, what, path, _, old, _ in rows()
            if (ROOT / path).read_text().count(old) != 1]
    print("\n".join(lost) or f"{len(list(rows()))} guards stand where they are said to")
    return 1 if lost else 0


def make_copy(place):
    source, build = place / "source", place / "build"
    subprocess.run(["rm", "-rf", place], check=True)
    source.mkdir(parents=True)
    archive = subprocess.Popen(["git", "archive", "HEAD"], cwd=ROOT, stdout=subprocess.PIPE)
    subprocess.run(["tar", "-x", "-C", source], stdin=archive.stdout, check=True)
    (source / "node_modules").symlink_to(ROOT / "node_modules")
    subprocess.run(["meson", "setup", build], cwd=source, check=True, stdout=subprocess.DEVNULL)
    return source, build


def passes(build, tests):
    """None: it does not build."""
    programs = [f"tests/unit/test_{test}" for test in tests]
    if subprocess.run(["ninja", "-C", build, *programs], capture_output=True).returncode != 0:
        return None
    return all(subprocess.run([build / program], capture_output=True, timeout=300).returncode == 0
               for program in programs)


def main(place, wanted):
    source, build = make_copy(Path(place).resolve())
    missed = 0
    for promise, what, path, tests, old, new in rows():
        if wanted and promise not in wanted:
            continue
        text = (source / path).read_text()
        (source / path).write_text(text.replace(old, new))
        found = passes(build, tests)
        (source / path).write_text(text)
        os.utime(source / path)
        missed += found is not False
        print(f"{promise} {what}: " + {None: "DOES NOT BUILD", True: "MISSED BY NO TEST", False: "missed"}[found], flush=True)
    return 1 if missed else 0


if len(sys.argv) < 2:
    raise SystemExit(__doc__)
sys.exit(look() if sys.argv[1] == "--look" else main(sys.argv[1], sys.argv[2:]))
