#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_many.py BUILD: the office's tables with fifty thousand people in them, in a real browser over a
real server.

Exits 77 where there is no browser."""
import json
import time

from desk import DOWN, END, ENTER, UP, AtADesk, Community
from driver import run, until

RESIDENTS, MANY, MINUTES_S = 50_000, 100, 150  # forty a minute
PAGE = 50  # applications that wait
SURNAME = "王"  # of thousands


class Large(Community):
    residents = RESIDENTS


class OfficeMany(AtADesk):
    office_of, applicants = Large, MANY

    def found(self, part="", **asked):
        return self.community.office.ask("POST", "/v1/residents/search", {"part": part, **asked})

    def opens(self, page):
        self.desk.visit(page)
        self.assertTrue(self.desk.there("#people [role=gridcell]", 20), self.desk.words())

    def row(self, n):
        """What the n-th row says; None while it is not in the document, or not read."""
        text = self.desk.run(f"const row = document.getElementById('people-{n}'); return row && row.innerText")
        return text if text and "…" not in text else None

    def says_row(self, n, one):
        return until(lambda: (text := self.row(n)) and str(one["index"]) in text and one["name"] in text, 20)

    # --- fifty thousand rows

    def test_1_fifty_thousand_rows_are_counted_and_scrolled_to_the_end(self):
        count = self.found(limit=1)["count"]
        self.assertGreater(count, RESIDENTS)
        last, = self.found(sort="place", **{"from": count - 1}, limit=1)["residents"]
        self.opens("residents")
        self.assertEqual(str(count + 1), self.desk.run("return document.getElementById('people').getAttribute('aria-rowcount')"))
        for part in (0.25, 0.5, 0.75, 1):
            self.desk.run(f"const box = document.getElementById('people'); box.scrollTop = box.scrollHeight * {part}")
            at = int((count - 1) * part)
            self.assertTrue(until(lambda at=at: self.desk.run(
                f"return [...document.querySelectorAll('#people .body [role=row]')].some(row => Math.abs(row.ariaRowIndex - {at}) < 30 && !row.innerText.includes('…'))"), 20), part)
            self.assertLess(self.desk.run("return document.querySelectorAll('#people [role=row]').length"), 60)
        self.assertTrue(self.says_row(count - 1, last), self.row(count - 1))
        self.assertEqual(str(count + 1), self.desk.run(f"return document.getElementById('people-{count - 1}').getAttribute('aria-rowindex')"))

    def test_1_the_focus_stays_when_its_row_is_scrolled_away(self):
        self.opens("residents")
        self.desk.run("document.getElementById('people').focus()")
        self.desk.keys(*[DOWN] * 5)
        looked_at = "const g = document.activeElement, r = document.getElementById(g.getAttribute('aria-activedescendant')); return [g.id, r && r.ariaRowIndex]"
        self.assertEqual(["people", "7"], self.desk.run(looked_at))
        self.desk.run("const box = document.getElementById('people'); box.scrollTop = box.scrollHeight")
        self.assertTrue(until(lambda: self.desk.run("return !document.getElementById('people-9')")), "its neighbours are gone")
        self.assertEqual(["people", "7"], self.desk.run(looked_at))
        self.desk.keys(DOWN)
        self.assertEqual(["people", "8"], self.desk.run(looked_at))
        self.assertTrue(until(lambda: self.desk.run("return document.getElementById('people').scrollTop < 500")), "it is shown again")
        self.desk.keys(END)
        rows = self.desk.run("return document.getElementById('people').getAttribute('aria-rowcount')")
        self.assertTrue(until(lambda: self.desk.run(looked_at) == ["people", rows]))

    def test_1_enter_on_a_row_that_is_still_on_its_way_opens_it(self):
        count = self.found(limit=1)["count"]
        last, = self.found(sort="place", **{"from": count - 1}, limit=1)["residents"]
        self.opens("residents")
        self.desk.run("document.getElementById('people').focus()")
        self.desk.keys(END, ENTER)
        self.assertTrue(until(lambda: self.desk.run("return location.hash").endswith(f"index={last['index']}"), 20), self.desk.run("return location.hash"))

    def test_1_space_on_rows_that_are_still_on_their_way_ticks_them(self):
        self.opens("residents")
        self.desk.run("document.getElementById('people').focus()")
        self.desk.keys(END, " ", UP, UP, " ", UP, " ", " ")
        self.assertTrue(self.desk.says("已选2人"), self.desk.words())
        ticked = "return [...document.querySelectorAll('#people .body [aria-selected=true]')].map(row => row.ariaRowIndex)"
        rows = int(self.desk.run("return document.getElementById('people').getAttribute('aria-rowcount')"))
        self.assertEqual([str(rows - 2), str(rows)], self.desk.run(ticked))
        self.desk.click("#batch-clear")

    # --- in an order

    def sorted_by(self):
        return self.desk.run("return [...document.querySelectorAll('#people [aria-sort]')].map(head => [head.innerText.split(' ').pop(), head.getAttribute('aria-sort')])")

    def sorts(self, head):
        self.desk.run(f"const b = [...document.querySelectorAll('#people button.sort')].find(b => b.innerText.endsWith({json.dumps(head)})); b.focus(); b.click()")

    def test_2_a_head_sorts_both_ways_and_the_address_keeps_it(self):
        self.opens("residents")
        self.assertEqual([["楼栋", "ascending"]], self.sorted_by())
        for head, by, way in (("姓名", "name", "ascending"), ("姓名", "-name", "descending"), ("名册号", "index", "ascending"), ("名册号", "-index", "descending")):
            first, = self.found(sort=by, limit=1)["residents"]
            self.desk.run("const box = document.getElementById('people'); box.scrollTop = box.scrollHeight / 2")
            self.sorts(head)
            self.assertTrue(self.says_row(0, first), (by, self.row(0), first))
            self.assertEqual([[head, way]], self.sorted_by())
            self.assertIn("sort=" + by, self.desk.run("return location.hash"))
            self.assertTrue(self.desk.run("return document.activeElement.className").startswith("sort"), "the focus stays on the head")
        self.desk.reload()
        self.assertTrue(self.says_row(0, first), "a link leads to the same order")
        self.desk.visit("passes?sort=-index")
        self.assertTrue(self.desk.there("#holders [aria-sort=descending]"), self.desk.words())

    # --- all that a search finds

    def test_3_all_that_a_search_finds_are_ticked_and_counted_before_anything_is_done(self):
        told = self.found(SURNAME, limit=1)["count"]
        self.assertGreater(told, 1000)
        before = len(self.community.office.ask("GET", "/v1/requests")["requests"])
        self.opens("residents?q=%E7%8E%8B")
        self.desk.click("#pick-all")
        self.assertTrue(self.desk.says(f"已选{told}人", seconds=30), self.desk.words())
        self.desk.click("#batch-restrain")
        self.assertTrue(self.desk.there("#restrain"), self.desk.words())
        self.assertIn(f"{told}人", self.desk.text("#restrain button[type=submit]"))
        self.assertIn(f"等{told}人", self.desk.text("#restrain"), "some are named, all are counted")
        self.desk.press("取消")
        self.assertEqual(before, len(self.community.office.ask("GET", "/v1/requests")["requests"]))
        self.desk.click("#batch-clear")
        self.assertTrue(self.desk.gone("#batch"))

    # --- a hundred applications

    def test_4_a_hundred_are_approved_by_keyboard(self):
        for n in range(MANY):
            self.community.apply(n)
        self.desk.visit("applications")
        shown = "return document.querySelectorAll('#waiting li').length"
        self.assertTrue(until(lambda: self.desk.run(shown) == PAGE, 30), self.desk.words())
        began = time.monotonic()
        for _ in range(PAGE):
            self.desk.keys("a")
        self.assertTrue(until(lambda: self.desk.run(shown) == MANY, MINUTES_S), "those behind come up as these are done")
        for _ in range(MANY - PAGE):
            self.desk.keys("a")
        self.assertTrue(until(lambda: self.desk.run("return document.querySelectorAll('#waiting li.approved').length") == MANY, MINUTES_S))
        self.assertLess(time.monotonic() - began, MINUTES_S)
        self.assertEqual([], self.community.applications())


if __name__ == "__main__":
    run()
