/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps a person from passing: who set it, on which ground, until when. For that person. */
#ifndef SERVER_DOMAIN_HOLDER_RESTRAINTS_H
#define SERVER_DOMAIN_HOLDER_RESTRAINTS_H

#include "domain/context/context.h"
#include "model/ground.h"
#include "model/request.h"
#include "model/resident.h"

struct restraint_view {
  const char *field, *value;            /* "health", "red" …, as in a record */
  int ground;                           /* in grounds[]; -1: the source gave none here */
  char by[2 * BODY_NAME_SIZE + 8];      /* the bodies that decided it, or the source's name */
  int64_t until;                        /* 0: until it is released */
  char evidence[REQUEST_EVIDENCE_SIZE]; /* "" */
};

/* One a restrained field of the record. */
#define RESTRAINTS_MAX 3
enum tx_reason restraints_of(const struct request *request, const struct resident *resident,
                             struct restraint_view out[RESTRAINTS_MAX], size_t *count);

#endif
