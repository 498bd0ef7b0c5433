/* SPDX-License-Identifier: Apache-2.0 */
#include "make.h"

static void add(struct book *book, const char *name, int expect, struct forge_bytes json,
                enum forge_key signer, json_t *more) {
  FORGED text = json;
  book_object(book, "policy", name, expect, forge_policy(&book->forge, forge_span(&text), signer),
              more);
}

static struct forge_bytes text_of(const char *json) {
  struct forge_bytes bytes = { .p = (uint8_t *)strdup(json), .n = strlen(json) };
  return bytes;
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

static void add_hostile(struct book *book) {
  add(book, "without orders", TX_OK,
      text_of("{\"area\": 610113001001, \"seq\": 1, \"orders\": []}"), FORGE_POLICY, NULL);
  add(book, "of the street, by a key of the community", TX_WRONG_JURISDICTION,
      text_of("{\"area\": 610113001000, \"seq\": 1, \"orders\": []}"), FORGE_POLICY, NULL);
  add(book, "a member that nobody knows", TX_MALFORMED_CLAIMS,
      text_of("{\"area\": 610113001001, \"seq\": 1, \"orders\": [], \"also\": 1}"), FORGE_POLICY,
      NULL);
  add(book, "a name twice", TX_MALFORMED_CLAIMS,
      text_of("{\"area\": 610113001001, \"seq\": 1, \"seq\": 2, \"orders\": []}"), FORGE_POLICY,
      NULL);
  add(book, "no JSON", TX_MALFORMED_CLAIMS, text_of("{\"area\": "), FORGE_POLICY, NULL);
  add(book, "an operation that CertLogic lacks", TX_MALFORMED_CLAIMS,
      forge_policy_json(&book->forge, "{\"log\": [1]}", "warn"), FORGE_POLICY, NULL);
  add(book, "a seq ahead of the clock", TX_NOT_YET_VALID,
      text_of("{\"area\": 610113001001, \"seq\": 9999999999, \"orders\": []}"), FORGE_POLICY, NULL);
}

void make_policies(struct book *book) {
  add_ordinary(book);
  add_hostile(book);
}
