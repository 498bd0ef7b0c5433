/* SPDX-License-Identifier: Apache-2.0 */
/* Who passed at the area's other gates, as the server knows it: for rules that ask when somebody
 * came or went. Nobody waits for it. */
#include "sync_internal.h"

#include "host/sys/log.h"
#include "host/text/text.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#define ANSWER_MAX (16u << 20)
/* Asked for again and again a little further back: events reach the server late. */
#define OVERLAP_S 600

/* The tag under which neighbours count a household, as 16 hexadecimal digits; null: none. */
static bool read_household(const json_t *json, uint64_t *household) {
  uint8_t tag[TX_HOUSEHOLD_SIZE];
  const char *digits = json_string_value(json);
  *household = 0;
  if (json_is_null(json)) return true;
  if (!digits || !host_unhex(digits, tag, sizeof tag)) return false;
  *household = gate_tag_number(tag);
  return true;
}

/* [area, index, at, direction, kind, reason, household] */
static bool take_row(struct gate_sync *sync, json_t *row) {
  json_int_t area, index, at, direction, kind, reason;
  json_t *household;
  uint64_t tag;
  if (json_unpack(row, "[I,I,I,I,I,I,o]", &area, &index, &at, &direction, &kind, &reason,
                  &household) != 0)
    return false;
  if (!tx_area_valid((uint64_t)area) || index < 0 || index > UINT32_MAX || direction < 0 ||
      direction > TX_NEITHER || !read_household(household, &tag))
    return false;
  if (kind != TX_GATE_PEDESTRIAN && kind != TX_GATE_VEHICLE) return true;
  struct gate_passage passage = { .area = (uint64_t)area,
                                  .index = (uint32_t)index,
                                  .at = at,
                                  .direction = (enum tx_direction)direction,
                                  .medical = reason == TX_MEDICAL_EXIT,
                                  .household = tag };
  gate_enqueue_passage(sync->gate, &passage);
  return true;
}

static bool take_rows(struct gate_sync *sync, const struct gate_answer *answer) {
  json_t *rows = json_loadb((const char *)answer->body, answer->n, JSON_REJECT_DUPLICATES, NULL);
  json_t *row;
  size_t i;
  bool good = json_is_array(rows);
  json_array_foreach(rows, i, row) good = take_row(sync, row) && good;
  json_decref(rows);
  return good;
}

bool gate_sync_peer_history(struct gate_sync *sync) {
  const struct gate_identity *own = &sync->gate->identity;
  int64_t now_s = gate_now(sync->gate).now_s;
  if (own->kind != TX_GATE_PEDESTRIAN && own->kind != TX_GATE_VEHICLE) return true;
  if (!sync->history_since_s) sync->history_since_s = now_s - GATE_HISTORY_EXITS_S;
  char path[96];
  snprintf(path, sizeof path, "/v1/history/%012" PRIu64 "?since=%" PRId64, own->area,
           sync->history_since_s);
  GATE_ANSWER answer;
  struct gate_request request = { .path = path, .token = sync->token, .max = ANSWER_MAX };
  gate_sync_ask(sync, &request, &answer);
  /* A server that keeps no history, or would not send it over this line, is no failure. */
  if (answer.status != 200 || !answer.known) return true;
  if (!take_rows(sync, &answer)) {
    host_log(HOST_WARNING, "sync: peer history: answer not readable, ignored");
    return false;
  }
  sync->history_since_s = now_s - OVERLAP_S;
  return true;
}
