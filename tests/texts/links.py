#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""links.py ROOT: every link of the docs leads to a file, and to a heading of it where it names one; every
path of a source that they name is there."""
import glob
import os
import re
import sys

FENCE = re.compile(r"^```.*?^```", re.M | re.S)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.M)
ROOMS = ("common/", "server/", "gate-client/", "keys/", "tests/", "scripts/", "docs/", "debian/", "findings/")
ENDINGS = ("", ".c", ".h", ".sh", ".py")
PATTERN = re.compile(r"[*{…]|[A-Z]{3}|\b[XN]\b|pN")  # tests/unit/ROOM/test_X.c


def anchor(heading):
    """As GitHub and its like make one of a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return "".join(c for c in plain if c.isalnum() or c in " -_").replace(" ", "-")


def faults_of(page, text, headings):
    for link in LINK.findall(CODE.sub("", text)):
        path, _, heading = link.partition("#")
        target = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
        if re.match(r"[a-z]+:", link):
            continue
        if not os.path.exists(target):
            yield f"{page}: {link}: no such file"
        elif heading and target in headings and heading not in headings[target]:
            yield f"{page}: {link}: no such heading"
    for word in (word.rstrip(".,;:") for code in CODE.findall(text) for word in code.split()):
        if word.startswith(ROOMS) and not PATTERN.search(word) and not any(os.path.exists(word + end) for end in ENDINGS):
            yield f"{page}: {word}: no such file"


def main():
    os.chdir(sys.argv[1])
    found = [page for at in ("", *(f"{room}**/" for room in ROOMS)) for page in glob.glob(f"{at}*.md", recursive=True)]
    pages = {page: FENCE.sub("", open(page, encoding="utf-8").read()) for page in found}
    headings = {page: {anchor(one) for one in HEADING.findall(text)} for page, text in pages.items()}
    faults = [fault for page, text in pages.items() for fault in faults_of(page, text, headings)]
    print(*faults, f"{len(pages)} pages, {len(faults)} links that lead nowhere", sep="\n")
    return 1 if faults else 0


sys.exit(main())
