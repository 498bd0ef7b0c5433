#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""under_unit.py UNIT COMMAND…: runs a command under the system calls that a service's unit leaves it
(SystemCallFilter, systemd.exec(5)). As under the service manager, any other call ends the process;
what a set holds is asked of systemd-analyze."""
import ctypes
import os
import subprocess
import sys

KILL_PROCESS, ALLOW = 0x80000000, 0x7FFF0000
# What the manager allows whatever the unit says, so that a process can be started at all.
ALWAYS = ["execve", "exit", "exit_group", "getrlimit", "rt_sigreturn", "sigreturn"]


def expand(name):
    if not name.startswith("@"):
        return {name}
    listing = subprocess.run(
        ["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True
    ).stdout
    words = [line.strip() for line in listing.splitlines()[1:]]
    return set().union(*(expand(word) for word in words if word and not word.startswith("#")))


def allowed(unit):
    """Lines add up; a first ~ takes away."""
    calls = set(ALWAYS) | expand("@default")
    with open(unit, encoding="utf-8") as file:
        for line in file:
            key, _, value = line.strip().partition("=")
            if key != "SystemCallFilter":
                continue
            named = set().union(*(expand(word) for word in value.lstrip("~").split()))
            calls = calls - named if value.startswith("~") else calls | named
    return calls


def lock(calls):
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(KILL_PROCESS))
    for call in calls:
        number = library.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:
            library.seccomp_rule_add_array(context, ALLOW, number, 0, None)
    if library.seccomp_load(context) != 0:
        sys.exit("under_unit.py: no filter")


calls = allowed(sys.argv[1])
if os.geteuid() == 0:
    calls |= {"fchown"}  # by which SQLite gives its files to their owner where it is root, as no service is
lock(calls)
os.execvp(sys.argv[2], sys.argv[2:])
