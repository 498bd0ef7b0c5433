// SPDX-License-Identifier: Apache-2.0
// What a form says of itself, in the language that is looked at, also when that changes meanwhile.
import { useState } from "preact/hooks";
import { Answer, problemText } from "../shared/http";
import { useTexts } from "./language";
import { Phone, usePhone } from "./phone";
import { Texts } from "./zh";

export type Said = (t: Texts, language: Phone["language"]) => string;

export const nothing: Said = () => "";

/** Why it did not go; nothing: it did. */
export function problemOf(answer: Answer<unknown>): Said {
  if (answer.body) return nothing;
  return (t, language) => (answer.status === 0 ? t.noNetwork : problemText(answer.problem, language) || t.failed);
}

export function useSaid(): [string, (said: Said) => void] {
  const t = useTexts();
  const { language } = usePhone();
  const [{ said }, keep] = useState({ said: nothing });
  return [said(t, language), (now) => keep({ said: now })];
}
