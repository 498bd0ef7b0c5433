// SPDX-License-Identifier: Apache-2.0
// A phone on the gate's network says the gate's word once, and then has a cookie.
import { bilingual, byId } from "./dom";
import { both, Key } from "./texts";

export function post(path: string, body: string): Promise<Response> {
  const headers = { "Content-Type": "application/json", "X-Tongxing": "gate" };
  return fetch(path, { method: "POST", headers, body, credentials: "same-origin" });
}

function say(key: Key): void {
  const [zh, en] = both(key);
  bilingual(byId("pair-said"), zh, en);
}

function tryWord(word: string): void {
  say("working");
  post("/api/pair", word).then(
    (answer) => {
      if (answer.ok) window.location.reload();
      else say(answer.status === 429 ? "tooManyWords" : "wrongWord");
    },
    () => say("failed"),
  );
}

/** Covers the page until the word has been said. */
export function askForWord(): void {
  const form = byId("pairing");
  if (!form.hidden) return;
  form.hidden = false;
  document.body.classList.add("unpaired");
  const word = byId<HTMLInputElement>("pair-word");
  word.focus();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tryWord(word.value.trim());
    word.select();
  });
}
