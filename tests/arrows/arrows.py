#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""arrows.py BUILD ARCHITECTURE.md: whether the rooms keep to the table of docs/architecture.md.

Reads what was compiled: the include folders that each file was given, and the symbols that each
object defines and wants. Fails, with one line a fault, when a file stands in no room; when a room
was given the headers of a room that its row lacks, or the row names one that it was not given; when
an object wants a symbol of a room that its row lacks; when files or rooms go in a circle; when an
include climbs out of its folder; when an object waits by what may be the wall clock.
"""
import collections
import fnmatch
import json
import os
import re
import subprocess
import sys

sys.setrecursionlimit(10000)

# Sources and headers of a folder; libtongxing is flat on purpose.
CROWDED, FLAT = 36, "common/format"


def read_table(path):
    """{room: rooms that it sees}, from rows `| [room](…) | what | a, b, domain/* |`."""
    rows = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            room = re.fullmatch(r"\[`([a-z-]+(?:/[a-z_-]+)+)`\]\([^)]*\)", cells[0])
            if room and len(cells) == 3:
                rows[room[1]] = cells[2]
    return {room: set(resolve(room, sees, rows)) for room, sees in rows.items()}


def resolve(room, sees, rooms):
    """Names as they stand in a row: from the top, from common, or from the room's own top folder."""
    top = room.split("/")[0]
    for name in filter(None, (word.strip(" `") for word in sees.split(","))):
        found = [
            other
            for other in rooms
            for whole in (name, f"common/{name}", f"common/host/{name}", f"{top}/{name}")
            if fnmatch.fnmatch(other, whole) and other != room
        ]
        if not found and name != "nothing":
            sys.exit(f"{room}: its row names {name}, which is no room")
        yield from found


def read_units(build):
    """{source: (object, include folders that are rooms)} of everything but tests."""
    units = {}
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for unit in json.load(file):
            source = os.path.normpath(os.path.join(unit["directory"], unit["file"]))
            source = os.path.relpath(source, os.path.join(build, ".."))
            made = os.path.join(build, unit["output"])
            if source.startswith(("tests/", "..", "build")) or not os.path.exists(made):
                continue
            rooms = set(re.findall(r"-Irooms/(\S+)", unit["command"]))
            units.setdefault(source, (made, rooms))
    return units


def read_symbols(units):
    """Which file defines each name, and which names each file wants."""
    defined, wanted = collections.defaultdict(list), collections.defaultdict(set)
    sources = {made: source for source, (made, _) in units.items()}
    listing = subprocess.run(["nm", "-A", *sources], capture_output=True, text=True, check=True).stdout
    for line in listing.splitlines():
        made, entry = line.split(":", 1)
        kind, name = entry.split()[-2:]
        if kind == "U":
            wanted[sources[made]].add(name)
        elif kind in "TDBRV":
            defined[name].append(sources[made])
    return defined, wanted


def draw(units):
    """The graph of files: source -> sources whose symbols it wants."""
    defined, wanted = read_symbols(units)

    def owner(name, source):
        homes = [home for home in defined[name] if home != source]
        top = source.split("/")[0]
        near = [home for home in homes if home.split("/")[0] == top] or homes
        return near[0] if len(near) == 1 else None

    return {s: {owner(name, s) for name in wanted[s]} - {None} for s in units}


def circles(graph):
    """Groups of nodes that reach each other (Tarjan)."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph.get(node, ()):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in graph:
        if node not in index:
            visit(node)
    return found


# What waits to a moment of the wall clock, or by a condition made for it: set back by a year, it holds a thread for one.
TIMED = {"pthread_cond_timedwait", "pthread_mutex_timedlock", "sem_timedwait", "cnd_timedwait", "mtx_timedlock"}
WAITS = "common/host/sys/wait.c"


def climbs(source, root):
    with open(os.path.join(root, source), encoding="utf-8") as file:
        return re.search(r'^\s*#\s*include\s+"\.\./', file.read(), re.M)


def main():
    build, page = os.path.abspath(sys.argv[1]), sys.argv[2]
    root = os.path.join(build, "..")
    table, units = read_table(page), read_units(build)
    faults = []

    # A program's own main.c stands above its rooms and is held by the linker alone.
    room_of = {s: os.path.dirname(s) for s in units if os.path.basename(s) != "main.c" or "/" in os.path.dirname(s)}
    for source, room in room_of.items():
        if room not in table:
            faults.append(f"{source}: {room} is no room of the table")
    for source, room in room_of.items():
        given = units[source][1] - {room}
        for other in sorted(given - table.get(room, set())):
            faults.append(f"{source}: was given the headers of {other}, which {room} does not see")
        if climbs(source, root):
            faults.append(f"{source}: an include climbs out of its folder")
    for room in table:
        given = [units[s][1] - {room} for s, r in room_of.items() if r == room]
        for other in sorted(table[room] - set().union(*given)):
            faults.append(f"{room}: its row names {other}, which it is not given")

    for room in set(table) - {FLAT}:
        count = sum(name.endswith((".c", ".h")) for name in os.listdir(os.path.join(root, room)))
        if count > CROWDED:
            faults.append(f"{room}: {count} files, more than {CROWDED}")

    for source, names in read_symbols(units)[1].items():
        for name in sorted(names & TIMED if source != WAITS else ()):
            faults.append(f"{source}: {name} may wait on the wall clock, host_wait_until does not")

    graph = draw(units)
    rooms = collections.defaultdict(set)
    for source, others in graph.items():
        for other in others:
            here, there = room_of.get(source), room_of.get(other)
            if not here or not there or here == there:
                continue
            rooms[here].add(there)
            if there not in table.get(here, set()):
                faults.append(f"{source} -> {other}: {here} does not see {there}")
    faults += ["circle of files: " + " ".join(group) for group in circles(graph)]
    faults += ["circle of rooms: " + " ".join(group) for group in circles(rooms)]

    print(*sorted(set(faults)), sep="\n")
    print(f"{len(units)} files, {len(table)} rooms, {len(set(faults))} faults")
    if not units or not table or faults:
        sys.exit(1)


main()
