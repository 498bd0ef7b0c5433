// SPDX-License-Identifier: Apache-2.0
// Where a file is dropped, or chosen: the same field serves the mouse, the keyboard and a reader.
import { useState } from "preact/hooks";
import { useTexts } from "../language";
import { Wrong } from "./controls";

interface Props {
  take: (file: File) => void;
  title: string;
  choose: string;
  kinds: string;
  accept: string;
  wrong?: string;
}

export function Drop(props: Props) {
  const t = useTexts();
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState("");
  const take = (files: FileList | null | undefined) => {
    setOver(false);
    setWrong(files && files.length > 1 ? t.oneFile : "");
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
        <strong>{props.title}</strong>
        <span>{props.choose}</span>
        <input id="file" class="heard" type="file" accept={props.accept} aria-describedby="file-hint" onChange={(event) => take(event.currentTarget.files)} />
      </label>
      <small id="file-hint">{props.kinds}</small>
      <Wrong words={wrong || (props.wrong ?? "")} />
    </>
  );
}
