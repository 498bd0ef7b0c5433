# SPDX-License-Identifier: Apache-2.0
"""A street whose residents hold phones: browsers that apply at its server, and a gate with a camera."""
import http.client
import json
import os
import re
import socket
import subprocess
import time
import unittest

from driver import Browser, until
from street import AREA, BUILD, Street, init_gate, tool

# Who applies: name, document, building, room, born. The roster has them besides the city's residents.
FOLK = {
    "li": ("李秀兰", "X1000001", "5-1", "1201", "1950-01-01"),
    "boy": ("李小明", "X1000002", "5-1", "1201", "2016-01-01"),
    "wang": ("王大力", "X1000003", "5-1", "1202", "1980-01-01"),
    "zhao": ("赵小燕", "X1000004", "5-1", "1203", "1990-01-01"),
}


class Office(http.client.HTTPConnection):
    """The office's socket, on which whoever made the data folder is the account."""

    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)

    def ask(self, method, path, said=None):
        self.request(method, path, json.dumps(said) if said else None, {"Content-Type": "application/json"} if said else {})
        answer = self.getresponse()
        body = answer.read()
        self.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {body.decode()}")
        return json.loads(body)


class Neighbourhood(Street):
    folk = FOLK
    paper = ("--place", "长安社区", "--phone", "029-85000000")
    serving = ("--names", "127.0.0.1")  # whatever the port, as behind a Line
    rules = [{
        "id": "pcr", "topic": "test", "on_fail": "warn", "keeps_home": True,
        "logic": {"and": [{"===": [{"var": "record.test"}, "negative"]},
                          {"<=": [{"var": "record.sampled_age_s"}, 48 * 3600]}]},
        "say": {"zh": "请补测核酸", "en": "Please test again"},
    }]

    def __init__(self):
        super().__init__()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.office = Office(f"{self.path}/data/office.sock")
        self._add_folk()
        self.gate_folder = f"{self.path}/camera"
        made = init_gate(self.gate_folder, self.root, "--trust-seq", "1", "--server", self.origin)
        tool("server", "tongxing-server", "gate", "add", AREA, "camera", re.search(r"[A-Za-z0-9+/=]{80,}", made).group())

    def _add_folk(self):
        roster, results = f"{self.path}/folk.csv", f"{self.path}/results.csv"
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600))
        with open(roster, "w", encoding="utf-8") as out, open(results, "w", encoding="utf-8") as known:
            out.write("name,id_type,id_number,unit,room,birth_date\n")
            known.write("id_number,field,value,source,observed_at,valid_until\n")
            for name, number, unit, room, born in self.folk.values():
                out.write(f"{name},护照,{number},{unit},{room},{born}\n")
                for field, value, source in (("health", "green", "city-health-code"), ("travel", "none", "travel-code"),
                                             ("test", "negative", "laboratory")):
                    known.write(f"{number},{field},{value},{source},{at},\n")
        tool("server", "tongxing-server", "import", roster)
        tool("server", "tongxing-server", "feed", results)

    # --- the office

    def slip(self, who):
        """The code on the slip in somebody's mailbox."""
        _, _, unit, room, _ = self.folk[who]
        return self.office.ask("POST", "/v1/claims", {"unit": unit, "room": room})["claims"][0]["code"]

    def resident(self, who):
        found = self.office.ask("POST", "/v1/residents/search", {"resident": self.folk[who][1]})
        return found["residents"][0]

    def own_code(self, who):
        return self.office.ask("POST", "/v1/claims", {"index": self.resident(who)["index"]})["claims"][0]["code"]

    def refuse(self, words):
        for waiting in self.office.ask("GET", f"/v1/applications?area={AREA}")["applications"]:
            self.office.ask("POST", f"/v1/applications/{AREA}/{waiting['id']}/decisions", {"decision": "refuse", "words": words})

    # --- the gate

    def news(self):
        """The gate hears what the server last published."""
        self.office.ask("POST", "/v1/publications")
        tool("gate-client", "tongxing-gate", "sync", "--dir", self.gate_folder)

    def camera(self, picture, at_s=None):
        """What the gate answers to a picture of a screen, at a time."""
        clock = ["--now", str(int(at_s))] if at_s else []
        command = [f"{BUILD}/gate-client/tongxing-gate", "scan", picture, "--dir", self.gate_folder, "--json", *clock]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        return json.loads(run.stdout.splitlines()[0]) if run.stdout else {"reason": run.stderr}


class Phone(Browser):
    """A resident's phone; fast_s: by how much its clock is fast."""

    def __init__(self, neighbourhood, width=412, height=915, fast_s=0):
        super().__init__(width, height)
        self.street = neighbourhood
        self.origin = neighbourhood.origin
        self.resize(width, height, True)
        if fast_s:
            self.move_clock(fast_s)

    def move_clock(self, seconds):
        """From the next page on its clock shows another time."""
        source = f"""(() => {{ const real = Date, by = {seconds * 1000};
            class Moved extends real {{ constructor(...a) {{ a.length ? super(...a) : super(real.now() + by); }} static now() {{ return real.now() + by; }} }}
            window.Date = Moved; }})()"""
        if hasattr(self, "moved"):
            self.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier=self.moved)
        self.moved = self.cdp("Page.addScriptToEvaluateOnNewDocument", source=source)["identifier"]

    def flight_mode(self, on):
        self.cdp("Network.enable")
        self.cdp("Network.emulateNetworkConditions", offline=on, latency=0, downloadThroughput=-1, uploadThroughput=-1)

    def visit(self, page="", link=""):
        self.open("about:blank")
        self.open(f"{self.origin}/resident/{link}#{page}")

    def fill(self, values):
        for name, value in values.items():
            self.run(f"""
                const field = document.getElementById({json.dumps(name)}), proto = Object.getPrototypeOf(field);
                Object.getOwnPropertyDescriptor(proto, 'value').set.call(field, {json.dumps(value)});
                field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', {{bubbles: true}}));
            """)

    def apply(self, who, claim="", page="apply"):
        name, number, unit, room, _ = self.street.folk[who]
        self.visit(page)
        self.says("证件号码")
        self.fill({"name": name, "id_type": "护照", "id_number": number, "unit": unit, "room": room, "claim": claim})
        self.click("form button[type=submit]")

    def shows_code(self, seconds=10):
        return until(lambda: self.run("return document.querySelectorAll('canvas.qr[data-size]').length"), seconds)

    def picture(self):
        path = os.path.join(self.street.path, f"screen-{time.monotonic_ns()}.png")
        self.screenshot(path)
        return path

    def admitted(self, at_s=None):
        """Shows the screen to the gate; what it answers."""
        self.shows_code()
        return self.street.camera(self.picture(), at_s)

    def kept_offline(self):
        self.wait_for("navigator.serviceWorker.ready.then(() => arguments[arguments.length - 1](true))")


class OnAPhone(unittest.TestCase):
    """A neighbourhood, and a phone in it. The tests go on from each other, in the order of their numbers."""

    home = Neighbourhood
    size = ()

    @classmethod
    def setUpClass(cls):
        cls.street = cls.home()
        cls.phone = Phone(cls.street, *cls.size)

    @classmethod
    def tearDownClass(cls):
        cls.phone.close()
        cls.street.close()
