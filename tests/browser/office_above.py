#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""office_above.py BUILD: the desk of a street, which sees the sum of its communities and publishes its own
orders for all of them.

Exits 77 where there is no browser."""
import shutil
import time

from desk import PASSWORD, AtADesk, Community
from driver import run, until
from street import AREA, tool

STREET = AREA[:9] + "000"


class WithStreet(Community):
    """Its server has the street's policy key, too."""

    def _make_keys(self):
        super()._make_keys()
        keys = f"{self.path}/keys"
        tool("keys", "tongxing-keys", "generate", "--use", "policy", "DEMO-street", "--dir", keys, "--area", STREET, "--no-passphrase")
        shutil.copy(f"{keys}/DEMO-street.key", f"{self.path}/signing")
        tool("keys", "tongxing-keys", "trust", "--dir", keys)


class OfficeAbove(AtADesk):
    office_of, applicants = WithStreet, 6

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.community.account("disease", "health", "health")
        cls.community.of_long_ago("disease")
        for login in ("disease", "street"):
            cls.community.above(login)

    def test_1_home_is_the_sum_of_the_communities_and_a_row_for_each(self):
        self.community.apply(0)
        self.desk.sign_in("street", "home")
        self.assertTrue(self.desk.there("#areas tbody tr"), self.desk.words())
        figures = self.community.office.ask("GET", f"/v1/figures/{AREA}")
        names = [column["name"] for column in figures["columns"]]
        rows = self.desk.run("return [...document.querySelectorAll('#areas tbody tr')].map(row => [...row.cells].map(cell => cell.innerText))")
        self.assertEqual(["合计", AREA], [cells[0] for cells in rows])
        self.assertEqual(str(figures["rows"][0]["counts"][names.index("residents")]), rows[1][7], rows)

    def orders(self):
        return {policy["area"]: [order["document"] for order in policy["orders"]] for policy in self.community.office.ask("GET", "/v1/policies")["policies"]}

    def test_2_the_street_publishes_an_order_that_holds_in_its_communities(self):
        self.desk.sign_in("street", "home")
        self.desk.there("#write-order")
        self.desk.click("#write-order")
        self.desk.fill({"#order-document": "街办〔2026〕1号", "#order-issuer": "长安街道办事处", "#order-until": time.strftime("%Y-%m-%d", time.gmtime(time.time() + 864000)),
                        "#rule-0-topic": "test", "#rule-0-limit": "72小时", "#rule-0-on_fail": "warn"})
        self.desk.click("#order button[type=submit]")
        self.assertTrue(self.desk.there("#publish"), self.desk.words())
        if self.desk.there("#accept", 0):
            self.desk.fill({"#accept": "全街道统一"})
        self.desk.click("#publish button[type=submit]")
        self.assertTrue(self.desk.says("发布规定", "须由其他单位"), self.desk.words())
        self.assertEqual([], self.orders().get(STREET, []), "nothing holds before it is seconded")
        self.desk.sign_in("disease", "requests")
        self.desk.fill({"#second-password": PASSWORD})
        self.desk.click("#second button[type=submit]")
        self.assertTrue(until(lambda: self.orders().get(STREET) == ["街办〔2026〕1号"]), (self.orders(), self.desk.words()))
        self.desk.sign_in("office", "rules")
        self.assertTrue(self.desk.says("本社区实际执行的", "街办〔2026〕1号", "须有72小时内核酸阴性"), self.desk.words())


if __name__ == "__main__":
    run()
