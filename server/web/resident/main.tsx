// SPDX-License-Identifier: Apache-2.0
import "../shared/older";
import "../shared/dates";
import { render } from "preact";
import { keepAsking } from "../shared/news";
import { App } from "./app";
import { keepOffline } from "./offline";
import { recall, refresh } from "./phone";

const CODE_FIRST_MS = 500;

/** What is kept is shown first; then the server is asked. */
async function start(root: HTMLElement): Promise<void> {
  await recall();
  root.textContent = "";
  render(<App />, root);
  document.addEventListener("visibilitychange", () => document.hidden || void recall());
  setTimeout(() => {
    keepAsking(refresh);
    keepOffline();
  }, CODE_FIRST_MS);
}

const root = document.getElementById("page");
if (root) void start(root);
