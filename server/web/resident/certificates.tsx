// SPDX-License-Identifier: Apache-2.0
// Certificates of those whose passes this phone shows, each with its code, and why one was withdrawn.
import { useEffect, useState } from "preact/hooks";
import { nowS } from "../shared/clock";
import { Certificate } from "../shared/holder_api";
import { QrCanvas } from "../shared/qr_canvas";
import { ageText, dateText, useTexts } from "./language";
import { refreshCertificates, usePhone } from "./phone";

/** Whether the server was asked since the page is open. */
function useAsked(): boolean {
  const { pair } = usePhone();
  const [asked, done] = useState(false);
  useEffect(() => {
    if (pair) void refreshCertificates().then(() => done(true));
  }, [pair]);
  return asked;
}

function Card(props: { one: Certificate }) {
  const t = useTexts();
  const { language } = usePhone();
  const { one } = props;
  const state = one.state === "valid" && one.exp <= nowS() ? "over" : one.state;
  const kind = language === "zh" ? one.kind_zh : one.kind_en;
  return (
    <li class="restraint">
      <strong>{kind}</strong>
      <span><bdi translate={false}>{one.name}</bdi></span>
      <span><bdi>{one.authority}</bdi></span>
      {one.detail && <span><bdi>{one.detail}</bdi></span>}
      <span>{one.number}</span>
      <span>{dateText(one.iat)} — {dateText(one.exp)}{t.comma}{t.certificateStates[state]}</span>
      {one.words && <span class="warning">{t.withdrawnWhy}{t.colon}<bdi>{one.words}</bdi></span>}
      {state === "valid" && <figure class="code"><QrCanvas text={one.text} label={kind} /></figure>}
    </li>
  );
}

export function CertificatesPage() {
  const t = useTexts();
  const { certificates, certificatesAt } = usePhone();
  const asked = useAsked();
  const age = certificates && ageText(t, nowS() - certificatesAt);
  return (
    <main class="record">
      <h1>{t.certificates}</h1>
      <p>{t.certificatesWhat}</p>
      {!certificates && !asked && <p role="status">{t.loading}</p>}
      {!certificates && asked && <p class="warning" role="alert">{t.noNetwork}</p>}
      {certificates && !certificates.length && <p>{t.noCertificates}</p>}
      {certificates && <ul>{certificates.map((one) => <Card key={one.area + one.serial} one={one} />)}</ul>}
      {age && <p class="news" role="status">{t.newsAge(age)}</p>}
    </main>
  );
}
