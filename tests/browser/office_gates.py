#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_gates.py BUILD: what the office's desk shows of its gates, and what a gate can say of the office:
versions, journals, and whether the audit log is the one that the gate has seen.

Exits 77 where there is no browser."""
import contextlib
import json
import sqlite3

from desk import ENTER, AtADesk
from driver import run, until
from street import AREA, Gate, tool

ROWS = "return [...document.querySelectorAll('%s tbody tr')].map(row => [...row.cells].map(cell => cell.innerText))"
PAGE_ROWS = 50


class OfficeGates(AtADesk):
    applicants = 6

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.community.gate("west").close()
        cls.folder = f"{cls.community.path}/west"
        cls.hears()

    @classmethod
    def hears(cls):
        """The gate takes what the server has published."""
        tool("gate-client", "tongxing-gate", "sync", "--dir", cls.folder)

    def status(self):
        return json.loads(tool("gate-client", "tongxing-gate", "status", "--dir", self.folder, "--json"))

    def known(self):
        gate, = [one for one in self.community.office.ask("GET", "/v1/gates")["gates"] if one["name"] == "west"]
        return gate

    def show(self, *texts):
        """At the gate, one after the other; its journal reaches the server."""
        before = self.known()["acknowledged"]
        gate = Gate(self.folder, "--page", "127.0.0.1:0")
        for text in texts:
            gate.show(text)
        sent = until(lambda: self.known()["acknowledged"] >= before + len(texts), 30)
        gate.close()
        self.assertTrue(sent, self.known())

    def row(self):
        self.desk.visit("gates")
        self.assertTrue(self.desk.there("#gates tbody tr"), self.desk.words())
        row, = [cells for cells in self.desk.run(ROWS % "#gates") if cells[0].split() == ["west", "人行"]]
        return row

    def test_1_a_gate_stands_with_its_version_and_how_much_of_its_journal_has_come(self):
        self.show(*self.community.passes[:3], "TX1:NO-PASS-AT-ALL")
        self.assertEqual("tongxing-gate/0.1.0", self.known()["program"])
        version, held, unsent, events = self.row()[2:6]
        self.assertEqual(("0.1.0", str(self.known()["acknowledged"])), (version, events))
        self.assertRegex(held, r"^\d{4}-\d\d-\d\d\s\d\d:\d\d$")
        self.assertRegex(unsent, r"^\d+$")

    def test_2_its_journal_is_read_from_there_without_a_name_and_the_look_is_recorded(self):
        self.row()
        self.desk.press(str(self.known()["acknowledged"]))
        self.assertTrue(self.desk.there("#journal tbody tr"), self.desk.words())
        rows = self.desk.run(ROWS % "#journal")
        self.assertEqual(sorted((int(cells[0]) for cells in rows), reverse=True), [int(cells[0]) for cells in rows], "the newest first")
        self.assertEqual(["放行"] * 3, [cells[3] for cells in rows][-3:], rows)
        self.assertEqual(["名册0号", "名册1号", "名册2号"], sorted(cells[5] for cells in rows)[-3:], rows)
        self.assertIn("二维码不完整", " ".join(sum(rows, [])))
        self.desk.keep("office-gate-journal")
        read = [one for one in self.community.office.ask("GET", "/v1/audit")["entries"] if one.get("action") == "read.events"]
        self.assertEqual(1, len(read))

    # --- from an hour of the home page to who passed in it

    def looks(self):
        return [one for one in self.community.office.ask("GET", "/v1/audit")["entries"] if one.get("action") == "read.events"]

    def hour_with(self, passed):
        """Of the home page's numbers, the hour in which so many were let in."""
        self.desk.visit("home")
        self.assertTrue(self.desk.there(".chart canvas"), self.desk.words())
        self.desk.click("details summary")
        row, = [cells for cells in self.desk.run(ROWS % "#hours") if cells[1] == str(passed)]
        return row

    def test_3_an_hour_of_the_home_page_leads_to_who_passed_in_it_by_number_and_to_a_record_by_purpose(self):
        before, (_, came, _, refused) = len(self.looks()), self.hour_with(3)
        self.desk.run("[...document.querySelectorAll('#hours tbody tr')].find(row => row.cells[1].innerText === '3').querySelector('a').click()")
        self.assertTrue(self.desk.there("#hour-counts tbody tr"), self.desk.words())
        counts = self.desk.run(ROWS % "#hour-counts")
        self.assertEqual([["合计", came, "0", refused], ["west", came, "0", refused]], [cells[:4] for cells in counts], "counts before people")
        self.assertEqual(before, len(self.looks()), "of counts nothing is written down")
        self.desk.click("#show-passed")
        self.assertTrue(self.desk.says("共4条"), self.desk.words())
        self.assertEqual(before + 1, len(self.looks()))
        for name in (self.community.name(0)[0] + "*", "张*"):
            self.assertNotIn(name, self.desk.words(), "no names")
        self.desk.fill({"#way": "refused"})
        self.assertTrue(self.desk.says("共1条", "二维码不完整"), self.desk.words())
        self.assertIn("way=refused", self.desk.run("return location.hash"))
        self.desk.fill({"#way": "in"})
        self.assertTrue(self.desk.says("共3条", "名册0号"), self.desk.words())
        self.desk.run("document.getElementById('passed').focus()")
        self.desk.keys(ENTER)
        self.assertTrue(self.desk.says("为什么查看"), self.desk.words())
        self.assertEqual("#residents?index=0", self.desk.run("return location.hash"))

    def test_3_a_press_on_the_chart_leads_to_that_hour(self):
        at = self.hour_with(3)[0]
        self.desk.run("""
            const box = document.querySelector('.chart .u-over').getBoundingClientRect(), rows = [...document.querySelectorAll('#hours tbody tr')];
            const n = rows.findIndex(row => row.cells[1].innerText === '3'), x = box.left + box.width * n / (rows.length - 1);
            document.querySelector('.chart .u-over').dispatchEvent(new MouseEvent('click', {bubbles: true, clientX: x, clientY: box.top + 20}));
        """)
        self.assertTrue(self.desk.says(at.split()[0] + " " + at.split()[1] + "至"), self.desk.words())

    # --- the audit log, by what a gate has seen

    def verifies(self, head=""):
        self.desk.visit("audit")
        self.desk.fill({"#head": head})
        self.desk.click("#verify button[type=submit]")
        self.assertTrue(self.desk.there("#verdict"), self.desk.words())
        return self.desk.text("#verdict")

    def head(self):
        """As the gate has it."""
        lists = self.status()["held"]["lists"]
        return next(one for one in lists if one["area"] == int(AREA))["audit_head"]

    def test_3_an_inspector_checks_the_audit_head_against_a_gate_s(self):
        self.community.account("inspector", "inspection", "auditor")
        self.hears()
        head = self.head()
        self.community.office.ask("POST", "/v1/residents/search", {"part": ""})  # and it goes on
        self.desk.sign_in("inspector", "audit")
        self.assertIn("门禁记下的日志头在其中", self.verifies(head))
        self.assertIn("门禁记下的日志头在其中", self.verifies(f" {head[:32].upper()} {head[32:]} "), "as somebody copies it")
        self.desk.keep("office-audit-head")
        self.assertIn("日志完整", self.verifies())
        self.assertIn("没有门禁记下的这个日志头", self.verifies("ab" * 32))
        self.desk.fill({"#head": "12"})
        self.desk.click("#verify button[type=submit]")
        self.assertTrue(self.desk.says("64位十六进制"), self.desk.words())

    def test_4_an_entry_that_was_changed_is_told(self):
        with contextlib.closing(sqlite3.connect(f"{self.community.path}/data/office.db", timeout=20)) as database, database:
            database.execute("update audit set actor = 'somebody' where n = 5 and area = ?", (int(AREA),))
        self.assertIn("在第5条断开", self.verifies(self.head()))

    def test_5_the_log_comes_fifty_at_a_time(self):
        for _ in range(PAGE_ROWS):
            self.community.office.ask("POST", "/v1/residents/search", {"part": ""})
        self.desk.visit("audit")
        self.assertTrue(self.desk.there("#entries tbody tr"), self.desk.words())
        first = self.desk.run(ROWS % "#entries")
        self.assertEqual(PAGE_ROWS, len(first))
        self.desk.press("下一页")
        self.assertTrue(until(lambda: (rows := self.desk.run(ROWS % "#entries")) and int(rows[0][0]) < int(first[-1][0])))

    def test_6_who_may_not_verify_is_not_asked_to(self):
        self.desk.sign_in("office", "audit")
        self.assertTrue(self.desk.there("#entries"), self.desk.words())
        self.assertFalse(self.desk.there("#verify", 0))

    # --- one person

    def test_7_a_person_s_passages_are_shown_by_keyboard_for_the_purpose_that_was_chosen(self):
        self.desk.visit("residents?index=0")
        self.desk.press("上门服务")
        self.assertTrue(self.desk.there("#show-passages"), self.desk.words())
        self.desk.run("document.getElementById('show-passages').focus()")
        self.desk.keys(ENTER)
        self.assertTrue(self.desk.there("#passages tbody tr"), self.desk.words())
        rows = self.desk.run(ROWS % "#passages")
        self.assertEqual([["west", "放行"]], [[cells[1], cells[3]] for cells in rows], "of no one else")
        self.desk.keep("office-passages")
        read = [one for one in self.community.office.ask("GET", "/v1/audit?index=0")["entries"] if one.get("action") == "read.events"]
        self.assertEqual(["visit"], [one["detail"].split(";")[0] for one in read])
        self.desk.visit("audit")
        self.assertTrue(self.desk.says("上门服务 · 工作人员、负责人、管理员"), self.desk.words())


if __name__ == "__main__":
    run()
