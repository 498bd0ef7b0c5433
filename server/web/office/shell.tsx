// SPDX-License-Identifier: Apache-2.0
import { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { idleMs } from "./asked";
import { change, useDesk } from "./desk";
import { useTexts } from "./language";
import { goTo, pagesOf, Route } from "./route";
import { signOut } from "./server";
import { LanguageButton } from "./sign_in";

const DIGITS = "1234567890"; // for the first ten pages
const SESSION_IDLE_MS = 30 * 60_000; // as the server ends it

/** Why the page waits, and for how long yet; the page itself stays as it is. */
function TroubleLine() {
  const t = useTexts();
  const { trouble } = useDesk();
  const [nowMs, tick] = useState(performance.now());
  useEffect(() => {
    if (!trouble) return;
    const timer = setInterval(() => tick(performance.now()), 500);
    return () => clearInterval(timer);
  }, [trouble]);
  const leftS = trouble ? Math.max(0, Math.ceil((trouble.againAtMs - nowMs) / 1000)) : 0;
  return (
    <div role="status" id="trouble">
      {trouble && <p class="trouble">{t.trouble[trouble.why]}<span aria-hidden="true"> {t.againIn(leftS)}</span></p>}
    </div>
  );
}

/** Alt and a digit opens a page, as the menu says. */
function useDigits(pages: Route["page"][]): void {
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      const page = event.altKey && !event.ctrlKey ? pages[DIGITS.indexOf(event.code.replace("Digit", ""))] : undefined;
      if (!page) return;
      event.preventDefault();
      goTo(page);
    };
    window.addEventListener("keydown", open);
    return () => window.removeEventListener("keydown", open);
  }, [pages.join()]);
}

/** A desk that was left shows nobody's names once the session is over. */
function useCoverWhenLeft(): void {
  useEffect(() => {
    const timer = setInterval(() => idleMs() > SESSION_IDLE_MS && change({ ended: true }), 10_000);
    return () => clearInterval(timer);
  }, []);
}

export function Shell(props: { route: Route | null; children: ComponentChildren }) {
  const t = useTexts();
  const { who, said } = useDesk();
  const pages = pagesOf(who);
  useDigits(pages);
  useCoverWhenLeft();
  const skip = (event: Event) => {
    event.preventDefault();
    document.querySelector<HTMLElement>("main")?.focus();
  };
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>{t.skip}</a>
      <header class="top">
        <span class="title">{t.title}</span>
        <span class="who">{who?.login}{t.dash}{t.kinds[who?.kind ?? ""]}{t.dash}{who?.roles.map((role) => t.officeRoles[role]).join(t.comma)}</span>
        <LanguageButton />
        <button class="plain" id="sign-out" onClick={() => void signOut()}>{t.signOut}</button>
      </header>
      <TroubleLine />
      <div class="desk">
        <nav aria-label={t.menu}>
          <ul>
            {pages.map((page, n) => (
              <li key={page}>
                <a href={"#" + page} aria-current={page === props.route?.page ? "page" : undefined} aria-keyshortcuts={DIGITS[n] && "Alt+" + DIGITS[n]}>
                  {t.pages[page]}{DIGITS[n] && <kbd aria-hidden="true">Alt {DIGITS[n]}</kbd>}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <main tabIndex={-1}>{props.children}</main>
      </div>
      <p class="heard" role="status" id="said">{said}</p>
    </>
  );
}
