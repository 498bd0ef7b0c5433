#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""resident_looks.py BUILD: how the resident's page looks: WCAG 2.2 AA by axe-core in both languages,
nothing beyond the edge of a screen of 320 pixels or at 200 %, and everything read in a dark room.

Exits 77 where there is no browser or no axe-core. With TONGXING_SCREENSHOTS=DIR every page is kept as
a picture; docs/images has those of SHOWN, by

    TONGXING_SCREENSHOTS=docs/images tests/browser/resident_looks.py build --shown"""
import signal
import sys

from axe import TEXT_SIZE, TWICE, axe_missing, violations
from driver import Browser, run, until
from neighbourhood import OnAPhone
from shapes import differences, interfaces
from street import tool

OVER_THE_EDGE = """
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')].filter(e => e.getClientRects().length && e.getBoundingClientRect().right > wide + 1
        && !e.closest('.band')).map(e => e.outerHTML.slice(0, 120));"""
# What is written in a line with a sign stands beside it, however large; what the browser draws is as dark as the page.
UNDER_ITS_SIGN = """
    return [...document.querySelectorAll('.lines li')].filter(li => [...li.children].some(e => !e.matches('.sign') && e.getBoundingClientRect().left < li.querySelector('.sign').getBoundingClientRect().right))
        .map(li => li.innerText);"""
# A word that stands on two lines and says so by no hyphen; what is no word of ours may break anywhere.
BROKEN_WORDS = """
    const broken = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), part = document.createRange();
    for (let node; (node = texts.nextNode());) {
        if (!node.parentElement.getClientRects().length || node.parentElement.closest('bdi, code, .address, input, select, textarea, script')) continue;
        for (const word of node.data.matchAll(/[A-Za-z\u00ad]{2,}/g)) {
            if (word[0].includes('\u00ad')) continue; // it breaks there, with a hyphen
            part.setStart(node, word.index), part.setEnd(node, word.index + word[0].length);
            if (new Set([...part.getClientRects()].map((line) => Math.round(line.bottom))).size > 1) broken.push(word[0]);
        }
    }
    return broken;"""
DARK = [{"name": "prefers-color-scheme", "value": "dark"}]
NOT_DARK = "return [...document.querySelectorAll('input, select, textarea')].filter(e => getComputedStyle(e).colorScheme !== 'dark').map(e => e.outerHTML)"
# The pictures of docs/resident.md and README.md.
SHOWN = {"welcome", "apply", "waiting", "pass", "pass-en", "pass-dark", "pass-across", "family", "restraint", "clock", "elder"}
SHOWN_ALONE = "--shown" in sys.argv and not sys.argv.remove("--shown")


class Looks(OnAPhone):
    def keeps(self, name):
        if name in SHOWN or not SHOWN_ALONE:
            self.phone.keep("resident-" + name)

    def stands(self, name):
        """What is on the screen now, in both languages, at three sizes."""
        for language in ("zh", "en"):
            self.assertTrue(until(lambda: self.phone.run("return document.documentElement.lang").startswith(language)))
            self.assertEqual([], violations(self.phone), f"{name} in {language}")
            self.keeps(name if language == "zh" else name + "-en")
            self.phone.resize(320, 640, True)
            self.assertEqual([], self.phone.run(OVER_THE_EDGE), f"{name} in {language} on 320 pixels")
            self.phone.resize(412, 915, True)
            self.phone.run("document.documentElement.style.fontSize = '200%'")
            self.assertEqual([], self.phone.run(OVER_THE_EDGE), f"{name} in {language} at 200 %")
            self.assertEqual([], self.phone.run(UNDER_ITS_SIGN), f"{name} in {language} at 200 %")
            self.phone.resize(360, 740, True)
            self.assertEqual([], self.phone.run(BROKEN_WORDS), f"{name} in {language} at 200 % on 360 pixels")
            self.phone.resize(412, 915, True)
            self.phone.run("document.documentElement.style.fontSize = ''")
            self.phone.run("document.getElementById('language').click()")
        self.phone.cdp("Emulation.setEmulatedMedia", features=DARK)
        self.assertEqual([], violations(self.phone, "color-contrast"), f"{name} in the dark")
        self.assertEqual([], self.phone.run(NOT_DARK), f"{name} in the dark")
        self.phone.cdp("Emulation.setEmulatedMedia", features=[])

    def opens(self, page, name, *words):
        self.phone.visit(page)
        self.assertTrue(self.phone.says(*words), self.phone.words())
        self.stands(name)

    def test_1_before_the_pass(self):
        self.opens("", "welcome", "申请通行码")
        self.opens("apply", "apply", "证件号码")
        self.phone.click("form button[type=submit]")
        self.assertTrue(self.phone.says("请填写"))
        self.stands("apply-wrong")
        self.phone.apply("wang")
        self.assertTrue(self.phone.says("等待居委会核对"), self.phone.words())
        self.stands("waiting")
        self.street.refuse("房号与名册不同，请带证件到居委会核对。")
        self.opens("", "refused", "申请没有通过")
        self.phone.visit("out")
        self.assertTrue(self.phone.says("确定退出"))
        self.phone.click("#leave")
        self.assertTrue(self.phone.says("申请通行码"))

    def test_1_the_keyboard_goes_through_a_form_from_the_top_to_the_end(self):
        focus = "const e = document.activeElement; return e.id || e.className || e.type || e.tagName"
        self.phone.visit("apply")
        self.assertTrue(self.phone.says("证件号码"))
        through = []
        for _ in range(11):
            self.phone.keys("\ue004")
            through.append(self.phone.run(focus))
        self.assertEqual(["back", "language", "name", "id_type", "id_number", "unit", "room", "claim", "phone", "large", "SUMMARY"], through)

    def test_2_the_pass(self):
        self.phone.apply("li", self.street.slip("li"))
        self.assertTrue(self.phone.says("还剩46小时"), self.phone.words())
        self.opens("", "pass", "绿码")
        self.phone.resize(320, 568, True)
        self.keeps("pass-small")
        self.phone.resize(740, 360, True)
        self.assertEqual([], self.phone.run(OVER_THE_EDGE), "across")
        self.keeps("pass-across")
        self.phone.resize(820, 1180, True)
        self.keeps("pass-large")
        self.phone.resize(412, 915, True)

    def test_3_a_dark_room(self):
        self.phone.cdp("Emulation.setEmulatedMedia", features=DARK)
        self.phone.visit()
        self.assertTrue(self.phone.says("绿码"), self.phone.words())
        self.keeps("pass-dark")
        self.phone.cdp("Emulation.setEmulatedMedia", features=[])

    def test_4_what_stands_behind(self):
        for page, word in (("more", "更多"), ("family", "为家人申请"), ("lost", "换了手机"), ("clock", "相差秒数"),
                           ("card", "纸卡"), ("visitors", "登记访客"), ("certificates", "还没有证明"), ("out", "确定退出"), ("record", "没有人对您设过限制")):
            self.opens(page, page, word)
        self.opens("clock?late=605", "clock-told", "手机时间慢了605秒")
        self.phone.visit("card")
        self.assertTrue(self.phone.says("做一张纸卡"))
        self.phone.click("#make-card")
        self.assertTrue(self.phone.says("保存纸卡"), self.phone.words())
        self.stands("card-made")

    def test_5_a_family_and_a_restraint(self):
        self.phone.apply("boy", self.street.slip("boy"), "family")
        self.assertTrue(self.phone.says("家人"), self.phone.words())
        tool("server", "tongxing-server", "suspend", "X1000001", "--ground", "B1", "--evidence", "失主本人电话挂失")
        self.phone.visit()
        self.assertTrue(self.phone.says("暂停", "查看限制与依据"), self.phone.words())
        self.stands("family")
        self.opens("record", "restraint", "依据：", "失主本人电话挂失", "提出申诉")

    def test_5_the_restraint_is_appealed_against_with_a_deadline(self):
        self.phone.visit("record")
        self.assertTrue(self.phone.says("提出申诉"))
        self.phone.press("提出申诉")
        self.phone.press("提交申诉")
        self.assertTrue(self.phone.says("请填写：申诉的理由"))
        self.phone.fill({"appeal-words": "手机找到了，请恢复。"})
        self.stands("appeal")
        self.phone.press("提交申诉")
        self.assertTrue(self.phone.says("申诉待答复", "应在"), self.phone.words())
        self.stands("appealed")
        self.assertEqual([], self.differences("appeals", "Appeal[]"))

    def test_5_whoever_opened_the_record_is_named(self):
        tool("server", "tongxing-server", "record", "X1000001", "--purpose", "contact")
        self.opens("reads", "reads", "谁看过、改过我的记录", "李*兰")
        self.assertEqual([], self.differences("reads", "Read[]"))

    def differences(self, of, name):
        asked = f"fetch('/v1/me/{of}').then(answer => answer.json()).then(arguments[arguments.length - 1])"
        told = self.phone.wait_for(asked)[of]
        self.assertTrue(told)
        return differences(told, name, interfaces())

    def test_6_large_and_simple(self):
        self.phone.visit("more")
        self.assertTrue(self.phone.says("长辈模式"))
        self.phone.press("长辈模式")
        self.assertTrue(self.phone.says("读给我听"))
        self.stands("elder")

    def test_7_texts_are_as_large_as_the_browser_is_set_to(self):
        with Browser(360, 740, [TWICE]) as large:
            large.resize(360, 740, True)
            for page, words in (("", "申请通行码"), ("#apply", "证件号码"), ("none", "没有这个页面")):
                large.open(f"{self.street.origin}/resident/{page}")
                self.assertTrue(large.says(words))
                self.assertEqual("34px", large.run(TEXT_SIZE))
                self.assertEqual([], large.run(OVER_THE_EDGE), words)

    def test_7_whatever_waits_for_the_server_says_so(self):
        self.phone.visit()
        self.phone.press("退出长辈模式")
        self.street.server.send_signal(signal.SIGSTOP)
        try:
            for page in ("visitors", "record", "reads"):
                self.phone.run("location.hash = 'more'")
                self.assertTrue(self.phone.says("马上更新信息"))
                self.phone.run(f"location.hash = '{page}'")
                self.assertTrue(self.phone.says("正在打开", seconds=1), page)
            self.phone.run("location.hash = 'more'")
            self.phone.press("马上更新信息")
            self.assertTrue(self.phone.says("正在查询", seconds=1))
            self.phone.run("location.hash = 'out'")
            self.phone.press("确定退出")
            self.assertTrue(self.phone.says("正在退出", seconds=1))
        finally:
            self.street.server.send_signal(signal.SIGCONT)

    def test_8_a_page_that_is_none(self):
        self.phone.open(self.street.origin + "/resident/none")
        self.assertTrue(self.phone.says("没有这个页面"))
        self.assertEqual([], violations(self.phone))
        self.keeps("404")

    def test_9_a_browser_that_keeps_nothing_says_so(self):
        refuse = "Object.defineProperty(window, 'indexedDB', {get() { throw new DOMException('denied', 'SecurityError'); }});"
        self.phone.cdp("Page.addScriptToEvaluateOnNewDocument", source=refuse)
        self.opens("", "keeps-nothing", "这个浏览器不保存通行码")


if __name__ == "__main__":
    run(axe_missing())
