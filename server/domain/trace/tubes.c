/* SPDX-License-Identifier: Apache-2.0 */
/* Who was swabbed into the same tube: a look-up a person for their swabs, and one a swab for who
 * else is in its tube. */
#include "store/feed/tubes.h"
#include "domain/gate/sample.h"
#include "meeting.h"
#include "store/resident/residents.h"

#include <stdlib.h>

/* Barcodes come round again: swabs further apart are of two tubes. */
#define TUBE_S INT64_C(86400)

/* A tube that somebody traced is in. */
struct shared {
  uint8_t tube[TX_HASH_SIZE];
  int64_t at_s;
};

struct shares {
  struct shared *all;
  size_t count, cap;
};

/* --- the tubes of those who are traced -------------------------------------------------------- */

static enum tx_reason add(struct shares *shares, const struct swab_row *swab) {
  struct shared *all = meeting_grown(shares->all, shares->count, &shares->cap, sizeof *all);
  if (!all) return TX_NO_MEMORY;
  shares->all = all;
  struct shared *one = &shares->all[shares->count++];
  one->at_s = gate_sample_at(swab);
  memcpy(one->tube, swab->tube, TX_HASH_SIZE);
  return TX_OK;
}

static enum tx_reason add_home(const struct meeting *meeting, const struct request *request,
                               const struct meeting_home *home, void *context) {
  struct resident resident;
  struct swab_row swab;
  const int64_t since_s = meeting->people[home->person].met.since_s;
  enum tx_reason reason = residents_find(request->db, home->area, home->index, &resident);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason != TX_OK) return reason;
  DB_ROWS rows = swabs_of_subject(request->db, resident.id_hash);
  while (reason == TX_OK && db_next(&rows)) {
    swabs_read(&rows, &swab);
    const int64_t at_s = gate_sample_at(&swab);
    if (at_s >= since_s && at_s < meeting->to_s && request_reaches(request, swab.area))
      reason = add(context, &swab);
  }
  return reason == TX_OK ? rows.end : reason;
}

/* --- who else is in them ---------------------------------------------------------------------- */

/* Where somebody lives; of several homes the first. TX_NOT_FOUND: nowhere any more. */
static enum tx_reason find_home(const struct request *request, const uint8_t subject[TX_HASH_SIZE],
                                struct resident *out) {
  enum tx_reason reason = TX_NOT_FOUND;
  DB_ROWS rows = directory_areas(request->db, subject);
  while (reason == TX_NOT_FOUND && db_next(&rows))
    reason = residents_by_identity(request->db, (uint64_t)db_column_int(&rows, 0), subject, out);
  return rows.end == TX_OK ? reason : rows.end;
}

static enum tx_reason meet(struct meeting *meeting, const struct request *request, int order,
                           const uint8_t subject[TX_HASH_SIZE], int64_t since_s) {
  struct resident resident;
  struct meeting_person *person = NULL;
  enum tx_reason reason = find_home(request, subject, &resident);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason == TX_OK) reason = meeting_add(meeting, resident.area, resident.index, order, &person);
  if (reason == TX_OK && person->met.order == order) meeting_note(person, TRACE_TUBE, since_s);
  return reason;
}

static enum tx_reason meet_all(struct meeting *meeting, const struct request *request, int order,
                               const struct shared *shared) {
  struct swab_row swab;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = swabs_of_tube(request->db, shared->tube);
  while (reason == TX_OK && db_next(&rows)) {
    swabs_read(&rows, &swab);
    const int64_t at_s = gate_sample_at(&swab);
    if (llabs(at_s - shared->at_s) < TUBE_S && at_s < meeting->to_s &&
        request_reaches(request, swab.area))
      reason =
          meet(meeting, request, order, swab.subject, at_s > shared->at_s ? at_s : shared->at_s);
  }
  return reason == TX_OK ? rows.end : reason;
}

enum tx_reason meeting_in_tubes(struct meeting *meeting, int order) {
  struct shares shares = { 0 };
  enum tx_reason reason = meeting_each_home(meeting, order, add_home, &shares);
  for (size_t i = 0; reason == TX_OK && i < shares.count;) {
    struct request request = request_begin_slice_of(meeting->server, meeting->asker);
    struct slice slice = slice_begin(&request);
    for (; reason == TX_OK && i < shares.count && !slice_over(&slice); i++)
      reason = meet_all(meeting, &request, order, &shares.all[i]);
    request_end(meeting->server, &request);
  }
  free(shares.all);
  return reason;
}
