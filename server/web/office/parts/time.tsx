// SPDX-License-Identifier: Apache-2.0
import { timeText } from "../language";

/** In a narrow cell it breaks between day and hour, and nowhere else. */
export function Time(props: { at: number }) {
  const [day, hour] = timeText(props.at).split(" ");
  return <time><span class="day">{day}</span> <span>{hour}</span></time>;
}
