// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef } from "preact/hooks";

const REST_MS = 300;

/** What is typed is searched for when the typing rests. */
export function useResting(words: string, done: (words: string) => void): void {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) return void (first.current = false);
    const timer = setTimeout(() => done(words), REST_MS);
    return () => clearTimeout(timer);
  }, [words]);
}
