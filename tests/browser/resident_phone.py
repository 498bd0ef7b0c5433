#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""resident_phone.py BUILD: what happens to phones: the resident's page restarted, moved to another time
zone, emptied of what it keeps, held before a gate's camera, read aloud.

Exits 77 where there is no browser."""
import contextlib
import os
import sqlite3
import time

from driver import run, until
from line import Line
from neighbourhood import OnAPhone, Phone
from street import tool

ADMITTED, SUPERSEDED = 0, 31
DAY_S = 86400
# What the page asks of the phone, written down in its place.
WATCH = """
    window.locks = [];
    const ask = WakeLock.prototype.request;
    WakeLock.prototype.request = function (kind) { const held = ask.call(this, kind); held.then(lock => window.locks.push(lock)); return held; };
    window.said = [];
    speechSynthesis.speak = spoken => window.said.push([spoken.lang, spoken.text]);"""


class ResidentPhone(OnAPhone):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone.cdp("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
        cls.slip = cls.street.slip("li")  # in the mailbox, before anything happens

    def is_admitted(self, at_s=None):
        answer = self.phone.admitted(at_s)
        self.assertEqual((ADMITTED, True), (answer["reason"], answer["live"]), answer)

    def test_1_the_first_visit_takes_less_than_a_minute_and_says_what_is_stored(self):
        began = time.monotonic()
        self.phone.visit()
        self.assertTrue(self.phone.says("申请通行码", "会保存什么", "28天后删除"), self.phone.words())
        self.phone.apply("li", self.slip)
        self.assertTrue(self.phone.shows_code(), self.phone.words())
        self.assertLess(time.monotonic() - began, 60)
        self.street.news()
        self.is_admitted()

    def test_2_the_code_is_as_large_as_the_phone_allows(self):
        for width, height in ((320, 568), (412, 915), (820, 1180), (740, 360)):
            self.phone.resize(width, height, True)
            side = self.phone.run("return document.querySelector('canvas.qr').getBoundingClientRect().width")
            self.assertGreater(side, 0.69 * min(width, height), (width, height))
        self.phone.resize(412, 915, True)

    def test_2_a_gate_s_camera_reads_it_off_the_screen(self):
        for n, hardship in enumerate(("plain", "glare", "tilt", "moire")):
            self.phone.shows_code()
            frame = os.path.join(self.street.path, hardship + ".jpg")
            tool("tests/city", "camera", "--sheet", self.phone.picture(), "--ppm", "0.75", "--hardship", hardship, "--severity", "0.2",
                 "--medium", "screen", "--seed", str(n), "--out", frame)
            answer = self.street.camera(frame)
            self.assertEqual(ADMITTED, answer["reason"], (hardship, answer))

    def test_3_the_screen_stays_on_while_a_code_is_shown(self):
        held = "return window.locks.map(lock => lock.released)"
        self.phone.visit()
        self.assertTrue(until(lambda: self.phone.run(held) == [False]), self.phone.run(held))
        self.assertTrue(self.phone.says("请把屏幕调到最亮"))
        self.phone.run("location.hash = 'more'")
        self.assertTrue(until(lambda: self.phone.run(held) == [True]), self.phone.run(held))

    def test_3_large_and_simple_is_read_aloud(self):
        self.phone.visit("more")
        self.assertTrue(self.phone.says("长辈模式"))
        self.phone.press("长辈模式")
        self.assertTrue(self.phone.says("读给我听"))
        self.phone.press("读给我听")
        sentence = self.phone.run("return document.querySelector('.sentence').innerText")
        self.assertEqual([["zh-CN", sentence]], self.phone.run("return window.said"))
        self.assertEqual(1, self.phone.run("return document.querySelectorAll('main canvas').length"))
        self.phone.press("退出长辈模式")

    def test_4_a_phone_that_was_emptied_is_bound_again_in_a_minute_by_a_claim_code(self):
        code = self.street.own_code("li")
        self.phone.visit()
        self.assertTrue(self.phone.shows_code())
        began = time.monotonic()
        old, shown_at = self.phone.picture(), time.time()
        self.phone.cdp("Storage.clearDataForOrigin", origin=self.street.origin, storageTypes="all")
        self.phone.visit()
        self.assertTrue(self.phone.says("申请通行码", "换了手机或丢了手机"), self.phone.words())
        self.phone.apply("li", code, "lost")
        self.assertTrue(self.phone.shows_code(), self.phone.words())
        self.assertLess(time.monotonic() - began, 60)
        self.street.news()
        self.is_admitted()
        self.assertEqual(SUPERSEDED, self.street.camera(old, shown_at)["reason"])

    def waiting(self):
        return [one["id"] for one in self.street.office.ask("GET", "/v1/applications")["applications"]]

    def test_4_an_application_whose_answer_was_lost_is_one_application(self):
        slip, before, text = self.street.slip("zhao"), self.waiting(), "return document.body.innerText"
        with Phone(self.street) as phone, contextlib.closing(Line(self.street.port)) as line:
            phone.origin = line.origin
            with line.cut("POST /v1/applications"):
                phone.apply("zhao", slip)
                self.assertTrue(phone.says("没有网络"), phone.words())
            self.assertGreater(line.cuts, 0)
            phone.click("form button[type=submit]")
            self.assertTrue(phone.shows_code(), phone.words())
            self.assertEqual(before, self.waiting(), "no second one, which the slip does not cover")
            self.assertNotIn("再次申请", phone.run(text))
            told = phone.wait_for("fetch('/v1/me').then(a => a.json()).then(arguments[arguments.length - 1])")
            self.assertEqual((1, 1, []), (len(told["applications"]), len(told["passes"]), told["notices"]))

    def test_4_nor_are_there_two_when_the_page_was_closed_meanwhile(self):
        before = self.waiting()
        with Phone(self.street) as phone, contextlib.closing(Line(self.street.port)) as line:
            phone.origin = line.origin
            with line.cut("POST /v1/applications", head=True):
                phone.apply("wang")
                self.assertTrue(phone.says("没有网络"), phone.words())
            first = self.waiting()
            self.assertEqual(1, len(first) - len(before))
            phone.restart()
            phone.apply("wang")
            self.assertTrue(phone.says("等待"), phone.words())
            self.assertEqual(first, self.waiting())
            self.assertEqual([], phone.wait_for("indexedDB.open('tongxing').onsuccess = (e) => e.target.result.transaction('kept').objectStore('kept').getAllKeys().onsuccess = (got) => arguments[arguments.length - 1](got.target.result.filter(k => k === 'applying'))"))

    def test_4_a_proof_that_grew_too_old_meanwhile_is_made_anew(self):
        with Phone(self.street) as phone, contextlib.closing(Line(self.street.port)) as line:
            phone.origin = line.origin
            with line.cut("POST /v1/applications"):
                phone.apply("wang")
                self.assertTrue(phone.says("没有网络"), phone.words())
            with contextlib.closing(sqlite3.connect(f"{self.street.path}/data/office.db", timeout=20)) as database, database:
                database.execute("delete from answer")  # as after a day: only the nonce is known to have been used
            phone.click("form button[type=submit]")
            self.assertTrue(phone.says("等待"), phone.words())

    def test_4_whoever_waits_is_promised_no_code(self):
        with Phone(self.street) as phone:
            phone.apply("wang")
            self.assertTrue(phone.says("等待"), phone.words())
            phone.flight_mode(True)
            phone.press("现在查询")
            self.assertTrue(phone.says("没有网络。"), phone.words())

    def test_5_a_restart_in_another_time_zone_without_a_network_changes_nothing(self):
        self.phone.kept_offline()
        self.street.stop_server()
        self.phone.restart()
        self.phone.resize(412, 915, True)
        self.phone.cdp("Emulation.setTimezoneOverride", timezoneId="America/New_York")
        self.phone.visit()
        self.assertTrue(self.phone.says("李*兰", "没有网络"), self.phone.words())
        self.is_admitted()
        china = {time.strftime("%H:", time.gmtime(time.time() + 8 * 3600 + by)) for by in (-10, 10)}
        self.assertIn(self.phone.run("return document.querySelector('.band .time').innerText")[:3], china)

    def test_6_without_a_network_it_works_for_the_pass_s_whole_life_and_says_when_that_is_over(self):
        self.phone.move_clock(179 * DAY_S)
        self.phone.visit()
        self.assertTrue(self.phone.shows_code())
        self.assertTrue(self.phone.says("179天前", "通行证有效至"), self.phone.words())
        self.phone.move_clock(181 * DAY_S)
        self.phone.visit()
        self.assertTrue(self.phone.says("通行证已过期", "没有网络。"), self.phone.words())
        self.phone.visit("more")
        self.phone.press("长辈模式")
        self.assertTrue(self.phone.says("读给我听"), self.phone.words())
        self.assertIn("通行证已过期", self.phone.text(".sentence"))


if __name__ == "__main__":
    run()
