#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gate_page.py BUILD: the gate's pages in a real browser, over a real gate and server.

Exits 77 where there is no browser. With TONGXING_SCREENSHOTS=DIR the pages are kept as pictures."""
import signal
import unittest

from driver import Browser, run, until
from lens import seen, zbar
from street import Street, verdict_is


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.street = Street()
        cls.gate = cls.street.gate("east", "--name", "东门 East gate")
        cls.browser = Browser()
        cls.browser.resize(1280, 800)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.gate.close()
        cls.street.close()

    def test_1_the_gate_says_how_old_its_news_is(self):
        self.browser.open(self.gate.page + "/guard")
        self.assertTrue(until(lambda: "20" in self.browser.text("#state")))
        self.assertTrue(until(lambda: self.browser.text("#station")))

    def test_2_a_resident_is_let_in_live_with_what_the_guard_compares(self):
        self.browser.open(self.gate.page + "/guard")
        self.gate.show(self.street.passes[0])
        self.assertTrue(verdict_is(self.browser, "allow", "请通行"))
        self.assertIn("证件尾号", self.browser.text("#verdict"))
        self.browser.keep("guard-allow")

    def test_3_a_closed_building_is_refused_by_the_order_s_words_and_number(self):
        self.browser.open(self.gate.page + "/guard")
        self.gate.show(self.street.people["closed"])
        self.assertTrue(verdict_is(self.browser, "deny", "三号楼二单元封控"))
        self.assertIn("长居〔2026〕1号", self.browser.text("#verdict"))
        self.assertIn("029-85000000", self.browser.text("#verdict"))
        self.browser.keep("guard-deny")
        size = "return parseFloat(getComputedStyle(document.querySelector('#verdict .zh')).fontSize)"
        self.assertGreater(self.browser.run(size), 1280 / 16, "the words can be read at five metres")

    def test_4_where_somebody_has_to_look_the_guard_reads_at_what(self):
        self.browser.open(self.gate.page + "/guard")
        self.gate.show(self.street.people["courier"])
        self.assertTrue(verdict_is(self.browser, "review", "请工作人员核验"))
        self.assertIn("请出示48小时核酸证明", self.browser.text("#verdict"))
        self.browser.keep("guard-review")
        self.browser.open(self.gate.page + "/")
        self.assertTrue(verdict_is(self.browser, "review", "请工作人员核验"))
        self.assertNotIn("核酸", self.browser.text("#verdict"))

    def test_4_a_hostile_unit_is_text(self):
        self.browser.open(self.gate.page + "/guard")
        self.gate.show(self.street.people["hostile"])
        self.assertTrue(verdict_is(self.browser, "allow", "<b>9</b>"))
        self.assertEqual(0, self.browser.run("return document.querySelectorAll('#verdict b b, #last b').length"))
        self.assertTrue(self.browser.text("#last"))

    def test_5_the_queue_never_learns_why(self):
        self.browser.open(self.gate.page + "/")
        self.gate.show(self.street.passes[1])
        self.assertTrue(verdict_is(self.browser, "allow", "请通行"))
        self.browser.keep("queue-allow")
        self.gate.show(self.street.people["closed"].replace("TX1:", "TX1:A"))
        self.assertTrue(verdict_is(self.browser, "deny", ""))
        self.assertNotIn("封控", self.browser.text("#verdict"))
        self.browser.keep("queue-deny")

    def test_5_the_queue_reads_by_how_much_a_phone_is_off_and_gets_a_code_that_mends_it(self):
        self.browser.open(self.gate.page + "/")
        self.gate.show(self.street.late_code(605))
        self.assertTrue(verdict_is(self.browser, "deny", "请刷新或校准手机时间"))
        said = self.browser.text("#verdict")
        self.assertRegex(said, "此码比门禁的时间早60[5-7]秒")
        self.assertNotIn("赵", said)
        self.browser.keep("queue-mend")
        self.assertEqual([], self.browser.run("return [...document.querySelectorAll('#verdict *')].filter(e => e.getBoundingClientRect().bottom > innerHeight + 1).map(e => e.outerHTML.slice(0, 99))"))
        if not zbar():
            self.skipTest("no libzbar here")
        self.assertRegex(seen(self.browser), f"^http://127.0.0.1:{self.street.port}/resident/#clock\\?late=60[5-7]$")

    def test_5_the_queue_reads_that_a_health_code_is_no_pass(self):
        self.browser.open(self.gate.page + "/")
        self.gate.show("jkm:0123456789")
        self.assertTrue(verdict_is(self.browser, "deny", "这是健康码，请打开通行码"))

    def test_5_where_nobody_stands_the_queue_is_told_whom_to_call(self):
        alone = self.street.gate("north", "--unattended")
        try:
            self.browser.open(alone.page + "/guard")
            self.assertTrue(until(lambda: "20" in self.browser.text("#state")))
            self.browser.open(alone.page + "/")
            alone.show(self.street.passes[0])
            self.assertTrue(verdict_is(self.browser, "review", "无人值守，请致电"))
            self.assertIn("029-85000000", self.browser.text("#verdict .phone"))
            self.assertNotIn("居委会", self.browser.text("#verdict"))
            self.browser.keep("queue-call")
        finally:
            alone.close()

    def test_6_the_guard_lets_in_by_hand_on_one_of_six_grounds(self):
        self.browser.open(self.gate.page + "/guard")
        self.browser.click("#let-in")
        self.browser.keep("guard-why")
        self.browser.click("#why-2")
        self.assertTrue(verdict_is(self.browser, "allow", "人工放行"))

    def test_6_a_guard_signs_on_by_showing_their_own_pass(self):
        self.browser.open(self.gate.page + "/guard")
        self.browser.click("#sign-on")
        self.assertTrue(until(lambda: "请出示您本人的通行码" in self.browser.text("#note")))
        self.gate.show(self.street.people["guard"])
        self.assertTrue(until(lambda: "值守已登录" in self.browser.text("#note")))
        self.assertTrue(self.browser.text("#guard").startswith("610113001001/"))
        self.assertTrue(until(lambda: not self.browser.text("#note")))
        self.browser.keep("guard-signed-on")

    def test_6_whoever_may_not_stand_guard_is_told_so(self):
        self.browser.open(self.gate.page + "/guard")
        self.browser.run("document.querySelector('#sign-on').click()")
        self.assertTrue(until(lambda: "请出示您本人的通行码" in self.browser.text("#note")))
        self.gate.show(self.street.passes[2])
        self.assertTrue(until(lambda: "不能值守" in self.browser.text("#note")))

    def test_6_at_a_sampling_point_the_tube_fills_and_the_last_is_undone(self):
        point = self.street.gate("point", "--kind", "sampling", "--direction", "neither")
        try:
            self.browser.open(point.page + "/guard")
            self.assertTrue(until(lambda: "20" in self.browser.text("#state")))
            self.browser.type("#tube", "XA-0001")
            self.browser.click("#sampling button[type=submit]")
            self.assertTrue(until(lambda: "XA-0001" in self.browser.text("#note")))
            for n, a_pass in enumerate(self.street.passes[:2], 1):
                point.show(a_pass)
                self.assertTrue(until(lambda: f"第{n}人" in self.browser.text("#note")))
            self.browser.keep("guard-sampling")
            self.browser.click("#undo")
            self.assertTrue(until(lambda: "第1人" in self.browser.text("#note")))
        finally:
            point.close()

    def test_7_an_emergency_opens_at_once(self):
        self.browser.open(self.gate.page + "/guard")
        self.browser.click("#emergency")
        self.assertTrue(verdict_is(self.browser, "allow", "应急放行"))
        self.assertTrue(until(lambda: "事后请告诉社区为什么" in self.browser.text("#note")), "and asks later")

    def test_7_a_gate_that_takes_its_time_is_waited_for_in_words(self):
        self.browser.open(self.gate.page + "/guard")
        self.assertTrue(until(lambda: self.browser.text("#station")))
        self.gate.process.send_signal(signal.SIGSTOP)
        try:
            self.browser.click("#medical")
            self.assertTrue(until(lambda: "正在执行" in self.browser.text("#note"), 1))
        finally:
            self.gate.process.send_signal(signal.SIGCONT)
        self.assertTrue(until(lambda: "已执行" in self.browser.text("#note")))

    def test_8_a_vehicle_is_registered_in_three_fields(self):
        self.browser.open(self.gate.page + "/guard")
        self.browser.click("#register")
        self.browser.run("document.querySelector('#role').value = 'vehicle'")
        self.browser.type("#number", "陕A12345")
        self.browser.type("#host", "3-2")
        self.browser.keep("guard-register")
        self.browser.click("#registering button[type=submit]")
        self.assertTrue(verdict_is(self.browser, "allow", "人工放行"))

    def fits(self, width, height):
        """No sideways scrolling, and every button whole within the width."""
        self.browser.resize(width, height)
        cut = ("const w = document.documentElement.clientWidth;"
               "return [...document.querySelectorAll('button, input, select, #verdict')].filter(e => {"
               "  const r = e.getBoundingClientRect(); return r.width && (r.left < 0 || r.right > w + 1);"
               "}).map(e => e.id).concat(document.documentElement.scrollWidth > w ? ['page'] : [])")
        return self.assertEqual([], self.browser.run(cut), f"{width} px")

    def test_8_the_pages_fit_a_phone_and_texts_of_twice_the_size(self):
        for path in ("/guard", "/"):
            self.browser.open(self.gate.page + path)
            self.gate.show("TX1:" + path)
            self.assertTrue(verdict_is(self.browser, "deny", "二维码不完整"))
            self.fits(640, 400)  # 1280 px wide at 200 %
            self.fits(390, 844)
        self.browser.open(self.gate.page + "/guard")
        for opened in ("#let-in", "#register"):
            self.browser.click(opened)
            self.fits(640, 400)
            self.fits(390, 844)
            self.browser.run("document.querySelectorAll('.panel').forEach(p => { p.hidden = true; })")
        self.browser.resize(1280, 800)

    def test_9_on_a_phone_the_page_says_when_the_gate_is_gone(self):
        with Browser(390, 844) as phone:
            phone.resize(390, 844, mobile=True)
            phone.open(self.gate.page + "/guard")
            self.assertTrue(until(lambda: phone.text("#station")))
            phone.keep("guard-phone")
            self.gate.close()
            self.assertTrue(until(lambda: not phone.run("return document.querySelector('#lost').hidden"), 15))


if __name__ == "__main__":
    run()
