#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_standby.py BUILD: the desk of an office in a PostgreSQL that lacks the standby it should have. Run
by scripts/with_postgres.

Exits 77 where there is no browser."""
from desk import AtADesk
from driver import run


class Standby(AtADesk):
    applicants = 1

    def test_the_first_page_says_that_commits_are_on_one_machine(self):
        self.desk.visit("home")
        self.assertTrue(self.desk.there("#standby.late"), self.desk.words())
        self.assertTrue(self.desk.says("数据库缺同步备库，提交只落在一台机器上"), self.desk.words())
        self.desk.keep("office-standby")
        self.desk.click("#language")
        self.assertTrue(self.desk.says("commits are on one machine only"), self.desk.words())


if __name__ == "__main__":
    run()
