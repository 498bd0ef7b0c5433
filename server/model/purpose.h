/* SPDX-License-Identifier: Apache-2.0 */
/* What for somebody opens a person's record: one of six words, which that person sees. */
#ifndef SERVER_MODEL_PURPOSE_H
#define SERVER_MODEL_PURPOSE_H

#include <stdbool.h>
#include <stddef.h>

struct purpose {
  const char *word; /* "visit" */
  const char *zh, *en;
};

#define PURPOSES 6
extern const struct purpose purposes[PURPOSES];

/* NULL: there is none of that word. */
const struct purpose *purpose_find(const char *word);

#endif
