/* SPDX-License-Identifier: Apache-2.0 */
#include "carry.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>

#define ID_SIZE 96
#define NAMES_SIZE 200

static const char *text_of(const json_t *order, const char *member) {
  const char *text = json_string_value(json_object_get(order, member));
  return text ? text : "";
}

/* --- what is to end --------------------------------------------------------------------------- */

static bool add_names(json_t *names, const char *list) {
  for (const char *p = list; p && *p;) {
    size_t n = strcspn(p, ",");
    if (n && json_array_append_new(names, json_stringn(p, n)) != 0) return false;
    p += n + (p[n] == ',');
  }
  return true;
}

/* All names that were given; the draft's member goes. NULL: out of memory. */
static json_t *collect_names(json_t *draft, const struct carry_in *in) {
  json_t *names = json_array(), *own = json_object_get(draft, "ends");
  bool good = names && add_names(names, in->end);
  if (json_is_string(own)) good = good && json_array_append(names, own) == 0;
  if (json_is_array(own)) good = good && json_array_extend(names, own) == 0;
  if (json_is_string(own) || json_is_array(own)) json_object_del(draft, "ends");
  if (good) return names;
  json_decref(names);
  return NULL;
}

static bool names_order(const char *name, const json_t *order) {
  return strcmp(name, "all") == 0 || strcmp(name, "全部") == 0 ||
         strcmp(name, text_of(order, "document")) == 0 || strcmp(name, text_of(order, "id")) == 0;
}

static bool is_to_end(const json_t *names, const json_t *order) {
  for (size_t i = 0; i < json_array_size(names); i++) {
    const char *name = json_string_value(json_array_get(names, i));
    if (name && names_order(name, order)) return true;
  }
  return false;
}

static bool has_ended(const json_t *order, int64_t now_s) {
  return json_integer_value(json_object_get(order, "valid_to")) <= now_s;
}

/* --- names that are none ---------------------------------------------------------------------- */

static bool is_known(const char *name, const struct carry_in *in) {
  size_t i;
  const json_t *order;
  if (strcmp(name, "all") == 0 || strcmp(name, "全部") == 0) return true;
  json_array_foreach(json_object_get(in->current, "orders"), i,
                     order) if (!has_ended(order, in->now_s) &&
                                names_order(name, order)) return true;
  return false;
}

static void list_orders(const struct carry_in *in, char out[NAMES_SIZE]) {
  size_t i;
  const json_t *order;
  *out = '\0';
  json_array_foreach(json_object_get(in->current, "orders"), i, order) {
    if (has_ended(order, in->now_s)) continue;
    if (*out) text_append(out, NAMES_SIZE, ", ");
    text_append(out, NAMES_SIZE, text_of(order, "document"));
  }
}

static enum tx_reason check_names(const json_t *names, const struct carry_in *in,
                                  struct tx_policy_error *error) {
  char known[NAMES_SIZE];
  for (size_t i = 0; i < json_array_size(names); i++) {
    const char *name = json_string_value(json_array_get(names, i));
    if (name && is_known(name, in)) continue;
    list_orders(in, known);
    snprintf(error->where, sizeof error->where, "/ends");
    snprintf(error->zh, sizeof error->zh, "现行文件里没有“%.60s”；现行的有：%.120s",
             name ? name : "", *known ? known : "无");
    snprintf(error->en, sizeof error->en, "no order \"%.60s\" is in force; there are: %.120s",
             name ? name : "", *known ? known : "none");
    return TX_NOT_FOUND;
  }
  return TX_OK;
}

/* --- going along ------------------------------------------------------------------------------ */

static bool has(const json_t *orders, const char *member, const char *text) {
  size_t i;
  const json_t *order;
  json_array_foreach(orders, i, order) if (strcmp(text_of(order, member), text) == 0) return true;
  return false;
}

/* Where a carried order has that id already, the newcomer's gets a number. */
static void rename_newcomer(json_t *order, const json_t *all, const json_t *current) {
  char id[ID_SIZE];
  const char *own = text_of(order, "id");
  for (unsigned n = 2; n < 1000; n++) {
    snprintf(id, sizeof id, "%.48s-%u", own, n);
    if (!has(all, "id", id) && !has(current, "id", id)) break;
  }
  json_object_set_new(order, "id", json_string(id));
}

static enum tx_reason carry_one(json_t *orders, const json_t *current, const json_t *order,
                                json_t *carried) {
  size_t i;
  json_t *other;
  json_array_foreach(orders, i, other) if (strcmp(text_of(other, "id"), text_of(order, "id")) == 0)
      rename_newcomer(other, orders, current);
  if (json_array_append_new(orders, json_deep_copy(order)) != 0) return TX_NO_MEMORY;
  return json_array_append(carried, json_object_get(order, "id")) == 0 ? TX_OK : TX_NO_MEMORY;
}

/* Which of current go along is settled before the first does: then the draft names only its own. */
static enum tx_reason carry_all(json_t *orders, const struct carry_in *in, const json_t *names,
                                json_t *carried) {
  size_t i;
  const json_t *order, *current = json_object_get(in->current, "orders");
  json_t *going = json_array();
  enum tx_reason reason = going ? TX_OK : TX_NO_MEMORY;
  json_array_foreach(current, i, order) {
    bool stays = !has_ended(order, in->now_s) && !is_to_end(names, order) &&
                 !has(orders, "document", text_of(order, "document"));
    if (reason == TX_OK && stays && json_array_append(going, (json_t *)order) != 0)
      reason = TX_NO_MEMORY;
  }
  json_array_foreach(going, i, order) if (reason == TX_OK) reason =
      carry_one(orders, current, order, carried);
  json_decref(going);
  return reason;
}

enum tx_reason policy_carry(json_t *draft, const struct carry_in *in, json_t **carried,
                            struct tx_policy_error *error) {
  json_t *names = collect_names(draft, in), *orders = json_object_get(draft, "orders");
  enum tx_reason reason = TX_NO_MEMORY;
  *carried = json_array();
  if (names && *carried) reason = check_names(names, in, error);
  if (reason == TX_OK && in->current && json_is_array(orders))
    reason = carry_all(orders, in, names, *carried);
  json_decref(names);
  return reason;
}
