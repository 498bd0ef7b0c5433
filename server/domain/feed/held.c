/* SPDX-License-Identifier: Apache-2.0 */
#include "held.h"

#include "domain/audit/log.h"
#include "host/sys/file.h"
#include "host/text/text.h"
#include "store/office/requests.h"
#include "store/resident/imports.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

void held_note(struct held_wish *wish, const uint8_t subject[TX_HASH_SIZE],
               const struct statement_row *said, enum restraint restraint) {
  char text[2 * TX_HASH_SIZE + TX_HASH_SIZE + 512], before[2 * TX_HASH_SIZE + 1],
      whom[2 * TX_HASH_SIZE + 1];
  host_hex(tx_span_of(wish->digest, TX_HASH_SIZE), before);
  host_hex(tx_span_of(subject, TX_HASH_SIZE), whom);
  snprintf(text, sizeof text, "%s %s %d %d %lld %lld %s %s", before, whom, said->field, said->value,
           (long long)said->observed_at, (long long)said->valid_until, said->id, said->source);
  tx_sha256(tx_span_text(text), wish->digest);
  wish->lines++;
  wish->counts[restraint]++;
}

char *held_write(const struct held_wish *wish) {
  char digest[2 * TX_HASH_SIZE + 1];
  host_hex(tx_span_of(wish->digest, TX_HASH_SIZE), digest);
  json_t *counts = json_object();
  for (int i = 0; i < RESTRAINTS; i++)
    if (wish->counts[i])
      json_object_set_new(counts, restraint_en((enum restraint)i), json_integer(wish->counts[i]));
  json_t *json = json_pack("{s:I, s:I, s:o, s:s}", "import", (json_int_t)wish->import, "lines",
                           (json_int_t)wish->lines, "counts", counts, "digest", digest);
  char *text = json ? json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
  json_decref(json);
  return text;
}

enum tx_reason held_ask(const struct request *request, const struct import_row *import,
                        const struct held_wish *wish, int64_t *id) {
  const struct caller *caller = request->caller;
  char detail[96];
  struct request_row row = { .area = import->area,
                             .act = REQUEST_HELD,
                             .ground = -1,
                             .asked_at = import->started_at,
                             .held = *wish };
  row.held.import = import->id;
  host_copy(caller ? caller->login : "", row.asked_by, sizeof row.asked_by);
  host_copy(caller ? caller->body : "", row.asked_body, sizeof row.asked_body);
  HOST_FREE char *wanted = held_write(&row.held);
  if (!wanted) return TX_NO_MEMORY;
  enum tx_reason reason =
      imports_move(request->db, import->area, import->id, IMPORT_RUNNING, IMPORT_HELD);
  if (reason == TX_OK) reason = requests_add(request->db, &row, wanted);
  *id = row.id;
  snprintf(detail, sizeof detail, "request %lld held lines %lld", (long long)row.id,
           (long long)wish->lines);
  return reason == TX_OK ? audit_log_append(request, import->area, "request", detail) : reason;
}

enum tx_reason held_let_go(const struct request *request, const struct request_row *row) {
  return imports_move(request->db, row->area, row->held.import, IMPORT_HELD, IMPORT_APPLYING);
}

enum tx_reason held_drop(const struct request *request, const struct request_row *row) {
  return imports_move(request->db, row->area, row->held.import, IMPORT_HELD, IMPORT_CANCELLED);
}
