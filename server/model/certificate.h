/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates (证明) that a body issues to somebody: their kinds, the editions of the plan that
 * say when one may be issued, and one that was. */
#ifndef SERVER_MODEL_CERTIFICATE_H
#define SERVER_MODEL_CERTIFICATE_H

#include "account.h"

#include "format/certificate.h"

#define CERTIFICATE_WORDS_SIZE 385
#define CERTIFICATE_DETAIL_SIZE 193
#define CERTIFICATE_AUTHORITY_SIZE 65
#define CERTIFICATE_NUMBER_SIZE 64
#define CERTIFICATE_KINDS (TX_CERTIFICATE_HEALTH + 1)

/* "released", "home-ended", "work", "forwarded"; "" for what is none. */
const char *certificate_word(unsigned kind);
/* 0: there is none of that word. */
unsigned certificate_find(const char *word);

/* Who issues a kind: 1 << enum body_kind. */
uint32_t certificate_issuers(unsigned kind);
/* For how long it holds; 0: as long as the authority whose it is says. */
int64_t certificate_life_s(unsigned kind);

/* --- editions --------------------------------------------------------------------------------- */

#define EDITION_ID_SIZE 33
#define EDITION_DOCUMENT_SIZE 129
#define EDITION_TESTS 14
#define EDITION_DAYS_MAX 60

struct edition_rule {
  uint8_t days;                 /* that an isolation runs */
  uint8_t tests[EDITION_TESTS]; /* its days with a test, ascending; the first day is 1 */
  uint8_t test_count;
  uint8_t gap_h; /* at least, between the last two swabs; 0: nothing is said of that */
};

/* 防控方案 of an edition. */
struct edition {
  char id[EDITION_ID_SIZE];
  char document[EDITION_DOCUMENT_SIZE];
  int64_t valid_from;           /* for isolations that began then or later */
  struct edition_rule released; /* of kind 1 … */
  struct edition_rule home;     /* … and 2 */
};

/* Those that this program knows, the eldest first. */
#define EDITIONS 2
extern const struct edition editions[EDITIONS];

/* --- one that was issued ---------------------------------------------------------------------- */

struct certificate_row {
  uint64_t area;
  uint32_t serial; /* within the area, from 1; never given again */
  uint32_t index;
  uint8_t subject[TX_HASH_SIZE]; /* keyed hash of the person's document */
  unsigned kind;
  int64_t iat, exp;
  char edition[EDITION_ID_SIZE]; /* "" of kinds 3 and 4 */
  char body[BODY_ID_SIZE], issued_by[ACCOUNT_LOGIN_SIZE];
  int64_t withdrawn_at; /* 0: not */
  char withdrawn_body[BODY_ID_SIZE], withdrawn_by[ACCOUNT_LOGIN_SIZE];
  /* Rest sealed. */
  char text[TX_TEXT_MAX + 1]; /* "TC1:…" */
  char authority[CERTIFICATE_AUTHORITY_SIZE];
  char detail[CERTIFICATE_DETAIL_SIZE]; /* the employer; of a forwarded one its number */
  char words[CERTIFICATE_WORDS_SIZE];   /* why it was withdrawn */
};

/* "610113001001〔2022〕第00017号" */
void certificate_number(const struct certificate_row *row, char out[CERTIFICATE_NUMBER_SIZE]);

/* "valid", "over", "withdrawn" */
const char *certificate_state(const struct certificate_row *row, int64_t now_s);

#endif
