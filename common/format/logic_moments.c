/* SPDX-License-Identifier: Apache-2.0 */
/* What an expression sets against moments. CertLogic lets it compile and err with every person; a
 * policy is refused for it (docs/format.md). The expression compiled before, so its shape is right
 * and its depth bounded. */
#include "logic_node.h"

#include <stdio.h>

enum kind { NO_MOMENT, MOMENT, PERHAPS };
enum place { ANYWHERE, OF_A_TIME, OF_A_BIRTH }; /* what a text here is read as */

struct walk {
  struct tx_logic_error error;
  size_t where; /* length of error.where */
  bool reduces; /* in a reduce a var may give a moment, elsewhere never */
};

static bool examine(struct walk *walk, const json_t *json, enum place place, enum kind *kind);

static bool refuse(struct walk *walk, const char *zh, const char *en) {
  walk->error.zh = zh;
  walk->error.en = en;
  return false;
}

/* One step further down; error.where keeps the longer way only when it fails. */
static bool examine_inside(struct walk *walk, const json_t *json, const char *name, size_t index,
                           enum place place, enum kind *kind) {
  size_t before = walk->where;
  size_t room = sizeof(walk->error.where) - before;
  int n = snprintf(walk->error.where + before, room, "%s%s/%zu", name ? "/" : "", name ? name : "",
                   index);
  walk->where = (size_t)n < room ? before + (size_t)n : sizeof(walk->error.where) - 1;
  if (!examine(walk, json, place, kind)) return false;
  walk->where = before;
  walk->error.where[before] = '\0';
  return true;
}

static bool examine_text(struct walk *walk, const json_t *json, enum place place) {
  int64_t ms;
  struct tx_span text = tx_span_of(json_string_value(json), json_string_length(json));
  if (place == OF_A_TIME && !tx_time_parse(text, &ms))
    return refuse(walk, "这不是日期，请写作 2027-09-01 或 2027-09-01T08:00:00+08:00",
                  "this is no date; write 2027-09-01 or 2027-09-01T08:00:00+08:00");
  if (place == OF_A_BIRTH && !tx_birth_parse(text, &ms))
    return refuse(walk, "这不是日期，请写作 2027-09-01", "this is no date; write 2027-09-01");
  return true;
}

static bool is_one_of(const char *name, const char *const *names) {
  for (; *names; names++)
    if (strcmp(name, *names) == 0) return true;
  return false;
}

/* What comes of one or several: a moment when each is one. */
static enum kind join(const enum kind *kinds, size_t count) {
  for (size_t i = 1; i < count; i++)
    if (kinds[i] != kinds[0]) return PERHAPS;
  return kinds[0];
}

static bool examine_comparison(struct walk *walk, const enum kind *kinds, size_t count) {
  bool moment = false, other = false;
  for (size_t i = 0; i < count; i++) {
    moment = moment || kinds[i] == MOMENT;
    other = other || kinds[i] == NO_MOMENT;
  }
  if (!moment || !other) return true;
  return refuse(walk, "时刻只能与时刻比较，请把另一边也写作 plusTime",
                "a moment compares with moments only; put the other side into plusTime as well");
}

static enum place place_of(const char *name, size_t index, enum place own) {
  if (strcmp(name, "plusTime") == 0) return index == 0 ? OF_A_TIME : ANYWHERE;
  if (strcmp(name, "dccDateOfBirth") == 0) return OF_A_BIRTH;
  return strcmp(name, "if") == 0 && index > 0 ? own : ANYWHERE;
}

static bool examine_operands(struct walk *walk, const char *name, const json_t *operands,
                             enum place own, enum kind *together) {
  static const char *const comparisons[] = { "<",     ">",         "<=",         ">=", "before",
                                             "after", "not-after", "not-before", NULL };
  enum kind kinds[3] = { NO_MOMENT };
  size_t count = json_array_size(operands), first = strcmp(name, "if") == 0 ? 1 : 0;
  for (size_t i = 0; i < count; i++) {
    enum kind kind;
    if (!examine_inside(walk, json_array_get(operands, i), name, i, place_of(name, i, own), &kind))
      return false;
    if (i < 3)
      kinds[i] = kind;
    else
      kinds[0] = join((enum kind[]){ kinds[0], kind }, 2); /* only "and" has more */
  }
  *together = join(kinds + first, (count < 3 ? count : 3) - first);
  return !is_one_of(name, comparisons) || examine_comparison(walk, kinds, count);
}

static bool examine_operation(struct walk *walk, const json_t *json, enum place place,
                              enum kind *kind) {
  static const char *const makers[] = { "plusTime", "dccDateOfBirth", NULL };
  static const char *const choices[] = { "if", "and", NULL };
  void *iterator = json_object_iter((json_t *)json);
  const char *name = json_object_iter_key(iterator);
  bool outer = walk->reduces, reduce = strcmp(name, "reduce") == 0;
  *kind = walk->reduces ? PERHAPS : NO_MOMENT;
  if (strcmp(name, "var") == 0) return true;
  enum kind together;
  walk->reduces = outer || reduce;
  if (!examine_operands(walk, name, json_object_iter_value(iterator), place, &together))
    return false;
  walk->reduces = outer;
  *kind = is_one_of(name, makers)    ? MOMENT
          : is_one_of(name, choices) ? together
          : reduce                   ? PERHAPS
                                     : NO_MOMENT;
  return true;
}

static bool examine(struct walk *walk, const json_t *json, enum place place, enum kind *kind) {
  enum kind inner;
  *kind = NO_MOMENT;
  if (json_is_string(json)) return examine_text(walk, json, place);
  if (json_is_object(json)) return examine_operation(walk, json, place, kind);
  for (size_t i = 0; json_is_array(json) && i < json_array_size(json); i++)
    if (!examine_inside(walk, json_array_get(json, i), NULL, i, ANYWHERE, &inner)) return false;
  return true;
}

bool tx_logic_check_moments(const json_t *json, struct tx_logic_error *error) {
  struct walk walk = { 0 };
  enum kind kind;
  bool sound = examine(&walk, json, ANYWHERE, &kind);
  if (!sound) *error = walk.error;
  return sound;
}
