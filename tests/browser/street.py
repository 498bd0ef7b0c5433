# SPDX-License-Identifier: Apache-2.0
"""A community for browser tests: keys, a server, and gates whose scanner is a pipe."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from driver import until

BUILD = sys.argv.pop(1) if len(sys.argv) > 1 else "build"
AREA = "610113001001"
# Where there is a PostgreSQL for it, the office is in it, and wants a standby.
DATABASE = os.environ.get("TONGXING_TEST_DATABASE")
OF_SERVER = ["--database", DATABASE, "--standby", "wanted"] if DATABASE else []

# Whom the tests need besides the city's residents: name, building, room, role.
PEOPLE = {
    "closed": ("王秀英", "3-2", "301", ""),
    "courier": ("陈大勇", "2-1", "102", "快递外卖"),
    "guard": ("赵建国", "1-1", "103", "物业保安"),
    "hostile": ("张三>", "<b>9</b>", "999", "社区工作者"),
}


def tool(room, name, *arguments, **more):
    options = OF_SERVER if name == "tongxing-server" else []
    run = subprocess.run([f"{BUILD}/{room}/{name}", *options, *arguments], capture_output=True, text=True, check=True, **more)
    return run.stdout


def init_gate(folder, root, *flags):
    return tool("gate-client", "tongxing-gate", "init", "--dir", folder, "--area", AREA, "--root", root, *flags)


class Gate:
    """A gate at work. prefix comes before its command line, such as a network namespace's."""

    def __init__(self, folder, *flags, prefix=()):
        self.process = subprocess.Popen(
            [*prefix, f"{BUILD}/gate-client/tongxing-gate", "run", "--dir", folder, *flags, "stdin:"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        line = "-"
        while line and "page on port" not in line:
            line = self.process.stderr.readline()
        if not line:
            raise RuntimeError("the gate does not start")
        self.port = re.search(r"page on port (\d+)", line).group(1)
        self.page = "http://127.0.0.1:" + self.port

    def show(self, text):
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def close(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdin.close()
        self.process.stderr.close()


def verdict_is(browser, verdict, words):
    """Waits until a page shows a verdict and, among others, these words."""
    return until(lambda: verdict in browser.run("return document.querySelector('#verdict').className")
                 and words in browser.text("#verdict"))


class Street:
    """A community with a server, at which gates are registered."""

    rules = []  # of its order, beside those of _fill_server
    residents = 20  # of the city, beside PEOPLE
    paper = ()  # what stands on its cards, as options
    serving = ()  # more options of its server

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = self.folder.name
        os.environ.update(TONGXING_DATA=f"{self.path}/data", LANG="en_US.UTF-8")
        self._make_keys()
        self._fill_server()
        self._start()

    def _make_keys(self):
        keys = f"{self.path}/keys"
        tool("keys", "tongxing-keys", "generate", "--use", "root", "DEMO-root", "--dir", keys, "--no-passphrase")
        os.mkdir(f"{self.path}/signing")
        for use in ("issue", "status", "policy", "certificate", "seal"):
            tool("keys", "tongxing-keys", "generate", "--use", use, f"DEMO-{use}", "--dir", keys, "--area", AREA, "--no-passphrase")
            shutil.copy(f"{keys}/DEMO-{use}.key", f"{self.path}/signing")
        tool("keys", "tongxing-keys", "trust", "--dir", keys)
        der = subprocess.run(
            ["openssl", "pkey", "-pubin", "-in", f"{keys}/DEMO-root.pub", "-outform", "DER"], capture_output=True, check=True
        ).stdout
        self.root = subprocess.run(["sha256sum"], input=der, capture_output=True, check=True).stdout[:64].decode()

    def _fill_server(self):
        roster = f"{self.path}/roster.csv"
        tool("tests/city", "city", "roster", "--residents", str(self.residents), "--out", roster)
        with open(roster, "a", encoding="utf-8") as out:
            for n, (name, unit, room, role) in enumerate(PEOPLE.values()):
                out.write(f"{name},护照,X999000{n},,{unit},{room},1980-01-01,{role},\n")
        server = lambda *a: tool("server", "tongxing-server", *a)
        server("init", "--area", AREA, "--trust", f"{self.path}/keys/trust.cose", "--keys", f"{self.path}/signing", "--demo")
        server("import", roster)
        server("issue", "--all", "--out", f"{self.path}/passes.txt")
        order = {
            "id": "1", "document": "长居〔2026〕1号", "issuer": "长安社区居委会", "phone": "029-85000000",
            "valid_from": 0, "valid_to": 4000000000,
            "rules": [{
                "id": "unit", "topic": "unit", "on_fail": "deny", "keeps_home": True,
                "logic": {"!": [{"===": [{"var": "pass.unit"}, "3-2"]}]},
                "say": {"zh": "三号楼二单元封控", "en": "Building 3-2 is closed"},
            }, {
                "id": "tested", "topic": "test", "on_fail": "review", "applies": {"roles": ["courier"]},
                "logic": {"===": [{"var": "record.test"}, "negative"]},
                "say": {"zh": "请出示48小时核酸证明", "en": "Please show a test of the last 48 hours"},
            }, {
                "id": "alone", "topic": "other", "on_fail": "review", "keeps_home": True,
                "logic": {"var": "gate.attended"},
                "say": {"zh": "此门入内须有人核验", "en": "Somebody has to look at this gate"},
            }, *self.rules],
        }
        with open(f"{self.path}/policy.json", "w", encoding="utf-8") as out:
            json.dump({"area": int(AREA), "seq": 1, "orders": [order]}, out)
        self._publish(server, f"{self.path}/policy.json")
        with open(f"{self.path}/passes.txt", encoding="utf-8") as passes:
            self.passes = [line.rstrip("\n").split("\t")[1] for line in passes]
        self.people = dict(zip(PEOPLE, self.passes[-len(PEOPLE):]))

    def _publish(self, server, policy):
        """The street's account signs in and seconds the policy that the office asks for."""
        password = f"{self.path}/street.password"
        with open(os.open(password, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as out:
            out.write("lantern orchid 47 tram\n")
        code = json.loads(server("account", "code", "street", "--json"))["code"]
        server("account", "activate", "street", code, "--password-file", password)
        self._confirm_founding()
        self._second(server("policy", "publish", policy, "--json"))
        server("publish")

    def _confirm_founding(self):
        """What the office did before the street's account had signed in."""
        waiting = json.loads(tool("server", "tongxing-server", "request", "list", "--json"))["requests"]
        for one in waiting:
            self.second(one["id"])

    def _second(self, answer):
        """The street's account seconds what was asked for."""
        self.second(json.loads(answer)["request"]["id"])

    def second(self, asked):
        tool("server", "tongxing-server", "--login", "street", "--password-file", f"{self.path}/street.password", "request", "second", str(asked))

    def allow_many(self, what, people):
        """More than one account alone does in a day."""
        self._second(tool("server", "tongxing-server", "request", "bulk", what, str(people), "--reason", "a test's community", "--json"))

    def _start(self, port="0"):
        self.server = subprocess.Popen(
            [f"{BUILD}/server/tongxing-server", *OF_SERVER, "serve", "--demo", "--listen", f"127.0.0.1:{port}", *self.paper, *self.serving],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        self.port = re.search(r"port (\d+)", self.server.stdout.readline()).group(1)

    def gate(self, name, *flags):
        """A gate of this community, running, with its pages on loopback."""
        folder = f"{self.path}/{name}"
        made = init_gate(folder, self.root, *flags, "--trust-seq", "1", "--server", f"http://127.0.0.1:{self.port}")
        tool("server", "tongxing-server", "gate", "add", AREA, name, re.search(r"[A-Za-z0-9+/=]{80,}", made).group())
        return Gate(folder, "--page", "127.0.0.1:0")

    def late_code(self, seconds):
        """What a phone shows whose clock is so late: of one more pass, which is bound to it."""
        key = f"{self.path}/phone-{time.monotonic_ns()}.pem"
        public = tool("tests/city", "phone", "new", key).strip()
        issued = json.loads(tool("server", "tongxing-server", "issue", "X9990002", "--holder-key", public, "--json"))
        return tool("tests/city", "phone", "show", "--pass", issued["passes"][0]["text"], "--key", key,
                    "--now", str(int(time.time()) - seconds)).strip()

    def stop_server(self):
        self.server.terminate()
        self.server.wait(20)

    def close(self):
        self.stop_server()
        self.folder.cleanup()
