// SPDX-License-Identifier: Apache-2.0
// Bodies and accounts. Making and ending them takes two people of two bodies.
import { useState } from "preact/hooks";
import { Account, Body } from "../api";
import { useAsked } from "../asked";
import { may, say, useDesk } from "../desk";
import { bodyText, timeText, useArea, useTexts } from "../language";
import { Refused } from "../parts/controls";
import { AccountModal, BodyModal, CodeModal, EndModal } from "./ask";

type Act = { what: "add" | "body" } | { what: "code" | "end"; one: Account };

function AccountRow(props: { one: Account; bodies: Body[]; choose?: (act: Act) => void }) {
  const t = useTexts(), own = t.accounts, called = useArea();
  const { one, choose } = props;
  const body = props.bodies.find(({ id }) => id === one.body), name = bodyText(t, body?.name ?? one.body), kind = body ? t.kinds[body.kind] : name;
  const state = one.ended_at ? own.ended(timeText(one.ended_at)) : one.active ? own.inUse : own.notYetUsed;
  return (
    <tr>
      <th scope="row">{one.login}</th>
      <td>{name}{name !== kind && <small>{kind}</small>}</td>
      <td>{one.roles.map((role) => t.officeRoles[role]).join(t.comma)}</td>
      <td>{called(one.area)}</td>
      <td class={one.ended_at || one.active ? "" : "look"}>{state}</td>
      {choose && (
        <td>
          {!one.ended_at && !one.active && <button class="plain" aria-label={own.codeOf(one.login)} onClick={() => choose({ what: "code", one })}>{own.code}</button>}
          {!one.ended_at && <button class="plain" aria-label={own.endOf(one.login)} onClick={() => choose({ what: "end", one })}>{own.end}</button>}
        </td>
      )}
    </tr>
  );
}

export function AccountsPage() {
  const t = useTexts(), own = t.accounts;
  const { who } = useDesk();
  const bodies = useAsked<{ bodies: Body[] }>("/v1/bodies").body?.bodies ?? [];
  const asked = useAsked<{ accounts: Account[] }>("/v1/accounts");
  const [act, choose] = useState<Act | null>(null);
  const [waits, tell] = useState(false);
  const admin = may(who, "admin");
  const close = () => choose(null);
  const done = () => {
    close();
    tell(true);
    say(t.waitsForSecond);
  };
  return (
    <>
      <h1>{t.pages.accounts}</h1>
      <div class="tools">
        <p class="hint">{own.how}</p>
        {admin && <button id="add-account" onClick={() => choose({ what: "add" })}>{own.add}</button>}
        {admin && <button id="add-body" class="plain" onClick={() => choose({ what: "body" })}>{own.addBody}</button>}
      </div>
      {waits && <p class="done" role="status">{t.waitsForSecond} <a href="#requests">{t.pages.requests}</a></p>}
      <Refused of={asked} />
      {asked.body && (
        <div class="scroll wide" tabIndex={0} role="region" aria-label={t.pages.accounts}>
          <table id="accounts">
            <thead><tr>{[...own.heads, ...(admin ? [own.act] : [])].map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
            <tbody>{asked.body.accounts.map((one) => <AccountRow key={one.login} one={one} bodies={bodies} choose={admin ? choose : undefined} />)}</tbody>
          </table>
        </div>
      )}
      {act?.what === "add" && <AccountModal bodies={bodies} close={close} done={done} />}
      {act?.what === "body" && <BodyModal close={close} done={done} />}
      {act?.what === "code" && <CodeModal one={act.one} close={close} />}
      {act?.what === "end" && <EndModal one={act.one} close={close} done={done} />}
    </>
  );
}
