/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

static void add(struct book *book, const char *name, int expect, struct forge_bytes json,
                enum forge_key signer, json_t *more) {
  FORGED text = json;
  book_object(book, "policy", name, expect, forge_policy(&book->forge, forge_span(&text), signer),
              more);
}

/* A policy with no order, and whatever else is said. */
static struct forge_bytes bare(unsigned long long area, int64_t seq, const char *more) {
  char *text = NULL;
  int len = asprintf(&text, "{\"area\": %llu, \"seq\": %lld, \"orders\": []%s}", area,
                     (long long)seq, more);
  if (len < 0) book_fail("a policy");
  return (struct forge_bytes){ .p = (uint8_t *)text, .n = (size_t)len };
}

static struct forge_bytes ordinary(struct book *book) {
  return forge_policy_json(&book->forge, "{\"===\": [1, 1]}", "warn");
}

static void add_ordinary(struct book *book) {
  FORGED text = ordinary(book);
  json_t *json = json_loadb((const char *)text.p, text.n, 0, NULL);
  add(book, "an ordinary policy", TX_OK, ordinary(book), FORGE_POLICY,
      json_pack("{s:o}", "json", json));
  add(book, "by a key of the city", TX_OK, ordinary(book), FORGE_POLICY_CITY, NULL);
  add(book, "by a status key", TX_UNKNOWN_KEY, ordinary(book), FORGE_STATUS, NULL);
  add(book, "the seq that is held", TX_ROLLBACK, ordinary(book), FORGE_POLICY,
      json_pack("{s:I}", "held_seq", (json_int_t)book->forge.now_s - FORGE_DAY_S));
}

#define NOW "{\"plusTime\": [{\"var\": \"now\"}, 0, \"day\"]}"

static void add_rule(struct book *book, const char *name, enum tx_reason expect,
                     const char *logic) {
  add(book, name, expect, forge_policy_json(&book->forge, logic, "warn"), FORGE_POLICY, NULL);
}

static void add_moments(struct book *book) {
  add_rule(book, "a moment against a moment", TX_OK,
           "{\"before\": [" NOW ", {\"plusTime\": [\"2027-09-01\", 0, \"day\"]}]}");
  add_rule(book, "a text in the place of a date that is none", TX_MALFORMED_CLAIMS,
           "{\"before\": [" NOW ", {\"plusTime\": [\"2027-09-31\", 0, \"day\"]}]}");
  add_rule(book, "a moment against a text", TX_MALFORMED_CLAIMS,
           "{\"before\": [" NOW ", \"2027-09-01\"]}");
  add_rule(book, "a datum below a moment", TX_MALFORMED_CLAIMS,
           "{\"!\": [{\"<\": [{\"var\": \"now\"}, " NOW "]}]}");
}

static void add_hostile(struct book *book) {
  int64_t seq = book->forge.now_s - 60;
  add(book, "without orders", TX_OK, bare(CITY_AREA, seq, ""), FORGE_POLICY, NULL);
  add(book, "of the street, by a key of the community", TX_WRONG_JURISDICTION,
      bare(FORGE_STREET, seq, ""), FORGE_POLICY, NULL);
  add(book, "a member that nobody knows", TX_MALFORMED_CLAIMS,
      bare(CITY_AREA, seq, ", \"also\": 1"), FORGE_POLICY, NULL);
  add(book, "a name twice", TX_MALFORMED_CLAIMS, bare(CITY_AREA, seq, ", \"seq\": 2"), FORGE_POLICY,
      NULL);
  add(book, "more behind the end", TX_MALFORMED_CLAIMS, bare(CITY_AREA, seq, "} {"), FORGE_POLICY,
      NULL);
  add(book, "an operation that CertLogic lacks", TX_MALFORMED_CLAIMS,
      forge_policy_json(&book->forge, "{\"log\": [1]}", "warn"), FORGE_POLICY, NULL);
  add(book, "a seq ahead of the clock", TX_NOT_YET_VALID,
      bare(CITY_AREA, book->forge.now_s + TX_AHEAD_S + 1, ""), FORGE_POLICY, NULL);
}

void make_policies(struct book *book) {
  add_ordinary(book);
  add_hostile(book);
  add_moments(book);
}
