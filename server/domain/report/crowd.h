/* SPDX-License-Identifier: Apache-2.0 */
/* The people of a community without what names them: home, age, test. Private to the room. */
#ifndef SERVER_DOMAIN_REPORT_CROWD_H
#define SERVER_DOMAIN_REPORT_CROWD_H

#include "table.h"

struct one_of_crowd {
  char unit[24]; /* the building, in one form however it is written; "": not known */
  int32_t household;
  int16_t age; /* -1: not known */
  uint8_t tested;
  bool owns, rents; /* as the roster says of them; neither: it says nothing */
};

struct crowd {
  struct one_of_crowd *people; /* owned; by building and household, 3-2 before 10-1 */
  size_t count, cap;
};

/* Who stays there (role_stays) and has not left, opened page by page. Holds no request. */
enum tx_reason crowd_read(struct server *server, const struct asker *asker,
                          const struct report_plan *plan, struct crowd *out);
void crowd_finish(struct crowd *crowd);

#endif
