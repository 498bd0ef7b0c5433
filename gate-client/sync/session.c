/* SPDX-License-Identifier: Apache-2.0 */
/* One question to the server, and what any answer tells. */
#include "sync_internal.h"

#include "host/sys/log.h"

void gate_sync_ask(struct gate_sync *sync, const struct gate_request *request,
                   struct gate_answer *answer) {
  *answer = (struct gate_answer){ 0 };
  if (sync->unreachable) return;
  gate_http_ask(&sync->fetch, request, answer);
  if (answer->retry_after_s > 0) sync->retry_after_s = answer->retry_after_s;
  if (answer->known && answer->date_s) gate_set_time(sync->gate, answer->date_s);
  if (answer->status) return;
  /* A longer answer than allowed came from somebody: the others are still worth asking for. */
  sync->unreachable = !answer->too_long;
  if (!sync->stopping)
    host_log(HOST_INFO, "sync: %s%s: %s", sync->fetch.origin, request->path, answer->error);
}
