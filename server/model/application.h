/* SPDX-License-Identifier: Apache-2.0 */
/* Claim codes, and what phones apply for. */
#ifndef SERVER_MODEL_APPLICATION_H
#define SERVER_MODEL_APPLICATION_H

#include "holder.h"

#include "account.h"

#define CLAIM_LENGTH 9 /* 8 random characters, 1 check */
#define CLAIM_WRONG_MAX 5

/* A slip in a household's mailbox, or one person's own code. */
struct claim {
  uint64_t area;
  int64_t id;    /* numbered within the area, from 1 */
  bool personal; /* of index; else of the household at place */
  uint32_t index;
  uint8_t place[TX_HASH_SIZE]; /* keyed hash of building and room */
  int64_t made_at, until;
  int wrong;         /* tries by somebody whom it does not fit */
  int64_t closed_at; /* 0: open */
  int used;          /* by how many people; as claims_of counts */
  char made_by[ACCOUNT_LOGIN_SIZE];
};

enum application_state {
  APPLICATION_WAITING,
  APPLICATION_APPROVED,
  APPLICATION_REFUSED,
  APPLICATION_STATES,
};
const char *application_state_word(enum application_state state);
const char *application_state_zh(enum application_state state);

/* What of an application is not as the roster and the code have it: bits. */
enum application_differs {
  DIFFERS_PERSON = 1 << 0,   /* nobody here has that document */
  DIFFERS_NAME = 1 << 1,     /* the roster has another name */
  DIFFERS_UNIT = 1 << 2,     /* … another building */
  DIFFERS_ROOM = 1 << 3,     /* … another room */
  DIFFERS_PHONE = 1 << 4,    /* … another telephone; hinders nothing by itself */
  DIFFERS_CODE = 1 << 5,     /* no code, or one that is not this household's */
  DIFFERS_HELD = 1 << 6,     /* another phone holds this pass */
  DIFFERS_USED = 1 << 7,     /* the slip was used for this person */
  DIFFERS_RELATION = 1 << 8, /* who asks is not known to be of this family */
  DIFFERS_STATE = 1 << 9,    /* the pass is suspended or revoked */
};
#define APPLICATION_DIFFERS 10
/* "person" … and what people read, by bit. */
const char *application_differs_word(unsigned bit);
const char *application_differs_zh(unsigned bit);
const char *application_differs_en(unsigned bit);

#define APPLICATION_WORDS_SIZE 385

struct application {
  uint64_t area;
  int64_t id; /* numbered within the area, from 1 */
  struct holder_key holder;
  uint8_t subject[TX_HASH_SIZE]; /* keyed hash of the document */
  int64_t index;                 /* of whom it is about; -1: nobody of the roster */
  int64_t claim;                 /* the code that came with it; 0: none that fits */
  enum holder_relation relation;
  enum application_state state;
  unsigned differs;
  int64_t asked_at;
  int64_t decided_at;                  /* 0: waits */
  char decided_by[ACCOUNT_LOGIN_SIZE]; /* "": the community's rule */
  uint8_t origin[8];                   /* keyed hash of the address; for fair places alone */
  /* What people typed; rests sealed. */
  char name[97], id_number[33], phone[33], unit[13], room[33];
  int id_type;
  uint8_t role;
  char words[APPLICATION_WORDS_SIZE]; /* of who refused, or how the office checked */
};

#endif
