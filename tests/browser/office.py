#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office.py BUILD: the office's desk in real browsers, over a real server.

Exits 77 where there is no browser."""
import subprocess
import time

from desk import DOWN, END, ENTER, HOSTILE, PASSWORD, UP, AtADesk, Desk
from driver import run, until
from shapes import differences, interfaces
from street import tool

MANY, MINUTE_S = 40, 60


class OfficeDesk(AtADesk):
    applicants = MANY + 16
    signed_in = False

    # --- signing in

    def test_1_a_wrong_password_is_told_and_the_right_one_opens_the_desk(self):
        self.desk.visit("applications")
        self.assertTrue(self.desk.there("#login"))
        self.desk.fill({"#login": "office", "#password": "not this one at all"})
        self.desk.click("#sign-in button[type=submit]")
        self.assertTrue(self.desk.there("[role=alert] .warning"))
        self.assertEqual("", self.desk.run("return document.querySelector('#password').value"))
        self.assertTrue(until(lambda: self.signs_in(), 15), self.desk.words())
        self.assertTrue(self.desk.says("没有待办的申请"), self.desk.words())

    def signs_in(self):
        self.desk.fill({"#login": "office", "#password": PASSWORD})
        self.desk.click("#sign-in button[type=submit]")
        return self.desk.there("nav", 2)

    def test_2_the_session_is_a_cookie_that_no_script_reads(self):
        cookie, = [one for one in self.desk.cookies() if one["name"] == "__Host-tx"]
        self.assertTrue(cookie["httpOnly"] and cookie["secure"])
        self.assertEqual("Strict", cookie["sameSite"])
        self.assertNotIn("__Host-tx", self.desk.run("return document.cookie"))

    def test_2_a_change_without_the_token_is_refused(self):
        sent = "fetch('/v1/sessions/current', {method: 'DELETE'}).then(a => arguments[arguments.length - 1](a.status))"
        self.assertEqual(403, self.desk.wait_for(sent))

    # --- applications

    def test_3_forty_are_approved_in_a_minute_by_keyboard(self):
        for n in range(MANY):
            self.community.apply(n)
        self.desk.visit("applications")
        self.assertTrue(until(lambda: self.desk.run("return document.querySelectorAll('#waiting li').length") == MANY), self.desk.words())
        self.assertTrue(self.desk.focused("waiting"))
        began = time.monotonic()
        for _ in range(MANY):
            self.desk.keys("a")
        done = "return document.querySelectorAll('#waiting li.approved').length"
        self.assertTrue(until(lambda: self.desk.run(done) == MANY, MINUTE_S), self.desk.words())
        self.assertLess(time.monotonic() - began, MINUTE_S)
        self.assertEqual(0, len(self.community.applications()))
        self.assertEqual(MANY, len(self.community.applications("approved")))

    def test_4_what_differs_is_marked_and_not_approved_by_one_key(self):
        self.community.apply(MANY, room="999")
        self.desk.visit("applications")
        self.assertTrue(self.desk.says("≠ 房号", "房号与名册不同"), self.desk.words())
        self.assertEqual("房号", self.desk.run("return document.querySelector('.compared tr.differs th').innerText"))
        self.desk.keys("a")
        self.assertTrue(self.desk.focused("checked"), "how it was checked is asked for")
        self.desk.keys(ENTER)
        self.assertTrue(self.desk.says("请填写"))
        self.assertEqual(1, len(self.community.applications()))
        self.desk.fill({"#checked": "看过租房合同"})
        self.desk.keys(ENTER)
        self.assertTrue(until(lambda: not self.community.applications()), self.desk.words())

    def test_4_who_is_refused_reads_the_reason(self):
        self.community.apply(MANY + 1, room="998")
        self.desk.visit("applications")
        self.assertTrue(self.desk.says("≠ 房号"), self.desk.words())
        self.desk.keys("r")
        self.assertTrue(self.desk.there("#refusing"))
        self.desk.press("楼栋或房号")
        self.desk.click("#refusal button[type=submit]")
        refused = until(lambda: self.community.applications("refused"))
        self.assertEqual("楼栋或房号与名册不同，请核对后重新申请。", refused[0]["words"])

    # --- passes, and two hands

    def opens_holder(self, n):
        """By keyboard, from the table of passes."""
        self.desk.visit("passes")
        self.assertTrue(self.desk.there("#holders [role=gridcell]"), self.desk.words())
        self.desk.run("document.getElementById('holders').focus()")
        self.desk.keys(END, *[UP] * n, ENTER)
        self.assertTrue(self.desk.there("#holder"), self.desk.words())

    def asks_for_suspension(self, evidence):
        self.opens_holder(5)
        self.desk.click("#act-restrain")
        self.desk.fill({"#what": "pass suspended"})
        self.desk.fill({"#ground": "B4"})
        self.desk.fill({"#evidence": evidence})
        self.desk.click("#restrain button[type=submit]")
        self.assertTrue(self.desk.gone("#restraining"), self.desk.words())
        self.desk.visit("requests")
        self.assertTrue(self.desk.says("须由其他单位", evidence), self.desk.words())

    def test_5_a_pass_is_issued_and_shown_to_be_printed(self):
        self.opens_holder(1)
        self.desk.click("#act-issue")
        self.desk.there("#issue")
        self.desk.click("#issue button[type=submit]")
        self.assertTrue(self.desk.there(".card canvas[data-size]"), self.desk.words())
        self.assertEqual(1, self.cards_drawn())

    def cards_drawn(self):
        """What the button opens, read as a camera reads it: how many passes are on it."""
        path = f"{self.community.path}/cards.pdf"
        self.assertTrue(self.desk.there("#print"), self.desk.words())
        self.desk.run("document.getElementById('print').download = 'cards.pdf'")
        with open(path, "wb") as out:
            out.write(self.desk.downloads("#print"))
        subprocess.run(["pdftoppm", "-png", "-singlefile", "-r", "150", path, path], check=True)
        return sum(text.startswith("TX1:") for text in tool("gate-client", "tongxing-gate", "read", path + ".png").splitlines())

    def test_5_those_who_were_ticked_are_counted_confirmed_and_printed_together(self):
        self.desk.visit("passes")
        self.assertTrue(self.desk.there("#holders [role=gridcell]"), self.desk.words())
        self.desk.run("document.getElementById('holders').focus()")
        self.desk.keys(END)
        last = "return document.querySelector('#holders .body [role=row]:last-child').innerText"
        self.assertTrue(until(lambda: "7-1" in self.desk.run(last)), "rows are read fifty at a time")
        self.desk.keys(" ", UP, " ", UP, " ", UP, UP, " ", " ")
        self.assertTrue(self.desk.says("已选3人"), self.desk.words())
        self.assertEqual(3, self.desk.run("return document.querySelectorAll('#holders [aria-selected=true]').length"))
        self.desk.click("#batch-issue")
        self.assertTrue(self.desk.says("给3人签发通行证"), self.desk.words())
        self.desk.click("#issue-many button[type=submit]")
        self.assertTrue(until(lambda: self.desk.run("return document.querySelectorAll('.cards canvas[data-size]').length") == 3), self.desk.words())
        self.assertEqual(3, self.cards_drawn())

    def test_5_what_is_asked_for_several_waits_for_a_second_person_each(self):
        before = len(self.community.office.ask("GET", "/v1/requests")["requests"])
        self.desk.visit("residents?q=7-1")
        self.assertTrue(self.desk.there("#people [role=gridcell]"), self.desk.words())
        self.desk.run("document.getElementById('people').focus()")
        self.desk.keys(" ", DOWN, " ")
        self.desk.click("#batch-restrain")
        self.desk.fill({"#what": "pass suspended"})
        self.desk.fill({"#ground": "B4"})
        self.desk.fill({"#evidence": "笔录2026-7"})
        self.assertIn("2人", self.desk.text("#restrain button[type=submit]"))
        self.desk.click("#restrain button[type=submit]")
        self.assertTrue(self.desk.gone("#restraining"), self.desk.words())
        asked = self.community.office.ask("GET", "/v1/requests")["requests"]
        self.assertEqual(before + 2, len(asked), "nothing is done by one person")
        for one in asked[:2]:
            self.community.office.ask("POST", f"/v1/requests/{one['area']}/{one['id']}/decisions", {"decision": "withdraw", "hash": one["hash"], "words": "试"})

    # --- a table of any length

    def test_5_a_table_tells_how_long_it_is_and_keeps_its_place_in_the_address(self):
        self.desk.visit("residents")
        self.assertTrue(self.desk.there("#people [role=gridcell]"), self.desk.words())
        rows = int(self.desk.run("return document.getElementById('people').getAttribute('aria-rowcount')"))
        self.assertEqual(self.community.office.ask("POST", "/v1/residents/search", {"part": ""})["count"] + 1, rows)
        self.desk.run("document.getElementById('people').focus()")
        self.desk.keys(END)
        self.assertTrue(until(lambda: f"at={rows - 2}" in self.desk.run("return location.hash")))
        looked_at = "const g = document.getElementById('people'), r = g && document.getElementById(g.getAttribute('aria-activedescendant')); return r && r.getAttribute('aria-rowindex')"
        self.assertEqual(str(rows), self.desk.run(looked_at))
        self.desk.reload()
        self.assertTrue(until(lambda: self.desk.run(looked_at) == str(rows)), "a link leads to the row")
        self.desk.run("document.activeElement.blur(); window.dispatchEvent(new KeyboardEvent('keydown', {key: 'f', ctrlKey: true}))")
        self.assertTrue(self.desk.focused("q"), "the browser's search would find what is on the screen alone")
        self.desk.resize(600, 700)
        self.assertTrue(self.desk.there("#people tbody tr"), "a plain table where the screen is narrow")
        self.assertEqual(str(rows), self.desk.run("return document.querySelector('#people tbody tr:last-child').getAttribute('aria-rowindex')"))
        self.assertTrue(self.desk.says("第2页"), self.desk.words())
        self.desk.resize(1280, 900)

    def test_5_homes_are_shown_with_who_lives_in_them(self):
        self.desk.visit("residents?households=1&unit=7-1")
        self.assertTrue(self.desk.there("#homes [role=gridcell]"), self.desk.words())
        self.desk.run("document.getElementById('homes').focus()")
        self.desk.keys(ENTER)
        self.assertTrue(self.desk.there("#members a"), self.desk.words())
        self.assertTrue(self.desk.says("7-1 101"), self.desk.words())
        told = self.community.office.ask("GET", "/v1/households?unit=7-1")["households"]
        self.assertEqual([], differences(told, "Household[]", interfaces("office/residents/households.tsx")))

    def test_5_whoever_lost_a_phone_gets_a_code(self):
        self.opens_holder(2)
        self.desk.click("#act-lost")
        self.desk.there("#lost")
        self.desk.click("#lost button[type=submit]")
        self.assertTrue(self.desk.there("p.code"), self.desk.words())
        self.assertRegex(self.desk.text("p.code"), "^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]$")

    def test_6_a_suspension_takes_two_and_one_refuses(self):
        self.asks_for_suspension("笔录2026-1")
        self.desk.sign_in("street", "requests")
        self.assertTrue(self.desk.says("暂停通行证", "转借冒用伪造", "笔录2026-1", "申*"), self.desk.words())
        self.desk.click("#refuse")
        self.desk.fill({"#why": "笔录没有签名"})
        self.desk.click("#refusal button[type=submit]")
        self.assertTrue(self.desk.says("没有等人复核的事"), self.desk.words())
        self.assertEqual("active", self.community.resident(self.suspended())["state"])
        self.desk.sign_in("office", "requests?all=1")
        self.assertTrue(self.desk.says("未同意", "笔录没有签名"), self.desk.words())

    def suspended(self):
        """Whom opens_holder(5) is about."""
        return self.community.name(self.community.applicants - 1 - 5)

    def test_6_it_holds_when_a_person_of_another_body_seconds_it(self):
        self.asks_for_suspension("笔录2026-2")
        self.desk.sign_in("street", "requests")
        self.assertTrue(self.desk.there("#second-password"), self.desk.words())
        self.desk.fill({"#second-password": PASSWORD})
        self.desk.click("#second button[type=submit]")
        self.assertTrue(self.desk.says("没有等人复核的事"), self.desk.words())
        self.assertEqual("suspended", self.community.resident(self.suspended())["state"])

    def test_7_an_appeal_is_written_down_and_not_answered_by_who_took_part(self):
        self.desk.sign_in("office", "appeals")
        self.desk.click("#write-down")
        self.desk.fill({"#appellant": self.suspended()})
        self.desk.press("查找")
        self.desk.there(".picker li button")
        self.desk.click(".picker li button")
        self.desk.fill({"#appeal-words": "证没有借给别人"})
        self.desk.click("#write button[type=submit]")
        self.assertTrue(self.desk.says("证没有借给别人", "3天后", "参与过决定的单位不答复"), self.desk.words())

    # --- residents

    def opens_person(self, desk, words):
        desk.sign_in("office", "residents?q=" + words)
        self.assertTrue(desk.says("共1人"), desk.words())
        desk.there("#people [role=gridcell]")
        desk.run("document.getElementById('people').focus()")
        desk.keys(ENTER)
        self.assertTrue(desk.there("#purposes"), desk.words())
        desk.press("联系通知")
        self.assertTrue(desk.there("#entry-phone"), desk.words())

    def test_7_a_further_document_finds_its_person_once_two_have_said_so(self):
        self.opens_person(self.desk, "13900000011")
        self.desk.click("#another-document")
        self.desk.fill({"#document-number": "E76543210", "#document-evidence": "看过原件"})
        self.desk.click("#add-document button[type=submit]")
        self.assertTrue(self.desk.says("等另一单位复核"), self.desk.words())
        self.desk.sign_in("street", "requests")
        self.assertTrue(self.desk.says("添加证件", "护照", "3210", "看过原件"), self.desk.words())
        self.desk.fill({"#second-password": PASSWORD})
        self.desk.click("#second button[type=submit]")
        self.assertTrue(self.desk.says("没有等人复核的事"), self.desk.words())
        self.opens_person(self.desk, "13900000011")
        self.assertTrue(self.desk.says("E76543210", "名册上的证件"), self.desk.words())
        found = self.community.office.ask("POST", "/v1/residents/search", {"resident": "E76543210"})["residents"][0]
        opened = self.community.office.ask("GET", f"/v1/residents/{found['area']}/{found['index']}?purpose=papers")
        self.assertEqual("13900000011", opened["phone"])
        self.assertEqual([], differences(opened, "Person", interfaces("office/api.ts")))
        self.desk.press("删去")
        self.desk.there("#remove-document")
        self.desk.click("#remove-document button[type=submit]")
        self.assertTrue(until(lambda: "E76543210" not in self.desk.words()), self.desk.words())

    def test_7_who_has_no_document_is_written_down_and_the_card_says_so_in_the_page_s_language(self):
        self.desk.sign_in("office", "residents")
        self.desk.there("#add")
        self.desk.click("#add")
        self.desk.fill({"#new-name": "林老太", "#new-unit": "7-1", "#new-room": "1801", "#new-id_type": "无证件"})
        self.assertTrue(self.desk.gone("#new-id_number"), "there is no number to be filled in")
        self.desk.fill({"#new-birth_date": "1940-03-07"})
        self.desk.click("#new button[type=submit]")
        self.assertTrue(self.desk.there("#purposes"), self.desk.words())
        self.desk.click("#language")
        self.desk.press("to contact them")
        self.assertTrue(self.desk.says("no document"), self.desk.words())
        self.desk.click("#act-issue")
        self.desk.there("#issue")
        self.desk.click("#issue button[type=submit]")
        self.assertTrue(self.desk.there(".card canvas[data-size]"), self.desk.words())
        self.assertIn("no document", self.desk.text(".card"))
        self.assertNotIn("无", self.desk.text(".card"))
        self.desk.visit("residents")
        self.desk.there("#language")
        self.desk.click("#language")

    def test_7_an_exemption_is_given_at_once_and_taken_away_by_request(self):
        self.opens_person(self.desk, "13900000011")
        self.desk.click("#act-exempt")
        self.desk.click("#exempt-swab")
        self.desk.fill({"#exempt-evidence": "诊断2026-3"})
        self.desk.click("#exempt button[type=submit]")
        self.assertTrue(self.desk.says("免什么：免核酸"), self.desk.words())
        self.desk.click("#act-exempt")
        self.desk.click("#exempt-swab")
        self.assertTrue(self.desk.says("旧证即作废"), self.desk.words())
        self.desk.fill({"#exempt-evidence": "复诊2026-9", "#exempt-why": "已痊愈"})
        self.desk.click("#exempt button[type=submit]")
        self.assertTrue(self.desk.gone("#exempting"), self.desk.words())
        self.assertTrue(self.desk.says("免什么：免核酸"), "until somebody of another body has seconded it")
        self.desk.visit("requests")
        self.assertTrue(self.desk.says("取消免检", "复诊2026-9", "已痊愈", "街道"), self.desk.words())

    def test_7_two_clerks_at_one_record_see_each_other_s_change_and_lose_nothing(self):
        with Desk(self.community) as other:
            for desk in (self.desk, other):
                self.opens_person(desk, "13900000010")
            other.fill({"#entry-phone": "13911112222"})
            other.click("#entry button[type=submit]")
            self.assertTrue(until(lambda: self.person("13911112222")), other.words())
            self.desk.fill({"#entry-room": "1502"})
            self.desk.click("#entry button[type=submit]")
            self.assertTrue(self.desk.there("#others"), self.desk.words())
            self.assertIn("13911112222", self.desk.text("#others"))
            self.assertEqual("1502", self.desk.run("return document.getElementById('entry-room').value"))
            self.assertFalse(self.person("1502"), "nothing was written over")
            self.desk.click("#entry button[type=submit]")
            self.assertTrue(until(lambda: self.person("13911112222 1502")), self.desk.words())

    def person(self, words):
        return self.community.office.ask("POST", "/v1/residents/search", {"part": words})["residents"]

    def test_7_somebody_is_found_by_the_first_letters_and_shown_with_what_was_said(self):
        self.opens_person(self.desk, f"sq {self.suspended()}")
        self.assertTrue(self.desk.says("暂停", "B4 转借冒用伪造", "笔录2026-2", "阴性", "laboratory"), self.desk.words())

    # --- what gets in the way

    def test_7_what_comes_in_elsewhere_shows_by_itself(self):
        self.desk.visit("applications?state=waiting")
        self.assertTrue(self.desk.there("main h1"), self.desk.words())
        self.community.apply(MANY + 5)
        self.assertTrue(self.desk.there("#waiting li", 40), "the server tells, before the page asks again after a minute")
        self.assertTrue(self.desk.there("#approve"), self.desk.words())
        self.desk.run("document.getElementById('waiting').focus()")
        self.desk.keys("a")
        self.assertTrue(until(lambda: not self.community.applications()), self.desk.words())

    def marks(self):
        return self.desk.run("return [...document.querySelectorAll('#waiting li')].map(row => row.className)")

    def test_7_what_others_do_takes_nothing_from_who_is_at_work(self):
        for n, other in ((MANY + 6, {}), (MANY + 7, {"room": "996"}), (MANY + 8, {})):
            self.community.apply(n, **other)
        self.desk.visit("applications")
        self.assertTrue(self.desk.there("#approve"), self.desk.words())
        self.desk.keys("a")
        self.assertTrue(until(lambda: self.marks() == ["approved", "care", "plain"]), self.marks())
        self.desk.fill({"#checked": "打电话核实过"})
        self.community.apply(MANY + 9)
        self.assertTrue(until(lambda: self.marks() == ["approved", "care", "plain", "plain"], 20), "what was done and comes anew stand together")
        self.assertEqual("打电话核实过", self.desk.run("return document.getElementById('checked').value"))
        last = self.community.applications()[-1]
        self.community.office.ask("POST", f"/v1/applications/{last['area']}/{last['id']}/decisions", {"decision": "approve", "words": "窗口办理"})
        self.assertTrue(until(lambda: self.marks() == ["approved", "care", "plain"], 20), "who is decided at another desk goes")
        self.desk.click("#care button[type=submit]")
        self.desk.run("document.getElementById('waiting').focus()")
        self.desk.keys("a")
        self.assertTrue(until(lambda: not self.community.applications()), self.desk.words())
        self.desk.click("#again")
        self.assertTrue(self.desk.says("没有待办的申请"), self.desk.words())

    def test_8_a_session_that_ends_loses_nothing_that_was_typed(self):
        self.community.apply(MANY + 2, room="997")
        self.desk.sign_in("office", "applications")
        self.assertTrue(self.desk.there("#checked"), self.desk.words())
        self.desk.fill({"#checked": "打电话核实过"})
        self.desk.ends_session()
        self.desk.click("#care button[type=submit]")
        self.assertTrue(self.desk.there("#ended"), self.desk.words())
        self.assertTrue(self.desk.focused("password"))
        self.assertEqual(1, len(self.community.applications()))
        self.desk.type("#ended #password", PASSWORD + ENTER)
        self.assertTrue(self.desk.gone("#ended"), self.desk.words())
        self.assertTrue(until(lambda: not self.community.applications()), self.desk.words())
        self.assertEqual("打电话核实过", self.community.applications("approved")[-1]["words"])

    def test_8_a_server_that_is_busy_is_asked_again_calmly(self):
        self.community.apply(MANY + 3)
        self.desk.visit("applications")
        self.assertTrue(self.desk.there("#approve"), self.desk.words())
        with self.community.busy():
            self.desk.keys("a")
            self.assertTrue(self.desk.says("服务器忙，本页会自动再试"), self.desk.words())
        self.assertTrue(until(lambda: not self.community.applications(), 20), self.desk.words())
        self.assertTrue(self.desk.gone(".trouble"))

    def is_text(self, page, hostile):
        self.desk.visit(page)
        self.assertTrue(self.desk.says(hostile), f"{page}: {self.desk.words()}")
        self.assertEqual(0, self.desk.run("return document.querySelectorAll('main img, main b, main i').length"), page)
        self.assertNotIn("owned", self.desk.run("return document.title"))

    def test_9_what_somebody_typed_is_text_on_every_page(self):
        self.community.apply(MANY + 4, name="张" + HOSTILE, unit="<b>9</b>", room="<i>1</i>")
        person = self.community.resident("张三>")
        path = f"/v1/residents/{person['area']}/{person['index']}"
        grounds = {"state": "suspended", "ground": "B1", "evidence": HOSTILE}
        self.community.office.ask("PUT", path + "/state", grounds)
        self.community.office.ask("PUT", path + "/state", {"state": "active", "reason": HOSTILE})
        self.community.office.ask("PUT", path + "/state", {**grounds, "ground": "B4"})
        self.community.enrol(HOSTILE)
        for page, hostile in (("home", HOSTILE), ("applications", HOSTILE), ("residents?q=%E5%BC%A0%E4%B8%89", person["name"]), ("passes?at=23", "<b>9</b>"), ("requests", HOSTILE),
                              ("gates", HOSTILE), ("audit", HOSTILE)):
            self.is_text(page, hostile)
        self.desk.visit(f"residents?index={person['index']}")
        self.desk.press("联系通知")
        self.assertTrue(self.desk.says("张三>"), self.desk.words())
        self.assertEqual(0, self.desk.run("return document.querySelectorAll('main b').length"))

    def test_9_the_server_answers_in_the_shapes_that_the_page_expects(self):
        known = interfaces("office/api.ts")
        self.community.enrol("east")
        for path, member, name in (("/v1/applications?state=approved", "applications", "Application[]"), ("/v1/passes", "holders", "Holder[]"),
                                   ("/v1/requests?all=1", "requests", "Request[]"), ("/v1/gates", "gates", "Gate[]"), ("/v1/grounds", "grounds", "Ground[]"),
                                   ("/v1/events/hours", "hours", "Hour[]"), ("/v1/ends", "ends", "End[]"), ("/v1/audit", "entries", "AuditEntry[]"),
                                   ("/v1/accounts", "accounts", "Account[]"), ("/v1/bodies", "bodies", "Body[]"), ("/v1/residents", "residents", "Resident[]")):
            told = self.community.office.ask("GET", path)[member]
            self.assertTrue(told, path)
            self.assertEqual([], differences(told, name, known), path)
        home = {**known, **interfaces("office/home/api.ts"), **interfaces("office/reports/api.ts"), **interfaces("office/response/api.ts"), **interfaces("office/rules/api.ts")}
        told = self.community.office.ask("GET", "/v1/home")
        self.assertEqual([], differences(told, "Home", home))
        self.assertEqual(set(), {"applications", "lacking", "appeals", "requests", "drills", "gates", "hours", "contradictions", "tests", "ends"} - set(told))


if __name__ == "__main__":
    run()
