/* SPDX-License-Identifier: Apache-2.0 */
#include "older.h"

#include "store/publication/publications.h"

enum tx_reason publication_older(const struct request *request, enum publication_kind kind,
                                 uint64_t area, uint64_t seq, struct older_publication *out) {
  enum tx_reason reason = publications_before(request->db, kind, area, seq, &out->before);
  if (reason != TX_OK) return reason;
  return publications_body(request->db, kind, area, seq, &out->body, &out->len);
}
