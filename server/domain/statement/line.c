/* SPDX-License-Identifier: Apache-2.0 */
#include "line.h"

#include "host/text/json_text.h"

#include <stdio.h>
#include <string.h>

static bool wrong(struct host_problem *problem, const char *zh, const char *en) {
  host_problem_say(problem, TX_MALFORMED, zh, en);
  return false;
}

/* English names alone, as they are written. */
static int find_member(const char *name) {
  for (int i = 0; i < FEED_MEMBERS; i++)
    if (strcmp(name, feed_member_en((enum feed_member)i)) == 0) return i;
  return -1;
}

static bool take_member(const char *name, const json_t *value, struct feed_line *out,
                        enum feed_member *member, struct host_problem *problem) {
  int found = find_member(name);
  if (found < 0)
    return wrong(problem, "含有数据项中没有的成员", "has a member that statements do not have");
  *member = (enum feed_member)found;
  if (json_is_string(value)) {
    out->words.of[found] = json_string_value(value);
  } else if (json_is_integer(value)) {
    snprintf(out->integers[found], sizeof out->integers[found], "%lld",
             (long long)json_integer_value(value));
    out->words.of[found] = out->integers[found];
  } else if (!json_is_null(value)) {
    return wrong(problem, "应为文字或整数", "should be a text or a whole number");
  }
  *member = FEED_MEMBERS;
  return true;
}

bool feed_line_read(struct tx_span text, struct feed_line *out, enum feed_member *member,
                    struct host_problem *problem) {
  const char *name;
  json_t *value;
  *out = (struct feed_line){ .json = json_loadb((const char *)text.p, text.n,
                                                JSON_REJECT_DUPLICATES, NULL) };
  *member = FEED_MEMBERS;
  if (!json_is_object(out->json))
    return wrong(problem, "不是一个JSON对象（UTF-8，成员不重复）",
                 "is no JSON object in UTF-8, each member once");
  if (!host_json_clean(out->json, NULL)) return wrong(problem, "内存不足", "met a lack of memory");
  json_object_foreach(out->json, name,
                      value) if (!take_member(name, value, out, member, problem)) return false;
  return true;
}

void feed_line_finish(struct feed_line *line) {
  json_decref(line->json);
  line->json = NULL;
}
