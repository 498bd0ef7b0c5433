// SPDX-License-Identifier: Apache-2.0
// Signs that say what a colour says, by their shape: a tick, a triangle, a bar, a ring.

export type Weight = "good" | "look" | "bad" | "unknown";

const SHAPES: Record<Weight, string> = {
  good: "M4 13 l5 5 L20 6",
  look: "M12 3 L22 21 H2 Z M12 10 v5 M12 17.5 v1",
  bad: "M3 9 h18 v6 h-18 Z",
  unknown: "M12 3 a9 9 0 1 0 0.01 0 Z M9.5 9.5 a2.6 2.6 0 1 1 2.6 3 v1.5 M12 16.5 v1",
};

export function Sign(props: { weight: Weight }) {
  return (
    <svg class={"sign " + props.weight} viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[props.weight]} />
    </svg>
  );
}
