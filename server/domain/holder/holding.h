/* SPDX-License-Identifier: Apache-2.0 */
/* What a phone holds: passes with its key in them, the holder's own and the family's. */
#ifndef SERVER_DOMAIN_HOLDER_HOLDING_H
#define SERVER_DOMAIN_HOLDER_HOLDING_H

#include "domain/pass/issue.h"
#include "model/holder.h"

struct giving {
  struct tx_holder holder;
  enum holder_relation relation;
  bool replaces;     /* it is re-issued, and whatever other phones hold of it dies */
  bool matched;      /* a claim matched */
  const char *asked; /* else how the holder asked; NULL: not at all */
};

/* Writes a pass down for a key, in the caller's transaction. out is not signed yet. What
 * pass_issue_one says. */
enum tx_reason holding_give(const struct request *request, const struct resident *resident,
                            const struct giving *giving, struct pass_issued *out,
                            struct host_problem *problem);

/* One that a phone holds: with its text, which is signed now where it was not yet. */
struct held {
  struct holding holding;
  struct resident resident;  /* as of now; its person is open */
  struct pass_issued issued; /* of which the text and the pass's times count */
};

/* Fills out->resident and out->issued of out->holding. TX_NOT_FOUND: nobody is there any more. */
enum tx_reason holding_open(const struct request *request, struct held *out,
                            struct host_problem *problem);

/* The passes of a key over all areas, ended ones too; the caller frees *out. */
#define HOLDINGS_MAX 64
enum tx_reason holding_list(const struct request *request, const struct holder_key *key,
                            struct holding **out, size_t *count);

/* Whether a phone's pass still holds: it is not ended, nor was it re-issued since. */
bool holding_lives(const struct holding *holding, const struct resident *resident, int64_t now_s);

/* Whether a phone, other than that of key (NULL: any), holds a residency's living pass. */
enum tx_reason holding_is_elsewhere(const struct request *request, const struct resident *resident,
                                    const struct holder_key *key, bool *elsewhere);

#endif
