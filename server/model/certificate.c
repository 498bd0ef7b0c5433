/* SPDX-License-Identifier: Apache-2.0 */
#include "certificate.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY_S INT64_C(86400)
#define SHANGHAI_S 28800
#define OF(kind) (1u << BODY_##kind)

static const struct {
  const char *word;
  uint32_t issuers;
  int days;
} kinds[CERTIFICATE_KINDS] = {
  [TX_CERTIFICATE_RELEASED] = { "released", OF(HEALTH), 30 },
  [TX_CERTIFICATE_HOME_ENDED] = { "home-ended", OF(HEALTH), 30 },
  [TX_CERTIFICATE_RETURN_TO_WORK] = { "work", OF(STREET) | OF(COMMITTEE), 7 },
  [TX_CERTIFICATE_HEALTH] = { "forwarded", OF(HEALTH) | OF(STREET) | OF(COMMITTEE), 0 },
};

const char *certificate_word(unsigned kind) {
  return kind && kind < CERTIFICATE_KINDS ? kinds[kind].word : "";
}

unsigned certificate_find(const char *word) {
  for (unsigned kind = 1; kind < CERTIFICATE_KINDS; kind++)
    if (strcmp(word, kinds[kind].word) == 0) return kind;
  return 0;
}

uint32_t certificate_issuers(unsigned kind) {
  return kind < CERTIFICATE_KINDS ? kinds[kind].issuers : 0;
}

int64_t certificate_life_s(unsigned kind) {
  return kind < CERTIFICATE_KINDS ? kinds[kind].days * DAY_S : 0;
}

/* As the notices about both editions have it; an area sets its own by two hands. The ninth asks for
 * no second swab before the release. */
const struct edition editions[EDITIONS] = {
  { .id = "8",
    .document = "新型冠状病毒肺炎防控方案（第八版）",
    .valid_from = INT64_C(1620662400), /* 2021-05-11 in China */
    .released = { 14, { 1, 4, 7, 14 }, 4, 24 },
    .home = { 7, { 1, 4, 7 }, 3, 0 } },
  { .id = "9",
    .document = "新型冠状病毒肺炎防控方案（第九版）",
    .valid_from = INT64_C(1656259200), /* 2022-06-27 in China */
    .released = { 7, { 1, 2, 3, 5, 7 }, 5, 0 },
    .home = { 7, { 1, 4, 7 }, 3, 0 } },
};

void certificate_number(const struct certificate_row *row, char out[CERTIFICATE_NUMBER_SIZE]) {
  struct tm tm = { 0 };
  time_t local = (time_t)(row->iat + SHANGHAI_S);
  gmtime_r(&local, &tm);
  snprintf(out, CERTIFICATE_NUMBER_SIZE, "%012llu〔%d〕第%05u号", (unsigned long long)row->area,
           tm.tm_year + 1900, row->serial);
}

const char *certificate_state(const struct certificate_row *row, int64_t now_s) {
  if (row->withdrawn_at) return "withdrawn";
  return row->exp <= now_s ? "over" : "valid";
}
