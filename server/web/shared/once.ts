// SPDX-License-Identifier: Apache-2.0
// What makes something is asked for under one Idempotency-Key until its answer has come: who presses again
// after an answer that was lost gets that answer, and it is made once.
import { Answer, onceKey } from "./http";

const unanswered = new Map<string, string>();

export const isAnswered = (answer: Answer<unknown>): boolean => answer.status > 0 && answer.status < 500;

/** what: all that is sent, and where. */
export async function madeOnce<T>(what: string, send: (headers: Record<string, string>) => Promise<Answer<T>>): Promise<Answer<T>> {
  const key = unanswered.get(what) ?? onceKey();
  unanswered.set(what, key);
  const answer = await send({ "Idempotency-Key": key });
  if (isAnswered(answer)) unanswered.delete(what);
  return answer;
}
