/* SPDX-License-Identifier: Apache-2.0 */
/* Who lives there, and how many of them have a test. */
#include "crowd.h"

#include <string.h>

#define OLD_YEARS 70

/* --- tests ------------------------------------------------------------------------------------ */

enum { OF_PEOPLE, OF_TESTED }; /* the columns; the others stand behind it as in enum tested */

static void add_tested(const struct one_of_crowd *one, struct report_row *row) {
  row->counts[OF_PEOPLE]++;
  row->counts[OF_TESTED + one->tested]++;
}

/* All together first, then each building. */
static enum tx_reason fill_tests(const struct crowd *crowd, struct report *report) {
  struct report_row *row = table_add(report, "", "all", "全部", "all");
  const char *unit = NULL;
  if (row) row->sum = true;
  for (size_t i = 0; row && i < crowd->count; i++) {
    const struct one_of_crowd *one = &crowd->people[i];
    const char *zh = *one->unit ? one->unit : "不详", *en = *one->unit ? one->unit : "not known";
    if (!unit || strcmp(unit, one->unit) != 0) row = table_add(report, "", one->unit, zh, en);
    if (!row) break;
    unit = one->unit;
    add_tested(one, row);
    add_tested(one, &report->rows[0]);
  }
  return row ? TX_OK : TX_NO_MEMORY;
}

enum tx_reason table_of_tests(struct server *server, const struct asker *asker,
                              struct report *report) {
  struct crowd crowd;
  enum tx_reason reason = crowd_read(server, asker, &report->plan, &crowd);
  if (reason == TX_OK) reason = fill_tests(&crowd, report);
  crowd_finish(&crowd);
  return reason;
}

/* --- who lives there -------------------------------------------------------------------------- */

enum { PEOPLE, ALONE, HOUSEHOLDS }; /* the columns */

enum group {
  GROUP_ALL,
  GROUP_UNDER_3,
  GROUP_3_TO_17,
  GROUP_18_TO_59,
  GROUP_60_TO_69,
  GROUP_70_TO_79,
  GROUP_80_PLUS,
  GROUP_AGE_UNKNOWN,
  GROUP_70_PLUS,
  GROUP_OF_ONE,
  GROUP_OF_TWO,
  GROUP_OF_THREE,
  GROUP_OF_MORE,
  GROUP_OLD_ALONE,
  GROUP_OWN,
  GROUP_RENT,
  GROUP_TENURE_UNKNOWN,
  GROUPS,
};

static const struct {
  const char *name, *zh, *en;
  /* People, and how many live alone; households, and who lives in them; or all of it. */
  enum { OF_AGES, OF_HOUSEHOLDS, OF_HOMES } of;
} groups[GROUPS] = {
  [GROUP_ALL] = { "all", "全部", "all", OF_AGES },
  [GROUP_UNDER_3] = { "under3", "不满3岁", "under 3", OF_AGES },
  [GROUP_3_TO_17] = { "3to17", "3至17岁", "3 to 17", OF_AGES },
  [GROUP_18_TO_59] = { "18to59", "18至59岁", "18 to 59", OF_AGES },
  [GROUP_60_TO_69] = { "60to69", "60至69岁", "60 to 69", OF_AGES },
  [GROUP_70_TO_79] = { "70to79", "70至79岁", "70 to 79", OF_AGES },
  [GROUP_80_PLUS] = { "80plus", "80岁以上", "80 and over", OF_AGES },
  [GROUP_AGE_UNKNOWN] = { "age_unknown", "年龄不详", "age not known", OF_AGES },
  [GROUP_70_PLUS] = { "70plus", "其中70岁以上", "of them 70 and over", OF_AGES },
  [GROUP_OF_ONE] = { "household1", "1人户", "households of 1", OF_HOUSEHOLDS },
  [GROUP_OF_TWO] = { "household2", "2人户", "households of 2", OF_HOUSEHOLDS },
  [GROUP_OF_THREE] = { "household3", "3人户", "households of 3", OF_HOUSEHOLDS },
  [GROUP_OF_MORE] = { "household4plus", "4人以上户", "households of 4 and more", OF_HOUSEHOLDS },
  [GROUP_OLD_ALONE] = { "households70plus", "全户70岁以上", "households all 70 and over",
                        OF_HOUSEHOLDS },
  [GROUP_OWN] = { "own", "自有住房", "in homes of their own", OF_HOMES },
  [GROUP_RENT] = { "rent", "租住", "in rented homes", OF_HOMES },
  [GROUP_TENURE_UNKNOWN] = { "tenure_unknown", "居住方式不详", "own or rented, not known",
                             OF_HOMES },
};

static enum group group_of_age(int age) {
  if (age < 0) return GROUP_AGE_UNKNOWN;
  if (age < 3) return GROUP_UNDER_3;
  if (age < 18) return GROUP_3_TO_17;
  if (age < 60) return GROUP_18_TO_59;
  if (age < OLD_YEARS) return GROUP_60_TO_69;
  return age < 80 ? GROUP_70_TO_79 : GROUP_80_PLUS;
}

static enum group group_of_size(size_t size) {
  return size == 1   ? GROUP_OF_ONE
         : size == 2 ? GROUP_OF_TWO
         : size == 3 ? GROUP_OF_THREE
                     : GROUP_OF_MORE;
}

static void add_person(const struct one_of_crowd *one, bool alone, struct report_row *rows) {
  const enum group of[] = { GROUP_ALL, group_of_age(one->age), GROUP_70_PLUS };
  const size_t n = one->age >= OLD_YEARS ? 3 : 2;
  for (size_t i = 0; i < n; i++) {
    rows[of[i]].counts[PEOPLE]++;
    rows[of[i]].counts[ALONE] += alone;
  }
}

/* What is known of one of a home is so of all: rosters say it of the head alone. */
static enum group group_of_home(const struct one_of_crowd *people, size_t size) {
  bool owns = false;
  for (size_t i = 0; i < size; i++) {
    if (people[i].rents) return GROUP_RENT;
    owns |= people[i].owns;
  }
  return owns ? GROUP_OWN : GROUP_TENURE_UNKNOWN;
}

static void add_home(size_t size, enum group group, struct report_row *rows) {
  rows[group].counts[PEOPLE] += (int64_t)size;
  rows[group].counts[ALONE] += size == 1;
  rows[group].counts[HOUSEHOLDS]++;
}

static void add_household(const struct one_of_crowd *people, size_t size, struct report_row *rows) {
  const enum group of_size = group_of_size(size);
  bool old = true;
  for (size_t i = 0; i < size; i++) {
    add_person(&people[i], size == 1, rows);
    old &= people[i].age >= OLD_YEARS;
  }
  rows[GROUP_ALL].counts[HOUSEHOLDS]++;
  rows[of_size].counts[HOUSEHOLDS]++;
  rows[of_size].counts[PEOPLE] += (int64_t)size;
  rows[GROUP_OLD_ALONE].counts[HOUSEHOLDS] += old;
  rows[GROUP_OLD_ALONE].counts[PEOPLE] += old ? (int64_t)size : 0;
  add_home(size, group_of_home(people, size), rows);
}

static size_t size_of_household(const struct crowd *crowd, size_t first) {
  const struct one_of_crowd *one = &crowd->people[first];
  size_t n = 1;
  while (first + n < crowd->count && one[n].household == one->household &&
         strcmp(one[n].unit, one->unit) == 0)
    n++;
  return n;
}

/* What a group has no count of. */
static void blank(struct report *report) {
  for (size_t i = 0; i < GROUPS; i++) {
    struct report_row *row = &report->rows[i];
    if (i == GROUP_ALL || groups[i].of == OF_HOMES) continue;
    row->counts[groups[i].of == OF_AGES ? HOUSEHOLDS : ALONE] = REPORT_NONE;
  }
}

static enum tx_reason fill_people(const struct crowd *crowd, struct report *report) {
  for (size_t i = 0; i < GROUPS; i++) {
    struct report_row *row = table_add(report, "", groups[i].name, groups[i].zh, groups[i].en);
    if (!row) return TX_NO_MEMORY;
    row->sum = i == GROUP_ALL || i == GROUP_70_PLUS;
  }
  for (size_t i = 0, size; i < crowd->count; i += size) {
    size = size_of_household(crowd, i);
    add_household(&crowd->people[i], size, report->rows);
  }
  blank(report);
  return TX_OK;
}

enum tx_reason table_of_people(struct server *server, const struct asker *asker,
                               struct report *report) {
  struct crowd crowd;
  enum tx_reason reason = crowd_read(server, asker, &report->plan, &crowd);
  if (reason == TX_OK) reason = fill_people(&crowd, report);
  crowd_finish(&crowd);
  return reason;
}
