// SPDX-License-Identifier: Apache-2.0
// What may be done about somebody's pass; each opens a form.
import { useState } from "preact/hooks";
import { may, useDesk } from "../desk";
import { useTexts } from "../language";
import { Exempt } from "../api";
import { ExemptModal } from "./exempt";
import { IssueModal, LostModal, Whom } from "./issue";
import { ReinstateModal } from "./reinstate";
import { RestrainModal } from "./restrain";

type Act = "issue" | "lost" | "restrain" | "reinstate" | "exempt";

/** exempt: from what they are, where that is known. */
export function Actions(props: { whom: Whom; state?: string; exempt?: Exempt[]; done: () => void }) {
  const t = useTexts();
  const { who } = useDesk();
  const [act, choose] = useState<Act | null>(null);
  const same = { whom: props.whom, close: () => choose(null), done: props.done };
  return (
    <div class="buttons" role="group" aria-label={t.actionsFor(props.whom.name)}>
      {may(who, "passes") && <button id="act-issue" onClick={() => choose("issue")}>{t.issue}</button>}
      {may(who, "passes") && <button id="act-lost" class="plain" onClick={() => choose("lost")}>{t.lost}</button>}
      {may(who, "propose") && <button id="act-restrain" class="plain" onClick={() => choose("restrain")}>{t.restrain}</button>}
      {may(who, "passes") && props.state === "suspended" && <button id="act-reinstate" class="plain" onClick={() => choose("reinstate")}>{t.reinstate}</button>}
      {may(who, "passes") && props.exempt && <button id="act-exempt" class="plain" onClick={() => choose("exempt")}>{t.exempt.button}</button>}
      {act === "exempt" && props.exempt && <ExemptModal {...same} exempt={props.exempt} />}
      {act === "reinstate" && <ReinstateModal {...same} />}
      {act === "issue" && <IssueModal {...same} />}
      {act === "lost" && <LostModal {...same} />}
      {act === "restrain" && <RestrainModal {...same} />}
    </div>
  );
}
