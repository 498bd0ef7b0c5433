/* SPDX-License-Identifier: Apache-2.0 */
/* The pass, "TX1:" (docs/format.md, "Pass"). */
#ifndef TX_PASS_H
#define TX_PASS_H

#include "crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TX_TEXT_MAX 1024 /* characters of a code, with its prefix */
#define TX_PREFIX_SIZE 4
#define TX_TAIL_NONE                                                                               \
  "无" /* the tail of whoever has no document: the office's word stands for it                     \
        */

enum tx_role {
  TX_ROLE_RESIDENT,
  TX_ROLE_WORKER,
  TX_ROLE_VISITOR,
  TX_ROLE_COURIER,
  TX_ROLE_VOLUNTEER,
  TX_ROLE_VEHICLE,
  TX_ROLE_BUILDER,
  TX_ROLE_PROPERTY,
  TX_ROLE_CARER,
  TX_ROLE_MEDICAL,
  TX_ROLE_POLICE,
  TX_ROLE_SUPPLY,
  TX_ROLE_COUNT,
  TX_ROLE_MAX = 15, /* 12 to 15 are read, have no word, and are given by nobody */
};

enum tx_age { TX_AGE_UNKNOWN, TX_AGE_UNDER_3, TX_AGE_3_TO_17, TX_AGE_18_TO_69, TX_AGE_70_PLUS };
enum tx_exempt { TX_EXEMPT_SWAB = 1, TX_EXEMPT_HOUSEHOLD = 2, TX_EXEMPT_TEMPERATURE = 4 };

struct tx_pass {
  int64_t iat;
  int64_t exp;
  bool bound;              /* has a cnf */
  struct tx_holder holder; /* when bound */
  uint64_t area;
  uint32_t index;
  uint32_t record;   /* as it was at issue */
  uint8_t role;      /* 0 to TX_ROLE_MAX */
  uint8_t age;       /* enum tx_age */
  uint8_t exempt;    /* enum tx_exempt, added up */
  int32_t household; /* 0 to 65535, or -1 */
  char name[25];     /* masked; UTF-8, terminated */
  char tail[5];      /* "" when absent, TX_TAIL_NONE of whoever has no document */
  char unit[13];     /* "" when absent */
};

/* Reads the claims of a payload. TX_OK, TX_MALFORMED_CLAIMS, TX_UNKNOWN_CRITICAL. */
enum tx_reason tx_pass_read(struct tx_span payload, struct tx_pass *out);

/* Only what is needed to know the holder's key: true and *out when the claims have a cnf that can
 * be read. Trusts nothing else. */
bool tx_pass_peek_holder(struct tx_span payload, struct tx_holder *out);

/* Signs a pass and writes its text with prefix and terminator. text holds TX_TEXT_MAX + 1
 * characters. TX_OK, TX_BAD_ARGUMENT (a field out of its range), TX_NO_SPACE, TX_SIGNER_FAILED. */
enum tx_reason tx_pass_sign(const struct tx_pass *pass, const struct tx_signer *issuer, char *text);

/* Masks a name for a pass: one or two characters keep the first and get a star; longer ones keep
 * first and last around one star (three characters) or two. False for an empty name or text that
 * is not UTF-8. */
bool tx_name_mask(const char *name, char out[25]);

/* "resident" to "supply"; NULL for 12 to 15. And the terms of format.md (居民, 社区工作者 …). */
const char *tx_role_word(unsigned role);
const char *tx_role_zh(unsigned role);
/* Either of them back to a number; -1 for none. */
int tx_role_find(struct tx_span word);
/* "under3" to "70plus"; NULL for unknown. */
const char *tx_age_word(unsigned age);

/* Prefix and Base45 of an object, terminated; text holds TX_TEXT_MAX + 1. False: too long. */
bool tx_text_write(const char prefix[TX_PREFIX_SIZE], struct tx_span object, char *text);

#ifdef __cplusplus
}
#endif

#endif
