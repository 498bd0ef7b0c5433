/* SPDX-License-Identifier: Apache-2.0 */
#include "logic_node.h"

/* The data that var reads: what the caller gave, or, inside a reduce, current and accumulator. */
struct scope {
  const struct tx_value *data; /* NULL inside a reduce */
  struct tx_value current, accumulator;
};

struct run {
  const struct tx_logic *logic;
  enum tx_logic_nulls nulls;
  struct tx_value *scratch;
  size_t scratch_left;
  size_t steps_left;
  bool spent; /* more steps were asked for than there are: whatever comes out is an error */
};

#define TEXT_STEP 256 /* bytes of text that are compared for the price of one step */

static enum tx_logic_end evaluate(struct run *run, const struct node *node,
                                  const struct scope *scope, struct tx_value *out);

static bool spend(struct run *run, size_t steps) {
  run->spent = run->spent || steps > run->steps_left;
  if (run->spent) return false;
  run->steps_left -= steps;
  return true;
}

static struct tx_value *scratch_take(struct run *run, size_t count) {
  if (count > run->scratch_left) return NULL;
  struct tx_value *taken = run->scratch;
  run->scratch += count;
  run->scratch_left -= count;
  return taken;
}

static enum tx_logic_end null_met(const struct run *run) {
  return run->nulls == TX_NULLS_END ? TX_LOGIC_NULL_MET : TX_LOGIC_ERROR;
}

static enum tx_logic_end give_bool(struct tx_value *out, bool value) {
  *out = tx_value_bool(value);
  return TX_LOGIC_VALUE;
}

int tx_value_truth(const struct tx_value *value) {
  switch (value->kind) {
  case TX_VALUE_NULL:
    return 0;
  case TX_VALUE_BOOL:
    return value->boolean;
  case TX_VALUE_INT:
    return value->integer != 0;
  case TX_VALUE_TEXT:
    return value->text.n != 0;
  case TX_VALUE_ARRAY:
  case TX_VALUE_OBJECT:
    return value->count != 0;
  case TX_VALUE_DATE:
  case TX_VALUE_OTHER:
    return -1;
  }
  return -1;
}

/* --- var ----------------------------------------------------------------------------------------
 */

static const struct tx_value *member(const struct tx_value *object, struct tx_span name) {
  for (uint32_t i = 0; i < object->count; i++)
    if (tx_span_equal(object->members[i].name, name)) return &object->members[i].value;
  return NULL;
}

static const struct tx_value *drill(const struct tx_value *value, const struct step *steps,
                                    size_t count) {
  for (size_t i = 0; i < count && value; i++) {
    if (value->kind == TX_VALUE_OBJECT)
      value = member(value, steps[i].name);
    else if (value->kind != TX_VALUE_ARRAY || steps[i].index < 0)
      return NULL;
    else
      value = steps[i].index < value->count ? &value->items[steps[i].index] : NULL;
  }
  return value;
}

/* Inside a reduce the data is made of two values, and only var "" needs it as one object. */
static bool scope_object(struct run *run, const struct scope *scope, struct tx_value *out) {
  size_t size =
      (2 * sizeof(struct tx_member) + sizeof(struct tx_value) - 1) / sizeof(struct tx_value);
  struct tx_member *members = (struct tx_member *)scratch_take(run, size);
  if (!members) return false;
  members[0] = (struct tx_member){ tx_span_text("current"), scope->current };
  members[1] = (struct tx_member){ tx_span_text("accumulator"), scope->accumulator };
  *out = tx_value_object(members, 2);
  return true;
}

static const struct tx_value *scope_find(const struct scope *scope, struct tx_span name) {
  if (tx_span_equal(name, tx_span_text("current"))) return &scope->current;
  return tx_span_equal(name, tx_span_text("accumulator")) ? &scope->accumulator : NULL;
}

static enum tx_logic_end evaluate_var(struct run *run, const struct node *node,
                                      const struct scope *scope, struct tx_value *out) {
  const struct step *steps = run->logic->steps + node->first;
  const struct tx_value *found;
  if (scope->data)
    found = drill(scope->data, steps, node->count);
  else if (node->count == 0)
    return scope_object(run, scope, out) ? TX_LOGIC_VALUE : TX_LOGIC_ERROR;
  else
    found = drill(scope_find(scope, steps[0].name), steps + 1, node->count - 1u);
  *out = found ? *found : tx_value_null();
  return out->kind == TX_VALUE_OTHER ? TX_LOGIC_ERROR : TX_LOGIC_VALUE;
}

/* --- operations ------------------------------------------------------------------------------- */

/* As JavaScript's ===: dates, arrays and objects are equal only to themselves. */
static bool equal(struct run *run, const struct tx_value *a, const struct tx_value *b) {
  if (a->kind != b->kind) return false;
  switch (a->kind) {
  case TX_VALUE_NULL:
    return true;
  case TX_VALUE_BOOL:
    return a->boolean == b->boolean;
  case TX_VALUE_INT:
    return a->integer == b->integer;
  case TX_VALUE_TEXT:
    return a->text.n == b->text.n && spend(run, a->text.n / TEXT_STEP) &&
           tx_span_equal(a->text, b->text);
  case TX_VALUE_ARRAY:
    return a->count && a->count == b->count && a->items == b->items;
  case TX_VALUE_OBJECT:
    return a->count && a->count == b->count && a->members == b->members;
  case TX_VALUE_DATE:
  case TX_VALUE_OTHER:
    return false;
  }
  return false;
}

static enum tx_logic_end evaluate_operands(struct run *run, const struct node *node,
                                           const struct scope *scope, struct tx_value *values) {
  for (size_t i = 0; i < node->count; i++) {
    enum tx_logic_end end = evaluate(run, &run->logic->nodes[node->first + i], scope, &values[i]);
    if (end != TX_LOGIC_VALUE) return end;
  }
  return TX_LOGIC_VALUE;
}

/* Operands that must all be of one kind; a null among them comes before any other mismatch. */
static enum tx_logic_end evaluate_same(struct run *run, const struct node *node,
                                       const struct scope *scope, enum tx_value_kind kind,
                                       struct tx_value values[3]) {
  enum tx_logic_end end = evaluate_operands(run, node, scope, values);
  if (end != TX_LOGIC_VALUE) return end;
  for (size_t i = 0; i < node->count; i++)
    if (values[i].kind == TX_VALUE_NULL) return null_met(run);
  for (size_t i = 0; i < node->count; i++)
    if (values[i].kind != kind) return TX_LOGIC_ERROR;
  return TX_LOGIC_VALUE;
}

static bool compare(uint8_t op, int64_t left, int64_t right) {
  switch (op) {
  case OP_LESS:
  case OP_BEFORE:
    return left < right;
  case OP_GREATER:
  case OP_AFTER:
    return left > right;
  case OP_LESS_EQUAL:
  case OP_NOT_AFTER:
    return left <= right;
  default:
    return left >= right;
  }
}

static enum tx_logic_end evaluate_comparison(struct run *run, const struct node *node,
                                             const struct scope *scope, struct tx_value *out) {
  struct tx_value values[3] = { 0 };
  bool dates = node->op >= OP_BEFORE;
  enum tx_logic_end end =
      evaluate_same(run, node, scope, dates ? TX_VALUE_DATE : TX_VALUE_INT, values);
  if (end != TX_LOGIC_VALUE) return end;
  bool holds = true;
  for (size_t i = 0; holds && i + 1 < node->count; i++) {
    int64_t left = dates ? values[i].date_ms : values[i].integer;
    int64_t right = dates ? values[i + 1].date_ms : values[i + 1].integer;
    holds = compare(node->op, left, right);
  }
  return give_bool(out, holds);
}

static enum tx_logic_end evaluate_plus(struct run *run, const struct node *node,
                                       const struct scope *scope, struct tx_value *out) {
  struct tx_value values[3] = { 0 };
  enum tx_logic_end end = evaluate_same(run, node, scope, TX_VALUE_INT, values);
  if (end != TX_LOGIC_VALUE) return end;
  *out = tx_value_int(0);
  bool over = __builtin_add_overflow(values[0].integer, values[1].integer, &out->integer);
  return over ? TX_LOGIC_ERROR : TX_LOGIC_VALUE;
}

static enum tx_logic_end evaluate_equal(struct run *run, const struct node *node,
                                        const struct scope *scope, struct tx_value *out) {
  struct tx_value values[2] = { 0 };
  enum tx_logic_end end = evaluate_operands(run, node, scope, values);
  return end == TX_LOGIC_VALUE ? give_bool(out, equal(run, &values[0], &values[1])) : end;
}

static enum tx_logic_end evaluate_in(struct run *run, const struct node *node,
                                     const struct scope *scope, struct tx_value *out) {
  struct tx_value values[2] = { 0 };
  enum tx_logic_end end = evaluate_operands(run, node, scope, values);
  if (end != TX_LOGIC_VALUE) return end;
  if (values[1].kind == TX_VALUE_NULL) return null_met(run);
  if (values[1].kind != TX_VALUE_ARRAY) return TX_LOGIC_ERROR;
  bool found = false;
  for (uint32_t i = 0; !found && i < values[1].count; i++) {
    if (!spend(run, 1)) return TX_LOGIC_ERROR;
    found = equal(run, &values[0], &values[1].items[i]);
  }
  return give_bool(out, found);
}

static enum tx_logic_end evaluate_and(struct run *run, const struct node *node,
                                      const struct scope *scope, struct tx_value *out) {
  for (size_t i = 0; i < node->count; i++) {
    enum tx_logic_end end = evaluate(run, &run->logic->nodes[node->first + i], scope, out);
    if (end != TX_LOGIC_VALUE) return end;
    int truth = tx_value_truth(out);
    if (truth < 0) return TX_LOGIC_ERROR;
    if (truth == 0) break;
  }
  return TX_LOGIC_VALUE;
}

static enum tx_logic_end evaluate_truth(struct run *run, const struct node *node,
                                        const struct scope *scope, bool *truth) {
  struct tx_value value = { 0 };
  enum tx_logic_end end = evaluate(run, node, scope, &value);
  if (end != TX_LOGIC_VALUE) return end;
  int found = tx_value_truth(&value);
  *truth = found > 0;
  return found < 0 ? TX_LOGIC_ERROR : TX_LOGIC_VALUE;
}

static enum tx_logic_end evaluate_if(struct run *run, const struct node *node,
                                     const struct scope *scope, struct tx_value *out) {
  const struct node *operands = run->logic->nodes + node->first;
  bool truth;
  enum tx_logic_end end = evaluate_truth(run, &operands[0], scope, &truth);
  return end == TX_LOGIC_VALUE ? evaluate(run, &operands[truth ? 1 : 2], scope, out) : end;
}

static enum tx_logic_end evaluate_not(struct run *run, const struct node *node,
                                      const struct scope *scope, struct tx_value *out) {
  bool truth;
  enum tx_logic_end end = evaluate_truth(run, &run->logic->nodes[node->first], scope, &truth);
  return end == TX_LOGIC_VALUE ? give_bool(out, !truth) : end;
}

static enum tx_logic_end evaluate_date(struct run *run, const struct node *node,
                                       const struct scope *scope, struct tx_value *out) {
  struct tx_value value = { 0 };
  enum tx_logic_end end = evaluate(run, &run->logic->nodes[node->first], scope, &value);
  if (end != TX_LOGIC_VALUE) return end;
  if (value.kind == TX_VALUE_NULL) return null_met(run);
  if (value.kind != TX_VALUE_TEXT) return TX_LOGIC_ERROR;
  *out = tx_value_date(0);
  bool read = node->op == OP_BIRTH ? tx_birth_parse(value.text, &out->date_ms)
                                   : tx_time_parse(value.text, &out->date_ms) &&
                                         tx_date_add(&out->date_ms, node->number, node->unit);
  return read ? TX_LOGIC_VALUE : TX_LOGIC_ERROR;
}

static bool separates(uint8_t c) {
  return c == '/' || c == '#' || c == ':';
}

static enum tx_logic_end evaluate_extract(struct run *run, const struct node *node,
                                          const struct scope *scope, struct tx_value *out) {
  static const char prefix[] = "URN:UVCI:";
  enum tx_logic_end end = evaluate(run, &run->logic->nodes[node->first], scope, out);
  if (end != TX_LOGIC_VALUE || out->kind == TX_VALUE_NULL) return end;
  if (out->kind != TX_VALUE_TEXT || !spend(run, out->text.n / TEXT_STEP)) return TX_LOGIC_ERROR;
  struct tx_span text = out->text;
  size_t skip = sizeof(prefix) - 1;
  bool prefixed = text.n >= skip && memcmp(text.p, prefix, skip) == 0;
  size_t at = prefixed ? skip : 0;
  int64_t left = node->number;
  *out = tx_value_null();
  if (left < 0) return TX_LOGIC_VALUE;
  for (; at < text.n && left; at++)
    if (separates(text.p[at])) left--;
  if (left) return TX_LOGIC_VALUE;
  size_t last = at;
  while (last < text.n && !separates(text.p[last]))
    last++;
  *out = (struct tx_value){ .kind = TX_VALUE_TEXT, .text = tx_span_of(text.p + at, last - at) };
  return TX_LOGIC_VALUE;
}

static enum tx_logic_end evaluate_array(struct run *run, const struct node *node,
                                        const struct scope *scope, struct tx_value *out) {
  struct tx_value *items = scratch_take(run, node->count);
  if (!items) return TX_LOGIC_ERROR;
  *out = tx_value_array(items, node->count);
  return evaluate_operands(run, node, scope, items);
}

static enum tx_logic_end evaluate_reduce(struct run *run, const struct node *node,
                                         const struct scope *scope, struct tx_value *out) {
  const struct node *operands = run->logic->nodes + node->first;
  struct tx_value array = { 0 };
  enum tx_logic_end end = evaluate(run, &operands[0], scope, &array);
  if (end != TX_LOGIC_VALUE) return end;
  if (array.kind != TX_VALUE_NULL && array.kind != TX_VALUE_ARRAY) return TX_LOGIC_ERROR;
  end = evaluate(run, &operands[2], scope, out);
  for (uint32_t i = 0; end == TX_LOGIC_VALUE && i < array.count; i++) {
    struct scope inner = { .current = array.items[i], .accumulator = *out };
    end = evaluate(run, &operands[1], &inner, out);
  }
  return end;
}

static enum tx_logic_end evaluate(struct run *run, const struct node *node,
                                  const struct scope *scope, struct tx_value *out) {
  if (!spend(run, 1)) return TX_LOGIC_ERROR;
  switch ((enum operation)node->op) {
  case OP_LITERAL:
    *out = node->literal;
    return TX_LOGIC_VALUE;
  case OP_VAR:
    return evaluate_var(run, node, scope, out);
  case OP_ARRAY:
    return evaluate_array(run, node, scope, out);
  case OP_IF:
    return evaluate_if(run, node, scope, out);
  case OP_AND:
    return evaluate_and(run, node, scope, out);
  case OP_NOT:
    return evaluate_not(run, node, scope, out);
  case OP_EQUAL:
    return evaluate_equal(run, node, scope, out);
  case OP_IN:
    return evaluate_in(run, node, scope, out);
  case OP_PLUS:
    return evaluate_plus(run, node, scope, out);
  case OP_LESS:
  case OP_GREATER:
  case OP_LESS_EQUAL:
  case OP_GREATER_EQUAL:
  case OP_BEFORE:
  case OP_AFTER:
  case OP_NOT_AFTER:
  case OP_NOT_BEFORE:
    return evaluate_comparison(run, node, scope, out);
  case OP_PLUS_TIME:
  case OP_BIRTH:
    return evaluate_date(run, node, scope, out);
  case OP_REDUCE:
    return evaluate_reduce(run, node, scope, out);
  case OP_EXTRACT:
    return evaluate_extract(run, node, scope, out);
  }
  return TX_LOGIC_ERROR;
}

enum tx_logic_end tx_logic_evaluate(const struct tx_logic *logic, const struct tx_value *data,
                                    enum tx_logic_nulls nulls, struct tx_value *scratch,
                                    size_t scratch_count, struct tx_value *out) {
  struct run run = { .logic = logic,
                     .nulls = nulls,
                     .scratch = scratch,
                     .scratch_left = scratch_count,
                     .steps_left = TX_LOGIC_STEPS };
  struct scope scope = { .data = data };
  enum tx_logic_end end = evaluate(&run, logic->nodes, &scope, out);
  return run.spent ? TX_LOGIC_ERROR : end;
}
