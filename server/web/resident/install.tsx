// SPDX-License-Identifier: Apache-2.0
// The browser's offer to put the page on the home screen, kept until somebody takes it.
import { useEffect, useState } from "preact/hooks";
import { useTexts } from "./language";

interface Offer extends Event {
  prompt(): Promise<void>;
}

let offer: Offer | null = null;
const watchers = new Set<() => void>();

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event as Offer;
  watchers.forEach((tell) => tell());
});

export function InstallButton() {
  const t = useTexts();
  const [there, see] = useState(!!offer);
  useEffect(() => {
    const look = () => see(!!offer);
    watchers.add(look);
    return () => void watchers.delete(look);
  }, []);
  if (!there) return null;
  return (
    <section>
      <p>{t.install}</p>
      <button onClick={() => void offer?.prompt().then(() => see(false))}>{t.installNow}</button>
    </section>
  );
}
