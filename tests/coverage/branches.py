#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Branches that no test takes: branches.py BUILD [--propose | --rooms [ROOM …]]

BUILD was set up with -Dcoverage=true and has run its tests. Each branch of common/format, server/api
and server/http that none of them took stands in never.txt beside this file, with its reason; one that
does not fails, as does a mark without a reason and one whose line is gone. --propose prints what is
missing as never.txt has it; --rooms how many branches of each room were taken, of a BUILD that was set
up with -Db_coverage=true, or the lines of a ROOM that has some left."""
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("common/format/", "server/api/", "server/http/")
MARKS = Path(__file__).with_name("never.txt")


def measure(build, rooms):
    """{(file, line): how often each of its branches was taken}"""
    notes = [str(p) for room in rooms for p in sorted((build / room).rglob("*.gcno"))]
    said = subprocess.run(["gcov", "--branch-counts", "--branch-probabilities", "--json-format", "--stdout", *notes],
                          cwd=build, capture_output=True, text=True).stdout
    taken = {}
    for line in said.splitlines():
        for file in json.loads(line)["files"] if line.startswith("{") else []:
            path = (build / file["file"]).resolve()
            name = str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else ""
            for at in file["lines"] if name.startswith(rooms) else []:
                place, counts = (name, at["line_number"]), [branch["count"] for branch in at["branches"]]
                before = taken.get(place, [])
                # The same source in two libraries, or in the header of several.
                same = len(before) == len(counts)
                taken[place] = [a + b for a, b in zip(before, counts)] if same else max(before, counts, key=len)
    return taken


def tell_lines(build, rooms):
    for (name, number), counts in sorted(measure(build, tuple(room + "/" for room in rooms)).items()):
        if 0 in counts:
            text = (ROOT / name).read_text().splitlines()[number - 1].strip()
            print(f"{name}:{number}: {counts.count(0)} of {len(counts)} never taken: {text}")


def tell_rooms(build):
    rooms = defaultdict(list)
    for (name, _), counts in measure(build, ("common/", "gate-client/", "keys/", "server/")).items():
        if counts:
            rooms["/".join(name.split("/")[:2]) if name.count("/") > 1 else name.split("/")[0]] += counts
    print("| room | branches | taken | % |\n| --- | ---: | ---: | ---: |")
    for room, counts in sorted(rooms.items()):
        taken = len(counts) - counts.count(0)
        print(f"| {room} | {len(counts)} | {taken} | {100 * taken / len(counts):.1f} |")


def never_taken(taken):
    """{(file, text of the line): (the most branches never taken in such a line, its number)}"""
    texts, out = {}, {}
    for (name, number), counts in sorted(taken.items()):
        if 0 in counts:
            lines = texts.setdefault(name, (ROOT / name).read_text().splitlines())
            place = name, lines[number - 1].strip()
            out[place] = max(out.get(place, (0, 0)), (counts.count(0), number))
    return out


def read_marks():
    """{(file, text): how many branches}, how many marks of each kind, and what is wrong with the table."""
    marks, wrong, kinds, name, waiting = {}, [], {}, None, []
    for line in MARKS.read_text().splitlines():
        if line.startswith("== "):
            wrong += [f"a mark without a reason: {one}" for one in waiting]
            name, waiting = line[3:], []
        elif line.startswith("  "):
            kind = re.match(r"  \((\w+)\)", line)
            if kind and kind.group(1) not in kinds:
                wrong.append(f"no such kind of reason: {line.strip()}")
            elif kind:
                kinds[kind.group(1)] += len(waiting)
            waiting = []
        elif name is None and (kind := re.match(r"\((\w+)\) \S", line)):
            kinds[kind.group(1)] = 0
        elif line and not line.startswith("#"):
            text, _, count = line.rpartition(" | ")
            marks[name, text] = int(count)
            waiting.append(f"{name}: {text}")
    return marks, kinds, wrong + [f"a mark without a reason: {one}" for one in waiting]


def gone(marks):
    lines = defaultdict(set)
    for name in {name for name, _ in marks}:
        if (ROOT / name).is_file():
            lines[name] = {line.strip() for line in (ROOT / name).read_text().splitlines()}
    return [f"a mark of a line that is gone: {name}: {text}" for name, text in marks if text not in lines[name]]


def propose(missing):
    name = None
    for (file, text), (count, _) in sorted(missing.items(), key=lambda one: (one[0][0], one[1][1])):
        if file != name:
            print(f"== {file}")
            name = file
        print(f"{text} | {count}")


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    if "--rooms" in sys.argv:
        build, rooms = Path(sys.argv[1]).resolve(), sys.argv[3:]
        return tell_lines(build, rooms) if rooms else tell_rooms(build)
    taken = measure(Path(sys.argv[1]).resolve(), ROOMS)
    never, (marks, kinds, wrong) = never_taken(taken), read_marks()
    missing = {place: found for place, found in never.items() if found[0] > marks.get(place, 0)}
    if "--propose" in sys.argv:
        return propose(missing)
    for place in sorted(set(marks) - set(never)):
        print(f"taken after all: {place[0]}: {place[1]}")
    wrong += gone(marks)
    wrong += [f"{name}:{number}: {count} never taken, {marks.get((name, text), 0)} marked: {text}"
              for (name, text), (count, number) in sorted(missing.items())]
    print("\n".join(wrong))
    branches = [count for counts in taken.values() for count in counts]
    print(f"note: {len(branches)} branches, {branches.count(0)} never taken, {len(marks)} lines marked")
    raise SystemExit(1 if wrong or not branches else 0)


main()
