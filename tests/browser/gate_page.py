#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gate_page.py BUILD: the gate's pages in a real browser, over a real gate and server.

Exits 77 where there is no browser. With TONGXING_SCREENSHOTS=DIR the pages are kept as pictures."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from driver import Browser, until

BUILD = sys.argv.pop(1) if len(sys.argv) > 1 else "build"
AREA = "610113001001"


def tool(room, name, *arguments, **more):
    run = subprocess.run([f"{BUILD}/{room}/{name}", *arguments], capture_output=True, text=True, check=True, **more)
    return run.stdout


class Street:
    """A community with a server and a gate whose scanner is a pipe."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = self.folder.name
        os.environ.update(TONGXING_DATA=f"{self.path}/data", LANG="en_US.UTF-8")
        self._make_keys()
        self._fill_server()
        self._start()

    def _make_keys(self):
        keys = f"{self.path}/keys"
        tool("keys", "tongxing-keys", "root", "DEMO-root", "--dir", keys, "--no-passphrase")
        os.mkdir(f"{self.path}/signing")
        for use in ("issue", "status", "policy"):
            tool("keys", "tongxing-keys", use, f"DEMO-{use}", "--dir", keys, "--area", AREA, "--no-passphrase")
            shutil.copy(f"{keys}/DEMO-{use}.key", f"{self.path}/signing")
        tool("keys", "tongxing-keys", "trust", "--dir", keys)
        der = subprocess.run(
            ["openssl", "pkey", "-pubin", "-in", f"{keys}/DEMO-root.pub", "-outform", "DER"], capture_output=True, check=True
        ).stdout
        self.root = subprocess.run(["sha256sum"], input=der, capture_output=True, check=True).stdout[:64].decode()

    def _fill_server(self):
        roster = f"{self.path}/roster.csv"
        tool("tests/city", "city", "roster", "--residents", "20", "--out", roster)
        with open(roster, "a", encoding="utf-8") as out:
            out.write("<b>张</b>,护照,X9999999,,3-2,999,1980-01-01,社区工作者,\n")
        server = lambda *a: tool("server", "tongxing-server", *a)
        server("init", "--area", AREA, "--trust", f"{self.path}/keys/trust.cose", "--keys", f"{self.path}/signing", "--demo")
        server("import", roster)
        server("issue", "--all", "--out", f"{self.path}/passes.txt")
        order = {
            "id": "1", "document": "居委会〔2026〕1号", "issuer": "长安社区居委会", "phone": "029-85000000",
            "valid_from": 0, "valid_to": 4000000000,
            "rules": [{
                "id": "unit", "topic": "unit", "on_fail": "deny", "keeps_home": True,
                "logic": {"!": [{"===": [{"var": "pass.unit"}, "3-2"]}]},
                "say": {"zh": "三号楼二单元封控", "en": "Building 3-2 is closed"},
            }],
        }
        with open(f"{self.path}/policy.json", "w", encoding="utf-8") as out:
            json.dump({"area": int(AREA), "seq": 1, "orders": [order]}, out)
        server("publish", "--policy", f"{self.path}/policy.json")
        with open(f"{self.path}/passes.txt", encoding="utf-8") as passes:
            self.passes = [line.rstrip("\n").split("\t")[1] for line in passes]

    def _start(self):
        self.server = subprocess.Popen(
            [f"{BUILD}/server/tongxing-server", "serve", "--demo", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        port = re.search(r"port (\d+)", self.server.stdout.readline()).group(1)
        gate = f"{self.path}/gate"
        made = tool("gate-client", "tongxing-gate", "init", "--dir", gate, "--area", AREA, "--root", self.root,
                    "--trust-seq", "1", "--server", f"http://127.0.0.1:{port}", "--kind", "pedestrian")
        tool("server", "tongxing-server", "gate", "add", AREA, "east", re.search(r"[A-Za-z0-9+/=]{80,}", made).group())
        self.gate = subprocess.Popen(
            [f"{BUILD}/gate-client/tongxing-gate", "run", "--dir", gate, "--page", "127.0.0.1:0", "stdin:"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        line = ""
        while "page on port" not in line:
            line = self.gate.stderr.readline()
        self.page = "http://127.0.0.1:" + re.search(r"port (\d+)", line).group(1)

    def show(self, text):
        self.gate.stdin.write(text + "\n")
        self.gate.stdin.flush()

    def close(self):
        for process in (self.gate, self.server):
            process.terminate()
            process.wait(20)
        self.folder.cleanup()


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.street = Street()
        cls.browser = Browser(1280, 960)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.street.close()

    def verdict_is(self, verdict, words):
        return until(lambda: verdict in self.browser.run("return document.querySelector('#verdict').className")
                     and words in self.browser.text("#verdict"))

    def keep(self, name):
        if "TONGXING_SCREENSHOTS" in os.environ:
            self.browser.screenshot(os.path.join(os.environ["TONGXING_SCREENSHOTS"], name + ".png"))

    def test_1_the_gate_says_how_old_its_news_is(self):
        self.browser.open(self.street.page + "/guard")
        self.assertTrue(until(lambda: "20" in self.browser.text("#state")))
        self.assertTrue(until(lambda: self.browser.text("#station")))

    def test_2_a_resident_is_let_in_live_with_what_the_guard_compares(self):
        self.browser.open(self.street.page + "/guard")
        self.street.show(self.street.passes[0])
        self.assertTrue(self.verdict_is("allow", "请通行"))
        self.assertIn("证件尾号", self.browser.text("#verdict"))
        self.keep("guard-allow")

    def test_3_a_closed_building_is_refused_by_the_order_s_words_and_number(self):
        self.browser.open(self.street.page + "/guard")
        self.street.show(self.street.passes[-1])
        self.assertTrue(self.verdict_is("deny", "三号楼二单元封控"))
        self.assertIn("居委会〔2026〕1号", self.browser.text("#verdict"))
        self.assertIn("029-85000000", self.browser.text("#verdict"))
        self.keep("guard-deny")

    def test_4_a_hostile_name_is_text(self):
        self.assertEqual(0, self.browser.run("return document.querySelectorAll('#verdict b b, #last b').length"))
        self.assertTrue(self.browser.text("#last"))

    def test_5_the_queue_never_learns_why(self):
        self.browser.open(self.street.page + "/")
        self.street.show(self.street.passes[1])
        self.assertTrue(self.verdict_is("allow", "请通行"))
        self.keep("queue-allow")
        self.street.show(self.street.passes[-1].replace("TX1:", "TX1:A"))
        self.assertTrue(self.verdict_is("deny", ""))
        self.assertNotIn("封控", self.browser.text("#verdict"))
        self.keep("queue-deny")

    def test_6_the_guard_lets_in_by_hand_on_one_of_six_grounds(self):
        self.browser.open(self.street.page + "/guard")
        self.browser.click("#let-in")
        self.keep("guard-why")
        self.browser.click("#why-2")
        self.assertTrue(self.verdict_is("allow", "人工放行"))

    def test_7_an_emergency_opens_at_once(self):
        self.browser.open(self.street.page + "/guard")
        self.browser.click("#emergency")
        self.assertTrue(self.verdict_is("allow", "应急放行"))

    def test_8_a_vehicle_is_registered_in_three_fields(self):
        self.browser.open(self.street.page + "/guard")
        self.browser.click("#register")
        self.browser.run("document.querySelector('#role').value = 'vehicle'")
        self.browser.type("#number", "陕A12345")
        self.browser.type("#host", "3-2")
        self.browser.click("#registering button[type=submit]")
        self.assertTrue(self.verdict_is("allow", "人工放行"))

    def test_9_the_page_fits_a_phone_and_says_when_the_gate_is_gone(self):
        with Browser(390, 844) as phone:
            phone.open(self.street.page + "/guard")
            self.assertTrue(until(lambda: phone.text("#station")))
            self.assertLessEqual(phone.run("return document.documentElement.scrollWidth"), 500)
            if "TONGXING_SCREENSHOTS" in os.environ:
                phone.screenshot(os.path.join(os.environ["TONGXING_SCREENSHOTS"], "guard-phone.png"))
            self.street.gate.terminate()
            self.street.gate.wait(20)
            self.assertTrue(until(lambda: not phone.run("return document.querySelector('#lost').hidden"), 15))


if __name__ == "__main__":
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        print("no chromium here: skipped")
        sys.exit(77)
    unittest.main(verbosity=2)
