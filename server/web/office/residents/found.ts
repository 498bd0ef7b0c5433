// SPDX-License-Identifier: Apache-2.0
// The residents that a search finds, read where somebody looks: a hundred at a time.
import { useEffect, useRef, useState } from "preact/hooks";
import { Resident, Residents } from "../api";
import { useDesk } from "../desk";
import { refusal, useTexts } from "../language";
import { call } from "../server";

const CHUNK = 100;

export interface Found {
  count: number | null; // null: not known yet
  row: (n: number) => Resident | undefined;
  need: (first: number, last: number) => void;
  wrong: string;
  again: () => void;
}

interface Held {
  key: string;
  count: number | null;
  chunks: Record<number, Resident[]>;
}

export function useFound(part: string, sort: string): Found {
  const t = useTexts();
  const { language } = useDesk();
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify([part, sort, turn]);
  const [held, hold] = useState<Held>({ key, count: null, chunks: {} });
  const [wrong, setWrong] = useState("");
  const asked = useRef(new Set<string>());
  const now = held.key === key ? held : { key, count: null, chunks: {} };
  const look = async (chunk: number) => {
    const name = key + chunk;
    if (asked.current.has(name)) return;
    asked.current.add(name);
    const json = { part, sort, from: chunk * CHUNK, limit: CHUNK };
    const { body, status, problem } = await call<Residents>("POST", "/v1/residents/search", { json });
    setWrong(body ? "" : refusal(t, status, problem, language));
    if (!body) return;
    hold((before) => {
      const chunks = before.key === key ? before.chunks : {};
      return { key, count: body.count ?? 0, chunks: { ...chunks, [chunk]: body.residents } };
    });
  };
  useEffect(() => void look(0), [key]);
  const need = (first: number, last: number) => {
    for (let chunk = Math.floor(first / CHUNK); chunk <= Math.floor(last / CHUNK); chunk++) void look(chunk);
  };
  return { count: now.count, row: (n) => now.chunks[Math.floor(n / CHUNK)]?.[n % CHUNK], need, wrong, again: () => setTurn((n) => n + 1) };
}
