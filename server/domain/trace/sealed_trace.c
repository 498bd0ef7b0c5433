/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed_trace.h"

#include "domain/key/sealed_json.h"
#include "host/text/text.h"

#include <stdio.h>
#include <stdlib.h>

static void name_row(const struct trace *trace, char out[64]) {
  snprintf(out, 64, "trace %llu %lld", (unsigned long long)trace->area, (long long)trace->id);
}

static json_t *contact_json(const struct trace_contact *one) {
  return json_pack("[I, I, i, i, i, I, I, I]", (json_int_t)one->area, (json_int_t)one->index,
                   one->order, one->ways, one->place, (json_int_t)one->times,
                   (json_int_t)one->since_s, (json_int_t)one->last_s);
}

enum tx_reason trace_seal(const struct request *request, const struct trace *trace,
                          struct host_bytes *out) {
  char name[64];
  json_t *contacts = json_array(), *places = json_array();
  for (size_t i = 0; i < trace->count; i++)
    json_array_append_new(contacts, contact_json(&trace->contacts[i]));
  for (size_t i = 0; i < trace->place_count; i++)
    json_array_append_new(
        places, json_pack("[I, s]", (json_int_t)trace->places[i].area, trace->places[i].gate));
  name_row(trace, name);
  return sealed_json_make(request->fields, name,
                          json_pack("{s:o, s:o}", "contacts", contacts, "places", places), out);
}

static int64_t at(const json_t *row, size_t i) {
  return (int64_t)json_integer_value(json_array_get(row, i));
}

static bool take_contacts(const json_t *list, struct trace *out) {
  const size_t count = json_array_size(list);
  out->contacts = calloc(count ? count : 1, sizeof *out->contacts);
  for (; out->contacts && out->count < count; out->count++) {
    const json_t *row = json_array_get(list, out->count);
    out->contacts[out->count] = (struct trace_contact){ .area = (uint64_t)at(row, 0),
                                                        .index = (uint32_t)at(row, 1),
                                                        .order = (uint8_t)at(row, 2),
                                                        .ways = (uint8_t)at(row, 3),
                                                        .place = (uint16_t)at(row, 4),
                                                        .times = (uint32_t)at(row, 5),
                                                        .since_s = at(row, 6),
                                                        .last_s = at(row, 7) };
  }
  return out->contacts != NULL;
}

static bool take_places(const json_t *list, struct trace *out) {
  const size_t count = json_array_size(list);
  out->places = calloc(count ? count : 1, sizeof *out->places);
  for (; out->places && out->place_count < count; out->place_count++) {
    const json_t *row = json_array_get(list, out->place_count);
    struct trace_place *place = &out->places[out->place_count];
    const char *gate = json_string_value(json_array_get(row, 1));
    place->area = (uint64_t)at(row, 0);
    host_copy(gate ? gate : "", place->gate, sizeof place->gate);
  }
  return out->places != NULL;
}

enum tx_reason trace_open(const struct request *request, struct tx_span sealed, struct trace *out) {
  char name[64];
  json_t *json = NULL;
  name_row(out, name);
  enum tx_reason reason = sealed_json_open(request->fields, name, sealed, &json);
  if (reason != TX_OK) return reason;
  if (!take_contacts(json_object_get(json, "contacts"), out) ||
      !take_places(json_object_get(json, "places"), out))
    reason = TX_NO_MEMORY;
  json_decref(json);
  return reason;
}
