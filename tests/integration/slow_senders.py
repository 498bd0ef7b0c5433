#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""slow_senders.py BUILD: a thousand strangers who send their requests byte by byte take no place
from a paired phone, a gate and the office: the real gate page and the real server, before, under
the strangers, and after them.

Runs itself in a network namespace of its own, whose loopback has ten million addresses that are no
loopback. Exits 77 where none may be made."""
import http.client
import json
import os
import selectors
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../browser"))
from driver import until  # noqa: E402
from manager import Manager  # noqa: E402
from street import AREA, BUILD, Gate, Street, tool  # noqa: E402

HERE, PHONE = "10.0.0.1", "10.9.9.9"
TLS_PORT, PAGE_PORT = 8443, 8090
SENDERS = 1000  # half of them at one address
SECONDS = 15
SERVER_PLACES, PAGE_PLACES = 256, 128
LATER_S = 2.0  # than without them a request may be answered at most
WORD = "pomegranate"
FEW = ["sh", "-c", 'ulimit -Sn 512; exec "$@"', "few"]  # descriptors, of 8192: too few for these places
RECORD = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500)  # the beginning of a TLS hello


class Senders(threading.Thread):
    """Each sends a byte a second, and comes back a second after it was hung up on."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.ends, self.made = port, False, 0
        self.selector = selectors.DefaultSelector()

    def _address(self, n):
        return "10.1.0.1" if n % 2 else f"10.2.{n // 250}.{n % 250 + 1}"

    def _dial(self, n):
        s = socket.socket()
        s.setblocking(False)
        s.bind((self._address(n), 0))
        s.connect_ex((HERE, self.port))
        self.selector.register(s, selectors.EVENT_READ)
        self.made += 1
        return s

    def _hang_up(self, n):
        self.selector.unregister(self.sockets[n])
        self.sockets[n].close()
        self.sockets[n] = None

    def _drip(self):
        for n, s in enumerate(self.sockets):
            if not s:
                self.sockets[n] = self._dial(n)
                continue
            try:
                s.send(RECORD[self.turn % 500 : self.turn % 500 + 1] if self.turn > 5 else RECORD[:6])
            except BlockingIOError:
                pass
            except OSError:
                self._hang_up(n)

    def _notice(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                try:
                    gone = key.fileobj.recv(100) == b""
                except OSError:
                    gone = True
                if gone:
                    self._hang_up(self.sockets.index(key.fileobj))

    def run(self):
        self.turn, self.sockets = 0, []
        for n in range(SENDERS):
            self.sockets.append(self._dial(n))
        while not self.ends:
            self._drip()
            self._notice(1)
            self.turn += 1
        for s in filter(None, self.sockets):
            s.close()


class Community(Street):
    """Reached over TLS at an address that is no loopback, as a gate and a phone reach it."""

    def _start(self):
        self.log = open(f"{self.path}/server.log", "w+", encoding="utf-8")
        self.manager = Manager(f"{self.path}/server.notify")
        with self.manager.watching():
            self._serve()
        self.server.stdout.readline()
        self.port = "8080"

    def _serve(self):
        self.server = subprocess.Popen(
            [*FEW, f"{BUILD}/server/tongxing-server", "serve", "--demo", "--listen", "127.0.0.1:8080",
             "--tls-listen", f"{HERE}:{TLS_PORT}", "--places", str(SERVER_PLACES)],
            stdout=subprocess.PIPE, stderr=self.log, text=True,
        )

    def guarded_gate(self):
        """Enrolled by a code, with a page for phones."""
        code = json.loads(tool("server", "tongxing-server", "gate", "enrol", AREA, "--url",
                               f"https://{HERE}:{TLS_PORT}", "--json"))["text"]
        folder = f"{self.path}/gate"
        with open(f"{self.path}/code", "w", encoding="utf-8") as out:
            out.write(code)
        tool("gate-client", "tongxing-gate", "enrol", f"{self.path}/code", "--dir", folder, "--name", "east")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
             "-subj", "/CN=gate", "-keyout", f"{self.path}/page.key", "-out", f"{self.path}/page.pem"],
            check=True, capture_output=True)
        self.gate_manager = Manager(f"{self.path}/gate.notify")
        with self.gate_manager.watching():
            gate = Gate(folder, "--page", f"{HERE}:{PAGE_PORT}", "--page-cert", f"{self.path}/page.pem", "--page-key",
                        f"{self.path}/page.key", "--pairing", WORD, "--page-places", str(PAGE_PLACES), prefix=FEW)
        self.gate_lines = []
        threading.Thread(target=lambda: self.gate_lines.extend(gate.process.stderr), daemon=True).start()
        return gate


class Phone:
    """Paired; one connection that it keeps, and now and then a new one, as after a sleep."""

    def __init__(self):
        self.trust = ssl.create_default_context()
        self.trust.check_hostname, self.trust.verify_mode = False, ssl.CERT_NONE
        self.headers = {"X-Tongxing": "gate"}
        self.kept = self._dial()
        answer = self._ask(self.kept, "POST", "/api/pair", WORD)
        self.headers["Cookie"] = answer.getheader("Set-Cookie").split(";")[0]

    def _dial(self):
        return http.client.HTTPSConnection(HERE, PAGE_PORT, timeout=10, context=self.trust, source_address=(PHONE, 0))

    def _ask(self, connection, method, path, body=None):
        connection.request(method, path, body, self.headers)
        answer = connection.getresponse()
        self.text = answer.read().decode()
        if answer.status not in (200, 202):
            raise RuntimeError(f"{path}: {answer.status}")
        return answer

    def asks(self):
        self._ask(self.kept, "GET", "/api/paired")

    def wakes(self):
        fresh = self._dial()
        self._ask(fresh, "GET", "/api/paired")
        fresh.close()

    def sees(self, words):
        """Whether the guard's stream tells of it."""
        fresh = self._dial()
        found = until(lambda: self._ask(fresh, "GET", "/api/guard") and words in self.text)
        fresh.close()
        return found


def took(act):
    begun = time.monotonic()
    act()
    return time.monotonic() - begun


class SlowSenders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.street = Community()
        cls.gate = cls.street.guarded_gate()
        cls.phone = Phone()
        if not until(lambda: any("is ready" in line for line in cls.street.gate_lines), 20):
            raise RuntimeError("the gate is not ready: " + "".join(cls.street.gate_lines))
        cls.shown = 0

    @classmethod
    def tearDownClass(cls):
        cls.gate.close()
        cls.street.close()

    def syncs(self):
        out = tool("gate-client", "tongxing-gate", "sync", "--dir", f"{self.street.path}/gate")
        self.assertNotIn("refused", out)

    def hands_in(self):
        """A passage at the gate arrives at the office, over a connection of the gate's."""
        self.gate.show(f"TX1:SHOWN{self.shown}")
        type(self).shown += 1
        self.syncs()
        stored = lambda: len(json.loads(tool("server", "tongxing-server", "events", "--json"))["events"])
        self.assertTrue(until(lambda: stored() >= self.shown))

    def office(self):
        tool("server", "tongxing-server", "status", "--json")

    def probe(self):
        """How long each waits at most, in seconds."""
        acts = {"phone": self.phone.asks, "phone, awake again": self.phone.wakes, "office": self.office,
                "gate": self.hands_in}
        slowest = dict.fromkeys(acts, 0.0)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            for name, act in acts.items():
                slowest[name] = max(slowest[name], took(act))
                time.sleep(0.1)
        return slowest

    def lines(self, words):
        self.street.log.flush()
        with open(f"{self.street.path}/server.log", encoding="utf-8") as log:
            return sum(words in line for line in log), sum(words in line for line in self.street.gate_lines)

    def test_both_raise_their_limit_of_descriptors(self):
        for process in (self.street.server, self.gate.process):
            with open(f"/proc/{process.pid}/limits", encoding="utf-8") as limits:
                row = next(line for line in limits if line.startswith("Max open files"))
            self.assertEqual(["8192", "8192"], row.split()[3:5])

    def test_nobody_notices_a_thousand_slow_senders(self):
        before = self.probe()
        senders = [Senders(port) for port in (TLS_PORT, PAGE_PORT)]
        for s in senders:
            s.start()
        self.assertTrue(until(lambda: self.lines("places are taken") == (1, 1), 20), "places are short")
        since = time.monotonic()
        during = self.probe()
        print("before", before, "\nduring", during, "\nconnections", [s.made for s in senders])
        for name, seconds in during.items():
            self.assertLess(seconds, before[name] + LATER_S, name)
        self.gate.show("TX1:UNDER THEM")
        self.assertTrue(self.phone.sees("damaged"), "the guard's page is live")
        for manager in (self.street.manager, self.street.gate_manager):
            self.assertLess(manager.longest_pause(since), 4, "the service manager hears that it lives")
        self.assertTrue(all(s.made > 2 * SENDERS for s in senders), "they were hung up on, and came back")
        for s in senders:
            s.ends = True
        for s in senders:
            s.join(20)
        self.assertTrue(until(lambda: self.lines("places are free again") == (1, 1), 20))
        self.assertEqual((1, 1), self.lines("places are taken"), "one line, not one a connection")
        self.office()
        self.phone.wakes()


def hindrance():
    if not all(map(shutil.which, ("ip", "unshare", "openssl"))):
        return "no ip, unshare or openssl here"
    if subprocess.run(["unshare", "-rn", "true"], stderr=subprocess.DEVNULL).returncode:
        return "no network namespace may be made here"
    return None


if __name__ == "__main__":
    why = hindrance()
    if why:
        print(f"{why}: skipped")
        sys.exit(77)
    if "TONGXING_OWN_NETWORK" not in os.environ:
        os.environ["TONGXING_OWN_NETWORK"] = "1"
        raise_it = "ulimit -n 8192; ip link set lo up && ip address add 10.0.0.0/8 dev lo && exec \"$@\""
        os.execvp("unshare", ["unshare", "-rn", "bash", "-c", raise_it, "apart",
                              sys.executable, os.path.abspath(__file__), BUILD])
    unittest.main(verbosity=2)
