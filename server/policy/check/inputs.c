/* SPDX-License-Identifier: Apache-2.0 */
/* What rules look at, read from their JSON. */
#include "policy/words/space.h"

#define AMOUNT_MAX 1000000 /* of plusTime, in its unit */

const json_t *rule_logic_json(const struct tx_finding *rule) {
  size_t order = (size_t)(rule->order - rule->policy->orders);
  size_t index = (size_t)(rule->rule - rule->order->rules);
  const json_t *order_json = json_array_get(json_object_get(rule->policy->json, "orders"), order);
  const json_t *rule_json = json_array_get(json_object_get(order_json, "rules"), index);
  return json_object_get(rule_json, "logic");
}

static void add_literal(struct space *space, const char *path, struct tx_value value) {
  if (space->literal_count == SPACE_LITERALS)
    space->too_large = true;
  else
    space->literals[space->literal_count++] = (struct space_literal){ path, value };
}

static void note_literal(struct space *space, const char *path, const json_t *json) {
  if (json_is_array(json)) {
    for (size_t i = 0; i < json_array_size(json); i++)
      note_literal(space, path, json_array_get(json, i));
    return;
  }
  if (json_is_integer(json)) add_literal(space, path, tx_value_int(json_integer_value(json)));
  if (json_is_string(json)) add_literal(space, path, tx_value_text(json_string_value(json)));
}

static void note_path(struct space *space, const char *path) {
  const struct datum *datum = datum_find(path);
  if (strcmp(path, "pass.role") == 0) space->uses_role = true;
  if (strcmp(path, "gate.kind") == 0) space->uses_kind = true;
  if (strcmp(path, "gate.direction") == 0) space->uses_direction = true;
  if (!datum || datum->kind == DATUM_GROUP || space_find(space, datum)) return;
  /* Whether a vehicle stands there goes with what is known of it; the whole object is not split. */
  if (datum->kind == DATUM_FIXED) {
    space->inexact |= datum->nullable;
    return;
  }
  if (space->variable_count == SPACE_VARIABLES)
    space->too_large = true;
  else
    space->variables[space->variable_count++].datum = datum;
}

static const char *var_path(const json_t *json) {
  return json_string_value(json_object_get(json, "var"));
}

/* The one var among an operation's operands; two are weighed against each other, and no literal
 * tells where that changes. */
static const char *weighed_path(struct space *space, const json_t *operands) {
  const char *path = NULL;
  for (size_t i = 0; i < json_array_size(operands); i++) {
    const char *own = var_path(json_array_get(operands, i));
    if (own && path) {
      space->inexact = true;
      return NULL;
    }
    if (own) path = own;
  }
  return path;
}

static bool weighs(const char *operation) {
  static const char *const list[] = { "===", "in", "<", ">", "<=", ">=", "+" };
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    if (strcmp(list[i], operation) == 0) return true;
  return false;
}

/* An amount of time is a literal of the swab's age. */
static void note_amount(struct space *space, const json_t *operands) {
  int64_t amount = json_integer_value(json_array_get(operands, 1));
  const char *unit = json_string_value(json_array_get(operands, 2));
  int64_t unit_s = strcmp(unit, "day") == 0 ? 86400 : strcmp(unit, "hour") == 0 ? 3600 : 0;
  if (unit_s == 0 || amount > AMOUNT_MAX || amount < -AMOUNT_MAX) {
    space->inexact |= amount != 0;
    return;
  }
  /* A day of the calendar as it stands: the answer changes with time, not with the person. */
  space->inexact |= json_is_string(json_array_get(operands, 0));
  int64_t age_s = amount < 0 ? -amount * unit_s : amount * unit_s;
  add_literal(space, "record.sampled_at", tx_value_int(age_s));
}

void space_look(struct space *space, const json_t *logic) {
  if (json_is_array(logic)) {
    for (size_t i = 0; i < json_array_size(logic); i++)
      space_look(space, json_array_get(logic, i));
    return;
  }
  const char *operation;
  json_t *operands;
  json_object_foreach((json_t *)logic, operation, operands) {
    if (json_is_string(operands)) {
      note_path(space, json_string_value(operands));
      return;
    }
    if (weighs(operation)) {
      const char *path = weighed_path(space, operands);
      for (size_t i = 0; i < json_array_size(operands); i++)
        note_literal(space, path, json_array_get(operands, i));
    }
    if (strcmp(operation, "plusTime") == 0) note_amount(space, operands);
    space->inexact |= strcmp(operation, "+") == 0 || strcmp(operation, "reduce") == 0;
    space_look(space, operands);
  }
}

/* --- what two rules have in common ------------------------------------------------------------ */

static bool is_number(const char *path) {
  const struct datum *datum = datum_find(path);
  return datum && (datum->kind == DATUM_INT || datum->kind == DATUM_SAMPLED);
}

/* A result and its swab are one thing, and so are an area and where it lies. */
static bool same_thing(const char *a, const char *b) {
  static const char *const swab[] = { "record.test", "record.sampled_at", "record.sampled_age_s" };
  static const char *const area[] = { "pass.area", "pass.where" };
  int swabs = 0;
  int areas = 0;
  for (size_t i = 0; i < 3; i++)
    swabs += (strcmp(a, swab[i]) == 0) + 4 * (strcmp(b, swab[i]) == 0);
  for (size_t i = 0; i < 2; i++)
    areas += (strcmp(a, area[i]) == 0) + 4 * (strcmp(b, area[i]) == 0);
  return strcmp(a, b) == 0 || swabs == 5 || areas == 5;
}

static bool looks_at(const json_t *logic, const char *path, bool numbers_only) {
  for (size_t i = 0; i < json_array_size(logic); i++)
    if (looks_at(json_array_get(logic, i), path, numbers_only)) return true;
  const char *operation;
  json_t *operands;
  json_object_foreach((json_t *)logic, operation, operands) {
    const char *own = json_string_value(operands);
    if (!own) return looks_at(operands, path, numbers_only);
    return same_thing(own, path) && (!numbers_only || is_number(own));
  }
  return false;
}

/* Paths of one that the other looks at as well. */
static bool shares(const json_t *a, const json_t *b, bool numbers_only) {
  for (size_t i = 0; i < json_array_size(a); i++)
    if (shares(json_array_get(a, i), b, numbers_only)) return true;
  const char *operation;
  json_t *operands;
  json_object_foreach((json_t *)a, operation, operands) {
    const char *path = json_string_value(operands);
    if (!path) return shares(operands, b, numbers_only);
    return (!numbers_only || is_number(path)) && looks_at(b, path, numbers_only);
  }
  return false;
}

bool space_shares_number(const json_t *a, const json_t *b) {
  return shares(a, b, true);
}

bool space_shares_anything(const json_t *a, const json_t *b) {
  return shares(a, b, false);
}
