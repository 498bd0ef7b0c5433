/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SERVER_MODEL_LIST_PAGE_H
#define SERVER_MODEL_LIST_PAGE_H

#include <stddef.h>
#include <stdint.h>

/* Part of a list, newest first. */
struct list_page {
  int64_t below; /* of ids below this; 0: from the newest */
  size_t limit;
  int64_t next; /* below which the following page begins; 0: it was the last */
};

#endif
