#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_looks.py BUILD: how the office's desk looks: WCAG 2.2 AA by axe-core in both languages, nothing
beyond the edge at 1,024 pixels, at 200 % and on a phone, and at 1,024 no table to scroll sideways and no
head of a column cut off.

Exits 77 where there is no browser or no axe-core. With TONGXING_SCREENSHOTS=DIR every page is kept as a
picture; docs/images has them, by

    TONGXING_SCREENSHOTS=docs/images tests/browser/office_looks.py build"""
import os
import re
import time

from axe import TEXT_SIZE, TWICE, axe_missing, violations
from desk import END, ENTER, UP, AtADesk, document
from driver import Browser, run, until
from shapes import WEB, differences, interfaces
from street import Gate, tool

OVER_THE_EDGE = """
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')].filter(e => e.getClientRects().length && e.getBoundingClientRect().right > wide + 1
        && !e.closest('.heard, .wide, .warm')).map(e => e.outerHTML.slice(0, 120));"""

SIDEWAYS = """
    return [...document.querySelectorAll('body *')].filter(e => !e.closest('.warm') && e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX))
        .map(e => e.outerHTML.slice(0, 120) + ' … ' + e.scrollWidth + ' in ' + e.clientWidth);"""

# What lacks its end: what it says is wider than its room.
CUT = """
    const wide = (e) => { const words = document.createRange(); words.selectNodeContents(e); return words.getBoundingClientRect().width; };
    const room = (e) => { const style = getComputedStyle(e); return e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight); };
    const cut = (css) => [...document.querySelectorAll(css)].filter(e => e.getClientRects().length && wide(e) > room(e) + 0.5)
        .map(e => e.innerText + ' … ' + wide(e) + ' in ' + room(e));"""

CUT_HEADS = CUT + "return cut('[role=columnheader], th');"

# But for names and what else somebody typed.
CUT_CELLS = CUT + "return cut('[role=gridcell]').filter(words => !/[<*]/.test(words));"

# A date over two lines.
BROKEN_DATES = """
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), broken = [];
    while (texts.nextNode())
        for (const found of texts.currentNode.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g)) {
            const date = document.createRange();
            date.setStart(texts.currentNode, found.index);
            date.setEnd(texts.currentNode, found.index + found[0].length);
            if (new Set([...date.getClientRects()].map(box => Math.round(box.top))).size > 1) broken.push(texts.currentNode.data);
        }
    return broken;"""

# What is drawn while nobody does anything, and what is asked for meanwhile.
WATCHES_IDLE = """
    [window.warmed, window.seen] = [[], 0];
    new MutationObserver((all) => all.flatMap((one) => [...one.addedNodes]).filter((node) => node.className === 'warm').forEach((box) => {
        const within = [...box.querySelectorAll('*')];
        window.warmed.push(within.length);
        window.seen += within.filter((e) => e.checkVisibility({visibilityProperty: true}) || (e.focus(), document.activeElement === e)).length + (box.ariaHidden === 'true' ? 0 : 1);
    })).observe(document, {subtree: true, childList: true});"""


WORDS = re.compile(r"[\s·:,;]+")


def our_own():
    """Chinese words for bodies, documents, states and roles."""
    with open(os.path.join(WEB, "office/zh.ts"), encoding="utf-8") as office, open(os.path.join(WEB, "shared/words.ts"), encoding="utf-8") as shared:
        text = office.read() + shared.read().split("wordsEn")[0]
    tables = re.findall(r"^  (?:kinds|idTypes|tenures|state|roles|officeRoles|health|test|travel): \{(.*?)\}", text, re.S | re.M)
    return {word for table in tables for word in re.findall(r': "([^"]+)"', table)} | {"无"}


OUR_OWN = our_own()


class Looks(AtADesk):
    applicants, size = 12, (1024, 768)

    def fits(self, name):
        self.assertEqual([], self.desk.run(OVER_THE_EDGE), name)

    def needs_no_scrolling(self, name):
        self.assertEqual([], self.desk.run(SIDEWAYS), name)

    def heads_are_whole(self, name):
        self.assertEqual([], self.desk.run(CUT_HEADS), name)

    def dates_are_whole(self, name):
        self.assertEqual([], self.desk.run(BROKEN_DATES), name)

    def cells_are_whole(self, name):
        self.assertEqual([], self.desk.run(CUT_CELLS), name)

    def no_choice_is_blank(self, name):
        self.assertEqual([], self.desk.run("return [...document.querySelectorAll('select')].filter(e => e.selectedIndex < 0).map(e => e.id)"), name)

    def our_words_are_english(self, name):
        """What somebody typed may be Chinese; a certificate is issued under a name, in whatever language."""
        said = self.desk.run("return [...document.querySelectorAll('main, dialog')].map(e => e.innerText).join(' ')")
        card = self.desk.run("return [...document.querySelectorAll('.card, input')].map(e => e.innerText).join(' ')")
        self.assertEqual(set(), (set(WORDS.split(said)) - set(WORDS.split(card))) & OUR_OWN, name)

    def stands(self, name):
        """What is on the screen now, in both languages, and twice as large."""
        self.no_choice_is_blank(name)
        for language in ("zh", "en"):
            self.assertTrue(until(lambda: self.desk.run("return document.documentElement.lang").startswith(language)))
            if language == "en":
                self.our_words_are_english(name)
            self.assertEqual([], violations(self.desk), f"{name} in {language}")
            self.fits(f"{name} in {language}")
            self.needs_no_scrolling(f"{name} in {language}")
            self.heads_are_whole(f"{name} in {language}")
            self.dates_are_whole(f"{name} in {language}")
            self.cells_are_whole(f"{name} in {language}")
            self.desk.keep("office-" + name + ("" if language == "zh" else "-en"))
            self.desk.resize(512, 384)
            self.fits(f"{name} in {language} at 200 %")
            self.dates_are_whole(f"{name} in {language} at 200 %")
            self.assertEqual([], violations(self.desk), f"{name} in {language} at 200 %")
            self.desk.resize(360, 740)
            self.fits(f"{name} in {language} on a phone")
            self.desk.resize(1024, 768)
            self.desk.run("document.getElementById('language').click()")

    def opens(self, page, name, *words):
        self.desk.visit(page)
        self.assertTrue(self.desk.says(*words), self.desk.words())
        self.stands(name)

    def test_0_an_idle_desk_warms_up_unseen(self):
        """A table and charts of nobody are drawn before the first page is opened: neither seen nor reached, nothing is asked for them."""
        self.desk.cdp("Page.addScriptToEvaluateOnNewDocument", source=WATCHES_IDLE)
        self.desk.visit("accounts")
        self.assertTrue(self.desk.there("#accounts"))
        self.assertTrue(until(lambda: self.desk.run("return window.warmed.length > 5 && !document.querySelector('.warm')")), "it warms up, and leaves nothing")
        self.assertGreater(self.desk.run("return Math.min(...window.warmed)"), 50)
        self.assertEqual(0, self.desk.run("return window.seen"))
        self.assertTrue(until(lambda: self.desk.run("return document.activeElement.tagName") == "BODY"))
        asked = self.desk.run("return performance.getEntriesByType('resource').map(one => one.name).filter(name => name.includes('/v1/'))")
        self.assertEqual({"sessions/current", "accounts", "bodies", "changes"}, {name.split("/v1/")[1].split("?")[0] for name in asked})

    def test_0_nothing_warms_up_while_somebody_works_and_it_does_where_they_sign_in(self):
        self.desk.run("sessionStorage.setItem('works', '1')")
        self.desk.cdp("Page.addScriptToEvaluateOnNewDocument", source="if (sessionStorage.getItem('works')) setInterval(() => sessionStorage.getItem('works') && document.body && document.body.click(), 100);")
        self.desk.visit("accounts")
        self.assertTrue(self.desk.there("#accounts"))
        time.sleep(2)
        self.assertEqual([], self.desk.run("return window.warmed"))
        self.desk.run("sessionStorage.removeItem('works')")
        self.desk.click("#sign-out")
        self.assertTrue(self.desk.there("#sign-in"))
        self.assertTrue(until(lambda: self.desk.run("return window.warmed.length > 5 && !document.querySelector('.warm')")))
        self.assertTrue(self.desk.sign_in())

    def test_1_signing_in(self):
        self.desk.click("#sign-out")
        self.opens("", "sign-in", "登录")
        self.desk.click("#first")
        self.assertTrue(self.desk.says("启用码"))
        self.stands("first-time")
        self.assertTrue(self.desk.sign_in())

    def test_1_texts_are_as_large_as_the_browser_is_set_to(self):
        with Browser(1280, 800, [TWICE]) as large:
            large.open(self.community.origin + "/office/")
            self.assertTrue(large.says("登录"))
            self.assertEqual("32px", large.run(TEXT_SIZE))
            self.assertEqual([], large.run(OVER_THE_EDGE))

    def test_2_applications(self):
        for n in range(8):
            self.community.apply(n, **({} if n % 4 else {"room": "999"}))
        self.community.apply(9, name="无名氏", id_number="Z7654321")
        self.opens("applications", "applications", "与名册一致", "≠ 房号")
        self.desk.run("document.querySelector('#waiting li:last-child').click()")
        self.assertTrue(self.desk.says("是名册里的哪一位"))
        self.stands("application-unknown")
        self.desk.run("document.querySelector('#waiting li:nth-child(2)').click()")
        self.desk.click("#refuse")
        self.assertTrue(self.desk.there("#refusing"))
        self.stands("application-refused")

    def opens_holder(self, n):
        self.desk.visit("passes")
        self.assertTrue(self.desk.there("#holders [role=gridcell]"))
        self.desk.run("document.getElementById('holders').focus()")
        self.desk.keys(END, *[UP] * n, ENTER)
        self.assertTrue(self.desk.there("#holder"))

    def test_3_passes(self):
        self.opens("passes", "passes", "有效至")
        self.opens_holder(1)
        self.desk.click("#act-issue")
        self.desk.there("#issue")
        self.desk.click("#issue button[type=submit]")
        self.desk.there(".card canvas[data-size]")
        self.stands("issued")
        self.opens_holder(2)
        self.desk.click("#act-lost")
        self.desk.there("#lost")
        self.stands("lost")
        self.opens_holder(2)
        self.desk.click("#act-restrain")
        self.desk.fill({"#ground": "B1"})
        self.desk.fill({"#evidence": "本人电话挂失"})
        self.stands("restrain")
        self.desk.click("#restrain button[type=submit]")
        self.desk.gone("#restraining")

    def test_4_two_hands(self):
        person = self.community.resident(self.community.name(3))
        path = f"/v1/residents/{person['area']}/{person['index']}/statements"
        self.community.office.ask("POST", path, {"field": "health", "value": "red", "ground": "A3", "evidence": "协查函 XH-2026-17", "reason": "同一检测管"})
        self.opens("requests", "requests", "须由其他单位")
        said = {"state": "suspended", "ground": "B4", "evidence": "笔录2026-17"}
        self.community.office.ask("PUT", path.replace("statements", "state"), said)
        self.desk.sign_in("street", "requests")
        self.desk.press_row("暂停")
        self.desk.there("#second-password")
        self.stands("requests-second")
        self.desk.sign_in("office")

    def suspends(self, n):
        """Whose phone is lost; the index."""
        person = self.community.resident(self.community.name(n))
        lost = {"state": "suspended", "ground": "B1", "evidence": "本人电话挂失"}
        self.community.office.ask("PUT", f"/v1/residents/{person['area']}/{person['index']}/state", lost)
        return person["index"]

    def test_5_appeals(self):
        self.opens("appeals", "appeals-none", "没有待答复的申诉")
        self.desk.click("#write-down")
        self.desk.there("#write")
        self.stands("write-down")
        self.community.office.ask("POST", "/v1/appeals", {"index": self.suspends(7), "field": "state", "way": "telephone", "words": "手机找到了，请恢复。"})
        self.desk.sign_in("street", "appeals")
        self.desk.there("#answer")
        self.stands("appeals")
        self.desk.sign_in("office")

    def test_6_certificates(self):
        self.opens("certificates", "certificates-none", "还没有开过证明")
        self.desk.click("#make-one")
        self.desk.fill({"#certified": self.community.name(4), "#employer": "测试厂"})
        self.desk.press("查找")
        self.assertTrue(self.desk.there(".picker li button"))
        self.desk.click(".picker li button")
        self.desk.click("#make button[type=submit]")
        self.assertTrue(self.desk.says("尚不清楚", "行程未知"), self.desk.words())
        self.stands("certificate-missing")
        self.community.say(4, "travel", "none")
        self.desk.click("#make button[type=submit]")
        self.assertTrue(self.desk.says("可以开具"), self.desk.words())
        self.desk.click("#make button[type=submit]")
        self.assertTrue(self.desk.there(".card canvas[data-size]"), self.desk.words())
        self.stands("certificate")
        told = self.community.office.ask("GET", "/v1/certificates")["certificates"]
        self.assertEqual([], differences(told, "Certificate[]", interfaces("office/certificates/api.ts")))
        self.desk.visit("certificates")
        self.desk.there("#withdraw")
        self.desk.fill({"#withdraw-words": "单位写错"})
        self.desk.click("#withdraw button[type=submit]")
        self.assertTrue(self.desk.says("已撤回", "单位写错"), self.desk.words())
        self.stands("certificate-withdrawn")

    def test_6_residents(self):
        everyone = self.community.office.ask("POST", "/v1/residents/search", {"part": ""})["count"]
        self.opens("residents", "residents", f"共{everyone}人")
        self.opens("residents?q=" + self.community.name(3), "residents-found", "共1人")
        self.opens("residents?households=1", "households", "户")
        self.desk.visit("residents")
        self.desk.click("#add")
        self.desk.there("#adding")
        self.stands("resident-new")
        index = self.suspends(8)
        self.opens(f"residents?index={index}", "resident-purpose", "为什么查看")
        self.desk.press("联系通知")
        self.assertTrue(self.desk.says("名册登记", "本人电话挂失"), self.desk.words())
        self.stands("resident")

    def test_6_a_roster_comes_in(self):
        name, number = self.community.name, document
        changed = [f"{name(n)},护照,{number(n)},1391234567{n},7-1,{101 + n}" for n in range(4)]
        changed[2] = f"{name(2)},护照,{number(2)},13912345672,7-2,1203"
        rows = [*changed, "测试甲,护照,Z1000001,13900001111,7-2,801", "测试乙,身份证,990101199001010010,,7-2,802"]
        self.opens("residents?import=1", "import", "把文件拖到这里")
        self.desk.drop(self.community.table(rows), "花名册.csv")
        self.assertTrue(self.desk.says("改动 4", "不能导入 1"), self.desk.words())
        self.stands("import-changed")
        self.desk.press("不能导入")
        self.assertTrue(self.desk.says("哪里不对"), self.desk.words())
        self.stands("import-refused")
        self.desk.press("表里没有的")
        self.assertTrue(self.desk.says("导入不会删去任何人"), self.desk.words())
        self.stands("import-gone")
        self.desk.press("确认导入")
        self.assertTrue(self.desk.there("#done button"), self.desk.words())
        self.stands("import-done")
        self.desk.click("#to-gone")
        self.assertTrue(self.desk.there("#gone tbody input"), self.desk.words())
        self.desk.click("#gone tbody input")
        self.stands("gone")
        self.desk.click("#gone-confirm")
        self.assertTrue(self.desk.there("#gone-form"))
        self.stands("gone-confirm")
        self.desk.visit("residents?import=1")
        self.assertTrue(self.desk.there("#done button"), self.desk.words())
        self.desk.click("#done button")
        self.assertTrue(self.desk.there("#undoing"))
        self.stands("import-undo")
        self.desk.visit("residents?import=1")
        self.desk.drop(self.community.table(["测试甲,护照,Z1000001,,7-1,901"], "住户,证件类型,号码,联系方式,楼栋,户"), "别的叫法.csv")
        self.assertTrue(self.desk.there("#columns"), self.desk.words())
        self.stands("import-columns")

    def test_7_gates(self):
        self.community.gate("north").close()
        self.opens("gates", "gates", "north", "行")
        self.desk.click("#enrol")
        self.desk.there("#draw")
        self.desk.click("#draw button[type=submit]")
        self.assertTrue(self.desk.there("#enrolling canvas[data-size]"), self.desk.words())
        self.stands("gate-code")
        north, = [one["gate"] for one in self.community.office.ask("GET", "/v1/gates")["gates"] if one["name"] == "north"]
        self.opens("gates?gate=" + north, "gate-journal-none", "north的流水", "还没有收到流水")
        self.desk.visit("gates")
        self.desk.press("停用")
        self.desk.there("#shut")
        self.stands("gate-out")
        self.desk.click("#shut button[type=submit]")
        self.assertTrue(self.desk.gone("#shutting"), self.desk.words())
        self.assertTrue(self.desk.says("停用"), self.desk.words())
        self.assertEqual(0, self.desk.run("return document.querySelectorAll('#gates button').length"))

    def writes_order(self, rule):
        self.desk.visit("rules?write=1")
        self.desk.fill({"#order-document": "长居〔2026〕2号", "#order-issuer": "长安社区居委会",
                        "#order-until": time.strftime("%Y-%m-%d", time.gmtime(time.time() + 864000))})
        self.desk.fill({f"#rule-0-{name}": value for name, value in rule.items()})

    def test_7_rules(self):
        self.opens("rules", "rules", "本社区实际执行的", "长居〔2026〕1号")
        self.writes_order({"topic": "test", "limit": "48小时"})
        self.desk.run("scrollTo(0, 0)")
        self.stands("rules-write")
        self.desk.click("#order button[type=submit]")
        self.assertTrue(self.desk.there("#yesterday"), self.desk.words())
        self.desk.run("scrollTo(0, 0)")
        self.stands("rules-draft")
        self.writes_order({"topic": "test", "limit": "48小时", "on_fail": "deny"})
        self.desk.click("#order button[type=submit]")
        self.assertTrue(self.desk.there("#yesterday"), self.desk.words())
        self.desk.run("scrollTo(0, 0)")
        self.stands("rules-wrong")

    def test_7_visitors(self):
        self.opens("visitors", "visitors-none", "没有来人")
        for form in ({"name": "来访甲", "unit": "7-1"}, {"role": "courier", "name": "快递乙", "days": 7}, {"role": "vehicle", "plate": "陕A12345"}):
            self.community.office.ask("POST", "/v1/visitors", form)
        self.opens("visitors", "visitors", "陕A12345")
        self.desk.click("#add")
        self.desk.there("#adding")
        self.stands("visitors-add")
        self.desk.fill({"#new-name": "访客丙"})
        self.desk.click("#new button[type=submit]")
        self.assertTrue(self.desk.there(".card canvas[data-size]"), self.desk.words())
        self.stands("visitors-added")

    def came(self):
        return sum(one["in"] for one in self.community.office.ask("GET", "/v1/events/hours")["hours"])

    def passes_six(self):
        """People pass a gate that has the news, and it sends what happened."""
        self.community.gate("west").close()
        tool("gate-client", "tongxing-gate", "sync", "--dir", f"{self.community.path}/west")
        gate = Gate(f"{self.community.path}/west", "--page", "127.0.0.1:0")
        for a_pass in self.community.passes[:6]:
            gate.show(a_pass)
        self.assertTrue(until(lambda: self.came() == 6, 20))
        gate.close()

    def test_8_home_audit_accounts(self):
        self.passes_six()
        self.opens("gates", "gates", "west", "人行", "已收事件")
        self.opens("home", "home", "谁在等", "份申请待办", "24小时进出人次")
        self.assertTrue(self.desk.there(".chart canvas"), "the chart is drawn")
        self.desk.click("summary")
        self.stands("home-table")
        self.desk.run("[...document.querySelectorAll('#hours tbody tr')].find(row => row.cells[1].innerText === '6').querySelector('a').click()")
        self.assertTrue(self.desk.there("#show-passed"), self.desk.words())
        self.desk.click("#show-passed")
        self.assertTrue(self.desk.there("#passed"), self.desk.words())
        self.stands("gates-hour")
        self.opens("accounts", "accounts", "office", "street")
        self.desk.click("#add-account")
        self.desk.there("#ask-account")
        self.stands("account-new")
        west, = [one["gate"] for one in self.community.office.ask("GET", "/v1/gates")["gates"] if one["name"] == "west"]
        self.opens("gates?gate=" + west, "gate-journal", "共6条", "放行")
        self.opens("audit", "audit", "看进出记录")
        self.community.account("inspector", "inspection", "auditor")
        self.desk.sign_in("inspector", "audit")
        self.assertTrue(self.desk.there("#verify"), self.desk.words())
        self.desk.click("#verify button[type=submit]")
        self.assertTrue(self.desk.says("日志完整"), self.desk.words())
        self.stands("audit-verified")
        self.desk.sign_in("office")

    def test_8_reports(self):
        self.desk.sign_in("office", "reports")
        self.opens("reports", "reports-day", "在册人数", "没有消息的门禁")
        self.opens("reports?report=passages", "reports-passages", "08:00", "合计")
        self.assertTrue(self.desk.there("#report-chart canvas"), "the chart is drawn")
        self.opens("reports?report=people", "reports-people", "80岁以上")
        self.opens("reports?report=tests&hours=24", "reports", "楼栋", "谁没有检测")
        self.desk.click("#who-untested")
        self.assertTrue(self.desk.there("#untested"), self.desk.words())
        self.stands("reports-untested")
        self.desk.visit("reports?report=none&hours=7")
        self.assertTrue(self.desk.says("没有消息的门禁"), self.desk.words())
        self.no_choice_is_blank("a report that there is not")
        self.desk.sign_in("street", "reports")
        self.opens("reports?report=figures-areas", "reports-figures", "合计", "610113001001")
        self.community.above("street")
        self.opens("home", "home-areas", "各社区", "610113001001", "门禁没有消息")
        self.desk.sign_in("office")

    def test_8_the_response(self):
        self.desk.sign_in("office", "response")
        self.community.office.ask("POST", "/v1/drills", {"hours": 2})
        self.opens("response", "response", "正在演练", "现在终止，将删除")
        self.opens("home", "home-drill", "正在演练")
        self.desk.visit("response")
        self.assertTrue(self.desk.there("#would-go summary"), self.desk.words())
        self.desk.click("#would-go summary")
        self.stands("response-counts")
        self.desk.click("#ask-end")
        self.assertTrue(self.desk.there("#ask-closing"), self.desk.words())
        self.stands("response-ask")

    def test_9_cases(self):
        """At last, since whoever is traced has passed with somebody."""
        names = [self.community.name(n) for n in (5, 6)]
        self.community.pass_together(*(self.community.resident(name) for name in names))
        self.community.account("disease", "health", "health")
        self.desk.sign_in("disease", "cases")
        self.opens("cases", "cases-none", "还没有流调")
        self.desk.click("#make-one")
        self.desk.fill({"#traced": names[0]})
        self.desk.press("查找")
        self.desk.there(".picker li button")
        self.desk.click(".picker li button")
        self.stands("cases-make")
        self.desk.click("#trace button[type=submit]")
        self.assertTrue(self.desk.says("密接1人"), self.desk.words())
        self.stands("cases")
        self.desk.fill({"#names-why": "病例2026-17"})
        self.desk.click("#ask-names button[type=submit]")
        self.assertTrue(self.desk.there("#names-asked"), self.desk.words())
        waits, = [one["id"] for one in self.community.office.ask("GET", "/v1/requests")["requests"] if one["act"] == "trace"]
        self.community.second(waits)
        self.desk.visit("cases")
        self.assertTrue(self.desk.there("#show-names"), self.desk.words())
        self.desk.click("#show-names")
        self.assertTrue(self.desk.says(names[1]), self.desk.words())
        self.stands("cases-names")
        self.desk.sign_in("office")

    def test_9_a_session_that_ended(self):
        self.desk.visit("applications")
        self.assertTrue(self.desk.there("#again"))
        self.desk.ends_session()
        self.desk.click("#again")
        self.assertTrue(self.desk.there("#ended"))
        self.stands("ended")


if __name__ == "__main__":
    run(axe_missing())
