/* SPDX-License-Identifier: Apache-2.0 */
#include "ends.h"

#include "domain/clock/clock.h"
#include "store/core/areas.h"

#include <stdio.h>
#include <stdlib.h>

#define SETTING "expired_until"

enum tx_reason ends_seen(const struct request *request, int64_t *until_s) {
  char text[24];
  enum tx_reason reason = settings_get(request->db, SETTING, text, sizeof text);
  *until_s = reason == TX_OK ? strtoll(text, NULL, 10) : 0;
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

enum tx_reason ends_note_seen(const struct request *request, int64_t until_s) {
  char text[24];
  snprintf(text, sizeof text, "%lld", (long long)until_s);
  return settings_set(request->db, SETTING, text);
}

enum tx_reason ends_foresee(const struct request *request) {
  return settings_foresee(request->db, SETTING);
}

enum tx_reason ends_time(const struct request *request, int64_t *now_s) {
  int64_t until_s = 0;
  *now_s = clock_certain(request->clock, request->now_s);
  enum tx_reason reason = ends_seen(request, &until_s);
  if (reason != TX_OK || until_s <= *now_s) return reason;
  if (*now_s == request->now_s) return ends_note_seen(request, *now_s);
  *now_s = until_s;
  return TX_OK;
}
