# SPDX-License-Identifier: Apache-2.0
"""A service manager as programs know it: the socket to which they say that they live."""
import contextlib
import os
import socket
import threading
import time


class Manager:
    def __init__(self, path):
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.heard = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            if self.socket.recv(100) == b"WATCHDOG=1":
                self.heard.append(time.monotonic())

    @contextlib.contextmanager
    def watching(self):
        """Programs that are started in it are told of this manager."""
        os.environ.update(NOTIFY_SOCKET=self.path, WATCHDOG_USEC="4000000")
        try:
            yield
        finally:
            del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]

    def silent_s(self):
        return time.monotonic() - (self.heard[-1] if self.heard else 0)

    def longest_pause(self, since):
        times = [since] + [t for t in self.heard if t > since] + [time.monotonic()]
        return max(b - a for a, b in zip(times, times[1:]))
