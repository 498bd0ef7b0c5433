// SPDX-License-Identifier: Apache-2.0
// What a form sends, and why it was refused.
import { useRefusal } from "../language";
import { Asking, call } from "../server";

/** "" once it is done, and done has heard the answer; else why not: as Form wants it. */
export function useSend() {
  const why = useRefusal();
  return async <T>(method: string, path: string, asked: Asking, done: (body: T) => void): Promise<string> => {
    const answer = await call<T>(method, path, asked);
    if (answer.body) done(answer.body);
    return why(answer);
  };
}
