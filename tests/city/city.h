/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The synthetic city: seeded, deterministic, plausible, and nobody in it is real. Identity numbers
 * carry region codes that GB/T 2260 never gave out, telephones a prefix that no operator has.
 */
#ifndef CITY_CITY_H
#define CITY_CITY_H

#include "chance.h"

#include <stdio.h>

#define CITY_AREA 610113001001u /* the community that tests and demo live in */
#define CITY_TODAY_S 1795392000 /* 2026-11-23T00:00Z: birth dates and swabs count from here */
#define CITY_RESIDENTS 2000u

struct city_date {
  int year, month, day;
};

struct city_resident {
  char name[64];       /* UTF-8 */
  const char *id_type; /* details of the roster: 身份证, 护照 … */
  char id_number[24];
  char phone[16];
  char unit[13];
  char room[8];
  struct city_date born;
  const char *role; /* "" for a resident */
  struct city_date moved_in;
};

struct city {
  uint64_t seed;
  int64_t today_s;
  size_t residents; /* how many there are to be */
  size_t made;
  size_t household; /* the one that is being listed */
  size_t member;
};

/* Rewinds to the first resident. */
struct city city_of(uint64_t seed, int64_t today_s, size_t residents);

/* The next resident, household by household; false after the last. */
bool city_next(struct city *city, struct city_resident *out);

/* --- its parts ----------------------------------------------------------------------------------
 */

/* A name as the roster has it. surname may be NULL: some families share one, some names have none.
 */
void city_name(struct chance *chance, const char *surname, char out[64]);
const char *city_surname(struct chance *chance);

/* An identity number of 18 characters with its check digit (GB 11643) and no real region. Serials
 * below four million never share a number. */
void city_identity_number(size_t serial, struct city_date born, char out[24]);
/* The check character of GB 11643 over the first 17 digits. */
char city_check_digit(const char digits[17]);
/* Another document: its type, and a number of its shape. */
const char *city_other_document(size_t serial, char number[24]);
/* What a newborn has. */
const char *city_birth_certificate(size_t serial, char number[24]);

struct city_date city_date_of(int64_t at_s); /* UTC */
/* A day within a year of age, so old on the day of today_s. */
struct city_date city_birthday(struct chance *chance, int64_t today_s, int age_years);

/* --- files --------------------------------------------------------------------------------------
 */

enum city_encoding { CITY_UTF8, CITY_BOM, CITY_GB18030 };

/* A roster as an office's spreadsheet saves it. False with errno: writing failed. */
bool city_write_roster(FILE *out, struct city city, enum city_encoding encoding);

/* What authorities know of the same residents: id_number, field, value, source, observed_at,
 * valid_until. Most are green and tested; a few are not. */
bool city_write_statements(FILE *out, struct city city);

#endif
