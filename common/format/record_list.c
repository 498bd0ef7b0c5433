/* SPDX-License-Identifier: Apache-2.0 */
#include "status.h"

static enum tx_reason stand_alone(uint32_t snapshot, int64_t pass_iat, struct tx_counted *out) {
  *out = (struct tx_counted){ .record = snapshot, .data_as_of = pass_iat };
  return tx_record_unpack(snapshot).state == TX_STATE_NOBODY ? TX_NOT_LISTED : TX_OK;
}

/* The pass is older than the list: the list speaks. */
static enum tx_reason as_listed(uint32_t snapshot, uint32_t listed, struct tx_counted *out) {
  out->record = listed;
  struct tx_record pass = tx_record_unpack(snapshot), list = tx_record_unpack(listed);
  if (list.state == TX_STATE_NOBODY) return TX_NOT_LISTED;
  return pass.generation == list.generation ? TX_OK : TX_SUPERSEDED;
}

/* Generations that do not follow each other are different ones, so the state is the pass's. */
static enum tx_reason merged(uint32_t snapshot, uint32_t listed, struct tx_counted *out) {
  out->record = snapshot;
  bool follows = listed == 0 || tx_record_merge(snapshot, listed, &out->record);
  if (tx_record_unpack(out->record).state == TX_STATE_NOBODY) return TX_NOT_LISTED;
  return follows ? TX_OK : TX_SUPERSEDED;
}

enum tx_reason tx_record_that_counts(uint32_t snapshot, int64_t pass_iat, uint32_t index,
                                     const struct tx_status *list, struct tx_clock clock,
                                     struct tx_counted *out) {
  if (!clock.unsure) snapshot = tx_record_clear_ahead(snapshot, clock.now_s);
  if (!list) return stand_alone(snapshot, pass_iat, out);
  bool older = pass_iat < list->iat;
  if (!older && index >= list->count + TX_NEW_MAX) return stand_alone(snapshot, pass_iat, out);
  uint32_t listed = index < list->count ? list->records[index] : 0;
  if (!clock.unsure) listed = tx_record_clear_ahead(listed, clock.now_s);
  *out = (struct tx_counted){ .data_as_of = list->iat, .listed = true };
  return older ? as_listed(snapshot, listed, out) : merged(snapshot, listed, out);
}
