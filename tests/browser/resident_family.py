#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""resident_family.py BUILD: a family of four on one phone, and a certificate that it holds.

Exits 77 where there is no browser."""
import time

from driver import run, until
from neighbourhood import Neighbourhood, OnAPhone, Phone

ADMITTED, CERTIFICATE_SHOWN = 0, 43
CODES = "return document.querySelectorAll('canvas.qr[data-size]').length"


class Family(Neighbourhood):
    folk = {
        "grandmother": ("李秀兰", "X1000001", "5-1", "1201", "1950-01-01"),
        "father": ("王大力", "X1000002", "5-1", "1201", "1980-01-01"),
        "mother": ("赵敏", "X1000003", "5-1", "1201", "1982-01-01"),
        "boy": ("王小明", "X1000004", "5-1", "1201", "2016-01-01"),
    }
    masked = {"grandmother": "李*兰", "father": "王*力", "mother": "赵*", "boy": "王*明"}


class ResidentFamily(OnAPhone):
    home = Family

    def tabs(self):
        return self.phone.run("return [...document.querySelectorAll('.tabs .tab bdi')].map(tab => tab.innerText)")

    def picks(self, who):
        self.phone.run(f"[...document.querySelectorAll('.tab')].find(tab => tab.innerText.includes('{self.street.masked[who]}')).click()")

    def is_shown_alone(self, who):
        """One code is on the screen, and it is theirs: a gate admits them by it."""
        self.assertTrue(until(lambda: self.phone.run(CODES) == 1))
        index = self.street.resident(who)["index"]
        answer = self.phone.admitted()
        self.assertEqual((ADMITTED, True, index), (answer["reason"], answer["live"], answer["pass"]["index"]), who)
        self.assertEqual(1, self.phone.run(CODES))

    def test_1_four_people_have_their_passes_on_one_phone(self):
        for who in self.street.folk:
            self.phone.apply(who, self.street.own_code(who), "apply" if who == "grandmother" else "family")
            self.assertTrue(self.phone.says(self.street.masked[who]), self.phone.words())
        self.assertEqual(set(self.street.masked.values()), set(self.tabs()))
        self.assertEqual("李*兰", self.tabs()[0], "one's own first")
        self.street.news()

    def test_2_each_is_shown_alone_and_admitted(self):
        self.phone.visit()
        self.phone.shows_code()
        self.is_shown_alone("grandmother")
        for who in ("boy", "father", "mother", "grandmother"):
            self.picks(who)
            self.assertTrue(self.phone.says("证件尾号 " + self.street.folk[who][1][-4:]))
            self.is_shown_alone(who)

    def test_3_news_leave_the_one_that_is_open(self):
        self.picks("boy")
        self.phone.run("location.hash = 'more'")
        self.assertTrue(self.phone.says("马上更新信息"))
        self.phone.run("document.querySelector('.menu li button').click()")
        self.assertTrue(self.phone.says("信息刚刚更新", "证件尾号 0004"), self.phone.words())
        self.is_shown_alone("boy")

    def test_4_large_and_simple_shows_one_and_goes_from_one_to_the_next(self):
        self.phone.visit("more")
        self.assertTrue(self.phone.says("长辈模式"))
        self.phone.press("长辈模式")
        self.assertTrue(self.phone.says("读给我听"), self.phone.words())
        seen = []
        for _ in self.street.folk:
            name = self.phone.run("return document.querySelector('.elder .tab bdi').innerText")
            seen.append(name)
            self.is_shown_alone(next(who for who, masked in self.street.masked.items() if masked == name))
            self.phone.click(".elder .tab")
            self.assertTrue(until(lambda: self.phone.run("return document.querySelector('.elder .tab bdi').innerText") != name))
        self.assertEqual(set(self.street.masked.values()), set(seen))
        self.phone.press("退出长辈模式")

    def test_4_whose_pass_another_phone_took_is_named(self):
        with Phone(self.street) as other:
            other.apply("boy", self.street.own_code("boy"), "lost")
            self.assertTrue(other.shows_code(), other.words())
        self.phone.visit()
        self.assertTrue(self.phone.says("王*明：通行码已在另一部手机上重新领取"), self.phone.words())
        self.assertNotIn("李*兰：", self.phone.words())

    def certificate_is_read(self, certificate, at_s=None):
        self.assertTrue(self.phone.shows_code(), self.phone.words())
        answer = self.street.camera(self.phone.picture(), at_s)
        self.assertEqual((CERTIFICATE_SHOWN, certificate["serial"]), (answer["reason"], answer["certificate"]["serial"]), answer)

    def test_5_a_certificate_is_read_off_the_screen_by_a_gate(self):
        index = self.street.resident("father")["index"]
        said = {"index": index, "kind": "work", "employer": "测试厂"}
        type(self).certificate = self.street.office.ask("POST", "/v1/certificates", said)["certificate"]
        self.street.news()
        self.phone.visit("certificates")
        self.assertTrue(self.phone.says("复工证明", "王*力", "测试厂", "有效"), self.phone.words())
        self.certificate_is_read(self.certificate)

    def test_6_it_is_there_without_a_network_though_nobody_looked_at_it_before(self):
        self.phone.visit("out")
        self.assertTrue(self.phone.says("确定退出"))
        self.phone.click("#leave")
        self.assertTrue(self.phone.says("申请通行码"))
        self.phone.apply("father", self.street.own_code("father"), "lost")
        self.assertTrue(self.phone.shows_code(), self.phone.words())
        self.phone.kept_offline()
        self.assertTrue(until(lambda: self.phone.wait_for("""
            const done = arguments[arguments.length - 1], open = indexedDB.open('tongxing');
            open.onsuccess = () => { open.result.transaction('kept').objectStore('kept').get('certificates').onsuccess = (event) => {
                open.result.close(); done(!!event.target.result); }; };""")), "it is kept")
        self.street.news()
        self.street.stop_server()
        self.phone.move_clock(7200)
        self.phone.visit("certificates")
        self.assertTrue(self.phone.says("复工证明", "有效", "2小时前"), self.phone.words())
        self.certificate_is_read(self.certificate, time.time() + 7200)

    def test_7_one_that_is_over_says_so_without_a_network(self):
        self.phone.move_clock(8 * 86400)
        self.phone.visit("certificates")
        self.assertTrue(self.phone.says("复工证明", "已过期", "8天前"), self.phone.words())
        self.assertEqual(0, self.phone.run(CODES))


if __name__ == "__main__":
    run()
