/* SPDX-License-Identifier: Apache-2.0 */
#include "trace_json.h"

#include "domain/gate/registry.h"
#include "host/sys/csv.h"
#include "host/text/date.h"

#define DAY_S 86400

json_t *trace_json(const struct call *call, const struct trace *trace) {
  json_t *json =
      json_pack("{s:o, s:I, s:I, s:I, s:I, s:i, s:s, s:s, s:I, s:I, s:I}", "area",
                area_json(trace->area), "id", (json_int_t)trace->id, "index",
                (json_int_t)trace->index, "from", (json_int_t)trace->from_s, "to",
                (json_int_t)trace->to_s, "minutes", trace->minutes, "made_by", trace->made_by,
                "made_body", trace->made_body, "made_at", (json_int_t)trace->made_at, "first",
                (json_int_t)trace->people[0], "second", (json_int_t)trace->people[1]);
  if (!*trace->names_by) return json;
  json_object_set_new(json, "names_by", json_string(trace->names_by));
  json_object_set_new(json, "names_at", json_integer((json_int_t)trace->names_at));
  json_object_set_new(json, "names",
                      json_boolean(strcmp(call->caller->login, trace->names_by) == 0));
  return json;
}

json_t *trace_wish_json(const struct trace_wish *wish) {
  return json_pack("{s:I, s:I, s:I, s:i, s:I, s:I}", "id", (json_int_t)wish->trace, "from",
                   (json_int_t)wish->from_s, "to", (json_int_t)wish->to_s, "minutes", wish->minutes,
                   "first", (json_int_t)wish->people[0], "second", (json_int_t)wish->people[1]);
}

/* --- counts ----------------------------------------------------------------------------------- */

static bool has(const struct trace_contact *contact, enum trace_way way) {
  return contact->ways & 1u << way;
}

static json_t *order_json(const struct trace *trace, int order) {
  int64_t counts[TRACE_WAYS] = { 0 };
  for (size_t i = 0; i < trace->count; i++)
    for (int way = 0; way < TRACE_WAYS; way++)
      counts[way] +=
          trace->contacts[i].order == order && has(&trace->contacts[i], (enum trace_way)way);
  json_t *json =
      json_pack("{s:i, s:s, s:s, s:I}", "order", order, "zh", trace_order_zh(order), "en",
                trace_order_en(order), "people", (json_int_t)trace->people[order - 1]);
  for (int way = 0; way < TRACE_WAYS; way++)
    json_object_set_new(json, trace_way_word((enum trace_way)way), json_integer(counts[way]));
  return json;
}

/* Two counts, in the row of a list, that grow. */
static void count_in(json_t *row, int order) {
  const char *name = order == 1 ? "first" : "second";
  const json_int_t before = json_integer_value(json_object_get(row, name));
  json_object_set_new(row, name, json_integer(before + 1));
}

static json_t *gates_json(struct call *call, const struct trace *trace) {
  char label[65];
  json_t *list = json_array();
  for (size_t i = 0; i < trace->place_count; i++) {
    const struct trace_place *place = &trace->places[i];
    gate_registry_label(call->server->gates, place->gate, label);
    json_array_append_new(list,
                          json_pack("{s:o, s:s, s:s, s:i, s:i}", "area", area_json(place->area),
                                    "gate", place->gate, "label", label, "first", 0, "second", 0));
  }
  for (size_t i = 0; i < trace->count; i++)
    if (has(&trace->contacts[i], TRACE_GATE))
      count_in(json_array_get(list, trace->contacts[i].place), trace->contacts[i].order);
  return list;
}

/* The day in China as 2022-01-31. */
static void day_text(int64_t at_s, char out[HOST_DATE_SIZE]) {
  host_date_shanghai_minute(at_s, out);
  out[10] = '\0';
}

static json_t *days_json(const struct trace *trace) {
  char day[HOST_DATE_SIZE];
  json_t *list = json_array();
  for (int64_t at_s = trace->from_s; at_s < trace->to_s; at_s += DAY_S) {
    day_text(at_s, day);
    json_array_append_new(list, json_pack("{s:s, s:i, s:i}", "day", day, "first", 0, "second", 0));
  }
  for (size_t i = 0; i < trace->count; i++)
    count_in(json_array_get(list, (size_t)((trace->contacts[i].since_s - trace->from_s) / DAY_S)),
             trace->contacts[i].order);
  return list;
}

void trace_json_count(struct call *call, const struct trace *trace, json_t *json) {
  json_t *orders = json_array();
  for (int order = 1; order <= TRACE_ORDERS; order++)
    json_array_append_new(orders, order_json(trace, order));
  json_object_set_new(json, "orders", orders);
  json_object_set_new(json, "gates", gates_json(call, trace));
  json_object_set_new(json, "days", days_json(trace));
}

/* --- names ------------------------------------------------------------------------------------ */

static void label_of(struct call *call, const struct trace *trace,
                     const struct trace_contact *contact, char out[65]) {
  *out = '\0';
  if (has(contact, TRACE_GATE) && contact->place < trace->place_count)
    gate_registry_label(call->server->gates, trace->places[contact->place].gate, out);
}

json_t *trace_person_json(struct call *call, const struct trace *trace,
                          const struct trace_person *person) {
  char label[65];
  const struct trace_contact *contact = person->contact;
  const struct person *named = &person->resident.person;
  json_t *ways = json_array();
  for (int way = 0; way < TRACE_WAYS; way++)
    if (has(contact, (enum trace_way)way))
      json_array_append_new(ways, json_string(trace_way_word((enum trace_way)way)));
  label_of(call, trace, contact, label);
  json_t *json =
      json_pack("{s:o, s:I, s:i, s:o, s:s, s:I, s:I, s:I, s:b}", "area", area_json(contact->area),
                "index", (json_int_t)contact->index, "order", contact->order, "ways", ways, "gate",
                label, "times", (json_int_t)contact->times, "since", (json_int_t)contact->since_s,
                "last", (json_int_t)contact->last_s, "known", person->known);
  if (person->known)
    json_object_update_new(json, json_pack("{s:s, s:s, s:s, s:s}", "name", named->name, "phone",
                                           named->phone, "unit", named->unit, "room", named->room));
  return json;
}

#define COLUMNS 12

static bool heading_csv(bool english, FILE *out) {
  static const char *const zh[COLUMNS] = { "层级", "姓名", "电话", "楼栋", "房号", "区划",
                                           "序号", "途径", "首次", "门禁", "次数", "末次" };
  static const char *const en[COLUMNS] = { "order", "name", "telephone", "building",
                                           "room",  "area", "index",     "way",
                                           "since", "gate", "times",     "last" };
  return csv_write(out, english ? en : zh, COLUMNS);
}

static void ways_text(const struct trace_contact *contact, bool english, char *out, size_t cap) {
  size_t n = 0;
  *out = '\0';
  for (int i = 0; i < TRACE_WAYS && n < cap; i++) {
    const enum trace_way way = (enum trace_way)i;
    if (!has(contact, way)) continue;
    n += (size_t)snprintf(out + n, cap - n, "%s%s",
                          !n        ? ""
                          : english ? ", "
                                    : "、",
                          english ? trace_way_en(way) : trace_way_zh(way));
  }
}

bool trace_person_csv(struct call *call, const struct trace *trace,
                      const struct trace_person *person, bool english, FILE *out) {
  if (!person) return heading_csv(english, out);
  char area[13], index[16], ways[64], since[HOST_DATE_SIZE], last[HOST_DATE_SIZE] = "", times[16];
  char label[65];
  const struct trace_contact *contact = person->contact;
  const struct person *named = person->known ? &person->resident.person : &(struct person){ 0 };
  tx_area_format(contact->area, area);
  snprintf(index, sizeof index, "%u", contact->index);
  snprintf(times, sizeof times, "%u", contact->times);
  ways_text(contact, english, ways, sizeof ways);
  host_date_shanghai_minute(contact->since_s, since);
  if (contact->last_s) host_date_shanghai_minute(contact->last_s, last);
  label_of(call, trace, contact, label);
  const char *cells[COLUMNS] = { english ? trace_order_en(contact->order)
                                         : trace_order_zh(contact->order),
                                 named->name,
                                 named->phone,
                                 named->unit,
                                 named->room,
                                 area,
                                 index,
                                 ways,
                                 since,
                                 label,
                                 times,
                                 last };
  return csv_write(out, cells, COLUMNS);
}
