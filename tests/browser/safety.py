#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""safety.py BUILD: what S13 of the design promises of the pages of residents and of the office, tried in a real
browser: nothing inline runs, nothing comes from elsewhere, the session is no script's and no other site's,
wrong passwords are waited for. That names which mean harm are text: resident_names.py, office_names.py.

Exits 77 where there is no browser."""
import contextlib
import http.client
import http.server
import json
import re
import threading
import unittest

from desk import PASSWORD, AtADesk, Desk
from driver import run, until
from neighbourhood import OnAPhone
from street import AREA

# What somebody who can write into the page would try; and what the browser says that it refused.
INLINE = """
    const done = arguments[arguments.length - 1], refused = new Set();
    document.addEventListener('securitypolicyviolation', event => refused.add(event.effectiveDirective));
    const add = (kind, more) => document.body.append(Object.assign(document.createElement(kind), more));
    add('script', {textContent: 'window.inline = 1'});
    add('script', {src: 'https://example.invalid/a.js'});
    add('img', {src: 'https://example.invalid/a.png'});
    add('iframe', {src: 'https://example.invalid/'});
    add('link', {rel: 'stylesheet', href: 'https://example.invalid/a.css'});
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.inline = 2');
    document.body.append(button);
    button.click();
    fetch('https://example.invalid/').catch(() => 0);
    setTimeout(() => done([window.inline || 0, [...refused].sort()]), 1000);"""
REFUSED = ["connect-src", "frame-src", "img-src", "script-src-attr", "script-src-elem", "style-src-elem"]
ELSEWHERE = """
    const own = location.origin + '/', all = performance.getEntriesByType('resource').map(one => one.name);
    document.querySelectorAll('[src], link[href]').forEach(one => all.push(one.src || one.href));
    return all.filter(name => !name.startsWith(own) && !/^(data|blob):/.test(name));"""
# A form that sends itself, and a program that asks; said once both are over.
ATTACK = """<!doctype html><meta charset=utf-8><title>Win a prize</title><iframe name=sink></iframe>
<form method=POST target=sink enctype=text/plain action="%(target)s"><input name='{%(said)s,"name":"form","x":"' value='"}'></form>
<script>document.forms[0].submit();
const options = {method: 'POST', credentials: 'include', mode: 'no-cors', headers: {'Content-Type': 'text/plain'}, body: '{%(said)s,"name":"fetch"}'};
const read = fetch('%(read)s', {credentials: 'include'}).then(answer => answer.text(), () => 'nothing');
Promise.all([fetch('%(target)s', options).catch(() => 0), read])
    .then(([, text]) => setTimeout(() => document.title = 'over: ' + text, 500));</script>"""


@contextlib.contextmanager
def another_site(target, read, said):
    """Its port: a site that wants something to be done at target, with all that is said there, and told at read."""
    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write((ATTACK % {"target": target, "read": read, "said": said}).encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield site.server_address[1]
        site.shutdown()


class Pages(unittest.TestCase):
    def runs_nothing_inline_and_loads_nothing_from_elsewhere(self, browser):
        self.assertEqual([0, REFUSED], browser.wait_for(INLINE))

    def is_one_that_no_script_reads(self, browser, name):
        cookie, = browser.cookies()
        self.assertEqual((name, True, True, "Strict", "/"), tuple(cookie[key] for key in ("name", "httpOnly", "secure", "sameSite", "path")))
        self.assertEqual("", browser.run("return document.cookie"))

    def is_attacked(self, browser, target, read, said='"role":"visitor"'):
        """By a page of the same host on another port, and by one of another site; what it could read."""
        with another_site(target, read, said) as port:
            for host in ("127.0.0.1", "localhost"):
                browser.open(f"http://{host}:{port}/")
                self.assertTrue(until(lambda: browser.run("return document.title").startswith("over")), host)
                self.assertEqual("over: nothing", browser.run("return document.title"), host)


class ResidentSafety(OnAPhone, Pages):
    def visits(self):
        listed = "fetch('/v1/me/visitors').then(answer => answer.json()).then(told => arguments[arguments.length - 1](told.visits.length))"
        self.phone.visit()
        self.assertTrue(self.phone.shows_code())
        return self.phone.wait_for(listed)

    def test_1_the_session_is_a_cookie_that_no_script_reads(self):
        self.phone.apply("li", self.street.slip("li"))
        self.assertTrue(self.phone.shows_code(), self.phone.words())
        self.is_one_that_no_script_reads(self.phone, "__Host-tx-holder")

    def test_2_another_site_does_nothing_with_a_holder_s_session(self):
        said = f'"area":{AREA},"index":{self.street.resident("li")["index"]}'
        self.assertEqual(0, self.visits())
        self.is_attacked(self.phone, self.street.origin + "/v1/me/visitors", self.street.origin + "/v1/me", said)
        self.assertEqual(0, self.visits())
        own = f"""fetch('/v1/me/visitors', {{method: 'POST', body: '{{{said},"name":"own"}}', headers: {{'Content-Type': 'text/plain'}}}})
            .then(answer => arguments[arguments.length - 1](answer.status))"""
        self.assertEqual(201, self.phone.wait_for(own), "the page itself may")
        self.assertEqual(1, self.visits())

    def test_3_every_page_is_of_one_origin_and_runs_nothing_inline(self):
        for page in ("", "apply", "family", "lost", "more", "record", "reads", "clock", "card", "certificates", "visitors", "out"):
            self.phone.visit(page)
            self.assertTrue(until(lambda: self.phone.run("return document.querySelectorAll('main h1, main canvas, main button').length")), page)
            self.assertEqual([], self.phone.run(ELSEWHERE), page)
        self.runs_nothing_inline_and_loads_nothing_from_elsewhere(self.phone)


class OfficeSafety(AtADesk, Pages):
    def names(self):
        return [one["name"] for one in self.community.office.ask("GET", "/v1/visitors")["visitors"]]

    def test_1_the_session_is_a_cookie_that_no_script_reads(self):
        self.is_one_that_no_script_reads(self.desk, "__Host-tx")

    def test_2_another_site_does_nothing_with_a_clerk_s_session(self):
        self.is_attacked(self.desk, self.community.origin + "/v1/visitors", self.community.origin + "/v1/residents")
        self.assertEqual([], self.names())
        self.desk.visit("home")
        self.assertTrue(self.desk.there("nav"), "who was attacked is signed in still")

    def test_2_nor_does_our_own_page_without_its_token(self):
        send = """const done = arguments[arguments.length - 1];
            fetch('/v1/visitors', {method: 'POST', body: '{"name":"own"}', headers: {'Content-Type': 'application/json', %s}}).then(answer => done(answer.status))"""
        token = self.desk.wait_for("fetch('/v1/sessions/current').then(answer => answer.json()).then(told => arguments[arguments.length - 1](told.token))")
        self.assertEqual(403, self.desk.wait_for(send % ""))
        self.assertEqual(403, self.desk.wait_for(send % f"'X-Tongxing-Token': '{token[:-1]}!'"))
        self.assertEqual([], self.names())
        self.assertEqual(201, self.desk.wait_for(send % f"'X-Tongxing-Token': '{token}'"))

    def test_3_every_page_is_of_one_origin_and_runs_nothing_inline(self):
        for page in self.desk.pages():
            self.desk.visit(page)
            self.assertTrue(self.desk.there("main h1"), page)
            self.assertEqual([], self.desk.run(ELSEWHERE), page)
        self.runs_nothing_inline_and_loads_nothing_from_elsewhere(self.desk)

    def signs_in(self, login, password):
        """Status, and after how many seconds the answer says to come again."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self.community.port), timeout=20)
        connection.request("POST", "/v1/sessions", json.dumps({"login": login, "password": password}), {"Content-Type": "application/json", "Accept-Language": "en"})
        answer = connection.getresponse()
        told = re.search(r"try again in (\d+) s", answer.read().decode())
        connection.close()
        return answer.status, int(told.group(1)) if told else 0

    def test_4_wrong_passwords_are_waited_for_longer_each_time(self):
        waits = []
        for _ in range(3):
            self.assertTrue(until(lambda: self.signs_in("street", "wrong " + PASSWORD)[0] == 403, 30))
            status, again_s = self.signs_in("street", PASSWORD)
            self.assertEqual(503, status, "not even the right one is tried")
            waits.append(again_s)
        self.assertEqual(sorted(set(waits)), waits, f"each wait is longer: {waits}")
        with Desk(self.community) as other:
            other.visit()
            other.fill({"#login": "street", "#password": PASSWORD})
            other.click("#sign-in button[type=submit]")
            self.assertTrue(other.says("密码错的次数太多"), other.words())
            self.assertTrue(until(lambda: self.signs_in("street", PASSWORD)[0] == 201, 30), "it is never locked for good")


if __name__ == "__main__":
    run()
