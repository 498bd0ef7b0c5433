// SPDX-License-Identifier: Apache-2.0
// What came of it: of the reading, of the import, of its undoing.
import { useEffect, useState } from "preact/hooks";
import { fromBase64 } from "../../shared/base64";
import { useBoth, useTexts } from "../language";
import { addressOf } from "../route";
import { Made, Read, Undone } from "./api";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** What was taken all the same, and a person should look at. */
export function Notices(props: { of: Read | Made }) {
  const t = useTexts(), both = useBoth();
  const { of } = props;
  const leftOut = of.left_out.length + of.more_left_out;
  const sheets = of as Partial<Read>;
  if (!of.notices.length && !leftOut && !sheets.sheet) return null;
  return (
    <div id="notices">
      {sheets.sheet && <p class="hint">{t.imports.sheet(sheets.sheet)}{sheets.other_sheet && t.imports.otherSheet(sheets.other_sheet)}</p>}
      {of.notices.length + leftOut > 0 && <p class="look">{t.imports.lookAt}</p>}
      <ul>
        {of.notices.map((one) => <li key={one.zh}>{both(one.zh, one.en)}{t.imports.noticed(one.rows, one.line)}</li>)}
        {leftOut > 0 && <li>{t.imports.leftOut(leftOut)}</li>}
      </ul>
    </div>
  );
}

/** The refused rows, from the answer that the page still has: nobody else keeps them. */
export function RefusedFile(props: { of: Read | Made | null }) {
  const t = useTexts();
  const text = props.of?.refused_xlsx;
  const [address, setAddress] = useState("");
  useEffect(() => {
    if (!text) return setAddress("");
    const made = URL.createObjectURL(new Blob([fromBase64(text)], { type: XLSX }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [text]);
  return address ? <a class="button plain" id="refused-file" href={address} download={t.imports.refusedName}>{t.imports.refusedFile}</a> : null;
}

export function MadeReport(props: { made: Made }) {
  const t = useTexts();
  const { made } = props;
  return (
    <section id="made">
      <p class="done" role="status">{t.imports.done(made.added, made.updated)}{made.refused > 0 && t.imports.doneRefused(made.refused)}</p>
      <Notices of={made} />
      <div class="buttons">
        <RefusedFile of={made} />
        {made.gone > 0 && <a class="button plain" id="to-gone" href={addressOf("residents", { gone: `${made.area}/${made.import}` })}>{t.imports.tabs.gone(made.gone)}</a>}
      </div>
    </section>
  );
}

function People(props: { words: string; of: number[] }) {
  const t = useTexts();
  if (!props.of.length) return null;
  return (
    <>
      <p class="look">{props.words}</p>
      <ul>{props.of.map((index) => <li key={index}><a href={addressOf("residents", { index: String(index) })}>{t.numberOf(index)}</a></li>)}</ul>
    </>
  );
}

export function UndoneReport(props: { undone: Undone }) {
  const t = useTexts();
  const { undone } = props;
  return (
    <section id="undone">
      <p class="done" role="status">{t.imports.undoneHow(undone.removed, undone.restored)}</p>
      <People words={t.imports.undoneLeft(undone.left)} of={undone.left_alone.map((one) => one.index)} />
      <People words={t.imports.undonePasses(undone.holders)} of={undone.with_pass} />
    </section>
  );
}
