// SPDX-License-Identifier: Apache-2.0
// The rows that a search finds, read where somebody looks: a hundred at a time. The server searches,
// sorts and counts.
import { useEffect, useRef, useState } from "preact/hooks";
import { useDesk } from "../desk";
import { refusal, useTexts } from "../language";
import { call } from "../server";

const CHUNK = 100;

export interface Found<T> {
  count: number | null; // null: not known yet
  row: (n: number) => T | undefined;
  need: (first: number, last: number) => void;
  wrong: string;
  again: () => void;
}

interface Held<T> {
  key: string;
  count: number | null;
  chunks: Record<number, T[]>;
}

/** POST path, which answers with that list and how many there are; null: nothing yet. */
export function useFound<T>(path: string | null, list: string, part: string, sort: string): Found<T> {
  const t = useTexts();
  const { language } = useDesk();
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify([path, part, sort, turn]);
  const [held, hold] = useState<Held<T>>({ key, count: null, chunks: {} });
  const [wrong, setWrong] = useState("");
  const asked = useRef(new Set<string>());
  const now = held.key === key ? held : { key, count: null, chunks: {} as Held<T>["chunks"] };
  const look = async (chunk: number) => {
    const name = key + chunk;
    if (!path || asked.current.has(name)) return;
    asked.current.add(name);
    const json = { part, sort, from: chunk * CHUNK, limit: CHUNK };
    const { body, status, problem } = await call<Record<string, unknown>>("POST", path, { json });
    setWrong(body ? "" : refusal(t, status, problem, language));
    if (!body) return;
    hold((before) => {
      const chunks = before.key === key ? before.chunks : {};
      return { key, count: Number(body.count ?? 0), chunks: { ...chunks, [chunk]: body[list] as T[] } };
    });
  };
  useEffect(() => void look(0), [key]);
  const need = (first: number, last: number) => {
    for (let chunk = Math.floor(first / CHUNK); chunk <= Math.floor(last / CHUNK); chunk++) void look(chunk);
  };
  return { count: now.count, row: (n) => now.chunks[Math.floor(n / CHUNK)]?.[n % CHUNK], need, wrong, again: () => setTurn((n) => n + 1) };
}
