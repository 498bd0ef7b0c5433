# SPDX-License-Identifier: Apache-2.0
"""Reads llvm-cov's export: a small table of libtongxing's files, or the names of what was run."""
import json
import sys


def table(path):
    with open(path, encoding="utf-8") as file:
        files = json.load(file)["data"][0]["files"]
    rows = [
        (file["filename"].rsplit("/", 1)[1], file["summary"])
        for file in files
        if "/common/format/" in "/" + file["filename"] and file["filename"].endswith(".c")
    ]
    print(f"{'file':<24}{'lines':>8}{'branches':>10}")
    for name, summary in sorted(rows):
        lines, branches = summary["lines"]["percent"], summary["branches"]["percent"]
        print(f"{name:<24}{lines:7.0f}%{branches:9.0f}%")


def functions():
    for function in json.load(sys.stdin)["data"][0]["functions"]:
        if function["count"] > 0:
            print(function["name"].rsplit(":", 1)[-1])


if sys.argv[1] == "--functions":
    functions()
else:
    table(sys.argv[1])
