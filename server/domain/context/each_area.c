/* SPDX-License-Identifier: Apache-2.0 */
#include "each_area.h"

enum tx_reason areas_now(struct server *server, int64_t now_s, const char *actor,
                         uint64_t areas[AREAS_MAX], size_t *count) {
  struct request request = request_begin(server, now_s, actor);
  enum tx_reason reason = areas_list(request.db, areas, count);
  request_end(server, &request);
  return reason;
}

enum tx_reason each_area(struct server *server, int64_t now_s, const char *actor,
                         area_slice_fn *some) {
  uint64_t areas[AREAS_MAX];
  size_t count = 0;
  enum tx_reason reason = areas_now(server, now_s, actor, areas, &count);
  for (size_t i = 0; i < count; i++)
    for (bool left = true; reason == TX_OK && left;)
      reason = some(server, now_s, areas[i], &left);
  return reason;
}
