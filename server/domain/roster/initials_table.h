/* SPDX-License-Identifier: Apache-2.0 */
/* With which letter a character's reading begins. Private to initials.c. */
#ifndef SERVER_DOMAIN_ROSTER_INITIALS_TABLE_H
#define SERVER_DOMAIN_ROSTER_INITIALS_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define INITIALS_FIRST 0x4e00
#define INITIALS_LAST 0x9fff
#define INITIALS_ROW 82
#define INITIALS_ROWS 256 /* of so many: from the first to the last */

extern const char initials_first[INITIALS_ROWS][INITIALS_ROW + 1]; /* ' ': not known */

/* Those that are read in more than one way, ascending. */
struct initials_second {
  uint16_t character;
  char letter;
};
extern const struct initials_second initials_second[];
extern const size_t initials_second_count;

#endif
