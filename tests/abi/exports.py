# SPDX-License-Identifier: Apache-2.0
"""What libtongxing exports is what its public headers declare: no more, no less.

exports.py LIBRARY HEADER...   compares the two, and the list in tongxing.map
exports.py --write HEADER...   writes tongxing.map from the headers
"""
import pathlib
import re
import subprocess
import sys

MAP = pathlib.Path(__file__).resolve().parents[2] / "common/format/tongxing.map"


def declared(headers):
    names = set()
    for header in headers:
        text = pathlib.Path(header).read_text(encoding="utf-8")
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        text = re.sub(r"static inline[^{]*\{.*?^\}", "", text, flags=re.S | re.M)
        text = re.sub(r"static inline[^{;]*\{[^\n]*\}", "", text)
        text = re.sub(r"^#define.*?[^\\]$", "", text, flags=re.S | re.M)
        names |= set(re.findall(r"^[a-z][\w *]*?\b(tx_\w+)\(", text, flags=re.M))
    return names


def listed():
    return set(re.findall(r"^\s*(tx_\w+);", MAP.read_text(encoding="utf-8"), flags=re.M))


def exported(library):
    out = subprocess.run(
        ["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True
    ).stdout
    return {line.split()[2].split("@")[0] for line in out.splitlines() if " T " in line}


def write(names):
    lines = "".join(f"    {name};\n" for name in sorted(names))
    MAP.write_text("TONGXING_0 {\n  global:\n" + lines + "  local:\n    *;\n};\n", encoding="utf-8")


def compare(what, names, public):
    for name in sorted(names - public):
        print(f"{name}: {what}, but declared in no public header")
    for name in sorted(public - names):
        print(f"{name}: declared in a public header, but not {what}")
    return names == public


def main():
    if sys.argv[1] == "--write":
        write(declared(sys.argv[2:]))
        return 0
    public = declared(sys.argv[2:])
    same = [
        compare("listed in tongxing.map", listed(), public),
        compare("exported", exported(sys.argv[1]), public),
    ]
    if not all(same):
        print("Run: python3 tests/abi/exports.py --write <public headers of common/format>")
    return 0 if all(same) else 1


sys.exit(main())
