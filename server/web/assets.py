#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""assets.py OUT.c NAME FILE...: writes the files of the page NAME.html into C, as assets.h declares
them: web_page_NAME.

Scripts, styles and pictures get the hash of their content into their names. Pages, the manifest and
the service worker, whose addresses are known, name them: @FILE@ in them becomes the name of FILE,
@ALL@ a list of what a phone without a network needs, @VERSION@ the hash of all of it."""
import gzip
import hashlib
import os
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
FIXED = ("sw.js", "manifest.webmanifest")


def tag(data):
    return hashlib.sha256(data).hexdigest()[:16]


def is_fixed(name):
    return name in FIXED or name.endswith(".html")


def hashed(name, data):
    stem, ending = os.path.splitext(name)
    return f"{stem}.{tag(data)}{ending}"


def address(name, page):
    """What stands behind /resident/ for a file of a known address."""
    return "" if name == page + ".html" else name


def fill(data, names, marks):
    text = data.decode()
    for name, new in names.items():
        text = text.replace(f"@{name}@", new)
    for mark, value in marks.items():
        text = text.replace(f"@{mark}@", value)
    return text.encode()


def build(files, page="resident"):
    """{address: (bytes, lasting)} of files {name: bytes}."""
    lasting = {name: hashed(name, data) for name, data in files.items() if not is_fixed(name)}
    known = {name: fill(data, lasting, {}) for name, data in files.items() if is_fixed(name)}
    built = {new: (files[name], True) for name, new in lasting.items()}
    offline = ["./" + name for name in sorted([*lasting.values(), "manifest.webmanifest", ""])]
    version = tag(b"".join(tag(known[name]).encode() for name in sorted(known)))
    marks = {"ALL": " ".join(offline), "VERSION": version}
    built.update({address(name, page): (fill(data, {}, marks), False) for name, data in known.items()})
    return built


def rows(data):
    return ",".join(str(byte) for byte in data)


def write_c(path, page, built):
    with open(path, "w", encoding="utf-8") as out:
        out.write('#include "assets.h"\n')
        table = []
        for n, (name, (data, lasting)) in enumerate(sorted(built.items())):
            packed = gzip.compress(data, 9, mtime=0)
            out.write(f"static const uint8_t bytes_{n}[] = {{{rows(data)}}};\n")
            out.write(f"static const uint8_t gzip_{n}[] = {{{rows(packed)}}};\n")
            kind = TYPES[os.path.splitext(name or "index.html")[1]]
            table.append(
                f'{{ "{name}", "{kind}", "{tag(data)}", "{tag(packed)}", {str(lasting).lower()}, '
                f"bytes_{n}, gzip_{n}, sizeof bytes_{n}, sizeof gzip_{n} }},\n"
            )
        out.write("static const struct web_asset assets[] = {\n" + "".join(table) + "};\n")
        out.write(f"const struct web_page web_page_{page} = {{ assets, sizeof assets / sizeof *assets }};\n")


def main(out, page, paths):
    files = {}
    for path in paths:
        with open(path, "rb") as f:
            files[os.path.basename(path)] = f.read()
    write_c(out, page, build(files, page))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
