#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""embed.py OUT FILE...: writes the files into C, as assets.h declares them."""
import os
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}

with open(sys.argv[1], "w") as out:
    out.write('#include "page/assets.h"\n')
    for path in sys.argv[2:]:
        stem, ending = os.path.splitext(os.path.basename(path))
        name = f"page_{stem}_{ending[1:]}"
        with open(path, "rb") as f:
            data = f.read()
        rows = ",".join(str(b) for b in data)
        out.write(f"static const uint8_t {name}_bytes[] = {{{rows}}};\n")
        out.write(f"const struct page_asset {name} = {{ \"{TYPES[ending]}\", {name}_bytes, sizeof {name}_bytes }};\n")
