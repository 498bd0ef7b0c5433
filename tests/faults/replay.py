#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The states that a power cut may leave: replay.py LOG BELOW BEFORE OUT. LOG was written by
record_calls.c of the files below BELOW, which had been as in BEFORE. For each beginning of the log
that is worth it, OUT gets two folders. NNN-lost: a file holds what was synced, and a folder the
names that it had when it was synced itself. NNN-names: as before, but every name is as it was last,
so a file whose bytes were not synced is there and empty. NNN counts from 000, and the last two are
of the whole log. States that are alike are made once."""

import hashlib
import os
import sys

STATES_MAX = 60


class File:
    def __init__(self, data=b"", mode=0o600):
        self.now, self.kept, self.mode = bytearray(data), bytes(data), mode

    def write(self, at, data):
        self.now.extend(bytes(max(0, at - len(self.now))))
        self.now[at : at + len(data)] = data

    def cut(self, length):
        self.now.extend(bytes(max(0, length - len(self.now))))
        del self.now[length:]


class Folder:
    def __init__(self, mode=0o700):
        self.now, self.kept, self.mode = {}, {}, mode


def read_folder(path):
    folder = Folder(os.stat(path).st_mode & 0o777)
    for entry in os.scandir(path):
        if entry.is_dir(follow_symlinks=False):
            folder.now[entry.name] = read_folder(entry.path)
        elif entry.is_file(follow_symlinks=False):
            with open(entry.path, "rb") as file:
                folder.now[entry.name] = File(file.read(), entry.stat().st_mode & 0o777)
    folder.kept = dict(folder.now)
    return folder


def read_log(path):
    with open(path, "rb") as file:
        while line := file.readline():
            words, other, _ = line.decode().split("\t")
            call, inode, at, size, mode, name = words.split(" ", 5)
            data = file.read(int(size))
            assert len(data) == int(size), "a log that ends in the middle"
            yield call, int(inode), int(at), int(mode, 8), name, other, data


class Disk:
    """inodes: the files that are open or were; a number is used again when its file is gone."""

    def __init__(self, below, root):
        self.below, self.root, self.inodes = below, root, {}

    def parent(self, path):
        parts = os.path.relpath(path, self.below).split("/")
        folder = self.root
        for part in parts[:-1]:
            folder = folder.now[part]
        return folder, parts[-1]

    def named(self, path):
        if path == self.below:
            return self.root
        folder, name = self.parent(path)
        return folder.now.get(name)

    def file(self, inode, path):
        return self.inodes[inode] if inode in self.inodes else self.named(path)

    def apply(self, entry):
        call, inode, at, mode, path, other, data = entry
        if call == "make":
            folder, name = self.parent(path)
            self.inodes[inode] = folder.now[name] = File(mode=mode)
        elif call == "mkdir":
            folder, name = self.parent(path)
            folder.now[name] = Folder(mode)
        elif call == "rename":
            folder, name = self.parent(path)
            target, new = self.parent(other)
            target.now[new] = folder.now.pop(name)
        elif call == "unlink":
            folder, name = self.parent(path)
            del folder.now[name]
        else:
            self.change(call, at, mode, data, self.file(inode, path))

    def change(self, call, at, mode, data, what):
        if call == "write":
            what.write(at, data)
        elif call == "cut":
            what.cut(at)
        elif call == "mode":
            what.mode = mode
        elif call == "sync":
            what.kept = dict(what.now) if isinstance(what, Folder) else bytes(what.now)


def state_of(folder, how):
    names = folder.kept if how == "lost" else folder.now
    return {
        name: state_of(what, how) if isinstance(what, Folder) else (what.kept, what.mode)
        for name, what in names.items()
    }


def digest(state):
    parts = [(n, digest(s) if isinstance(s, dict) else s) for n, s in sorted(state.items())]
    return hashlib.sha256(repr(parts).encode()).digest()


def write_state(state, path):
    os.mkdir(path, 0o700)
    for name, what in state.items():
        if isinstance(what, dict):
            write_state(what, f"{path}/{name}")
            continue
        fd = os.open(f"{path}/{name}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, what[1])
        with os.fdopen(fd, "wb") as file:
            file.write(what[0])


def is_guarded(entry):
    return ".db" in os.path.basename(entry[4])


def points_of(entries):
    """Behind each call of no database, and behind as many of the others as there is room for."""
    own = [i + 1 for i, e in enumerate(entries) if not is_guarded(e)]
    others = [i + 1 for i, e in enumerate(entries) if is_guarded(e)]
    assert len(own) < STATES_MAX, f"{len(own)} calls: more than one test can try"
    step = -(-len(others) // (STATES_MAX - len(own))) or 1
    return sorted({0, len(entries), *own, *others[::step]})


def main(log, below, before, out):
    entries = list(read_log(log))
    points = points_of(entries)
    disk, seen, done = Disk(below, read_folder(before)), set(), 0
    os.mkdir(out)
    for number, point in enumerate(points):
        for entry in entries[done:point]:
            disk.apply(entry)
        done = point
        for how in "lost", "names":
            state = state_of(disk.root, how)
            if digest(state) in seen and point != len(entries):
                continue
            seen.add(digest(state))
            write_state(state, f"{out}/{number:03d}-{how}")
    print(len(entries), "calls,", len(os.listdir(out)), "states")


main(*sys.argv[1:])
