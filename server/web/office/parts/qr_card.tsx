// SPDX-License-Identifier: Apache-2.0
// A pass as a card of 85.6 by 54 mm, to be printed.
import { QrCanvas } from "../../shared/qr_canvas";
import { Pass } from "../api";
import { dateText, tailOf, useTexts } from "../language";

export function QrCard(props: { pass: Pick<Pass, "name" | "tail" | "unit" | "role" | "exp" | "text"> }) {
  const t = useTexts();
  const { pass } = props;
  return (
    <div class="card">
      <QrCanvas onPaper text={pass.text} label={t.passOf(pass.name)} />
      <div>
        <strong>{pass.name}</strong>
        <span>{tailOf(t, pass.tail)}</span>
        <span>{pass.unit}</span>
        <span>{t.roles[pass.role ?? ""]}</span>
        <span>{t.validUntil(dateText(pass.exp))}</span>
        <small>{t.cardLost}</small>
      </div>
    </div>
  );
}
