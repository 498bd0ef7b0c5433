// SPDX-License-Identifier: Apache-2.0
// One object that outlives the pages, replaced at each change; whoever shows it subscribes.
import { useEffect, useState } from "preact/hooks";

export interface Watched<T> {
  now: () => T;
  change: (part: Partial<T>) => void;
  use: () => T;
}

export function watched<T extends object>(first: T): Watched<T> {
  let held = first;
  const watchers = new Set<(seen: T) => void>();
  const change = (part: Partial<T>) => {
    held = { ...held, ...part };
    watchers.forEach((tell) => tell(held));
  };
  const use = () => {
    const [seen, see] = useState(held);
    useEffect(() => {
      watchers.add(see);
      see(held);
      return () => void watchers.delete(see);
    }, []);
    return seen;
  };
  return { now: () => held, change, use };
}
