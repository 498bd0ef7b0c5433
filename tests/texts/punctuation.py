#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""punctuation.py SOURCE: whether Chinese texts that people read have Chinese punctuation.

Reads every string of the programs and their pages, the texts of scripts, the Chinese of the docs.
Fails, with one line a text, where , ; : ! ? ( ) or . stands beside a Chinese character.
"""
import os
import re
import sys

FOLDERS = ["common", "docs", "gate-client", "keys", "scripts", "server"]
SKIPPED = {"vectors", "images", "completion"}
HAN = "[\u3400-\u9fff“”「」《》（）〔〕。、，：；？！]"
SPECIFIER = re.compile(r"%[-+ 0#]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:hh|h|ll|l|z|j)?[diouxXscf]")
# A laboratory writes (-) and (+); both are read, neither is a sentence.
LABORATORY = re.compile(r"\([-+]\)")
# The colon of an address stays one: https://名称:端口.
ADDRESS = re.compile(r"https?://[^\s，。；（）“”]+")
ENGLISH = re.compile(r"[A-Za-z]+ [a-z]+ [a-z]+")

SENTENCE = re.compile(rf"{HAN}\s*[,;:!?()]|[,;:!?()]\s*{HAN}|{HAN}\.(?![\w/*])")
# Within English a Chinese word is followed as English is: by a comma and a space.
WORD = re.compile(rf"{HAN}[,;:!?](?=[^\s\"'`|)\]}}*,]|$)|{HAN}\(|[,;:!?)]{HAN}")

C_TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|\'(?:\\.|[^\'\\\n])*\'|"(?:\\.|[^"\\\n])*"', re.S)
C_STRING = r'"(?:\\.|[^"\\\n])*"'
# Strings in a row are one text, with what inttypes.h puts between them.
C_TEXT = re.compile(rf"{C_STRING}(?:(?:\s|\\\n|PRI[a-zA-Z0-9]+)*{C_STRING})*")
# Where a text is Chinese by its place: the first of two, or what goes to a member zh.
C_CHINESE = re.compile(
    rf"(?:\bhost_words\(|\bhost_fail\([^\",]*,|\bhost_problem_set\([^\"]*,|\bzh, [^\"{{}};]*,|\.zh =)"
    rf"\s*({C_TEXT.pattern})"
)
# A text that is only punctuation, given once for each language: must differ.
C_PAIR = re.compile(r'([,;:.!?()]) ?"\s*[,:]\s*"\1 ?')
TS_TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`')
SHELL_TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')
JSON_TEXT = re.compile(r'"zh": ("(?:\\.|[^"\\])*")')


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def without_comments(source):
    """The source with comments blanked, so that lines keep their numbers."""
    def keep(token):
        return token[0] if token[0][0] in "\"'" else re.sub(r"[^\n]", " ", token[0])

    return C_TOKEN.sub(keep, source)


def joined(strings):
    return re.sub(r'"(?:\s|\\\n)*"', "", re.sub(r'"\s*PRI\w+\s*"', "d", strings))[1:-1]


def is_wrong(text, is_chinese=False):
    """A whole text in Chinese, or an English one with Chinese words in it."""
    if not is_chinese and not re.search("[\u3400-\u9fff]", text):
        return False
    text = ADDRESS.sub("", LABORATORY.sub("", text))
    if ENGLISH.search(text):
        return bool(WORD.search(text))
    return bool(SENTENCE.search(SPECIFIER.sub("格", text)))


def wrong_in_c(source):
    source = without_comments(source)
    for found in C_TEXT.finditer(source):
        if is_wrong(joined(found[0])):
            yield line_of(source, found.start()), joined(found[0])
    for found in C_CHINESE.finditer(source):
        if is_wrong(joined(found[1]), is_chinese=True):
            yield line_of(source, found.start(1)), joined(found[1])
    strings = list(re.finditer(C_STRING, source))
    for zh, en in zip(strings, strings[1:]):
        pair = source[zh.start() + 1 : en.end() - 1]
        if C_PAIR.fullmatch(pair):
            yield line_of(source, zh.start()), pair


def wrong_in_texts(pattern):
    def wrong(source):
        for found in pattern.finditer(source):
            text = found[found.lastindex or 0][1:-1]
            if is_wrong(text):
                yield line_of(source, found.start()), text

    return wrong


def wrong_in_lines(source):
    for number, line in enumerate(source.split("\n"), 1):
        if WORD.search(ADDRESS.sub("", LABORATORY.sub("", line))):
            yield number, line.strip()


def without_sums(source):
    return re.sub(r"\$\(\(.*?\)\)", lambda found: "0" * len(found[0]), source)


def both(*readers):
    return lambda source: {found for reader in readers for found in reader(source)}


def wrong_in_shell(source):
    return both(wrong_in_texts(SHELL_TEXT), wrong_in_lines)(without_sums(source))



READERS = {
    ".c": lambda source: set(wrong_in_c(source)),
    ".h": lambda source: set(wrong_in_c(source)),
    ".ts": wrong_in_texts(TS_TEXT),
    ".tsx": wrong_in_texts(TS_TEXT),
    ".html": wrong_in_lines,
    ".json": both(wrong_in_texts(JSON_TEXT), wrong_in_lines),
    ".yaml": wrong_in_lines,
    ".md": wrong_in_lines,
    ".scd": wrong_in_lines,
    ".ini": wrong_in_lines,
    ".service": wrong_in_lines,
    ".sh": wrong_in_shell,
    "": wrong_in_shell,
}


def files(source):
    for folder in FOLDERS:
        for path, folders, names in os.walk(os.path.join(source, folder)):
            folders[:] = sorted(set(folders) - SKIPPED)
            yield from (os.path.join(path, name) for name in sorted(names))
    yield os.path.join(source, "README.md")
    yield os.path.join(source, "CONTRIBUTING.md")


def main():
    wrong = count = 0
    for path in files(sys.argv[1]):
        reader = READERS.get(os.path.splitext(path)[1])
        if not reader:
            continue
        count += 1
        with open(path, encoding="utf-8") as file:
            for number, text in sorted(reader(file.read())):
                wrong += 1
                print(f"{path}:{number}: Chinese with ASCII punctuation: {text}")
    print(f"{count} files read, {wrong} texts wrong")
    sys.exit(1 if wrong or count < 200 else 0)


if __name__ == "__main__":
    main()
