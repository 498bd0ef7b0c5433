/* SPDX-License-Identifier: Apache-2.0 */
/* One question to the server, and what any answer tells. */
#include "sync_internal.h"

#include "host/sys/log.h"
#include "host/sys/wait.h"

#define SILENT_AGAIN_MS 3600000

/* While it lasts once an hour: a log is written to the card that the journal is on. */
static void say_silent(struct gate_sync *sync, const char *path, const char *error) {
  int64_t now_ms = host_wait_now_ms();
  if (sync->silent_said_ms && now_ms - sync->silent_said_ms < SILENT_AGAIN_MS) return;
  sync->silent_said_ms = now_ms;
  host_log(HOST_INFO, "sync: %s%s: %s", sync->fetch.origin, path, error);
}

void gate_sync_ask(struct gate_sync *sync, const struct gate_request *request,
                   struct gate_answer *answer) {
  *answer = (struct gate_answer){ 0 };
  if (sync->unreachable) return;
  gate_http_ask(&sync->fetch, request, answer);
  if (answer->retry_after_s > 0) sync->retry_after_s = answer->retry_after_s;
  if (answer->known && answer->date_s) gate_set_time(sync->gate, answer->date_s);
  if (answer->status) sync->silent_said_ms = 0;
  if (answer->status) return;
  /* A longer answer than allowed came from somebody: the others are still worth asking for. */
  sync->unreachable = !answer->too_long;
  if (!sync->stopping) say_silent(sync, request->path, answer->error);
}
