#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""printed.py SOURCE: whether what strangers wrote reaches a screen cleaned.

Reads every call of printf and fprintf to a terminal in the programs. Fails, with one line a call,
where a text that came in (a member of JSON, an argument, the name of a file) is printed by it:
host_screen_print and host_screen_line are for such texts.
"""
import os
import re
import sys

FOLDERS = [
    "gate-client/command",
    "gate-client/loop",
    "keys/command",
    "server/command",
    "server/command/client",
    "server/command/setup",
]
CALL = re.compile(r"\b(?:printf\(|fprintf\(std(?:out|err),|puts\(|fputs\()")
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
# Times and key ids are what the program wrote itself; the rest comes from without.
READ = r"\b(?:text_of|text|word|json_string_value)\("
FOREIGN = re.compile(rf"{READ}|\bhost_(?:arg|text|text_at)\(|\b(?:path|source|key)\b")
# A variable of the same function that holds what was read.
KEPT = re.compile(rf"\*(\w+) = {READ}")


def end_of(source, at):
    """Where the call ends whose bracket opens before at."""
    depth = 1
    while depth:
        depth += {"(": 1, ")": -1}.get(source[at], 0)
        at += 1
    return at


def foreign_in(source):
    plain = STRING.sub(lambda found: '"' + "_" * (len(found[0]) - 2) + '"', source)
    for call in CALL.finditer(plain):
        end = end_of(plain, call.end())
        kept = set(KEPT.findall(plain, plain.rfind("\n}\n", 0, call.start()) + 1, call.start()))
        arguments = plain[call.end() : end]
        if FOREIGN.search(arguments) or kept & set(re.findall(r"\w+", arguments)):
            yield source.count("\n", 0, call.start()) + 1, source[call.start() : end]


def main():
    wrong = count = 0
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(sys.argv[1], folder))):
            if not name.endswith(".c"):
                continue
            count += 1
            path = os.path.join(sys.argv[1], folder, name)
            with open(path, encoding="utf-8") as file:
                for number, call in foreign_in(file.read()):
                    wrong += 1
                    print(f"{path}:{number}: printed uncleaned: {' '.join(call.split())}")
    print(f"{count} files read, {wrong} calls wrong")
    sys.exit(1 if wrong or count < 40 else 0)


if __name__ == "__main__":
    main()
