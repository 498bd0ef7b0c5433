#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""areas.py BUILD: whether the schema and its queries can be distributed by area.

Makes the schema in memory from the migrations, reads its catalogue, and reads the queries of
server/store: every table leads its primary key with area, each other unique index has area in it,
every query that reads or changes one says of which area, or they stand below with the reason why not.
"""
import re
import sqlite3
import sys

sys.dont_write_bytecode = True
from queries import preprocessed, read_queries  # noqa: E402

# Tables that are no people's data, or are found before an area is known; small, and copied whole.
ELSEWHERE = {
    "account": "the office's people, by login",
    "body": "organisations",
    "bulk": "of accounts, by login",
    "change": "what servers keep in memory, by number",
    "directory": "in which areas a person lives, by document",
    "draft": "of policies, by number",
    "enrolment": "codes of gates to come, by token",
    "feed": "sources that send by themselves, by name",
    "feed_receipt": "of feeds, by their name",
    "gate": "machines, by name",
    "holder_area": "in which areas a phone is known, by its key",
    "holder_session": "of phones, by cookie",
    "nonce": "of minutes",
    "peer": "servers, by name",
    "publication": "signed objects, by kind, then area",
    "publication_ahead": "signed objects, by kind, then area",
    "schema_version": "of the schema",
    "session": "of the office, by cookie",
    "setting": "of the server",
    "unmatched": "lines about nobody known, by document",
}
# Files whose queries are no request's: they go over all areas.
JOBS = {
    "ahead.c": "what a wrong clock left is put right once",
    "areas.c": "which areas there are",
    "clear.c": "rows of before the sixth migration, moved once",
}
# Queries by their beginning: what the office rarely asks of the whole server, and jobs.
EVERYWHERE = {
    "select count(*) from event": "status",
    "select area, id, asked_by, asked_body, decided_by, decided_body, begun_at, done_at from closing where done_at":
        "what an end has not deleted yet is",
    "select area, subject from arrival": "who appeared anywhere is seen to",
    "select area, gate, seq, tube, at, received_at, undoes, state, subject from swab where state":
        "swabs that wait are seen to",
    "select area, gate, seq, tube, at, received_at, undoes, state, subject from swab where subject":
        "where a traced person was swabbed is not known before",
    "select area, gate, seq, tube, at, received_at, undoes, state, subject from swab where tube":
        "where a tube was filled is not known before",
    "select count(*) from swab": "status",
    "select area, tube, name, source, content, received_at, restrains, sealed from tube_result where":
        "where a tube was filled is not known before",
    "delete from swab": "what is old dies everywhere",
    "select 1 from swab where at < $1 limit": "… if anything is",
    "select 1 from swab where received_at < $1 limit": "… if anything is",
    "update lease set holder = '' where holder": "what a server claimed and does nothing with",
    "delete from tube_result": "what is old dies everywhere",
    "select 1 from tube_result where received_at < $1 limit": "… if anything is",
    "select area, id, kind, state, actor, started_at, rows, total, next_index, owner from import order":
        "imports that nobody drives are settled",
}


def read_schema(build):
    """{table: first column of its primary key}, and (table, index) of what is unique without its area."""
    db = sqlite3.connect(":memory:")
    for text in [*preprocessed(build, "migrations_first.c"), *preprocessed(build, "migrations.c")]:
        if re.match(r"(create|alter|drop|insert)\s", text):
            db.executescript(text)
    db.execute("create table schema_version (version bigint not null)")
    tables = [row[0] for row in db.execute("select name from sqlite_master where type = 'table'")]
    first = "select name from pragma_table_info(?) where pk = 1"
    keys = {table: [row[0] for row in db.execute(first, (table,))] for table in tables}
    unique = "select name from pragma_index_list(?1) where [unique] except select l.name from" \
             " pragma_index_list(?1) l, pragma_index_info(l.name) i where i.name = 'area'"
    loose = [(table, row[0]) for table in tables for row in db.execute(unique, (table,))]
    return {table: (key or [None])[0] for table, key in keys.items()}, loose


def touches(query, tables):
    """Whether a query reads or changes one of the tables."""
    names = re.findall(r"(?:from|into|update|join)\s+(\w+)", query)
    return any(name in tables or name == "resident_now" for name in names)


def names_area(query):
    if query.startswith("insert"):
        return re.search(r"\(\s*area\b|,\s*area\b", query) is not None
    return re.search(r"\barea = (\$\d|\w+\.area)", query) is not None


def main():
    build = sys.argv[1]
    (schema, loose), faults, queries = read_schema(build), [], read_queries(build)
    by_area = {table for table, first in schema.items() if first == "area"}
    for table in sorted(set(schema) - by_area):
        if table not in ELSEWHERE and not table.endswith("_clear"):
            faults.append(f"{table}: its primary key begins with {schema[table]}, not with area")
    for table in sorted(set(ELSEWHERE) - set(schema) | by_area & set(ELSEWHERE)):
        faults.append(f"{table}: stands here as an exception, and is none")
    faults += [f"{table}: {index} is unique beyond an area" for table, index in loose if table in by_area]
    for query, file in sorted(queries.items()):
        apart = file in JOBS or any(query.startswith(start) for start in EVERYWHERE)
        if touches(query, by_area) and not names_area(query) and not apart:
            faults.append(f"{file}: names no area: {query}")
    for start in EVERYWHERE:
        if not any(query.startswith(start) for query in queries):
            faults.append(f"stands here as an exception, and is none: {start}")
    print(*faults, sep="\n")
    print(f"{len(by_area)} tables by area, {len(queries)} queries, {len(faults)} faults")
    if faults or len(by_area) < 8:
        sys.exit(1)


main()
