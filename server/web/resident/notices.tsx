// SPDX-License-Identifier: Apache-2.0
// What the server warns of: somebody else who claims a pass of this phone, and whose it is.
import { useTexts } from "./language";
import { usePhone } from "./phone";

export function Notices() {
  const t = useTexts();
  return (
    <>
      {usePhone().me?.notices.map(({ kind, area, index, name }) => (
        <p key={kind + area + index} class="warning">
          <bdi translate={false}>{name}</bdi>{t.colon}{kind === "replaced" ? t.replaced : t.secondClaim}
        </p>
      ))}
    </>
  );
}
