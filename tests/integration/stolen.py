#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What somebody reads in a database that was carried off.

stolen.py rebuild DATABASE ROSTER…    how many of the rosters' identity numbers are put together
                                      again from its rows, told as a number
stolen.py tells FOLDER WORDS          words (one a line) that stand in its files or its rows; status 1
                                      and the words when there are any
stolen.py words DATABASE              the words that a database of schema 4 or older keeps in clear

A number of 18 digits is a region, a date of birth, three digits and a check digit. Regions are
public; so whoever finds a date and the last four characters in one row has the number.
"""
import csv
import os
import re
import sqlite3
import sys

DATE = re.compile(r"(?:19|20)\d\d-?[01]\d-?[0-3]\d")
TAIL = re.compile(r"(?<![0-9])\d{3}[0-9X](?![0-9X])")
NUMBER = re.compile(r"(?<!\d)\d{17}[0-9X]")
SHORT = 5  # fewer bytes than these stand by chance in anything encrypted


def rows(path):
    """(table, its row) of everything, texts and bytes alike as texts."""
    database = sqlite3.connect(f"file:{path}?immutable=0", uri=True)
    database.text_factory = bytes
    names = database.execute("select name from sqlite_master where type = 'table'").fetchall()
    for (name,) in names:
        for row in database.execute(f'select * from "{name.decode()}"'):
            yield name.decode(), row
    database.close()


def texts(row):
    return [part.decode("utf-8", "replace") for part in row if isinstance(part, bytes)]


def check_digit(seventeen):
    weights = [pow(2, 17 - i, 11) for i in range(17)]
    return "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, weights)) % 11]


def numbers_of(files):
    """What a roster has, to count what was found and to know the regions."""
    found = set()
    for file in files:
        with open(file, encoding="utf-8-sig") as opened:
            for line in csv.reader(opened):
                found.update(cell for cell in line if NUMBER.fullmatch(cell))
    return found


def rebuild(path, files):
    true = numbers_of(files)
    regions = {number[:6] for number in true}
    found = set()
    for _, row in rows(path):
        words = "\x1f".join(texts(row))
        found.update(NUMBER.findall(words))
        tails = set(TAIL.findall(words))
        for date in {match.replace("-", "") for match in DATE.findall(words)}:
            for whole in (region + date + tail for region in regions for tail in tails):
                if check_digit(whole[:17]) == whole[17]:
                    found.add(whole)
    print(len(found & true))
    return 0


def read_lines(path):
    with open(path, encoding="utf-8") as file:
        return {line.rstrip("\n") for line in file if line.strip()}


def files_of(folder):
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            yield file.read()


def is_told(word, raw, parts):
    encoded = word.encode()
    if len(encoded) >= SHORT and encoded in raw:
        return True
    return word in parts


def tells(folder, path):
    raw = b"\0".join(files_of(folder))
    parts = set()
    for _, row in rows(os.path.join(folder, "office.db")):
        for text in texts(row):
            parts.update([text], re.split(r"[\s,;:\"\[\]{}\x00-\x1f]+", text))
    told = sorted(word for word in read_lines(path) if is_told(word, raw, parts))
    print("\n".join(told))
    return 1 if told else 0


def words(path):
    database = sqlite3.connect(path)
    for row in database.execute(
        "select mask, tail, unit, room, birth_date, moved_in from resident"
    ):
        print("\n".join(word for word in row if word))
    for action, detail in database.execute("select action, detail from audit"):
        if action in ("suspend", "revoke", "reinstate") and " " in detail:
            print(detail.split(" ", 1)[1])
    return 0


if __name__ == "__main__":
    does = {"rebuild": rebuild, "tells": tells, "words": words}[sys.argv[1]]
    sys.exit(does(sys.argv[2], sys.argv[3:]) if does is rebuild else does(*sys.argv[2:]))
