/* SPDX-License-Identifier: Apache-2.0 */
/* A residency: one person in one area's list. */
#ifndef SERVER_MODEL_RESIDENT_H
#define SERVER_MODEL_RESIDENT_H

#include "format/crypto.h"

/* What is encrypted at rest: nonce, ciphertext and tag. */
#define SEALED_MAX 384
struct sealed {
  uint8_t bytes[SEALED_MAX];
  size_t n; /* 0: absent */
};

/* What a roster says of somebody; rests sealed as one (domain/key/person.h). */
struct person {
  int id_type; /* enum id_type of the domain */
  char name[97];
  char id_number[33];
  char phone[33];
  char mask[25]; /* the name as it stands in a pass */
  char tail[5];  /* of the number, as it stands in a pass */
  char unit[13];
  char room[33];
  char birth_date[11]; /* YYYY-MM-DD, or "" */
  char moved_in[11];   /* the same */
  char tenure[5];      /* of the home: "own", "rent", or "" */
};

struct resident {
  uint64_t area;
  uint32_t index;
  uint8_t id_hash[TX_HASH_SIZE];    /* keyed: for look-up, and the subject of statements */
  uint8_t name_hash[TX_HASH_SIZE];  /* the same of the full name, within the area */
  uint8_t phone_hash[TX_HASH_SIZE]; /* the same of the telephone's digits; 0 where there is none */
  struct sealed sealed;             /* the person, as the store keeps it */
  struct person person;             /* opened by person_open, else empty */
  int32_t household;                /* numbered within the building */
  uint8_t role;
  uint8_t exempt;
  uint8_t state;      /* the office's word: active, suspended or revoked */
  uint8_t generation; /* 0 to 7 */
  uint32_t record;    /* merged, as it goes into the list */
  uint32_t issues;    /* passes issued so far, over all generations */
  bool seconded;      /* came with what another body seconded, or when the office was founded */
  int64_t created_at;
};

#endif
