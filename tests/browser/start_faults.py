#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""start_faults.py BUILD: the guard's page of a gate that started with something absent or damaged, on
a small phone and on a screen, in a real browser in either language.

Exits 77 where there is no browser. With TONGXING_SCREENSHOTS=DIR the pages are kept as pictures;
docs/images has some of a browser in Chinese, since a page says everything in both, by

    TONGXING_SCREENSHOTS=docs/images tests/browser/start_faults.py build --shown"""
import contextlib
import glob
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest

from driver import Browser, run, until
from guard_screen import FITS, FOREIGN_MARKS, HIDDEN_BUTTONS, SIZES
from street import Gate, Street

SHOWN_ALONE = "--shown" in sys.argv and not sys.argv.remove("--shown")
LANGUAGES = ("zh-CN", "en")
# In a mount namespace, with the folder as $0.
READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
FULL = ('cp -a "$0" "$0.kept" && mount -t tmpfs -o size=2m,mode=700 tongxing-small "$0" && cp -a "$0.kept/." "$0" && '
        '{ dd if=/dev/zero of="$0/ballast" bs=4k 2>/dev/null; exec "$@"; }')
MOUNTS = subprocess.run(["unshare", "-rm", "true"], check=False, capture_output=True).returncode == 0
OVERFLOWS = "return document.documentElement.scrollWidth > innerWidth"
# What is wrong: by height, 2 m away 10 mm can be read, which is 38 px of the screen; a phone is in the hand.
LETTERS = "return parseFloat(getComputedStyle(document.getElementById('wrong')).fontSize)"
LETTERS_PX = {360: 19, 1280: 38}
# What the docs show.
SHOWN = ("parts-zh-CN-360", "object-zh-CN-360", "list-zh-CN-360", "policy-zh-CN-360", "clock-zh-CN-360", "object-zh-CN-1280")


def all_parts(folder):
    """As no machine has them."""
    return ["--output", f"command:{folder}/barrier", "--output", "relay:gpiochip9/17", "--button", "emergency:gpiochip9/4",
            "--thermometer", f"{folder}/sensor", f"serial:{folder}/scanner", f"v4l2:{folder}/video"]


class AGateStartedWith(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.street = Street()
        cls.first = cls.street.gate("east", "--name", "长安社区东门岗亭 East gate of the community")
        for kind in ("status", "policy"):
            until(lambda: glob.glob(f"{cls.street.path}/east/objects/{kind}-*.cose"))
        cls.first.close()

    @classmethod
    def tearDownClass(cls):
        cls.street.close()

    def look(self, fault, says, spoil=lambda folder: None, flags=lambda folder: [], disk=None):
        """Starts a copy of the gate with a fault, and looks at its page; says: in each language."""
        folder = f"{self.street.path}/{fault}"
        shutil.copytree(f"{self.street.path}/east", folder, ignore=shutil.ignore_patterns("*.sock"))
        spoil(folder)
        prefix = ["unshare", "-rm", "sh", "-c", disk, folder] if disk else []
        gate = Gate(folder, "--page", "127.0.0.1:0", "--alone", *flags(folder), prefix=prefix)
        try:
            for language, words in zip(LANGUAGES, says):
                with Browser(arguments=[f"--accept-lang={language}", f"--lang={language}"]) as browser:
                    for width, height in SIZES:
                        browser.resize(width, height)
                        browser.open(gate.page + "/guard")
                        self.assertTrue(until(lambda: words in browser.words()), browser.words())
                        at = f"{fault}, {language}, {width} x {height}"
                        name = f"{fault}-{language}-{width}"
                        if not SHOWN_ALONE or name in SHOWN:
                            browser.keep("fault-" + name)
                        self.assertGreaterEqual(browser.run(LETTERS), LETTERS_PX[width], at)
                        self.assertEqual([], browser.run(HIDDEN_BUTTONS), at)
                        self.assertLessEqual(browser.run(FITS), 64, at)
                        self.assertFalse(browser.run(OVERFLOWS), at)
                        self.assertEqual([], browser.run(FOREIGN_MARKS), at)
        finally:
            gate.close()

    def test_parts_that_are_absent_has_all_its_buttons(self):
        self.look("parts", ("请手动开闸", "open it by hand"), flags=all_parts)

    def test_one_source_that_is_absent_has_all_its_buttons(self):
        self.look("source", ("摄像机或扫码器打不开", "a camera or scanner cannot be opened"), flags=lambda folder: [f"v4l2:{folder}/video"])

    @unittest.skipUnless(MOUNTS, "no mount namespaces here")
    def test_a_read_only_disk_has_all_its_buttons(self):
        self.look("read-only", ("磁盘只读或无权写入", "the disk is read-only"), disk=READ_ONLY)

    @unittest.skipUnless(MOUNTS, "no mount namespaces here")
    def test_a_full_disk_has_all_its_buttons(self):
        def spoil(folder):
            os.remove(f"{folder}/journal.db")
        self.look("full", ("磁盘已满", "the disk is full"), spoil, disk=FULL)

    def test_a_damaged_journal_has_all_its_buttons(self):
        def spoil(folder):
            with open(f"{folder}/journal.db", "wb") as out:
                out.write(b"nothing of ours" * 400)
        self.look("journal", ("日志曾损坏", "the journal was damaged"), spoil)

    def test_a_damaged_object_has_all_its_buttons(self):
        def spoil(folder):
            with open(f"{folder}/objects/trust.cose", "wb") as out:
                out.write(b"damaged")
        self.look("object", ("本机存有的信任列表已损坏，请同步取回", "the stored trust list is damaged, please sync"), spoil)

    def damage(self, folder, kind):
        for path in glob.glob(f"{folder}/objects/{kind}-*.cose"):
            with open(path, "wb") as out:
                out.write(b"damaged")

    def test_a_damaged_list_has_all_its_buttons(self):
        self.look("list", ("名册已损坏，请同步取回", "is damaged, please sync"), lambda folder: self.damage(folder, "status"))

    def test_a_damaged_policy_has_all_its_buttons(self):
        self.look("policy", ("已损坏，请同步取回", "is damaged, please sync"), lambda folder: self.damage(folder, "policy"))

    def test_a_wrong_clock_has_all_its_buttons(self):
        self.look("clock", ("时钟不可信，请校准", "the clock is not trusted, please set it"), flags=lambda folder: ["--now", str(int(time.time()) - 20 * 86400)])

    def test_a_journal_of_a_newer_release_has_all_its_buttons(self):
        def spoil(folder):
            with contextlib.closing(sqlite3.connect(f"{folder}/journal.db")) as journal, journal:
                journal.execute("insert into schema_version values (99)")
        self.look("newer", ("日志来自更新的版本", "the journal is of a newer release"), spoil)


if __name__ == "__main__":
    run()
