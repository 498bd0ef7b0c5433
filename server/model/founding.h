/* SPDX-License-Identifier: Apache-2.0 */
/* What one of the founding accounts did to people before the other had signed in. */
#ifndef SERVER_MODEL_FOUNDING_H
#define SERVER_MODEL_FOUNDING_H

#include <stdint.h>

enum founding_what {
  FOUNDING_IMPORT, /* a roster */
  FOUNDING_ADD,    /* one person, by hand */
  FOUNDING_PASSES, /* all the passes of one account */
  FOUNDING_WHATS,
};

const char *founding_word(enum founding_what what); /* "import", "add", "passes" */

struct founding {
  enum founding_what what;
  int64_t import; /* of a roster */
  int64_t people;
  int64_t at_s; /* when the roster began to come in; the date on the latest pass */
};

#endif
