/* SPDX-License-Identifier: Apache-2.0 */
/* The heading of a roster: found below titles, its columns known by what offices call them. */
#ifndef SERVER_DOMAIN_ROSTER_HEADING_H
#define SERVER_DOMAIN_ROSTER_HEADING_H

#include "host/sys/csv.h"

enum roster_column {
  ROSTER_NAME,
  ROSTER_ID_TYPE,
  ROSTER_ID_NUMBER,
  ROSTER_PHONE,
  ROSTER_UNIT,
  ROSTER_ENTRANCE, /* 单元, where it stands beside the building */
  ROSTER_ROOM,
  ROSTER_ADDRESS, /* building and room in one, where there is no column for each */
  ROSTER_BIRTH_DATE,
  ROSTER_ROLE,
  ROSTER_MOVED_IN,
  ROSTER_TENURE, /* whether the home is their own, or rented */
  ROSTER_COLUMNS,
};

/* 姓名 and "name" … */
const char *roster_column_zh(enum roster_column column);
const char *roster_column_en(enum roster_column column);

struct roster_heading {
  int places[ROSTER_COLUMNS]; /* of the columns in the file; -1: not there */
  char *names;                /* of all columns, each ended by a zero byte; owned */
  size_t count;               /* of them */
};
void roster_heading_finish(struct roster_heading *heading);

/* Which column a heading means: by either name, or by what offices write instead (身份证号, "姓
 * 名", 联系电话 …), whatever its case, width, blanks, brackets, asterisks and colons. -1: none. */
int roster_column_find(const char *heading);

/* Reads down to the heading (finished by the caller, after an error too), which stands in the first
 * lines that are not empty. map names columns that have other names, "COLUMN=FIELD,COLUMN=FIELD",
 * and goes before the table; NULL or "": none. TX_OK, or TX_BAD_ARGUMENT with a sentence: an empty
 * file, no heading, a column that is missing or there twice, a map that names what is not there. */
enum tx_reason roster_heading_read(struct csv *csv, const char *map, struct roster_heading *out,
                                   struct host_problem *problem);

/* The columns that the heading of a roster lacks and needs, in their order: how many. One with the
 * address needs neither building nor room. */
#define ROSTER_NEEDED 4
size_t roster_heading_lacks(const struct roster_heading *heading,
                            enum roster_column out[ROSTER_NEEDED]);

/* For a table whose heading was refused, what a person may be asked about: the columns of the row
 * that is the heading, or of the fullest of the first lines where none is, and which of them are
 * known; of two alike the first. False: no such row, or no memory. The caller finishes *out. */
bool roster_heading_guess(struct csv *csv, const char *map, struct roster_heading *out);

/* Whether a row is a heading once more, as on every page of a printed list. */
bool roster_heading_again(const struct roster_heading *heading, const struct csv_row *row);

/* Whether a text (CSV, UTF-8) has a roster's heading near its top. */
bool roster_heading_stands(const char *csv, size_t n);

#endif
