// SPDX-License-Identifier: Apache-2.0
// Bodies and accounts. Making and ending them takes two people of two bodies.
import { Account, Body } from "../api";
import { useAsked } from "../asked";
import { useDesk } from "../desk";
import { refusal, timeText, useTexts } from "../language";

function AccountRow(props: { one: Account; bodies: Body[] }) {
  const t = useTexts();
  const { one } = props;
  const state = one.ended_at ? t.endedAt(timeText(one.ended_at)) : one.active ? t.inUse : t.notYetUsed;
  return (
    <tr>
      <th scope="row">{one.login}</th>
      <td>{props.bodies.find((body) => body.id === one.body)?.name ?? one.body}</td>
      <td>{one.roles.map((role) => t.officeRoles[role]).join(t.comma)}</td>
      <td>{one.area}</td>
      <td class={one.ended_at || one.active ? "" : "look"}>{state}</td>
    </tr>
  );
}

export function AccountsPage() {
  const t = useTexts();
  const { language } = useDesk();
  const bodies = useAsked<{ bodies: Body[] }>("/v1/bodies");
  const asked = useAsked<{ accounts: Account[] }>("/v1/accounts");
  return (
    <>
      <h1>{t.pages.accounts}</h1>
      <p class="hint">{t.accountsHow}</p>
      {asked.problem && <p class="warning" role="alert">{refusal(t, asked.status, asked.problem, language)}</p>}
      {asked.body && (
        <div class="scroll wide" tabIndex={0} role="region" aria-label={t.pages.accounts}>
          <table id="accounts">
            <thead><tr>{t.accountHeads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>{asked.body.accounts.map((one) => <AccountRow key={one.login} one={one} bodies={bodies.body?.bodies ?? []} />)}</tbody>
          </table>
        </div>
      )}
    </>
  );
}
