#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""queries.py BUILD FOLDER: whether every query of the server ran on both databases.

Reads the queries of server/store as the preprocessor leaves them, and what the tests' twin driver
wrote into FOLDER (TONGXING_TEST_QUERIES); names each query that no test ran.
"""
import glob
import json
import os
import re
import shlex
import subprocess
import sys

LITERALS = re.compile(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*')
QUERY = re.compile(r"(select|insert|update|delete|with)\s")


def literals(unit):
    """Strings of a file of C, those that stand beside each other joined."""
    command = shlex.split(unit["command"])
    command = command[: command.index("-MD")] + ["-E", "-P", unit["file"]]
    text = subprocess.run(command, cwd=unit["directory"], capture_output=True, text=True, check=True)
    for match in LITERALS.finditer(text.stdout):
        yield "".join(json.loads(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', match[0]))


def store_units(build):
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for unit in json.load(file):
            if re.search(r"/server/store/(?!postgres/)\w+/\w+\.c$", os.path.join("/", unit["file"])):
                yield os.path.basename(unit["file"]), unit


def preprocessed(build, name):
    """The strings of one file of the store."""
    for file, unit in store_units(build):
        if file == name:
            yield from literals(unit)


def read_queries(build):
    """{query: file}"""
    queries = {}
    for file, unit in store_units(build):
        if not file.startswith("migrations"):
            queries.update((text, file) for text in literals(unit) if QUERY.match(text))
    return queries


def main():
    build, folder = sys.argv[1:]
    queries, ran = read_queries(build), set()
    for path in glob.glob(os.path.join(folder, "*")):
        with open(path, encoding="utf-8") as file:
            ran.update(file.read().splitlines())
    missing = [text for text in queries if text not in ran]
    for text in sorted(missing):
        print(f"{queries[text]}: no test ran this on both databases: {text}")
    print(f"{len(queries)} queries, {len(missing)} not run")
    if missing or len(queries) < 50:
        sys.exit(1)


if __name__ == "__main__":
    main()
