/* SPDX-License-Identifier: Apache-2.0 */
/* A residency: one person in one area's list. */
#ifndef SERVER_MODEL_RESIDENT_H
#define SERVER_MODEL_RESIDENT_H

#include "format/crypto.h"

/* What is encrypted at rest: nonce, ciphertext and tag. */
#define SEALED_MAX 192
struct sealed {
  uint8_t bytes[SEALED_MAX];
  size_t n; /* 0: absent */
};

struct resident {
  uint64_t area;
  uint32_t index;
  int id_type;                     /* enum id_type of the domain */
  uint8_t id_hash[TX_HASH_SIZE];   /* keyed: for look-up, and the subject of statements */
  uint8_t name_hash[TX_HASH_SIZE]; /* the same of the full name */
  struct sealed id, phone, name;
  char mask[25]; /* the name as it stands in a pass */
  char tail[5];
  char unit[13];
  char room[33];
  int32_t household;
  char birth_date[11]; /* YYYY-MM-DD, or "" */
  uint8_t role;
  char moved_in[11];
  uint8_t exempt;
  uint8_t state;      /* the office's word: active, suspended or revoked */
  uint8_t generation; /* 0 to 7 */
  uint32_t record;    /* merged, as it goes into the list */
  uint32_t issues;    /* passes issued so far, over all generations */
  int64_t created_at;
};

#endif
