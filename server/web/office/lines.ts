// SPDX-License-Identifier: Apache-2.0
// Long work of the server: it answers in lines of JSON while it goes on, and the last one is the end.
import { Answer, Ask, Problem } from "../shared/http";
import { call } from "./server";

const PATIENCE_MS = 30 * 60_000;

type Line = Record<string, unknown>;

/** The last line; told hears of every one. */
async function readLines(response: Response, told: (line: Line) => void): Promise<Line | null> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let rest = "", last: Line | null = null;
  for (let end = !reader; !end; ) {
    const { value, done } = await reader!.read();
    end = done;
    const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((text) => text.trim())) told((last = JSON.parse(line) as Line));
  }
  return last;
}

/** A problem in the last line is the answer's, as if it had come before the first. */
export async function work<T>(method: string, path: string, told: (line: Line) => void, asked: Ask = {}): Promise<Answer<T>> {
  const read = (response: Response) => readLines(response, told);
  const answer = await call<Line>(method, path, { ...asked, read, patienceMs: PATIENCE_MS });
  const problem = answer.body?.problem as (Problem & { status?: number }) | undefined;
  if (problem) return { ...answer, status: problem.status ?? 500, body: null, problem };
  return answer as Answer<unknown> as Answer<T>;
}
