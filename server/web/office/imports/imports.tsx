// SPDX-License-Identifier: Apache-2.0
// A roster comes in: dropped, read, looked at, confirmed, and undone within a day.
import { useEffect, useState } from "preact/hooks";
import { nowS } from "../../shared/clock";
import { useAsked } from "../asked";
import { say } from "../desk";
import { timeText, useRefusal, useTexts } from "../language";
import { Modal, Wrong } from "../parts/controls";
import { Drop } from "../parts/drop";
import { Time } from "../parts/time";
import { ManyModal } from "../requests/many";
import { addressOf } from "../route";
import { call } from "../server";
import { Done, Imports, Running } from "./api";
import { Columns } from "./columns";
import { PreviewView } from "./preview";
import { MadeReport, UndoneReport } from "./report";
import { Hand, layDown, readFile, stopWork, undoImport, useHand } from "./work";

function Progress(props: { hand: Hand }) {
  const t = useTexts();
  const { doing, rows, perMille, file } = props.hand;
  const what = doing === "reading" ? t.imports.reading(file?.name ?? "") : doing === "importing" ? t.imports.importing : t.imports.undoing;
  return (
    <section id="progress">
      <p role="status">{what}</p>
      <progress aria-label={what} max={1000} value={perMille ?? undefined} />
      <p>{t.imports.rows(rows)}</p>
      <p class="hint">{t.imports.mayLeave}</p>
      {doing !== "undoing" && <div class="buttons"><button class="plain" id="stop" onClick={stopWork}>{t.imports.stop}</button></div>}
    </section>
  );
}

function UndoModal(props: { one: Done; close: () => void }) {
  const t = useTexts();
  const undo = () => {
    props.close();
    void undoImport(props.one.area, props.one.import);
  };
  return (
    <Modal id="undoing" title={t.imports.undoTitle} close={props.close}>
      <p>{t.imports.done(props.one.added, props.one.updated)}</p>
      <p>{t.imports.undoWhat}</p>
      <div class="buttons">
        <button class="danger" id="undo" onClick={undo}>{t.imports.undo}</button>
        <button class="plain" onClick={props.close}>{t.cancel}</button>
      </div>
    </Modal>
  );
}

function DoneList(props: { done: Done[] }) {
  const t = useTexts();
  const [undoing, choose] = useState<Done | null>(null);
  return (
    <section aria-labelledby="done-title">
      <h2 id="done-title">{t.imports.doneTitle}</h2>
      <div class="scroll wide" tabIndex={0} role="region" aria-labelledby="done-title">
        <table id="done">
          <thead><tr>{t.imports.doneHeads.map((head) => <th key={head} scope="col">{head}</th>)}<th scope="col">{t.imports.undo}</th></tr></thead>
          <tbody>
            {[...props.done].sort((a, b) => b.done_at - a.done_at || b.import - a.import).map((one) => (
              <tr key={one.import}>
                <th scope="row"><Time at={one.done_at} /></th><td>{one.actor}</td><td>{one.added}</td><td>{one.updated}</td>
                <td>{one.gone ? <a href={addressOf("residents", { gone: `${one.area}/${one.import}` })}>{t.gone.link(one.gone)}</a> : 0}</td>
                <td>{one.undone ? t.imports.undone : one.until > nowS() && <button class="plain" onClick={() => choose(one)}>{t.imports.undo}</button>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {undoing && <UndoModal one={undoing} close={() => choose(null)} />}
    </section>
  );
}

function RunningList(props: { running: Running[]; again: () => void }) {
  const t = useTexts();
  const cancel = async (one: Running) => {
    const { status } = await call("DELETE", `/v1/imports/${one.area}/${one.import}`);
    if (status === 200) say(t.imports.cancelled);
    props.again();
  };
  return (
    <section>
      <h2>{t.imports.runningTitle}</h2>
      {props.running.map((one) => (
        <p key={one.import}>{timeText(one.started_at)} {t.imports.running(one.actor, one.rows)}{" "}
          {one.state === "running" && <button class="plain" onClick={() => void cancel(one)}>{t.imports.stop}</button>}</p>
      ))}
    </section>
  );
}

/** What waits, goes on and was done; asked for again when the work at hand is over. */
function Lists(props: { hand: Hand }) {
  const t = useTexts();
  const asked = useAsked<Imports>("/v1/imports");
  useEffect(() => asked.again(), [props.hand.made, props.hand.undone, props.hand.stopped]);
  const lists = asked.body;
  if (!lists) return null;
  return (
    <>
      {lists.previews.length > 0 && (
        <section>
          <h2>{t.imports.waitingTitle}</h2>
          <ul id="previews">
            {lists.previews.map((one) => (
              <li key={one.preview}>
                {t.imports.waiting(one.actor, timeText(one.made_at))}{t.dash}{t.imports.tabs.added(one.added)}{t.dash}{t.imports.tabs.changed(one.changed)}{" "}
                <a href={addressOf("residents", { import: `${one.area}/${one.preview}` })}>{t.imports.open}</a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {lists.imports.length > 0 && <RunningList running={lists.imports} again={asked.again} />}
      {lists.done.length > 0 && <DoneList done={lists.done} />}
    </>
  );
}

function Start(props: { hand: Hand }) {
  const t = useTexts();
  const why = useRefusal();
  const { hand } = props;
  const [asking, ask] = useState(false);
  const refusedMany = hand.adds > 0 && hand.wrong?.problem?.reason === "not_allowed"; // more than one account adds in a day
  return (
    <>
      {hand.made && <MadeReport made={hand.made} />}
      {hand.undone && <UndoneReport undone={hand.undone} />}
      {hand.stopped && <p class="done" role="status">{t.imports.stopped}</p>}
      {refusedMany && <div class="buttons"><button id="ask-many-people" onClick={() => ask(true)}>{t.inBulk}{t.colon}{t.people(hand.adds)}</button></div>}
      {asking && <ManyModal what="add" people={hand.adds} close={() => ask(false)} done={layDown} />}
      <Wrong words={hand.wrong && !hand.unread ? why(hand.wrong) : ""} />
      {hand.unread && hand.file ? <Columns unread={hand.unread} file={hand.file} /> : (
        <>
          <p>{t.imports.what}</p>
          <Drop take={(file) => void readFile(file)} title={t.imports.drop} choose={t.imports.choose} kinds={t.imports.kinds} accept=".xlsx,.csv,.txt" />
          <Lists hand={hand} />
        </>
      )}
    </>
  );
}

export function ImportPage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const hand = useHand();
  const number = props.values.get("import") ?? "";
  return (
    <>
      <p><a href={addressOf("residents")}>{t.backToList}</a></p>
      <h1>{t.imports.title}</h1>
      {hand.doing ? <Progress hand={hand} /> : number.includes("/") ? <PreviewView key={number} number={number} values={props.values} /> : <Start hand={hand} />}
    </>
  );
}
