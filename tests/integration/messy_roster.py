#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""messy_roster.py OUT.xlsx: a roster of 2,000 people as offices keep them: a title, headings in the
office's own words, a heading again on every page, days in every form, telephones with apostrophes,
blanks and two in a cell, buildings in merged cells, numbers of documents in full width and with
blanks; 30 of them that a spreadsheet has rounded, and 10 that are mistyped. Nobody in it lives."""
import random
import sys
import zipfile
from xml.sax.saxutils import escape

PEOPLE, ROUNDED, MISTYPED, A_PAGE = 2000, 30, 10, 40
HEADING = ["序号", "楼 号", "单元", "门牌号", "户主", "*身份证号码（必填）", "联系电话", "出生年月", "人员类型", "入住时间", "备注"]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
random.seed(1)


def card(front):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return front + "10X98765432"[sum(int(d) * w for d, w in zip(front, weights)) % 11]


def serial(year, month, day):
    import datetime

    return (datetime.date(year, month, day) - datetime.date(1899, 12, 30)).days


def day_as_written(i, year, month, day):
    forms = [
        ("s", f"{year}.{month}.{day}"),
        ("s", f"{year}年{month}月{day}日"),
        ("s", f"{year}{month:02}{day:02}"),
        ("s", f"{year}-{month:02}"),
        ("d", serial(year, month, day)),
        ("w", serial(year, month, day)),
        ("n", serial(year, month, day)),
        ("s", f"{year}/{month}/{day}"),
        ("s", "不详"),
        ("s", ""),
    ]
    return forms[i % len(forms)]


def number_as_written(i, number):
    if i % 67 == 5 and i // 67 < ROUNDED:
        return ("n", f"{number[0]}.{number[1:15]}E+17")
    if i % 199 == 7 and i // 199 < MISTYPED:
        return ("s", number[:17] + ("1" if number[17] != "1" else "2"))
    forms = [number, number.lower(), f"{number[:6]} {number[6:14]} {number[14:]}", "'" + number]
    forms += [number.translate(WIDE), "\u200e" + number, number + "\u00a0"]
    return ("s", forms[i % len(forms)])


def phone_as_written(i):
    number = f"138{i:08}"
    forms = [("n", number), ("s", "'" + number), ("s", f"{number[:3]} {number[3:7]} {number[7:]}")]
    forms += [("s", number.translate(WIDE)), ("s", f"{number}/139{i:08}"), ("s", f"+86-{number}")]
    forms += [("s", f"{number}、02988888888"), ("n", f"1.38{i:08}E+10"), ("s", "无"), ("s", "")]
    return forms[i % len(forms)]


def person(i):
    building, flat = i // 200 + 1, 101 + i % 200 // 3
    year, month, day = 1930 + i % 90, 1 + i % 12, 1 + i % 28
    number = card(f"990101{year}{month:02}{day:02}{i % 1000:03}")
    merged = i % 3 != 0  # one cell a household
    return [
        ("n", i + 1),
        ("s", "" if merged else f"{building}号楼"),
        ("s", "" if merged else f"{1 + i % 2}单元"),
        ("s", "") if merged else ("n", flat),
        ("s", ["测 试", "测试"][i % 2] + "甲乙丙丁戊己庚辛壬癸"[i % 10] + chr(0x4E00 + i)),
        number_as_written(i, number),
        phone_as_written(i),
        day_as_written(i, year, month, day),
        ("s", ["居民", "", "租户", "志愿者", "流动人员"][i % 5]),
        day_as_written(i + 3, 2015, 1 + i % 12, 1 + i % 28),
        ("s", "新" if i % 9 == 0 else ""),
    ]


def cell(column, row, value, texts):
    kind, text = value
    where = f"r='{chr(65 + column)}{row}'"
    styles = {"n": "", "d": " s='1'", "w": " s='2'"}
    if kind != "s":
        return f"<c {where}{styles[kind]}><v>{text}</v></c>"
    return f"<c {where} t='s'><v>{texts.setdefault(text, len(texts))}</v></c>" if text else ""


def main():
    heading = [("s", word) for word in HEADING]
    rows = [[("s", "幸福社区居民名册（2022年1月）")], [("s", "填表人：测试；单位：社区居委会")], heading]
    for i in range(PEOPLE):
        rows += [heading] if i and i % A_PAGE == 0 else []
        rows.append(person(i))
    texts = {}
    sheet = "".join(
        f"<row r='{n}'>{''.join(cell(c, n, value, texts) for c, value in enumerate(row))}</row>"
        for n, row in enumerate(rows, 1)
    )
    parts = {
        "_rels/.rels": f"{RELATIONS}<Relationship Id='r' Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f"<workbook xmlns:r='{OFFICE}'><sheets><sheet name='名册' sheetId='1' r:id='r1'/></sheets></workbook>",
        "xl/_rels/workbook.xml.rels": RELATIONS
        + "".join(
            f"<Relationship Id='r{n}' Type='{OFFICE}/{kind}' Target='{target}'/>"
            for n, kind, target in (
                (1, "worksheet", "sheet.xml"),
                (2, "styles", "styles.xml"),
                (3, "sharedStrings", "texts.xml"),
            )
        )
        + "</Relationships>",
        "xl/styles.xml": "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='31'/></cellXfs></styleSheet>",
        "xl/texts.xml": f"<sst>{''.join(f'<si><t>{escape(text)}</t></si>' for text in texts)}</sst>",
        "xl/sheet.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
    }
    with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)


main()
