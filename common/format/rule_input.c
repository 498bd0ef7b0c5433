/* SPDX-License-Identifier: Apache-2.0 */
#include "evaluate.h"

static struct tx_value known(int64_t value) {
  return value < 0 ? tx_value_null() : tx_value_int(value);
}

static struct tx_value text_or_null(const char *text) {
  return tx_value_text(*text ? text : NULL);
}

static void set(struct tx_member *member, const char *name, struct tx_value value) {
  *member = (struct tx_member){ .name = tx_span_text(name), .value = value };
}

#define OBJECT(members) tx_value_object(members, sizeof(members) / sizeof *(members))

/* --- zones ------------------------------------------------------------------------------------ */

/* Whether a goes before b: the one that names the unit, then the smaller area; of equals the first,
 * and levels are gone through from the highest. */
static bool nearer(const struct tx_zone *a, const struct tx_zone *b) {
  if (!b || (a->unit != NULL) != (b->unit != NULL)) return !b || a->unit;
  return tx_area_level(a->area) > tx_area_level(b->area);
}

const char *layers_zone(const struct layers *layers, uint64_t area, const char *unit,
                        int64_t now_s) {
  const struct tx_zone *best = NULL;
  for (int level = TX_NATION; level < TX_LEVELS; level++) {
    const struct tx_policy *p = layers->at[level];
    for (size_t i = 0; p && i < p->zone_count; i++) {
      const struct tx_zone *z = &p->zones[i];
      if (!tx_area_contains(z->area, area) || now_s < z->from || now_s >= z->to) continue;
      if (z->unit && (z->area != area || strcmp(z->unit, unit) != 0)) continue;
      if (nearer(z, best)) best = z;
    }
  }
  return best ? tx_zone_word(best->kind) : NULL;
}

/* --- the parts -------------------------------------------------------------------------------- */

static const char *where_word(enum tx_where where) {
  static const char *const words[] = { "own", "above", "below", "elsewhere" };
  return words[where];
}

static struct tx_value build_pass(struct view *v, const struct layers *layers,
                                  const struct tx_gate *gate, const struct tx_decision *d) {
  const struct tx_pass *p = &d->pass;
  set(&v->exempt[0], "swab", tx_value_bool(p->exempt & TX_EXEMPT_SWAB));
  set(&v->exempt[1], "household", tx_value_bool(p->exempt & TX_EXEMPT_HOUSEHOLD));
  set(&v->exempt[2], "temperature", tx_value_bool(p->exempt & TX_EXEMPT_TEMPERATURE));
  set(&v->pass[0], "area", tx_value_int((int64_t)p->area));
  set(&v->pass[1], "where", tx_value_text(where_word(tx_area_where(gate->area, p->area))));
  set(&v->pass[2], "role", tx_value_text(tx_role_word(p->role)));
  set(&v->pass[3], "unit", text_or_null(p->unit));
  set(&v->pass[4], "household", known(p->household));
  set(&v->pass[5], "age", tx_value_text(tx_age_word(p->age)));
  set(&v->pass[6], "exempt", OBJECT(v->exempt));
  set(&v->pass[7], "live", tx_value_bool(d->live));
  set(&v->pass[8], "zone", tx_value_text(layers_zone(layers, p->area, p->unit, gate->clock.now_s)));
  return OBJECT(v->pass);
}

static struct tx_value build_record(struct view *v, const struct tx_decision *d, int64_t now_s) {
  struct tx_record r = tx_record_unpack(d->record);
  struct tx_value at = tx_value_null(), age = tx_value_null();
  if (r.sampled > 0) {
    int64_t sampled_s = tx_sampled_to_time(r.sampled);
    tx_time_format(sampled_s, v->sampled_at);
    at = tx_value_text(v->sampled_at);
    age = tx_value_int(now_s - sampled_s);
  }
  set(&v->record[0], "state", tx_value_text(tx_state_word(r.state)));
  set(&v->record[1], "health", tx_value_text(tx_health_word(r.health)));
  set(&v->record[2], "travel", tx_value_text(tx_travel_word(r.travel)));
  set(&v->record[3], "test", tx_value_text(tx_test_word(r.test)));
  set(&v->record[4], "pending", tx_value_bool(r.pending));
  set(&v->record[5], "sampled_at", at);
  set(&v->record[6], "sampled_age_s", age);
  return OBJECT(v->record);
}

static struct tx_value build_gate(struct view *v, const struct layers *layers,
                                  const struct tx_gate *gate) {
  set(&v->gate[0], "area", tx_value_int((int64_t)gate->area));
  set(&v->gate[1], "kind", tx_value_text(tx_gate_kind_word(gate->kind)));
  set(&v->gate[2], "direction", tx_value_text(tx_direction_word(gate->direction)));
  set(&v->gate[3], "attended", tx_value_bool(gate->attended));
  set(&v->gate[4], "zone", tx_value_text(layers_zone(layers, gate->area, "", gate->clock.now_s)));
  return OBJECT(v->gate);
}

static struct tx_value build_history(struct view *v, const struct tx_history *h) {
  set(&v->history[0], "last_entry_age_s", known(h->last_entry_age_s));
  set(&v->history[1], "last_exit_age_s", known(h->last_exit_age_s));
  set(&v->history[2], "inside", h->inside < 0 ? tx_value_null() : tx_value_bool(h->inside > 0));
  set(&v->history[3], "household_exits", known(h->household_exits));
  return OBJECT(v->history);
}

/* The last digit of a plate, for rules by odd and even numbers. */
static void last_digit(const char *plate, char out[2]) {
  out[0] = out[1] = '\0';
  for (; *plate; plate++)
    if (*plate >= '0' && *plate <= '9') out[0] = *plate;
}

static struct tx_value build_vehicle(struct view *v, const struct tx_vehicle *vehicle) {
  if (!vehicle) return tx_value_null();
  last_digit(vehicle->plate, v->plate_last);
  set(&v->vehicle[0], "role", tx_value_text(tx_role_word(vehicle->role)));
  set(&v->vehicle[1], "state", tx_value_text(tx_state_word(vehicle->state)));
  set(&v->vehicle[2], "plate_last", text_or_null(v->plate_last));
  return OBJECT(v->vehicle);
}

/* --- the whole -------------------------------------------------------------------------------- */

#define DAY_S 86400

void view_set_offset(struct view *v, int64_t now_s, int32_t utc_offset_s) {
  int64_t local = now_s + utc_offset_s;
  if (local < 0) local = 0;
  tx_time_format(local, v->date);
  v->date[10] = '\0';
  set(&v->clock[0], "minute_of_day", tx_value_int(local % DAY_S / 60));
  set(&v->clock[1], "weekday",
      tx_value_int((local / DAY_S + 3) % 7 + 1)); /* 1970-01-01: Thursday */
  set(&v->clock[2], "date", tx_value_text(v->date));
}

void view_build(struct view *v, const struct layers *layers, const struct tx_gate *gate,
                const struct tx_decision *d, const struct tx_history *history) {
  int64_t now_s = gate->clock.now_s;
  set(&v->data[0], "age_s", tx_value_int(now_s - d->data_as_of));
  set(&v->data[1], "listed", tx_value_bool(d->listed));
  set(&v->reading[0], "centi_celsius",
      gate->has_reading ? tx_value_int(gate->centi_celsius) : tx_value_null());
  tx_time_format(now_s, v->now);
  /* In the order in which rules ask for them most. */
  set(&v->root[0], "record", build_record(v, d, now_s));
  set(&v->root[1], "pass", build_pass(v, layers, gate, d));
  set(&v->root[2], "gate", build_gate(v, layers, gate));
  set(&v->root[3], "history", build_history(v, history));
  set(&v->root[4], "clock", OBJECT(v->clock));
  set(&v->root[5], "now", tx_value_text(v->now));
  set(&v->root[6], "data", OBJECT(v->data));
  set(&v->root[7], "vehicle", build_vehicle(v, gate->vehicle));
  set(&v->root[8], "reading", OBJECT(v->reading));
  v->value = OBJECT(v->root);
}
