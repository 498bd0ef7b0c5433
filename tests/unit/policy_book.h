/* SPDX-License-Identifier: Apache-2.0 */
/* A city's policy and a community's, checked together. */
#ifndef TESTS_UNIT_POLICY_BOOK_H
#define TESTS_UNIT_POLICY_BOOK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "policy/check/check.h"
#include "rulebook.h"

#include <string.h>

#define HOURS(h)                                                                                   \
  "{\"and\":[{\"===\":[{\"var\":\"record.test\"},\"negative\"]},"                                  \
  "{\"<=\":[{\"var\":\"record.sampled_age_s\"}," #h "]}]}"
#define NOT_RED "{\"!\":[{\"===\":[{\"var\":\"record.health\"},\"red\"]}]}"
#define NOT_YELLOW "{\"!\":[{\"===\":[{\"var\":\"record.health\"},\"yellow\"]}]}"

/* A city's policy and a community's; either may be NULL. The findings' policies stay until the
 * book is closed. */
struct book {
  struct tx_policy *city, *community;
  struct policy_findings findings;
};

static inline void look(struct book *book, const char *const *declared, size_t declared_count) {
  const struct tx_policy *policies[2];
  const uint64_t community = RULEBOOK_COMMUNITY;
  struct policy_check check = { .policies = policies,
                                .jurisdiction = RULEBOOK_CITY,
                                .communities = &community,
                                .community_count = 1,
                                .declared = declared,
                                .declared_count = declared_count,
                                .now_s = RULEBOOK_NOW };
  if (book->city) policies[check.policy_count++] = book->city;
  if (book->community) policies[check.policy_count++] = book->community;
  policy_check_run(&check, &book->findings);
}

static inline struct book open_book(const char *city, const char *community) {
  struct book book = { 0 };
  if (city) book.city = rulebook(RULEBOOK_CITY, city);
  if (community) book.community = rulebook(RULEBOOK_COMMUNITY, community);
  look(&book, NULL, 0);
  return book;
}

static inline void close_book(struct book *book) {
  policy_findings_clear(&book->findings);
  tx_policy_destroy(book->city);
  tx_policy_destroy(book->community);
}

static const struct policy_finding *only(const struct book *book, enum policy_finding_kind kind) {
  for (size_t i = 0; i < book->findings.count; i++)
    if (book->findings.items[i].kind != kind) fail_msg("also: %s", book->findings.items[i].en);
  if (book->findings.count != 1) fail_msg("%zu findings", book->findings.count);
  return &book->findings.items[0];
}

static inline void nothing(const struct book *book) {
  if (book->findings.count) fail_msg("found: %s", book->findings.items[0].en);
}

static inline void holds(const char *text, const char *part) {
  if (!strstr(text, part)) fail_msg("'%s' lacks '%s'", text, part);
}

#endif
