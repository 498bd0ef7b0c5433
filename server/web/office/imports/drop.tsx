// SPDX-License-Identifier: Apache-2.0
// Where a file is dropped, or chosen: the same field serves the mouse, the keyboard and a reader.
import { useState } from "preact/hooks";
import { useTexts } from "../language";
import { Wrong } from "../parts/controls";

export function Drop(props: { take: (file: File) => void }) {
  const t = useTexts();
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState("");
  const take = (files: FileList | null | undefined) => {
    setOver(false);
    setWrong(files && files.length > 1 ? t.imports.one : "");
    if (files?.length === 1) props.take(files[0]);
  };
  const drag = (event: DragEvent) => {
    event.preventDefault();
    setOver(event.type !== "dragleave");
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer?.files);
  };
  return (
    <>
      <label class={"drop" + (over ? " over" : "")} for="file" onDragEnter={drag} onDragOver={drag} onDragLeave={drag} onDrop={drop}>
        <strong>{t.imports.drop}</strong>
        <span>{t.imports.choose}</span>
        <input id="file" class="heard" type="file" accept=".xlsx,.csv,.txt" aria-describedby="file-hint" onChange={(event) => take(event.currentTarget.files)} />
      </label>
      <small id="file-hint">{t.imports.kinds}</small>
      <Wrong words={wrong} />
    </>
  );
}
