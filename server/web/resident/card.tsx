// SPDX-License-Identifier: Apache-2.0
// A card of paper, of the pass that was open: the server draws it, as it draws the office's.
import { useEffect, useState } from "preact/hooks";
import { Held } from "../shared/holder_api";
import { useTexts } from "./language";
import { useOpenPass } from "./pass";
import { usePhone } from "./phone";
import { problemOf, useSaid } from "./said";
import * as server from "./server";

function useCard(pass: Held | undefined) {
  const { pair } = usePhone();
  const [address, keep] = useState("");
  const [said, say] = useSaid();
  const [busy, work] = useState(false);
  useEffect(() => () => URL.revokeObjectURL(address), [address]);
  const make = async () => {
    if (!pair || !pass) return;
    work(true);
    const answer = await server.card(pair, pass);
    work(false);
    if (answer.body) keep(URL.createObjectURL(answer.body));
    say(problemOf(answer));
  };
  return { address, said, busy, make: () => void make() };
}

export function CardPage() {
  const t = useTexts();
  const [passes, open] = useOpenPass();
  const pass = passes[open];
  const { address, said, busy, make } = useCard(pass);
  return (
    <main>
      <h1>{t.card}</h1>
      <p class="hint">{t.cardWhat}</p>
      {pass && !address && (
        <button class="large" id="make-card" disabled={busy} onClick={make}>{busy ? t.sending : t.cardMake(pass.name)}</button>
      )}
      <p role="alert" class={said ? "warning" : ""}>{said}</p>
      {address && <a class="large" id="keep-card" href={address} download={t.card + ".pdf"}>{t.cardKeep}</a>}
      {address && <p>{t.cardHow}</p>}
    </main>
  );
}
