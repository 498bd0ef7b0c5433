#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_founding.py BUILD: the second account signs in for the first time and is shown what the first did
alone, in a real browser over a real server.

Exits 77 where there is no browser."""
from desk import PASSWORD, AtADesk, Community
from driver import run, until
from street import tool


class Founded(Community):
    """The street's account has decided nothing yet; one person was added by hand."""

    def _publish(self, server, policy):
        tool("server", "tongxing-server", "resident", "add", "--name", "欧阳文", "--id-type", "护照", "--id-number", "Q7000001", "--unit", "9-1", "--room", "101")
        super()._publish(server, policy)

    def _confirm_founding(self):
        pass


class OfficeFounding(AtADesk):
    office_of, signed_in = Founded, False

    def line(self, words):
        for one in self.community.office.ask("GET", "/v1/requests?all=1")["requests"]:
            if one["act"] == "founding" and one["founding"]["what"] == words:
                return one
        return None

    def opens(self, words):
        self.desk.visit()
        self.assertTrue(self.desk.there("#founding a"), self.desk.words())
        self.desk.run(f"[...document.querySelectorAll('#founding a')].find(a => a.innerText.includes({words!r})).click()")
        self.assertTrue(self.desk.there(".detail"), self.desk.words())

    def test_1_the_second_s_first_sign_in_shows_what_was_done_without_it(self):
        self.desk.sign_in("street")
        self.assertTrue(self.desk.there("#founding"), self.desk.words())
        self.assertTrue(self.desk.says("建立时由一人办理，请确认", "第1号导入，登记24人", "办证24张", "欧*文 9-1"), self.desk.words())
        self.desk.keep("office-founding")
        self.desk.click("#language")
        self.assertTrue(self.desk.says("Done by one alone in the founding", "import 1, people added: 24"), self.desk.words())
        self.desk.keep("office-founding-en")
        self.desk.click("#language")

    def test_2_it_is_confirmed_with_the_password(self):
        self.opens("第1号导入")
        self.assertTrue(self.desk.says("没有人复核", "office", "谁可以复核"), self.desk.words())
        self.desk.fill({"#second-password": PASSWORD})
        self.desk.click("#second button[type=submit]")
        self.assertTrue(until(lambda: self.line("import")["outcome"] == "done"), self.desk.words())
        self.assertTrue(self.desk.says("已确认"), self.desk.words())

    def test_3_or_undone_with_words(self):
        number = self.line("add")["index"]
        self.opens("欧*文")
        self.desk.click("#refuse")
        self.desk.fill({"#why": "查无此人"})
        self.desk.click("#refusal button[type=submit]")
        self.assertTrue(self.desk.says("密码"), self.desk.words())
        self.desk.fill({"#second-password": PASSWORD})
        self.desk.click("#refusal button[type=submit]")
        self.assertTrue(self.desk.says("已撤销：从名册撤去1人，注销0张证"), self.desk.words())
        found = self.community.office.ask("POST", "/v1/residents/search", {"part": "欧阳文"})["residents"]
        self.assertNotIn(number, [one["index"] for one in found])

    def test_4_who_did_it_is_shown_nothing_to_confirm(self):
        self.desk.sign_in("office")
        self.assertTrue(self.desk.there(".tile"), self.desk.words())
        self.assertFalse(self.desk.there("#founding", 2))


if __name__ == "__main__":
    run()
