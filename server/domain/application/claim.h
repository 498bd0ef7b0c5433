/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Claim codes: a slip in a household's mailbox lets each of its members onto a phone, once, within
 * 60 days; a person's own code lets one person onto a new phone, once, within a day. They are kept
 * as keyed hashes: the office sees a code when it is made, and never again.
 */
#ifndef SERVER_DOMAIN_APPLICATION_CLAIM_H
#define SERVER_DOMAIN_APPLICATION_CLAIM_H

#include "domain/context/context.h"
#include "model/application.h"
#include "model/list_page.h"
#include "model/resident.h"

#define CLAIM_LIFE_S (60 * 86400)
#define CLAIM_OWN_LIFE_S 86400

/* A slip as it is printed. */
struct claim_slip {
  struct claim claim;
  char code[CLAIM_LENGTH + 1];
  char unit[13], room[33];
  char name[25]; /* masked, of a person's own; "" */
};

/* Makes one for a home, or for a person, in the place of those that were open. TX_NOT_FOUND: nobody
 * lives there, with a sentence. */
enum tx_reason claim_make_home(const struct request *request, uint64_t area, const char *unit,
                               const char *room, struct claim_slip *out,
                               struct host_problem *problem);
enum tx_reason claim_make_own(const struct request *request, const struct resident *resident,
                              struct claim_slip *out, struct host_problem *problem);

/* The same for every home of an area, or of one building, in slices; homes that have an open slip
 * are left out unless they are renewed. */
struct claim_many;
struct claim_plan {
  uint64_t area;
  const char *unit; /* NULL: all buildings */
  bool renew;
};
#define CLAIM_SLICE 64
enum tx_reason claim_many_open(const struct request *request, const struct claim_plan *plan,
                               struct claim_many **out, struct host_problem *problem);
enum tx_reason claim_many_step(struct claim_many *many, const struct request *request, bool *done,
                               struct host_problem *problem);
/* Those of the last step. */
const struct claim_slip *claim_many_slips(const struct claim_many *many, size_t *count);
void claim_many_close(struct claim_many *many);

/* A page of an area's: their homes are opened, their codes nobody knows. The caller frees *out. */
enum tx_reason claim_list(const struct request *request, uint64_t area, struct list_page *page,
                          struct claim_slip **out, size_t *count, struct host_problem *problem);

/* --- used ------------------------------------------------------------------------------------- */

/* What somebody typed. TX_BAD_ARGUMENT (mistyped), TX_NOT_ALLOWED (nobody's, closed, or over),
 * TX_BUSY (too many wrong ones from that address: the problem says how long to wait), with a
 * sentence. */
enum tx_reason claim_find(struct server *server, const struct request *request, uint64_t area,
                          const char *typed, const char *address, struct claim *out,
                          struct host_problem *problem);
/* Within the caller's transaction: it did not fit who used it; five such tries close it. */
enum tx_reason claim_note_wrong(const struct request *request, struct claim *claim);
/* Within the caller's transaction: it was used for a residency; a person's own is then closed. */
enum tx_reason claim_note_used(const struct request *request, struct claim *claim, uint32_t index);

/* Within the caller's transaction; for claim_many. TX_NOT_ALLOWED: too many that were open end by
 * one account (bulk.h), with a sentence. */
enum tx_reason claim_write(const struct request *request, struct claim_slip *slip,
                           struct host_problem *problem);

#endif
