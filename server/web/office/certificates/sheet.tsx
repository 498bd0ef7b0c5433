// SPDX-License-Identifier: Apache-2.0
// A certificate as it is printed.
import { QrCanvas } from "../../shared/qr_canvas";
import { useDesk } from "../desk";
import { dateText, tailOf, useBoth, useTexts } from "../language";
import { Certificate } from "./api";
import { certificatesEn, certificatesZh, CertificateTexts } from "./texts";

export const useCertificateTexts = (): CertificateTexts => (useDesk().language === "zh" ? certificatesZh : certificatesEn);

export function Sheet(props: { one: Certificate }) {
  const t = useTexts();
  const own = useCertificateTexts();
  const both = useBoth();
  const { one } = props;
  const kind = both(one.kind_zh, one.kind_en);
  return (
    <div class="card sheet">
      {one.text && <QrCanvas onPaper text={one.text} label={kind} />}
      <div>
        <strong>{kind}</strong>
        <span>{one.name}{t.dash}{tailOf(t, one.tail)}</span>
        {one.detail && <span>{one.detail}</span>}
        <span>{one.authority}</span>
        <span>{one.number}</span>
        <span class="dates">{own.validFrom(dateText(one.iat), dateText(one.exp))}</span>
        <small>{own.verify}</small>
      </div>
    </div>
  );
}
