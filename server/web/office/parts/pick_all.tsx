// SPDX-License-Identifier: Apache-2.0
// Ticks all that a search finds, also those whose rows nobody has scrolled to: they are read to the last,
// and counted, before anything can be done for them.
import { useEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "../language";
import { Wrong } from "./controls";
import { Found } from "./found";
import { Picking } from "./picked";

export function PickAll<T>(props: { found: Found<T>; picked: Picking<T> }) {
  const t = useTexts();
  const { found, picked } = props;
  const [read, tell] = useState<number | null>(null);
  const [wrong, setWrong] = useState("");
  const stopped = useRef(false);
  useEffect(() => () => void (stopped.current = true), []);
  const run = async () => {
    const rows: T[] = [];
    stopped.current = false;
    tell(0);
    const why = await found.all((more) => {
      rows.push(...more);
      tell(rows.length);
      return !stopped.current;
    });
    if (!why && !stopped.current) picked.add(rows);
    setWrong(why);
    tell(null);
  };
  return (
    <>
      <p class="buttons">
        {read === null
          ? <button type="button" class="plain" id="pick-all" onClick={() => void run()}>{found.count === null || found.part ? t.batch.allOf : t.batch.all(found.count)}</button>
          : <button type="button" class="plain" id="pick-stop" onClick={() => (stopped.current = true)}>{t.batch.reading(read)}{t.dash}{t.cancel}</button>}
      </p>
      <Wrong words={wrong} />
    </>
  );
}
