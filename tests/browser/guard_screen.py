#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""guard_screen.py BUILD: what a guard sees and presses, on a small phone and on a screen, in a real
browser in either language, over a real gate and server.

Exits 77 where there is no browser. With TONGXING_SCREENSHOTS=DIR the pages are kept as pictures."""
import re
import signal
import time
import unittest

from driver import Browser, run, until
from street import Street, verdict_is

SIZES = ((360, 740), (1280, 800))
PAUSE_S = 10.5  # a pass shown again sooner is no new showing
BUTTONS = ("let-in", "turn-away", "medical", "register", "emergency")

# Those of the page's own buttons that are not wholly on the screen, or lie under something.
HIDDEN_BUTTONS = """return %s.filter(id => {
  const r = document.getElementById(id).getBoundingClientRect();
  const at = document.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2);
  return r.height < 44 || r.top < 0 || r.left < 0 || r.bottom > innerHeight || r.right > innerWidth ||
    !at || !at.closest('#' + id);
});""" % list(BUTTONS)

# Every text, option and title that speaks one language alone. What cannot be told in two, a name, a
# plate, says translate="no".
ONE_LANGUAGE = r"""
const han = /\p{Script=Han}/u, latin = /[A-Za-z]{2,}/, wrong = [];
const own = e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join('').trim();
for (const e of [document.querySelector('title'), ...document.querySelectorAll('body, body *')]) {
  if (e.closest('[translate=no], script')) continue;
  const said = own(e);
  for (const name of ['placeholder', 'aria-label', 'alt', 'title'])
    if (e.hasAttribute(name)) wrong.push(name + ' ' + e.getAttribute(name));
  if (!han.test(said) && !latin.test(said)) continue;
  const twin = e.className === 'zh' ? e.nextElementSibling : e.className === 'en' ? e.previousElementSibling : null;
  if (e.className === 'zh' && !(han.test(said) && twin && twin.lang === 'en' && latin.test(own(twin)))) wrong.push(said);
  else if (e.className === 'en' && !(latin.test(said) && twin && twin.className === 'zh')) wrong.push(said);
  else if (!twin && !(han.test(said) && latin.test(said))) wrong.push(said);
}
return wrong;"""

# A mark of the other script's beside a Chinese character.
FOREIGN_MARKS = r"""return [...document.querySelectorAll('.zh, option')].filter(e => !e.closest('[translate=no]'))
  .map(e => e.textContent).filter(t => /\p{Script=Han}[,:;?!()]|[,:;?!(]\p{Script=Han}/u.test(t));"""

FITS = "return document.querySelector('header').getBoundingClientRect().height"


def type_into(browser, field, text):
    browser.run(f"document.getElementById('{field}').value = {text!r}")


class Screen:
    """The promises, in a browser of one language; a class of each follows."""

    language = ""
    again = 0.0

    @classmethod
    def setUpClass(cls):
        cls.street = Street()
        cls.gate = cls.street.gate("east", "--name", "长安社区东门岗亭 East gate of the community")
        cls.browser = Browser(arguments=[f"--accept-lang={cls.language}", f"--lang={cls.language}"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.gate.close()
        cls.street.close()

    def show_each(self, told):
        """Calls told(name) before a verdict and after each kind of one."""
        time.sleep(max(0, self.again - time.monotonic()))
        self.browser.open(self.gate.page + "/guard")
        self.assertTrue(until(lambda: "20" in self.browser.text("#state")))
        told("idle")
        people = self.street.people
        for name, a_pass, verdict, words in (
            ("allow", self.next_pass(), "allow", "请通行"),
            ("deny", people["closed"], "deny", "三号楼二单元封控"),
            ("review", people["courier"], "review", "请工作人员核验"),
            ("damaged", "TX1:" + name_of(self), "deny", "二维码不完整"),
            ("foreign", "jkm:" + name_of(self), "deny", "这是健康码"),
        ):
            self.gate.show(a_pass)
            self.assertTrue(verdict_is(self.browser, verdict, words), name)
            told(name)
        type(self).again = time.monotonic() + PAUSE_S

    def next_pass(self):
        passes = type(self).__dict__.get("left") or list(self.street.passes[5:18])
        type(self).left = passes[1:]
        return passes[0]

    def test_1_every_button_is_on_the_screen_before_and_after_each_verdict(self):
        for width, height in SIZES:
            self.browser.resize(width, height)
            if width != SIZES[0][0]:
                time.sleep(21.5)  # FRESH_S of stream.ts: what was shown is history by then

            def told(name):
                seen = self.browser.run("return document.getElementById('verdict').className")
                self.assertEqual(name == "idle", "idle" in seen)
                self.assertEqual([], self.browser.run(HIDDEN_BUTTONS), f"{name}, {width} x {height}")
                self.assertLessEqual(self.browser.run(FITS), 64, "the header")
                self.browser.keep(f"screen-{self.language}-{width}-{name}")

            self.show_each(told)

    def test_2_a_page_scrolled_to_its_end_has_its_buttons(self):
        self.browser.resize(360, 740)
        self.browser.open(self.gate.page + "/guard")
        for n in range(10):
            self.gate.show(f"TX1:END{n}{name_of(self)}")
        rows = "return document.querySelectorAll('#last li').length"
        self.assertTrue(until(lambda: self.browser.run(rows) == 10))
        scroll = "scrollTo(0, document.documentElement.scrollHeight);"
        end = ("return document.querySelector('#last').getBoundingClientRect().bottom <= "
               "document.querySelector('.desk').getBoundingClientRect().top")
        self.assertTrue(until(lambda: self.browser.run(scroll + end)), "the desk covers the last row")
        self.assertEqual([], self.browser.run(HIDDEN_BUTTONS))

    def test_2_the_emergency_stays_while_a_panel_is_open(self):
        for size in SIZES:
            self.browser.resize(*size)
            self.browser.open(self.gate.page + "/guard")
            for opened in ("let-in", "register"):
                self.browser.run(f"document.getElementById('{opened}').click()")
                self.assertNotIn("emergency", self.browser.run(HIDDEN_BUTTONS), opened)
                self.browser.keep(f"screen-{self.language}-{size[0]}-panel-{opened}")

    def test_2_the_verdict_is_said_once(self):
        self.browser.resize(360, 740)

        def told(name):
            words = self.browser.run("return document.querySelector('#verdict .words .zh').textContent")
            whole = self.browser.run("return document.querySelector('#verdict').textContent")
            self.assertEqual(1, whole.count(words), whole)
            self.assertIsNone(re.search("通行：|核验：|Allow:|Deny:|Check:", whole), whole)

        self.show_each(told)

    def test_3_nothing_is_said_in_one_language_alone(self):
        self.browser.resize(1280, 800)

        def told(name):
            self.assertEqual([], self.browser.run(ONE_LANGUAGE), name)
            self.assertEqual([], self.browser.run(FOREIGN_MARKS), name)

        self.show_each(told)
        self.browser.open(self.gate.page + "/")
        told("queue")

    def test_4_the_gate_s_own_reason_is_shown(self):
        """What the page lets through and the gate refuses: the page's own check is put out."""
        self.browser.resize(360, 740)
        self.browser.open(self.gate.page + "/guard")
        self.browser.run("TextEncoder.prototype.encode = () => []; document.getElementById('register').click()")
        type_into(self.browser, "number", "陕A12345")
        type_into(self.browser, "host", "三号楼二单元")
        self.browser.click("#registering button[type=submit]")
        self.assertTrue(until(lambda: "被访楼栋过长" in self.browser.text("#note")))
        self.assertIn("host_unit", self.browser.text("#note"))
        self.browser.keep(f"screen-{self.language}-refused")
        kept = self.browser.run("return document.getElementById('number').value")
        self.assertEqual("陕A12345", kept, "what was typed is lost")

    def test_4_fields_are_measured_in_bytes_as_the_gate_does(self):
        self.browser.open(self.gate.page + "/guard")
        self.browser.run("window.sent = 0; const f = fetch; window.fetch = (...a) => { sent++; return f(...a); };"
                         "document.getElementById('register').click()")
        submit = lambda: self.browser.run("document.querySelector('#registering [type=submit]').click()")
        for number, host, said in (("", "", "请填写"), ("电" * 11, "", "车牌或电话过长"), ("1", "楼" * 5, "被访楼栋过长")):
            type_into(self.browser, "number", number)
            type_into(self.browser, "host", host)
            submit()
            self.assertTrue(until(lambda: said in self.browser.text("#note")), said)
        self.assertEqual(0, self.browser.run("return sent"))
        type_into(self.browser, "number", "电" * 10 + "12")
        type_into(self.browser, "host", "楼" * 4)
        submit()
        self.assertTrue(verdict_is(self.browser, "allow", "人工放行"))
        self.assertTrue(self.browser.run("return document.getElementById('registering').hidden"))

    def test_5_signing_on_asks_for_the_pass_and_is_said_when_it_is_done(self):
        self.browser.resize(360, 740)
        self.browser.open(self.gate.page + "/guard")
        self.assertTrue(until(lambda: "20" in self.browser.text("#state")))
        note = lambda: self.browser.run("return document.getElementById('note').textContent")
        self.browser.click("#sign-on")
        self.assertTrue(until(lambda: "请出示您本人的通行码" in note(), 1))
        self.browser.keep(f"screen-{self.language}-signing-on")
        time.sleep(7)
        self.assertIn("Now show your own pass", note(), "it is still waited for")
        self.assertEqual("", self.browser.text("#guard"))
        self.gate.show(self.street.people["guard"])
        self.assertTrue(until(lambda: "值守已登录" in note()))
        self.assertTrue(until(lambda: self.browser.text("#guard")))
        self.browser.click("#sign-off")
        self.assertTrue(until(lambda: "已退出值守" in note()))
        self.browser.click("#sign-on")
        self.assertTrue(until(lambda: "请出示您本人的通行码" in note()))
        self.assertTrue(until(lambda: "取消登录" in self.browser.text("#sign-off")))
        self.browser.click("#sign-off")
        self.assertTrue(until(lambda: "值守登录已取消" in note()))


def name_of(test):
    return test.id().rsplit("_", 1)[1].upper() + str(time.monotonic_ns())


class ScreenInChinese(Screen, unittest.TestCase):
    language = "zh-CN"


class ScreenInEnglish(Screen, unittest.TestCase):
    language = "en-US"

    def test_6_a_page_left_idle_has_contact_until_the_gate_stops(self):
        self.browser.open(self.gate.page + "/guard")
        self.assertTrue(until(lambda: self.browser.text("#station")))
        self.browser.run("window.shown = 0; new MutationObserver(() => {"
                         "  if (!document.getElementById('lost').hidden) shown++;"
                         "}).observe(document.getElementById('lost'), { attributes: true });")
        lost = lambda: not self.browser.run("return document.getElementById('lost').hidden")
        time.sleep(60)
        self.assertEqual((0, False), (self.browser.run("return shown"), lost()))
        rows = self.browser.run("return document.querySelectorAll('#last li').length")
        self.gate.process.send_signal(signal.SIGSTOP)  # a gate that hangs still takes connections
        try:
            self.assertTrue(until(lost, 5))
            self.browser.keep(f"screen-lost")
        finally:
            self.gate.process.send_signal(signal.SIGCONT)
        self.assertTrue(until(lambda: not lost(), 5))
        self.gate.show("TX1:AFTER")
        self.assertTrue(verdict_is(self.browser, "deny", "二维码不完整"))
        again = self.browser.run("return document.querySelectorAll('#last li').length")
        self.assertEqual(min(10, rows + 1), again, "what was shown before is not shown twice")
        self.gate.close()
        self.assertTrue(until(lost, 5))


if __name__ == "__main__":
    run()
