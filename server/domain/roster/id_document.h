/* SPDX-License-Identifier: Apache-2.0 */
/* Identity documents: their kinds, the shape of their numbers, GB 11643's check digit; dates. */
#ifndef SERVER_DOMAIN_ROSTER_ID_DOCUMENT_H
#define SERVER_DOMAIN_ROSTER_ID_DOCUMENT_H

#include "dates.h"
#include "host/sys/problem.h"

enum id_type {
  ID_RESIDENT_CARD,   /* 身份证 */
  ID_PASSPORT,        /* 护照 */
  ID_HONG_KONG_MACAU, /* 港澳居民来往内地通行证 */
  ID_TAIWAN,          /* 台湾居民来往大陆通行证 */
  ID_PERMANENT,       /* 外国人永久居留身份证 */
  ID_BIRTH,           /* 出生医学证明 */
  ID_RESIDENCE,       /* 港澳台居民居住证, numbered as cards are */
  ID_MILITARY,        /* 军官证 */
  ID_NONE,            /* 无证件: no document at all, by the office's word */
  ID_TYPES,
};
#define ID_NUMBER_MAX 32

const char *id_document_type_zh(enum id_type type);
/* By its Chinese or English name or what offices write instead (台胞证, 户口簿, ID …), whatever its
 * case, width, blanks and brackets; -1 for an unknown one. "" is the resident's card. */
int id_document_type_find(const char *name);

/* A word without case, width, blanks, hyphens and what stands in brackets, cut to fit. */
void id_document_fold(const char *word, char *out, size_t cap);

/* Drops spaces, hyphens and 字第号, turns letters to capitals, also full-width ones. An ideograph
 * may stand in front (军字第1234567号). False: other characters, or too long. */
bool id_document_normalise(const char *text, char out[ID_NUMBER_MAX + 1]);

/* Whether a normalised number has the form of its document, "" that of none; for cards the check
 * digit and the date of birth too. TX_OK, or TX_BAD_ARGUMENT with a sentence. */
enum tx_reason id_document_check(enum id_type type, const char *number, int64_t now_s,
                                 struct host_problem *problem);

/* Whether a number of 18 digits ends in 000, as a spreadsheet leaves what it took for a number; one
 * true number in 1,100 does, too. */
bool id_document_is_rounded(const char *number);

/* 1.19701E+17: what a spreadsheet left of a number. */
bool id_document_is_scientific(const char *number);

/* The date of birth in a number of 18 digits as YYYY-MM-DD; false when it holds none. */
bool id_document_birth_date(const char *number, char out[11]);

/* The last four characters, as in a pass; TX_TAIL_NONE of "". */
void id_document_tail(const char *number, char out[5]);

#endif
