#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages of section 3 from public headers: headers.py --list HEADER… | VERSION FOLDER HEADER…

A header is one page, tongxing-NAME.3: its own comment, then each declaration with what is said above
it. Every function has a page of its own name that leads there. --list prints the pages' names.
"""
import os
import re
import sys


def parts(text):
    """(comment, code) of each paragraph behind the includes; comment or code may be empty."""
    text = re.sub(r"#ifdef __cplusplus\n.*?#endif\n", "", text, flags=re.S)
    lines = [line for line in text.splitlines()
             if not re.match(r"#include|#ifndef TX_\w+_H$|#define TX_\w+_H$|/\* SPDX", line)]
    while lines and lines[-1] in ("#endif", ""):
        lines.pop()
    comment, code, depth, inside = [], [], 0, False
    for line in lines + [""]:
        if inside or (depth == 0 and line.startswith("/*")):
            if code and not inside:
                yield comment, code
                comment, code = [], []
            comment.append(line)
            inside = "*/" not in line
            continue
        depth += line.count("{") - line.count("}")
        if line or depth:
            code.append(line)
        elif comment or code:
            yield comment, code
            comment, code = [], []


def words(comment):
    text = "\n".join(comment)
    text = re.sub(r"/\*+|\*+/", "", text)
    return " ".join(re.sub(r"^ ?\* ?", "", line.strip()) for line in text.splitlines()).strip()


def functions(code):
    """The names that are declared outside of braces."""
    text = re.sub(r"\{.*?\n\}", "", "\n".join(line for line in code if not line.startswith("#")), flags=re.S)
    return [] if text.startswith(("struct {", "typedef", " ")) else re.findall(r"\b(tx_\w+)\(", text)


def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.M)


def page(name, header, version):
    found, names = list(parts(header)), []
    summary = words(found[0][0]) if found and found[0][0] and not found[0][1] else name
    body = []
    for comment, code in found[1:] if found and not found[0][1] else found:
        said = words(comment)
        title = re.fullmatch(r"-+ (.*?) -+", said)
        if title:
            body.append(f'.SS "{escape(title[1])}"')
        if code:
            body.append(".PP\n.nf\n" + "\n".join(f"\\fB{escape(line)}\\fR" if line else "" for line in code) + "\n.fi")
            names += functions(code)
        if said and not title:
            body.append((".RS\n" if code else ".PP\n") + escape(said) + ("\n.RE" if code else ""))
    names = list(dict.fromkeys(names))
    head = re.split(r"[.:;] ", summary)[0].rstrip(".")
    lines = [f'.TH "TONGXING-{name.upper()}" 3 "" "libtongxing {version}" "Library of Tongxing"',
             ".SH NAME", f"{', '.join([f'tongxing-{name}'] + names)} \\- {escape(head)}",
             ".SH SYNOPSIS", f".nf\n.B #include <format/{name}.h>\n.fi",
             ".PP", "cc $(pkg\\-config \\-\\-cflags \\-\\-libs tongxing)",
             ".SH DESCRIPTION", escape(summary)] + body
    return "\n".join(lines) + "\n", names


def main():
    if sys.argv[1] == "--list":
        version, folder, headers = "", None, sys.argv[2:]
    else:
        version, folder, headers = sys.argv[1], sys.argv[2], sys.argv[3:]
    for path in headers:
        name = os.path.basename(path)[:-2]
        with open(path, encoding="utf-8") as file:
            text, names = page(name, file.read(), version)
        pages = {f"tongxing-{name}.3": text}
        pages.update({f"{one}.3": f".so man3/tongxing-{name}.3\n" for one in names})
        for file_name, content in pages.items():
            if folder is None:
                print(file_name)
                continue
            with open(os.path.join(folder, file_name), "w", encoding="utf-8") as file:
                file.write(content)


main()
