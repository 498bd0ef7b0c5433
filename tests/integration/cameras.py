#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Cameras that people complain of: cameras.py FOLDER [CERT KEY].

Each path is another camera; what it shows is the file of FOLDER named behind its name, so
/drips/now.jpg drips FOLDER/now.jpg. Prints its port; each request is a line on standard error.
"""
import base64
import hashlib
import os
import socketserver
import ssl
import sys
import time
import urllib.request
from http.server import BaseHTTPRequestHandler

FOLDER, *TLS = sys.argv[1:]
HEAD = b"--cut\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
REALM, NONCE = "camera", "0a4f113b"


def read(name):
    with open(os.path.join(FOLDER, name), "rb") as file:
        return file.read()


def md5(*parts):
    return hashlib.md5(":".join(parts).encode()).hexdigest()


class Camera(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        print(self.path, flush=True, file=sys.stderr)
        kind, _, self.name = self.path[1:].partition("/")
        try:
            getattr(self, kind)()
        except OSError:  # hung up
            self.close_connection = True

    def answer(self, status, headers, body=b""):
        self.send_response(status)
        for header in headers:
            self.send_header(*header)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def begin_stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=cut")
        self.end_headers()

    def part(self, jpeg):
        self.wfile.write(HEAD % len(jpeg) + jpeg + b"\r\n")

    def snapshot(self):
        self.answer(200, [("Content-Type", "image/jpeg")], read(self.name))

    def hangs(self):
        """The same picture for ever."""
        self.begin_stream()
        while True:
            self.part(read(self.name))
            time.sleep(0.2)

    def drips(self):
        """One picture, then line ends, which keep the line busy."""
        self.begin_stream()
        self.part(read(self.name))
        while True:
            self.wfile.write(b"\r\n")
            time.sleep(0.5)

    def moved(self):
        self.answer(302, [("Location", "/snapshot/" + self.name)])

    def abroad(self):
        port = self.server.server_address[1]
        self.answer(307, [("Location", f"http://admin:geheim@localhost:{port}/snapshot/{self.name}")])

    def circle(self):
        self.answer(301, [("Location", "/circle/" + self.name)])

    def ancient(self):
        """HTTP/0.9: no status line, no head."""
        self.close_connection = True
        for _ in range(100):
            self.part(read(self.name))
            time.sleep(0.2)

    def thumbnail(self):
        """Another whole picture in the head of each."""
        jpeg, small = read(self.name), b"Exif\0\0" + read("small.jpg")
        segment = b"\xff\xe1" + (len(small) + 2).to_bytes(2, "big") + small
        self.begin_stream()
        while True:
            self.part(jpeg[:2] + segment + jpeg[2:])
            time.sleep(0.2)

    def digest(self):
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        said = urllib.request.parse_keqv_list(urllib.request.parse_http_list(rest))
        name, password = read("login").decode().strip().split(" ")
        wanted = md5(md5(name, REALM, password), NONCE, said.get("nc", ""), said.get("cnonce", ""),
                     said.get("qop", ""), md5(self.command, said.get("uri", "")))
        if scheme == "Digest" and said.get("username") == name and said.get("response") == wanted:
            self.snapshot()
        else:
            self.answer(401, [("WWW-Authenticate",
                               f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth"')])

    def basic(self):
        said = self.headers.get("Authorization", "").partition(" ")[2]
        if base64.b64decode(said).decode() == read("login").decode().strip().replace(" ", ":", 1):
            self.snapshot()
        else:
            self.answer(401, [("WWW-Authenticate", f'Basic realm="{REALM}"')])

    def log_message(self, *_):
        pass


class Cameras(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def handle_error(self, *_):
        pass


cameras = Cameras(("127.0.0.1", 0), Camera)
if TLS:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*TLS)
    cameras.socket = context.wrap_socket(cameras.socket, server_side=True)
print(cameras.server_address[1], flush=True)
cameras.serve_forever()
