// SPDX-License-Identifier: Apache-2.0
// What a roster would change, a kind at a time, and the decision.
import { useAsked } from "../asked";
import { say } from "../desk";
import { tailText, timeText, useBoth, useTexts } from "../language";
import { Refused } from "../parts/controls";
import { addressOf, goTo } from "../route";
import { call } from "../server";
import { Texts } from "../zh";
import { Item, PreviewPage, Read } from "./api";
import { Notices, RefusedFile } from "./report";
import { confirmPreview, layDown, useHand } from "./work";

const KINDS = ["changed", "added", "gone", "refused"] as const;
type Kind = (typeof KINDS)[number];

const person = (t: Texts, one: Item) => <><th scope="row">{one.name}</th><td>{tailText(t, one.tail)}</td><td>{one.unit} {one.room}</td></>;

function Head(props: { of: string[] }) {
  return <thead><tr>{props.of.map((text) => <th key={text} scope="col">{text}</th>)}</tr></thead>;
}

function ChangedRows(props: { items: Item[] }) {
  const t = useTexts(), both = useBoth();
  const shown = (value: string) => value || <span class="hint">{t.imports.empty}</span>;
  return (
    <table>
      <Head of={[t.imports.line, t.fields.name, t.fields.tail, t.place, t.imports.column, t.imports.before, t.imports.after]} />
      {props.items.map((one) => (
        <tbody key={one.line}>
          {one.changes?.map((change, n) => (
            <tr key={n}>
              <td>{n ? "" : one.line}</td>
              {n ? <td colSpan={3} /> : person(t, one)}
              <td>{t.imports.fields[change.column_en] ?? both(change.column, change.column_en)}</td><td>{shown(change.old)}</td><td class="new">{shown(change.new)}</td>
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  );
}

function OtherRows(props: { kind: Kind; items: Item[] }) {
  const t = useTexts(), both = useBoth();
  const heads = [t.fields.name, t.fields.tail, t.place];
  if (props.kind === "refused")
    return (
      <table>
        <Head of={[t.imports.line, t.imports.column, t.imports.wrong]} />
        <tbody>{props.items.map((one) => <tr key={one.line}><th scope="row">{one.line}</th><td>{t.imports.fields[one.column_en ?? ""] ?? both(one.column, one.column_en)}</td><td>{both(one.zh, one.en)}</td></tr>)}</tbody>
      </table>
    );
  if (props.kind === "gone")
    return (
      <table>
        <Head of={[...heads, t.role, t.imports.passes, t.imports.open]} />
        <tbody>
          {props.items.map((one) => (
            <tr key={one.index}>
              {person(t, one)}<td>{t.roles[one.role ?? ""]}</td><td>{one.passes}</td>
              <td><a href={addressOf("residents", { index: String(one.index) })}>{t.imports.open}</a></td>
            </tr>
          ))}
        </tbody>
      </table>
    );
  return (
    <table>
      <Head of={[t.imports.line, ...heads]} />
      <tbody>{props.items.map((one) => <tr key={one.line}><td>{one.line}</td>{person(t, one)}</tr>)}</tbody>
    </table>
  );
}

function Decision(props: { page: PreviewPage; read: Read | null }) {
  const t = useTexts();
  const { page } = props;
  const leave = () => goTo("residents", { import: "1" });
  const confirm = async () => {
    leave();
    if (await confirmPreview(page.area, page.preview, page.added)) say(t.doneAtOnce);
  };
  const forget = async () => {
    await call("DELETE", `/v1/imports/previews/${page.area}/${page.preview}`);
    say(t.imports.forgotten);
    layDown();
    leave();
  };
  const people = page.added + page.changed;
  return (
    <div class="buttons">
      {people + page.gone > 0 ? <button id="confirm" onClick={() => void confirm()}>{people ? t.imports.confirm(people) : t.imports.confirmNobody}</button> : <p>{t.imports.nothingToDo}</p>}
      <button id="forget" class="plain" onClick={() => void forget()}>{t.imports.forget}</button>
      <RefusedFile of={props.read} />
    </div>
  );
}

/** number: AREA/ID */
export function PreviewView(props: { number: string; values: URLSearchParams }) {
  const t = useTexts(), both = useBoth();
  const hand = useHand();
  const read = hand.read && `${hand.read.area}/${hand.read.preview}` === props.number ? hand.read : null; // not of an older one
  const asked = props.values.get("kind");
  const kind = KINDS.find((one) => one === asked) ?? (read && !read.changed && read.added ? "added" : "changed");
  const from = props.values.get("from") ?? "0";
  const page = useAsked<PreviewPage>(`/v1/imports/previews/${props.number}?kind=${kind}&from=${from}`, true);
  const at = (values: Record<string, string>) => addressOf("residents", { import: props.number, kind, ...values });
  if (page.problem)
    return (
      <>
        <Refused of={page} />
        <p><a href={addressOf("residents", { import: "1" })}>{t.imports.other}</a></p>
      </>
    );
  const { body } = page;
  if (!body) return <p role="status">{t.loading}</p>;
  return (
    <section aria-labelledby="preview-title" id="preview">
      <h2 id="preview-title">{t.imports.preview}</h2>
      <p>{t.imports.previewOf(body.rows, body.unchanged)} <span class="hint">{t.imports.kept(timeText(body.until))}</span></p>
      {read && <Notices of={read} />}
      {body.beyond && <p class="warning" id="beyond">{both(body.beyond.zh, body.beyond.en)} <a href={addressOf("requests")}>{t.inBulk}</a></p>}
      <Decision page={body} read={read} />
      <ul class="tabs" aria-label={t.imports.preview}>
        {KINDS.map((one) => <li key={one}><a href={at({ kind: one })} aria-current={one === kind ? "true" : undefined}>{t.imports.tabs[one](body[one])}</a></li>)}
      </ul>
      <p class="hint">{t.imports.hints[kind]}</p>
      {body.items.length ? (
        <div class="scroll wide" role="region" aria-label={t.imports.tabs[kind](body[kind])} tabIndex={0}>
          {kind === "changed" ? <ChangedRows items={body.items} /> : <OtherRows kind={kind} items={body.items} />}
        </div>
      ) : <p class="nothing">{t.imports.nothing}</p>}
      <p>
        {from !== "0" && <a href={at({})}>{t.firstPage}</a>}{" "}
        {body.next && <a href={at({ from: String(body.next) })}>{t.nextPage}</a>}
      </p>
    </section>
  );
}
