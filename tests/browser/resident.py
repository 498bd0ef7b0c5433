#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""resident.py BUILD: the resident's page in real browsers, over a real server, before a real gate.

Exits 77 where there is no browser."""
import http.server
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.request

from driver import Browser, run, until
from lens import seen, zbar
from neighbourhood import OnAPhone, Phone
from shapes import differences, interfaces
from street import Gate, tool, verdict_is

ADMITTED, SUPERSEDED, OUT_OF_WINDOW, REVOKED = 0, 31, 25, 33
ME = "fetch('/v1/me').then(answer => answer.json()).then(arguments[arguments.length - 1])"

# What is in the page's storage: the public key, and the names of the rest but for its look and clock.
KEPT = """
    const done = arguments[arguments.length - 1], open = indexedDB.open('tongxing');
    open.onsuccess = () => { open.result.transaction('kept').objectStore('kept').openCursor().onsuccess = async (event) => {
        const cursor = event.target.result;
        if (cursor) return (window.read = {...window.read, [cursor.key]: cursor.value}, cursor.continue());
        const {key, language, clock, ...rest} = window.read || {};
        open.result.close(); window.read = undefined;
        done({names: Object.keys(rest), key: key && (await crypto.subtle.exportKey('jwk', key.publicKey)).x}); }; };"""


class Busy(http.server.BaseHTTPRequestHandler):
    """A server that gives the files of a newer page, and has no time for anything else."""

    files = {}

    def do_GET(self):
        kind, body = self.files.get(self.path.split("?")[0], (None, b""))
        self.send_response(200 if kind else 503)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


def newer_page(origin):
    """The files of the page, a version on: {path: (type, bytes)}."""
    files = {}

    def take(path):
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(origin + path, timeout=20) as answer:
            files[path] = answer.headers["Content-Type"], answer.read()
            return files[path][1].decode(errors="ignore")

    for name in re.search(r"\./ [^\"]*", take("/resident/sw.js")).group().split():
        take("/resident/" + name[2:])
    for path, old, new in (("/resident/sw.js", b"resident-", b"newer-resident-"), ("/resident/", b"<head>", b"<head><meta name=newer>")):
        files[path] = files[path][0], files[path][1].replace(old, new, 1)
    return files


class Resident(OnAPhone):
    def is_admitted(self, phone, at_s=None):
        answer = phone.admitted(at_s)
        self.assertEqual(ADMITTED, answer["reason"], answer)
        self.assertTrue(answer["live"])

    def test_1_from_the_slip_to_a_pass_that_a_gate_admits(self):
        slip = self.street.slip("li")
        self.phone.visit("apply?claim=" + slip)
        self.assertTrue(self.phone.says("领证码"))
        self.assertEqual(slip, self.phone.run("return document.getElementById('claim').value"), "the link of the slip")
        self.phone.apply("li", slip)
        self.assertTrue(self.phone.shows_code())
        self.assertTrue(self.phone.says("李*兰", "证件尾号 0001", "绿码", "无异常", "阴性", "还剩46小时", "正常"))
        self.assertEqual("65", self.phone.run("return document.querySelector('canvas').dataset.size"), "version 12")
        self.street.news()
        self.is_admitted(self.phone)

    def test_2_its_screenshot_is_refused_when_its_minute_is_over(self):
        self.phone.shows_code()
        answer = self.street.camera(self.phone.picture(), time.time() + 120)
        self.assertEqual(OUT_OF_WINDOW, answer["reason"], answer)

    def test_2_the_code_is_another_every_fifteen_seconds_and_the_band_tells_the_time(self):
        seen = "return [document.querySelector('canvas.qr').toDataURL(), document.querySelector('.band .time').innerText]"
        self.phone.visit()
        self.assertTrue(self.phone.shows_code())
        self.phone.flight_mode(True)
        self.phone.run("const real = Date.now, began = real(); Date.now = () => began + (window.later || 0)")
        first, time_then = self.phone.run(seen)
        self.phone.run("window.later = 13000")
        self.assertTrue(until(lambda: self.phone.run(seen)[1] != time_then), "the band goes on")
        self.assertEqual(first, self.phone.run(seen)[0], "not before its time")
        self.phone.run("window.later = 16000")
        self.assertTrue(until(lambda: self.phone.run(seen)[0] != first))
        self.phone.flight_mode(False)
        self.assertEqual("running", self.phone.run("return document.querySelector('.runner').getAnimations()[0].playState"))

    def test_2_the_key_cannot_be_taken_out(self):
        taken = self.phone.wait_for("""
            const done = arguments[arguments.length - 1], open = indexedDB.open('tongxing');
            open.onsuccess = () => { open.result.transaction('kept').objectStore('kept').get('key').onsuccess = async (event) => {
                const key = event.target.result.privateKey;
                done([key.extractable, await crypto.subtle.exportKey('pkcs8', key).then(() => 'taken', () => 'refused')]); }; };""")
        self.assertEqual([False, "refused"], taken)

    def test_2_the_server_answers_in_the_shapes_that_the_page_expects(self):
        me = self.phone.wait_for(ME)
        self.assertEqual(1, len(me["passes"]))
        self.assertEqual([], differences(me, "Me", interfaces()))

    def test_3_a_pass_that_ends_soon_is_renewed_when_the_page_is_opened(self):
        with sqlite3.connect(f"{self.street.path}/data/office.db", timeout=20) as office:
            office.execute("update holding set iat = iat - 13824000, exp = exp - 13824000")  # 160 days
        self.phone.visit()
        ends_after = time.time() + 170 * 86400
        self.assertTrue(until(lambda: self.phone.wait_for(ME)["passes"][0]["exp"] > ends_after))
        self.street.news()
        self.is_admitted(self.phone)

    def words_on(self, card):
        return subprocess.run(["pdftotext", "-layout", card, "-"], capture_output=True, text=True, check=True).stdout

    def test_3_a_card_is_made_on_the_phone_like_the_office_s_and_admitted_without_it(self):
        card, of_office = f"{self.street.path}/card.pdf", f"{self.street.path}/office.pdf"
        self.phone.visit("card")
        self.assertTrue(self.phone.says("为李*兰做一张纸卡"))
        self.phone.click("#make-card")
        self.assertTrue(self.phone.says("保存纸卡"), self.phone.words())
        with open(card, "wb") as out:
            out.write(self.phone.downloads("#keep-card"))
        subprocess.run(["pdftoppm", "-png", "-singlefile", "-r", "150", card, card], check=True)
        self.street.news()
        answer = self.street.camera(card + ".png")
        self.assertEqual((ADMITTED, False), (answer["reason"], answer["live"]), answer)
        tool("server", "tongxing-server", "issue", "X1000001", "--cards", of_office, *self.street.paper)
        for words in ("李*兰", "长安社区通行证", "丢失请拨 029-85000000"):
            self.assertIn(words, self.words_on(card))
        self.assertEqual(self.words_on(of_office), self.words_on(card))

    def test_3_two_tabs_show_the_same_pass(self):
        first = self.phone._call("GET", "/window")
        second = self.phone._call("POST", "/window/new", {"type": "tab"})["handle"]
        self.phone._call("POST", "/window", {"handle": second})
        self.phone.visit()
        self.is_admitted(self.phone)
        self.phone._call("DELETE", "/window")
        self.phone._call("POST", "/window", {"handle": first})
        self.assertTrue(self.phone.shows_code())

    def test_3_signing_out_of_a_tab_is_seen_by_another_at_once(self):
        with Phone(self.street) as phone:
            phone.apply("zhao", self.street.slip("zhao"))
            self.assertTrue(phone.shows_code(), phone.words())
            key = phone.wait_for(KEPT)["key"]
            first = phone._call("GET", "/window")
            second = phone._call("POST", "/window/new", {"type": "window"})["handle"]  # both are looked at
            phone._call("POST", "/window", {"handle": second})
            phone.visit()
            self.assertTrue(phone.shows_code(), phone.words())
            phone.run("window.addEventListener('visibilitychange', event => event.stopImmediatePropagation(), true)")
            phone._call("POST", "/window", {"handle": first})
            phone.visit("out")
            self.assertTrue(phone.says("确定退出"))
            phone.click("#leave")
            self.assertTrue(phone.says("申请通行码"), phone.words())
            phone._call("POST", "/window", {"handle": second})
            self.assertTrue(phone.says("申请通行码"), phone.words())
            self.assertEqual(0, phone.run("return document.querySelectorAll('canvas').length"))
            phone.run("window.dispatchEvent(new Event('online'))")  # it looks for news, and signs nobody in
            time.sleep(1)
            self.assertEqual([], phone.cookies())
            self.assertEqual(401, phone.wait_for("fetch('/v1/me').then(answer => arguments[arguments.length - 1](answer.status))"))
            left = phone.wait_for(KEPT)
            self.assertEqual([], left["names"])
            self.assertNotEqual(key, left["key"], "whoever applies next has another")
            phone._call("DELETE", "/window")
            phone._call("POST", "/window", {"handle": first})

    def test_4_family_is_shown_on_the_same_phone(self):
        self.phone.apply("boy", self.street.slip("boy"), "family")
        self.assertTrue(self.phone.says("李*兰", "李*明", "家人"), self.phone.words())
        self.phone.click(".tab[aria-pressed=false]")
        self.assertTrue(self.phone.says("证件尾号 0002"))
        self.street.news()
        self.is_admitted(self.phone)

    def test_4_a_visitor_is_asked_for_and_admitted_and_taken_back(self):
        self.phone.visit("visitors")
        self.assertTrue(self.phone.says("登记访客"))
        self.phone.fill({"visit-name": "钱<img src=x>来", "visit-plate": "陕a·12345"})
        self.phone.click("form button[type=submit]")
        self.assertTrue(self.phone.says("有效", "钱<img src=x>来 · 陕A12345"), self.phone.words())
        self.assertEqual(0, self.phone.run("return document.querySelectorAll('main img').length"))
        link = self.phone.run("return document.querySelector('a.address').href")
        self.phone.open(link)
        self.assertTrue(self.phone.says("车辆通行码"), self.phone.words())
        self.phone.run("document.querySelectorAll('canvas')[1].closest('figure').remove()")
        picture = self.phone.picture()
        self.street.news()
        answer = self.street.camera(picture)
        self.assertEqual(("allow", "visitor"), (answer["verdict"], answer["pass"]["role"]), answer)
        self.phone.visit("visitors")
        self.assertTrue(self.phone.says("撤回"))
        self.street.server.send_signal(signal.SIGSTOP)
        try:
            self.phone.press("撤回")
            self.assertTrue(self.phone.says("正在撤回", seconds=1), "what takes its time is said to be done")
        finally:
            self.street.server.send_signal(signal.SIGCONT)
        self.assertTrue(self.phone.says("已撤回"), self.phone.words())
        self.street.news()
        self.assertEqual(REVOKED, self.street.camera(picture)["reason"])

    def test_5_what_somebody_types_is_text(self):
        hostile = "<img src=x onerror=\"document.title='owned'\">\u202e" + "名" * 40
        with Phone(self.street) as stranger:
            stranger.apply("wang")
            self.assertTrue(stranger.says("等待居委会核对", "王*力"), stranger.words())
            self.street.refuse(hostile)
            stranger.visit()
            self.assertTrue(stranger.says("申请没有通过", "<img src=x onerror="), stranger.words())
            self.assertEqual(0, stranger.run("return document.querySelectorAll('main img').length"))
            self.assertNotIn("owned", stranger.run("return document.title"))
            self.assertLessEqual(stranger.run("return document.documentElement.scrollWidth - innerWidth"), 0)

    def test_5_what_is_refused_is_told_in_the_language_that_is_looked_at(self):
        with Phone(self.street) as stranger:
            stranger.apply("wang", "ABCD-EFGH")
            self.assertTrue(stranger.says("领证码输错了"), stranger.words())
            stranger.click("#language")
            self.assertTrue(stranger.says("The claim code is mistyped"), stranger.words())
            self.assertNotIn("领证码", stranger.words())

    def test_6_a_phone_that_lost_everything_is_bound_again_and_the_old_one_dies(self):
        began = time.monotonic()
        self.phone.visit()
        self.assertTrue(self.phone.shows_code())
        old, shown_at = self.phone.picture(), time.time()
        with Phone(self.street) as other:
            other.visit()
            self.assertTrue(other.says("申请通行码"))
            other.apply("li", self.street.own_code("li"), "lost")
            self.assertTrue(other.shows_code(), other.words())
            self.assertLess(time.monotonic() - began, 60)
            self.street.news()
            self.is_admitted(other)
            self.assertEqual(SUPERSEDED, self.street.camera(old, shown_at)["reason"])
            self.phone.visit()
            self.assertTrue(self.phone.says("已在另一部手机上重新领取"), self.phone.words())

    def test_6_a_phone_ten_minutes_fast_is_warned_and_admitted_and_signs_out(self):
        with Phone(self.street, fast_s=600) as phone:
            phone.apply("wang", self.street.slip("wang"))
            self.assertTrue(phone.says("手机时间快了约10分钟"), phone.words())
            self.street.news()
            self.is_admitted(phone)
            phone.visit("more")
            phone.press("长辈模式")
            self.assertTrue(phone.says("读给我听", "手机时间快了约10分钟"), phone.words())
            phone.visit("out")
            self.assertTrue(phone.says("退出这部手机"))
            phone.click("#leave")
            self.assertTrue(phone.says("申请通行码"), phone.words())
            self.assertEqual([], phone.cookies())
            self.assertEqual(401, phone.wait_for("fetch('/v1/me').then(answer => arguments[arguments.length - 1](answer.status))"))

    def test_7_without_a_network_the_pass_works_for_hours_and_says_how_old_its_news_is(self):
        self.phone.apply("li", self.street.own_code("li"), "lost")
        self.assertTrue(self.phone.shows_code())
        self.phone.kept_offline()
        self.street.news()
        Busy.files = newer_page(self.street.origin)
        self.street.stop_server()
        self.phone.move_clock(7210)  # and more than the second that Date is rounded to
        self.phone.visit()
        self.assertTrue(self.phone.says("2小时前", "没有网络", "还剩43小时"), self.phone.words())
        self.is_admitted(self.phone, time.time() + 7210)

    def test_8_without_a_network_a_wrong_clock_is_mended_by_what_the_gate_says(self):
        self.phone.move_clock(-600)
        self.phone.visit()
        answer = self.phone.admitted()
        self.assertEqual(OUT_OF_WINDOW, answer["reason"], answer)
        self.phone.visit("clock")
        self.assertTrue(self.phone.says("门禁说时间不对"))
        self.phone.fill({"seconds": str(answer["clock_skew_s"])})
        self.phone.click("#slow")
        self.assertTrue(self.phone.says("已校正"))
        self.phone.visit()
        self.is_admitted(self.phone)

    def test_8_without_a_network_the_queue_s_screen_mends_it_through_the_phone_s_camera(self):
        if not zbar():
            self.skipTest("no libzbar here")
        before = f"{self.street.path}/before"
        os.mkdir(before)
        gate = Gate(self.street.gate_folder, "--page", "127.0.0.1:0", f"folder:{before}")
        self.addCleanup(gate.close)
        with Browser(1280, 800) as screen:
            screen.open(gate.page)
            self.phone.move_clock(600)
            self.phone.visit()
            self.assertTrue(self.phone.shows_code())
            began = time.monotonic()
            shutil.copy(self.phone.picture(), before)
            self.assertTrue(verdict_is(screen, "deny", "此码比门禁的时间晚"), screen.text("#verdict"))
            link = seen(screen)
            screen.open(gate.page)
            self.phone.open(link)
            self.assertTrue(self.phone.says("门禁说：手机时间快了"), self.phone.words())
            self.phone.click("#set")
            self.assertTrue(self.phone.says("已校正"))
            self.phone.click("#show")
            self.assertTrue(self.phone.shows_code())
            shutil.copy(self.phone.picture(), before)
            self.assertTrue(verdict_is(screen, "allow", "请通行"), screen.text("#verdict"))
            self.assertLess(time.monotonic() - began, 20)

    def test_8_without_a_network_a_link_with_no_time_in_it_changes_nothing(self):
        time_by_page = "return document.querySelector('.hint').innerText"
        for late in ("1e99", "Infinity", "NaN", "%3Cimg%3E"):
            self.phone.visit("clock?late=" + late)
            self.assertTrue(self.phone.says("本页现在的时间"))
            self.assertEqual(0, self.phone.run("return document.querySelectorAll('#set').length"), late)
            self.assertRegex(self.phone.run(time_by_page), r"\d\d:\d\d:\d\d")

    def test_8_without_a_network_another_link_to_the_same_page_is_read(self):
        self.phone.visit("clock?late=30")
        self.assertTrue(self.phone.says("手机时间慢了30秒"))
        time.sleep(2)  # the page asks for news soon after it opens, and is drawn anew by that
        self.phone.run("location.hash = 'clock?late=-40'")
        self.assertTrue(self.phone.says("手机时间快了40秒", seconds=5), self.phone.words())

    def newer_is(self, what):
        return self.phone.wait_for(f"navigator.serviceWorker.getRegistration().then(r => arguments[arguments.length - 1](!!r.{what}))")

    def test_9_a_server_that_is_busy_or_newer_changes_nothing_on_the_screen(self):
        with http.server.ThreadingHTTPServer(("127.0.0.1", int(self.street.port)), Busy) as busy:
            threading.Thread(target=busy.serve_forever, daemon=True).start()
            self.phone.visit()
            self.assertTrue(self.phone.says("服务器忙"), self.phone.words())
            self.assertTrue(self.phone.shows_code())
            self.phone.run("navigator.serviceWorker.getRegistration().then(r => r.update())")
            self.assertTrue(until(lambda: self.newer_is("waiting")), "the newer page waits")
            self.assertTrue(self.phone.shows_code(0))
            self.assertEqual(0, self.phone.run("return document.querySelectorAll('meta[name=newer]').length"))
            self.phone.open("about:blank")
            self.assertTrue(until(lambda: self.is_newer()), "whoever comes back has the newer page")
            self.assertTrue(self.phone.shows_code())
            busy.shutdown()

    def test_9_without_its_server_for_a_minute_the_open_page_goes_on_and_then_hears_news(self):
        drawn = "return document.querySelector('canvas.qr').toDataURL()"
        with http.server.ThreadingHTTPServer(("127.0.0.1", int(self.street.port)), Busy) as busy:
            threading.Thread(target=busy.serve_forever, daemon=True).start()
            self.phone.visit()
            self.assertTrue(self.phone.says("服务器忙"), self.phone.words())
            self.phone.shows_code()
            self.phone.run("const real = Date.now; Date.now = () => real() + (window.later || 0)")
            for later in range(16, 80, 16):
                before = self.phone.run(drawn)
                self.phone.run(f"window.later = {later * 1000}")
                self.assertTrue(until(lambda: self.phone.run(drawn) != before), later)
            busy.shutdown()
        self.street._start(self.street.port)
        self.phone.run("window.dispatchEvent(new Event('online'))")
        self.assertTrue(until(lambda: "服务器忙" not in self.phone.words()), self.phone.words())
        self.assertTrue(self.phone.says("信息刚刚更新"), self.phone.words())

    def is_newer(self):
        self.phone.visit()
        return self.phone.run("return document.querySelectorAll('meta[name=newer]').length")


if __name__ == "__main__":
    run()
