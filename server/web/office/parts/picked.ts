// SPDX-License-Identifier: Apache-2.0
// Rows that somebody ticked. They stay chosen while others are searched for.
import { useState } from "preact/hooks";
import { useTexts } from "../language";
import { Picked } from "./table";

export interface Picking<T> extends Picked<T> {
  list: T[];
  add: (rows: T[]) => void;
  clear: () => void;
}

export function usePicked<T>(keyOf: (row: T) => number): Picking<T> {
  const t = useTexts();
  const [held, hold] = useState<Map<number, T>>(new Map());
  const toggle = (row: T) =>
    hold((before) => {
      const after = new Map(before);
      if (!after.delete(keyOf(row))) after.set(keyOf(row), row);
      return after;
    });
  const add = (rows: T[]) => hold((before) => new Map([...before, ...rows.map((row): [number, T] => [keyOf(row), row])]));
  return { list: [...held.values()], has: (row) => held.has(keyOf(row)), toggle, add, clear: () => hold(new Map()), label: t.batch.pick };
}
