/* SPDX-License-Identifier: Apache-2.0 */
/* Searching an area. A whole telephone number is found by its hash; for what no hash can find, the
 * area's people are opened in memory, page by page. */
#ifndef SERVER_DOMAIN_RESIDENT_SCAN_H
#define SERVER_DOMAIN_RESIDENT_SCAN_H

#include "domain/context/context.h"

/* By state: the worst last; by time: whoever was entered last. */
enum scan_order { SCAN_BY_INDEX, SCAN_BY_PLACE, SCAN_BY_NAME, SCAN_BY_STATE, SCAN_BY_TIME };
#define SCAN_ORDERS 5

struct scan {
  uint64_t area;
  const char *words; /* parted by spaces; each must be part of the name or telephone, the tail, the
                        first letters of the name's pinyin, or the building or room however it is
                        written; "": everybody */
  const char *unit;  /* of this building alone, however it is written; NULL or "": of all */
  enum scan_order order;
  bool backwards;
  size_t skip;  /* so many of those that come first in that order */
  size_t limit; /* and then so many */
};

#define SCAN_PEOPLE 131072 /* of an area; those behind are not looked at */

/* At most limit people, opened, into out; *matches: how many there are in all. Holds no request. */
enum tx_reason scan_area(struct server *server, int64_t now_s, const struct scan *scan,
                         struct resident *out, size_t *count, size_t *matches);

/* "index", "place", "name", "state", "time"; -1 for another word. */
int scan_order_find(const char *word);

#endif
