// SPDX-License-Identifier: Apache-2.0
// What may be done for those who were ticked: how many they are is said, and confirmed, each time. The
// limits of one account and the second pair of hands are the server's, and hold as for one.
import { useState } from "preact/hooks";
import { onceKey } from "../../shared/http";
import { Pass } from "../api";
import { may, useDesk } from "../desk";
import { useRefusal, useTexts } from "../language";
import { Form, Modal } from "../parts/controls";
import { PrintCards } from "../parts/print_cards";
import { QrCard } from "../parts/qr_card";
import { ManyModal } from "../requests/many";
import { useEach } from "./each";
import { SHOWN } from "./texts";
import { issueTo, Whom } from "./issue";
import { RestrainModal } from "./restrain";

interface Props {
  chosen: Whom[];
  clear: () => void;
  done: () => void;
}

function Cards(props: { passes: Pass[]; close: () => void }) {
  const t = useTexts();
  return (
    <>
      <p class="done" role="status">{t.batch.issued(props.passes.length)}</p>
      <div class="buttons">
        <PrintCards passes={props.passes} />
        <button class="plain" onClick={props.close}>{t.close}</button>
      </div>
      <div class="cards">{props.passes.map((pass) => <QrCard key={pass.index} pass={pass} />)}</div>
    </>
  );
}

/** What was issued before one was refused is shown all the same: nobody can ask for it again. */
function IssueMany(props: Props & { close: () => void }) {
  const t = useTexts();
  const why = useRefusal();
  const { chosen } = props;
  const [passes, add] = useState<Pass[]>([]);
  const [left, ask] = useState(0);
  const each = useEach(chosen.length);
  const [onces] = useState(() => chosen.map(onceKey));
  const one = async (n: number) => {
    const answer = await issueTo(chosen[n], {}, onces[n]), { body } = answer;
    if (!body) return t.batch.stopped(n, chosen[n].name) + why(answer);
    add((before) => [...before, body.passes[0]]);
    return "";
  };
  const run = async () => {
    const { wrong } = await each.run(one);
    props.done();
    return wrong;
  };
  return (
    <Modal id="issuing-many" title={t.batch.issueTo(chosen.length)} close={each.running ? undefined : props.close}>
      {each.done < chosen.length && (
        <Form id="issue-many" submit={t.batch.issueTo(chosen.length - each.done)} run={run} missing={[]} cancel={each.running ? each.stop : props.close}
              other={!each.running && <button type="button" class="plain" id="ask-more" onClick={() => ask(chosen.length - each.done)}>{t.inBulk}</button>}>
          <p>{t.batch.who(chosen.slice(0, SHOWN).map((whom) => whom.name).join(t.comma), chosen.length)}</p>
          <p class="hint">{t.batch.limit}</p>
          <p role="status">{each.running && t.batch.at(each.done, each.of)}</p>
        </Form>
      )}
      {!each.running && passes.length > 0 && <Cards passes={passes} close={() => (props.clear(), props.close())} />}
      {left > 0 && <ManyModal what="passes" people={left} close={() => ask(0)} done={() => undefined} />}
    </Modal>
  );
}

export function Batch(props: Props) {
  const t = useTexts();
  const { who } = useDesk();
  const [act, choose] = useState<"issue" | "restrain" | null>(null);
  const { chosen } = props;
  const close = () => choose(null);
  if (!chosen.length) return null;
  const [first, ...others] = chosen;
  return (
    <div class="buttons" role="group" aria-label={t.batch.chosen(chosen.length)} id="batch">
      <strong role="status">{t.batch.chosen(chosen.length)}</strong>
      {may(who, "passes") && <button id="batch-issue" onClick={() => choose("issue")}>{t.batch.issue}</button>}
      {may(who, "propose") && <button id="batch-restrain" class="plain" onClick={() => choose("restrain")}>{t.restrain}</button>}
      <button id="batch-clear" class="plain" onClick={props.clear}>{t.batch.clear}</button>
      {act === "issue" && <IssueMany {...props} close={close} />}
      {act === "restrain" && (
        <RestrainModal whom={first} others={others} title={t.batch.restrain(chosen.length)} close={close} done={() => (props.clear(), props.done())} />
      )}
    </div>
  );
}
