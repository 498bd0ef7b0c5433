#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The code of a page, so that what is installed and built is what people read: extract.py PAGE NAME

Prints the fenced block whose first line names NAME behind its language.
"""
import re
import sys

page, name = sys.argv[1:]
text = open(page, encoding="utf-8").read()
blocks = re.findall(rf"^```\S+ {re.escape(name)}\n(.*?)^```$", text, re.M | re.S)
if len(blocks) != 1:
    sys.exit(f"{page}: {len(blocks)} blocks named {name} instead of one")
sys.stdout.write(blocks[0])
