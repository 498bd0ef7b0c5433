/* SPDX-License-Identifier: Apache-2.0 */
/* Sequences as they are written down: sequences/SUBJECT.txt, in the words of README.md. */
#ifndef CONFORMANCE_SCRIPT_H
#define CONFORMANCE_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

#define SCRIPT_WORDS 24 /* of one line */

/* A word of a line: KEY=VALUE, or the value alone, whose key is NULL. */
struct script_word {
  const char *key, *value;
  bool used; /* somebody asked for it */
};

/* A line: VERB [WORD …] [-> WORD …]. */
struct script_step {
  const char *file;
  unsigned line;
  const char *verb;
  struct script_word words[SCRIPT_WORDS];
  size_t count, expected; /* words from expected on stand behind the arrow */
};

struct script_sequence {
  const char *name;    /* subject/what */
  const char *says;    /* what holds, in a sentence */
  const char *check;   /* without which a gate fails it */
  const char *chapter; /* of docs/format.md, or the name of another page */
  const char *rule;    /* the words that stand there */
  struct script_step *steps;
  size_t count;
};

struct script {
  struct script_sequence *sequences;
  size_t count;
  char **lines; /* what all the texts point into */
  size_t line_count;
};

/* Reads every *.txt of a folder, by name. False, with a sentence on standard error: one of them is
 * not what README.md describes. */
bool script_read(const char *folder, struct script *out);
void script_finish(struct script *script);

/* The value of a word before the arrow, or NULL; marks it as used. */
const char *script_value(struct script_step *step, const char *key);
/* The same behind the arrow. */
const char *script_expected(struct script_step *step, const char *key);
/* The next word without a key before the arrow, or behind it, that was not used yet. */
const char *script_bare(struct script_step *step);
const char *script_expected_bare(struct script_step *step);
/* The first word that nobody asked for; NULL: none. */
const struct script_word *script_unused(const struct script_step *step);

#endif
