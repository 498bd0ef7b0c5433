#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gate_page.py BUILD: the gate's pages in a real browser, over a real gate and server.

Exits 77 where there is no browser. With TONGXING_SCREENSHOTS=DIR the pages are kept as pictures."""
import os
import shutil
import sys
import unittest

from driver import Browser, until
from street import Street


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.street = Street()
        cls.gate = cls.street.gate("east")
        cls.browser = Browser(1280, 960)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.gate.close()
        cls.street.close()

    def verdict_is(self, verdict, words):
        return until(lambda: verdict in self.browser.run("return document.querySelector('#verdict').className")
                     and words in self.browser.text("#verdict"))

    def keep(self, name):
        if "TONGXING_SCREENSHOTS" in os.environ:
            self.browser.screenshot(os.path.join(os.environ["TONGXING_SCREENSHOTS"], name + ".png"))

    def test_1_the_gate_says_how_old_its_news_is(self):
        self.browser.open(self.gate.page + "/guard")
        self.assertTrue(until(lambda: "20" in self.browser.text("#state")))
        self.assertTrue(until(lambda: self.browser.text("#station")))

    def test_2_a_resident_is_let_in_live_with_what_the_guard_compares(self):
        self.browser.open(self.gate.page + "/guard")
        self.gate.show(self.street.passes[0])
        self.assertTrue(self.verdict_is("allow", "请通行"))
        self.assertIn("证件尾号", self.browser.text("#verdict"))
        self.keep("guard-allow")

    def test_3_a_closed_building_is_refused_by_the_order_s_words_and_number(self):
        self.browser.open(self.gate.page + "/guard")
        self.gate.show(self.street.passes[-1])
        self.assertTrue(self.verdict_is("deny", "三号楼二单元封控"))
        self.assertIn("居委会〔2026〕1号", self.browser.text("#verdict"))
        self.assertIn("029-85000000", self.browser.text("#verdict"))
        self.keep("guard-deny")

    def test_4_a_hostile_name_is_text(self):
        self.assertEqual(0, self.browser.run("return document.querySelectorAll('#verdict b b, #last b').length"))
        self.assertTrue(self.browser.text("#last"))

    def test_5_the_queue_never_learns_why(self):
        self.browser.open(self.gate.page + "/")
        self.gate.show(self.street.passes[1])
        self.assertTrue(self.verdict_is("allow", "请通行"))
        self.keep("queue-allow")
        self.gate.show(self.street.passes[-1].replace("TX1:", "TX1:A"))
        self.assertTrue(self.verdict_is("deny", ""))
        self.assertNotIn("封控", self.browser.text("#verdict"))
        self.keep("queue-deny")

    def test_5_the_queue_reads_that_a_health_code_is_no_pass(self):
        self.browser.open(self.gate.page + "/")
        self.gate.show("jkm:0123456789")
        self.assertTrue(self.verdict_is("deny", "这是健康码,请打开通行码"))

    def test_5_where_nobody_stands_the_queue_is_told_whom_to_call(self):
        alone = self.street.gate("north", "--unattended")
        try:
            self.browser.open(alone.page + "/guard")
            self.assertTrue(until(lambda: "20" in self.browser.text("#state")))
            self.browser.open(alone.page + "/")
            alone.show(self.street.passes[0])
            self.assertTrue(self.verdict_is("review", "无人值守,请致电"))
            self.assertIn("029-85000000", self.browser.text("#verdict .phone"))
            self.assertNotIn("居委会", self.browser.text("#verdict"))
            self.keep("queue-call")
        finally:
            alone.close()

    def test_6_the_guard_lets_in_by_hand_on_one_of_six_grounds(self):
        self.browser.open(self.gate.page + "/guard")
        self.browser.click("#let-in")
        self.keep("guard-why")
        self.browser.click("#why-2")
        self.assertTrue(self.verdict_is("allow", "人工放行"))

    def test_7_an_emergency_opens_at_once(self):
        self.browser.open(self.gate.page + "/guard")
        self.browser.click("#emergency")
        self.assertTrue(self.verdict_is("allow", "应急放行"))

    def test_8_a_vehicle_is_registered_in_three_fields(self):
        self.browser.open(self.gate.page + "/guard")
        self.browser.click("#register")
        self.browser.run("document.querySelector('#role').value = 'vehicle'")
        self.browser.type("#number", "陕A12345")
        self.browser.type("#host", "3-2")
        self.browser.click("#registering button[type=submit]")
        self.assertTrue(self.verdict_is("allow", "人工放行"))

    def test_9_the_page_fits_a_phone_and_says_when_the_gate_is_gone(self):
        with Browser(390, 844) as phone:
            phone.open(self.gate.page + "/guard")
            self.assertTrue(until(lambda: phone.text("#station")))
            self.assertLessEqual(phone.run("return document.documentElement.scrollWidth"), 500)
            if "TONGXING_SCREENSHOTS" in os.environ:
                phone.screenshot(os.path.join(os.environ["TONGXING_SCREENSHOTS"], "guard-phone.png"))
            self.gate.close()
            self.assertTrue(until(lambda: not phone.run("return document.querySelector('#lost').hidden"), 15))


if __name__ == "__main__":
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        print("no chromium here: skipped")
        sys.exit(77)
    unittest.main(verbosity=2)
