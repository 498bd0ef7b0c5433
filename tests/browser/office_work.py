#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_work.py BUILD: the longer work of the office's desk, in a real browser over a real server.

Exits 77 where there is no browser."""
import json
import os
import subprocess
import sys
import time

from desk import DOWN, ENTER, PASSWORD, AtADesk, document
from driver import run, until
from street import AREA, tool

READING = {"刷新", "核对"}  # buttons that change nothing
LATER = {"reports", "certificates", "response"}  # pages with tests of their own
MESSY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../integration/messy_roster.py")


class OfficeWork(AtADesk):
    applicants = 6

    # --- a roster comes in

    def people(self):
        return self.community.office.ask("POST", "/v1/residents/search", {"part": ""})["count"]

    def drops(self, path, name):
        self.desk.visit("residents")
        self.desk.there("#import")
        self.desk.click("#import")
        self.desk.drop(path, name)

    def seconds(self):
        """The street seconds the request that waits: for how many people."""
        waiting = [one for one in self.community.office.ask("GET", "/v1/requests")["requests"] if one["act"] == "bulk"]
        for one in waiting:
            self.community.second(one["id"])
        return sum(one["bulk"]["people"] for one in waiting)

    def test_1_a_roster_of_two_thousand_is_dropped_looked_at_imported_and_undone(self):
        messy, before = f"{self.community.path}/messy.xlsx", self.people()
        subprocess.run([sys.executable, MESSY, messy], check=True)
        self.drops(messy, "花名册.xlsx")
        self.assertTrue(self.desk.says("表格共2000行", "新增 1961", "不能导入 39", seconds=60), self.desk.words())
        self.assertEqual(before, self.people(), "nobody is in it yet")
        self.assertTrue(self.desk.says("还剩20人", "这次要1961人", "成批办理"), self.desk.words())
        self.desk.press("不能导入 39")
        self.assertTrue(self.desk.says("科学计数法"), self.desk.words())
        self.assertEqual(b"PK", self.desk.downloads("#refused-file")[:2])
        self.desk.press("确认导入1961人")
        self.assertTrue(self.desk.there("#ask-many-people", 60), "so many take another body")
        self.desk.click("#ask-many-people")
        self.desk.fill({"#many-words": "新接手的名册"})
        self.desk.click("#ask-many button[type=submit]")
        self.assertTrue(until(lambda: self.seconds() == 1961), self.desk.words())
        self.assertTrue(self.desk.there("#previews a"), self.desk.words())
        self.desk.click("#previews a")
        self.desk.press("确认导入1961人")
        self.assertTrue(self.desk.says("已导入：新增1961人", "39行没有导入", seconds=60), self.desk.words())
        self.assertTrue(self.desk.there("#refused-file"))
        self.assertEqual(before + 1961, self.people())
        self.assertTrue(self.desk.there("#done tbody tr:first-child button"))
        self.assertIn("1961", self.desk.text("#done tbody tr:first-child"))
        self.desk.click("#done button")
        self.desk.there("#undo")
        self.desk.click("#undo")
        self.assertTrue(self.desk.says("已撤销：删去1961人", seconds=60), self.desk.words())
        self.assertEqual(before, self.people())

    def test_1_what_changes_stands_old_and_new_beside_each_other(self):
        row = f"{self.community.name(0)},护照,{document(0)},13912345678,7-1,101"
        self.drops(self.community.table([row]), "改电话.csv")
        self.assertTrue(self.desk.says("改动 1", "139****0000"), self.desk.words())
        cells = self.desk.run("return [...document.querySelectorAll('#preview tbody td')].map(c => c.innerText).slice(-3)")
        self.assertEqual(["电话", "139****0000", "13912345678"], cells)

    def test_1_it_can_be_left_and_waits(self):
        self.drops(self.community.table([f"{self.community.name(1)},护照,{document(1)},13912345679,7-1,102"]), "另一份.csv")
        self.desk.run("location.hash = 'home'")
        self.assertTrue(until(lambda: self.waiting() == [1]), self.waiting())
        self.desk.visit("residents?import=1")
        self.assertTrue(self.desk.there("#previews a"), self.desk.words())
        self.desk.click("#previews a")
        self.assertTrue(self.desk.says("139****0001", "13912345679"), self.desk.words())
        self.desk.click("#forget")
        self.assertTrue(until(lambda: not self.waiting()))

    def revoked(self):
        found = self.community.office.ask("POST", "/v1/residents/search", {"part": "", "sort": "index"})["residents"]
        return [one["name"] for one in found if one["state"] == "revoked"]

    def test_1_who_is_not_in_the_table_is_confirmed_together_and_taken_back(self):
        rows = [f"{self.community.name(n)},护照,{document(n)},1390000000{n},7-1,{101 + n}" for n in range(4)]
        self.drops(self.community.table(rows), "少了两人.csv")
        self.assertTrue(self.desk.says("没有改动，只留下表里没有的人的名单"), self.desk.words())
        self.desk.click("#confirm")
        self.assertTrue(self.desk.there("#to-gone"), self.desk.words())
        self.assertEqual([], self.revoked(), "nobody's pass ends by an import")
        self.desk.click("#to-gone")
        self.assertTrue(self.desk.there("#gone tbody tr"), self.desk.words())
        for n in (4, 5):
            self.desk.run(f"[...document.querySelectorAll('#gone tr')].find(r => r.innerText.includes('7-1 {101 + n}')).querySelector('input').click()")
        self.desk.press("确认已迁走：2人")
        self.desk.click("#gone-form button[type=submit]")
        self.assertTrue(self.desk.says("请填写：如何核实"), self.desk.words())
        self.desk.fill({"#gone-evidence": "网格员走访，房主确认"})
        self.desk.click("#gone-form button[type=submit]")
        self.assertTrue(self.desk.says("已确认迁走2人，通行证已注销"), self.desk.words())
        self.assertEqual(2, len(self.revoked()))
        self.desk.press("恢复全部2人")
        self.desk.click("#gone-form button[type=submit]")
        self.assertTrue(self.desk.says("已恢复2人"), self.desk.words())
        self.assertEqual([], self.revoked())

    def waiting(self):
        return [one["changed"] for one in self.community.office.ask("GET", "/v1/imports")["previews"] if one["actor"] == "office"]

    def test_1_a_column_that_is_not_understood_is_asked_about(self):
        person = "测试甲,护照,Z1234567,,7-1,901"
        self.drops(self.community.table([person], "住户,证件类型,号码,电话,楼栋,户"), "别的叫法.csv")
        self.assertTrue(self.desk.says("有几列看不出是什么"), self.desk.words())
        self.assertEqual("楼栋", self.desk.run("return document.getElementById('column-unit').value"))
        self.desk.click("#columns button[type=submit]")
        self.assertTrue(self.desk.says("请填写：姓名、证件号码、房号"), self.desk.words())
        for field, column in (("name", "住户"), ("id_number", "号码"), ("room", "户")):
            self.desk.fill({"#column-" + field: column})
        self.desk.click("#columns button[type=submit]")
        self.assertTrue(self.desk.says("新增 1"), self.desk.words())
        self.desk.click("#forget")

    def test_1_a_file_that_is_no_roster_is_refused_in_a_sentence(self):
        path = f"{self.community.path}/letter.pdf"
        with open(path, "wb") as out:
            out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")
        self.drops(path, "通知.pdf")
        self.assertTrue(self.desk.there("main [role=alert] .warning"), self.desk.words())
        self.assertTrue(self.desk.there(".drop"), "another can be dropped")

    # --- reports

    def numbers(self):
        return self.desk.run("return [...document.querySelectorAll('#report-table tbody tr')].map(r => [...r.cells].map(c => c.innerText))")

    def test_2_a_report_says_on_the_page_and_in_the_file_what_the_server_counts(self):
        told = self.community.office.ask("GET", "/v1/reports/tests?hours=24")
        self.desk.visit("reports")
        self.desk.fill({"#report": "tests"})
        self.desk.there("#report-hours")
        self.desk.fill({"#report-hours": "24"})
        rows = [[row["zh"], *map(str, row["counts"])] for row in told["rows"]]
        self.assertTrue(until(lambda: self.numbers() == rows), (self.numbers(), rows))
        self.assertIn("report=tests", self.desk.run("return location.hash"), "a link to it can be sent")
        lines = self.desk.downloads("a[href*='format=csv']").decode("utf-8-sig").splitlines()
        self.assertEqual(rows, [line.split(",")[2:] for line in lines[1:]])
        self.assertEqual(b"PK", self.desk.downloads("a[href*='format=xlsx']")[:2])

    def test_2_who_has_no_test_is_shown_when_asked_for_and_the_look_is_recorded(self):
        def looks():
            return [one for one in self.community.office.ask("GET", "/v1/audit")["entries"] if one.get("action") == "read.untested"]

        self.desk.visit("reports?report=tests&hours=24")
        self.desk.there("#who-untested")
        self.assertEqual([], looks())
        self.desk.click("#who-untested")
        self.assertTrue(until(lambda: len(looks()) == 1), looks())


    def test_3_who_has_no_test_is_drawn_at_home_and_a_click_from_there(self):
        told = self.community.office.ask("GET", "/v1/reports/tests?hours=48")
        self.desk.visit("home")
        self.assertTrue(self.desk.there("#report-chart canvas"), self.desk.words())
        rows = [[row["zh"], *map(str, row["counts"])] for row in told["rows"]]
        self.desk.run("document.querySelectorAll('details').forEach(one => one.open = true)")
        self.assertTrue(until(lambda: self.numbers() == rows), (self.numbers(), rows))
        self.desk.click("#home-untested")
        self.assertTrue(self.desk.there("#who-untested"), self.desk.words())
        self.desk.visit("home")
        self.assertTrue(self.desk.there("#report-chart canvas"), self.desk.words())
        self.desk.click("#report-chart")
        self.assertTrue(self.desk.there("#who-untested"), "the drawing itself leads there: " + self.desk.words())
        self.desk.click("#who-untested")
        self.assertTrue(self.desk.says("王*英"), self.desk.words())

    def test_2_orders_that_contradict_stand_among_what_is_wrong(self):
        found = self.community.office.ask("GET", "/v1/policies/contradictions")["findings"]
        self.assertTrue(found)
        self.desk.visit("home")
        self.assertTrue(self.desk.there("li.contradiction"), self.desk.words())
        self.assertEqual(["相互矛盾的规定：" + one["zh"] for one in found], self.desk.run("return [...document.querySelectorAll('li.contradiction')].map(one => one.innerText)"))
        self.desk.keep("office-home-contradiction")
        self.desk.click("li.contradiction a")
        self.assertTrue(self.desk.says("本社区实际执行的"), self.desk.words())

    # --- rules

    def writes(self, rule, number="长居〔2026〕2号"):
        """An order of one rule, in words; what the check finds is on the page after it."""
        self.desk.visit("rules?write=1")
        self.desk.fill({"#order-document": number, "#order-issuer": "长安社区居委会", "#order-until": self.day(10)})
        self.desk.fill({f"#rule-0-{name}": value for name, value in rule.items()})
        self.desk.click("#order button[type=submit]")
        self.assertTrue(self.desk.there("#says li"), self.desk.words())

    def day(self, ahead):
        return time.strftime("%Y-%m-%d", time.gmtime(time.time() + (8 + 24 * ahead) * 3600))

    def orders(self):
        policy, = self.community.office.ask("GET", "/v1/policies")["policies"]
        return [one["document"] for one in policy["orders"]]

    def test_2_what_stops_an_order_is_said_with_an_example(self):
        self.writes({"topic": "test", "limit": "48小时", "on_fail": "deny"})
        self.assertTrue(self.desk.says("不能发布：", "例：居民", "请改好再发布"), self.desk.words())
        self.assertFalse(self.desk.there("#publish", 0))

    def typed(self):
        """What stands in the form of an order."""
        return self.desk.run("""
            return Object.fromEntries([...document.querySelectorAll('#order input, #order select')]
                .map(e => [e.id, e.type === 'checkbox' ? e.checked : e.value]).filter(([, value]) => value));""")

    def test_2_an_order_that_was_stopped_is_mended_in_the_very_form_and_may_be_published(self):
        self.desk.visit("rules?write=1")
        self.desk.fill({"#order-document": "长居〔2026〕3号", "#order-issuer": "长安社区居委会", "#order-until": self.day(10), "#order-phone": "029-1234567",
                        "#rule-0-topic": "test", "#rule-0-limit": "48小时", "#rule-0-on_fail": "deny", "#rule-0-directions": "in", "#rule-0-until": self.day(5)})
        self.desk.click("#rule-0-who-resident")
        typed = self.typed()
        self.assertEqual(10, len(typed), typed)
        self.desk.click("#order button[type=submit]")
        self.assertTrue(self.desk.says("不能发布："), self.desk.words())
        self.desk.visit(self.desk.run("return location.hash.slice(1)"))  # also after the browser was closed
        self.assertTrue(self.desk.there("#change-draft"), self.desk.words())
        self.desk.click("#change-draft")
        self.assertTrue(self.desk.there("#order"), self.desk.words())
        self.assertEqual(typed, self.typed(), "nothing that was typed is lost")
        self.desk.fill({"#rule-0-on_fail": ""})
        self.desk.click("#order button[type=submit]")
        self.assertTrue(self.desk.there("#publish"), self.desk.words())
        self.assertFalse(self.desk.there("#findings .error", 0), self.desk.words())
        self.desk.click("#publish button[type=submit]")
        self.assertTrue(self.desk.says("发布规定", "须由其他单位"), self.desk.words())
        self.desk.click("#withdraw button[type=submit]")
        self.assertTrue(self.desk.says("没有等人复核的事"), self.desk.words())

    def test_2_an_order_in_words_is_tried_seconded_and_holds_beside_the_other(self):
        self.writes({"topic": "test", "limit": "48小时"})
        self.assertIn("须有48小时内核酸阴性", self.desk.text("#says"))
        self.assertTrue(self.desk.there("#stopped"), self.desk.words())
        self.assertRegex(self.desk.text("#stopped"), "名册[0-9]+人.*这份规定拦下[0-9]+人，现行规定拦下[0-9]+人")
        self.assertRegex(self.desk.text("#yesterday"), "昨天[0-9]+人次")
        self.desk.click("#ends input")
        self.assertTrue(self.desk.there("#accept"), "to end an order wants a reason")
        self.desk.there("#ends input:checked")
        self.desk.click("#ends input")
        self.assertTrue(self.desk.gone("#accept"), self.desk.words())
        self.desk.there("#publish")
        self.desk.click("#publish button[type=submit]")
        self.assertTrue(self.desk.says("发布规定", "须由其他单位"), self.desk.words())
        self.assertEqual(["长居〔2026〕1号"], self.orders(), "nothing holds before it is seconded")
        self.desk.sign_in("street", "requests")
        self.desk.there("#second-password")
        self.desk.fill({"#second-password": PASSWORD})
        self.desk.click("#second button[type=submit]")
        self.assertTrue(until(lambda: self.orders() == ["长居〔2026〕2号", "长居〔2026〕1号"]), self.orders())
        self.desk.sign_in("office", "rules")
        self.assertTrue(self.desk.says("本社区实际执行的", "长居〔2026〕2号", "须有48小时内核酸阴性"), self.desk.words())

    def test_2_one_person_publishes_an_emergency_order_which_ends_after_two_hours(self):
        self.desk.visit("rules?write=1")
        self.desk.fill({"#order-document": "长居〔2026〕5号", "#order-issuer": "长安社区居委会", "#rule-0-topic": "curfew", "#rule-0-limit": "6时至23时", "#rule-0-on_fail": "warn"})
        self.desk.click("#order-alone")
        self.assertTrue(self.desk.gone("#order-until"), "it is two hours")
        self.desk.click("#order button[type=submit]")
        self.assertTrue(self.desk.there("#publish"), self.desk.words())
        self.assertFalse(self.desk.there("#ends", 0), "it ends nothing else")
        self.desk.click("#publish button[type=submit]")
        self.assertTrue(self.desk.says("请填写：发生了什么"), self.desk.words())
        self.desk.fill({"#accept": "二号楼煤气泄漏"})
        self.desk.click("#publish button[type=submit]")
        self.assertTrue(until(lambda: "长居〔2026〕5号" in self.orders()), self.desk.words())
        policy, = self.community.office.ask("GET", "/v1/policies")["policies"]
        order, = [one for one in policy["orders"] if one["document"] == "长居〔2026〕5号"]
        self.assertTrue(0 < order["valid_to"] - time.time() <= 7200, order)
        self.assertTrue(self.desk.says("本社区实际执行的", "长居〔2026〕5号"), self.desk.words())
        self.desk.visit("requests?all=1")
        self.desk.press_row("发布规定")
        self.assertTrue(self.desk.says("二号楼煤气泄漏", "紧急"), self.desk.words())

    def test_2_one_that_ends_another_is_seconded_with_what_it_ends_named(self):
        self.writes({"topic": "test", "limit": "72小时"}, "长居〔2026〕6号")
        self.assertTrue(self.desk.there("#ends"), self.desk.words())
        self.desk.run("[...document.querySelectorAll('#ends label')].find(one => one.innerText.includes('长居〔2026〕1号')).click()")
        self.assertTrue(until(lambda: self.desk.run("return [...document.querySelectorAll('#ends input:checked')].length") == 1))
        self.assertIn("end=", self.desk.run("return location.hash"), "it stands in the address")
        self.desk.fill({"#accept": "新规定代替"})
        self.desk.click("#publish button[type=submit]")
        self.assertTrue(self.desk.says("发布规定", "须由其他单位", "同时废止 长居〔2026〕1号", "新规定代替"), self.desk.words())
        self.assertIn("长居〔2026〕1号", self.orders(), "it holds until then")
        self.desk.sign_in("street", "requests")
        self.assertTrue(self.desk.says("同时废止 长居〔2026〕1号", "新规定代替"), self.desk.words())
        self.seconds_at_the_desk()
        self.assertTrue(until(lambda: "长居〔2026〕6号" in self.orders()), self.desk.words())
        self.assertNotIn("长居〔2026〕1号", self.orders())
        self.desk.sign_in("office", "rules")

    def test_2_a_rule_may_be_for_several_roles(self):
        self.desk.visit("rules?write=1")
        self.desk.fill({"#order-document": "长居〔2026〕4号", "#order-issuer": "长安社区居委会", "#order-until": self.day(10),
                        "#rule-0-topic": "test", "#rule-0-limit": "24小时"})
        for role in ("courier", "property", "visitor", "property"):  # that one is taken back
            self.desk.click("#rule-0-who-" + role)
        self.desk.run("const own = fetch; window.fetch = (path, asked) => ((window.sent = window.sent || asked.body), own(path, asked))")
        self.desk.click("#order button[type=submit]")
        self.assertTrue(self.desk.there("#says li"), self.desk.words())
        rule, = json.loads(self.desk.run("return window.sent"))["rules"]
        self.assertEqual(["courier", "visitor"], rule["who"])

    def test_2_rules_written_by_hand_come_in_as_a_file(self):
        path = f"{self.community.path}/rules.json"
        rule = {"id": "night", "topic": "other", "on_fail": "warn", "say": {"zh": "夜间请出示证件", "en": "Papers at night, please"},
                "logic": {"<": [{"var": "clock.minute_of_day"}, 1320]}}
        order = {"id": "n", "document": "长居〔2026〕3号", "issuer": "长安社区居委会", "valid_from": 0, "valid_to": 4000000000, "rules": [rule]}
        policy = {"area": int(AREA), "seq": 9, "orders": [order]}
        with open(path, "w", encoding="utf-8") as out:
            json.dump(policy, out)
        self.desk.visit("rules?write=1")
        self.desk.drop(path, "规定.json")
        self.assertTrue(self.desk.says("这份规定说的是", "其他"), self.desk.words())
        self.desk.click("#change-draft")
        self.assertTrue(self.desk.says("用文件放进来的"), self.desk.words())
        self.assertEqual(policy, json.loads(self.desk.downloads("#download-draft")), "it is changed as the file that it was")

    # --- whoever comes for a time

    def visitors(self, state):
        return [one for one in self.community.office.ask("GET", "/v1/visitors")["visitors"] if one["state"] == state]

    def lets_in(self, form):
        self.desk.visit("visitors")
        self.desk.there("#add")
        self.desk.click("#add")
        self.desk.fill({f"#new-{name}": value for name, value in form.items()})
        self.desk.click("#new button[type=submit]")
        self.assertTrue(self.desk.there(".card canvas[data-size]"), self.desk.words())

    def test_3_a_visitor_a_courier_and_a_vehicle_are_let_in_and_one_is_revoked(self):
        self.lets_in({"role": "visitor", "name": "来访甲", "unit": "7-1"})
        self.lets_in({"role": "courier", "name": "快递乙", "days": "7"})
        self.lets_in({"role": "vehicle", "plate": "陕A12345"})
        self.assertEqual(["courier", "vehicle", "visitor"], sorted(one["role"] for one in self.visitors("open")))
        self.desk.visit("visitors")
        self.assertTrue(self.desk.says("快*乙", "来*甲", "陕A12345") or self.desk.says("陕A12345"), self.desk.words())
        self.desk.run("document.getElementById('visitors').focus()")
        self.desk.keys(DOWN, ENTER)
        self.assertTrue(self.desk.there("#restraining"), self.desk.words())
        self.desk.there("#ground")
        self.desk.fill({"#ground": "B2"})
        self.desk.fill({"#evidence": "本人电话说不来了"})
        self.desk.click("#restrain button[type=submit]")
        self.assertTrue(self.desk.gone("#restraining"), self.desk.words())
        self.assertEqual(["courier"], [one["role"] for one in self.visitors("revoked")])
        self.assertTrue(until(lambda: "快递外卖" not in self.desk.words()), "it is not among those of now")

    # --- who may what

    def sees_without_a_refusal(self, page):
        """Nothing is asked for that this account is refused; the buttons of the page."""
        self.desk.visit(page)
        self.assertTrue(self.desk.there("main h1"), page)
        self.assertTrue(until(lambda: "……" not in self.desk.words()), page)
        refusals = self.desk.run("return [...document.querySelectorAll('main [role=alert]')].map(e => e.innerText).filter(Boolean)")
        self.assertEqual([], refusals, page)
        return self.desk.run("return [...document.querySelectorAll('main button, main a.button:not([download]), main form:not(#verify)')].filter(b => b.getClientRects().length).map(b => b.innerText.trim())")

    def test_4_an_inspector_reads_who_decided_what_and_is_offered_nothing_to_change(self):
        self.community.account("inspector", "inspection", "auditor")
        person = self.community.resident(self.community.name(5))
        path = f"/v1/residents/{person['area']}/{person['index']}/state"
        asked = self.community.office.ask("PUT", path, {"state": "suspended", "ground": "B4", "evidence": "笔录2026-9"})
        self.community.second(asked["request"]["id"])
        self.desk.sign_in("inspector", "home")
        pages = self.desk.pages()
        self.assertEqual(["home", "requests", "rules", "gates", "accounts", "audit"], [page for page in pages if page not in LATER])
        for page in pages:
            self.assertEqual(set(), set(self.sees_without_a_refusal(page)) - READING, page)
        self.desk.visit("requests?all=1")
        self.assertTrue(self.desk.there("#requests"), self.desk.words())
        self.desk.press_row("暂停")
        self.assertTrue(self.desk.says("笔录2026-9", "提出", "office", "已复核", "street"), self.desk.words())
        self.desk.visit("audit")
        self.assertTrue(self.desk.says("提出复核"), self.desk.words())

    def test_4_nobody_is_led_to_what_they_are_refused(self):
        self.desk.sign_in("street", "home")
        for page in self.desk.pages():
            self.sees_without_a_refusal(page)
        self.community.above("street")
        self.sees_without_a_refusal("home")

    def test_4_an_appeal_is_answered_by_a_body_that_took_no_part(self):
        person = self.community.resident(self.community.name(4))
        path = f"/v1/residents/{person['area']}/{person['index']}/state"
        self.community.office.ask("PUT", path, {"state": "suspended", "ground": "B1", "evidence": "本人电话挂失"})
        self.community.office.ask("POST", "/v1/appeals", {"index": person["index"], "field": "state", "way": "telephone", "words": "卡找到了"})
        self.community.above("street")
        self.desk.sign_in("street", "home")
        leads = "#areas a[href='#appeals?area=%s']" % AREA
        self.assertTrue(self.desk.there(leads), "a number of a community leads there: " + self.desk.words())
        self.assertEqual("<5", self.desk.text(leads), "how few is not said above the community")
        self.desk.click(leads)
        self.assertTrue(self.desk.there("#answer"), self.desk.words())
        self.desk.fill({"#outcome": "lifted"})
        self.desk.fill({"#answer-words": "已核实，卡在本人手里"})
        self.desk.click("#answer button[type=submit]")
        self.assertTrue(self.desk.says("没有待答复的申诉"), self.desk.words())
        self.assertEqual("active", self.community.resident(self.community.name(4))["state"])
        self.desk.visit("appeals?all=1")
        self.assertTrue(self.desk.says("解除限制", "已核实，卡在本人手里"), self.desk.words())

    # --- bodies and accounts

    def seconded(self, act):
        """What was asked for last, by the street: the one request of that kind."""
        one, = [one for one in self.community.office.ask("GET", "/v1/requests")["requests"] if one["act"] == act]
        self.community.second(one["id"])

    def known(self, login):
        return next((one for one in self.community.office.ask("GET", "/v1/accounts")["accounts"] if one["login"] == login), None)

    def test_8_a_body_and_an_account_are_asked_for_seconded_given_a_code_and_ended(self):
        self.desk.sign_in("office", "accounts")
        self.desk.there("#add-body")
        self.desk.click("#add-body")
        self.desk.fill({"#body-kind": "police", "#body-name": "长安派出所", "#body-id": "pcs"})
        self.desk.click("#ask-body button[type=submit]")
        self.assertTrue(self.desk.says("已提交，等另一单位复核"), self.desk.words())
        self.seconded("body")
        self.desk.visit("accounts")
        self.desk.there("#add-account")
        self.desk.click("#add-account")
        self.desk.click("#ask-account button[type=submit]")
        self.assertTrue(self.desk.says("请填写：账号、单位、角色、本人证件号码"), self.desk.words())
        self.desk.there("#account-body option[value=pcs]")
        self.desk.fill({"#account-login": "wang", "#account-body": "pcs", "#account-id_number": "P7654321"})
        self.desk.click("#role-lead")
        self.desk.click("#ask-account button[type=submit]")
        self.assertTrue(self.desk.says("已提交，等另一单位复核"), self.desk.words())
        self.assertIsNone(self.known("wang"), "nobody has an account by one alone")
        self.seconded("account")
        self.assertEqual((["lead"], "pcs", False), tuple(self.known("wang")[name] for name in ("roles", "body", "active")))
        self.desk.visit("accounts")
        self.desk.press("给启用码")
        self.desk.there("#make-code")
        self.desk.click("#make-code button[type=submit]")
        self.assertTrue(self.desk.there("p.code"), self.desk.words())
        code = self.desk.text("p.code")
        tool("server", "tongxing-server", "account", "activate", "wang", code, "--password-file", f"{self.community.path}/street.password")
        self.desk.visit("accounts")
        self.desk.there("[aria-label='停用账号：wang']")
        self.desk.click("[aria-label='停用账号：wang']")
        self.desk.there("#end-account")
        self.desk.click("#end-account button[type=submit]")
        self.assertTrue(self.desk.says("已提交，等另一单位复核"), self.desk.words())
        self.assertNotIn("ended_at", self.known("wang"))
        self.seconded("end")
        self.assertIn("ended_at", self.known("wang"))

    # --- exercises, and the end

    def test_9_an_exercise_is_begun_seen_on_the_first_page_and_ended(self):
        self.desk.sign_in("office", "response")
        self.assertTrue(self.desk.says("现在没有演练"), self.desk.words())
        self.desk.click("#start-drill")
        self.desk.there("#drill-hours")
        self.desk.fill({"#drill-hours": "2"})
        self.desk.click("#start button[type=submit]")
        self.assertTrue(self.desk.says("正在演练", "office开始的"), self.desk.words())
        drill = self.community.office.ask("GET", "/v1/drills")["drills"][0]
        self.assertEqual(7200, drill["until"] - drill["from"])
        self.desk.visit("home")
        self.assertTrue(self.desk.there("#drill-now"), "whoever forgets it loses what counts: " + self.desk.words())
        self.desk.visit("response")
        self.assertTrue(self.desk.there("#end-drill"), self.desk.words())
        self.desk.click("#end-drill")
        self.desk.there("#end")
        self.desk.click("#end button[type=submit]")
        self.assertTrue(self.desk.says("现在没有演练"), self.desk.words())
        self.assertEqual("office", self.community.office.ask("GET", "/v1/drills")["drills"][0]["ended_by"])

    def test_9_the_emergency_ends_by_two_and_a_statement_of_it_is_downloaded(self):
        self.desk.sign_in("office", "response")
        self.assertTrue(self.desk.says("没有终止过"), self.desk.words())
        self.desk.click("#ask-end")
        self.desk.there("#closing-words")
        self.desk.click("#ask-closing button[type=submit]")
        self.assertTrue(self.desk.says("请填写：依据"), self.desk.words())
        self.desk.fill({"#closing-words": "市指办〔2026〕9号"})
        self.desk.click("#ask-closing button[type=submit]")
        self.assertTrue(self.desk.gone("#ask-closing"), self.desk.words())
        waiting = [one for one in self.community.office.ask("GET", "/v1/requests")["requests"] if one["act"] == "closing"]
        self.assertEqual(["市指办〔2026〕9号"], [one["words"] for one in waiting])
        self.assertEqual([], self.community.office.ask("GET", "/v1/closings")["closings"], "nothing ends by one")
        self.community.second(waiting[0]["id"])
        self.assertTrue(until(lambda: self.community.office.ask("GET", "/v1/closings")["closings"][0]["done_at"], 30))
        self.desk.visit("home")
        self.desk.visit("response")
        self.assertTrue(self.desk.there("#closings a[download]"), self.desk.words())
        self.assertIn("street", self.desk.text("#closings tbody tr"))
        self.assertEqual(b"\x84", self.desk.downloads("#closings a[download]")[:1], "a COSE_Sign1")

    # --- cases

    def trace(self, name):
        self.desk.click("#make-one")
        self.desk.fill({"#traced": name})
        self.desk.press("查找")
        self.assertTrue(self.desk.there(".picker li button"))
        self.desk.click(".picker li button")
        self.desk.click("#trace button[type=submit]")

    def test_5_a_trace_with_counts_before_names(self):
        names = [self.community.name(n) for n in (0, 1)]
        self.community.pass_together(*(self.community.resident(name) for name in names))
        self.community.account("disease", "health", "health")
        self.desk.sign_in("disease", "cases")
        self.assertTrue(self.desk.there("#make-one"), self.desk.words())
        self.trace(names[0])
        self.assertTrue(self.desk.says("密接1人，次密接0人"), self.desk.words())
        self.assertFalse(self.desk.there("#show-names", 0), "no name yet")
        self.assertNotIn(names[1], self.desk.words())
        self.desk.fill({"#names-why": "病例2026-17"})
        self.desk.click("#ask-names button[type=submit]")
        self.assertTrue(self.desk.there("#names-asked"), self.desk.words())
        waits = [one for one in self.community.office.ask("GET", "/v1/requests")["requests"] if one["act"] == "trace"]
        self.community.second(waits[0]["id"])
        self.desk.visit("cases")
        self.assertTrue(self.desk.there("#show-names"), self.desk.words())
        self.desk.click("#show-names")
        self.assertTrue(self.desk.says(names[1], "13900000001"), self.desk.words())
        self.assertIn(names[1].encode(), self.desk.downloads("#names-csv"))
        self.community.traced_since(100)
        self.desk.visit("home")
        self.desk.visit("cases")
        self.assertTrue(self.desk.says("下一页"), self.desk.words())
        self.assertFalse(self.desk.there("#traces-1", 0), "the newest hundred")
        self.desk.press("下一页")
        self.assertTrue(self.desk.there("#traces-1[aria-selected=true]"), self.desk.words())
        self.assertTrue(self.desk.there("#show-names"), self.desk.words())
        self.trace(names[0])
        self.assertTrue(self.desk.there("#traces-102[aria-selected=true]"), self.desk.words())

    # --- a red code, and an appeal that is late

    def seconds_at_the_desk(self):
        self.desk.there("#second-password")
        self.desk.fill({"#second-password": PASSWORD})
        self.desk.click("#second button[type=submit]")

    def test_6_a_red_code_takes_a_person_of_a_health_body(self):
        person = self.community.resident(self.community.name(2))
        said = {"field": "health", "value": "red", "ground": "A3", "evidence": "协查函2026-3"}
        self.community.office.ask("POST", f"/v1/residents/{person['area']}/{person['index']}/statements", said)
        self.desk.sign_in("office", "requests")
        self.assertTrue(self.desk.says("协查函2026-3"), self.desk.words())
        self.assertFalse(self.desk.there("#second-password", 0), "not who asked")
        self.desk.sign_in("street", "requests")
        self.assertTrue(self.desk.says("协查函2026-3", "单位：疾控", "请上面所列的人来办"), self.desk.words())
        self.assertFalse(self.desk.there("#second-password, #refuse", 0), "nor a body that does not second it")
        self.community.of_long_ago("disease")
        self.desk.sign_in("disease", "requests")
        self.assertTrue(self.desk.says("协查函2026-3"), self.desk.words())
        self.seconds_at_the_desk()
        self.assertTrue(until(lambda: self.community.resident(self.community.name(2))["health"] == "red"), self.desk.words())
        self.desk.sign_in("inspector", "requests?all=1")
        self.assertTrue(self.desk.says("协查函2026-3", "office", "disease"), self.desk.words())
        self.assertFalse(self.desk.there("main form, #second-password", 0), "an inspector changes nothing")

    def test_7_an_appeal_that_was_not_answered_in_time_is_marked(self):
        person = self.community.resident(self.community.name(2))
        self.community.office.ask("POST", "/v1/appeals", {"index": person["index"], "field": "health", "way": "telephone", "words": "我没有去过"})
        self.desk.sign_in("disease", "appeals")
        self.assertTrue(self.desk.says("我没有去过"), self.desk.words())
        self.assertFalse(self.desk.there("main .late", 0))
        self.assertTrue(until(self.is_shown_late, 30), self.desk.words())

    def is_shown_late(self):
        """Before the server has passed it on, which gives it another day."""
        self.community.past_due()
        self.desk.visit("appeals")
        return self.desk.there("main .late", 2)


if __name__ == "__main__":
    run()
