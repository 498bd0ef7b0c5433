/* SPDX-License-Identifier: Apache-2.0 */
/* Compiling in two passes: the first checks and measures, so that the second cannot fail. */
#include "logic_node.h"

#include <stdio.h>
#include <stdlib.h>

struct form {
  const char *name;
  enum operation op;
  size_t least, most; /* operands */
};

static const struct form forms[] = {
  { "if", OP_IF, 3, 3 },
  { "and", OP_AND, 2, TX_LOGIC_NODES },
  { "!", OP_NOT, 1, 1 },
  { "===", OP_EQUAL, 2, 2 },
  { "in", OP_IN, 2, 2 },
  { "+", OP_PLUS, 2, 2 },
  { "<", OP_LESS, 2, 3 },
  { ">", OP_GREATER, 2, 3 },
  { "<=", OP_LESS_EQUAL, 2, 3 },
  { ">=", OP_GREATER_EQUAL, 2, 3 },
  { "before", OP_BEFORE, 2, 3 },
  { "after", OP_AFTER, 2, 3 },
  { "not-after", OP_NOT_AFTER, 2, 3 },
  { "not-before", OP_NOT_BEFORE, 2, 3 },
  { "plusTime", OP_PLUS_TIME, 3, 3 },
  { "reduce", OP_REDUCE, 3, 3 },
  { "extractFromUVCI", OP_EXTRACT, 2, 2 },
  { "dccDateOfBirth", OP_BIRTH, 1, 1 },
};

static const char *const units[] = {
  [UNIT_YEAR] = "year", [UNIT_MONTH] = "month", [UNIT_DAY] = "day", [UNIT_HOUR] = "hour"
};

static const struct form *form_find(const char *name) {
  for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
    if (strcmp(forms[i].name, name) == 0) return &forms[i];
  return NULL;
}

static int unit_find(const json_t *json) {
  for (int i = 0; json_is_string(json) && i < 4; i++)
    if (strcmp(units[i], json_string_value(json)) == 0) return i;
  return -1;
}

/* How many of an operation's operands are expressions; the others are given as they stand. */
static size_t expressions(const struct form *form, size_t count) {
  return form->op == OP_PLUS_TIME || form->op == OP_EXTRACT ? 1 : count;
}

/* --- the first pass --------------------------------------------------------------------------- */

struct sizes {
  size_t nodes, steps, text;
};

struct check {
  struct sizes sizes;
  struct tx_logic_error error;
  size_t where; /* length of error.where */
};

static bool refuse(struct check *check, const char *zh, const char *en) {
  check->error.zh = zh;
  check->error.en = en;
  return false;
}

static bool check_expression(struct check *check, const json_t *json, size_t depth);

/* The same, one step further down; error.where keeps the longer way only when it fails. */
static bool check_inside(struct check *check, const json_t *json, size_t depth, const char *name,
                         size_t index) {
  size_t before = check->where;
  size_t room = sizeof(check->error.where) - before;
  int n = snprintf(check->error.where + before, room, "%s%s/%zu", name ? "/" : "", name ? name : "",
                   index);
  check->where = (size_t)n < room ? before + (size_t)n : sizeof(check->error.where) - 1;
  if (!check_expression(check, json, depth)) return false;
  check->where = before;
  check->error.where[before] = '\0';
  return true;
}

static bool check_path(struct check *check, const json_t *json) {
  if (!json_is_string(json))
    return refuse(check, "\"var\" 后面应是一个路径字符串，如 \"record.test\"",
                  "\"var\" takes one path as text, such as \"record.test\"");
  const char *path = json_string_value(json);
  size_t n = json_string_length(json);
  check->sizes.text += n;
  if (n == 0) return true;
  if (path[0] == '.' || path[n - 1] == '.' || strstr(path, ".."))
    return refuse(check, "路径里有空的一段，请去掉多余的点",
                  "the path has an empty part; remove the dot that is too many");
  check->sizes.steps++;
  for (size_t i = 0; i < n; i++)
    check->sizes.steps += path[i] == '.';
  return true;
}

static bool check_given(struct check *check, const struct form *form, const json_t *operands) {
  if (form->op != OP_PLUS_TIME && form->op != OP_EXTRACT) return true;
  if (!json_is_integer(json_array_get(operands, 1)))
    return refuse(check, "第二个参数应是整数",
                  "the second operand must be an integer as it stands");
  if (form->op == OP_PLUS_TIME && unit_find(json_array_get(operands, 2)) < 0)
    return refuse(check, "时间单位应是 \"year\"、\"month\"、\"day\" 或 \"hour\"",
                  "the unit of time must be \"year\", \"month\", \"day\" or \"hour\"");
  return true;
}

static bool check_operation(struct check *check, const json_t *json, size_t depth) {
  if (json_object_size(json) != 1)
    return refuse(check, "一个运算对象只能有一个成员",
                  "an operation is an object with exactly one member");
  void *iterator = json_object_iter((json_t *)json);
  const char *name = json_object_iter_key(iterator);
  const json_t *operands = json_object_iter_value(iterator);
  if (strcmp(name, "var") == 0) return check_path(check, operands);
  if (!json_is_array(operands))
    return refuse(check, "运算应写作 {\"运算\": [参数，…]}",
                  "an operation is written {\"operation\": [operand, …]}");
  const struct form *form = form_find(name);
  if (!form)
    return refuse(check, "CertLogic 没有这个运算", "CertLogic has no such operation; see its list");
  size_t count = json_array_size(operands);
  if (count < form->least || count > form->most)
    return refuse(check, "参数个数不对", "the operation has another number of operands");
  for (size_t i = 0; i < expressions(form, count); i++)
    if (!check_inside(check, json_array_get(operands, i), depth + 1, name, i)) return false;
  return check_given(check, form, operands);
}

static bool check_array(struct check *check, const json_t *json, size_t depth) {
  for (size_t i = 0; i < json_array_size(json); i++)
    if (!check_inside(check, json_array_get(json, i), depth + 1, NULL, i)) return false;
  return true;
}

static bool check_expression(struct check *check, const json_t *json, size_t depth) {
  if (depth > TX_LOGIC_DEPTH)
    return refuse(check, "嵌套超过32层，请拆成几条规则",
                  "nested deeper than 32; split it into several rules");
  if (++check->sizes.nodes > TX_LOGIC_NODES)
    return refuse(check, "一条规则超过1000个节点，请拆成几条规则",
                  "more than 1,000 nodes in one rule; split it into several rules");
  switch (json ? json_typeof(json) : JSON_NULL) {
  case JSON_TRUE:
  case JSON_FALSE:
  case JSON_INTEGER:
    return true;
  case JSON_STRING:
    check->sizes.text += json_string_length(json);
    return true;
  case JSON_ARRAY:
    return check_array(check, json, depth);
  case JSON_OBJECT:
    return check_operation(check, json, depth);
  case JSON_REAL:
    return refuse(check, "只能用整数，不能有小数", "only integers, no fractions");
  case JSON_NULL:
    return refuse(check, "不能直接写 null", "null cannot be written as a value");
  }
  return false;
}

/* --- the second pass -------------------------------------------------------------------------- */

struct build {
  struct tx_logic *logic;
  uint32_t nodes, values, steps; /* taken so far */
  size_t text;
};

static struct tx_span keep_text(struct build *build, const json_t *json) {
  size_t n = json_string_length(json);
  uint8_t *kept = build->logic->text + build->text;
  memcpy(kept, json_string_value(json), n);
  build->text += n;
  return tx_span_of(kept, n);
}

static int64_t index_of(struct tx_span name) {
  int64_t index = 0;
  for (size_t i = 0; i < name.n; i++) {
    if (name.p[i] < '0' || name.p[i] > '9' || i > 8) return -1;
    index = index * 10 + (name.p[i] - '0');
  }
  return index;
}

static void build_var(struct build *build, const json_t *json, struct node *node) {
  node->op = OP_VAR;
  node->path = keep_text(build, json);
  node->first = build->steps;
  const uint8_t *p = node->path.p;
  for (size_t left = node->path.n; left;) {
    const uint8_t *dot = memchr(p, '.', left);
    size_t n = dot ? (size_t)(dot - p) : left;
    struct tx_span name = tx_span_of(p, n);
    build->logic->steps[build->steps++] = (struct step){ .name = name, .index = index_of(name) };
    node->count++;
    left -= dot ? n + 1 : n;
    p += dot ? n + 1 : n;
  }
}

static bool is_literal(const json_t *json) {
  if (json_is_object(json)) return false;
  for (size_t i = 0; json_is_array(json) && i < json_array_size(json); i++)
    if (!is_literal(json_array_get(json, i))) return false;
  return true;
}

static struct tx_value literal(struct build *build, const json_t *json) {
  if (json_is_boolean(json)) return tx_value_bool(json_is_true(json));
  if (json_is_integer(json)) return tx_value_int(json_integer_value(json));
  if (json_is_string(json))
    return (struct tx_value){ .kind = TX_VALUE_TEXT, .text = keep_text(build, json) };
  size_t count = json_array_size(json);
  struct tx_value *items = build->logic->values + build->values;
  build->values += (uint32_t)count;
  for (size_t i = 0; i < count; i++)
    items[i] = literal(build, json_array_get(json, i));
  return tx_value_array(items, (uint32_t)count);
}

static void build_expression(struct build *build, const json_t *json, struct node *node);

static void build_operands(struct build *build, const json_t *operands, size_t count,
                           struct node *node) {
  node->first = build->nodes;
  node->count = (uint16_t)count;
  build->nodes += (uint32_t)count;
  for (size_t i = 0; i < count; i++)
    build_expression(build, json_array_get(operands, i), &build->logic->nodes[node->first + i]);
}

static void build_operation(struct build *build, const json_t *json, struct node *node) {
  void *iterator = json_object_iter((json_t *)json);
  const char *name = json_object_iter_key(iterator);
  const json_t *operands = json_object_iter_value(iterator);
  const struct form *form = form_find(name);
  if (!form) {
    build_var(build, operands, node);
    return;
  }
  node->op = (uint8_t)form->op;
  build_operands(build, operands, expressions(form, json_array_size(operands)), node);
  if (form->op == OP_PLUS_TIME || form->op == OP_EXTRACT)
    node->number = json_integer_value(json_array_get(operands, 1));
  if (form->op == OP_PLUS_TIME) node->unit = (uint8_t)unit_find(json_array_get(operands, 2));
}

static void build_expression(struct build *build, const json_t *json, struct node *node) {
  if (json_is_object(json)) {
    build_operation(build, json, node);
  } else if (is_literal(json)) {
    node->literal = literal(build, json); /* op is OP_LITERAL, which is 0 */
  } else {
    node->op = OP_ARRAY;
    build_operands(build, json, json_array_size(json), node);
  }
}

static struct tx_logic *logic_create(const struct sizes *sizes) {
  size_t nodes = sizes->nodes * sizeof(struct node);
  size_t values = sizes->nodes * sizeof(struct tx_value);
  size_t steps = sizes->steps * sizeof(struct step);
  struct tx_logic *logic = calloc(1, sizeof(*logic) + nodes + values + steps + sizes->text);
  if (!logic) return NULL;
  logic->nodes = (struct node *)(logic + 1);
  logic->values = (struct tx_value *)(logic->nodes + sizes->nodes);
  logic->steps = (struct step *)(logic->values + sizes->nodes);
  logic->text = (uint8_t *)(logic->steps + sizes->steps);
  return logic;
}

struct tx_logic *tx_logic_compile(const json_t *json, struct tx_logic_error *error) {
  struct check check = { .error = { .zh = "内存不足", .en = "out of memory" } };
  bool valid = check_expression(&check, json, 1);
  struct tx_logic *logic = valid ? logic_create(&check.sizes) : NULL;
  if (!logic) {
    check.error.no_memory = valid;
    if (error) *error = check.error;
    return NULL;
  }
  struct build build = { .logic = logic, .nodes = 1 };
  build_expression(&build, json, logic->nodes);
  logic->node_count = build.nodes;
  return logic;
}

void tx_logic_destroy(struct tx_logic *logic) {
  free(logic);
}

/* --- looking at what was compiled ------------------------------------------------------------- */

static void visit_literal(struct tx_logic_visitor *visitor, struct tx_span path,
                          const struct tx_value *value) {
  if (value->kind != TX_VALUE_ARRAY) {
    visitor->literal(visitor, path, value);
    return;
  }
  for (uint32_t i = 0; i < value->count; i++)
    visit_literal(visitor, path, &value->items[i]);
}

/* The path that an operation weighs its literals against: that of its one var. */
static struct tx_span weighed_path(const struct tx_logic *logic, const struct node *node) {
  for (uint32_t i = 0; i < node->count; i++)
    if (logic->nodes[node->first + i].op == OP_VAR) return logic->nodes[node->first + i].path;
  return tx_span_of(NULL, 0);
}

static void visit_operands(const struct tx_logic *logic, const struct node *node,
                           struct tx_logic_visitor *visitor) {
  struct tx_span path = weighed_path(logic, node);
  for (uint32_t i = 0; visitor->literal && i < node->count; i++) {
    const struct node *operand = &logic->nodes[node->first + i];
    if (operand->op == OP_LITERAL) visit_literal(visitor, path, &operand->literal);
  }
}

void tx_logic_visit(const struct tx_logic *logic, struct tx_logic_visitor *visitor) {
  for (size_t i = 0; i < logic->node_count; i++) {
    const struct node *node = &logic->nodes[i];
    if (node->op == OP_VAR && visitor->path)
      visitor->path(visitor, node->path);
    else if (node->op >= OP_EQUAL && node->op <= OP_NOT_BEFORE)
      visit_operands(logic, node, visitor);
  }
}
