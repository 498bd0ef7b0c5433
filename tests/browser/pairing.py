#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""pairing.py BUILD: a phone on the gate's network pairs over TLS, for real.

The test runs itself in a network namespace of its own, the phone's; the gate runs in another, and a
pair of virtual interfaces is the network between them. Both end with their processes. Exits 77
where there is no browser, or where it may not make namespaces. TONGXING_SCREENSHOTS=DIR keeps
pictures."""
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from axe import axe_missing, violations
from driver import Browser, missing, until
from street import BUILD, Gate, init_gate

GATE, PHONE = "10.77.0.1", "10.77.0.2"
WORD = "石榴花"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True).stdout


class Network:
    """The gate's namespace, held by a process that sleeps in it."""

    def __init__(self):
        self.holder = subprocess.Popen(["unshare", "--net", "sleep", "300"])
        ours = os.readlink("/proc/self/ns/net")
        until(lambda: os.readlink(f"/proc/{self.holder.pid}/ns/net") != ours)
        self.prefix = ["nsenter", f"--net=/proc/{self.holder.pid}/ns/net"]
        run("ip", "link", "add", "phone", "type", "veth", "peer", "name", "gate", "netns", str(self.holder.pid))
        self._raise([], "phone", PHONE)
        self._raise(self.prefix, "gate", GATE)

    def _raise(self, prefix, name, address):
        run(*prefix, "ip", "address", "add", address + "/24", "dev", name)
        for link in ("lo", name):
            run(*prefix, "ip", "link", "set", link, "up")

    def close(self):
        self.holder.terminate()
        self.holder.wait(20)


def make_certificate(folder):
    """One that signs itself; the hash of its key, as a browser pins it."""
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
        "-subj", "/CN=gate", "-addext", f"subjectAltName=IP:{GATE}",
        "-keyout", f"{folder}/page.key", "-out", f"{folder}/page.pem")
    public = run("openssl", "x509", "-in", f"{folder}/page.pem", "-noout", "-pubkey")
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=public, check=True, capture_output=True)
    return base64.b64encode(hashlib.sha256(der.stdout).digest()).decode()


class Pairing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        path = cls.folder.name
        cls.network = Network()
        pin = make_certificate(path)
        init_gate(f"{path}/gate", "0" * 64)
        cls.gate = Gate(
            f"{path}/gate", "--alone", "--page", f"{GATE}:0", "--page-cert", f"{path}/page.pem",
            "--page-key", f"{path}/page.key", "--pairing", WORD, prefix=cls.network.prefix,
        )
        cls.page = f"https://{GATE}:{cls.gate.port}"
        cls.phone = Browser(arguments=[f"--ignore-certificate-errors-spki-list={pin}"])
        cls.phone.resize(390, 844, mobile=True)

    @classmethod
    def tearDownClass(cls):
        cls.phone.close()
        cls.gate.close()
        cls.network.close()
        cls.folder.cleanup()

    def form_is_shown(self):
        return until(lambda: not self.phone.run("return document.querySelector('#pairing').hidden"))

    def status_of(self, method, path, body="null"):
        return self.phone.run(
            f"const r = new XMLHttpRequest(); r.open('{method}', '{path}', false);"
            f"r.setRequestHeader('X-Tongxing', 'gate'); r.send({body}); return r.status;"
        )

    def test_1_a_phone_that_never_paired_sees_the_form_and_no_event(self):
        self.gate.show("what the gate was shown")
        for path in ("/guard", "/"):
            self.phone.open(self.page + path)
            self.assertTrue(self.form_is_shown(), path)
        for path in ("/api/guard", "/api/queue"):
            self.assertEqual(403, self.status_of("GET", path))
        self.assertEqual(403, self.status_of("POST", "/api/word", "JSON.stringify({word: 'emergency'})"))
        self.phone.open(self.page + "/guard")
        self.form_is_shown()
        self.assertEqual(0, self.phone.run("return document.querySelectorAll('#last li').length"))
        self.assertEqual([], self.phone.cookies())
        self.phone.keep("pairing-form")

    @unittest.skipIf(axe_missing(), axe_missing() or "")
    def test_1_the_form_breaks_no_rule_of_accessibility(self):
        self.assertEqual([], violations(self.phone))

    def test_2_a_wrong_word_is_refused_in_words(self):
        self.phone.type("#pair-word", "石榴")
        self.phone.click("#pairing button")
        self.assertTrue(until(lambda: "口令不对" in self.phone.text("#pair-said")))
        self.phone.keep("pairing-wrong")
        self.assertEqual(403, self.status_of("GET", "/api/guard"))

    def test_3_the_right_word_shows_the_guard_s_page_live(self):
        self.phone.type("#pair-word", WORD)
        self.phone.click("#pairing button")
        self.assertTrue(until(lambda: self.phone.run("return document.querySelectorAll('#last li').length") == 1))
        self.assertTrue(until(lambda: self.phone.text("#station")))
        self.gate.show("what the gate is shown next")
        self.assertTrue(until(lambda: "deny" in self.phone.run("return document.querySelector('#verdict').className")))
        self.assertFalse(self.phone.run("return document.querySelector('.pairing').hidden === false"))
        self.phone.keep("pairing-live")

    def test_4_its_cookie_goes_to_this_gate_alone_and_to_no_script(self):
        cookie, = self.phone.cookies()
        self.assertTrue(cookie["secure"])
        self.assertTrue(cookie["httpOnly"])
        self.assertEqual("Strict", cookie["sameSite"])
        self.assertEqual("", self.phone.run("return document.cookie"))

    def test_5_what_a_paired_phone_says_is_done(self):
        self.phone.click("#emergency")
        self.assertTrue(until(lambda: "应急放行" in self.phone.text("#verdict")))

    def test_6_guessing_on_is_stopped_in_words(self):
        with Browser(arguments=["--ignore-certificate-errors"]) as stranger:
            stranger.open(self.page + "/guard")
            for _ in range(6):
                stranger.type("#pair-word", "pear")
                stranger.click("#pairing button")
            self.assertTrue(until(lambda: "一分钟后" in stranger.text("#pair-said")))
        self.assertEqual(200, self.status_of("GET", "/api/paired"))


def hindrance():
    if missing():
        return missing()
    if not all(map(shutil.which, ("ip", "unshare", "nsenter", "openssl"))):
        return "no ip, unshare, nsenter or openssl here"
    if subprocess.run(["unshare", "--net", "true"], stderr=subprocess.DEVNULL).returncode:
        return "no network namespace may be made here, which takes root"
    return None


if __name__ == "__main__":
    why = hindrance()
    if why:
        print(f"{why}: skipped")
        sys.exit(77)
    if "TONGXING_OWN_NETWORK" not in os.environ:
        os.environ["TONGXING_OWN_NETWORK"] = "1"
        os.execvp("unshare", ["unshare", "--net", sys.executable, os.path.abspath(__file__), BUILD])
    unittest.main(verbosity=2)
