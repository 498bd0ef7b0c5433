#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""resident_files.py BUILD: how the server gives the resident's page, and that a browser keeps it.

Exits 77 where there is no browser."""
import gzip
import re
import unittest
import urllib.error
import urllib.request

from driver import Browser, run, until
from street import Street

POLICY = ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"]

# Of a first visit, as tests/web/budget.py has it; and of a later one without a network.
BYTES_MAX, REQUESTS_MAX = 60_000, 8
ASKED = """
    const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(one => !one.name.includes('/v1/'));
    return all.map(one => [one.name, one.encodedBodySize, one.transferSize]);"""


def words(browser):
    return browser.run("return document.body.innerText")


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)


class Files(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.street = Street()
        cls.origin = f"http://127.0.0.1:{cls.street.port}"

    @classmethod
    def tearDownClass(cls):
        cls.street.close()

    def get(self, path, **headers):
        request = urllib.request.Request(self.origin + path, headers={n.replace("_", "-"): v for n, v in headers.items()})
        try:
            with OPENER.open(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def script(self):
        return re.search(r'src="(/resident/resident\.[0-9a-f]{16}\.js)"', self.get("/resident/")[2].decode()).group(1)

    def test_1_the_root_leads_to_the_page(self):
        status, headers, _ = self.get("/")
        self.assertEqual((302, "/resident/"), (status, headers["Location"]))

    def test_1_nothing_comes_from_elsewhere_and_nothing_stands_inline(self):
        for path in ("/resident/", "/resident/none", self.script(), "/office/", "/office/none"):
            headers = self.get(path)[1]
            for part in POLICY:
                self.assertIn(part, headers["Content-Security-Policy"])
            self.assertNotIn("unsafe", headers["Content-Security-Policy"])
            self.assertEqual("nosniff", headers["X-Content-Type-Options"])
            self.assertEqual("no-referrer", headers["Referrer-Policy"])
        for folder in ("/resident/", "/office/"):
            page = self.get(folder)[2].decode()
            self.assertEqual([], re.findall(r"""<script>|<style|style=|\son\w+=|(?:src|href)="(?!%s)""" % folder, page))

    def test_1_what_a_name_holds_the_hash_of_is_kept_for_ever(self):
        self.assertIn("immutable", self.get(self.script())[1]["Cache-Control"])
        for path in ("/resident/", "/resident/sw.js", "/resident/manifest.webmanifest"):
            self.assertEqual("no-cache", self.get(path)[1]["Cache-Control"])

    def test_1_what_did_not_change_is_not_sent_again(self):
        for packed in ({}, {"Accept_Encoding": "gzip"}):
            tag = self.get("/resident/", **packed)[1]["ETag"]
            status, _, body = self.get("/resident/", If_None_Match=tag, **packed)
            self.assertEqual((304, b""), (status, body))

    def test_1_it_is_packed_for_whoever_takes_that(self):
        plain, packed = self.get(self.script()), self.get(self.script(), Accept_Encoding="gzip, br")
        self.assertEqual("gzip", packed[1]["Content-Encoding"])
        self.assertEqual(plain[2], gzip.decompress(packed[2]))
        self.assertNotEqual(plain[1]["ETag"], packed[1]["ETag"])
        self.assertIsNone(self.get(self.script(), Accept_Encoding="gzip;q=0")[1]["Content-Encoding"])

    def test_1_a_name_that_is_none_gets_a_page_in_both_languages(self):
        for path in ("/resident/none", "/resident/none/none", "/resident/resident.js", "/resident/404", "/office/none"):
            status, headers, body = self.get(path)
            self.assertEqual((404, "text/html; charset=utf-8"), (status, headers["Content-Type"]))
            self.assertIn("没有这个页面", body.decode())
            self.assertIn("There is no such page", body.decode())

    def test_1_an_address_of_no_page_gets_it_too_and_a_program_a_problem(self):
        for path in ("/nowhere", "/residents/", "/index.html"):
            status, headers, body = self.get(path, Accept="text/html,*/*")
            self.assertEqual((404, "text/html; charset=utf-8"), (status, headers["Content-Type"]))
            self.assertIn("没有这个页面", body.decode())
            self.assertEqual("application/problem+json", self.get(path, Accept="*/*")[1]["Content-Type"])
        self.assertEqual("application/problem+json", self.get("/v1/nowhere", Accept="text/html")[1]["Content-Type"])

    def test_1_a_first_visit_asks_for_no_more_than_its_budget_and_of_nobody_else(self):
        with Browser(412, 915) as browser:
            browser.open(self.origin + "/resident/")
            self.assertTrue(until(lambda: "申请通行码" in words(browser)))
            browser.wait_for("navigator.serviceWorker.ready.then(arguments[arguments.length - 1])")
            asked = browser.run(ASKED)
            self.assertLessEqual(len(asked), REQUESTS_MAX, asked)
            self.assertGreater(sum(size for _, size, _ in asked), 20_000, asked)
            self.assertLessEqual(sum(size for _, size, _ in asked), BYTES_MAX, asked)
            self.assertEqual([], [name for name, *_ in asked if not name.startswith(self.origin + "/")])
            browser.open("about:blank")
            browser.open(self.origin + "/resident/")
            self.assertTrue(until(lambda: "申请通行码" in words(browser)))
            self.assertEqual(0, sum(sent for *_, sent in browser.run(ASKED)), "a later visit asks for nothing")

    def test_2_a_browser_keeps_it_and_opens_it_when_the_server_is_gone(self):
        with Browser(412, 915) as browser:
            browser.open(self.origin + "/")
            self.assertTrue(until(lambda: "申请通行码" in words(browser)))
            browser.wait_for("navigator.serviceWorker.ready.then(arguments[arguments.length - 1])")
            self.street.stop_server()
            browser.open(self.origin + "/resident/?from=poster")
            self.assertTrue(until(lambda: "申请通行码" in words(browser)))
            browser.click("#language")
            self.assertTrue(until(lambda: "Apply for a pass" in words(browser)))
            browser.open(self.origin + "/resident/")
            self.assertTrue(until(lambda: "Apply for a pass" in words(browser)), "the language is kept")


if __name__ == "__main__":
    run()
