/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a pass, and for how long it holds. */
#include "issue.h"

#include "domain/roster/id_document.h"
#include "host/text/text.h"

#include <stdio.h>

#define DAY_S 86400

int64_t pass_validity_s(uint8_t role) {
  switch (role) {
  case TX_ROLE_COURIER:
  case TX_ROLE_SUPPLY:
  case TX_ROLE_BUILDER:
    return 30 * DAY_S;
  case TX_ROLE_VOLUNTEER:
    return 90 * DAY_S;
  case TX_ROLE_VISITOR:
    return DAY_S;
  default:
    return 180 * DAY_S;
  }
}

bool pass_read_holder(struct tx_span bytes, struct tx_holder *out) {
  if (bytes.n == TX_SPKI_MAX) {
    if (tx_spki_alg(bytes) != TX_ALG_ES256) return false;
    bytes = tx_span_of(bytes.p + TX_SPKI_MAX - 65, 65);
  }
  if (bytes.n != 33 && bytes.n != 65) return false;
  uint8_t form = bytes.p[0];
  if (bytes.n == 65 ? form != 4 : (form != 2 && form != 3)) return false;
  memcpy(out->x, bytes.p + 1, sizeof out->x);
  out->y_odd = (bytes.n == 65 ? bytes.p[64] : form) & 1;
  return tx_holder_on_curve(out);
}

static uint8_t age_band(const char *birth_date, int64_t now_s) {
  int years = date_age_years(birth_date, now_s);
  if (years < 0) return TX_AGE_UNKNOWN;
  if (years < 3) return TX_AGE_UNDER_3;
  if (years < 18) return TX_AGE_3_TO_17;
  return years < 70 ? TX_AGE_18_TO_69 : TX_AGE_70_PLUS;
}

void pass_describe(const struct resident *resident, uint8_t role, int64_t now_s,
                   struct tx_pass *out) {
  const struct person *person = &resident->person;
  *out = (struct tx_pass){
    .area = resident->area,
    .index = resident->index,
    .record = resident->record,
    .role = role,
    .age = age_band(person->birth_date, now_s),
    .exempt = resident->exempt,
    .household = resident->household,
  };
  bool plate = role == TX_ROLE_VEHICLE && strlen(person->name) < sizeof out->name;
  host_copy(plate ? person->name : person->mask, out->name, sizeof out->name);
  snprintf(out->tail, sizeof out->tail, "%s", person->tail);
  snprintf(out->unit, sizeof out->unit, "%s", person->unit);
}
