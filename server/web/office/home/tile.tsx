// SPDX-License-Identifier: Apache-2.0
// One number, large, that leads to its page where there is one.
export function Tile(props: { href?: string; n: number | string | undefined; more?: boolean; words: string; late?: string }) {
  const inside = (
    <>
      <strong>{props.n ?? "…"}{props.more ? "+" : ""}</strong><span>{props.words}</span>{props.late && <em>{props.late}</em>}
    </>
  );
  const looks = "tile" + (props.late ? " late" : "");
  return props.href ? <a class={looks} href={props.href}>{inside}</a> : <p class={looks}>{inside}</p>;
}
