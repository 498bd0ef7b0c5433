/* SPDX-License-Identifier: Apache-2.0 */
/* The office's roster: a spreadsheet of residents, read row by row and checked. */
#ifndef SERVER_DOMAIN_ROSTER_H
#define SERVER_DOMAIN_ROSTER_H

#include "host/sys/csv.h"
#include "id_document.h"

enum roster_column {
  ROSTER_NAME,
  ROSTER_ID_TYPE,
  ROSTER_ID_NUMBER,
  ROSTER_PHONE,
  ROSTER_UNIT,
  ROSTER_ROOM,
  ROSTER_BIRTH_DATE,
  ROSTER_ROLE,
  ROSTER_MOVED_IN,
  ROSTER_COLUMNS,
};

/* 姓名 and "name" … */
const char *roster_column_zh(enum roster_column column);
const char *roster_column_en(enum roster_column column);

struct roster_entry {
  size_t line;
  char name[97];
  enum id_type id_type;
  char id_number[ID_NUMBER_MAX + 1];
  char phone[33];
  char unit[13];
  char room[33];
  char birth_date[11];
  uint8_t role;
  char moved_in[11];
};

/* What is wrong with a row, and in which column. */
struct roster_error {
  size_t line;
  enum roster_column column;
  bool swapped; /* the value would fit another column: the header may be exchanged */
  struct host_problem problem;
};

struct roster {
  char *text; /* UTF-8; owned */
  struct csv csv;
  int places[ROSTER_COLUMNS]; /* of the columns in the file; -1: not there */
  int64_t now_s;
};

/* Reads encoding and heading. TX_OK, or TX_BAD_ARGUMENT with a sentence: an empty file, no heading,
 * a column missing or there twice. */
enum tx_reason roster_open(struct roster *roster, struct tx_span bytes, int64_t now_s,
                           struct host_problem *problem);
void roster_close(struct roster *roster);

enum roster_end { ROSTER_ENTRY, ROSTER_WRONG, ROSTER_END, ROSTER_BROKEN };
/* The next row: an entry; an error of this row only; the end; or a file that cannot be read on
 * (error->problem says why). */
enum roster_end roster_next(struct roster *roster, struct roster_entry *entry,
                            struct roster_error *error);

#endif
