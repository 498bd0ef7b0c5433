/* SPDX-License-Identifier: Apache-2.0 */
#include "needs.h"

#include "passages.h"

#include "format/logic.h"

struct look {
  struct tx_logic_visitor visitor; /* first: what the walk is given */
  bool windowed, unbounded;
};

static bool is_path(struct tx_span path, const char *name) {
  return tx_span_equal(path, tx_span_text(name));
}

static void note_path(struct tx_logic_visitor *visitor, struct tx_span path) {
  struct look *look = (struct look *)visitor;
  look->unbounded |= is_path(path, "history") || is_path(path, "history.inside") || !path.n;
  look->windowed |= is_path(path, "history.household_exits") ||
                    is_path(path, "history.last_entry_age_s") ||
                    is_path(path, "history.last_exit_age_s");
}

static void look_at(struct look *look, const struct tx_policy *policy, int64_t now_s) {
  for (size_t i = 0; i < policy->order_count; i++) {
    const struct tx_order *order = &policy->orders[i];
    for (size_t k = 0; order->valid_to > now_s && k < order->rule_count; k++)
      tx_logic_visit(order->rules[k].logic, &look->visitor);
  }
}

static int64_t later(int64_t a, int64_t b) {
  return a > b ? a : b;
}

int64_t gate_history_need_s(const struct tx_policy *const *policies, size_t count, int64_t now_s) {
  struct look look = { .visitor = { .path = note_path } };
  int64_t window_s = -1;
  for (size_t i = 0; i < count; i++) {
    look_at(&look, policies[i], now_s);
    window_s = later(window_s, policies[i]->exit_window_s);
  }
  if (look.unbounded) return GATE_HISTORY_PERSON_S;
  if (!look.windowed) return GATE_MEDICAL_RETURN_S;
  return later(GATE_MEDICAL_RETURN_S, window_s < 0 ? TX_EXIT_WINDOW_S : window_s);
}
