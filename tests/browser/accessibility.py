#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""accessibility.py BUILD: the gate's pages against WCAG 2.2 AA, by axe-core.

Exits 77 where there is no browser or no axe-core."""
import unittest

from axe import TEXT_SIZE, TWICE, axe_missing, violations
from driver import Browser, run, until
from street import Street, verdict_is

# What lies beyond the edge, or is larger than its room.
CUT = """
    const wide = document.documentElement.clientWidth;
    return [...document.querySelectorAll('body *')].filter(e => e.getClientRects().length && (e.getBoundingClientRect().right > wide + 1 ||
        e.matches('button') && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1))).map(e => e.outerHTML.slice(0, 120));"""
READ = """
    const words = document.querySelector('#verdict .words').getBoundingClientRect();
    return words.top >= 0 && words.bottom <= document.querySelector('.desk').getBoundingClientRect().top;"""


class Accessibility(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.street = Street()
        cls.gate = cls.street.gate("east")
        cls.alone = cls.street.gate("north", "--unattended")
        cls.browser = Browser()
        cls.browser.resize(1280, 800)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.alone.close()
        cls.gate.close()
        cls.street.close()

    def breaks_nothing(self):
        self.assertEqual([], violations(self.browser))

    def each_verdict_breaks_nothing(self, path, a_pass):
        self.browser.open(self.gate.page + path)
        self.breaks_nothing()
        self.gate.show(self.street.passes[a_pass])
        self.assertTrue(verdict_is(self.browser, "allow", "请通行"))
        self.breaks_nothing()
        self.gate.show("TX1:" + path)
        self.assertTrue(verdict_is(self.browser, "deny", "二维码不完整"))
        self.breaks_nothing()
        self.browser.open(self.alone.page + path)
        self.alone.show(self.street.passes[a_pass])
        self.assertTrue(verdict_is(self.browser, "review", "无人值守，请致电"))
        self.breaks_nothing()

    def news_has_come(self, gate):
        self.browser.open(gate.page + "/guard")
        self.assertTrue(until(lambda: "20" in self.browser.text("#state")))

    def test_1_the_queue_s_page(self):
        self.news_has_come(self.gate)
        self.news_has_come(self.alone)
        self.each_verdict_breaks_nothing("/", 0)

    def test_1_what_mends_a_phone_s_clock(self):
        self.browser.open(self.gate.page + "/")
        self.gate.show(self.street.late_code(600))
        self.assertTrue(until(lambda: self.browser.run("return document.querySelectorAll('svg.code').length")))
        self.breaks_nothing()

    def test_2_the_guard_s_page(self):
        self.each_verdict_breaks_nothing("/guard", 1)

    def test_3_its_panels(self):
        self.browser.open(self.gate.page + "/guard")
        for button in ("#let-in", "#register"):
            self.browser.run(f"document.querySelector('{button}').click()")
            self.breaks_nothing()

    def test_4_a_gate_that_is_gone(self):
        self.browser.open(self.alone.page + "/guard")
        self.alone.close()
        self.assertTrue(until(lambda: not self.browser.run("return document.querySelector('#lost').hidden"), 15))
        self.breaks_nothing()

    def test_5_texts_are_as_large_as_the_browser_is_set_to(self):
        for width, height in ((360, 740), (1280, 800)):
            with Browser(width, height, [TWICE]) as large:
                large.resize(width, height, width < 500)
                large.open(self.gate.page + "/guard")
                self.assertEqual("36px", large.run(TEXT_SIZE))
                self.gate.show(f"TX1:LARGE{width}")
                self.assertTrue(verdict_is(large, "deny", "二维码不完整"))
                self.assertTrue(large.run(READ), f"the verdict at {width} px")
                self.assertEqual([], large.run(CUT), f"{width} px")
                for button in ("#let-in", "#register"):
                    large.run(f"document.querySelector('{button}').click()")
                    self.assertEqual([], large.run(CUT), f"{button} at {width} px")


if __name__ == "__main__":
    run(axe_missing())
