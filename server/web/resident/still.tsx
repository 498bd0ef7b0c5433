// SPDX-License-Identifier: Apache-2.0
// A code that does not change, of a visitor or a card: drawn, and kept as a picture.
import { useRef } from "preact/hooks";
import { passObject } from "../shared/live";
import { QrCanvas } from "../shared/qr_canvas";
import { useTexts } from "./language";

const PIXELS = 8; // a module

/** The code as a picture that can be read off a screen. */
function enlarged(code: HTMLCanvasElement): Promise<Blob | null> {
  const big = document.createElement("canvas");
  big.width = big.height = code.width * PIXELS;
  const pen = big.getContext("2d");
  if (pen) pen.imageSmoothingEnabled = false;
  pen?.drawImage(code, 0, 0, big.width, big.height);
  return new Promise((done) => big.toBlob(done, "image/png"));
}

async function keepPicture(code: HTMLCanvasElement, name: string): Promise<void> {
  const picture = await enlarged(code);
  if (!picture) return;
  const file = new File([picture], name + ".png", { type: "image/png" });
  if (navigator.canShare?.({ files: [file] })) return navigator.share({ files: [file] }).catch(() => undefined);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(picture);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function StillCode(props: { text: string; name: string }) {
  const t = useTexts();
  const figure = useRef<HTMLElement>(null);
  if (!passObject(props.text)) return <p class="warning" role="alert">{t.visitBroken}</p>;
  const keep = () => {
    const code = figure.current?.querySelector("canvas");
    if (code) void keepPicture(code, props.name);
  };
  return (
    <figure class="code" ref={figure}>
      <QrCanvas text={props.text} label={props.name} />
      <figcaption>{props.name}</figcaption>
      <button class="plain" onClick={keep}>{t.keepPicture}</button>
    </figure>
  );
}
