// SPDX-License-Identifier: Apache-2.0
// Whom a roster did not name: the office ticks who has moved out and confirms it in one act, or takes it
// back within a day.
import { useEffect, useState } from "preact/hooks";
import { nowS } from "../../shared/clock";
import { tailText, timeText, useRefusal, useTexts } from "../language";
import { work } from "../lines";
import { Field, Form, Modal, Wrong } from "../parts/controls";
import { useSend } from "../parts/send";
import { ManyModal } from "../requests/many";
import { addressOf } from "../route";
import { GoneDone, GoneList, GonePerson } from "./api";

/** Whom an act is for: null is the whole list. */
type Whom = number[] | null;

interface Act {
  back: boolean;
  whom: Whom;
  count: number;
}

function useList(number: string) {
  const send = useSend();
  const [list, setList] = useState<GoneList | null>(null);
  const [wrong, setWrong] = useState("");
  const read = async (from: number) => {
    setWrong(await send<GoneList>("GET", `/v1/imports/${number}/gone?from=${from}`, {}, (body) =>
      setList((before) => (from && before ? { ...body, items: [...before.items, ...body.items] } : body))));
  };
  useEffect(() => void read(0), [number]);
  return { list, wrong, more: () => void read(list?.next ?? 0), again: () => void read(0) };
}

function ActModal(props: { number: string; act: Act; close: () => void; done: (made: GoneDone) => void }) {
  const t = useTexts(), g = t.gone;
  const why = useRefusal();
  const { back, whom, count } = props.act;
  const [evidence, setEvidence] = useState("");
  const [reason, setReason] = useState("");
  const [rows, tell] = useState(0);
  const [many, ask] = useState(false);
  const [beyond, setBeyond] = useState(false);
  const run = async () => {
    const json = { ...(whom ? { indexes: whom } : { all: true }), ...(back ? {} : { evidence, reason }) };
    const told = (line: Record<string, unknown>) => tell(Number(line.rows ?? 0));
    const answer = await work<GoneDone>("POST", `/v1/imports/${props.number}/gone/${back ? "undo" : "confirmations"}`, told, { json });
    setBeyond(answer.problem?.reason === "not_allowed");
    if (answer.body) props.done(answer.body);
    return why(answer);
  };
  return (
    <Modal id="gone-act" title={back ? g.backTitle(count) : g.confirmTitle(count)} close={props.close}>
      <p>{back ? g.backWhat : g.confirmWhat}</p>
      <Form id="gone-form" submit={back ? g.back(count) : g.confirm(count)} run={run} cancel={props.close} danger={!back} missing={back ? [] : [[g.evidence, evidence]]}
            other={beyond && <button type="button" class="plain" id="gone-many" onClick={() => ask(true)}>{t.inBulk}</button>}>
        {!back && <Field id="gone-evidence" label={g.evidence} value={evidence} onValue={setEvidence} hint={g.evidenceHint} focus />}
        {!back && <Field id="gone-reason" label={t.remark} value={reason} onValue={setReason} lines={2} />}
        <p role="status">{rows > 0 && t.imports.rows(rows)}</p>
      </Form>
      {many && <ManyModal what="end" people={count} close={() => ask(false)} done={() => undefined} />}
    </Modal>
  );
}

function Done(props: { made: GoneDone; back: boolean }) {
  const t = useTexts(), g = t.gone;
  const { made } = props;
  return (
    <section id="gone-done">
      <p class="done" role="status">{(props.back ? g.restored : g.ended)(made.done)}</p>
      {made.left > 0 && <p class="look">{g.left(made.left)}</p>}
      <ul>{made.left_alone.map((one) => <li key={one.index}><a href={addressOf("residents", { index: String(one.index) })}>{t.numberOf(one.index)}</a>{t.colon}{g.why[one.why]}</li>)}</ul>
    </section>
  );
}

function Rows(props: { items: GonePerson[]; ticked: Set<number>; toggle: (index: number) => void }) {
  const t = useTexts(), g = t.gone;
  return (
    <div class="scroll wide" role="region" aria-label={g.title} tabIndex={0}>
      <table id="gone">
        <thead><tr>{[t.batch.pick, t.fields.name, t.fields.tail, t.place, t.role, t.imports.passes, t.lines.state, t.imports.open].map((text) => <th key={text} scope="col">{text}</th>)}</tr></thead>
        <tbody>
          {props.items.map((one) => (
            <tr key={one.index}>
              <td><input type="checkbox" aria-label={t.batch.pick + t.colon + one.name} checked={props.ticked.has(one.index)} onChange={() => props.toggle(one.index)} /></td>
              <th scope="row">{one.name}</th><td>{tailText(t, one.tail)}</td><td>{one.unit} {one.room}</td><td>{t.roles[one.role]}</td><td>{one.passes}</td>
              <td>{one.ended_at ? g.is(timeText(one.ended_at)) : t.state[one.state]}</td>
              <td><a href={addressOf("residents", { index: String(one.index) })}>{t.imports.open}</a></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Choices(props: { list: GoneList; ticked: Set<number>; choose: (act: Act) => void }) {
  const g = useTexts().gone;
  const { list, ticked, choose } = props;
  const open = !list.undone && list.until > nowS();
  const of = (ended: boolean) => list.items.filter((one) => ticked.has(one.index) && !!one.ended_at === ended).map((one) => one.index);
  const ending = of(false), back = of(true), left = list.gone - list.ended;
  return (
    <div class="buttons">
      {open && ending.length > 0 && <button id="gone-confirm" class="danger" onClick={() => choose({ back: false, whom: ending, count: ending.length })}>{g.confirm(ending.length)}</button>}
      {back.length > 0 && <button id="gone-back" onClick={() => choose({ back: true, whom: back, count: back.length })}>{g.back(back.length)}</button>}
      {open && left > 0 && <button id="gone-all" class="plain" onClick={() => choose({ back: false, whom: null, count: left })}>{g.confirmAll(left)}</button>}
      {list.ended > 0 && <button id="gone-all-back" class="plain" onClick={() => choose({ back: true, whom: null, count: list.ended })}>{g.backAll(list.ended)}</button>}
    </div>
  );
}

/** number: AREA/ID of an import */
export function GonePage(props: { number: string }) {
  const t = useTexts(), g = t.gone;
  const { list, wrong, more, again } = useList(props.number);
  const [ticked, tick] = useState<Set<number>>(new Set());
  const [act, choose] = useState<Act | null>(null);
  const [made, tell] = useState<{ made: GoneDone; back: boolean } | null>(null);
  const toggle = (index: number) => tick((before) => {
    const after = new Set(before);
    if (!after.delete(index)) after.add(index);
    return after;
  });
  const done = (what: GoneDone) => {
    tell({ made: what, back: !!act?.back });
    choose(null);
    tick(new Set());
    again();
  };
  return (
    <>
      <p><a href={addressOf("residents", { import: "1" })}>{t.imports.title}</a></p>
      <h1>{g.title}</h1>
      <Wrong words={wrong} />
      {made && <Done made={made.made} back={made.back} />}
      {list && (
        <>
          <p>{g.what}</p>
          <p>{g.count(list.gone, list.ended)} {list.undone ? g.undone : <span class="hint">{g.until(timeText(list.until))}</span>}</p>
          <Choices list={list} ticked={ticked} choose={choose} />
          {list.items.length ? <Rows items={list.items} ticked={ticked} toggle={toggle} /> : <p class="nothing">{t.imports.nothing}</p>}
          {list.next !== undefined && <p><button class="plain" id="gone-more" onClick={more}>{g.more}</button></p>}
        </>
      )}
      {act && <ActModal number={props.number} act={act} close={() => choose(null)} done={done} />}
    </>
  );
}
