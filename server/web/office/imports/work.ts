// SPDX-License-Identifier: Apache-2.0
// The import at hand. It goes on while other pages are looked at, and its result waits here.
import { Answer } from "../../shared/http";
import { work } from "../lines";
import { goTo } from "../route";
import { watched } from "../watched";
import { Made, Read, Undone, Unread } from "./api";

type Doing = "reading" | "importing" | "undoing";

export interface Hand {
  doing: Doing | null;
  perMille: number | null; // null: nobody knows how much there is
  rows: number;
  file: File | null;
  wrong: Answer<unknown> | null;
  stopped: boolean;
  adds: number; // people, of a preview that was confirmed
  unread: Unread | null; // what a person is asked about the columns
  read: Read | null;
  made: Made | null;
  undone: Undone | null;
}

const NOTHING: Hand = {
  doing: null, perMille: null, rows: 0, file: null, wrong: null, stopped: false, adds: 0, unread: null, read: null, made: null, undone: null,
};

const hand = watched<Hand>(NOTHING);
export const useHand = hand.use;

let stop: AbortController | null = null;
const unload = (event: BeforeUnloadEvent) => event.preventDefault();

export const stopWork = (): void => stop?.abort();
export const layDown = (): void => void (hand.now().doing ?? hand.change(NOTHING));

async function carryOut<T>(doing: Doing, method: string, path: string, file?: File): Promise<Answer<T> | null> {
  stop = new AbortController();
  hand.change({ ...NOTHING, doing, file: file ?? null, perMille: 0 });
  window.addEventListener("beforeunload", unload);
  const told = (line: Record<string, unknown>) =>
    hand.change({ rows: Number(line.rows ?? 0), perMille: typeof line.per_mille === "number" ? line.per_mille : null });
  const answer = await work<T>(method, path, told, { ...(file ? { file } : {}), stop });
  window.removeEventListener("beforeunload", unload);
  const stopped = stop.signal.aborted;
  hand.change({ doing: null, stopped, wrong: answer.body || stopped ? null : answer });
  return stopped ? null : answer;
}

/** map: which column is which field, as the server reads it. Whoever is on another page by then stays
 * there: the preview is in the list of what waits. */
export async function readFile(file: File, map = ""): Promise<void> {
  const query = new URLSearchParams({ refused: "xlsx", ...(map ? { map } : {}) });
  const answer = await carryOut<Read>("reading", "POST", "/v1/imports/previews?" + query.toString(), file);
  const unread = answer?.problem as Unread | null | undefined;
  if (unread?.columns) hand.change({ unread, file });
  const read = answer?.body;
  hand.change({ read: read ?? null });
  if (read && location.hash.startsWith("#residents?import=")) goTo("residents", { import: `${read.area}/${read.preview}` });
}

export async function confirmPreview(area: string, preview: number, adds: number): Promise<boolean> {
  const answer = await carryOut<Made>("importing", "POST", `/v1/imports/previews/${area}/${preview}/confirmations?refused=xlsx`);
  hand.change({ made: answer?.body ?? null, adds });
  return !!answer?.body;
}

export async function undoImport(area: string, id: number): Promise<void> {
  const answer = await carryOut<Undone>("undoing", "POST", `/v1/imports/${area}/${id}/undo`);
  hand.change({ undone: answer?.body ?? null });
}
