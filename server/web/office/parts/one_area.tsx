// SPDX-License-Identifier: Apache-2.0
// A page that a higher area opened for one of its communities says which.
import { useTexts } from "../language";
import { addressOf, Page } from "../route";

export function OneArea(props: { page: Page; area: string }) {
  const t = useTexts();
  if (!props.area) return null;
  return <p id="one-area">{t.areas.only(props.area)}{t.dash}<a href={addressOf(props.page)}>{t.areas.all}</a></p>;
}
