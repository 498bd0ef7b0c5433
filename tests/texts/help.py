#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""help.py SOURCE PROGRAM…: whether every --help stands in columns on a terminal, in both languages.

Goes through every command of every program as its own help lists them. Fails, with one line a
fault, where the words of a command or an option do not begin in the column of all others; a
Chinese character is two columns wide. Fails where the help of
`tongxing-gate operator` lacks a word that a gate understands.
"""
import os
import re
import subprocess
import sys
import unicodedata

BLOCKS = {"命令：", "Commands:", "选项：", "Options:"}
COMMANDS = {"命令：", "Commands:"}
COLUMN = 31


def width(text):
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def help_of(program, path, lang):
    run = subprocess.run(
        [program, *path, "--help", "--lang", lang],
        capture_output=True, check=True, timeout=20, encoding="utf-8",
    )
    return run.stdout.splitlines()


def stands(line, after):
    """Whether a line's words begin in COLUMN: behind its name, or on the line below."""
    at = next((i for i in range(1, len(line)) if width(line[:i]) == COLUMN), None)
    in_column = at is not None and line[at - 1] == " " and line[at] != " "
    return line.startswith("  ") and (in_column or after)


def check(program, path, lang):
    """Prints what is wrong, and goes into the commands below."""
    wrong, pages, block = 0, 1, None
    lines = help_of(program, path, lang)
    for number, line in enumerate(lines):
        if line in BLOCKS:
            block = line
        elif not line:
            block = None
        elif block:
            below = lines[number + 1] if number + 1 < len(lines) else ""
            if not stands(line, re.match(rf" {{{COLUMN}}}\S", below)):
                wrong += 1
                print(f"{os.path.basename(program)} {' '.join(path)} --help: not in column: {line}")
            name = re.match(r"  ([a-z][a-z-]*)", line)
            if block in COMMANDS and name:
                more_wrong, more_pages = check(program, [*path, name[1]], lang)
                wrong, pages = wrong + more_wrong, pages + more_pages
    return wrong, pages


def words_of_gate(source):
    path = os.path.join(source, "gate-client/core/operator_command.c")
    with open(path, encoding="utf-8") as file:
        table = re.search(r"names\[GATE_WORD_COUNT\] = \{(.*?)\}", file.read(), re.S)
    return re.findall(r'"([a-z_]+)"', table[1])


def check_words(source, program):
    """How many of the words that a gate understands its help does not name."""
    missing = 0
    for lang in ("zh", "en"):
        text = " ".join(help_of(program, ["operator"], lang))
        for word in words_of_gate(source):
            if not re.search(rf"\b{word}\b", text, re.A):
                missing += 1
                print(f"{program} operator --help --lang {lang} lacks {word}")
    return missing


def main():
    source, programs = sys.argv[1], sys.argv[2:]
    wrong = sum(check_words(source, p) for p in programs if p.endswith("tongxing-gate"))
    pages = 0
    for program in programs:
        for lang in ("zh", "en"):
            of_one = check(program, [], lang)
            wrong, pages = wrong + of_one[0], pages + of_one[1]
    print(f"{pages} pages of help, {wrong} lines wrong")
    sys.exit(1 if wrong or pages < 100 else 0)


if __name__ == "__main__":
    main()
