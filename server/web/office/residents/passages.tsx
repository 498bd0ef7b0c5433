// SPDX-License-Identifier: Apache-2.0
// When one person came to which gate, and what it decided. Looking is written down with the purpose for
// which the record was opened, so it is done when somebody asks for it.
import { useState } from "preact/hooks";
import { nowS } from "../../shared/clock";
import { Gate, Person } from "../api";
import { useAsked } from "../asked";
import { may, useDesk } from "../desk";
import { GateEvent } from "../gates/journal";
import { dateText, useBoth, useTexts } from "../language";
import { Refused } from "../parts/controls";
import { Time } from "../parts/time";

const KEPT_S = 28 * 86400; // as long as the server has them

/** GET /v1/events */
interface Found {
  events: (GateEvent & { gate: string })[];
  next?: string;
}

function Row(props: { one: Found["events"][number]; gates: Gate[] }) {
  const t = useTexts(), both = useBoth();
  const { one } = props;
  return (
    <tr>
      <th scope="row"><Time at={one.at} />{one.drill && t.dash + t.gates.drill}</th>
      <td>{props.gates.find((gate) => gate.gate === one.gate)?.name ?? one.gate.slice(0, 8)}</td>
      <td>{t.rules.directions[one.direction] ?? ""}</td>
      <td class={one.verdict === "allow" ? "good" : "look"}>{t.gates.verdicts[one.verdict] ?? one.verdict}</td>
      <td>{both(one.zh, one.en)}</td>
      <td>{one.by ?? ""}</td>
    </tr>
  );
}

function Table(props: { one: Person; purpose: string }) {
  const t = useTexts();
  const { who } = useDesk();
  const { area, index } = props.one;
  const [from] = useState(dateText(nowS() - KEPT_S));
  const [after, go] = useState("");
  const asked = useAsked<Found>(`/v1/events?area=${area}&index=${index}&purpose=${props.purpose}&from=${from}&after=${after}`, true);
  const gates = useAsked<{ gates: Gate[] }>(may(who, "reports") ? "/v1/gates" : null).body?.gates ?? [];
  const { events, next } = asked.body ?? {};
  return (
    <>
      <Refused of={asked} />
      {!events && !asked.problem && <p>{t.loading}</p>}
      {events && <p role="status">{events.length ? t.passages.count(events.length) : t.passages.nothing}</p>}
      {!!events?.length && (
        <div class="scroll wide" tabIndex={0} role="region" aria-label={t.passages.title}>
          <table id="passages">
            <thead><tr>{t.passages.heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>{events.map((one) => <Row key={one.gate + one.seq} one={one} gates={gates} />)}</tbody>
          </table>
        </div>
      )}
      {next && <p><button class="plain" onClick={() => go(next)}>{t.nextPage}</button></p>}
    </>
  );
}

export function Passages(props: { one: Person; purpose: string }) {
  const t = useTexts();
  const { who } = useDesk();
  const [open, show] = useState(false);
  if (!may(who, "search")) return null;
  return (
    <>
      <h2>{t.passages.title}</h2>
      {open ? <Table one={props.one} purpose={props.purpose} /> : <p><button id="show-passages" class="plain" onClick={() => show(true)}>{t.passages.show}</button></p>}
    </>
  );
}
