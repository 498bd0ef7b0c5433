// SPDX-License-Identifier: Apache-2.0
// Who did and read what. Whoever lacks the right sees their own entries.
import { useState } from "preact/hooks";
import { AuditEntry } from "../api";
import { useAsked } from "../asked";
import { may, useDesk } from "../desk";
import { bodyText, useBoth, useTexts } from "../language";
import { Field, Form, Refused } from "../parts/controls";
import { useSend } from "../parts/send";
import { Time } from "../parts/time";

const PAGE_ROWS = 50;
const WALK_MS = 5 * 60_000; // the whole log is read

interface Entries {
  entries: AuditEntry[];
  next?: number;
}

function Row(props: { row: AuditEntry }) {
  const t = useTexts(), both = useBoth();
  const { row } = props;
  if (row.died) return <tr><th scope="row">{row.n}</th><td colSpan={5} class="hint">{t.entryDied}</td></tr>;
  return (
    <tr>
      <th scope="row">{row.n}</th>
      <td><Time at={row.at ?? 0} /></td>
      <td>{row.account}{row.body && t.dash + bodyText(t, row.body)}</td>
      <td>{both(row.zh, row.en)}</td>
      <td>{row.index !== undefined ? t.numberOf(row.index) : ""}</td>
      <td>{both(row.detail_zh, row.detail_en)}</td>
    </tr>
  );
}

/** GET /v1/audit/verification */
export interface Verification {
  entries: number;
  head: string;
  whole: boolean;
  broken_at?: number;
  head_found?: boolean;
}

function Verdict(props: { found: Verification }) {
  const t = useTexts();
  const { entries, head, head_found, broken_at } = props.found;
  const broken = broken_at !== undefined, missing = head_found === false;
  const words = broken ? t.audit.broken(broken_at) : missing ? t.audit.missing : head_found ? t.audit.found(entries) : t.audit.whole(entries);
  return (
    <div role="status" id="verdict">
      <p class={broken || missing ? "warning" : "done"}>{words}</p>
      <p class="hint">{t.audit.head}<code>{head}</code></p>
    </div>
  );
}

/** Gates keep the head of the log with each list that they take: what it was then has to be in the log still. */
function Verify() {
  const t = useTexts();
  const send = useSend();
  const [head, setHead] = useState("");
  const [found, find] = useState<Verification | null>(null);
  const run = async () => {
    const typed = head.replace(/\s/g, "").toLowerCase();
    find(null);
    return send<Verification>("GET", "/v1/audit/verification" + (typed && "?head=" + encodeURIComponent(typed)), { patienceMs: WALK_MS }, find);
  };
  return (
    <section aria-labelledby="verify-title">
      <h2 id="verify-title">{t.audit.verify}</h2>
      <Form id="verify" submit={t.audit.run} run={run} missing={[]}>
        <Field id="head" label={t.audit.gateHead} value={head} onValue={(typed) => (setHead(typed), find(null))} hint={t.audit.gateHeadHint} />
      </Form>
      {found && <Verdict found={found} />}
    </section>
  );
}

export function auditPath(values: URLSearchParams): string {
  const before = values.get("before");
  return `/v1/audit?limit=${PAGE_ROWS}` + (before ? "&before=" + encodeURIComponent(before) : "");
}

export function AuditPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { who } = useDesk();
  const before = props.values.get("before") ?? "";
  const asked = useAsked<Entries>(auditPath(props.values));
  return (
    <>
      <h1>{t.pages.audit}</h1>
      {may(who, "audit") && <Verify />}
      <Refused of={asked} />
      {asked.body && (
        <div class="scroll wide" tabIndex={0} role="region" aria-label={t.pages.audit}>
          <table id="entries">
            <thead><tr>{t.auditHeads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>{asked.body.entries.map((row) => <Row key={row.n} row={row} />)}</tbody>
          </table>
        </div>
      )}
      <p>
        {before && <a href="#audit">{t.firstPage}</a>}{" "}
        {asked.body?.next && <a href={"#audit?before=" + asked.body.next}>{t.nextPage}</a>}
      </p>
    </>
  );
}
