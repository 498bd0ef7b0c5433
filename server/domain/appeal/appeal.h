/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Appeals: whoever is restrained says something against it, by phone, telephone or paper. A body
 * that took no part answers within 24 hours (grounds A, and a source's own word) or 72 (B). What
 * nobody answers in time goes to the body above: a restraint on a ground B is over then, one on a
 * ground A is looked at again by a health body within another 24 hours.
 */
#ifndef SERVER_DOMAIN_APPEAL_H
#define SERVER_DOMAIN_APPEAL_H

#include "domain/context/context.h"
#include "model/appeal.h"
#include "model/list_page.h"
#include "model/retention.h"

#define APPEAL_DUE_A_S (24 * 3600)
#define APPEAL_DUE_B_S (72 * 3600)

struct appeal_in {
  uint64_t area;
  uint32_t index;
  enum appeal_field field;
  enum appeal_way way;
  const char *words;
};

/* Writes one down; the caller is an account, or the person's own phone. TX_CONFLICT: nothing of
 * that field restrains the person, or an appeal waits already; TX_BAD_ARGUMENT: no words, too many;
 * TX_NOT_FOUND; with a sentence. */
enum tx_reason appeal_make(const struct request *request, const struct appeal_in *in,
                           struct appeal *out, struct host_problem *problem);

/* Answers one: lift ends the restraint, as if it had never been decided; else it stands. Both want
 * words. TX_NOT_ALLOWED: the caller's body took part, or since it was escalated it is for the body
 * above or a health body; TX_CONFLICT: it is answered; TX_NOT_FOUND; TX_BAD_ARGUMENT. */
enum tx_reason appeal_answer(const struct request *request, uint64_t area, int64_t id, bool lift,
                             const char *words, struct appeal *out, struct host_problem *problem);

/* A page of an area's, those that wait alone or all; the caller frees *out. */
enum tx_reason appeal_list(const struct request *request, uint64_t area, bool waiting_only,
                           struct list_page *page, struct appeal **out, size_t *count,
                           struct host_problem *problem);
/* One person's; appends to *out. */
enum tx_reason appeal_of(const struct request *request, uint64_t area, uint32_t index,
                         struct appeal **out, size_t *count);

/* What nobody answered in time goes on; a year after they were made they are forgotten. */
enum tx_reason appeal_expire(struct server *server, int64_t now_s);

#endif
