#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_names.py BUILD: the office's desk on a morning of a newcomer, and with names that mean harm.

Exits 77 where there is no browser."""
import json
import os
import re

from desk import HOSTILE, AtADesk, document
from driver import run, until
from shapes import WEB

BIDI = "\u202e\u2066"  # turn what follows around
LONG = "长" * 28 + "w" * 12  # 40 characters, in as many bytes as a name may have
OVER_THE_EDGE = """
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll('main *')].filter(e => e.getClientRects().length && e.getBoundingClientRect().right > wide + 1
        && !e.closest('.heard, .wide')).map(e => e.outerHTML.slice(0, 120));"""
# What each page is shown with beside itself.
STATES = {"requests": ["?all=1"], "appeals": ["?all=1"], "applications": ["?state=approved"], "visitors": ["?all=1"],
          "residents": ["?import=1", "?q=zs", "?households=1"], "rules": ["?write=1", "?draft=2"], "passes": ["?lacking=1"]}


def routes():
    """Every page that the desk has."""
    with open(os.path.join(WEB, "office/route.ts"), encoding="utf-8") as source:
        return re.findall(r'^  \["(\w+)", "', source.read(), re.M)


class OfficeNames(AtADesk):
    size = (1024, 768)

    # --- a newcomer's morning, in the words of the clerk: each from the home page, in at most five clicks

    def does(self, task, *steps):
        """A step is what a button or a row says, a {field: value}, or something to do that is no click; choosing from
        a list of choices is a click as well."""
        self.desk.visit("home")
        self.desk.there("nav a")
        clicks = 0
        for step in steps:
            if callable(step):
                step()
            elif isinstance(step, dict):
                self.desk.there(next(iter(step)))
                clicks += self.desk.run(f"return document.querySelectorAll({', '.join(step)!r}).length && [...document.querySelectorAll({', '.join(step)!r})].filter(f => f.tagName === 'SELECT').length")
                self.desk.fill(step)
            else:
                clicks += 1
                self.clicks(step)
        self.assertLessEqual(clicks, 5, task)

    def clicks(self, words):
        """#id, or what it says; a row of a table among it."""
        found = until(lambda: self.desk.run(f"""
            const said = {words!r}, all = said.startsWith('#') ? [...document.querySelectorAll(said)]
                : [...document.querySelectorAll('button, a, [role=row], [role=option], label.radio')].filter(e => e.innerText.trim().startsWith(said));
            const one = all.filter(e => e.getClientRects().length).pop();
            one && one.click();
            return !!one;"""))
        self.assertTrue(found, f"nothing says {words}: {self.desk.words()}")

    def waits_for(self, *words):
        return lambda: self.assertTrue(self.desk.says(*words), self.desk.words())

    def test_1_each_task_of_a_newcomer_s_morning_takes_five_clicks_at_most(self):
        for n in (0, 1):
            self.community.apply(n)
        name = self.community.name
        self.does("小王在手机上申请了，给他通过", "申请", "#approve", lambda: self.assertTrue(until(lambda: len(self.community.applications()) == 1)))
        self.does("这份申请不对，叫他带证件来", "申请", "#refuse", "请带证件", "#refusal button[type=submit]",
                  lambda: self.assertTrue(until(lambda: not self.community.applications())))
        self.does("给501的打个电话，号码是多少", "居民", {"#q": name(2)}, self.waits_for("共1人"), "#people-0", "联系通知", self.waits_for("名册登记"))
        self.does("老赵家换了房", "居民", {"#q": name(3)}, self.waits_for("共1人"), "#people-0", "联系通知", {"#entry-room": "1601"}, "#entry button[type=submit]",
                  lambda: self.assertTrue(until(lambda: self.community.office.ask("POST", "/v1/residents/search", {"part": "1601"})["count"] == 1)))
        self.does("今天新搬来一户", "居民", "#add", {"#new-name": "新来的", "#new-id_number": "99010119800307891X", "#new-unit": "7-1", "#new-room": "1701"},
                  "#new button[type=submit]", self.waits_for("为什么查看"))
        self.does("街道发来的表格要录进去", "居民", "#import", lambda: self.desk.drop(self.community.table([f"{name(4)},护照,{document(4)},13955555555,7-1,105"]), "名册.csv"),
                  "确认导入1人", self.waits_for("已导入"))
        self.does("表格录错了，退回去", "居民", "#import", "#done tbody tr:first-child button", "#undo", self.waits_for("已撤销"))
        self.does("老李的卡丢了，补一张", "通行证", "#holders-0", "#act-lost", "纸卡", {"#lost-evidence": "本人到场，核对身份证"}, "#lost button[type=submit]", lambda: self.assertTrue(self.desk.there(".card canvas[data-size]")))
        self.does("老王的手机丢了", "通行证", "#holders-0", "#act-lost", "#lost button[type=submit]", lambda: self.assertTrue(self.desk.there("p.code")))
        self.does("老陈家来客人了", "来人和车辆", "#add", {"#new-name": "客人"}, "#new button[type=submit]", lambda: self.assertTrue(self.desk.there(".card canvas[data-size]")))
        self.does("有人打电话来，说不该停他的证", "申诉", "#write-down", {"#appellant": name(5)}, "查找", "#writing .picker li button", {"#appeal-words": "不服"},
                  "#write button[type=submit]", self.waits_for("不服"))
        self.does("东门换了一台新门禁", "门禁", "#enrol", "#draw button[type=submit]", lambda: self.assertTrue(self.desk.there("#enrolling canvas[data-size]")))
        self.does("现在进门到底要不要核酸", "规定", self.waits_for("本社区实际执行的", "长居〔2026〕1号"))

    # --- names that mean harm

    def suspends(self, n, ground, evidence):
        """B1 at once, B4 once it is seconded: whose pass."""
        person = self.community.resident(self.community.name(n))
        said = {"state": "suspended", "ground": ground, "evidence": evidence, "reason": evidence}
        self.community.office.ask("PUT", f"/v1/residents/{person['area']}/{person['index']}/state", said)
        return person["index"]

    def fills_with_harm(self):
        rows = [f"张{HOSTILE}三,护照,H1000001,,7-1,801", f"张{BIDI}三,护照,H1000002,,7-1,802", f"{LONG},护照,H1000003,,7-1,803"]
        self.community.office.request("POST", "/v1/imports", self.community.bytes_of(rows), {"Content-Type": "text/csv"})
        told = self.community.office.getresponse().read().decode().split("\n")
        self.community.office.close()
        self.assertEqual(3, json.loads([line for line in told if line.strip()][-1])["added"], told)
        for n, name in enumerate(("张" + HOSTILE, "张" + BIDI + "甲", LONG)):
            self.community.office.ask("POST", "/v1/visitors", {"name": name})
            self.community.apply(6, name=name, unit="<b>9</b>", room="<i>1</i>")
            self.community.enrol(name.encode()[:63].decode())
            self.suspends(n + 3, "B4", name)
            index = self.suspends(n, "B1", name)
            self.community.office.ask("POST", "/v1/appeals", {"index": index, "field": "state", "way": "paper", "words": name})
            order = {"document": name, "issuer": name, "until": "2030-01-01", "rules": [{"topic": "test", "limit": "48h"}]}
            self.community.office.ask("POST", "/v1/policies/drafts", {"area": int(self.community.office.ask("GET", "/v1/policies")["area"]), **order})

    def is_harmless(self, page):
        self.desk.visit(page)
        self.assertTrue(self.desk.there("main h1"), page)
        self.assertTrue(until(lambda: "……" not in self.desk.words(), 20), page)
        self.assertEqual(0, self.desk.run("return document.querySelectorAll('main img, main b, main i').length"), page)
        self.assertNotIn("owned", self.desk.run("return document.title"), page)
        self.assertEqual([], [mark for mark in BIDI if mark in self.desk.words()], page)
        self.assertEqual([], self.desk.run(OVER_THE_EDGE), page)

    def test_2_names_that_mean_harm_are_text_on_every_page(self):
        self.fills_with_harm()
        self.assertGreater(len(routes()), 10)
        for page in routes():
            for state in ["", *STATES.get(page, [])]:
                self.is_harmless(page + state)
        for gate in self.community.office.ask("GET", "/v1/gates")["gates"]:
            self.is_harmless("gates?gate=" + gate["gate"])


if __name__ == "__main__":
    run()
