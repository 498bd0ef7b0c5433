/* SPDX-License-Identifier: Apache-2.0 */
#include "space.h"

#define BETWEEN_MAX 8 /* literals that are paired */

struct space_variable *space_find(struct space *space, const struct datum *datum) {
  for (size_t i = 0; i < space->variable_count; i++) {
    const struct datum *own = space->variables[i].datum;
    if (own == datum || (own->kind == DATUM_SAMPLED && datum->kind == DATUM_SAMPLED))
      return &space->variables[i];
  }
  return NULL;
}

/* --- domains ---------------------------------------------------------------------------------- */

static bool same(const struct tx_value *a, const struct tx_value *b) {
  if (a->kind != b->kind) return false;
  if (a->kind == TX_VALUE_INT) return a->integer == b->integer;
  if (a->kind == TX_VALUE_BOOL) return a->boolean == b->boolean;
  return a->kind != TX_VALUE_TEXT || tx_span_equal(a->text, b->text);
}

static void add_value(struct space *space, struct space_variable *variable, struct tx_value value) {
  for (size_t i = 0; i < variable->count; i++)
    if (same(&variable->values[i], &value)) return;
  if (variable->count == SPACE_VALUES)
    space->too_large = true;
  else
    variable->values[variable->count++] = value;
}

static void add_near(struct space *space, struct space_variable *variable, int64_t literal) {
  static const int64_t steps[] = { 0, 1, -1 };
  for (size_t i = 0; i < 3; i++) {
    int64_t value = literal + steps[i];
    if (value >= variable->datum->min && value <= variable->datum->max)
      add_value(space, variable, tx_value_int(value));
  }
}

static bool concerns(const struct space_literal *literal, const struct datum *datum) {
  if (!literal->path) return true;
  const struct datum *own = datum_find(literal->path);
  return own == datum || (own && own->kind == DATUM_SAMPLED && datum->kind == DATUM_SAMPLED);
}

static void add_literals(struct space *space, struct space_variable *variable) {
  const struct datum *datum = variable->datum;
  for (size_t i = 0; i < space->literal_count; i++) {
    const struct space_literal *literal = &space->literals[i];
    if (!concerns(literal, datum)) continue;
    bool is_text = literal->value.kind == TX_VALUE_TEXT;
    if (datum->kind == DATUM_TEXT && is_text) add_value(space, variable, literal->value);
    if (datum->kind == DATUM_AREA && !is_text && tx_area_valid((uint64_t)literal->value.integer))
      add_value(space, variable, literal->value);
    if ((datum->kind == DATUM_INT || datum->kind == DATUM_SAMPLED) && !is_text &&
        literal->value.integer <= INT32_MAX && literal->value.integer >= INT32_MIN)
      add_near(space, variable, literal->value.integer);
  }
}

/* Half-way between two limits stands a plainer example than one second past either. */
static void add_between(struct space *space, struct space_variable *variable) {
  for (size_t i = 0; i + 1 < space->literal_count && i < BETWEEN_MAX; i++) {
    const struct space_literal *a = &space->literals[i];
    for (size_t k = i + 1; k < space->literal_count && k < BETWEEN_MAX; k++) {
      const struct space_literal *b = &space->literals[k];
      if (!concerns(a, variable->datum) || !concerns(b, variable->datum)) continue;
      if (a->value.kind != TX_VALUE_INT || b->value.kind != TX_VALUE_INT) continue;
      int64_t sum;
      if (__builtin_add_overflow(a->value.integer, b->value.integer, &sum)) continue;
      if (sum / 2 >= variable->datum->min && sum / 2 <= variable->datum->max)
        add_value(space, variable, tx_value_int(sum / 2));
    }
  }
}

/* Something ordinary comes first, so that examples are ordinary people. */
static void add_ordinary(struct space *space, struct space_variable *variable) {
  const struct datum *datum = variable->datum;
  switch (datum->kind) {
  case DATUM_BOOL:
    add_value(space, variable, tx_value_bool(false));
    add_value(space, variable, tx_value_bool(true));
    break;
  case DATUM_WORDS:
    for (size_t i = 0; datum->words[i]; i++)
      add_value(space, variable, tx_value_text(datum->words[i]));
    break;
  case DATUM_AREA:
    add_value(space, variable, tx_value_int((int64_t)space->area));
    break;
  case DATUM_TEXT:
    add_value(space, variable, tx_value_text("1-1"));
    break;
  case DATUM_INT:
  case DATUM_SAMPLED:
  case DATUM_FIXED:
  case DATUM_GROUP:
    break;
  }
}

static void make_domain(struct space *space, struct space_variable *variable) {
  add_ordinary(space, variable);
  if (variable->datum->kind == DATUM_SAMPLED) add_between(space, variable);
  add_literals(space, variable);
  if (variable->datum->kind == DATUM_INT || variable->datum->kind == DATUM_SAMPLED)
    add_value(space, variable, tx_value_int(variable->datum->min));
  if (variable->datum->nullable) add_value(space, variable, tx_value_null());
}

/* --- groups ----------------------------------------------------------------------------------- */

void space_add_group(struct space *space, struct space_group group) {
  if (space->group_count < SPACE_GROUPS) space->groups[space->group_count++] = group;
}

/* Groups that no rule tells apart are one. */
static void merge_groups(struct space *space) {
  size_t kept = 0;
  for (size_t i = 0; i < space->group_count; i++) {
    const struct space_group *own = &space->groups[i];
    bool is_new = true;
    for (size_t k = 0; k < kept && is_new; k++) {
      const struct space_group *other = &space->groups[k];
      is_new = (space->uses_role && own->role != other->role) ||
               (space->uses_kind && own->kind != other->kind) ||
               (space->uses_direction && own->direction != other->direction);
    }
    if (is_new) space->groups[kept++] = *own;
  }
  space->group_count = kept;
}

/* --- standing at a person --------------------------------------------------------------------- */

static struct tx_value *slot(struct space *space, const char *path) {
  struct tx_value *value = &space->view.value;
  while (value && *path) {
    size_t n = strcspn(path, ".");
    struct tx_value *found = NULL;
    for (uint32_t i = 0; value->kind == TX_VALUE_OBJECT && i < value->count; i++) {
      /* The view's own members, which are not const. */
      struct tx_member *member = (struct tx_member *)&value->members[i];
      if (tx_span_equal(member->name, tx_span_of(path, n))) found = &member->value;
    }
    value = found;
    path += n + (path[n] == '.');
  }
  return value;
}

static void set(struct space *space, const char *path, struct tx_value value) {
  struct tx_value *at = slot(space, path);
  if (at) *at = value;
}

static void apply_sampled(struct space *space, const struct tx_value *age) {
  set(space, "record.sampled_age_s", *age);
  struct tx_value at = tx_value_null();
  if (age->kind == TX_VALUE_INT) {
    tx_time_format(space->now_s - age->integer, space->view.sampled_at);
    at = tx_value_text(space->view.sampled_at);
  }
  set(space, "record.sampled_at", at);
}

static void apply(struct space *space, const struct space_variable *variable) {
  static const char *const words[] = { "own", "above", "below", "elsewhere" };
  const struct tx_value *value = &variable->values[variable->at];
  if (variable->datum->kind == DATUM_SAMPLED) {
    apply_sampled(space, value);
    return;
  }
  set(space, variable->datum->path, *value);
  if (variable->datum->kind == DATUM_AREA)
    set(space, "pass.where",
        tx_value_text(words[tx_area_where(space->area, (uint64_t)value->integer)]));
}

static void apply_group(struct space *space) {
  const struct space_group *group = &space->groups[space->group_at];
  set(space, "pass.role", tx_value_text(tx_role_word(group->role)));
  set(space, "gate.kind", tx_value_text(tx_gate_kind_word((enum tx_gate_kind)group->kind)));
  set(space, "gate.direction",
      tx_value_text(tx_direction_word((enum tx_direction)group->direction)));
}

/* A result has a swab and a swab has a result. */
static bool plausible(struct space *space) {
  const struct space_variable *test = space_find(space, datum_find("record.test"));
  const struct space_variable *sampled = space_find(space, datum_find("record.sampled_at"));
  if (!test || !sampled) return true;
  bool none = tx_span_equal(test->values[test->at].text, tx_span_text("none"));
  return none == (sampled->values[sampled->at].kind == TX_VALUE_NULL);
}

/* Numbers are gone through first, so that an example differs from an ordinary person in little more
 * than a limit. */
static void put_numbers_first(struct space *space) {
  size_t numbers = 0;
  for (size_t i = 0; i < space->variable_count; i++) {
    enum datum_kind kind = space->variables[i].datum->kind;
    if (kind != DATUM_INT && kind != DATUM_SAMPLED) continue;
    struct space_variable moved = space->variables[i];
    space->variables[i] = space->variables[numbers];
    space->variables[numbers++] = moved;
  }
}

/* --- building and searching ------------------------------------------------------------------- */

void space_begin(struct space *space, uint64_t area, int64_t now_s) {
  memset(space, 0, sizeof *space);
  space->area = area;
  space->now_s = now_s;
}

void space_finish(struct space *space, int32_t utc_offset_s) {
  struct layers none = { .stale.max_age_s = -1 };
  struct tx_history history = { -1, -1, -1, -1, false };
  struct tx_record record = { .state = TX_STATE_ACTIVE,
                              .health = TX_HEALTH_GREEN,
                              .travel = TX_TRAVEL_NONE,
                              .test = TX_TEST_NEGATIVE,
                              .sampled = tx_sampled_from_time(space->now_s - 36000) };
  space->decision = (struct tx_decision){ .pass.area = space->area,
                                          .pass.household = -1,
                                          .record = tx_record_pack(&record),
                                          .data_as_of = space->now_s };
  space->vehicle = (struct tx_vehicle){ .role = TX_ROLE_VEHICLE, .state = TX_STATE_ACTIVE };
  space->gate = (struct tx_gate){ .area = space->area,
                                  .clock.now_s = space->now_s,
                                  .vehicle = &space->vehicle };
  view_build(&space->view, &none, &space->gate, &space->decision, &history);
  view_set_offset(&space->view, space->now_s, utc_offset_s);
  merge_groups(space);
  put_numbers_first(space);
  for (size_t i = 0; i < space->variable_count; i++)
    make_domain(space, &space->variables[i]);
}

void space_stay_home(struct space *space) {
  struct space_variable *where = space_find(space, datum_find("pass.where"));
  struct space_variable *area = space_find(space, datum_find("pass.area"));
  set(space, "pass.where", tx_value_text("own"));
  if (where) where->count = 1; /* "own" comes first */
  if (area) area->count = 1;   /* and so does the gate's area */
}

static bool fits(const struct space *space) {
  size_t points = space->group_count;
  for (size_t i = 0; i < space->variable_count; i++) {
    points *= space->variables[i].count;
    if (points > SPACE_POINTS) return false;
  }
  return !space->too_large;
}

/* Moves on like a mileage counter; false after the last person of a group. */
static bool next(struct space *space) {
  for (size_t i = 0; i < space->variable_count; i++) {
    struct space_variable *variable = &space->variables[i];
    variable->at = (variable->at + 1) % variable->count;
    apply(space, variable);
    if (variable->at) return true;
  }
  return false;
}

static void start(struct space *space) {
  for (size_t i = 0; i < space->variable_count; i++) {
    space->variables[i].at = 0;
    apply(space, &space->variables[i]);
  }
  apply_group(space);
}

/* Through one group, as far as the budget goes. */
static bool search_group(struct space *space, space_test *test, const void *context,
                         size_t budget) {
  start(space);
  do {
    if (plausible(space) && test(space, context)) return true;
  } while (--budget && next(space));
  return false;
}

/* Of what is too large a part is gone through: whoever is found there is a real example. */
enum space_answer space_search(struct space *space, space_test *test, const void *context) {
  if (space->group_count == 0) return SPACE_NONE;
  size_t budget = SPACE_POINTS / space->group_count;
  for (space->group_at = 0; space->group_at < space->group_count; space->group_at++)
    if (search_group(space, test, context, budget)) return SPACE_FOUND;
  return space->inexact || !fits(space) ? SPACE_NOT_DECIDED : SPACE_NONE;
}

int space_severity(struct space *space, const struct tx_rule *rule) {
  struct tx_value scratch[TX_LOGIC_SCRATCH];
  struct tx_value out = { 0 };
  enum tx_logic_end end = tx_logic_evaluate(rule->logic, &space->view.value, TX_NULLS_END, scratch,
                                            TX_LOGIC_SCRATCH, &out);
  if (end == TX_LOGIC_NULL_MET) return (int)rule->on_fail;
  int truth = end == TX_LOGIC_VALUE ? tx_value_truth(&out) : -1;
  return truth > 0 ? -1 : truth == 0 ? (int)rule->on_fail : TX_FAIL_DENY;
}

bool space_errs(struct space *space, const struct tx_rule *rule) {
  struct tx_value scratch[TX_LOGIC_SCRATCH];
  struct tx_value out = { 0 };
  enum tx_logic_end end = tx_logic_evaluate(rule->logic, &space->view.value, TX_NULLS_END, scratch,
                                            TX_LOGIC_SCRATCH, &out);
  return end == TX_LOGIC_ERROR || (end == TX_LOGIC_VALUE && tx_value_truth(&out) < 0);
}
