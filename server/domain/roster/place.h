/* SPDX-License-Identifier: Apache-2.0 */
/* Buildings and rooms as offices write them. */
#ifndef SERVER_DOMAIN_ROSTER_PLACE_H
#define SERVER_DOMAIN_ROSTER_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#define PLACE_KEY_SIZE 65

/* One form for all ways of writing a building or a room: 3号楼, 3栋, 3#, ３ and 3 are "3",
 * 3号楼2单元 is "3-2", 501室 is "501". For comparing; what is printed stays as it was written. */
void place_key(const char *text, char out[PLACE_KEY_SIZE]);

/* An address taken apart: its last part is the room, the form above of the rest the building. What
 * stands in front of 小区 or 社区 goes. */
void place_split(const char *address, char unit[PLACE_KEY_SIZE], char room[PLACE_KEY_SIZE]);

/* Whether a building was turned into a date by a spreadsheet (1月2日, 2026/1/2, Jan-02, 2-Jan, or
 * the serial number of a day); *probable is what stood there, such as "1-2". */
bool place_looks_like_date(const char *text, char probable[8]);

#endif
