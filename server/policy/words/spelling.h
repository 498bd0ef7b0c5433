/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a rule, in English or in Chinese, and which of them is misspelt. */
#ifndef SERVER_POLICY_WORDS_SPELLING_H
#define SERVER_POLICY_WORDS_SPELLING_H

#include <jansson.h>
#include <stdbool.h>

#define SPELLING_HINT 200

struct spelling {
  char member[40];                           /* "topic", "applies/roles" */
  char zh[SPELLING_HINT], en[SPELLING_HINT]; /* the words that may stand there */
};

/* Turns topic, on_fail, who, directions, kinds and what applies has of them to the policy's own
 * words; a list may be one text ("居民、志愿者"). False: a word is none of the table. Members of
 * another type are left for the parser to judge. */
bool spelling_normalize(json_t *rule, struct spelling *wrong);

#endif
