/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_event.h"

#include <stdio.h>

#define NAME_MAX_SIZE 96

static void name_event(const struct event_place *place, char out[NAME_MAX_SIZE]) {
  snprintf(out, NAME_MAX_SIZE, "event %llu %.16s %llu", (unsigned long long)place->area,
           place->gate, (unsigned long long)place->seq);
}

enum tx_reason sealed_event_make(const struct field_keys *fields, const struct event_place *place,
                                 struct tx_span encoded, struct host_bytes *out) {
  char name[NAME_MAX_SIZE];
  name_event(place, name);
  return field_seal_new(fields, name, encoded, out);
}

enum tx_reason sealed_event_open(const struct field_keys *fields, uint64_t area,
                                 const struct db_rows *rows, struct host_bytes *bytes,
                                 struct tx_event *out) {
  char name[NAME_MAX_SIZE];
  const char *gate = db_column_text(rows, 0);
  const struct event_place place = { area, gate ? gate : "", (uint64_t)db_column_int(rows, 1) };
  name_event(&place, name);
  enum tx_reason reason = field_unseal_new(fields, name, db_column_bytes(rows, 2), bytes);
  if (reason != TX_OK) return reason;
  return tx_event_read(host_span(bytes), out) == TX_OK ? TX_OK : TX_MALFORMED;
}
