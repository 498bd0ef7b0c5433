// SPDX-License-Identifier: Apache-2.0
// Where the heading is not understood a person says which column is which.
import { useState } from "preact/hooks";
import { useTexts } from "../language";
import { Choice, Form } from "../parts/controls";
import { Unread } from "./api";
import { layDown, readFile } from "./work";

const FIELDS = ["name", "id_number", "unit", "room", "address", "entrance", "phone", "id_type", "birth_date", "role", "moved_in", "tenure"];
const NEEDED = ["name", "id_number", "unit", "room"];

/** COLUMN=FIELD,COLUMN=FIELD, without what the server knows by itself. */
function mapOf(chosen: Record<string, string>, known: Record<string, string>): string {
  const pairs = Object.entries(chosen).filter(([field, column]) => column && known[field] !== column);
  return pairs.map(([field, column]) => `${column}=${field}`).join(",");
}

export function Columns(props: { unread: Unread; file: File }) {
  const t = useTexts();
  const { columns = [], known = {} } = props.unread;
  const [chosen, choose] = useState<Record<string, string>>(known);
  const named = columns.filter((name) => name && !name.includes(","));
  const needed = chosen.address ? NEEDED.slice(0, 2) : NEEDED;
  const run = async () => {
    await readFile(props.file, mapOf(chosen, known));
    return "";
  };
  return (
    <section class="narrow" aria-labelledby="columns-title">
      <h2 id="columns-title">{t.imports.unknown}</h2>
      <p>{t.imports.unknownWhat}</p>
      <Form id="columns" submit={t.imports.again} run={run} cancel={layDown}
            missing={needed.map((field): [string, string] => [t.imports.fields[field], chosen[field] ?? ""])}>
        <div class="columns">
          {FIELDS.map((field) => (
            <Choice key={field} id={"column-" + field} label={t.imports.fields[field] + (needed.includes(field) ? t.imports.needed : "")}
                    value={chosen[field] ?? ""} onValue={(column) => choose({ ...chosen, [field]: column })} none={t.imports.notThere}
                    of={named.map((name) => [name, name])} />
          ))}
        </div>
      </Form>
    </section>
  );
}
