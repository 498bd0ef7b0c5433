#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""answers.py COMMAND … < ANSWERS: types the answers at a terminal of the command's own.

A line of ANSWERS is `WORDS|ANSWER`: when WORDS stand in what came since the last answer, ANSWER is
typed; without more lines the terminal hangs up. Prints all that was said; ends with the command's
status, or 99 when it waited for something else.
"""
import os
import pty
import select
import sys

answers = [line.rstrip("\n").split("|", 1) for line in sys.stdin if line.strip()]
child, terminal = pty.fork()
if child == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
said, heard = b"", 0
while True:
    if not select.select([terminal], [], [], 60)[0]:
        sys.exit(99)
    try:
        more = os.read(terminal, 4096)
    except OSError:
        break
    if not more:
        break
    said += more
    while answers and answers[0][0].encode() in said[heard:]:
        heard = len(said)
        os.write(terminal, answers.pop(0)[1].encode() + b"\n")
os.close(terminal)
sys.stdout.write(said.decode(errors="replace"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
