#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""workbook.py ROSTER.csv OUT.xlsx [TITLE]: a roster as a spreadsheet saves it: numbers of documents
as shared texts, telephones as numbers, a title above the heading where one is given, a sheet of
explanations in front."""
import csv
import sys
import zipfile
from xml.sax.saxutils import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"


def relation(number, kind, target):
    return f"<Relationship Id='rId{number}' Type='{OFFICE}/{kind}' Target='{target}'/>"


def cell(column, row, value, texts):
    where = f"r='{chr(65 + column)}{row}'"
    if value.isdigit() and len(value) == 11:
        return f"<c {where}><v>{value}</v></c>"
    return f"<c {where} t='s'><v>{texts.setdefault(value, len(texts))}</v></c>" if value else ""


def rows_of(rows, texts):
    return "".join(
        f"<row r='{number}'>{''.join(cell(i, number, value, texts) for i, value in enumerate(row))}</row>"
        for number, row in enumerate(rows, 1)
    )


def main():
    with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    rows = [[title] for title in sys.argv[3:]] + rows
    texts = {}
    sheet, front = rows_of(rows, texts), rows_of([["填表说明"], ["一人一行"]], texts)
    sheets = "<sheet name='说明' sheetId='1' r:id='rId1'/><sheet name='居民' sheetId='2' r:id='rId2'/>"
    parts = {
        "_rels/.rels": RELATIONS + relation(1, "officeDocument", "xl/workbook.xml") + "</Relationships>",
        "xl/workbook.xml": f"<workbook xmlns:r='{OFFICE}'><sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": RELATIONS
        + relation(1, "worksheet", "worksheets/sheet1.xml")
        + relation(2, "worksheet", "worksheets/sheet2.xml")
        + relation(3, "sharedStrings", "sharedStrings.xml")
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{front}</sheetData></worksheet>",
        "xl/worksheets/sheet2.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
        "xl/sharedStrings.xml": "<sst>"
        + "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        + "</sst>",
    }
    with zipfile.ZipFile(sys.argv[2], "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)


main()
