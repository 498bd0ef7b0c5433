// SPDX-License-Identifier: Apache-2.0
// The same for several people, one after the other, so that each is weighed, limited and written down by
// the server as if somebody did it by hand. It stops at the first that is refused, and goes on from there.
import { useRef, useState } from "preact/hooks";

export interface Each {
  done: number;
  of: number;
  running: boolean;
  stop: () => void;
  /** Why one was refused, or ""; whether all are done. */
  run: (act: (n: number) => Promise<string>) => Promise<{ wrong: string; all: boolean }>;
}

export function useEach(of: number): Each {
  const [done, tell] = useState(0);
  const [running, go] = useState(false);
  const at = useRef(0), stopped = useRef(false);
  const run = async (act: (n: number) => Promise<string>) => {
    let wrong = "";
    stopped.current = false;
    go(true);
    while (at.current < of && !stopped.current && !(wrong = await act(at.current))) tell(++at.current);
    go(false);
    return { wrong, all: at.current === of };
  };
  return { done, of, running, stop: () => void (stopped.current = true), run };
}
