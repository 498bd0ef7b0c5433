// SPDX-License-Identifier: Apache-2.0
// What was issued, as a PDF of cards that the server draws as the command line does: opened beside the
// desk, to be printed. Nothing is issued by it; it may be asked for again.
import { useEffect, useState } from "preact/hooks";
import { Pass } from "../api";
import { useDesk } from "../desk";
import { refusal, useTexts } from "../language";
import { call } from "../server";

export type PrintedPass = Pick<Pass, "index" | "name" | "tail" | "unit" | "role" | "exp" | "text">;

export function PrintCards(props: { passes: PrintedPass[] }) {
  const t = useTexts();
  const { language } = useDesk();
  const [address, keep] = useState("");
  const [why, say] = useState("");
  const draw = async () => {
    say("");
    keep("");
    const json = { passes: props.passes };
    const answer = await call<Blob>("POST", "/v1/cards", { json, read: (drawn) => drawn.blob(), patienceMs: 60_000 });
    if (answer.body) keep(URL.createObjectURL(answer.body));
    else say(refusal(t, answer.status, answer.problem, language));
  };
  useEffect(() => void draw(), [props.passes.length]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  if (address) return <a class="button" id="print" href={address} target="_blank">{t.print}</a>;
  if (why) return <><p role="alert">{why}</p><button id="draw-again" onClick={() => void draw()}>{t.drawAgain}</button></>;
  return <button id="drawing" disabled>{t.drawing}</button>;
}
