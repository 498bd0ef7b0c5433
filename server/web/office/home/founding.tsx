// SPDX-License-Identifier: Apache-2.0
// What another did alone before there was a second, for the second to confirm or undo: at their first
// sign-in, and until it is decided.
import { Request } from "../api";
import { useDesk } from "../desk";
import { timeText, useArea, useBoth, useTexts } from "../language";
import { titleOf } from "../requests/what";
import { addressOf } from "../route";

export function FoundingNow(props: { requests?: Request[] }) {
  const t = useTexts(), both = useBoth(), called = useArea();
  const { who } = useDesk();
  const lines = props.requests?.filter((one) => one.asked_body !== who?.body) ?? [];
  if (!lines.length) return null;
  return (
    <section id="founding" class="trouble" aria-labelledby="founding-title">
      <h2 id="founding-title">{t.founding.title}</h2>
      <p>{t.founding.how}</p>
      <ul class="wrongs">
        {lines.map((one) => (
          <li key={one.id}><a href={addressOf("requests", { id: String(one.id) })}>{titleOf(t, one, both, called)}</a>{t.dash}{one.asked_by}{t.dash}{timeText(one.asked_at)}</li>
        ))}
      </ul>
    </section>
  );
}
