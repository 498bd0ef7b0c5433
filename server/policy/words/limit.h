/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits in words, such as "48h", "not red, yellow" or "06:00-23:00", to CertLogic and back: one
 * template a topic.
 */
#ifndef SERVER_POLICY_WORDS_LIMIT_H
#define SERVER_POLICY_WORDS_LIMIT_H

#include "format/policy.h"

enum limit_form {
  LIMIT_WORDS,   /* "only W, W" or "not W, W" */
  LIMIT_HOURS,   /* "48h" or "2d": a negative result not older than that */
  LIMIT_CELSIUS, /* "37.3" */
  LIMIT_COUNT,   /* "1" */
  LIMIT_CLOCK,   /* "06:00-23:00", over midnight too */
  LIMIT_SHOWN,   /* "live", or "live or attended" */
};

struct limit_template {
  enum tx_topic topic;
  enum limit_form form;
  const char *path;             /* what is weighed */
  const char *exempt;           /* who has this is left out; or NULL */
  const char *const *words;     /* that LIMIT_WORDS may use; NULL: any */
  const char *role, *direction; /* where the short form names none; NULL: all */
  enum tx_on_fail on_fail;
};

/* NULL for topics that are written in CertLogic only. */
const struct limit_template *limit_template_of(enum tx_topic topic);

/* The logic of a limit, a new reference; NULL when the template cannot say it. "none" is what
 * nobody meets: a ban. */
json_t *limit_to_logic(const struct limit_template *form, const char *limit);

/* The limit that makes exactly this logic; false: it was written by hand. */
bool limit_from_logic(const struct limit_template *form, const json_t *logic, char *out,
                      size_t cap);

/* How limits of the topic are written, for errors: "48h or 2d". */
void limit_hint(const struct limit_template *form, const char *lang, char *out, size_t cap);

#define LIMIT_SIZE 512 /* of a limit in words */

#endif
