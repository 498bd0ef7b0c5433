/* SPDX-License-Identifier: Apache-2.0 */
#include "tube.h"

#include "domain/gate/sample.h"
#include "host/text/text.h"

#include <stdio.h>

/* --- what may be said of one ------------------------------------------------------------------ */

static bool is_given(const struct statement_words *words, enum feed_member member) {
  return words->of[member] && *words->of[member];
}

void tube_complete(struct statement_words *words) {
  if (!is_given(words, FEED_TUBE) || !is_given(words, FEED_FIELD) ||
      statement_field_find(words->of[FEED_FIELD]) != STATEMENT_TEST)
    return;
  if (!is_given(words, FEED_METHOD)) words->of[FEED_METHOD] = "mixed";
  if (is_given(words, FEED_VALUE) &&
      statement_value_find(STATEMENT_TEST, words->of[FEED_VALUE]) == TX_TEST_POSITIVE)
    words->of[FEED_VALUE] = statement_value_word(STATEMENT_TEST, TX_TEST_MIXED_POSITIVE, true);
}

/* As gates read barcodes. */
static bool is_barcode(const char *text) {
  size_t n = strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
  return n >= 4 && n <= 32 && !text[n];
}

static bool wrong(struct host_problem *problem, const char *zh, const char *en) {
  host_problem_say(problem, TX_BAD_ARGUMENT, zh, en);
  return false;
}

bool tube_read(const struct field_keys *fields, const struct statement_words *words,
               const struct statement_row *row, uint8_t tube[TX_HASH_SIZE],
               enum feed_member *member, struct host_problem *problem) {
  *member = FEED_TUBE;
  if (is_given(words, FEED_ID))
    return wrong(problem, "与证件号码只写其一", "stands beside an id_number: give one of them");
  if (!is_barcode(words->of[FEED_TUBE]))
    return wrong(problem, "应为4至32个字母、数字或“-”",
                 "should be 4 to 32 letters, digits or \"-\"");
  *member = FEED_NUMBER;
  if (*row->id == '~') return wrong(problem, "须写明：试管的结果都有编号", "is needed of a tube");
  *member = FEED_ACT;
  if (row->act != STATEMENT_SET && row->act != STATEMENT_RETRACT)
    return wrong(problem, "对试管只能登记或撤回", "should be set or retract of a tube");
  *member = FEED_FIELD;
  if (row->act == STATEMENT_SET && row->field != STATEMENT_TEST)
    return wrong(problem, "对试管只能是核酸", "should be test of a tube");
  *member = FEED_METHOD;
  if (row->act == STATEMENT_SET && row->method != METHOD_MIXED)
    return wrong(problem, "对试管只能是混采：单采和抗原请写证件号码",
                 "should be mixed of a tube: single and antigen tests are said of an id_number");
  gate_tube_hash(fields, tx_span_text(words->of[FEED_TUBE]), tube);
  return true;
}

/* --- whom it is of ---------------------------------------------------------------------------- */

#define NAMED_BYTES 20

static void name_one(const struct field_keys *fields, const struct swab_row *swab,
                     const char *source, char id[STATEMENT_ID_SIZE]) {
  char text[STATEMENT_SOURCE_SIZE + STATEMENT_ID_SIZE + TX_GATE_NAME_SIZE + 32];
  char hex[2 * NAMED_BYTES + 1];
  uint8_t hash[TX_HASH_SIZE];
  snprintf(text, sizeof text, "%s %s %s %llu", source, id, swab->gate,
           (unsigned long long)swab->seq);
  field_hash(fields, "tube statement", text, hash);
  host_hex(tx_span_of(hash, NAMED_BYTES), hex);
  snprintf(id, STATEMENT_ID_SIZE, "~t%s", hex);
}

void tube_name(const struct field_keys *fields, const struct swab_row *swab,
               struct statement_row *row) {
  name_one(fields, swab, row->source, row->id);
  if (row->act == STATEMENT_RETRACT) name_one(fields, swab, row->source, row->retracts);
}

bool tube_is_of(const struct swab_row *swab, int64_t observed_at) {
  const int64_t at = gate_sample_at(swab);
  return !observed_at || (at >= observed_at - TUBE_BEFORE_S && at <= observed_at + TUBE_AFTER_S);
}

enum tx_reason tube_swabs(const struct request *request, const uint8_t tube[TX_HASH_SIZE],
                          uint64_t within, int64_t observed_at, struct swab_row *out,
                          size_t *count) {
  *count = 0;
  DB_ROWS rows = swabs_of_tube(request->db, tube);
  while (*count < TUBE_PEOPLE && db_next(&rows)) {
    swabs_read(&rows, &out[*count]);
    *count += (!within || tx_area_contains(within, out[*count].area)) &&
              tube_is_of(&out[*count], observed_at);
  }
  return rows.end;
}
