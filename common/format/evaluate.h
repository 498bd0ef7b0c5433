/* SPDX-License-Identifier: Apache-2.0 */
/* The policies in force at a gate, laid over each other, and what their rules say. Not installed.
 */
#ifndef TX_WEIGH_H
#define TX_WEIGH_H

#include "decide.h"

/* The policies in force whose area holds the gate, at most one a level, and their settings. */
struct layers {
  const struct tx_policy *at[TX_LEVELS]; /* NULL where a level has none */
  bool any;
  int32_t live_window_s;
  int32_t exit_window_s;
  struct tx_stale stale;
};

void layers_collect(const struct tx_gate *gate, struct layers *out);

/* The word of the zone that a building of an area, "" for none, lies in; NULL: in none. */
const char *layers_zone(const struct layers *layers, uint64_t area, const char *unit,
                        int64_t now_s);

/* Evaluates all rules that apply to what the decision found. Sets notices, medical_return and by,
 * and returns 0, 1, 40, 41 or 44 with *verdict. */
enum tx_reason layers_weigh(const struct layers *layers, const struct tx_gate *gate,
                            struct tx_decision *d, enum tx_verdict *verdict);

/* --- which rules stand ------------------------------------------------------------------------ */

/* Which rules of the layers apply to a role at a gate, and which of those were replaced below. The
 * same serves whoever explains a decision or looks for contradictions. */
struct standing {
  const struct tx_gate *gate; /* kind, direction and clock count */
  unsigned role;
  uint8_t levels_of[TX_TOPIC_COUNT]; /* bit n: level n has a rule of the topic that applies */
  uint8_t held[TX_TOPIC_COUNT];      /* bit n: level n has one that may not be replaced */
};

void standing_begin(struct standing *s, const struct layers *layers, const struct tx_gate *gate,
                    unsigned role);
/* In force, and for this role, kind and direction. */
bool standing_applies(const struct standing *s, const struct tx_order *order,
                      const struct tx_rule *rule);
bool standing_replaced(const struct standing *s, enum tx_level level, const struct tx_rule *rule);

/* Whether a rule of that topic is set aside for who comes back from the hospital. */
bool rule_waived(enum tx_topic topic, bool medical_return);

/* --- what a rule sees (details of it in docs/policy.md) --------------------------------------- */

#define VIEW_TEXT 24
struct view {
  struct tx_member root[9], pass[9], exempt[3], record[7], data[2], clock[3], gate[5], reading[1],
      history[4], vehicle[3];
  char now[VIEW_TEXT], sampled_at[VIEW_TEXT], date[VIEW_TEXT], plate_last[2];
  struct tx_value value;
};

void view_build(struct view *view, const struct layers *layers, const struct tx_gate *gate,
                const struct tx_decision *d, const struct tx_history *history);
/* The clock as a policy's offset from UTC has it. */
void view_set_offset(struct view *view, int64_t now_s, int32_t utc_offset_s);

#endif
