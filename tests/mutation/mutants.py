#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Mutation testing: mutants.py BUILD [SOURCE …]

Changes one comparison, constant or return at a time in the sources whose mistakes let somebody in or
lose what happened, and runs the tests until one fails. A mutant that every test lets live is printed;
the exit status is 1 then. survivors.txt beside this file holds those that change nothing that can be
observed, each with its reason. BUILD is made anew from what is committed; the sources that it holds
are changed, never those of the tree. MUTANTS_ONE_IN=N takes every N-th, MUTANTS_NEW=1 none that is
explained already: each of those runs every test."""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FORMAT = ["common/format/" + name for name in ("decide.c", "evaluate.c", "trust.c", "list.c")]
JOURNAL = "gate-client/journal"
EXPLAINED = Path(__file__).with_name("survivors.txt")

SWAPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&",
         "true": "false", "false": "true"}
# What is no code: comments, strings, characters, directives.
SKIPPED = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|^[ \t]*#(?:\\\n|[^\n])*', re.S | re.M)
# Of arrays, where they are declared, and of what is all zero: more room is no mistake.
SIZES = re.compile(r"(?<=\w) \**\w+\[[^\]]*\](?=[,;)]| =)|\{ 0 \}")
TOKEN = re.compile(r"(?P<swap>&&|\|\||[=!<>]=|(?<![-<])<(?![<=])|(?<![->])>(?![>=])|\b(?:true|false)\b)"
                   r"|(?P<number>\b\d+[uUlL]*\b)|(?P<bound>\b[A-Z][A-Z0-9_]*_(?:S|MS|MAX|SIZE|AHEAD)\b)"
                   r"|(?P<reason>(?<=return )TX_(?!SHOWN)[A-Z_]+\b(?=;))|(?P<negation>!(?=[a-zA-Z_(]))")


def replacement(kind, text):
    if kind == "swap":
        return SWAPS[text]
    if kind == "number":
        digits = re.match(r"\d+", text).group()
        return str(int(digits, 8 if len(digits) > 1 and digits[0] == "0" else 10) + 1) + text[len(digits):]
    if kind == "bound":
        return f"({text} + 1)"
    if kind == "reason":
        return "TX_MALFORMED" if text == "TX_OK" else "TX_OK"
    return ""


def mutants_of(path):
    """(offset, length, new text, its line, what changes) of each."""
    text = (ROOT / path).read_text()
    code = SKIPPED.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)
    code = SIZES.sub(lambda size: " " * len(size.group()), code)
    found, before = [], {}
    for token in TOKEN.finditer(code):
        start = text.rfind("\n", 0, token.start()) + 1
        line = text[start:text.find("\n", start)].strip()
        new = replacement(token.lastgroup, token.group())
        number = before[start, token.group()] = before.get((start, token.group()), 0) + 1
        what = f"{token.group()} -> {new or 'nothing'}" + (f", number {number}" if number > 1 else "")
        found.append((token.start(), len(token.group()), new, line, what))
    return text, found


def explained():
    """{(source, line, change): reason}"""
    out, source, waiting = {}, None, []
    for line in EXPLAINED.read_text().splitlines():
        if line.startswith("== "):
            source = line[3:]
        elif line.startswith("  "):
            out.update((one, line.strip()) for one in waiting)
            waiting = []
        elif line and not line.startswith("#"):
            waiting.append((source, *line.rsplit(" | ", 1)))
    return out


class Build:
    def __init__(self, place):
        self.source, self.build = place / "source", place / "build"
        subprocess.run(["rm", "-rf", place], check=True)
        self.source.mkdir(parents=True)
        archive = subprocess.Popen(["git", "archive", "HEAD"], cwd=ROOT, stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", self.source], stdin=archive.stdout, check=True)
        if archive.wait() != 0:
            raise SystemExit("mutants: git archive failed")
        linker = {"CC_LD": "gold"} if subprocess.run(["which", "ld.gold"], capture_output=True).returncode == 0 else {}
        subprocess.run(["meson", "setup", "-Dwerror=false", "-Doptimization=0", "-Ddebug=false", self.build],
                       cwd=self.source, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **linker})
        self.made = {target["id"]: target["filename"] for target in self.listed("--targets")}
        self.inputs = {}
        self.tests = [test for test in self.listed("--tests") if self.quick(test)]

    def listed(self, what):
        return json.loads(subprocess.run(["meson", "introspect", what, self.build], check=True, capture_output=True).stdout)

    def quick(self, test):
        """Programs of our own that stand at a gate, or below it, and are well when they end with 0."""
        suites, program = {suite.split(":")[-1] for suite in test["suite"]}, Path(test["cmd"][0])
        return (program.is_relative_to(self.build) and "server" not in suites and "--only" not in test["cmd"]
                and "--without-checks" not in test["cmd"] and bool(suites & {"unit", "vectors", "conformance"}))

    def knows(self, test, path):
        """Whether the test is of that file's room: the gate's tests, which stand on the format too, are the journal's."""
        needs = "".join(self.needs(program) for program in self.programs(test))
        if path.startswith(JOURNAL):
            return "libgate_journal.a" in needs
        return "libtongxing.a" in needs and ("gate-client/" not in needs or "conformance" in test["cmd"][0])

    def needs(self, program):
        if program not in self.inputs:
            asked = subprocess.run(["ninja", "-C", self.build, "-t", "query", program], capture_output=True, text=True)
            self.inputs[program] = asked.stdout
        return self.inputs[program]

    def programs(self, test):
        """What it runs, a gate under test among it."""
        files = [Path(name) for target in test["depends"] for name in self.made.get(target, [])]
        return [str(name.relative_to(self.build)) for name in files]

    def make(self, tests):
        names = sorted({name for test in tests for name in self.programs(test)})
        return subprocess.run(["ninja", "-C", self.build, *names], capture_output=True).returncode == 0

    def passes(self, test):
        try:
            return subprocess.run(test["cmd"], cwd=test["workdir"] or self.build, capture_output=True,
                                  timeout=60).returncode in (0, 77)
        except subprocess.TimeoutExpired:
            return False

    def fate(self, order):
        """The three that killed last are tried by themselves, then all others are made at once."""
        for tests in [[test] for test in order[:3]] + [order[3:]]:
            if not self.make(tests):
                return "no code"
            for test in tests:
                if not self.passes(test):
                    order.remove(test)
                    order.insert(0, test)
                    return "killed"
        return "survived"


def chosen(path, known):
    text, found = mutants_of(path)
    if os.environ.get("MUTANTS_NEW"):
        found = [one for one in found if (path, *one[3:]) not in known]
    return text, found[::int(os.environ.get("MUTANTS_ONE_IN", "1"))]


def run(build, path, tests, known):
    text, found = chosen(path, known)
    order = [test for test in tests if build.knows(test, path)]
    counts = {"killed": 0, "explained": 0, "survived": 0, "no code": 0}
    place = build.source / path
    for at, length, new, line, what in found:
        place.write_text(text[:at] + new + text[at + length:])
        fate = build.fate(order)
        if fate == "survived" and (path, line, what) in known:
            fate = "explained"
        counts[fate] += 1
        if fate == "survived":
            print(f"{line} | {what}", flush=True)
    place.write_text(text)
    print(f"== {path}, {len(order)} tests: " + ", ".join(f"{count} {name}" for name, count in counts.items()), flush=True)
    return counts


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        raise SystemExit(__doc__)
    build = Build(Path(sys.argv[1]).resolve())
    sources = sys.argv[2:] or FORMAT + sorted(str(p.relative_to(ROOT)) for p in (ROOT / JOURNAL).glob("*.c"))
    wanted = [test for test in build.tests if any(build.knows(test, path) for path in sources)]
    if not build.make(wanted):
        raise SystemExit("mutants: the tests are not built")
    tests = [test for test in wanted if build.passes(test)]
    failing = sorted(test["name"] for test in wanted if test not in tests)
    print(f"{len(tests)} of {len(wanted)} tests pass as they stand, and count" +
          "".join(f"\n  not: {name}" for name in failing), flush=True)
    known, survived = explained(), 0
    for path in sources:
        survived += run(build, path, tests, known)["survived"]
    raise SystemExit(1 if survived else 0)


main()
