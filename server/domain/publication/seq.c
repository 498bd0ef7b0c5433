/* SPDX-License-Identifier: Apache-2.0 */
#include "seq.h"

#include "store/publication/ahead.h"
#include "store/publication/publications.h"

uint64_t publish_next_seq(uint64_t last, int64_t now_s) {
  return now_s > 0 && (uint64_t)now_s > last ? (uint64_t)now_s : last + 1;
}

enum tx_reason publish_number(struct db *db, enum publication_kind kind, uint64_t area,
                              uint64_t last, int64_t now_s, uint64_t *seq) {
  uint64_t aside;
  enum tx_reason reason = ahead_highest(db, kind, area, now_s, &aside);
  *seq = publish_next_seq(aside > last ? aside : last, now_s);
  return reason;
}

enum tx_reason newest_or_none(struct db *db, enum publication_kind kind, uint64_t area,
                              struct publication *out) {
  *out = (struct publication){ .kind = kind, .area = area };
  enum tx_reason reason = publications_newest(db, kind, area, out);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}
