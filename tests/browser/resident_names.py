#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""resident_names.py BUILD: the resident's page with names and words that mean harm, on every view that
its code has.

Exits 77 where there is no browser."""
import glob
import os
import re
import sqlite3
import urllib.parse

from driver import run, until
from neighbourhood import Neighbourhood, OnAPhone, Phone
from shapes import WEB
from street import tool

HARM = "甲<img src=x onerror=document.title=0>"
TURNED = "\u202e\u2066甲乙\u202e"
LONG = "长" * 28 + "w" * 12  # 40 characters, in as many bytes as a name may have
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OVER_THE_EDGE = """
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')].filter(e => e.getClientRects().length && e.getBoundingClientRect().right > wide + 1
        && !e.closest('.band')).map(e => e.outerHTML.slice(0, 120));"""
# Text that turns others around and is not kept to itself.
LOOSE = f"""
    const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode())
        if (/[{TURNING}]/.test(walk.currentNode.data) && !walk.currentNode.parentElement.closest('bdi'))
            found.push(walk.currentNode.parentElement.outerHTML.slice(0, 120));
    return found;"""

BEHIND = {"": ("甲**>", "长**w"), "visitors": (HARM, LONG), "certificates": (HARM, LONG), "reads": (HARM,)}


def code(name):
    with open(os.path.join(WEB, "resident", name), encoding="utf-8") as source:
        return source.read()


def routes():
    """Every page that has an address."""
    return re.findall(r'"(\w*)"', re.search(r"const PAGES: Page\[\] = \[(.*?)\]", code("route.ts")).group(1))


def home_views():
    """What the page without an address can be."""
    return set(re.findall(r"<(\w+Page)\b", re.search(r"function Home.*?\n}\n", code("app.tsx"), re.S).group()))


def views():
    """Every view that there is, wherever it is shown."""
    return {name for path in glob.glob(os.path.join(WEB, "resident", "*.tsx")) for name in re.findall(r"function (\w+Page)\(", code(path))}


class Alley(Neighbourhood):
    """People with names that mean harm, all of one home."""

    folk = {
        "harm": (HARM, "X1000001", "<b>5</b>", "<i>1</i>", "1950-01-01"),
        "turned": (TURNED, "X1000002", "<b>5</b>", "<i>1</i>", "1980-01-01"),
        "long": (LONG, "X1000003", "<b>5</b>", "<i>1</i>", "1980-01-01"),
        "unheard": (HARM, "X1000004", "<b>5</b>", "<i>1</i>", "1980-01-01"),
    }

    def __init__(self):
        super().__init__()
        self.call_office(HARM)

    def call_office(self, name):
        with sqlite3.connect(f"{self.path}/data/office.db", timeout=20) as office:
            office.execute("update body set name = ?", (name,))

    def certifies(self, who, employer):
        said = {"index": self.resident(who)["index"], "kind": "work", "employer": employer}
        return self.office.ask("POST", "/v1/certificates", said)["certificate"]

    def withdraws(self, certificate, words):
        self.office.ask("POST", f"/v1/certificates/{certificate['area']}/{certificate['serial']}/withdrawals", {"words": words})

    def restrains(self, who, evidence):
        person = self.resident(who)
        said = {"state": "suspended", "ground": "B1", "evidence": evidence, "reason": evidence}
        self.office.ask("PUT", f"/v1/residents/{person['area']}/{person['index']}/state", said)
        return person["index"]

    def upholds(self, words):
        tool("server", "tongxing-server", "--login", "street", "--password-file", f"{self.path}/street.password",
             "appeal", "uphold", str(self.office.ask("GET", "/v1/appeals")["appeals"][0]["id"]), "--reason", words)


class ResidentNames(OnAPhone):
    home, size = Alley, (320, 640)
    seen = set()

    def is_harmless(self, phone, page):
        self.assertTrue(until(lambda: phone.run("return document.querySelectorAll('main').length") and "……" not in phone.words()), page)
        self.assertEqual(0, phone.run("return document.querySelectorAll('main img, main b, main i').length"), page)
        self.assertNotEqual("0", phone.run("return document.title"), page)
        self.assertEqual([], phone.run(LOOSE), page)
        self.assertEqual([], phone.run(OVER_THE_EDGE), page)

    def each_page_is_harmless(self, phone, home, says):
        """All that has an address, as a link of somebody else's opens it; home: the view of that without;
        says: {page: words that have to be there}."""
        link = urllib.parse.urlencode({**dict.fromkeys(("area", "claim", "unit", "room"), HARM + TURNED), "p": HARM, "f": 0, "u": HARM, "late": HARM})
        for language in ("zh", "en"):
            for page in routes():
                phone.visit(f"{page}?{link}" if page else "")
                self.assertTrue(phone.says(*says.get(page, ())), f"{page}: {phone.words()}")
                self.is_harmless(phone, page or home)
            phone.click("#language")
        self.seen.add(home)

    def test_1_before_the_pass(self):
        self.each_page_is_harmless(self.phone, "WelcomePage", {"apply": (HARM,)})
        with Phone(self.street, 320, 640) as other:
            other.apply("unheard")
            self.assertTrue(other.says("等待居委会核对"), other.words())
            self.each_page_is_harmless(other, "WaitingPage", {"": ("甲**>",)})
            self.street.refuse(HARM + TURNED + LONG)
            self.each_page_is_harmless(other, "WaitingPage", {"": (HARM, LONG)})

    def test_2_the_passes_and_what_stands_behind(self):
        for n, who in enumerate(("harm", "turned", "long")):
            self.phone.apply(who, self.street.own_code(who), "family" if n else "apply")
            self.assertTrue(self.phone.shows_code(), self.phone.words())
        self.phone.visit("visitors")
        for name in (HARM, LONG):
            self.assertTrue(self.phone.says("登记访客"))
            self.phone.fill({"visit-name": name, "visit-plate": ""})
            self.phone.click("form button[type=submit]")
            self.assertTrue(self.phone.says(name), self.phone.words())
        self.street.certifies("harm", HARM)
        self.street.certifies("long", LONG)
        self.street.withdraws(self.street.certifies("turned", TURNED + "厂"), HARM + TURNED)
        for who in ("harm", "turned", "long"):
            tool("server", "tongxing-server", "record", self.street.folk[who][1], "--purpose", "contact")
        self.each_page_is_harmless(self.phone, "PassPage", BEHIND)

    def test_3_a_card(self):
        self.phone.visit("card")
        self.assertTrue(self.phone.says("做一张纸卡"))
        self.phone.click("#make-card")
        self.assertTrue(self.phone.says("保存纸卡"), self.phone.words())
        self.is_harmless(self.phone, "CardPage")

    def test_4_restraints_and_the_answer_to_an_appeal(self):
        for who, words in (("harm", HARM), ("turned", TURNED), ("long", LONG)):
            self.street.restrains(who, words)
        index = self.street.resident("harm")["index"]
        self.street.office.ask("POST", "/v1/appeals", {"index": index, "field": "state", "way": "paper", "words": HARM})
        self.street.upholds(HARM + LONG)
        self.each_page_is_harmless(self.phone, "PassPage", {**BEHIND, "record": (HARM, LONG, HARM + LONG)})

    def test_5_large_and_simple(self):
        self.phone.visit("more")
        self.assertTrue(self.phone.says("长辈模式"))
        self.phone.press("长辈模式")
        self.assertTrue(self.phone.says("读给我听", "甲**>"), self.phone.words())
        self.each_page_is_harmless(self.phone, "ElderPage", {**BEHIND, "": ("甲**>",)})

    def test_6_no_view_was_missed(self):
        self.assertEqual(home_views(), self.seen)
        behind = set(re.findall(r"<(\w+Page)\b", re.search(r"function Body.*?\n}\n", code("app.tsx"), re.S).group()))
        self.assertEqual(views(), self.seen | behind, "each is at home or has an address")
        self.assertEqual(set(routes()), set(re.findall(r'case "(\w+)"', code("app.tsx"))) | {""})


if __name__ == "__main__":
    run()
