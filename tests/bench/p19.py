#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""P19, p19.py BUILD: what a day of a community of 5,000 costs its server, in seconds of one processor.

The real server, its commands and ten real gates. What comes in bulk (the morning's results, reports, the
nightly backup) is done as often as in a day; of what comes tens of thousands of times some are done, and
counted for all of the day."""
import base64
import glob
import http.client
import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../browser"))
from desk import Community  # noqa: E402
from street import AREA, BUILD, tool  # noqa: E402

RESIDENTS, GATES, GOAL_S = 5_000, 10, 60
DAY_S, TICKS_S = 86_400, 90
PASSAGES = 2 * RESIDENTS
POLLS = 10 * RESIDENTS  # a page that is open asks once a minute
SIGN_INS = RESIDENTS
CLERKS, HOURS = 4, 8
HERTZ = os.sysconf("SC_CLK_TCK")
CPU_CLOCK = 2  # of a process by its id, as clock_getcpuclockid(3) has it


class Day(Community):
    residents = RESIDENTS
    commands_s = 0.0

    def command(self, *arguments):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        tool("server", "tongxing-server", *arguments)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.commands_s += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def spent_s(self):
        """Of the server, and of its commands."""
        with open(f"/proc/{self.server.pid}/stat", encoding="ascii") as stat:
            of_children = sum(int(n) for n in stat.read().rsplit(")", 1)[1].split()[13:15]) / HERTZ
        own = time.clock_gettime((~self.server.pid << 3) | CPU_CLOCK)
        return own + of_children + self.commands_s

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Bill:
    """Seconds of the processor, and how often."""

    def __init__(self, day):
        self.day, self.total = day, 0.0
        print(f"{'of a day':<46}{'times':>8}{'done':>8}{'each ms':>10}{'seconds':>9}")

    def add(self, what, times, done, work):
        before = self.day.spent_s()
        work()
        seconds = self.day.spent_s() - before
        of_day = seconds * times / done
        self.total += of_day
        print(f"{what:<46}{times:>8}{done:>8}{1000 * seconds / done:>10.2f}{of_day:>9.2f}", flush=True)


def asks(day, method, path, times, headers=None, body=None, over=None):
    """One connection, kept; over: the office's socket."""
    connection = over or http.client.HTTPConnection("127.0.0.1", int(day.port), timeout=60)
    for _ in range(times):
        connection.request(method, path, body() if callable(body) else body, headers or {})
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status}")
    connection.close()


def say_of_all(day, part, parts):
    """What the city says of its residents, in as many files as it is said in; of everybody once."""
    with open(f"{day.path}/statements.csv", encoding="utf-8") as file:
        heading, *lines = file.read().splitlines()
    size = len(lines) // parts + 1
    path = f"{day.path}/part.csv"
    with open(path, "w", encoding="utf-8") as out:
        out.write("\n".join([heading, *lines[part * size:(part + 1) * size]]) + "\n")
    day.command("feed", path)


def sign_in(day, key, public):
    login = tool("tests/city", "phone", "login", "--who", public, "--audience", day.origin, "--nonce", day._nonce(), "--key", key)
    connection = http.client.HTTPConnection("127.0.0.1", int(day.port), timeout=20)
    connection.request("POST", "/v1/holders/sessions", base64.b64decode(login), {"Content-Type": "application/cose"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 201:
        raise RuntimeError(f"a phone's sign-in: {answer.status}")
    return answer.getheader("Set-Cookie").split(";")[0]


def passages(day, gates):
    """Each gate sees somebody and sends what it saw before the next comes: a batch of one, the dearest."""
    for n in range(TICKS_S // 6):
        for k, gate in enumerate(gates):
            gate.show(day.passes[n * GATES + k])
        time.sleep(6)


def approve(day, times):
    for one in day.applications()[:times]:
        day.office.ask("POST", f"/v1/applications/{AREA}/{one['id']}/decisions", {"decision": "approve", "words": "窗口办理"})


def home(day, times):
    """Something has changed before all the desks ask."""
    for n in range(times // CLERKS):
        day.office.ask("POST", f"/v1/residents/{AREA}/{n}/passes", {})
        asks(day, "GET", "/v1/home", CLERKS, over=day.office)


def main():
    with Day(applicants=100) as day:
        for n in range(100):
            day.apply(n)
        tool("tests/city", "city", "statements", "--residents", str(RESIDENTS), "--out", f"{day.path}/statements.csv")
        gates = [day.gate(f"gate-{n}") for n in range(GATES)]
        time.sleep(5)
        bill = Bill(day)
        bill.add("a second with ten gates and nothing new", DAY_S, TICKS_S, lambda: time.sleep(TICKS_S))
        still_s = bill.total / DAY_S
        bill.add("an hour's results, lists and deltas of them", 24, 24, lambda: [(say_of_all(day, n, 24), time.sleep(2)) for n in range(24)])
        bill.add("somebody at a gate, in a batch of one", PASSAGES, TICKS_S // 6 * GATES, lambda: passages(day, gates))
        bill.total -= still_s * TICKS_S * PASSAGES / (TICKS_S // 6 * GATES)  # while it was counted nothing else stood still
        for gate in gates:
            gate.close()
        bill.add("an application approved, its pass signed", 50, 50, lambda: approve(day, 50))
        [key] = glob.glob(f"{day.path}/applicant-0-*.pem")
        public = tool("tests/city", "phone", "key", key).strip()
        bill.add("a phone signs in", SIGN_INS, 100, lambda: [sign_in(day, key, public) for _ in range(100)])
        cookie = sign_in(day, key, public)
        bill.add("a phone's poll", POLLS, 2000, lambda: asks(day, "GET", "/v1/me", 2000, {"Cookie": cookie}))
        bill.add("a desk's home page, each minute", CLERKS * HOURS * 60, 20, lambda: home(day, 20))
        bill.add("somebody searched for", 400, 50, lambda: asks(day, "POST", "/v1/residents/search", 50, {"Content-Type": "application/json"}, '{"part": "王"}'.encode(), day.office))
        bill.add("the day's report as a workbook", 4, 4, lambda: asks(day, "GET", "/v1/reports/day?format=xlsx", 4, over=day.office))
        print(f"P19 {bill.total:.0f} s of one processor a day{'' if bill.total < GOAL_S else f', above {GOAL_S}'}")


main()
