// SPDX-License-Identifier: Apache-2.0
import { nowS } from "../../shared/clock";
import { Gate } from "../api";

const SILENT_S = 3600;

/** In service, and not heard of for an hour; not since the server started counts too. */
export const isSilent = (gate: Gate): boolean => !gate.removed_at && nowS() - (gate.heard_at ?? 0) > SILENT_S;
