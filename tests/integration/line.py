#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A serial line whose other end is a file: line.py LINK.

LINK names the device; what comes on standard input arrives there as it is, until its end.
"""
import os
import sys
import tty

here, there = os.openpty()
tty.setraw(there)
os.symlink(os.ttyname(there), sys.argv[1])
while sent := os.read(0, 4096):
    os.write(here, sent)
