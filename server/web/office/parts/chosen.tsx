// SPDX-License-Identifier: Apache-2.0
// A list of which one is looked at beside it. ↑ and ↓ choose while the list has the focus.
import { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface Props<T> {
  id: string;
  label: string;
  list: T[];
  keyOf: (one: T) => number;
  chosen: number; // a key; none of the list: the first
  choose: (key: number) => void;
  row: (one: T) => ComponentChildren;
  detail: (one: T) => ComponentChildren;
}

export function Chosen<T>(props: Props<T>) {
  const box = useRef<HTMLUListElement>(null);
  const { list, keyOf } = props;
  const held = useRef(props.chosen); // what is looked at stays so when others come before it
  const place = (key: number) => list.findIndex((one) => keyOf(one) === key);
  const at = [place(props.chosen), place(held.current), 0].find((n) => n >= 0) ?? 0;
  held.current = keyOf(list[at]);
  useEffect(() => void box.current?.focus(), []);
  useEffect(() => box.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }), [at]);
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const steps: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 };
    if (steps[event.key] === undefined) return;
    props.choose(keyOf(list[Math.max(0, Math.min(list.length - 1, steps[event.key]))]));
    event.preventDefault();
  };
  return (
    <div class="split">
      <ul ref={box} id={props.id} class="list" role="listbox" tabIndex={0} aria-label={props.label} onKeyDown={keys}
          aria-activedescendant={`${props.id}-${keyOf(list[at])}`}>
        {list.map((one, n) => (
          <li key={keyOf(one)} id={`${props.id}-${keyOf(one)}`} role="option" aria-selected={n === at} onClick={() => props.choose(keyOf(one))}>
            {props.row(one)}
          </li>
        ))}
      </ul>
      {props.detail(list[at])}
    </div>
  );
}
