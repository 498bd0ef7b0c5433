// SPDX-License-Identifier: Apache-2.0
// A page that a higher area opened for one of its communities says which.
import { useArea, useTexts } from "../language";
import { addressOf, Page } from "../route";

export function OneArea(props: { page: Page; area: string }) {
  const t = useTexts(), called = useArea();
  if (!props.area) return null;
  return <p id="one-area">{t.areas.only(called(props.area))}{t.dash}<a href={addressOf(props.page)}>{t.areas.all}</a></p>;
}
