/* SPDX-License-Identifier: Apache-2.0 */
/* Drafts in Chinese: what the check prints is taken back as it stands, and becomes the words that a
 * policy is written in. */
#ifndef SERVER_POLICY_WORDS_CHINESE_H
#define SERVER_POLICY_WORDS_CHINESE_H

#include "limit.h"

/* Words of a policy for words in Chinese, or the same word when it is one already; NULL: neither.
 * 核酸 is "test", 劝返 "deny", 进门 "in", 单元门 "building", 居民 "resident". */
const char *chinese_topic(const char *word);
const char *chinese_on_fail(const char *word);
const char *chinese_direction(const char *word);
const char *chinese_kind(const char *word);
const char *chinese_role(const char *word);

/* A list in one text, "居民、志愿者", cut in place: the next word, or NULL. rest as of strtok_r. */
char *chinese_list(char *text, char **rest);

/* A limit: "48小时", "不得为红码、黄码", "6时至23时", also within the sentence that the check
 * prints (须有48小时内核酸阴性). What has no Chinese in it is copied. False: it is not understood,
 * or does not fit. */
bool chinese_limit(const struct limit_template *form, const char *limit, char *out, size_t cap);

#endif
