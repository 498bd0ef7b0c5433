/* SPDX-License-Identifier: Apache-2.0 */
/* Policies: who may pass the gates of an area (docs/format.md "Policy"; details of the object in
 * docs/policy.md). */
#ifndef TX_POLICY_H
#define TX_POLICY_H

#include "logic.h"
#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_POLICY_MAX (256u << 10) /* bytes of the JSON */

enum tx_topic {
  TX_TOPIC_HEALTH,
  TX_TOPIC_TRAVEL,
  TX_TOPIC_TEST,
  TX_TOPIC_STATE,
  TX_TOPIC_TEMPERATURE,
  TX_TOPIC_HOUSEHOLD,
  TX_TOPIC_CURFEW,
  TX_TOPIC_UNIT,
  TX_TOPIC_ZONE,
  TX_TOPIC_VISITOR,
  TX_TOPIC_COURIER,
  TX_TOPIC_VEHICLE,
  TX_TOPIC_STATIC,
  TX_TOPIC_OTHER,
  TX_TOPIC_COUNT,
};

enum tx_gate_kind {
  TX_GATE_PEDESTRIAN,
  TX_GATE_VEHICLE,
  TX_GATE_BUILDING,
  TX_GATE_SAMPLING,
  TX_GATE_KIND_COUNT
};
enum tx_direction { TX_IN, TX_OUT, TX_NEITHER, TX_DIRECTION_COUNT };
enum tx_on_fail { TX_FAIL_WARN, TX_FAIL_REVIEW, TX_FAIL_DENY };
/* Ordered from loose to strict; 0 says nothing. */
enum tx_stale_then {
  TX_STALE_UNSET,
  TX_STALE_ACCEPT,
  TX_STALE_WARN,
  TX_STALE_REVIEW,
  TX_STALE_DENY
};
enum tx_zone_kind {
  TX_ZONE_LOCKDOWN,
  TX_ZONE_CONTROL,
  TX_ZONE_PREVENTION,
  TX_ZONE_HIGH,
  TX_ZONE_MEDIUM,
  TX_ZONE_LOW,
  TX_ZONE_COUNT,
};

struct tx_words {
  const char *lang; /* "zh", "en", … */
  const char *text;
};

struct tx_rule {
  const char *id;
  enum tx_topic topic;
  enum tx_on_fail on_fail;
  struct tx_logic *logic;
  struct tx_words *say;
  size_t say_count;
  uint16_t roles;     /* bit n: enum tx_role n; all ones when absent */
  uint8_t kinds;      /* bit n: enum tx_gate_kind n; absent: all but sampling */
  uint8_t directions; /* bit n: enum tx_direction n */
  bool delegable;
  bool keeps_home;
};

struct tx_order {
  const char *id, *document, *basis, *issuer, *phone; /* basis and phone may be NULL */
  int64_t valid_from, valid_to;                       /* half-open */
  struct tx_rule *rules;
  size_t rule_count;
};

struct tx_zone {
  uint64_t area;
  const char *unit; /* NULL: the whole area */
  enum tx_zone_kind kind;
  int64_t from, to; /* half-open */
};

struct tx_stale {
  int64_t max_age_s; /* -1: says nothing */
  enum tx_stale_then then, no_list;
};

#define TX_EXIT_WINDOW_S 172800 /* where no policy in force says one */

struct tx_policy {
  uint64_t area;
  uint64_t seq;
  int32_t utc_offset_s;
  int32_t live_window_s; /* 30 to 300; 0: says nothing */
  int32_t exit_window_s; /* 0 to 604,800; -1: says nothing, see TX_EXIT_WINDOW_S */
  struct tx_stale stale;
  struct tx_zone *zones;
  size_t zone_count;
  struct tx_order *orders;
  size_t order_count;
  uint8_t signer[TX_HASH_SIZE]; /* zeros when it came from tx_policy_parse */
  json_t *json;                 /* what the strings point into; owned */
};

/* Where and what is wrong with a policy: one clear sentence. */
struct tx_policy_error {
  char where[160]; /* JSON pointer, or "line 3, column 7" for text that is no JSON */
  char zh[256], en[256];
};

/* Parses and checks the JSON of a policy: TX_OK and *out, TX_MALFORMED_CLAIMS with *error (may be
 * NULL), TX_NO_MEMORY. */
enum tx_reason tx_policy_parse(struct tx_span json, struct tx_policy **out,
                               struct tx_policy_error *error);

/* Takes a signed policy. floor_seq is the seq held or remembered, 0 for none. Reasons in this
 * order: 11, 60, 12 to 16, 18, 19 and 20 by seq, 61. */
enum tx_reason tx_policy_take(struct tx_span bytes, const struct tx_trust *trust,
                              uint64_t floor_seq, struct tx_clock clock, struct tx_policy **out);
void tx_policy_destroy(struct tx_policy *policy);

/* Signs JSON that tx_policy_parse accepts, as it is; malloc'd into *out. */
enum tx_reason tx_policy_sign(struct tx_span json, const struct tx_signer *signer, uint8_t **out,
                              size_t *len);

/* Whether now lies within the order's validity. */
bool tx_order_in_force(const struct tx_order *order, int64_t now_s);

/* One of its orders contains now: only then do its settings and zones count. */
bool tx_policy_in_force(const struct tx_policy *policy, int64_t now_s);

/* The words of a rule in a language ("zh" when it has none in that one, else the first); "en-GB"
 * finds "en". lang may be NULL. */
const char *tx_rule_words(const struct tx_rule *rule, const char *lang);

/* The closed tables, both ways; -1 for no such word. */
const char *tx_topic_word(enum tx_topic topic);
int tx_topic_find(const char *word);
const char *tx_gate_kind_word(enum tx_gate_kind kind);
int tx_gate_kind_find(const char *word);
const char *tx_direction_word(enum tx_direction direction);
int tx_direction_find(const char *word);
const char *tx_on_fail_word(enum tx_on_fail on_fail);
int tx_on_fail_find(const char *word);
const char *tx_zone_word(enum tx_zone_kind kind);
int tx_zone_find(const char *word);
const char *tx_stale_word(enum tx_stale_then then); /* "" for TX_STALE_UNSET */
int tx_stale_find(const char *word);

/* The Chinese term of a topic (健康码, 行程, 核酸 …). */
const char *tx_topic_zh(enum tx_topic topic);

#ifdef __cplusplus
}
#endif

#endif
