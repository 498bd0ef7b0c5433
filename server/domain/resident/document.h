/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several documents of one person: what is said, asked or applied for under any of them is of that
 * person, in each of their homes.
 */
#ifndef SERVER_DOMAIN_DOCUMENT_H
#define SERVER_DOMAIN_DOCUMENT_H

#include "domain/context/context.h"
#include "domain/roster/id_document.h"
#include "model/request.h"
#include "model/resident.h"

#define DOCUMENTS_MAX 8 /* of one person */
#define DOCUMENT_NAME_SIZE 17

struct document {
  enum id_type type;
  char number[ID_NUMBER_MAX + 1];
  char name[DOCUMENT_NAME_SIZE]; /* the first 16 digits of its keyed hash */
  uint8_t id_hash[TX_HASH_SIZE];
  bool own; /* that of the roster */
  int64_t added_at;
  char added_by[65];
};

/* All of somebody's; of whoever has one document, none. */
enum tx_reason document_list(const struct request *request, const struct resident *resident,
                             struct document out[DOCUMENTS_MAX], size_t *count);

struct document_in {
  const char *type, *number; /* as typed */
};

/* Whether a document could be an opened resident's, and who has it so far: *out. Whoever that is,
 * in each area, has to be within what the caller's rights reach. TX_BAD_ARGUMENT, TX_CONFLICT (it
 * is theirs already; who has it is suspended), TX_TOO_MANY, TX_NOT_ALLOWED, with a sentence. */
enum tx_reason document_check(const struct request *request, const struct resident *resident,
                              const struct document_in *in, struct document_wish *out,
                              struct host_problem *problem);
/* Adds it in each home, within the caller's transaction. Who has it so far is the same person: in
 * the same area that residency is revoked and its documents go to the one; elsewhere both homes
 * have all documents from then on. What was kept aside under it is looked at anew. TX_NOT_ALLOWED
 * without a decision, TX_CONFLICT where things have changed since the check; with a sentence. */
enum tx_reason document_add(const struct request *request, const struct resident *resident,
                            const struct document_wish *wish, const char *evidence,
                            const struct decision *decision, struct host_problem *problem);
/* TX_NOT_FOUND; TX_CONFLICT with a sentence for that of the roster, and while it restrains. */
enum tx_reason document_remove(const struct request *request, const struct resident *resident,
                               const char *name, struct host_problem *problem);

/* A residency that is new gets what the others of that person have. */
enum tx_reason document_carry(const struct request *request, const struct resident *from,
                              struct resident *to);

#endif
