// SPDX-License-Identifier: Apache-2.0
// What the server warns of: somebody else who claims this pass.
import { useTexts } from "./language";
import { usePhone } from "./phone";

export function Notices() {
  const t = useTexts();
  const kinds = (usePhone().me?.notices ?? []).map((notice) => notice.kind);
  return (
    <>
      {kinds.includes("second_claim") && <p class="warning">{t.secondClaim}</p>}
      {kinds.includes("replaced") && <p class="warning">{t.replaced}</p>}
    </>
  );
}
