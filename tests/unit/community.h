/* SPDX-License-Identifier: Apache-2.0 */
/* A community for tests: fresh keys, the lists in force, a policy, and a gate that holds them. */
#ifndef COMMUNITY_H
#define COMMUNITY_H

#include "city/forge.h"
#include "format/decide.h"
#include "promise.h"

#define NOW CITY_TODAY_S

struct community {
  struct forge forge;
  struct tx_pin pin;
  struct forge_trust trust_draft;
  struct forge_status list_draft;
  struct tx_trust *trust;
  struct tx_status *list;
  struct tx_policy *policy; /* lets everybody pass; stale says warn */
  const struct tx_status *lists[1];
  const struct tx_policy *policies[1];
  struct tx_gate gate; /* pedestrian, in, of CITY_AREA */
};

/* For cmocka's groups: *state is the community. */
int community_open(void **state);
int community_close(void **state);

/* A policy from JSON after printf; the test destroys it. */
struct tx_policy *community_policy(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A policy of an area with one order in force, whose rules are written by the test. */
struct tx_policy *community_rules(uint64_t area, const char *rules);

/* Shows a text to a gate. */
struct tx_decision show_text(const struct tx_gate *gate, const char *text);
/* Signs a pass by FORGE_ISSUE and shows it. */
struct tx_decision show_pass(const struct community *c, const struct tx_gate *gate,
                             const struct tx_pass *pass);
/* The live pass of FORGE_HOLDER around it, of iat. */
struct tx_decision show_live(const struct community *c, const struct tx_gate *gate,
                             const struct tx_pass *pass, int64_t iat);

static inline struct tx_clock at(int64_t now_s) {
  return (struct tx_clock){ .now_s = now_s };
}
static inline struct tx_clock unsure_at(int64_t now_s) {
  return (struct tx_clock){ .now_s = now_s, .unsure = true };
}

#endif
