# SPDX-License-Identifier: Apache-2.0
"""A browser for tests: Debian's Chromium, driven by W3C WebDriver over loopback."""
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-device-scale-factor=1",
]


def missing():
    """Why there can be no browser; None: there can."""
    there = shutil.which("chromium") and shutil.which("chromedriver")
    return None if there else "no chromium here"


def run(why=None):
    """The tests of the program that was started; why: there is nothing to run them with."""
    why = missing() or why
    if why:
        print(f"{why}: skipped")
        sys.exit(77)
    unittest.main(verbosity=2)


PALETTE = "split[picture][colours];[colours]palettegen=max_colors=128:reserve_transparent=0[palette];[picture][palette]paletteuse=dither=none"


class Browser:
    def __init__(self, width=1280, height=800, arguments=()):
        self.profile = tempfile.TemporaryDirectory()
        self.base = f"http://127.0.0.1:{self._start()}"
        options = [*ARGUMENTS, *arguments, f"--user-data-dir={self.profile.name}", f"--window-size={width},{height}"]
        # what is looked for to be read, typed into or clicked may still be on its way
        self.chrome = {"browserName": "chrome", "timeouts": {"implicit": 10000}, "goog:chromeOptions": {"args": options}}
        self._begin()

    def _begin(self):
        self.session = ""
        answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": self.chrome}})
        self.session = "/session/" + answer["sessionId"]

    def restart(self):
        """Ends the browser and starts it again, with all that it keeps."""
        self._call("DELETE", "")
        self._begin()

    def _start(self):
        """Its port. It looks for a free one itself, which another program may take before it does."""
        said = []
        for _ in range(3):
            self.driver = subprocess.Popen(
                ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            for line in self.driver.stdout:
                if "started successfully on port" in line:
                    return int(line.rsplit(" ", 1)[1].strip(" .\n"))
                said.append(line)
            self.driver.wait(10)
        raise RuntimeError("chromedriver does not start: " + "".join(said))

    def _call(self, method, path, body=None):
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            self.base + self.session + path, data, {"Content-Type": "application/json"}, method=method
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def open(self, url):
        self._call("POST", "/url", {"url": url})

    def find(self, css):
        return self._call("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def text(self, css):
        """A page may draw it anew between finding it and asking."""
        for again in (True, True, False):
            try:
                return self._call("GET", f"/element/{self.find(css)}/text")
            except RuntimeError as error:
                if not again or "stale element" not in str(error):
                    raise

    def click(self, css):
        self._call("POST", f"/element/{self.find(css)}/click")

    def type(self, css, text):
        self._call("POST", f"/element/{self.find(css)}/value", {"text": text})

    def keys(self, *typed):
        """On the keyboard, wherever the focus is."""
        actions = [{"type": kind, "value": key} for key in typed for kind in ("keyDown", "keyUp")]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def chord(self, *held):
        """All of them held at once."""
        actions = [{"type": "keyDown", "value": key} for key in held] + [{"type": "keyUp", "value": key} for key in reversed(held)]
        self._call("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def cdp(self, command, **params):
        return self._call("POST", "/goog/cdp/execute", {"cmd": command, "params": params})

    def resize(self, width, height, mobile=False):
        """The page's own size, smaller than a window can be."""
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def downloads(self, css):
        """What is saved when that is clicked: its bytes."""
        folder = f"{self.profile.name}/saved-{time.monotonic_ns()}"
        os.mkdir(folder)
        self.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder)
        self.click(css)
        name = until(lambda: next((one for one in os.listdir(folder) if not one.endswith(".crdownload")), None))
        with open(f"{folder}/{name}", "rb") as file:
            return file.read()

    def cookies(self):
        return self._call("GET", "/cookie")

    def run(self, script):
        return self._call("POST", "/execute/sync", {"script": script, "args": []})

    def wait_for(self, script):
        """What a script gives to its last argument, a function."""
        return self._call("POST", "/execute/async", {"script": script, "args": []})

    def words(self):
        return self.run("return document.body.innerText")

    def says(self, *words, seconds=10):
        return until(lambda: all(word in self.words() for word in words), seconds)

    def press(self, words):
        """The button that says so, once it is there."""
        found = until(lambda: self.run(
            f"const b = [...document.querySelectorAll('button, a')].filter(b => b.getClientRects().length).find(b => b.innerText.trim().startsWith({json.dumps(words)})); b && b.click(); return !!b"))
        if not found:
            raise AssertionError(f"no button says {words}: {self.words()}")

    def screenshot(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self._call("GET", "/screenshot")))

    def keep(self, name):
        """Where TONGXING_SCREENSHOTS names a folder, what is seen now stays as a picture, of a palette: a
        third of the size, and the same to the eye."""
        if "TONGXING_SCREENSHOTS" not in os.environ:
            return
        whole = os.path.join(self.profile.name, name + ".png")
        self.screenshot(whole)
        picture = os.path.join(os.environ["TONGXING_SCREENSHOTS"], name + ".png")
        subprocess.run(["ffmpeg", "-v", "error", "-y", "-i", whole, "-vf", PALETTE, "-pred", "mixed", picture], check=True)

    def close(self):
        try:
            self._call("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait(10)
            self.profile.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def until(what, seconds=10):
    """Waits until what() is true, and gives back what it was."""
    end = time.monotonic() + seconds
    while True:
        got = what()
        if got or time.monotonic() > end:
            return got
        time.sleep(0.05)
