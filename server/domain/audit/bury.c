/* SPDX-License-Identifier: Apache-2.0 */
/* Entries die: those of reads after 180 days, of changes after a year. */
#include "log.h"

#include "entry.h"

/* From one grave on: entries are looked at in the order of the chain and none is passed over, so
 * that each that has died stands behind none that is younger (verify.c). */
struct walk {
  int64_t from, before; /* the last that was looked at; a time */
  bool reads;           /* those alone */
};

static enum tx_reason bury(const struct request *request, uint64_t area, struct walk *walk,
                           int64_t at_once, bool *left) {
  int64_t dead[AUDIT_AT_ONCE];
  size_t count = 0;
  int64_t seen = 0;
  DB_ROWS rows = audit_after(request->db, area, walk->from, at_once);
  while (db_next(&rows)) {
    struct audit_row row;
    audit_read(&rows, &row);
    if (row.at > walk->before) break;
    walk->from = row.n;
    seen++;
    if (row.sealed.n && (!walk->reads || audit_entry_is_read(&row))) dead[count++] = row.n;
  }
  enum tx_reason reason = rows.end;
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = audit_bury(request->db, area, dead[i]);
  if (seen == at_once) *left = true;
  return reason;
}

enum tx_reason audit_log_forget(const struct request *request, uint64_t area, bool *left) {
  struct audit_graves graves;
  *left = false;
  enum tx_reason reason = audit_graves(request->db, area, &graves);
  struct walk reads = { graves.reads, request->now_s - AUDIT_READS_KEPT_S, true };
  struct walk all = { graves.all, request->now_s - AUDIT_KEPT_S, false };
  if (reason == TX_OK) reason = bury(request, area, &reads, AUDIT_AT_ONCE, left);
  if (reason == TX_OK) reason = bury(request, area, &all, AUDIT_AT_ONCE, left);
  if (reason != TX_OK || (reads.from == graves.reads && all.from == graves.all)) return reason;
  graves = (struct audit_graves){ reads.from, all.from };
  return audit_set_graves(request->db, area, &graves);
}
