/* SPDX-License-Identifier: Apache-2.0 */
#include "repeat.h"

#include "host/sys/file.h"
#include "sealed_request.h"
#include "store/office/requests.h"
#include "wanted.h"

/* What is asked for besides, as it rests. */
static bool same_wish(const struct request_row *one, const struct request_row *other) {
  HOST_FREE char *text = wanted_write(one);
  HOST_FREE char *other_text = wanted_write(other);
  return text && other_text && strcmp(text, other_text) == 0;
}

/* Each time a draft is another, of the same text. */
static bool same_policy(const struct policy_wish *one, const struct policy_wish *other) {
  return one->before == other->before && memcmp(one->hash, other->hash, sizeof one->hash) == 0 &&
         strcmp(one->end, other->end) == 0;
}

static bool same_person(const struct request_row *one, const struct request_row *other) {
  return one->index == other->index && one->ground == other->ground && one->state == other->state &&
         one->statement.field == other->statement.field &&
         one->statement.value == other->statement.value &&
         strcmp(one->statement.source, other->statement.source) == 0 &&
         strcmp(one->evidence, other->evidence) == 0;
}

static bool same(const struct request_in *in, const struct request_row *row,
                 const struct request_row *other) {
  if (other->act != row->act || other->outcome != REQUEST_ASKED ||
      other->asked_at + (other->emergency ? EMERGENCY_LIFE_S : REQUEST_LIFE_S) < row->asked_at ||
      (in->until && other->until != row->until))
    return false;
  if (request_restrains(row->act)) return same_person(row, other);
  if (row->act == REQUEST_POLICY) return same_policy(&row->policy, &other->policy);
  return row->index == other->index && same_wish(row, other);
}

enum tx_reason repeat_find(const struct request *request, const struct request_in *in,
                           const struct request_row *row, struct request_row *out) {
  struct tx_span sealed;
  const char *wanted;
  DB_ROWS rows = requests_asked(request->db, row->area);
  while (db_next(&rows)) {
    requests_read(&rows, out, &sealed, &wanted);
    enum tx_reason reason = wanted_read(wanted, out);
    if (reason == TX_OK) reason = sealed_request_open(request, sealed, out);
    if (reason != TX_OK) return reason;
    out->repeated = true;
    if (same(in, row, out)) return TX_OK;
  }
  return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
}
