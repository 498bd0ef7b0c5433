#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Issues passes over the sockets of several servers until a file appears, and counts what was
acknowledged: load.py SOCKET… --area AREA --clients N --until FILE >counts.json

Each client has a resident of its own and asks the servers in turns. What failed is asked for again
under the same Idempotency-Key, until it is acknowledged."""
import argparse
import http.client
import json
import os
import socket
import sys
import threading
import time
import uuid

PATIENCE_S = 30
PAUSE_S = 0.05


class Office(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("office", timeout=PATIENCE_S)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE_S)
        self.sock.connect(self.path)


def ask(path, method, target, body=None, key=None):
    """Status and answer; 0 where the connection broke."""
    office = Office(path)
    headers = {"Content-Type": "application/json", "Idempotency-Key": key} if body else {}
    try:
        office.request(method, target, body, headers)
        answer = office.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
    finally:
        office.close()


class Client(threading.Thread):
    def __init__(self, servers, area, index, until):
        super().__init__()
        self.servers, self.area, self.index, self.until = servers, area, index, until
        self.turn = index
        self.acknowledged, self.texts, self.refusals = [], [], {}
        self.before = self.look()

    def next_server(self):
        self.turn += 1
        return self.servers[self.turn % len(self.servers)]

    def look(self):
        """How many passes the resident has: asked until somebody answers."""
        while True:
            status, answer = ask(self.next_server(), "GET", f"/v1/passes?area={self.area}&from={self.index}")
            if status == 200:
                return answer["holders"][0]["passes"]
            time.sleep(PAUSE_S)

    def issue(self):
        """One pass, whatever it takes."""
        key = uuid.uuid4().hex
        while True:
            status, answer = ask(self.next_server(), "POST",
                                 f"/v1/residents/{self.area}/{self.index}/passes", "{}", key)
            if status == 201:
                self.texts.append(answer["passes"][0]["text"])
                self.acknowledged.append(time.time())
                return
            name = f"{status} {answer.get('detail_en', '')}".strip()
            self.refusals[name] = self.refusals.get(name, 0) + 1
            time.sleep(PAUSE_S)

    def run(self):
        while not os.path.exists(self.until):
            self.issue()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("servers", nargs="+")
    options.add_argument("--area", required=True)
    options.add_argument("--clients", type=int, required=True)
    options.add_argument("--until", required=True)
    said = options.parse_args()
    clients = [Client(said.servers, said.area, i, said.until) for i in range(said.clients)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    refusals = {}
    for client in clients:
        for name, n in client.refusals.items():
            refusals[name] = refusals.get(name, 0) + n
    texts = [text for client in clients for text in client.texts]
    json.dump({
        "times": sorted(at for client in clients for at in client.acknowledged),
        "acknowledged": [len(client.acknowledged) for client in clients],
        "kept": [client.look() - client.before for client in clients],
        "texts": len(texts), "different": len(set(texts)), "refusals": refusals,
    }, sys.stdout)


main()
