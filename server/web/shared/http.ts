// SPDX-License-Identifier: Apache-2.0
// Requests to our own server. Each answer sets the clock.
import { clockHear } from "./clock";

/** RFC 9457, as the server writes it. */
export interface Problem {
  title_zh?: string;
  title_en?: string;
  detail?: string;
  detail_zh?: string;
  detail_en?: string;
  reason?: string;
}

export interface Answer<T> {
  status: number; // 0: no network, or no answer in time
  body: T | null; // of a 2xx
  problem: Problem | null;
  etag: string | null;
  retryAfterS: number; // 0: the server said nothing of it
}

export interface Ask {
  json?: unknown;
  bytes?: Uint8Array; // an object of docs/format.md
  file?: Blob; // as it is
  headers?: Record<string, string>;
  read?: (response: Response) => Promise<unknown>; // the body of a 2xx that is no JSON
  patienceMs?: number;
  stop?: AbortController; // ends it before
}

const PATIENCE_MS = 10_000;
const NOTHING = { status: 0, body: null, problem: null, etag: null, retryAfterS: 0 };

function options(method: string, ask: Ask, signal: AbortSignal): RequestInit {
  const headers: Record<string, string> = { ...ask.headers };
  if (ask.json !== undefined) headers["Content-Type"] = "application/json";
  if (ask.bytes) headers["Content-Type"] = "application/cose";
  const body = ask.file ?? ask.bytes ?? (ask.json === undefined ? undefined : JSON.stringify(ask.json));
  return { method, headers, body, signal, cache: "no-store", credentials: "same-origin", redirect: "error" };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Rejects where the answer breaks off: then it is none. */
async function read<T>(response: Response, asked: Ask): Promise<Answer<T>> {
  const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
  const parsed = asked.read && response.ok ? await asked.read(response) : isJson ? parse(await response.text()) : null;
  return {
    status: response.status,
    body: response.ok ? (parsed as T | null) : null,
    problem: response.ok ? null : (parsed as Problem | null),
    etag: response.headers.get("ETag"),
    retryAfterS: Number(response.headers.get("Retry-After")) || 0,
  };
}

export async function ask<T>(method: string, path: string, asked: Ask = {}): Promise<Answer<T>> {
  const stop = asked.stop ?? new AbortController();
  const timer = setTimeout(() => stop.abort(), asked.patienceMs ?? PATIENCE_MS);
  const sentMs = Date.now();
  try {
    const response = await fetch(path, options(method, asked, stop.signal));
    await clockHear(response.headers.get("Date"), sentMs, Date.now());
    return await read<T>(response, asked);
  } catch {
    return NOTHING;
  } finally {
    clearTimeout(timer);
  }
}

/** For Idempotency-Key: 128 random bits. */
export function onceKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function problemText(problem: Problem | null, language: "zh" | "en"): string {
  if (!problem) return "";
  const own = language === "zh" ? problem.detail_zh : problem.detail_en;
  return own ?? problem.detail ?? (language === "zh" ? problem.title_zh : problem.title_en) ?? "";
}
