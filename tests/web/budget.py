#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""budget.py ASSETS.PY FILE...: what a first visit to the resident's page loads, compressed as the
server gives it, against its budget in bytes and requests."""
import gzip
import importlib.util
import os
import sys

SCRIPT_MAX = 40_000
ALL_MAX = 60_000
REQUESTS_MAX = 8


def assets_module(path):
    spec = importlib.util.spec_from_file_location("assets", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(paths):
    files = {}
    for path in paths:
        with open(path, "rb") as f:
            files[os.path.basename(path)] = f.read()
    return files


def main():
    built = assets_module(sys.argv[1]).build(read(sys.argv[2:]))
    packed = {name: len(gzip.compress(data, 9, mtime=0)) for name, (data, _) in built.items() if name != "404.html"}
    script = sum(size for name, size in packed.items() if name.endswith(".js"))
    print(f"script {script} of {SCRIPT_MAX} bytes, all {sum(packed.values())} of {ALL_MAX}, {len(packed)} requests")
    within = script <= SCRIPT_MAX and sum(packed.values()) <= ALL_MAX and len(packed) <= REQUESTS_MAX
    return 0 if within else 1


sys.exit(main())
