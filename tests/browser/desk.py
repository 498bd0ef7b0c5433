# SPDX-License-Identifier: Apache-2.0
"""A community whose office works at its desk: accounts with passwords, people who apply, browsers."""
import base64
import contextlib
import http.client
import http.server
import json
import re
import sqlite3
import threading
import time
import unittest

from driver import Browser, until
from neighbourhood import Office
from street import AREA, Street, init_gate, tool

PASSWORD = "lantern orchid 47 tram"
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
ENTER, DOWN, UP, END = "\ue007", "\ue015", "\ue013", "\ue010"


def document(n):
    return f"D{n:07d}"


class Busy(http.server.BaseHTTPRequestHandler):
    """A server that has no time."""

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(503)
        self.send_header("Retry-After", "1")
        self.end_headers()

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET

    def log_message(self, *_):
        pass


class Community(Street):
    """applicants: how many of the roster may apply; the first lives elsewhere than they say."""

    def __init__(self, applicants=12):
        super().__init__()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.office = Office(f"{self.path}/data/office.sock")
        self.applicants = applicants
        code = json.loads(tool("server", "tongxing-server", "account", "code", "office", "--json"))["code"]
        tool("server", "tongxing-server", "account", "activate", "office", code, "--password-file", f"{self.path}/street.password")
        self._add_people()

    def say(self, n, field, value):
        """A source says something of an applicant."""
        path = f"{self.path}/said.csv"
        with open(path, "w", encoding="utf-8") as out:
            out.write(f"id_number,field,value,source,observed_at,valid_until\n{document(n)},{field},{value},city,{int(time.time()) - 60},\n")
        tool("server", "tongxing-server", "feed", path)

    def name(self, n):
        return f"申请{chr(0x4e00 + 137 * n)}"

    def _add_people(self):
        path = f"{self.path}/applicants.csv"
        with open(path, "w", encoding="utf-8") as out:
            out.write("name,id_type,id_number,phone,unit,room,birth_date\n")
            for n in range(self.applicants):
                out.write(f"{self.name(n)},护照,{document(n)},1390000{n:04d},7-1,{101 + n},1970-01-01\n")
        self.allow_many("add", self.applicants)
        tool("server", "tongxing-server", "import", path)
        results, at = f"{self.path}/results.csv", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 3600))
        with open(results, "w", encoding="utf-8") as out:
            out.write("id_number,field,value,source,observed_at,valid_until\n")
            for n in range(self.applicants):
                for field, value, source in (("health", "green", "city-health-code"), ("test", "negative", "laboratory")):
                    out.write(f"{document(n)},{field},{value},{source},{at},\n")
        tool("server", "tongxing-server", "feed", results)

    def _post(self, path, said):
        """As a phone does, over TCP."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=20)
        connection.request("POST", path, json.dumps(said), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        body = json.loads(answer.read())
        connection.close()
        if answer.status != 201:
            raise RuntimeError(f"{path}: {answer.status} {body}")
        return body

    def _nonce(self):
        connection = http.client.HTTPConnection("127.0.0.1", int(self.port), timeout=20)
        connection.request("GET", "/v1/nonce")
        nonce = json.loads(connection.getresponse().read())["nonce"]
        connection.close()
        return nonce

    def table(self, rows, heading="姓名,证件类型,证件号码,电话,楼栋,房号"):
        """A spreadsheet of an office; its path."""
        path = f"{self.path}/table.csv"
        with open(path, "w", encoding="utf-8") as out:
            out.write("\n".join([heading, *rows]) + "\n")
        return path

    def bytes_of(self, rows):
        with open(self.table(rows), "rb") as file:
            return file.read()

    def apply(self, n, **other):
        """Somebody's own new phone applies without a claim code."""
        key = f"{self.path}/applicant-{n}-{time.monotonic_ns()}.pem"
        public = tool("tests/city", "phone", "new", key).strip()
        login = tool("tests/city", "phone", "login", "--who", "apply", "--audience", self.origin,
                     "--nonce", self._nonce(), "--key", key).strip()
        form = {"name": self.name(n), "id_type": "护照", "id_number": document(n), "unit": "7-1", "room": str(101 + n),
                "key": public, "login": login}
        return self._post("/v1/applications", {**form, **other})

    def enrol(self, name):
        """A gate that people call so."""
        made = init_gate(f"{self.path}/called-{time.monotonic_ns()}", self.root, "--trust-seq", "1", "--server", self.origin)
        key = re.search(r"[A-Za-z0-9+/=]{80,}", made).group()
        return self.office.ask("POST", "/v1/gates", {"area": AREA, "name": name, "key": key})

    def account(self, login, kind, role):
        """One more body and its account, which has signed in once; the street seconds both."""
        self.second(self.office.ask("POST", "/v1/bodies", {"id": login, "name": kind, "kind": kind})["request"]["id"])
        said = {"login": login, "body": login, "roles": [role], "id_type": "护照", "id_number": f"P{sum(login.encode()):07d}"}
        self.second(self.office.ask("POST", "/v1/accounts", said)["request"]["id"])
        code = json.loads(tool("server", "tongxing-server", "account", "code", login, "--json"))["code"]
        tool("server", "tongxing-server", "account", "activate", login, code, "--password-file", f"{self.path}/street.password")

    def above(self, login):
        """That account is of the street from now on, as on a server that keeps lists of several communities."""
        with contextlib.closing(sqlite3.connect(f"{self.path}/data/office.db", timeout=20)) as database, database:
            database.execute("update account set area = ? where login = ?", (int(AREA[:9] + "000"), login))

    def past_due(self):
        """The appeals that wait should have been answered an hour ago."""
        with contextlib.closing(sqlite3.connect(f"{self.path}/data/office.db", timeout=20)) as database, database:
            database.execute("update appeal set due_at = ?", (int(time.time()) - 3600,))

    def of_long_ago(self, body):
        """It may second: its first 24 hours are over."""
        with contextlib.closing(sqlite3.connect(f"{self.path}/data/office.db", timeout=20)) as database, database:
            database.execute("update body set made_at = made_at - 90000 where id = ?", (body,))

    def pass_together(self, *people):
        """They were admitted at one gate, a minute apart, an hour ago."""
        event = ("insert into event (area, gate, seq, received_at, at, direction, verdict, reason, person_area, person_idx, sealed)"
                 " values (?, 'east', ?, ?, ?, 1, 0, 0, ?, ?, x'00')")
        at = int(time.time()) - 3600
        with contextlib.closing(sqlite3.connect(f"{self.path}/data/office.db", timeout=20)) as database, database:
            for n, one in enumerate(people):
                database.execute(event, (int(AREA), n + 1, at, at + 60 * n, int(one["area"]), one["index"]))

    def traced_since(self, times):
        """So many newer traces of whom the first is of."""
        with contextlib.closing(sqlite3.connect(f"{self.path}/data/office.db", timeout=20)) as database, database:
            columns = "idx, from_s, to_s, minutes, made_by, made_body, made_at, names_by, names_at, first, second, sealed"
            for n in range(times):
                database.execute(f"insert into trace (area, id, {columns}) select area, ?, {columns} from trace where id = 1", (2 + n,))

    @contextlib.contextmanager
    def busy(self):
        """In the server's place stands one that has no time."""
        self.stop_server()
        try:
            with http.server.ThreadingHTTPServer(("127.0.0.1", int(self.port)), Busy) as busy:
                threading.Thread(target=busy.serve_forever, daemon=True).start()
                try:
                    yield
                finally:
                    busy.shutdown()
        finally:
            self._start(self.port)

    def applications(self, state="waiting"):
        return self.office.ask("GET", f"/v1/applications?area={AREA}&state={state}")["applications"]

    def resident(self, words):
        return self.office.ask("POST", "/v1/residents/search", {"part": words})["residents"][0]


class Desk(Browser):
    """A browser of the office."""

    def __init__(self, community, width=1280, height=900):
        super().__init__(width, height)
        self.community = community
        self.resize(width, height)

    def visit(self, page=""):
        self.open("about:blank")
        self.open(f"{self.community.origin}/office/#{page}")

    def there(self, css, seconds=10):
        return until(lambda: self.run(f"return document.querySelectorAll({json.dumps(css)}).length"), seconds)

    def focused(self, element):
        """Whether the focus comes to the one of that id: it is set once its page stands."""
        return until(lambda: self.run("return document.activeElement.id") == element)

    def gone(self, css, seconds=10):
        return until(lambda: not self.run(f"return document.querySelectorAll({json.dumps(css)}).length"), seconds)

    def reload(self):
        """As its button does, to the end: until then the page of before answers."""
        self.run("window.before = true; location.reload()")
        until(lambda: self.run("return !window.before && document.readyState === 'complete'"))

    def fill(self, values):
        for css, value in values.items():
            self.there(css)
            self.run(f"""
                const field = document.querySelector({json.dumps(css)}), proto = Object.getPrototypeOf(field);
                Object.getOwnPropertyDescriptor(proto, 'value').set.call(field, {json.dumps(value)});
                field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', {{bubbles: true}}));
            """)

    def drop(self, path, name):
        """A file, onto the place for it."""
        self.there(".drop")
        with open(path, "rb") as file:
            text = base64.b64encode(file.read()).decode()
        self.run(f"""
            const files = new DataTransfer(), bytes = Uint8Array.from(atob({json.dumps(text)}), c => c.charCodeAt(0));
            files.items.add(new File([bytes], {json.dumps(name)}));
            for (const kind of ['dragenter', 'dragover', 'drop'])
                document.querySelector('.drop').dispatchEvent(new DragEvent(kind, {{bubbles: true, cancelable: true, dataTransfer: files}}));
        """)

    def pages(self):
        """Of the menu."""
        return self.run("return [...document.querySelectorAll('nav a')].map(a => a.hash.slice(1))")

    def press_row(self, words):
        """The row of a list that begins so."""
        row = f"[...document.querySelectorAll('[role=option]')].find(r => r.innerText.trim().startsWith({json.dumps(words)}))"
        if not until(lambda: self.run(f"const row = {row}; row && row.click(); return !!row")):
            raise AssertionError(f"no row says {words}: {self.words()}")

    def sign_in(self, login="office", page=""):
        self.visit(page)
        self.there("#login, #sign-out")
        if self.there("#sign-out", 0):
            self.click("#sign-out")
        self.there("#login")
        self.fill({"#login": login, "#password": PASSWORD})
        self.click("#sign-in button[type=submit]")
        return self.there("nav")

    def ends_session(self):
        """As the server does after half an hour: the cookie is worth nothing any more."""
        self.run("window.endedHere = true")
        self.cdp("Network.deleteCookies", name="__Host-tx", url=self.community.origin)


class AtADesk(unittest.TestCase):
    """A community, and a desk of its office, signed in. The tests go on from each other, in the order of
    their numbers."""

    office_of = Community
    applicants = 8
    size = ()
    signed_in = True

    @classmethod
    def setUpClass(cls):
        cls.community = cls.office_of(applicants=cls.applicants)
        cls.desk = Desk(cls.community, *cls.size)
        if cls.signed_in:
            cls.desk.sign_in()

    @classmethod
    def tearDownClass(cls):
        cls.desk.close()
        cls.community.close()
