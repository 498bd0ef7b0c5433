// SPDX-License-Identifier: Apache-2.0
// The response as a whole: it is practised, and it ends.
import { useTexts } from "../language";
import { OneArea } from "../parts/one_area";
import { ClosingsPart } from "./closings";
import { Drills } from "./drills";

export function ResponsePage(props: { values: URLSearchParams }) {
  const t = useTexts();
  const area = props.values.get("area") ?? "";
  return (
    <>
      <h1>{t.pages.response}</h1>
      <OneArea page="response" area={area} />
      <Drills area={area} />
      <ClosingsPart area={area} />
    </>
  );
}
