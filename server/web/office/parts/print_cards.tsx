// SPDX-License-Identifier: Apache-2.0
// What was issued, as a PDF of cards that the server draws as the command line does: opened beside the
// desk, to be printed. Nothing is issued by it; it may be asked for again.
import { useEffect, useState } from "preact/hooks";
import { Pass } from "../api";
import { useTexts } from "../language";
import { Wrong } from "./controls";
import { useSend } from "./send";

export type PrintedPass = Pick<Pass, "index" | "name" | "tail" | "unit" | "role" | "exp" | "text">;

export function PrintCards(props: { passes: PrintedPass[] }) {
  const t = useTexts();
  const send = useSend();
  const [address, keep] = useState("");
  const [wrong, setWrong] = useState("");
  const draw = async () => {
    setWrong("");
    keep("");
    const json = { passes: props.passes };
    setWrong(await send<Blob>("POST", "/v1/cards", { json, read: (drawn) => drawn.blob(), patienceMs: 60_000 }, (drawn) => keep(URL.createObjectURL(drawn))));
  };
  useEffect(() => void draw(), [props.passes.length]);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  if (address) return <a class="button" id="print" href={address} target="_blank">{t.print}</a>;
  if (wrong) return <><Wrong words={wrong} /><button id="draw-again" onClick={() => void draw()}>{t.drawAgain}</button></>;
  return <button id="drawing" disabled>{t.drawing}</button>;
}
