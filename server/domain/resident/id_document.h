/* SPDX-License-Identifier: Apache-2.0 */
/* Identity documents: their kinds, the shape of their numbers, GB 11643's check digit; dates. */
#ifndef SERVER_DOMAIN_IDENTITY_H
#define SERVER_DOMAIN_IDENTITY_H

#include "host/sys/problem.h"

enum id_type {
  ID_RESIDENT_CARD,   /* 身份证 */
  ID_PASSPORT,        /* 护照 */
  ID_HONG_KONG_MACAU, /* 港澳居民来往内地通行证 */
  ID_TAIWAN,          /* 台湾居民来往大陆通行证 */
  ID_PERMANENT,       /* 外国人永久居留身份证 */
  ID_BIRTH,           /* 出生医学证明 */
  ID_TYPES,
};
#define ID_NUMBER_MAX 32

const char *id_document_type_zh(enum id_type type);
/* By its Chinese or English name; -1 for none. "" is the resident's card. */
int id_document_type_find(const char *name);

/* Drops spaces and hyphens and turns letters to capitals, also full-width ones. False: too long. */
bool id_document_normalise(const char *text, char out[ID_NUMBER_MAX + 1]);

/* Whether a normalised number has the form of its document; for cards the check digit and the date
 * of birth too. TX_OK, or TX_BAD_ARGUMENT with a sentence. */
enum tx_reason id_document_check(enum id_type type, const char *number, int64_t now_s,
                                 struct host_problem *problem);

/* The date of birth in a number of 18 digits as YYYY-MM-DD; false when it holds none. */
bool id_document_birth_date(const char *number, char out[11]);

/* The last four characters, as in a pass. */
void id_document_tail(const char *number, char out[5]);

/* YYYY-MM-DD or YYYY/M/D of a day that exists, to YYYY-MM-DD. */
bool date_normalise(const char *text, char out[11]);

/* Whole years from a date (YYYY-MM-DD) to now in China; -1 when the date is "" or ahead. */
int date_age_years(const char *date, int64_t now_s);

#endif
