#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""words.py SEQUENCES FORMAT: each sequence's chapter is one of docs/format.md, and its words stand in it."""
import pathlib
import re
import sys


def chapters(text):
    """Heading to what stands below it, in one line each; a chapter has its sections' words as well."""
    found, open_chapters = {}, []
    for line in text.splitlines():
        heading = re.match(r"(#+) (.*)", line)
        if heading:
            level = len(heading[1])
            open_chapters = [c for c in open_chapters if c[0] < level] + [(level, heading[2])]
            found[heading[2]] = ""
        for _, name in open_chapters:
            found[name] += " " + line
    return found


def main(folder, page):
    there = chapters(pathlib.Path(page).read_text(encoding="utf-8"))
    faults = count = 0
    for path in sorted(pathlib.Path(folder).glob("*.txt")):
        name = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            word, _, rest = line.strip().partition(" ")
            if word == "sequence":
                name = rest
            if word != "by":
                continue
            count += 1
            chapter, _, words = rest.partition(": ")
            while chapter not in there and ": " in words:
                more, _, words = words.partition(": ")
                chapter += ": " + more
            if words not in there.get(chapter, ""):
                print(f"{path}: {name}: docs/format.md, “{chapter}”, does not say “{words}”")
                faults += 1
    print(f"{count} sequences, {faults} faults")
    return faults > 0 or count == 0


sys.exit(main(*sys.argv[1:]))
