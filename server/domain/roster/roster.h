/* SPDX-License-Identifier: Apache-2.0 */
/* The office's roster: a spreadsheet of residents, read row by row and checked. */
#ifndef SERVER_DOMAIN_ROSTER_ROSTER_H
#define SERVER_DOMAIN_ROSTER_ROSTER_H

#include "heading.h"
#include "id_document.h"

/* What is wrong with a row, and in which column. */
struct roster_error {
  size_t line;
  enum roster_column column;
  bool swapped; /* the value would fit another column: the header may be exchanged */
  bool rounded; /* the number's last digits are lost in a spreadsheet */
  bool known;   /* the entry's document could be read all the same */
  struct host_problem problem;
};

#define ROSTER_NOTES_MAX 5
struct roster_entry {
  size_t line;
  char name[97];
  enum id_type id_type;
  char id_number[ID_NUMBER_MAX + 1]; /* "" with ID_NONE alone */
  char phone[33];
  char unit[13];
  char room[33];
  char birth_date[11];
  uint8_t role;
  char moved_in[11];
  char tenure[5];
  unsigned unsaid; /* bits of columns that are not there, or cannot be read: what is known stays */
  struct roster_error notes[ROSTER_NOTES_MAX]; /* why they cannot be read */
  size_t notes_count;
};

/* What was taken all the same, and a person should look at. */
enum roster_notice {
  ROSTER_FILLED,       /* the building, or building and room, are the row above's */
  ROSTER_UNIT_DATE,    /* the building looks like a date */
  ROSTER_TYPE_UNKNOWN, /* an unknown document whose number checks as a card's */
  ROSTER_ROUNDED,      /* the number ends in 000 */
  ROSTER_NO_NUMBER,    /* nobody gave this person a document: the office's word stands for it */
  ROSTER_NOTICES,
};
struct roster_noticed {
  size_t rows, first_line;
};

struct roster {
  struct csv_text text;
  struct csv csv;
  struct roster_heading heading;
  struct csv_row row; /* the last, until the next */
  int64_t now_s;
  bool strict; /* what is optional and cannot be read refuses its row: a form with one person */
  char unit_above[65], room_above[65], entrance_above[33]; /* of the row before */
  size_t cards, rounded; /* numbers of 18 characters, and those that end in 000 */
  char probable_unit[8]; /* of the first building that looks like a date */
  struct roster_noticed notices[ROSTER_NOTICES];
};

/* Reads encoding and heading (heading.h, with its map); bytes outlive it. TX_OK, or TX_BAD_ARGUMENT
 * with a sentence. */
enum tx_reason roster_open(struct roster *roster, struct tx_span bytes, const char *map,
                           int64_t now_s, struct host_problem *problem);
void roster_close(struct roster *roster);
/* What roster_heading_guess makes of a file's bytes. */
bool roster_guess_heading(struct tx_span bytes, const char *map, struct roster_heading *out);

enum roster_end { ROSTER_ENTRY, ROSTER_WRONG, ROSTER_END, ROSTER_BROKEN };
/* The next row: an entry; an error of this row only; the end; or a file that cannot be read on, or
 * whose identity numbers a spreadsheet rounded (error->problem says why). */
enum roster_end roster_next(struct roster *roster, struct roster_entry *entry,
                            struct roster_error *error);

void roster_notice(struct roster *roster, enum roster_notice notice, size_t line);
/* In words, whatever its count. */
void roster_notice_say(const struct roster *roster, enum roster_notice notice,
                       struct host_problem *out);
/* Whether most identity numbers were rounded; then the problem says so. */
bool roster_is_rounded(const struct roster *roster, struct host_problem *problem);

#endif
