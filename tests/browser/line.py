# SPDX-License-Identifier: Apache-2.0
"""The line between a browser and a server, which can be cut once the server has done what it was asked."""
import contextlib
import socket
import threading


class Line:
    def __init__(self, port):
        self.port = int(port)
        self.cutting = None
        self.cuts = 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self):
        self.listening.close()

    @contextlib.contextmanager
    def cut(self, request, head=False):
        """Answers to that request do not arrive; head: what stands before their body does."""
        self.cutting = (request.encode(), head)
        try:
            yield
        finally:
            self.cutting = None

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listening.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        with near, socket.create_connection(("127.0.0.1", self.port)) as far, contextlib.suppress(OSError):
            asked = [b""]
            threading.Thread(target=self._carry_on, args=(near, far, asked), daemon=True).start()
            while answer := far.recv(65536):
                request, head = self.cutting or (None, False)
                if request and asked[0].startswith(request):
                    self.cuts += 1
                    if head:
                        near.sendall(answer.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
                    break
                near.sendall(answer)
            for end in (near, far):
                end.shutdown(socket.SHUT_RDWR)

    def _carry_on(self, near, far, asked):
        with contextlib.suppress(OSError):
            while said := near.recv(65536):
                if said.split(b" ", 1)[0] in (b"GET", b"POST", b"DELETE"):
                    asked[0] = said
                far.sendall(said)
            far.shutdown(socket.SHUT_WR)
