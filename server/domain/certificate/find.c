/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate.h"
#include "sealed_certificate.h"
#include "store/pass/certificates.h"

static enum tx_reason collect(const struct request *request, struct db_rows *rows, size_t limit,
                              struct certificate_row *out, size_t *count) {
  enum tx_reason reason = TX_OK;
  *count = 0;
  while (reason == TX_OK && *count < limit && db_next(rows)) {
    reason = certificate_open(request, rows, &out[*count]);
    *count += reason == TX_OK;
  }
  return reason == TX_OK ? rows->end : reason;
}

enum tx_reason certificate_find_one(const struct request *request, uint64_t area, uint32_t serial,
                                    struct certificate_row *out, struct host_problem *problem) {
  size_t count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = certificates_one(request->db, area, serial);
  reason = collect(request, &rows, 1, out, &count);
  if (reason != TX_OK || count) return host_problem_of(problem, reason);
  return host_problem_set(problem, TX_NOT_FOUND, "没有第%05u号证明。",
                          "There is no certificate %05u.", serial);
}

enum tx_reason certificate_list(const struct request *request, uint64_t area, uint32_t below,
                                size_t limit, struct certificate_row *out, size_t *count,
                                struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = certificates_of(request->db, area, below, (int64_t)limit);
  return host_problem_of(problem, collect(request, &rows, limit, out, count));
}

enum tx_reason certificate_of(const struct request *request, const struct resident *resident,
                              size_t limit, struct certificate_row *out, size_t *count) {
  DB_ROWS rows = certificates_about(request->db, resident->area, resident->id_hash);
  return collect(request, &rows, limit, out, count);
}
