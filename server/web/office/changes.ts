// SPDX-License-Identifier: Apache-2.0
// What other desks change, as the server tells it: kinds alone. Only a hint to ask anew: a page that hears
// nothing (another server's change, no place left, an old proxy) asks once a minute all the same.
import { forget } from "./kept";

const PATH = "/v1/changes";

type Heard = (kinds: string[]) => void;

const hearers = new Set<Heard>();
let source: EventSource | null = null;

function close(): void {
  source?.close();
  source = null;
}

/** While somebody looks. A source that the server has ended (the session is over) stays away until the page asks again. */
export function listen(): void {
  if (document.hidden || !hearers.size) return close();
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource(PATH);
  source.onmessage = (event: MessageEvent<string>) => {
    const kinds = event.data.split(" ");
    forget(kinds);
    hearers.forEach((tell) => tell(kinds));
  };
}

document.addEventListener("visibilitychange", listen);

/** Until the answer is called. */
export function hear(tell: Heard): () => void {
  hearers.add(tell);
  listen();
  return () => {
    hearers.delete(tell);
    if (!hearers.size) setTimeout(listen, 0); // the next page hears at once, mostly
  };
}
