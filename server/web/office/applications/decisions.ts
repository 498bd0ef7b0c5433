// SPDX-License-Identifier: Apache-2.0
// Decisions on applications, one after the other in the order in which somebody made them, while that
// somebody goes on to the next.
import { useState } from "preact/hooks";
import { Application } from "../api";
import { deskNow, say } from "../desk";
import { refusal, texts } from "../language";
import { call } from "../server";

export type Settled = { state: "working" | "approved" | "refused" } | { state: "failed"; why: string };

export interface Verdict {
  decision: "approve" | "refuse";
  words: string;
  index?: number; // who of the roster is meant
}

let last: Promise<void> = Promise.resolve();

async function send(asked: Application, verdict: Verdict): Promise<Settled> {
  const answer = await call("POST", `/v1/applications/${asked.area}/${asked.id}/decisions`, { json: verdict });
  const { language } = deskNow(), t = texts[language];
  if (answer.status !== 200) {
    const why = refusal(answer, language);
    say(asked.name + t.colon + why);
    return { state: "failed", why };
  }
  const state = verdict.decision === "approve" ? "approved" : "refused";
  say(asked.name + t.colon + t.applicationStates[state]);
  return { state };
}

export interface Decisions {
  settled: Record<number, Settled>; // what became of each, by its number
  decide: (asked: Application, verdict: Verdict) => void;
  forget: () => void; // those that are over
}

export function useDecisions(): Decisions {
  const [settled, settle] = useState<Record<number, Settled>>({});
  const note = (id: number, one: Settled) => settle((before) => ({ ...before, [id]: one }));
  const decide = (asked: Application, verdict: Verdict) => {
    note(asked.id, { state: "working" });
    last = last.then(async () => note(asked.id, await send(asked, verdict)));
  };
  const forget = () => settle((before) => Object.fromEntries(Object.entries(before).filter(([, one]) => one.state === "working")));
  return { settled, decide, forget };
}

/** Nothing but the code is missing: the roster has the same person at the same place. */
export const isPlain = (asked: Application): boolean => !!asked.roster && asked.differs.every((one) => one.what === "code");
