// SPDX-License-Identifier: Apache-2.0
// Certificates of those whose passes this phone shows, each with its code, and why one was withdrawn.
import { useEffect, useState } from "preact/hooks";
import { Certificate } from "../shared/holder_api";
import { QrCanvas } from "../shared/qr_canvas";
import { dateText, useTexts } from "./language";
import { usePhone } from "./phone";
import * as server from "./server";

type Known = Certificate[] | "asking" | "not told";

function useCertificates(): Known {
  const { pair } = usePhone();
  const [known, learn] = useState<Known>("asking");
  useEffect(() => {
    if (pair) void server.certificates(pair).then((answer) => learn(answer.body?.certificates ?? "not told"));
  }, [pair]);
  return known;
}

function Card(props: { one: Certificate }) {
  const t = useTexts();
  const { language } = usePhone();
  const { one } = props;
  const kind = language === "zh" ? one.kind_zh : one.kind_en;
  return (
    <li class="restraint">
      <strong>{kind}</strong>
      <span><bdi translate={false}>{one.name}</bdi></span>
      <span><bdi>{one.authority}</bdi></span>
      {one.detail && <span><bdi>{one.detail}</bdi></span>}
      <span>{one.number}</span>
      <span>{dateText(one.iat)} — {dateText(one.exp)}{t.comma}{t.certificateStates[one.state]}</span>
      {one.words && <span class="warning">{t.withdrawnWhy}{t.colon}<bdi>{one.words}</bdi></span>}
      {one.state === "valid" && <figure class="code"><QrCanvas text={one.text} label={kind} /></figure>}
    </li>
  );
}

export function CertificatesPage() {
  const t = useTexts();
  const known = useCertificates();
  return (
    <main class="record">
      <h1>{t.certificates}</h1>
      <p>{t.certificatesWhat}</p>
      {known === "asking" && <p role="status">{t.loading}</p>}
      {known === "not told" && <p class="warning" role="alert">{t.noNetwork}</p>}
      {Array.isArray(known) && !known.length && <p>{t.noCertificates}</p>}
      {Array.isArray(known) && <ul>{known.map((one) => <Card key={one.area + one.serial} one={one} />)}</ul>}
    </main>
  );
}
