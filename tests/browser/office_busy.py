#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_busy.py BUILD: the office's desk while its server has no time for a whole minute: it asks again by
itself, does what was sent once, and loses nothing that was typed.

Exits 77 where there is no browser."""
import signal
import time

from desk import PASSWORD, AtADesk, Desk
from driver import run, until

MINUTE_S = 60


class OfficeBusy(AtADesk):
    applicants = 8

    def value(self, desk, css):
        return desk.run(f"return document.querySelector({css!r}).value")

    def visitors(self):
        return self.community.office.ask("GET", "/v1/visitors")["visitors"]

    def begins_an_appeal(self, desk):
        """Half of a form, which nobody has sent."""
        person = self.community.resident(self.community.name(1))
        lost = {"state": "suspended", "ground": "B1", "evidence": "本人电话挂失"}
        self.community.office.ask("PUT", f"/v1/residents/{person['area']}/{person['index']}/state", lost)
        desk.sign_in("street", "appeals")
        desk.there("#write-down")
        desk.click("#write-down")
        desk.fill({"#appellant": self.community.name(1), "#appeal-words": "写了一半的申诉"})

    def test_1_a_minute_without_an_answer_loses_nothing_and_does_nothing_twice(self):
        with Desk(self.community) as other, Desk(self.community) as third:
            self.begins_an_appeal(other)
            third.sign_in("office", "home")
            self.desk.visit("visitors")
            self.desk.there("#add")
            self.desk.click("#add")
            self.desk.fill({"#new-name": "来访甲", "#new-unit": "7-1"})
            with self.community.busy():
                began = time.monotonic()
                self.desk.click("#new button[type=submit]")
                self.assertTrue(self.desk.says("服务器忙，本页会自动再试"), self.desk.words())
                third.run("location.hash = 'residents'")
                self.assertTrue(third.says("服务器忙，本页会自动再试"), third.words())
                while time.monotonic() - began < MINUTE_S:
                    self.assertEqual(["来访甲", "7-1"], [self.value(self.desk, css) for css in ("#new-name", "#new-unit")])
                    self.assertEqual("写了一半的申诉", self.value(other, "#appeal-words"))
                    time.sleep(5)
            self.assertTrue(self.desk.there(".card canvas[data-size]", 30), "what was sent is done: " + self.desk.words())
            self.assertEqual(1, len(self.visitors()), "once")
            self.assertTrue(third.there("#people [role=gridcell]", 30), "the page that was opened meanwhile is there: " + third.words())
            for desk in (self.desk, third):
                self.assertTrue(desk.gone(".trouble"), desk.words())
            self.assertEqual("写了一半的申诉", self.value(other, "#appeal-words"))
            other.press("查找")
            self.assertTrue(other.there(".picker li button"), other.words())
            other.click(".picker li button")
            other.click("#write button[type=submit]")
            self.assertTrue(other.says("写了一半的申诉"), other.words())

    def test_2_who_signs_in_meanwhile_is_told(self):
        self.desk.visit()
        self.desk.there("#sign-out")
        self.desk.click("#sign-out")
        self.desk.fill({"#login": "office", "#password": PASSWORD})
        with self.community.busy():
            self.desk.click("#sign-in button[type=submit]")
            self.assertTrue(self.desk.there("[role=alert] .warning"), self.desk.words())
            self.assertEqual("office", self.value(self.desk, "#login"))
        self.desk.fill({"#password": PASSWORD})
        self.desk.click("#sign-in button[type=submit]")
        self.assertTrue(until(lambda: self.desk.there("nav")), self.desk.words())

    def test_3_a_page_of_a_moment_ago_is_there_without_an_answer(self):
        for page, css in (("passes", "#holders [role=gridcell]"), ("residents", "#people [role=gridcell]")):
            self.desk.run(f"location.hash = '{page}'")
            self.assertTrue(self.desk.there(css), self.desk.words())
        time.sleep(1)  # what is younger is not asked for again
        self.community.stop_server()
        try:
            self.desk.run("location.hash = 'passes'")
            self.assertTrue(self.desk.there("#holders [role=gridcell]", 1), "at once: " + self.desk.words())
            self.assertTrue(self.desk.says("连不上服务器"), self.desk.words())
            self.desk.run("location.hash = 'gates'")
            self.assertFalse(self.desk.there("#gates [role=gridcell]", 1), "nothing is made up")
            self.desk.run("location.hash = 'visitors'")
            self.assertTrue(self.desk.there("#add"), "a page is opened without its answers where they do not come: " + self.desk.words())
        finally:
            self.community._start(self.community.port)
        self.desk.run("location.hash = 'residents'")
        self.assertTrue(self.desk.gone(".trouble", 20), self.desk.words())
        self.assertNotIn("不知道是否已办成", self.desk.words(), "a search does nothing that could be in doubt")
        self.assertTrue(self.desk.there("#people [role=gridcell]"), self.desk.words())

    def test_4_a_page_is_asked_for_when_its_link_is_pressed_and_drawn_with_the_answer(self):
        self.desk.visit("gates")
        self.assertTrue(self.desk.there("nav"))
        first = self.desk.wait_for("""
            const done = arguments[arguments.length - 1], link = document.querySelector('nav a[href="#audit"]'), main = document.querySelector('main');
            const answered = () => performance.getEntriesByType('resource').some((one) => one.name.includes('/v1/audit?') && one.responseEnd);
            link.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true}));
            const look = setInterval(() => {
                if (!answered()) return;
                clearInterval(look);
                setTimeout(() => {
                    const before = main.innerText;
                    new MutationObserver(() => main.innerText === before || done(!!main.querySelector('#entries td'))).observe(main, {subtree: true, childList: true});
                    link.click();
                }, 200);
            }, 20);
        """)
        self.assertTrue(first, "no frame without its rows")

    def test_5_a_page_that_takes_a_while_is_marked_and_one_that_takes_long_is_drawn_without_its_answers(self):
        self.desk.visit("gates")
        self.assertTrue(self.desk.there("nav"))
        before = self.desk.text("main h1")
        self.community.server.send_signal(signal.SIGSTOP)
        try:
            self.desk.run("""
                window.seen = [];
                const main = document.querySelector('main'), note = () => window.seen.push([main.matches('[aria-busy=true]'), main.querySelector('h1').innerText]);
                new MutationObserver(note).observe(main, {attributes: true, subtree: true, childList: true, characterData: true});
                document.querySelector('nav a[href="#appeals"]').click();
            """)
            self.assertTrue(until(lambda: self.desk.text("main h1") != before), "it is opened all the same")
        finally:
            self.community.server.send_signal(signal.SIGCONT)
        self.assertEqual([True, before], self.desk.run("return window.seen[0]"), "the page of before, marked")
        self.assertTrue(self.desk.gone("main[aria-busy=true]"))
        self.assertTrue(self.desk.there("#appeals li, main .nothing"), self.desk.words())

    def test_6_home_asks_again_at_most_once_in_five_seconds_whatever_others_do(self):
        self.desk.visit("home")
        self.assertTrue(self.desk.there("a.tile[href='#applications'] strong"))
        tile = "return document.querySelector(\"a.tile[href='#applications'] strong\").innerText"
        asked = "return performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/v1/home')).length"
        time.sleep(1)
        before, began, told = self.desk.run(asked), time.monotonic(), len(self.community.applications())
        for n in range(2, 6):
            self.community.apply(n)
            time.sleep(1)
        self.assertTrue(until(lambda: self.desk.run(tile) == str(told + 4), 15), self.desk.words())
        self.assertLessEqual(self.desk.run(asked) - before, 1 + (time.monotonic() - began) // 5)


if __name__ == "__main__":
    run()
