/* SPDX-License-Identifier: Apache-2.0 */
/* An application laid beside the roster and the code that came with it. */
#ifndef SERVER_DOMAIN_APPLICATION_WEIGH_H
#define SERVER_DOMAIN_APPLICATION_WEIGH_H

#include "claim.h"
#include "domain/roster/roster.h"

struct weighing {
  /* What is weighed: */
  uint64_t area;
  const struct roster_entry *entry;
  const struct claim *claim; /* NULL: no code came with it */
  struct holder_key holder;
  bool family; /* asked for as that; else found out */
  /* What came of it: */
  uint8_t subject[TX_HASH_SIZE];
  bool found; /* resident is who has that document here, opened */
  struct resident resident;
  unsigned differs;
  bool code_fits; /* the code is of this person, or of this home */
};

/* Fills in what comes of it. */
enum tx_reason weigh(const struct request *request, struct weighing *weighing);

/* Whether the community's rule approves it: nothing differs that hinders. */
bool weighing_approves(const struct weighing *weighing);
/* Whether its code was tried by somebody whom it does not fit. */
bool weighing_is_wrong_try(const struct weighing *weighing);

#endif
