/* SPDX-License-Identifier: Apache-2.0 */
/* Small pieces of sentences in Chinese and English that the policy commands share. */
#ifndef SERVER_POLICY_WORDS_TEXT_H
#define SERVER_POLICY_WORDS_TEXT_H

#include "format/policy.h"

/* Languages that begin with "en"; all others are answered in Chinese. */
bool text_is_english(const char *lang);

/* Adds to a terminated text, and cuts at a whole character where there is no room. */
void text_append(char *out, size_t cap, const char *more);

/* "60小时", "4天", "90分钟", "45秒", else "25小时30分", and the same in English: whole hours up to
 * three days, as orders write them. */
void text_duration(int64_t seconds, const char *lang, char *out, size_t cap);

/* "市级 610100000000《市防指〔2026〕17号》第2条 test-48h": the level, the document and the clause.
 */
void text_rule_name(const struct tx_policy *policy, const struct tx_order *order,
                    const struct tx_rule *rule, const char *lang, char *out, size_t cap);

/* "劝返", "核验", "提示" and "deny", "review", "warn"; -1 is "放行" and "allow". */
const char *text_severity(int severity, const char *lang);

/* A word that rules use, for people: "green" is 绿码; the word itself where there is none. path
 * says what it is a value of. */
const char *text_word(const char *path, const char *word, const char *lang);

/* A time as a date and minute at an offset from UTC: "2022-11-23 12:00". */
void text_time(int64_t at_s, int32_t utc_offset_s, char *out, size_t cap);

#endif
