#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a page says is typed at a terminal, command by command: typed.py PAGE HEADING [PROMPT=ANSWER …]

Every command in the fenced blocks below the heading runs in the current folder, on a terminal of its
own; where it asks something that begins with PROMPT, ANSWER is typed. Ends at the first command that
fails, or that asks what nobody answers.
"""
import os
import pty
import re
import select
import sys
import time

LONGEST_S = 100


def blocks(page, heading):
    text = open(page, encoding="utf-8").read()
    start = re.search(rf"^## {re.escape(heading)}$", text, re.M)
    if not start:
        sys.exit(f"{page}: there is no heading {heading}")
    section = re.split(r"^## ", text[start.end():], maxsplit=1, flags=re.M)[0]
    for block in re.findall(r"^ *```\n(.*?)^ *```$", section, re.M | re.S):
        yield from (line.strip() for line in block.splitlines() if line.strip())


def run(command, answers):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp("bash", ["bash", "-c", command])
    said, answered, until = "", 0, time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            said += os.read(terminal, 4096).decode("utf-8", "replace")
        except OSError:
            break
        for prompt, answer in answers:
            at = said.find(prompt, answered)
            if at >= 0 and said.rstrip().endswith(":") and not said.endswith("\n"):
                answered = len(said)
                os.write(terminal, answer.encode() + b"\n")
                break
    else:
        os.kill(pid, 9)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(terminal)
    print(f"$ {command}\n{said}")
    return status


def main():
    page, heading = sys.argv[1:3]
    answers = [word.split("=", 1) for word in sys.argv[3:]]
    commands = list(blocks(page, heading))
    for command in commands:
        status = run(command, answers)
        if status != 0:
            sys.exit(f"{page}, {heading}: status {status} of {command}")
    if not commands:
        sys.exit(f"{page}: nothing to type below {heading}")


main()
