// SPDX-License-Identifier: Apache-2.0
// Who looked at the record of those whose passes this phone shows, and who changed what is theirs at once.
import { useEffect, useState } from "preact/hooks";
import { Read } from "../shared/holder_api";
import { dateText, timeText, useTexts } from "./language";
import { usePhone } from "./phone";
import * as server from "./server";

type Reads = Read[] | "asking" | "not told";

function useReads(): Reads {
  const { pair } = usePhone();
  const [reads, learn] = useState<Reads>("asking");
  useEffect(() => {
    if (pair) void server.reads(pair).then((answer) => learn(answer.body?.reads ?? "not told"));
  }, [pair]);
  return reads;
}

function ReadCard(props: { read: Read }) {
  const t = useTexts();
  const { language, me } = usePhone();
  const { area, index, at, body, roles, act, words } = props.read;
  const whose = me?.passes.find((pass) => pass.area === area && pass.index === index)?.name;
  const purpose = language === "zh" ? props.read.purpose_zh : props.read.purpose_en;
  return (
    <li class="restraint">
      <strong>{dateText(at)} {timeText(at).slice(0, 5)}</strong>
      <span><bdi>{body}</bdi> {roles.map((role) => t.officeRoles[role] ?? role).join(t.comma)}</span>
      {act && <span>{t.officeActs[act] ?? act}</span>}
      {words && <span><bdi>{words.replace(/^[a-z,]+/, (list) => list.split(",").map((one) => t.exempt[one] ?? one).join(t.comma))}</bdi></span>}
      {purpose && <span>{purpose}</span>}
      {whose && <span><bdi translate={false}>{whose}</bdi></span>}
    </li>
  );
}

export function ReadsPage() {
  const t = useTexts();
  const reads = useReads();
  return (
    <main class="record">
      <h1>{t.readsTitle}</h1>
      <p>{t.readsWhat}</p>
      {reads === "asking" && <p role="status">{t.loading}</p>}
      {reads === "not told" && <p class="warning" role="alert">{t.noNetwork}</p>}
      {Array.isArray(reads) && !reads.length && <p>{t.noReads}</p>}
      {Array.isArray(reads) && <ul>{reads.map((read, n) => <ReadCard key={n} read={read} />)}</ul>}
    </main>
  );
}
