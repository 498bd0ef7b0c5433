// SPDX-License-Identifier: Apache-2.0
import "../shared/dates";
import { render } from "preact";
import { App } from "./app";
import { start } from "./server";

const root = document.getElementById("page");
if (root) {
  root.textContent = "";
  render(<App />, root);
  void start();
}
