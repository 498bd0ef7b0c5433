// SPDX-License-Identifier: Apache-2.0
// A card of paper, of the pass that was open: asked for, looked at, printed.
import { useState } from "preact/hooks";
import { Held } from "../shared/holder_api";
import { problemText } from "../shared/http";
import { dateText, useTexts } from "./language";
import { useOpenPass } from "./pass";
import { usePhone } from "./phone";
import * as server from "./server";
import { StillCode } from "./still";

interface Made {
  text: string;
  exp: number;
}

function useCard(pass: Held | undefined) {
  const t = useTexts();
  const { pair, language } = usePhone();
  const [made, keep] = useState<Made | null>(null);
  const [said, say] = useState("");
  const [busy, work] = useState(false);
  const make = async () => {
    if (!pair || !pass) return;
    work(true);
    const answer = await server.card(pair, pass);
    work(false);
    keep(answer.body);
    if (!answer.body) say(answer.status === 0 ? t.noNetwork : problemText(answer.problem, language) || t.failed);
  };
  return { made, said, busy, make: () => void make() };
}

function Card(props: { pass: Held; made: Made }) {
  const t = useTexts();
  const { name, tail, unit, role } = props.pass;
  return (
    <section class="card">
      <StillCode text={props.made.text} name={t.cardCode} />
      <div>
        <strong><bdi translate={false}>{name}</bdi></strong>
        <span>{t.roles[role ?? "resident"] ?? role}</span>
        {unit && <span>{t.unit} {unit}</span>}
        {tail && <span>{t.tail(tail)}</span>}
        <span>{t.validUntil(dateText(props.made.exp))}</span>
      </div>
    </section>
  );
}

export function CardPage() {
  const t = useTexts();
  const [passes, open] = useOpenPass();
  const pass = passes[open];
  const { made, said, busy, make } = useCard(pass);
  return (
    <main>
      <h1>{t.card}</h1>
      <p class="hint">{t.cardWhat}</p>
      {pass && !made && <button class="large" id="make-card" disabled={busy} onClick={make}>{t.cardMake(pass.name)}</button>}
      <p role="alert" class={said ? "warning" : ""}>{said}</p>
      {made && <Card pass={pass} made={made} />}
      {made && <button class="large" onClick={() => window.print()}>{t.cardPrint}</button>}
    </main>
  );
}
