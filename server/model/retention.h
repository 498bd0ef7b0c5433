/* SPDX-License-Identifier: Apache-2.0 */
/* What dies by itself, where, and when: one row a thing. docs/privacy.md has the same rows. */
#ifndef SERVER_MODEL_RETENTION_H
#define SERVER_MODEL_RETENTION_H

#include <stddef.h>
#include <stdint.h>

#define KEPT_DAY_S INT64_C(86400)

#define EVENTS_KEPT_S (28 * KEPT_DAY_S)
#define STATEMENTS_KEPT_S (28 * KEPT_DAY_S)
#define UNMATCHED_KEPT_S (14 * KEPT_DAY_S)
#define LISTS_KEPT_S (3 * KEPT_DAY_S)
#define APPLICATIONS_KEPT_S (30 * KEPT_DAY_S)
#define CERTIFICATES_KEPT_S (28 * KEPT_DAY_S)
#define VISITORS_KEPT_S (28 * KEPT_DAY_S)
#define LEFT_KEPT_S (28 * KEPT_DAY_S)
#define TRACES_KEPT_S EVENTS_KEPT_S /* what they were made of */
#define UNDO_KEPT_S KEPT_DAY_S
#define ANSWERS_KEPT_S KEPT_DAY_S
#define HOLDINGS_KEPT_S (28 * KEPT_DAY_S)
#define REQUESTS_KEPT_S (365 * KEPT_DAY_S)
#define APPEAL_KEPT_S (365 * KEPT_DAY_S)
#define DRAFTS_KEPT_S (365 * KEPT_DAY_S)
#define REPORTS_KEPT_S (28 * KEPT_DAY_S)
#define AUDIT_READS_KEPT_S (180 * KEPT_DAY_S)
#define AUDIT_KEPT_S (365 * KEPT_DAY_S)

enum retention_place { RETENTION_SERVER, RETENTION_GATE, RETENTION_YOURS };
const char *retention_place_zh(enum retention_place place);
const char *retention_place_en(enum retention_place place);

struct retention {
  const char *id; /* one word */
  const char *zh, *en;
  enum retention_place place;
  int64_t kept_s; /* whole days, else whole minutes */
  const char *after_zh, *after_en;
};
extern const struct retention retention[];
extern const size_t retention_count;

/* "28 days after they happened" */
void retention_say(const struct retention *row, int english, char *out, size_t cap);

#endif
