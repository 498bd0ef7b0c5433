/* SPDX-License-Identifier: Apache-2.0 */
/* Reading JSON members that must be there, of one kind and within bounds, with the place of the
 * first fault; for policy_parse.c. */
#ifndef TX_POLICY_READ_H
#define TX_POLICY_READ_H

#include "policy.h"

struct policy_reader {
  struct tx_policy_error error; /* of the first fault; where is also where the reader stands */
  size_t depth;                 /* length of error.where */
  bool no_memory;
};

/* Notes the fault and returns false. */
bool policy_read_refuse(struct policy_reader *reader, const char *zh, const char *en);

/* One step further down, by a member's name or, with NULL, an index; returns what policy_read_up
 * needs. After a fault nobody goes up again, so that the place stays. */
size_t policy_read_down(struct policy_reader *reader, const char *name, size_t index);
void policy_read_up(struct policy_reader *reader, size_t before);

/* An object with no other members than these, which NULL ends. */
bool policy_read_object(struct policy_reader *reader, const json_t *json, const char *const *names);

/* Members of an object. Absent ones that are not required leave *out as it was. */
enum need { OPTIONAL, REQUIRED };
bool policy_read_text(struct policy_reader *reader, const json_t *object, const char *name,
                      enum need need, size_t max,
                      const char **out); /* 1 to max bytes, no control characters */
bool policy_read_int(struct policy_reader *reader, const json_t *object, const char *name,
                     enum need need, int64_t min, int64_t max, int64_t *out);
bool policy_read_bool(struct policy_reader *reader, const json_t *object, const char *name,
                      bool *out);
bool policy_read_area(struct policy_reader *reader, const json_t *object, uint64_t *out);
/* A word of a closed table; list is the table for the error, such as "deny, review, warn". */
bool policy_read_word(struct policy_reader *reader, const json_t *object, const char *name,
                      enum need need, int (*find)(const char *word), const char *list, int *out);
/* *out is NULL when an optional one is absent. */
bool policy_read_array(struct policy_reader *reader, const json_t *object, const char *name,
                       enum need need, const json_t **out);
/* Words of a closed table to bits; an empty array is refused. */
bool policy_read_words(struct policy_reader *reader, const json_t *object, const char *name,
                       int (*find)(const char *word), const char *list, unsigned *bits);

#endif
