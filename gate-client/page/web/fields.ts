// SPDX-License-Identifier: Apache-2.0
// What the gate takes of a field, counted as it counts: word.h has the same numbers.
import { byId } from "./dom";
import { Key } from "./texts";

const NUMBER_BYTES = 32;
const HOST_UNIT_BYTES = 12;

export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

export function value(id: string): string {
  return byId<HTMLInputElement>(id).value.trim();
}

/** Why a field cannot be sent. null: it can. */
export function wrongTube(tube: string): Key | null {
  if (tube === "") return "tubeWanted";
  return bytesOf(tube) > NUMBER_BYTES ? "tubeTooLong" : null;
}

export function wrongNumber(number: string): Key | null {
  if (number === "") return "numberWanted";
  return bytesOf(number) > NUMBER_BYTES ? "numberTooLong" : null;
}

export function wrongHostUnit(unit: string): Key | null {
  return bytesOf(unit) > HOST_UNIT_BYTES ? "hostUnitTooLong" : null;
}
