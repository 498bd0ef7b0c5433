/* SPDX-License-Identifier: Apache-2.0 */
#include "closing.h"

#include "retention.h"

#include <string.h>

static const char *const words[CLOSING_KINDS] = {
  [CLOSING_TUBES] = "tubes",
  [CLOSING_EVENTS] = "events",
  [CLOSING_STATEMENTS] = "statements",
  [CLOSING_UNMATCHED] = "unmatched",
  [CLOSING_APPLICATIONS] = "applications",
  [CLOSING_CLAIMS] = "claims",
  [CLOSING_CERTIFICATES] = "certificates",
  [CLOSING_TRACES] = "traces",
  [CLOSING_HOLDINGS] = "holdings",
  [CLOSING_REQUESTS] = "requests",
  [CLOSING_APPEALS] = "appeals",
  [CLOSING_DRAFTS] = "drafts",
  [CLOSING_LISTS] = "lists",
};

const char *closing_kind_word(enum closing_kind kind) {
  return words[kind];
}

static const struct retention *row_of(enum closing_kind kind) {
  size_t i = 0;
  while (i + 1 < retention_count && strcmp(retention[i].id, words[kind]) != 0)
    i++;
  return &retention[i];
}

const char *closing_kind_zh(enum closing_kind kind) {
  return row_of(kind)->zh;
}
const char *closing_kind_en(enum closing_kind kind) {
  return row_of(kind)->en;
}
