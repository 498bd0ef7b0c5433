#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""phone.py URL FORM.json FOLDER: a resident's phone, a browser without a window. It opens the page,
applies with what stands in the form, and holds its screen up: FOLDER/screen.png appears with the
first code, and anew whenever that file is taken away. It ends with its process."""
import json
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/browser"))
from driver import Browser, until  # noqa: E402

SHOWN = "return document.querySelectorAll('canvas.qr[data-size]').length"
FILL = """
    const field = document.getElementById(%s), set = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set;
    set.call(field, %s);
    field.dispatchEvent(new Event('input', {bubbles: true}));"""


def apply(browser, url, form):
    browser.open(url + "#apply")
    until(lambda: browser.run("return !!document.getElementById('room')"))
    for name, value in form.items():
        browser.run(FILL % (json.dumps(name), json.dumps(value)))
    browser.click("form button[type=submit]")
    if not until(lambda: browser.run(SHOWN), 20):
        sys.exit("no code: " + browser.run("return document.body.innerText"))


def hold_up(browser, picture):
    if os.path.exists(picture):
        return
    browser.screenshot(picture + ".new")
    os.rename(picture + ".new", picture)


def main(url, form, folder):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with open(form, encoding="utf-8") as said, Browser(412, 915) as browser:
        browser.resize(412, 915, True)
        apply(browser, url, json.load(said))
        while True:
            hold_up(browser, os.path.join(folder, "screen.png"))
            time.sleep(0.2)


if __name__ == "__main__":
    main(*sys.argv[1:])
