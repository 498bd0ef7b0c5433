// SPDX-License-Identifier: Apache-2.0
// Who did and read what. Whoever lacks the right sees their own entries.
import { AuditEntry } from "../api";
import { useAsked } from "../asked";
import { useDesk } from "../desk";
import { bodyText, refusal, timeText, useTexts } from "../language";

interface Entries {
  entries: AuditEntry[];
  next?: number;
}

function Row(props: { row: AuditEntry }) {
  const t = useTexts();
  const { row } = props;
  if (row.died) return <tr><th scope="row">{row.n}</th><td colSpan={5} class="hint">{t.entryDied}</td></tr>;
  return (
    <tr>
      <th scope="row">{row.n}</th>
      <td>{timeText(row.at ?? 0)}</td>
      <td>{row.account}{t.dash}{bodyText(t, row.body)}</td>
      <td>{t.actions[row.action ?? ""] ?? (row.read ? t.reading : t.changing) + " " + row.action}</td>
      <td>{row.index !== undefined ? t.numberOf(row.index) : ""}</td>
      <td>{row.detail}</td>
    </tr>
  );
}

export function AuditPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const { language } = useDesk();
  const before = props.values.get("before") ?? "";
  const asked = useAsked<Entries>("/v1/audit" + (before ? "?before=" + encodeURIComponent(before) : ""));
  return (
    <>
      <h1>{t.pages.audit}</h1>
      {asked.problem && <p class="warning" role="alert">{refusal(t, asked.status, asked.problem, language)}</p>}
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
