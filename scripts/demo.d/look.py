#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""look.py URL PICTURE WORD...: opens a page in a browser without a window, waits until every word
stands on it, prints what it says and keeps a picture of it."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/browser"))
from driver import Browser, until  # noqa: E402

url, picture, *words = sys.argv[1:]
with Browser(1280, 1000) as browser:
    browser.open(url)
    there = until(lambda: all(word in browser.text("body") for word in words))
    print(browser.text("body"))
    browser.screenshot(picture)
sys.exit(0 if there else 1)
