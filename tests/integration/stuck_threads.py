#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""stuck_threads.py BUILD: each thread of the sockets of a real server and a real gate is stopped in
turn, and the service manager hears nothing until it runs again. Exits 77 where no thread may be
traced."""
import ctypes
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../browser"))
from driver import until  # noqa: E402
from manager import Manager  # noqa: E402
from street import Street  # noqa: E402

PTRACE_ATTACH, PTRACE_DETACH, WALL = 16, 17, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long] * 4
libc.ptrace.restype = ctypes.c_long


class Stopped:
    """One thread, while all others of its process run on."""

    def __init__(self, thread):
        self.thread = thread

    def __enter__(self):
        if libc.ptrace(PTRACE_ATTACH, self.thread, 0, 0) != 0:
            raise PermissionError(ctypes.get_errno(), "ptrace")
        os.waitpid(self.thread, WALL)

    def __exit__(self, *_):
        libc.ptrace(PTRACE_DETACH, self.thread, 0, 0)


def threads_named(process, name):
    found = []
    for task in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{task}/comm", encoding="utf-8") as comm:
            if comm.read().strip() == name:
                found.append(int(task))
    return found


class Told(Street):
    """A server that is told of a service manager with an interval of four seconds."""

    def _start(self):
        self.manager = Manager(f"{self.path}/server.notify")
        with self.manager.watching():
            super()._start()


class StuckThreads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.street = Told()
        cls.gate_manager = Manager(f"{cls.street.path}/gate.notify")
        with cls.gate_manager.watching():
            cls.gate = cls.street.gate("east", "--name", "east")

    @classmethod
    def tearDownClass(cls):
        cls.gate.close()
        cls.street.close()

    def is_missed(self, manager, process, threads):
        self.assertGreater(len(threads), 0)
        for thread in threads:
            self.assertTrue(until(lambda: manager.silent_s() < 1.5), "it lives")
            with Stopped(thread):
                self.assertTrue(until(lambda: manager.silent_s() > 4, 15), f"thread {thread} is missed")
            self.assertTrue(until(lambda: manager.silent_s() < 1.5), "it lives again")
        os.kill(process, 0)

    def test_1_a_stuck_thread_of_the_server_s_sockets_stops_the_pings(self):
        process = self.street.server.pid
        self.is_missed(self.street.manager, process, threads_named(process, "http"))

    def test_2_a_stuck_thread_of_the_page_or_the_commands_stops_the_gate_s(self):
        process = self.gate.process.pid
        self.is_missed(self.gate_manager, process, threads_named(process, "http"))

    def test_3_and_so_does_the_gate_s_own_loop(self):
        process = self.gate.process.pid
        self.is_missed(self.gate_manager, process, [process])


def may_trace():
    child = os.fork()
    if child == 0:
        signal.pause()
    traced = libc.ptrace(PTRACE_ATTACH, child, 0, 0) == 0
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return traced and os.geteuid() == 0  # the server lets only root


if __name__ == "__main__":
    if not may_trace():
        print("no thread may be traced here: skipped")
        sys.exit(77)
    unittest.main(verbosity=2)
