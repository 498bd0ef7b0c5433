#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A camera that answers each request with one picture: snapshots.py PICTURE [NAME PASSWORD].

Prints its port. With a name and a password it asks for digest authentication (RFC 7616, MD5 as
cameras have it) and takes nothing else.
"""
import hashlib
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PICTURE, *LOGIN = sys.argv[1:]
REALM, NONCE = "camera", "0a4f113b"


def md5(*parts):
    return hashlib.md5(":".join(parts).encode()).hexdigest()


def wanted_response(said, method):
    name, password = LOGIN
    return md5(md5(name, REALM, password), NONCE, said.get("nc", ""), said.get("cnonce", ""),
               said.get("qop", ""), md5(method, said.get("uri", "")))


class Camera(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def may_see(self):
        if not LOGIN:
            return True
        scheme, _, rest = self.headers.get("Authorization", "").partition(" ")
        said = urllib.request.parse_keqv_list(urllib.request.parse_http_list(rest))
        return scheme == "Digest" and said.get("username") == LOGIN[0] \
            and said.get("response") == wanted_response(said, self.command)

    def refuse(self):
        self.send_response(401)
        self.send_header("WWW-Authenticate", f'Digest realm="{REALM}", nonce="{NONCE}", qop="auth"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        if not self.may_see():
            self.refuse()
            return
        with open(PICTURE, "rb") as picture:
            jpeg = picture.read()
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(jpeg)))
        self.end_headers()
        self.wfile.write(jpeg)

    def log_message(self, *_):
        pass


camera = ThreadingHTTPServer(("127.0.0.1", 0), Camera)
print(camera.server_address[1], flush=True)
camera.serve_forever()
