// SPDX-License-Identifier: Apache-2.0
// First visit: what this is, and whether this browser keeps a key at all.
import { useEffect, useState } from "preact/hooks";
import { ensureKey } from "../shared/key";
import { useTexts } from "./language";
import { goTo } from "./route";

type Keeping = "asking" | "keeps" | "keeps nothing" | "insecure";

function useKeeping(): Keeping {
  const [keeping, found] = useState<Keeping>("asking");
  useEffect(() => {
    if (!window.isSecureContext) return found("insecure");
    void ensureKey().then((pair) => found(pair ? "keeps" : "keeps nothing"));
  }, []);
  return keeping;
}

function KeepsNothing() {
  const t = useTexts();
  const [copied, done] = useState(false);
  const copy = () => void navigator.clipboard?.writeText(location.href).then(() => done(true));
  return (
    <section class="warning" role="alert">
      <h2>{t.keepsNothing}</h2>
      <p>{t.keepsNothingWhat}</p>
      <p class="address" translate={false}>{location.origin + location.pathname}</p>
      <button onClick={copy}>{copied ? t.copied : t.copyAddress}</button>
    </section>
  );
}

export function WelcomePage() {
  const t = useTexts();
  const keeping = useKeeping();
  return (
    <main class="welcome">
      <h1>{t.welcome}</h1>
      <p class="lead">{t.welcomeWhat}</p>
      {keeping === "insecure" && <p class="warning" role="alert">{t.insecure}</p>}
      {keeping === "keeps nothing" && <KeepsNothing />}
      {keeping === "keeps" && (
        <>
          <button class="large" onClick={() => goTo("apply")}>{t.applyNow}</button>
          <button class="plain" onClick={() => goTo("lost")}>{t.lostPhone}</button>
        </>
      )}
      <h2>{t.whatIsKept}</h2>
      <p>{t.whatIsKeptWhat}</p>
    </main>
  );
}
