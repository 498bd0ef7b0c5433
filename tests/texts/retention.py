#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""retention.py SOURCE SERVER: docs/privacy.md and `tongxing-server retention` say the same.

Fails, with one line a fault, where a row stands in one of them alone, at another place, or dies at
another time; the docs may go on behind the time.
"""
import json
import os
import subprocess
import sys


def rows_of_docs(text):
    table = text.split("\n## For how long\n")[1].split("| --- | --- | --- |\n")[1]
    for line in table.split("\n\n")[0].splitlines():
        what, where, dies = (cell.strip() for cell in line.strip("|").split("|"))
        yield what, (where, dies.replace("`", ""))


def main(source, server):
    with open(os.path.join(source, "docs/privacy.md"), encoding="utf-8") as page:
        docs = dict(rows_of_docs(page.read()))
    run = subprocess.run([server, "retention", "--json"], capture_output=True, check=True, timeout=20)
    code = {row["what"]: row for row in json.loads(run.stdout)["retention"]}
    faults = [f"{what}: in the docs alone" for what in docs.keys() - code.keys()]
    faults += [f"{what}: not in the docs" for what in code.keys() - docs.keys()]
    for what in docs.keys() & code.keys():
        where, dies = docs[what]
        if where != code[what]["where"] or not dies.startswith(code[what]["dies"]):
            faults.append(f"{what}: {where}, {dies}; the program says {code[what]['where']}, {code[what]['dies']}")
    print("\n".join(sorted(faults)) or f"{len(code)} rows")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
