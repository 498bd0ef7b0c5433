// SPDX-License-Identifier: Apache-2.0
// The rows that a search finds, read where somebody looks: a hundred at a time. The server searches,
// sorts and counts.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Answer } from "../../shared/http";
import { askOnce, isFresh, isSame, kept, keptOrAsked } from "../kept";
import { useRefusal } from "../language";
import { call } from "../server";

const CHUNK = 100;
const MOST = 1000; // asked for at once by whoever wants them all; the server may give fewer

export interface Found<T> {
  count: number | null; // null: not known yet
  part?: boolean; // of a page alone, and others are behind it
  row: (n: number) => T | undefined;
  need: (first: number, last: number) => void;
  /** All of them, some at a time, while take() says true. Why it ended before the last, or "". */
  all: (take: (rows: T[]) => boolean) => Promise<string>;
  wrong: string;
  again: () => void;
}

interface Known<T> {
  count: number | null;
  chunks: Record<number, T[]>;
}

interface Held<T> extends Known<T> {
  key: string;
  search: string;
}

type Rows = Record<string, unknown>;

const ask = (path: string, part: string, sort: string, from: number, limit: number): Promise<Answer<Rows>> => call<Rows>("POST", path, { json: { part, sort, from, limit } });

const nameOf = (path: string | null, part: string, sort: string): string => `${path}?${JSON.stringify([part, sort])}`;

const askFirst = (path: string, part: string, sort: string) => (): Promise<Answer<Rows>> => ask(path, part, sort, 0, CHUNK);

/** The first rows, before useFound asks for them. */
export const findAhead = (path: string, part: string, sort: string): Promise<unknown> => keptOrAsked(nameOf(path, part, sort), askFirst(path, part, sort));

/** POST path, which answers with that list and how many there are; null: nothing yet. */
export function useFound<T>(path: string | null, list: string, part: string, sort: string): Found<T> {
  const refused = useRefusal();
  const [turn, setTurn] = useState(0);
  const search = JSON.stringify([path, part]), key = JSON.stringify([search, sort, turn]);
  const name = nameOf(path, part, sort);
  const rowsOf = (answer: Answer<Rows>) => ({ rows: (answer.body?.[list] ?? []) as T[], count: Number(answer.body?.count ?? 0), why: refused(answer) });
  const first = (): Known<T> => {
    const before = kept<Rows>(name), { rows, count } = before ? rowsOf(before) : { rows: [], count: null };
    return { count, chunks: before ? { 0: rows } : {} };
  };
  const [held, hold] = useState<Held<T>>(() => ({ key, search, ...first() }));
  const [wrong, setWrong] = useState("");
  const asked = useRef(new Set<string>());
  // In another order there are as many: the table stays.
  const known = held.search === search ? { count: held.count, chunks: {} } : first();
  const now: Known<T> = held.key === key ? held : known;
  const look = async (chunk: number) => {
    const asking = key + chunk;
    if (!path || asked.current.has(asking)) return;
    asked.current.add(asking);
    if (!chunk && held.key === key && held.chunks[0] && isFresh(name)) return;
    const { rows, count, why } = rowsOf(await (chunk ? ask(path, part, sort, chunk * CHUNK, CHUNK) : askOnce(name, askFirst(path, part, sort))));
    setWrong(why);
    if (why) return;
    hold((before) => {
      const chunks = before.key === key ? before.chunks : {};
      if (before.key === key && before.count === count && isSame(chunks[chunk], rows)) return before;
      return { key, search, count, chunks: { ...chunks, [chunk]: rows } };
    });
  };
  const all = async (take: (rows: T[]) => boolean) => {
    for (let from = 0; ; ) {
      const { rows, count, why } = rowsOf(await ask(path ?? "", part, sort, from, MOST));
      from += rows.length;
      if (why || !take(rows) || !rows.length || from >= count) return why;
    }
  };
  useLayoutEffect(() => void look(0), [key]); // before it is painted, as in asked.ts
  const need = (first: number, last: number) => {
    for (let chunk = Math.floor(first / CHUNK); chunk <= Math.floor(last / CHUNK); chunk++) void look(chunk);
  };
  return { count: now.count, row: (n) => now.chunks[Math.floor(n / CHUNK)]?.[n % CHUNK], need, all, wrong, again: () => setTurn((n) => n + 1) };
}
