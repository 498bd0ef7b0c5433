#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_keys.py BUILD: the office's desk without a pointer: each page is reached, and what it is there for is
done, by the keys that a keyboard has.

Exits 77 where there is no browser."""
from desk import DOWN, ENTER, PASSWORD, UP, AtADesk
from driver import run, until
from office_names import routes

TAB, ALT, SHIFT, ESCAPE = "\ue004", "\ue00a", "\ue008", "\ue00c"
FARTHEST = 80  # presses of Tab from one end of a page to the other
DIGITS = "1234567890"


class OfficeKeys(AtADesk):
    applicants = 12

    def has_focus(self, css):
        return self.desk.run(f"return !!document.activeElement && document.activeElement.matches({css!r})")

    def tabs_to(self, css, back=False):
        self.assertTrue(self.desk.there(css), f"no {css}: {self.desk.words()}")
        for _ in range(FARTHEST):
            if self.has_focus(css):
                return
            if back:
                self.desk.chord(SHIFT, TAB)
            else:
                self.desk.keys(TAB)
        self.fail(f"Tab does not lead to {css}")

    def types(self, css, words):
        self.tabs_to(css)
        self.desk.keys(*words)
        self.assertTrue(self.desk.run(f"return document.activeElement.value.endsWith({words!r})"), css)

    def presses(self, css):
        self.tabs_to(css)
        self.desk.keys(ENTER)

    def chooses(self, css, value):
        """In a list of choices."""
        self.tabs_to(css)
        for _ in range(40):
            if self.desk.run("return document.activeElement.value") == value:
                return
            self.desk.keys(DOWN)
        self.fail(f"{css} does not come to {value}")

    def picks(self, field, words):
        """Somebody, found by part of a name."""
        self.types(field, words)
        self.desk.keys(ENTER)
        self.presses(".picker li button")

    def opens(self, page, login="office"):
        """From wherever the account is, by the digit that the menu says, or else through the menu."""
        if login not in self.desk.text(".who"):
            self.signs_in(login)
        pages = self.desk.pages()
        n = pages.index(page)
        if n < len(DIGITS):
            self.desk.chord(ALT, DIGITS[n])
        else:
            self.presses(f"nav a[href='#{page}']")
        self.assertTrue(self.desk.there(f"nav a[href='#{page}'][aria-current=page]"), page)
        self.assertTrue(self.desk.there("main h1"), page)

    def signs_in(self, login):
        if self.desk.there("dialog[open]", 0):
            self.desk.keys(ESCAPE)
        self.presses("#sign-out")
        self.types("#login", login)
        self.types("#password", PASSWORD)
        self.desk.keys(ENTER)
        self.assertTrue(self.desk.there("nav"), self.desk.words())

    def test_0_signing_in_and_out(self):
        self.signs_in("street")
        self.signs_in("office")

    def test_0_past_the_menu_at_once(self):
        self.opens("home")
        self.desk.run("document.activeElement.blur()")
        self.tabs_to("a.skip")
        self.desk.keys(ENTER)
        self.assertTrue(self.has_focus("main"))

    def test_1_home_leads_to_whoever_waits(self):
        self.opens("home")
        self.presses("a.tile[href='#applications']")
        self.assertTrue(self.desk.there("nav a[href='#applications'][aria-current=page]"))

    def test_2_applications_are_approved_and_refused(self):
        self.community.apply(0)
        self.community.apply(1, room="998")
        self.opens("applications")
        self.assertTrue(until(lambda: self.desk.run("return document.querySelectorAll('#waiting li').length") == 2), self.desk.words())
        self.tabs_to("#waiting")
        self.desk.keys("a")
        self.assertTrue(until(lambda: len(self.community.applications("approved")) == 1), self.desk.words())
        self.tabs_to("#waiting", back=True)
        self.desk.keys(DOWN, "r")
        self.presses("#refusing button.plain")
        self.presses("#refusal button[type=submit]")
        self.assertTrue(until(lambda: len(self.community.applications("refused")) == 1), self.desk.words())

    def test_3_a_resident_is_found_opened_and_changed(self):
        self.opens("residents")
        self.types("#q", self.community.name(2))
        self.assertTrue(self.desk.says("共1人"), self.desk.words())
        self.tabs_to("#people")
        self.desk.keys(ENTER)
        self.presses("#purposes button")
        self.types("#entry-phone", "13911112222")  # Tab has chosen what stood there
        self.desk.keys(ENTER)
        self.assertTrue(until(lambda: self.community.office.ask("POST", "/v1/residents/search", {"part": "13911112222"})["count"] == 1), self.desk.words())

    def test_4_a_pass_is_issued(self):
        self.opens("passes")
        self.tabs_to("#holders")
        self.desk.keys(DOWN, UP, ENTER)
        self.presses("#act-issue")
        self.presses("#issue button[type=submit]")
        self.assertTrue(self.desk.there(".card canvas[data-size]"), self.desk.words())
        self.desk.keys(ESCAPE)
        self.assertTrue(self.desk.gone("dialog .card"), self.desk.words())

    def test_5_a_visitor_is_let_in(self):
        self.opens("visitors")
        self.presses("#add")
        self.types("#new-name", "来访甲")
        self.desk.keys(ENTER)
        self.assertTrue(self.desk.there(".card canvas[data-size]"), self.desk.words())
        self.assertEqual(1, len(self.community.office.ask("GET", "/v1/visitors")["visitors"]))

    def suspends(self, n, ground):
        person = self.community.resident(self.community.name(n))
        said = {"state": "suspended", "ground": ground, "evidence": "笔录2026-1"}
        self.community.office.ask("PUT", f"/v1/residents/{person['area']}/{person['index']}/state", said)
        return person

    def test_6_a_request_is_seconded(self):
        self.suspends(3, "B4")
        self.opens("requests", "street")
        self.types("#second-password", PASSWORD)
        self.desk.keys(ENTER)
        self.assertTrue(until(lambda: self.community.resident(self.community.name(3))["state"] == "suspended"), self.desk.words())

    def test_7_an_appeal_is_written_down_and_answered(self):
        self.suspends(4, "B1")
        self.opens("appeals", "office")
        self.presses("#write-down")
        self.picks("#appellant", self.community.name(4))
        self.types("#appeal-words", "卡找到了")
        self.presses("#write button[type=submit]")
        self.assertTrue(self.desk.says("卡找到了", "天后"), self.desk.words())
        self.community.above("street")
        self.opens("appeals", "street")
        self.chooses("#outcome", "lifted")
        self.types("#answer-words", "已核实")
        self.presses("#answer button[type=submit]")
        self.assertTrue(until(lambda: self.community.resident(self.community.name(4))["state"] == "active"), self.desk.words())

    def test_8_a_certificate_is_issued(self):
        self.community.say(5, "travel", "none")
        self.opens("certificates", "office")
        self.presses("#make-one")
        self.picks("#certified", self.community.name(5))
        self.types("#employer", "测试厂")
        self.presses("#make button[type=submit]")
        self.assertTrue(self.desk.says("可以开具"), self.desk.words())
        self.presses("#make button[type=submit]")
        self.assertTrue(self.desk.there(".card canvas[data-size]"), self.desk.words())

    def test_9_an_order_is_written_and_asked_for(self):
        self.opens("rules", "office")
        self.presses("#write")
        self.types("#order-document", "长居〔2026〕9号")
        self.types("#order-issuer", "长安社区居委会")
        self.tabs_to("#order-until")
        self.desk.keys(*"12312030")  # as the browser's field of a day takes it in English: month, day, year
        self.chooses("#rule-0-topic", "test")
        self.types("#rule-0-limit", "72小时")
        self.presses("#order button[type=submit]")
        self.presses("#publish button[type=submit]")
        self.assertTrue(self.desk.says("发布规定", "须由其他单位"), self.desk.words())

    def test_a_gate_s_code_is_drawn_and_a_gate_shut_out(self):
        self.community.enrol("north")
        self.opens("gates", "office")
        self.presses("#enrol")
        self.presses("#draw button[type=submit]")
        self.assertTrue(self.desk.there("#enrolling canvas[data-size]"), self.desk.words())
        self.presses("#enrolling .buttons button")
        self.presses("#gates button")
        self.presses("#shut button[type=submit]")
        self.assertTrue(self.desk.gone("#shutting"), self.desk.words())
        gate, = self.community.office.ask("GET", "/v1/gates")["gates"]
        self.assertTrue(gate["removed_at"])

    def test_b_a_report_is_chosen(self):
        self.opens("reports", "office")
        self.chooses("#report", "people")
        self.assertTrue(self.desk.says("80岁以上"), self.desk.words())
        self.tabs_to("a[download]")

    def test_c_accounts_are_asked_for_and_the_audit_log_is_read(self):
        self.opens("accounts", "office")
        self.assertTrue(self.desk.says("在用"), self.desk.words())
        self.presses("#add-body")
        self.chooses("#body-kind", "police")
        self.types("#body-name", "长安派出所")
        self.types("#body-id", "pcs")
        self.desk.keys(ENTER)
        self.assertTrue(self.desk.says("已提交，等另一单位复核"), self.desk.words())
        self.community.account("inspector", "inspection", "auditor")
        self.opens("audit", "inspector")
        self.presses("#verify button[type=submit]")
        self.assertTrue(self.desk.says("日志完整"), self.desk.words())
        self.tabs_to("main [role=region]")  # what is longer than the screen is scrolled by keys

    def test_c_an_exercise_is_started_and_the_end_asked_for(self):
        self.opens("response", "office")
        self.presses("#start-drill")
        self.presses("#start button[type=submit]")
        self.assertTrue(self.desk.there("#end-drill"), self.desk.words())
        self.presses("#ask-end")
        self.types("#closing-words", "疫情结束")
        self.desk.keys(ENTER)
        asked = until(lambda: [one for one in self.community.office.ask("GET", "/v1/requests")["requests"] if one["act"] == "closing"])
        self.assertTrue(asked, self.desk.words())

    def test_d_a_case_is_traced(self):
        people = [self.community.resident(self.community.name(n)) for n in (6, 7)]
        self.community.pass_together(*people)
        self.community.account("disease", "health", "health")
        self.opens("cases", "disease")
        self.presses("#make-one")
        self.picks("#traced", self.community.name(6))
        self.presses("#trace button[type=submit]")
        self.assertTrue(self.desk.says("密接1人，次密接0人"), self.desk.words())
        self.types("#names-why", "病例2026-17")
        self.presses("#ask-names button[type=submit]")
        self.assertTrue(self.desk.there("#names-asked"), self.desk.words())

    def test_e_no_page_was_missed(self):
        """Each of the desk is in the menu of one of these, and in a test above."""
        shown = {page for login in ("office", "disease", "inspector") for page in self.pages_of(login)}
        self.assertEqual(set(routes()), shown)

    def pages_of(self, login):
        if login not in self.desk.text(".who"):
            self.signs_in(login)
        return self.desk.pages()


if __name__ == "__main__":
    run()
