/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policies in words. A draft is a policy whose rules may be short forms {topic, who, limit, until,
 * delegable}, which become CertLogic, and every rule is shown back as a sentence. Hand-written
 * CertLogic stays possible beside them.
 */
#ifndef SERVER_POLICY_WORDS_COMPILE_H
#define SERVER_POLICY_WORDS_COMPILE_H

#include "format/decide.h"

/* How people's times are read (host/sys/people_time.h), handed in so that this room is pure.
 * offset_s is the policy's; *at_s is the first second of a day. False: no time. */
struct policy_times {
  int64_t now_s;
  bool (*read)(const char *text, int64_t now_s, int64_t offset_s, int64_t *at_s, bool *is_day);
};

/*
 * Expands a draft to the JSON of a policy, a new reference. Beyond docs/policy.md a draft may have:
 * in an order `from` and `until` ("2022-12-31" or "2022-12-31 18:00", at the policy's offset; a
 * date as `until` is the end of that day) in the place of valid_from and valid_to; in a rule
 * `limit` in the place of logic, `who` (a role or a list, in English or Chinese) in the place of
 * applies.roles, `until` when it ends before its order; id, say, on_fail and directions may be left
 * out beside a limit. seq may be left out and is then 0. What it does not know it leaves for
 * tx_policy_parse to judge. TX_OK, TX_MALFORMED_CLAIMS with *error, TX_NO_MEMORY.
 */
enum tx_reason policy_words_expand(const json_t *draft, const struct policy_times *times,
                                   json_t **out, struct tx_policy_error *error);

/* A rule as a sentence: who, where, what must hold, what follows, until when. */
void policy_words_rule(const struct tx_finding *rule, const char *lang, char *out, size_t cap);

#endif
