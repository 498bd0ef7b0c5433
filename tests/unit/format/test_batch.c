/* SPDX-License-Identifier: Apache-2.0 */
/* What a batch says beside its events. */
#include "format/event.h"

#include "community.h"

static const uint8_t name[TX_JOURNAL_NAME_SIZE] = { 1, 2, 3, 4, 5, 6, 7, 8 };

/* The batch of one event, as it is read again. */
static struct tx_batch *sent(const struct tx_signer *gate, const struct tx_batch_head *head) {
  uint8_t event[64];
  size_t n = 0;
  const struct tx_event one = { .at = 1795392000, .live = -1 };
  struct tx_batch *batch = NULL;
  FORGED bytes = { 0 };
  assert_int_equal(tx_event_write(&one, event, sizeof event, &n), TX_OK);
  const struct tx_span span = tx_span_of(event, n);
  assert_int_equal(tx_batch_sign(gate, head, &span, 1, &bytes.p, &bytes.n), TX_OK);
  assert_int_equal(
      tx_batch_take(forge_span(&bytes), gate->alg, tx_span_of(gate->spki, gate->spki_len), &batch),
      TX_OK);
  return batch;
}

static void a_batch_bears_the_name_of_its_journal(void **state) {
  const struct community *c = *state;
  const struct tx_batch_head head = { .first = 7, .journal = name };
  struct tx_batch *batch = sent(c->forge.keys[FORGE_GATE], &head);
  assert_true(batch->named);
  assert_memory_equal(batch->journal, name, sizeof name);
  assert_int_equal(batch->first, 7);
  assert_false(batch->lost);
  tx_batch_destroy(batch);
}

static void a_batch_with_a_gap_and_a_name_bears_both(void **state) {
  const struct community *c = *state;
  const struct tx_batch_head head = { .first = 7, .lost_from = 3, .lost_to = 6, .journal = name };
  struct tx_batch *batch = sent(c->forge.keys[FORGE_GATE], &head);
  assert_true(batch->named && batch->lost);
  assert_int_equal(batch->lost_from, 3);
  assert_int_equal(batch->lost_to, 6);
  assert_memory_equal(batch->journal, name, sizeof name);
  tx_batch_destroy(batch);
}

/* Gates from before journals had names. */
static void a_batch_without_a_name_is_taken(void **state) {
  const struct community *c = *state;
  const struct tx_batch_head head = { .first = 7 };
  struct tx_batch *batch = sent(c->forge.keys[FORGE_GATE], &head);
  assert_false(batch->named);
  tx_batch_destroy(batch);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_batch_bears_the_name_of_its_journal),
    PROMISE(a_batch_with_a_gap_and_a_name_bears_both),
    PROMISE(a_batch_without_a_name_is_taken),
  };
  return cmocka_run_group_tests(tests, community_open, community_close);
}
